"""Mails and alerts of which nobody knows whether they went out, or that could not: an operator looks, and decides.

Rules
1. Sending again is the operator's word: the row waits anew, and goes the way of every mail from there, limits, window
   and suppression included.
2. Leaving it changes nothing but that it is no longer shown.
3. Whatever moved since the page was shown stays as it is now: a late word of SES wins over both.
"""

from typing import NamedTuple

from mikomi import clock, keys
from mikomi.aws import ledger, people
from mikomi.aws.ledger import Key, Row
from mikomi.aws.people import Alias
from mikomi.model import delivery
from mikomi.model.effects import Effect, effect_of
from mikomi.model.person import Person


class OpenRow(NamedTuple):
    """One row, what it carries out (None: a digest), and whom it is about (None: gone, or a digest)."""

    row: Row
    effect: Effect | None
    person: Person | None


def open_rows(limit: int) -> list[OpenRow]:
    """What waits for an operator, the latest first."""
    rows = ledger.in_trouble(limit)
    by_id = people.load_many(keys.person_of(row.key.pk) for row in rows if row.effect)
    return [OpenRow(row, _effect(row), _person(by_id.get(keys.person_of(row.key.pk)))) for row in rows]


def again(key: Key) -> bool:
    """Send it again; False if it is not in trouble any more."""
    row, now = ledger.read(key), clock.now()
    if row is None or row.status not in delivery.TROUBLE:
        return False
    return ledger.move(row._replace(doubts=0), "held", now, reason="again", due_at=now, doubts=0, waits=0)


def set_aside(key: Key) -> bool:
    """Leave it as it is; False if it is not in trouble any more."""
    row = ledger.read(key)
    return row is not None and row.status in delivery.TROUBLE and ledger.set_aside(row, clock.now())


def _effect(row: Row) -> Effect | None:
    return effect_of(row.effect) if row.effect else None


def _person(place: Person | Alias | None) -> Person | None:
    return people.load(place.to) if isinstance(place, Alias) else place
