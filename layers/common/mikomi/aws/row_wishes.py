"""What the row of an address says that its holder wants less of: topics that they left, a pause.

Rules
1. Each wish has the moment at which it was said, and one at which somebody of the company lifted it by hand; a
   confirmed opt-in lifts all of them at once. The latest word holds; of one moment the holder's.
2. A wish that is lifted stays in the row, so that what is told late changes nothing.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from mikomi.aws.state_items import Item
from mikomi.model.base import Millis
from mikomi.model.effects import SkipReason
from mikomi.model.person import PAUSE

TOPIC, PAUSED, BACK = "topic#", "paused_at", "back#"
"""Names of attributes: when each topic was left, when a pause was asked for, when each of them was lifted by hand (of
a pause with nothing behind)."""


class WishForLess(NamedTuple):
    """`topic`: which one was left; None of a pause, which ends by itself (`until`)."""

    topic: str | None
    at: Millis

    @property
    def until(self) -> Millis | None:
        return self.at + PAUSE if self.topic is None else None

    @property
    def stopped_by(self) -> SkipReason:
        """As `core.people.rights.LIFTS` calls it."""
        return "paused" if self.topic is None else "unsubscribed_topic"

    def holds(self, now: Millis) -> bool:
        return self.until is None or now < self.until


def attribute(topic: str | None) -> str:
    return PAUSED if topic is None else TOPIC + topic


def back(topic: str | None) -> str:
    return BACK + (topic or "")


def ever(row: Item) -> bool:
    """Whether anything of this kind was ever wished for."""
    return any(name == PAUSED or name.startswith(TOPIC) for name in row)


def standing(row: Item, now: Millis, besides: Mapping[str | None, Millis] | None = None) -> list[WishForLess]:
    """What holds, the latest first. `besides`: what the lead wished for by a mail to another address."""
    said = dict(besides or {})
    for wish in _all(row):
        said[wish.topic] = max(wish.at, said.get(wish.topic, wish.at))
    held = [
        wish for wish in map(WishForLess._make, said.items()) if wish.at >= _lifted(row, wish.topic) and wish.holds(now)
    ]
    return sorted(held, key=lambda wish: (-wish.at, wish.topic or ""))


def against(row: Item, topic: str | None, now: Millis) -> SkipReason | None:
    """Why a marketing mail of this topic (None: of none) is not wanted, if so."""
    if "suspended_at" in row:  # `aws.soft_bounces`
        return "soft_bounces"
    held = {wish.topic: wish.stopped_by for wish in standing(row, now) if wish.topic in (topic, None)}
    return held.get(topic) or held.get(None)


def _all(row: Item) -> Iterator[WishForLess]:
    for name, said in row.items():
        if name == PAUSED or name.startswith(TOPIC):
            yield WishForLess(None if name == PAUSED else name.removeprefix(TOPIC), int(said["N"]))


def _lifted(row: Item, topic: str | None) -> Millis:
    return max(int(row[name]["N"]) if name in row else 0 for name in ("lifted_at", back(topic)))
