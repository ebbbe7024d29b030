"""I46: alerts by a channel that takes, is busy, gone, elsewhere or hangs, under every fault: each is told, by one way
at least, and no promise of the mail suffers; and the same stories with a mistake put in find the mistake."""

from typing import Any

import pytest
from mikomi import clock
from mikomi.core.channels.table import CHANNELS
from mikomi.core.webhooks import retries
from mikomi.shell.effects import channel_delivery

from simulation.planted import _switched_on
from simulation.planted.patch import Patch
from simulation.seed import play
from simulation.workload.channels import Channelled
from tests.effort import effort

pytestmark = pytest.mark.all_cores
SEEDS = effort(60)


def test_every_promise_holds_whatever_the_other_side_does():
    mails = heard = 0
    for seed in range(SEEDS):
        result = play(seed, of=Channelled)
        assert not result.breaches, (seed, result.breaches[:3])
        mails += result.mails
        heard += 1
    assert mails > SEEDS and heard == SEEDS, "little happened, so little was shown"


def an_id_for_each_attempt() -> list[Patch]:
    """Whoever receives it twice cannot know that it is the same."""
    return [(channel_delivery, "delivery_of", lambda row: f"ch_{row.key.sk}_{clock.now()}")]


def asked_again_next_month() -> list[Patch]:
    """Who was busy once is forgotten."""
    return [(retries, "next_at", lambda _at, _attempts, now: now + 30 * 86_400_000)]


def the_channel_is_believed_to_take_it() -> list[Patch]:
    """Where it goes first, no mail is held ready."""
    return [(channel_delivery, "standing", lambda row, _effect: ("taken", row.at))]


def the_mail_goes_all_the_same() -> list[Patch]:
    """Though the channel took it."""
    return [(channel_delivery, "standing", lambda _row, _effect: ("ended", 0))]


def no_mail_beside_a_channel() -> list[Patch]:
    """Whoever is told by a channel gets no mail, whatever the file says."""
    real = channel_delivery.begin

    def begin(effect: Any, person: Any, rep: Any) -> tuple[str, ...]:
        real(effect, person, rep)
        return ("desk",)

    return [(channel_delivery, "begin", begin)]


def every_answer_is_taken_for_a_yes() -> list[Patch]:
    """Whatever the other side says."""
    deaf = CHANNELS["webhook"]._replace(verdict=lambda _status: "taken")
    return [(channel_delivery, "CHANNELS", {**CHANNELS, "webhook": deaf})]


@pytest.mark.parametrize(
    "planted",
    [
        an_id_for_each_attempt,
        asked_again_next_month,
        the_channel_is_believed_to_take_it,
        the_mail_goes_all_the_same,
        no_mail_beside_a_channel,
        every_answer_is_taken_for_a_yes,
    ],
    ids=lambda planted: planted.__name__,
)
def test_a_planted_bug_is_found(planted):
    for seed in range(effort(1_000)):
        with _switched_on(planted()):
            result = play(seed, of=Channelled)
        if result.breaches:
            assert {promise for promise, _ in result.breaches} & {"I46", "I14"}, result.breaches[:3]
            return
    raise AssertionError("not found")
