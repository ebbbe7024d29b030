"""Going through a scenario: who is let in, how steps follow each other, what ends it.

Rules
1. One enrolment per person, scenario and occasion, as `reentry` says; of a `group` one scenario at a time.
2. An enrolment runs on the plan version on which it began, whatever is published meanwhile, until somebody moves it
   (`changes`).
3. A step's time is its due time, so a timer that came late, a retry and a replay decide alike.
4. While a scenario is paused its people wait where they are: nobody is thrown out, nothing is skipped. So do those of a
   scenario that was withdrawn, until somebody says what becomes of them, or it comes back.
5. Steps that follow each other without a wait happen in one turn, in the order in which the file has them.
6. A plan that cannot be followed (a day that there is not, a circle) ends this run, and says so; the person's fold goes
   on. The check keeps such plans from being published; this is for those that an older check let through.
7. What a newer release published or wrote (a step, a condition, a position that this one does not know) holds the run
   where it is, looked at hourly: the newer release, back again, goes on from there.
8. Who comes too late for the moment of a wait skips what they missed, leaves, or goes on, as the wait says.

  state of an enrolment      what moves it                       to
  ----------------------     ---------------------------------   ------------------------------------------
  active, nothing due        an event that a waiting `if` asks   the `then` branch
  active, due_at             due_at comes                        the next step, or the `else` branch
  active, at a webhook       its end, or due_at                  the next step
  active, held_by a trait    an event, where it can be read now  the same step, as if reached now
  active                     goal (then: exit)                   goal
  active                     … after its window                  exited (`goal_late`)
  active                     exit_when, `exit`, an answer        exited
  active                     comes too late (past: exit)         exited (`too_late`)
  active                     the last step is done               finished
  active                     the plan cannot be followed         exited (`broken`)
  active                     a newer release's step              the same, an hour later
  active                     a change in flight                  the same, at its new place, due at once; or exited
  ended, goal_until          goal, within its window             the same, with `goal_at`
"""

from collections.abc import Iterable

from msgspec.structs import replace

from mikomi import keys
from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.core.behaviour.membership import segments_of
from mikomi.core.scenarios import admission, chance, goals, steps, transfer, webhook_step
from mikomi.core.scenarios.mailing import Broadcast
from mikomi.core.scenarios.outcomes import LOOK_AGAIN, Enter, Go, Held, Leave, Stay, onward, scenario_of
from mikomi.core.turn import Turn
from mikomi.model import positions
from mikomi.model.base import Json
from mikomi.model.decision import BecauseKind
from mikomi.model.events import Event
from mikomi.model.person import Enrolment, EnrolmentStatus
from mikomi.model.positions import UnknownPosition
from mikomi.model.scenario import IfStep, Step, UnknownStep, WaitStep, WebhookStep

PAUSE_LOOK = LOOK_AGAIN
"""How long a person whose step fell due in a paused scenario waits before the next look, in milliseconds."""
WITHDRAWN_LOOK = 24 * PAUSE_LOOK
"""The same in a scenario that was withdrawn: it may never come back, and each look costs."""

FLAT_OUT = 300
"""Steps in one turn beyond which a scenario is running in a circle."""


class EndlessScenario(Exception):
    """More steps in one turn than any plan without a circle has; lint refuses such plans at upload."""


PLAN_FAULTS = (ArithmeticError, EndlessScenario, LookupError, TypeError, ValueError)
"""What following a broken plan ends in."""


def enter(turn: Turn, scenario_id: str, cause: str, code: str, by: Broadcast | None = None) -> bool:
    """Let the person in if the scenario's rules allow it. `cause` names the occasion (an event, a step), `code`
    says how it came, `by` by which mailing.
    """
    plan = turn.rules.plan
    scenario = plan.scenarios.get(scenario_id)
    refusal = "unknown" if scenario is None else admission.refusal(turn, scenario, by)
    mailed = {"mailing": by.mailing} if by else {}
    if scenario is None or refusal:
        if refusal != "already_in" or by or code == "by_hand":
            turn.say("not_entered", scenario=scenario_id, code=refusal, params=mailed)
        return False
    enrolment = Enrolment(
        id=keys.digest(cause, scenario_id),
        scenario=scenario_id,
        plan=plan.version,
        entered_at=turn.now,
        since=turn.now,
        event_id=turn.event_id,
        because=code,
        held_out=bool(scenario.holdout) and chance.share(_constant_name(turn), scenario_id) * 100 < scenario.holdout,
        mailing=by.mailing if by else None,
        not_after=by.not_after if by else admission.last_moment(turn, scenario),
    )
    if any(e.id == enrolment.id for e in turn.person.enrolments):
        return False
    turn.keep(enrolment)
    if plan.segments:
        turn.stood_in[enrolment.id] = segments_of(turn.person, turn.rules, turn.now)
    turn.say("entered", enrolment, code=code, params=({"held_out": True} if enrolment.held_out else {}) | mailed)
    walk(turn, enrolment)
    return True


