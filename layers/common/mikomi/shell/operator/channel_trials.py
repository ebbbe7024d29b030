"""The channels of alerts as they do, and a test of one: it goes the way of every alert, from the step queue.

Rules
1. A test is a row under the channel's own key. It is tried once, and gone after a week.
"""

from typing import NamedTuple

from mikomi import clock, keys
from mikomi.aws import channel_states, ledger, plans, state_items
from mikomi.aws.channel_states import ChannelState
from mikomi.aws.ledger import Key, Row
from mikomi.model.base import DAY
from mikomi.model.channel import Channel

TRIAL = "channel#trial-"
KEPT_DAYS = 7


class NoSuchChannel(Exception):
    """sales.json as it runs has none of this id."""


class ChannelSeen(NamedTuple):
    """One channel, how it does, and its latest test."""

    channel: Channel
    state: ChannelState
    trial: Row | None


def listed() -> list[ChannelSeen]:
    """All of them, in the order of the file."""
    return [ChannelSeen(each, channel_states.read(each.id), latest(each.id)) for each in plans.active().sales.channels]


def begin(channel: str) -> Key:
    """Have a test go out. Raises NoSuchChannel."""
    if plans.active().sales.channel(channel) is None:
        raise NoSuchChannel(channel)
    now = clock.now()
    key = Key(keys.channel_pk(channel), f"{TRIAL}{now:015d}.{channel}")
    ledger.begin(key, "held", "", now, due_at=now, expires_at=(now + KEPT_DAYS * DAY) // 1000)
    return key


def latest(channel: str) -> Row | None:
    """The test that was asked for last."""
    items = state_items.partition(keys.channel_pk(channel))
    trials = [ledger.row_of(item) for item in items if item["sk"]["S"].startswith(TRIAL)]
    return max(trials, key=lambda row: row.key.sk, default=None)
