"""Both tables are restored to a moment in mid-story, while everything goes wrong that may: what docs/moving.md says
holds, and all other promises (I49)."""

from collections import Counter
from typing import ClassVar

import pytest

from simulation.seed import play
from simulation.workload.restored import Restored
from tests.effort import effort

pytestmark = pytest.mark.all_cores
SEEDS = 8


class Seen(Restored):
    """Counts, when all is over, what of all this there was."""

    there: ClassVar[Counter[str]] = Counter()

    def happen(self) -> None:
        super().happen()
        restored = self.restored
        assert restored and restored.ended_at, "it was restored"
        before, after = {mail.row for mail in restored.since}, [*self.world.ses.accepted]
        late = {mail.row for mail in after if mail.at >= restored.ended_at}
        Seen.there.update(stopped=len(restored.stopped), again=len(before & late), onward=len(late - before))
        Seen.there["lost"] += len(before - late)


def test_what_was_known_at_the_moment_holds_whatever_goes_wrong() -> None:
    for seed in range(effort(SEEDS)):
        result = play(seed, of=Seen)
        assert not result.breaches, (seed, result.breaches[:3])
    assert all(Seen.there[kind] for kind in ("stopped", "again", "onward", "lost")), Seen.there


@pytest.mark.parametrize("seed", [131, 228])
def test_what_was_put_down_a_moment_ago_is_folded(seed: int) -> None:
    """A replica that does not have a loaded packet yet hides it from nobody who looks for what was never folded."""
    assert not play(seed, of=Restored).breaches


def test_one_notice_of_many_uploads_reads_what_changed_alone() -> None:
    """In seed 364 the workspace is laid while others upload: a notice that looked again and again read all files each
    time, 123 calls (I30)."""
    assert not play(364, of=Restored).breaches


@pytest.mark.parametrize("seed", [89, 103])
def test_what_stays_behind_was_never_noted(seed: int) -> None:
    """In these seeds a decision of the moment's own second was noted before it: its note stays behind with those of
    later ones, and is written again (I11, I36)."""
    assert not play(seed, of=Restored).breaches


def test_nobody_looks_after_what_a_load_has_just_begun() -> None:
    """In seed 377 a packet was folded a day late, and somebody looked at once whether its mail was done, between the
    row's end and the note of it, where a process died (I36)."""
    assert not play(377, of=Restored).breaches
