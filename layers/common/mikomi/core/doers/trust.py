"""Which events of ours conditions, points, branches and goals may go by: what people did, not machines for them.

Rules
1. An event of before we asked who did it (no `by`) was a person's: it keeps the meaning that it had.
2. A condition that names `by` itself looks at all of them.
3. A plan that was published before edition 4 goes by every one, as it always did, and not by what is told later of it
   (`traces`): it has counted it already. So has a plan that was published in between.
"""

from mikomi.model.condition import BehaviourLeaf, Happened
from mikomi.model.events import FILE_DOWNLOADED, MAIL_CLICKED, MAIL_OPENED, Event

TOLD_APART = 4
"""The edition of the language from which on machines count for nothing."""
_OURS = {MAIL_OPENED: ("mail",), MAIL_CLICKED: ("mail",), FILE_DOWNLOADED: ("mail", "server")}
BELIEVED = "human"
"""In an event's context: how we know by now that a person did what the event says."""

COUNTED = "counted"
"""In that event's context: a plan of before has gone by what the event says."""


def by(event: Event) -> str | None:
    """Who did it; None for what is no event of this kind, or of before."""
    if event.type != "track" or event.origin not in _OURS.get(event.name, ()):
        return None
    said = event.properties.get("by")
    return said if isinstance(said, str) else None


def is_lived(event: Event) -> bool:
    """Whether it is a sign of life."""
    return by(event) in (None, "human")


def is_listed(event: Event) -> bool:
    """Whether a list says so that somebody brought in: no sign of life either, and no news for sales."""
    return event.origin == "import" and event.type == "identify"


def counts(event: Event, edition: int) -> bool:
    """Whether a plan of this edition goes by it."""
    if edition < TOLD_APART:
        return BELIEVED not in event.context
    return is_lived(event) and COUNTED not in event.context


def names_it(leaf: BehaviourLeaf) -> bool:
    return isinstance(leaf, Happened) and "by" in (leaf.where or {})
