"""A change in flight: what becomes of a run by somebody's hand, or of everybody's by one act.

Rules
1. It is an event of the log, answered by the one decision: so a rebuild decides it again, and told twice it is once.
2. Moved to another version, or to another step, a run does nothing at that moment: what comes next falls due, as ever,
   and waits while the scenario is paused.
3. What was had is not had again, whichever way somebody was moved (`transfer`).
4. To correct the words leaves the run where it is: its mails and alerts are written in the words of the other version,
   where that has the same step.
5. By hand nobody gets in whom the scenario's own rules keep out.
6. Where nothing is to be changed the event says why, and changes nothing.
"""

from typing import Literal, NamedTuple, cast, get_args

from msgspec.structs import replace

from mikomi.core.behaviour import values
from mikomi.core.scenarios import journey, steps, transfer, waiting, webhook_step
from mikomi.core.scenarios.outcomes import readers_calendar, scenario_of
from mikomi.core.turn import Turn
from mikomi.model import positions
from mikomi.model.base import Json
from mikomi.model.events import RUN_CHANGED, Event
from mikomi.model.person import Enrolment, Person
from mikomi.model.scenario import IfStep, WaitFor, WaitStep, WebhookStep

Act = Literal["enter", "exit", "move", "version", "words", "stop"]
"""By hand: put in, take out, to a step. Of everybody: to a version, its words alone, out."""
BY_HAND: tuple[Act, ...] = ("enter", "exit", "move")
ACTS: tuple[Act, ...] = get_args(Act)
NOT_REACHED = ""
"""In `held_by`: the run has been set down at its step and has not reached it yet."""


class RunChange(NamedTuple):
    """`to` is the plan version, `step` the name of a step, `by` whoever did it, `why` what they said."""

    act: Act
    scenario: str
    to: int | None = None
    step: str | None = None
    by: str = ""
    why: str = ""


def change_of(event: Event) -> RunChange | None:
    """What this event is to change; None for any other event, and for what only a newer release knows."""
    said = event.properties
    if event.name != RUN_CHANGED or event.type != "track" or not event.subject.startswith("p:"):
        return None
    act = said.get("act")
    if act not in ACTS:
        return None
    return RunChange(
        act=cast(Act, act),
        scenario=values.text(said.get("scenario")),
        to=said.get("to"),
        step=said.get("step"),
        by=values.text(said.get("by")),
        why=values.text(said.get("why")),
    )


def properties_of(change: RunChange) -> Json:
    """As the event says it."""
    return {name: value for name, value in change._asdict().items() if value not in (None, "")}


def versions_of(person: Person, event: object) -> set[int]:
    """The plan versions that this person's decision upon this event asks."""
    change = change_of(event) if isinstance(event, Event) else None
    return person.versions | ({change.to} if change and change.to is not None else set())


def apply(turn: Turn, change: RunChange) -> None:
    """Change what is to be changed of the person's runs."""
    if change.act == "enter":
        journey.enter(turn, change.scenario, f"{turn.subject}\x1f{turn.event_id}", "by_hand")
        return
    runs = [run for run in turn.person.enrolments if run.scenario == change.scenario and run.status == "active"]
    if not runs:
        turn.say("not_moved", scenario=change.scenario, code="not_in")
    for run in runs:
        match change.act:
            case "exit":
                journey.end(turn, run, "exited", code="by_hand", said=_by(change))
            case "stop":
                journey.end(turn, run, "exited", code="stopped", said=_by(change))
            case "move":
                _to_step(turn, run, change)
            case "version":
                _to_version(turn, run, change)
            case "words":
                _to_words(turn, run, change)


