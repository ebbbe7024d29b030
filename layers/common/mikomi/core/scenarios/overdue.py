"""By when a task is to be done; and that nobody did it in its time is told: to whose task it is, and to whom the file
names (`escalate`).

Rules
1. It is decided with the task, and waits beside the person's other alerts until its time is over; done, dropped or
   taken back before, it goes.
2. It is told once. It is no hand-over: results do not count it among the alerts.
"""

from mikomi.core.people.owners import receivers
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.score import totals
from mikomi.core.turn import Turn
from mikomi.keys import digest
from mikomi.model.base import Millis
from mikomi.model.duration import Span
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person, WaitingAlert
from mikomi.model.plan import Plan
from mikomi.model.sales import SalesAct


def due_by(kind: str, plan: Plan, now: Millis, within: Span | None = None) -> Millis | None:
    """By when a task of this kind is to be done that is set now: `within` so much of office hours, or the kind's."""
    known = plan.sales.task(kind)
    span = within or (known.sla if known else None)
    return Calendar.of(plan.settings).add_open(now, span) if span else None


def settle(turn: Turn) -> None:
    """Let each open task that has a time wait for it, and no other."""
    open_tasks = {_name(act): act for act in turn.person.dealings.tasks if act.due_at is not None}
    kept = tuple(each for each in turn.person.waiting if not _is_of_task(each) or each.effect.id in open_tasks)
    there = {each.effect.id for each in kept}
    new = [
        WaitingAlert(effect=_alert(turn, act, name), due_at=act.due_at)
        for name, act in open_tasks.items()
        if name not in there and act.due_at is not None and act.due_at > turn.now
    ]
    if new or len(kept) < len(turn.person.waiting):
        turn.change(waiting=(*kept, *new))


def is_over(person: Person, alert: SendAlert) -> bool:
    """Whether the task of which this alert would tell is not open any more."""
    return alert.reason == "task" and alert.id not in {_name(act) for act in person.dealings.tasks}


def _name(act: SalesAct) -> str:
    return "task-" + digest(act.id)


def _is_of_task(waiting: WaitingAlert) -> bool:
    return isinstance(waiting.effect, SendAlert) and waiting.effect.reason == "task"


def _alert(turn: Turn, act: SalesAct, name: str) -> SendAlert:
    plan = turn.rules.plan
    kind = act.value if act.verb == "task" else "call"
    known = plan.sales.task(kind)
    beside = known.escalate if known and known.escalate else []
    to = [act.of or "owner", *([beside] if isinstance(beside, str) else beside)]
    return SendAlert(
        id=name,
        at=act.due_at or turn.now,
        event_id=act.id,
        plan=plan.version,
        reason="task",
        to=receivers(to, turn.person, plan.settings),
        task=kind,
        score=totals.total(turn.person, turn.now, turn.rules.half_lives),
    )
