"""I11 through changes in flight: everybody moved, corrected, let go, one moved by hand, at any moment, twice at once,
under every fault; and the same stories with a mistake put in find the mistake."""

from typing import Any

import pytest
from mikomi import clock
from mikomi.core.scenarios import transfer
from mikomi.core.scenarios.transfer import Transfer
from mikomi.model import positions
from mikomi.shell.everybody import change

from simulation.planted import _switched_on
from simulation.planted.patch import Patch
from simulation.seed import play
from simulation.workload.in_flight import InFlight
from tests.effort import effort

pytestmark = pytest.mark.all_cores
SEEDS = effort(120)


def test_every_promise_holds_whatever_is_changed_in_flight():
    mails = 0
    for seed in range(SEEDS):
        result = play(seed, of=InFlight)
        assert not result.breaches, (seed, result.breaches[:3])
        mails += result.mails
    assert mails > SEEDS, "little happened, so little was shown"


def what_was_had_is_forgotten() -> list[Patch]:
    """Nothing says what a run that is moved has had."""
    return [(transfer, "passed_at", lambda _run, _scenario, _here: ())]


def a_place_is_its_number() -> list[Patch]:
    """A run that is moved keeps its position, whatever stands there now."""
    place = transfer.transfer

    def by_number(run: Any, old: Any, new: Any) -> Any:
        found = place(run, old, new)
        if not isinstance(found, Transfer):
            return found
        try:
            positions.settle(new.steps, run.position)
        except positions.UnknownPosition:
            return found
        return found._replace(position=run.position, kept=True)

    return [(transfer, "transfer", by_number)]


def each_page_has_its_moment() -> list[Patch]:
    """Somebody is told of a change by the moment of the page, so that a page done again tells it again."""
    tell = change._tell
    return [(change, "_tell", lambda person, what, _at: tell(person, what, clock.now()))]


@pytest.mark.parametrize(
    "planted",
    [what_was_had_is_forgotten, a_place_is_its_number, each_page_has_its_moment],
    ids=lambda planted: planted.__name__,
)
def test_a_planted_bug_is_found(planted):
    for seed in range(effort(1_000)):
        with _switched_on(planted()):
            result = play(seed, of=InFlight)
        if result.breaches:
            assert {promise for promise, _ in result.breaches} & {"I11", "I15"}, result.breaches[:3]
            return
    raise AssertionError("not found")
