"""Who is in which segment at a moment: the plan's own condition, asked of a person.

Rules
1. A segment's people are leads: whoever has no name yet can neither be written to nor looked up.
2. Nobody's segments are remembered; whoever needs them later notes them at the moment (`telling.notes`).
"""

from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.core.behaviour.rulebook import Rulebook
from mikomi.model.base import Millis
from mikomi.model.person import Person
from mikomi.model.segment import Segment

MOST = 50
"""Segments that are told of one person: what is noted of somebody must not grow with the workspace."""


def is_in(segment: Segment, person: Person, book: Rulebook, at: Millis) -> bool:
    return person.is_lead and holds(segment.when, Facts(person, at, book))


def segments_of(person: Person, book: Rulebook, at: Millis) -> tuple[str, ...]:
    """The ids of the plan's segments that the person is in, in the plan's order."""
    found = (name for name, segment in book.plan.segments.items() if is_in(segment, person, book, at))
    return tuple(found)[:MOST]
