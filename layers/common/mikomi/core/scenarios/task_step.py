"""What a task step does: somebody of sales has something to do with the lead.

Rules
1. The task is one of the person's, like those that reps set: it is done, dropped and taken back like them, and told
   when it is overdue. No event stands behind it: the run and the step name it, so whatever is folded again makes the
   same.
2. Whoever is no customer (`sales.json`) is nobody's task, and nobody has more open tasks than `OPEN_TASKS`.
3. A task of the same step that is still open is not set again: who enters twice is called once.
"""

from mikomi.core.people import dealings
from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.scenarios import overdue
from mikomi.core.scenarios.outcomes import Outcome, onward
from mikomi.core.turn import Turn
from mikomi.keys import digest
from mikomi.model.person import Enrolment
from mikomi.model.sales import SalesAct
from mikomi.model.scenario import TaskStep


def decide(turn: Turn, enrolment: Enrolment, step: TaskStep) -> Outcome:
    wish, place = step.task, f"{enrolment.scenario}/{step.id}"
    said = {"task": wish.kind}
    excluded = exclusion_of(turn.person, turn.rules.plan.sales)
    there = turn.person.dealings.tasks
    if excluded:
        turn.say("task", enrolment, step=step.id, code="excluded", params={**said, "excluded": excluded.id})
    elif any(each.step == place for each in there):
        turn.say("task", enrolment, step=step.id, code="there", params=said)
    elif len(there) >= dealings.OPEN_TASKS:
        turn.say("task", enrolment, step=step.id, code="too_many", params={**said, "n": len(there)})
    else:
        act = SalesAct(
            id="s-" + digest(enrolment.id, step.id),
            verb="task",
            at=turn.now,
            value=wish.kind,
            of="" if wish.to == "owner" else wish.to,
            due_at=overdue.due_by(wish.kind, turn.rules.plan, turn.now, wish.due),
            step=place,
        )
        turn.change(sales=dealings.noted(turn.person.dealings, act))
        overdue.settle(turn)
        turn.say("task", enrolment, step=step.id, params=said)
    return onward(enrolment)
