"""What the people of one company did of late, as far as an alert of sales.json asks: one small item a company.

Rules
1. It names people by their ids alone, each with when they did it last, and nobody for long after the alert's time.
2. The events that it leads to stand in the log, under the people; nothing else is made of it.
"""

from msgspec import field

from mikomi.model.base import Millis
from mikomi.model.stored import Stored


class Quorum(Stored, frozen=True, kw_only=True):
    """Enough of them had done it `at` this moment; known by the effect `by`, of this person, who is one of these."""

    at: Millis
    by: str
    person: str
    people: tuple[str, ...]


class CompanyDeeds(Stored, frozen=True, kw_only=True):
    """By the id of the alert: who did what it asks for, and when last; the latest time that it was told."""

    did: dict[str, dict[str, Millis]] = field(default_factory=dict)
    reached: dict[str, Quorum] = field(default_factory=dict)
