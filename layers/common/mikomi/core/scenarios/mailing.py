"""A mailing reaches one person: the turn of somebody who is on its list has come.

Rules
1. It lets the person in as any broadcast does: the scenario's rules, the audience and consent are asked now.
2. One mailing lets a person in once: whoever came in since the mailing was due has it.
3. After its last moment it lets nobody in, and no mail of it leaves.
4. Whoever it does not let in is noted with the reason.
"""

from typing import NamedTuple

from mikomi.core.behaviour import values
from mikomi.model.base import Json, Millis
from mikomi.model.events import BROADCAST_DUE, Event
from mikomi.model.person import Enrolment

HELD_ALREADY = "trigger"
"""The code of a mailing to those for whom a trigger held when it was published."""


class Broadcast(NamedTuple):
    """`at`: when the mailing was due. `code` says how people come in by it."""

    mailing: str
    scenario: str
    at: Millis
    not_after: Millis | None
    code: str


def broadcast_of(event: Event) -> Broadcast | None:
    """The mailing that this event is somebody's turn in; None for any other event."""
    if event.name != BROADCAST_DUE or event.type != "track" or not event.subject.startswith("p:"):
        return None
    said = event.properties
    return Broadcast(
        mailing=values.text(said.get("mailing")),
        scenario=values.text(said.get("scenario")),
        at=said["at"],
        not_after=said.get("not_after"),
        code=values.text(said.get("code")),
    )


def properties_of(broadcast: Broadcast) -> Json:
    """As the event says it."""
    return {name: value for name, value in broadcast._asdict().items() if value is not None}


def refusal(broadcast: Broadcast, runs: list[Enrolment], now: Millis) -> str | None:
    """Why this mailing does not let in somebody who has these runs of its scenario; None if it does."""
    if broadcast.not_after is not None and now > broadcast.not_after:
        return "too_late"
    if any(run.entered_at >= broadcast.at for run in runs):
        return "already_in"
    return None
