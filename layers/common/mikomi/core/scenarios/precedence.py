"""Whose mail goes first when there is room for one: the scenario's of the higher priority, within one limit period.

Rules
1. A marketing mail gives way to one that is known to fall due later in the same period (`limits.per`), in a scenario of
   a higher priority, if the later one could not leave because of it. It is asked again when that one is due.
2. Known is what the person's own runs say: a run that waits for a moment, and comes to a marketing mail after it
   without another wait, branch or split; or whose mail waits for its moment already. What somebody may yet do is not
   known.
3. Nobody gives way to whoever sends nothing: a paused or withdrawn scenario, a run that is held out, a mail that is too
   late or that the run has had.
4. Priorities are those of the active plan, as the limit is. The rule is one of edition 3 of the run's own plan.
"""

from mikomi.core.scenarios.outcomes import readers_calendar, scenario_of
from mikomi.core.turn import Turn
from mikomi.model import positions
from mikomi.model.base import Millis
from mikomi.model.company import Limits
from mikomi.model.person import Enrolment
from mikomi.model.scenario import (
    AddPointsStep,
    AddTagStep,
    MailStep,
    RemoveTagStep,
    SetTraitStep,
    Step,
    TaskStep,
    WaitStep,
)

AT_ONCE = (AddTagStep, RemoveTagStep, AddPointsStep, SetTraitStep, TaskStep)
"""Steps behind which the next one follows at the same moment, whatever they find."""


def gives_way_until(turn: Turn, run: Enrolment, moment: Millis) -> Millis | None:
    """When the mail is due for which this run's mail, which could leave at `moment`, keeps the place; None if there is
    none."""
    limits = turn.rules.plan.settings.limits
    if limits is None or turn.rulebooks.of(run.plan).plan.edition < 3:
        return None
    mine, until = priority_of(turn, run.scenario), moment + limits.per.millis
    others = [other for other in turn.person.enrolments if other.id != run.id]
    higher = [other for other in others if priority_of(turn, other.scenario) > mine]
    due = sorted(at for other in higher if (at := next_mail(turn, other)) is not None and moment < at < until)
    sent = list(turn.person.mailed)
    for at in due:
        if _has_room(sent, at, limits):
            if not _has_room([*sent, moment], at, limits):
                return at
            sent.append(at)
    return None


def priority_of(turn: Turn, scenario: str) -> int:
    """Nothing goes before a scenario that the active plan does not have, but what has any priority."""
    known = turn.rules.plan.scenarios.get(scenario)
    return known.priority if known else 0


def next_mail(turn: Turn, run: Enrolment) -> Millis | None:
    """When the run's next marketing mail leaves, as far as it is known."""
    called = turn.rules.plan.scenarios.get(run.scenario)
    if called is None or called.status != "active" or run.status != "active" or run.held_out or run.held_out_by:
        return None
    if run.due_at is None or run.scenario not in turn.rulebooks.of(run.plan).plan.scenarios:
        return None
    try:
        step = _mail_after(turn, run)
    except LookupError:
        return None  # a newer release's place
    if step is None or step.mail.kind != "marketing" or step.id in run.mails:
        return None
    window, calendar = scenario_of(turn, run).send_window, readers_calendar(turn, run)
    leaves = run.due_at
    if window is not None and not calendar.is_open(leaves, window):
        if window.outside != "next_open":
            return None
        leaves = calendar.next_open(leaves, window)
    return leaves if run.not_after is None or leaves <= run.not_after else None


def _mail_after(turn: Turn, run: Enrolment) -> MailStep | None:
    steps, here = scenario_of(turn, run).steps, run.position
    step: Step | None = positions.step_at(steps, here)
    while isinstance(step, AT_ONCE) or (isinstance(step, WaitStep) and here == run.position):
        after = positions.settle(steps, positions.following(here))
        if after is None:
            return None
        here, step = after, positions.step_at(steps, after)
    return step if isinstance(step, MailStep) else None


def _has_room(sent: list[Millis], at: Millis, limits: Limits) -> bool:
    """Whether one more may leave then, after these."""
    return sum(at - limits.per.millis < each <= at for each in sent) < limits.marketing_mails
