"""Bugs of telling people from mail systems: somebody's click is lost, or nobody's counts."""

from mikomi.core.doers import evidence, traces, trust
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.model.trace import Trace
from mikomi.web import opt_in, unsubscribe

from simulation.planted.patch import Patch


def what_nobody_knows_counts() -> list[Patch]:
    """Only what is surely a machine's is left out (I42)."""
    return [(trust, "is_lived", lambda event: trust.by(event) != "machine")]


def early_clicks_are_believed() -> list[Patch]:
    """A browser's name and headers are a person (I42)."""
    return [(evidence, "_OF_CLICKS", tuple(sign for sign in evidence._OF_CLICKS if sign[0] != "early"))]


def a_page_that_is_shown_is_a_person() -> list[Patch]:
    """Whoever runs the page's scripts is believed, whether anything moves there or not (I42)."""
    return [(traces, "BY_HAND", 99)]


def hands_are_not_heard() -> list[Patch]:
    """What the tag tells of a pointer is looked for under another name (I42)."""
    return [(traces, "HAND", "pointer")]


def nothing_speaks_against_a_person() -> list[Patch]:
    """Every click of which nobody knows is a person's as soon as somebody looks at it (I42)."""
    return [(traces, "doubt", lambda _person, _trace: None)]


def following_the_link_unsubscribes() -> list[Patch]:
    """The page that asks is left out: who gets there meant it (I42)."""
    return [(unsubscribe, "ask", unsubscribe.unsubscribe)]


def following_the_link_confirms() -> list[Patch]:
    """The mail of a double opt-in needs no button: who gets there holds the address (I42)."""
    return [(opt_in, "ask", opt_in.record)]


def what_was_believed_is_asked_again() -> list[Patch]:
    """A click of which is known that a person made it waits as before: what its page tells next makes it one more
    (I42)."""
    believed = traces.believed

    def told(person: Person, trace: Trace, how: str) -> tuple[Person, Event]:
        return traces.looked_at(person, trace), believed(person, trace, how)[1]

    return [(traces, "believed", told)]


BUGS = (
    what_nobody_knows_counts,
    early_clicks_are_believed,
    a_page_that_is_shown_is_a_person,
    hands_are_not_heard,
    nothing_speaks_against_a_person,
    following_the_link_unsubscribes,
    following_the_link_confirms,
    what_was_believed_is_asked_again,
)
