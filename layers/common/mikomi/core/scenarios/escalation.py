"""An alert that nobody answers within its SLA is told to whom the file names (`escalate`), once.

Rules
1. It is decided with the alert, and waits beside the person's other alerts until the SLA is over: the one decision lets
   it go at that moment, or takes it away before.
2. The SLA begins when the alert is told; outside of the company's business hours, when they begin. One that is over
   while the office is closed is so when it opens: before, nobody is there to be told.
3. A rep's answer to any alert of the lead takes away what waits then: whoever answers has looked after the lead. What
   belongs to an alert that itself still waits stays.
"""

from typing import Protocol

from msgspec.structs import replace

from mikomi.core.people.owners import receivers
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.turn import Turn
from mikomi.keys import digest
from mikomi.model.base import Millis
from mikomi.model.duration import Span
from mikomi.model.effects import Escalates, SendAlert
from mikomi.model.person import WaitingAlert


class Escalating(Protocol):
    """What a file says of an alert: of a step's, or of a band's."""

    @property
    def sla(self) -> Span | None: ...
    @property
    def escalate(self) -> str | list[str] | None: ...


def prepare(turn: Turn, alert: SendAlert, asked: Escalating, told_at: Millis) -> None:
    """Let what follows on the alert's silence wait for its moment. `told_at`: when the alert goes out."""
    if asked.sla is None or asked.escalate is None:
        return
    settings = turn.rules.plan.settings
    calendar = Calendar.of(settings)
    begins = calendar.next_business_morning(told_at + 1) if alert.digest else calendar.next_business_opening(told_at)
    due_at = calendar.next_business_opening(calendar.add(begins, asked.sla))
    late = replace(
        alert,
        id="late-" + digest(alert.id),
        at=due_at,
        to=receivers(asked.escalate, turn.person, settings),
        urgency="now",
        digest=False,
        escalates=Escalates(alert=alert.id, to=alert.to, at=alert.at),
    )
    turn.change(waiting=(*turn.person.waiting, WaitingAlert(effect=late, due_at=due_at)))


def answered(turn: Turn) -> None:
    """A rep answered an alert about the lead."""
    waiting = turn.person.waiting
    still = {each.effect.id for each in waiting}
    kept = tuple(each for each in waiting if not _is_settled(each.effect, still))
    if len(kept) < len(waiting):
        turn.change(waiting=kept)


def _is_settled(effect: object, still: set[str]) -> bool:
    return isinstance(effect, SendAlert) and effect.escalates is not None and effect.escalates.alert not in still
