"""What somebody did about a mail, an alert or a webhook; and which of it could not have been under another plan.

Rules
1. An event that names the run and the step of what was sent is a reaction to it, and so is a rep's answer that names
   the alert.
2. A page view that carries a click's token, and what the browser did in the same visit, came of the mail.
3. What would not have been sent, or not by then, brings no reaction: without that the log may send even less, so it is
   looked at again until nothing more is missing.
"""

from collections.abc import Callable, Iterable, Mapping, Set
from typing import NamedTuple

from mikomi.core.backtest.course import LogCourse, mark, visits
from mikomi.core.behaviour import values
from mikomi.model.base import Millis
from mikomi.model.events import REP_ANSWERED, Event, Packet

MOST_LOOKS = 8


class CameOf(NamedTuple):
    """Of which effect it came, and when."""

    to: str
    at: Millis


def reactions(packets: Iterable[Packet]) -> dict[str, CameOf]:
    """By the mark of an event, what it came of."""
    packets = list(packets)
    came: dict[str, CameOf] = {}
    clicks: dict[str, str] = {}
    for packet in packets:
        for event in packet.events:
            if of := _answers(event):
                came[mark(event)] = CameOf(of, event.received_at)
                clicks[event.id] = of
    for visit in visits(packets):
        landing = next((of for event in visit if (of := clicks.get(values.text(event.context.get("clicked"))))), None)
        if landing:
            came.update((mark(event), CameOf(landing, event.received_at)) for event in visit)
    return came


def _answers(event: Event) -> str | None:
    said = event.properties
    if event.name == REP_ANSWERED and event.origin == "rep":
        return values.text(said.get("alert")) or None
    run, step = said.get("enrolment"), said.get("step")
    ours = event.origin in ("mail", "webhook") and isinstance(run, str) and isinstance(step, str)
    return f"{run}.{step}" if ours else None


def impossible(came: Mapping[str, CameOf], sent: Mapping[str, Millis], really: Mapping[str, Millis]) -> set[str]:
    """The marks of what could not have been where this is sent and not what really was: of what was never sent by us
    nobody knows."""
    return {
        mark
        for mark, (to, at) in came.items()
        if (was := really.get(to)) is not None and was <= at and (to not in sent or sent[to] > at)
    }


def without_them(
    course: LogCourse,
    came: Mapping[str, CameOf],
    really: Mapping[str, Millis],
    again: Callable[[Set[str]], LogCourse],
    sent: Callable[[LogCourse], Mapping[str, Millis]],
) -> LogCourse:
    """The course without what could not have been; `again` runs it without these events, `sent` says since when there
    is what may be reacted to."""
    left_out: set[str] = set()
    for _ in range(MOST_LOOKS):
        more = impossible(came, sent(course), really) - left_out
        if not more:
            break
        left_out |= more
        course = again(left_out)
    return course
