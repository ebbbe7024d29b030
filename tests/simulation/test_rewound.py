"""Tables are restored between erasures, updates and roll-backs, while everything goes wrong that may: nothing comes
back of who was erased (I27), and all other promises hold."""

from collections import Counter
from functools import partial
from typing import ClassVar

import pytest

from simulation import planted, runs
from simulation.crew import crew
from simulation.planted import rewound
from simulation.seed import play
from simulation.workload.rewound import Rewound
from tests.effort import effort

pytestmark = pytest.mark.all_cores
SEEDS = 8


class Seen(Rewound):
    """Counts, when all is over, who asked when, and what of updates and of the log's seconds there was."""

    there: ClassVar[Counter[str]] = Counter()

    def happen(self) -> None:
        super().happen()
        restored = self.restored
        assert restored and restored.ended_at, "it was restored"
        for write in self.world.evidence.writes:
            item = write.change.after or {}
            if write.change.pk.startswith("erasure#") and write.change.before is None and "asked_at" in item:
                asked = int(item["asked_at"]["N"])
                late = "later" if asked > restored.ended_at else "since"
                Seen.there["before" if asked <= restored.then.at else late] += 1
        begin, end = self.world.newer_release or (0, 0)
        Seen.there["newer at the moment"] += begin <= restored.then.at < end
        Seen.there["newer when it is loaded"] += begin <= restored.ended_at < end
        Seen.there["log ahead"] += restored.log_then.at > restored.then.at


def test_nobody_who_was_erased_comes_back_with_the_tables() -> None:
    for seed in range(effort(SEEDS)):
        result = play(seed, of=Seen)
        assert not result.breaches, (seed, result.breaches[:3])
    kinds = ("before", "since", "later", "newer at the moment", "newer when it is loaded", "log ahead")
    assert all(Seen.there[kind] for kind in kinds), Seen.there


@pytest.mark.proof
def test_all_promises_hold_in_two_thousand_of_them() -> None:
    """The first eight are played in every `make test`."""
    with crew(runs.cores()) as pool:
        results = list(pool.imap_unordered(partial(play, of=Rewound), range(2_000), chunksize=4))
    assert len(results) == 2_000
    assert not {result.seed: result.breaches[:3] for result in results if result.breaches}


def test_two_who_were_being_made_one_at_the_moment_become_one() -> None:
    """In seed 229 the state's moment lay between the two writes of a merge: the lead held the browser already, its own
    place did too, and no stream brought the form again (I5)."""
    assert not play(229, of=Rewound).breaches


def test_a_browser_that_leads_nowhere_is_found_with_its_lead() -> None:
    """In seed 1031 a browser's first pages and its form had been folded together, and at the moment its own place was
    not written yet: the next pages were another visitor's, and lost when the two became one (I5)."""
    assert not play(1031, of=Rewound).breaches


@pytest.mark.parametrize("seed", [1089, 1778])
def test_what_others_of_its_browser_had_overtaken_is_folded(seed: int) -> None:
    """In these seeds a packet waited in the stream at the moment, and one that came a little later was folded (I5)."""
    assert not play(seed, of=Rewound).breaches


@pytest.mark.parametrize("seed", [1542, 1180])
def test_a_name_that_was_lost_is_rebuilt_into_nobody(seed: int) -> None:
    """In these seeds a form and an `identify` were lost, a rebuild put their words into a visitor without an address,
    and an erasure of that address did not find them (I27)."""
    assert not play(seed, of=Rewound).breaches


def test_whoever_is_rebuilt_while_tables_are_loaded_keeps_their_browsers() -> None:
    """In seed 661 a rebuild read the log from a replica that had not got a browser's packets yet: the lead lost it, and
    an erasure left them (I27)."""
    assert not play(661, of=Rewound).breaches


def test_what_is_folded_late_by_a_load_happened_before() -> None:
    """In seed 511 two views of the day before were folded by the load, twenty minutes before another: no more than the
    cap allows in any day (I6)."""
    assert not play(511, of=Rewound).breaches


def test_what_was_decided_for_whoever_was_erased_is_noted_nowhere() -> None:
    """In seed 764 the load folded late what began a run, and erased its person before anybody was woken (I36)."""
    assert not play(764, of=Rewound).breaches


def test_dead_letters_stay_in_the_deployment_before() -> None:
    """In seed 1822 a stream had passed on records before the moment; the new deployment has queues of its own (I7)."""
    assert not play(1822, of=Rewound).breaches


def test_an_erasure_that_has_taken_events_already_is_no_merge() -> None:
    """In seed 273 the log holds less of a browser than its person counts, because an erasure was under way."""
    assert not play(273, of=Rewound).breaches


@pytest.mark.parametrize("seed", [85, 590])
def test_who_shares_a_browser_with_somebody_being_erased_is_left_alone(seed: int) -> None:
    """In these seeds the holder of a shared browser was being erased, and the form of another at it was folded already:
    folded again for the holder's sake, its mails were decided twice (I11)."""
    assert not play(seed, of=Rewound).breaches


def test_a_mail_of_the_moment_s_own_second_is_told_anew() -> None:
    """In seed 274 a mail went out within the second to which the state was restored: its row was there, and its note
    stayed behind with those of later decisions (I36)."""
    assert not play(274, of=Rewound).breaches


def test_a_list_of_later_is_not_taken_for_this_one_s() -> None:
    """In seed 947 the old deployment had written the list of a mailing that, at the moment, had not begun: the new one
    took its pages, and somebody was on them twice (I37)."""
    assert not play(947, of=Rewound).breaches


def test_the_browser_of_who_is_erased_goes_by_what_the_tables_know() -> None:
    """In seed 377 the restored tables knew of a browser that the row of the erasure did not: it went too (I27)."""
    assert not play(377, of=Rewound).breaches


@pytest.mark.parametrize("bug", [bug.__name__ for bug in rewound.BUGS])
def test_each_bug_of_it_is_found_where_it_was(bug: str) -> None:
    """In the seed in which it was found the last time; `test_promises` looks further."""
    seed = runs.found_before()[bug]
    assert play(seed, bug=planted.bug(bug), of=Rewound).breaches and not play(seed, of=Rewound).breaches