def enter_by_mailing(turn: Turn, by: Broadcast) -> bool:
    """Let in somebody whose turn it is in a mailing."""
    return enter(turn, by.scenario, f"{by.mailing}\x1f{turn.person.id}", by.code, by)


def _constant_name(turn: Turn) -> str:
    """What stays the same of a person through merges, as far as anything does."""
    return turn.person.email or turn.person.user_id or turn.person.id


def walk(turn: Turn, enrolment: Enrolment) -> None:
    """Take step after step until one has to wait or the scenario ends."""
    try:
        _take_steps(turn, enrolment, is_new=True)
    except PLAN_FAULTS as fault:
        _break_off(turn, enrolment, fault)


def _break_off(turn: Turn, enrolment: Enrolment, fault: Exception, *, is_due: bool = True) -> None:
    """Rules 6 and 7. What is not due keeps the moment that a newer release gave it."""
    stands = turn.current(enrolment)
    if stands is None or stands.status != "active":
        return
    if not isinstance(fault, UnknownPosition) and not turn.rulebooks.of(stands.plan).plan.unread:
        end(turn, stands, "exited", code="broken")
    elif is_due:
        turn.keep(replace(stands, due_at=turn.now + LOOK_AGAIN))


def _take_steps(turn: Turn, enrolment: Enrolment, *, is_new: bool) -> None:
    """`is_new`: the run has just come to where it stands."""
    scenario = scenario_of(turn, enrolment)
    for _ in range(FLAT_OUT):
        here = positions.settle(scenario.steps, enrolment.position)
        if here is None:
            end(turn, enrolment, "finished")
            return
        enrolment = turn.keep(replace(enrolment, position=here, due_at=None))
        step = positions.step_at(scenario.steps, here)
        assert step is not None, "settled"
        if is_new and enrolment.held_out_by is None:
            turn.reach(enrolment, positions.name_of(step, here))
        is_new = True
        outcome = _again(turn, enrolment, step) or steps.act(turn, enrolment, step)
        match outcome:
            case Enter(entered, cause):
                enter(turn, entered, cause, "enter_step")
            case Leave(what, code):
                leave(turn, what, code)
            case Go() | Stay() | Held():
                pass
        after = turn.current(enrolment)
        if after is None or after.status != "active":
            return
        if isinstance(outcome, Held | Stay):
            held_by, until = (outcome.by, None) if isinstance(outcome, Held) else (None, outcome.until)
            turn.keep(replace(after, due_at=until, held_by=held_by))
            return
        to = outcome.to if isinstance(outcome, Go) else positions.following(here)
        enrolment = turn.keep(replace(_gone_on(turn, after, to), due_at=None, held_by=None))
    raise EndlessScenario(
        f"{enrolment.scenario} (plan version {enrolment.plan}): more than {FLAT_OUT} steps without a wait"
    )


def _gone_on(turn: Turn, run: Enrolment, to: str) -> Enrolment:
    """The run where it goes to from the step at which it stands."""
    edition = turn.rulebooks.of(run.plan).plan.edition
    return replace(run, position=to, ways=transfer.way_on(run, scenario_of(turn, run), to, edition))


def _again(turn: Turn, enrolment: Enrolment, step: Step) -> Go | None:
    """Past a step that was done before the run was moved; None for any other."""
    if not enrolment.passed:
        return None
    if transfer.mark_at(scenario_of(turn, enrolment), enrolment.position) not in enrolment.passed:
        return None
    turn.say("not_again", enrolment, step=positions.name_of(step, enrolment.position))
    return onward(enrolment)


def come_due(turn: Turn, enrolment: Enrolment) -> None:
    """The moment that this enrolment waited for has come: `turn.now` is that moment."""
    if _is_paused(turn, enrolment):
        withdrawn = enrolment.scenario in turn.rules.plan.withdrawn
        turn.keep(replace(enrolment, due_at=turn.now + (WITHDRAWN_LOOK if withdrawn else PAUSE_LOOK)))
        return
    try:
        _pass_over(turn, enrolment)
    except PLAN_FAULTS as fault:
        _break_off(turn, enrolment, fault)


def _pass_over(turn: Turn, enrolment: Enrolment, came: Event | None = None) -> None:
    """Go on from the step whose time is over, or for which this event came."""
    step = positions.step_at(scenario_of(turn, enrolment).steps, enrolment.position)
    if isinstance(step, UnknownStep) or (isinstance(step, IfStep) and steps.is_met(turn, enrolment, step) is None):
        turn.keep(replace(enrolment, due_at=turn.now + LOOK_AGAIN))
        return
    stood = enrolment.position
    enrolment = turn.keep(replace(enrolment, since=turn.now, due_at=None))
    if isinstance(step, WaitStep) and enrolment.held_by is None:
        enrolment = turn.keep(replace(enrolment, position=positions.following(enrolment.position)))
    elif isinstance(step, IfStep) and step.wait_up_to is not None:
        to = steps.time_is_up(turn, enrolment, step).to
        enrolment = turn.keep(_gone_on(turn, enrolment, to))
    elif isinstance(step, WebhookStep) and enrolment.held_by is None:
        if came is None:
            webhook_step.time_is_up(turn, enrolment, step)
        enrolment = turn.keep(replace(enrolment, position=positions.following(enrolment.position)))
    _take_steps(turn, enrolment, is_new=enrolment.position != stood)


