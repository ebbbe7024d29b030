"""The hold-out arm of a split: who falls into it, and what their run still does.

Rules
1. Who is held out gets nothing more of this run: no mail of either kind, no alert, no tag, no points, no other
   scenario, also after the split and in other branches.
2. The run takes its time all the same: it waits, branches and ends as it would, so that both lots may enter again at
   the same time, and keep the others of its group away for as long.
3. What it passes by is not noted as reached: results count it as held out, and nowhere else.
"""

from msgspec.structs import replace

from mikomi.core.scenarios import chance, mail_step
from mikomi.core.scenarios.outcomes import Go, Leave, Outcome, onward, scenario_of
from mikomi.core.turn import Turn
from mikomi.model import positions
from mikomi.model.person import Enrolment
from mikomi.model.scenario import Arm, ExitStep, IfStep, MailStep, SplitStep, Step, UnknownStep, WaitStep


def hold_out(turn: Turn, enrolment: Enrolment, step: SplitStep, arm: Arm) -> Outcome:
    """The lot fell on a hold-out arm."""
    said = {"arm": arm.id, "held_out": True}
    turn.say("step", enrolment, step=step.id, code="arm_held_out", params=said)
    return onward(turn.keep(replace(enrolment, held_out=True, held_out_by=step.id)))


def pass_by(turn: Turn, enrolment: Enrolment, step: Step) -> Outcome | None:
    """Where a run that is held out goes on from this step; None: as everybody does."""
    match step:
        case WaitStep() | IfStep() | UnknownStep():
            return None
        case SplitStep(split=arms):
            drawn = chance.pick(arms, enrolment.id, step.id)
            return onward(enrolment) if drawn.holdout else Go(positions.branch(enrolment.position, drawn.id))
        case ExitStep(exit=what):
            scenario = scenario_of(turn, enrolment)
            ends = what is True or what in ("*", scenario.id, scenario.group)
            return Leave(enrolment.scenario) if ends else onward(enrolment)
        case MailStep(mail=mail) if mail.offer:
            return onward(mail_step.note_offer(turn, enrolment, mail.offer))
        case _:
            return onward(enrolment)