def _to_step(turn: Turn, run: Enrolment, change: RunChange) -> None:
    scenario = scenario_of(turn, run)
    position = transfer.position_of(scenario, change.step or "")
    if position is None:
        turn.say("not_moved", run, code="no_step", params={"to": change.step})
        return
    here = positions.settle(scenario.steps, run.position)
    params = {"from": _name(turn, run), "to": change.step}
    passed = transfer.passed_at(run, scenario, here)
    moved = replace(run, position=position, since=turn.now, passed=passed, moves=run.moves + 1)
    turn.say("moved", moved, code="by_hand", step=change.step, params={**params, **_by(change)})
    _set_down(turn, moved, is_new=True)


def _to_version(turn: Turn, run: Enrolment, change: RunChange) -> None:
    if change.to is None or change.to == run.plan:
        turn.say("not_moved", run, code="there")
        return
    old = turn.rulebooks.of(run.plan).plan.scenarios.get(run.scenario)
    new = turn.rulebooks.of(change.to).plan.scenarios.get(run.scenario)
    place = transfer.transfer(run, old, new)
    if not isinstance(place, transfer.Transfer):
        turn.say("not_moved", run, code=place)
        return
    moved = replace(
        run,
        plan=change.to,
        words=None,
        position=place.position,
        since=run.since if place.kept else turn.now,
        passed=place.passed,
        moves=run.moves + 1,
    )
    params = {"from": place.here, "to": place.there, "missed": list(place.missed), "version": change.to}
    code = "missed" if place.missed else "version"
    turn.say("moved", moved, code=code, step=place.there, params={**params, **_by(change)})
    _set_down(turn, moved, is_new=not place.kept)


def _to_words(turn: Turn, run: Enrolment, change: RunChange) -> None:
    if change.to is None or change.to == (run.words or run.plan):
        turn.say("not_moved", run, code="there")
    elif run.scenario not in turn.rulebooks.of(change.to).plan.scenarios:
        turn.say("not_moved", run, code="gone")
    else:
        corrected = turn.keep(replace(run, words=change.to, moves=run.moves + 1))
        turn.say("moved", corrected, code="words", params={"version": change.to, **_by(change)})


def _set_down(turn: Turn, run: Enrolment, *, is_new: bool) -> None:
    """Let the run stand where it is: what is to be done there falls due. `is_new`: it was not there before."""
    scenario = scenario_of(turn, run)
    here = positions.settle(scenario.steps, run.position)
    step = None if here is None else positions.step_at(scenario.steps, here)
    run = replace(run, position=run.position if here is None else here, due_at=turn.now, held_by=None)
    run = turn.keep(replace(run, held_by=NOT_REACHED) if is_new else _going_on(turn, run, step))
    if is_new and step is not None and here is not None:
        turn.reach(run, positions.name_of(step, here))


def _going_on(turn: Turn, run: Enrolment, step: object) -> Enrolment:
    """The run that has waited at this step before it was moved, with what it waits for by its own version."""
    try:
        if isinstance(step, WaitStep):
            end = steps.end_of(turn, run, step).at
            if end <= turn.now and isinstance(step.wait, WaitFor) and step.wait.until is not None:
                return replace(run, held_by=NOT_REACHED)  # as for whoever comes too late for that moment
            return replace(run, due_at=max(end, turn.now))
        if isinstance(step, IfStep) and step.wait_up_to is not None:
            return replace(run, due_at=max(readers_calendar(turn, run).add(run.since, step.wait_up_to), turn.now))
        if isinstance(step, WebhookStep) and (until := webhook_step.waits_until(turn, run, step)) is not None:
            return replace(run, due_at=max(until, turn.now))
    except waiting.UnreadableDate as unreadable:
        return replace(run, due_at=None, held_by=unreadable.trait)
    except journey.PLAN_FAULTS:
        pass  # what cannot be followed breaks off when it is due
    return run


def _by(change: RunChange) -> Json:
    return {name: said for name, said in (("by", change.by), ("why", change.why)) if said}


def _name(turn: Turn, run: Enrolment) -> str | None:
    scenario = scenario_of(turn, run)
    here = positions.settle(scenario.steps, run.position)
    step = None if here is None else positions.step_at(scenario.steps, here)
    return None if here is None or step is None else positions.name_of(step, here)