def _is_paused(turn: Turn, enrolment: Enrolment) -> bool:
    plan = turn.rules.plan
    now_called = plan.scenarios.get(enrolment.scenario)
    return enrolment.scenario in plan.withdrawn if now_called is None else now_called.status != "active"


def react(turn: Turn, event: Event | None = None) -> None:
    """Something happened: goals, exits, and what waited for it, of every scenario that the person is in, and the goals
    of those that it was in. Of a person whom nothing moved, nothing is asked twice. `event`: what somebody did."""
    stands = turn.person
    if not stands.enrolments or turn.is_still(stands):
        return
    for enrolment in [e for e in stands.enrolments if e.is_followed]:
        here = turn.current(enrolment)
        if here is None or not here.is_followed:
            continue
        try:
            if here.has_ended:
                _look_after_the_end(turn, here, event)
            elif not _reach_goal(turn, here, event) and not _is_out(turn, here):
                _go_on(turn, turn.current(here) or here, event)
        except PLAN_FAULTS as fault:
            _break_off(turn, here, fault, is_due=False)
    if turn.person is stands:
        turn.still = (stands, turn.now)


def _look_after_the_end(turn: Turn, enrolment: Enrolment, event: Event | None) -> None:
    goal = goals.goal_of(turn, enrolment)
    if goal is None or goals.is_over(turn, enrolment):
        goals.close(turn, enrolment)
    elif holds(goal.when, _facts(turn, enrolment)):
        goals.note(turn, enrolment, event)


def _reach_goal(turn: Turn, enrolment: Enrolment, event: Event | None) -> bool:
    """Note the goal when it is reached for the first time; True if that ends the enrolment."""
    goal = scenario_of(turn, enrolment).goal
    if goal is None or enrolment.goal_at is not None:
        return False
    in_time = turn.now <= goals.window_of(goal, enrolment)
    if not (in_time or goal.then == "exit") or not holds(goal.when, _facts(turn, enrolment)):
        return False
    if in_time:
        enrolment = goals.note(turn, enrolment, event)
    if goal.then == "exit":
        end(turn, enrolment, "goal" if in_time else "exited", code=None if in_time else "goal_late")
        return True
    return False


def _is_out(turn: Turn, enrolment: Enrolment) -> bool:
    for number, condition in enumerate(scenario_of(turn, enrolment).exit_when):
        if holds(condition, _facts(turn, enrolment)):
            end(turn, enrolment, "exited", code=f"exit_when/{number}")
            return True
    return False


def _go_on(turn: Turn, enrolment: Enrolment, event: Event | None) -> None:
    """Where a branch waited for what happened, a webhook for its end, or a wait for a trait that somebody corrected."""
    step = positions.step_at(scenario_of(turn, enrolment).steps, enrolment.position)
    if isinstance(step, WaitStep) and enrolment.held_by is not None and enrolment.due_at is None:
        if steps.is_readable(turn, enrolment, step):
            come_due(turn, enrolment)
    elif isinstance(step, WebhookStep) and event is not None and webhook_step.has_ended(event, enrolment, step):
        webhook_step.note_end(turn, enrolment, step, event)
        if _is_paused(turn, enrolment):
            turn.keep(replace(enrolment, due_at=turn.now))  # looked at again as ever, until it goes on
        else:
            _pass_over(turn, enrolment, event)
    elif isinstance(step, IfStep) and enrolment.due_at is not None and not _is_paused(turn, enrolment):
        if not steps.is_met(turn, enrolment, step):
            return
        turn.say("step", enrolment, step=step.id, code="then")
        to = positions.branch(enrolment.position, "then")
        walk(turn, turn.keep(replace(_gone_on(turn, enrolment, to), since=turn.now, due_at=None)))


def _facts(turn: Turn, enrolment: Enrolment) -> Facts:
    return Facts(
        person=turn.person,
        now=turn.now,
        scoreboard=turn.rulebooks.of(enrolment.plan),
        scenario=enrolment.scenario,
        enrolment=enrolment,
    )


def leave(turn: Turn, what: str, code: str) -> None:
    """End the person's enrolments in a scenario, in a group, or in all (`*`)."""
    for enrolment in _matching(turn, what):
        end(turn, enrolment, "exited", code=code)


def _matching(turn: Turn, what: str) -> Iterable[Enrolment]:
    return [
        e
        for e in turn.person.enrolments
        if e.status == "active" and (what == "*" or what in (e.scenario, admission.group_of(turn, e)))
    ]


def end(
    turn: Turn, enrolment: Enrolment, status: EnrolmentStatus, code: str | None = None, said: Json | None = None
) -> None:
    kind: BecauseKind = "finished" if status == "finished" else "exited"
    kept = goals.left_open(turn, enrolment)
    turn.keep(replace(enrolment, status=status, ended_at=turn.now, due_at=None, offers={}, **kept))
    turn.say(kind, enrolment, code=code or status, params=said or {})
