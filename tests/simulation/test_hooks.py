"""I39: webhooks to a system that replies, is busy, gone, elsewhere, hangs or talks nonsense, under every fault: each
ends and counts once; and the same stories with a mistake put in find the mistake."""

from typing import Any

import pytest
from mikomi import clock, own_events, packing
from mikomi.core.webhooks import retries
from mikomi.shell.effects import webhook

from simulation.planted import _switched_on
from simulation.planted.patch import Patch, Quietly
from simulation.seed import play
from simulation.workload.hooks import Hooked
from tests.effort import effort

pytestmark = pytest.mark.all_cores
SEEDS = effort(60)


def test_every_promise_holds_whatever_the_other_system_does():
    mails = 0
    for seed in range(SEEDS):
        result = play(seed, of=Hooked)
        assert not result.breaches, (seed, result.breaches[:3])
        mails += result.mails
    assert mails > SEEDS, "little happened, so little was shown"


def an_id_for_each_attempt() -> list[Patch]:
    """Whoever receives it twice cannot know that it is the same."""
    return [(webhook, "delivery_of", lambda effect: f"wh_{effect.id}_{clock.now()}")]


def a_reply_is_noted_by_its_moment() -> list[Patch]:
    """What is replied to a second attempt is another event."""
    note = own_events.note

    def by_moment(what: str, subject: str, *apart: str, at: int, **more: Any) -> Any:
        return note(what, subject, *apart, str(at), at=at, **more)

    return [
        (webhook, "own_events", Quietly(own_events, note=by_moment)),
        (
            webhook,
            "packing",
            Quietly(packing, sort_of=lambda moment, ids, proof: packing.sort_of(clock.now(), ids, proof)),
        ),
    ]


def never_given_up() -> list[Patch]:
    """Once an hour, for ever."""
    return [(retries, "next_at", lambda _at, _attempts, now: now + 3_600_000)]


def the_row_learns_it_first() -> list[Patch]:
    """The reply is noted after the row has ended: whoever dies in between has lost it."""
    settle, note = webhook._settle, webhook._note
    kept: list[Any] = []

    def later(outcome: Any, effect: Any, row: Any) -> None:
        kept.clear()
        webhook._note = lambda *told: kept.append(told)
        try:
            settle(outcome, effect, row)
        finally:
            webhook._note = note
        for told in kept:
            note(*told)

    return [(webhook, "_settle", later)]


@pytest.mark.parametrize(
    "planted",
    [an_id_for_each_attempt, a_reply_is_noted_by_its_moment, never_given_up, the_row_learns_it_first],
    ids=lambda planted: planted.__name__,
)
def test_a_planted_bug_is_found(planted):
    for seed in range(effort(1_000)):
        with _switched_on(planted()):
            result = play(seed, of=Hooked)
        if result.breaches:
            assert {promise for promise, _ in result.breaches} & {"I39", "I14"}, result.breaches[:3]
            return
    raise AssertionError("not found")
