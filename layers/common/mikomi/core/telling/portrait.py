"""A lead as it is read at one moment: score, band, reasons, what comes next. The person of the table, looked at `now`.

Rules
1. Points fade while nobody looks, so score and band are worked out at the moment of reading.
2. The reasons are the parts of the score, those that weigh most today first, each with the points that it gave and
   the latest event through which it did.
3. What comes next is read from the plan version on which the enrolment runs.
"""

from collections.abc import Callable
from typing import NamedTuple

from mikomi.core.scenarios import lots
from mikomi.core.score import half_lives
from mikomi.core.score.bands import band_of
from mikomi.core.score.totals import Parts, decayed, parts, shown
from mikomi.model import positions
from mikomi.model.base import Millis
from mikomi.model.person import Enrolment, Person
from mikomi.model.plan import Plan
from mikomi.model.scenario import MailStep, WaitStep, step_verb_of
from mikomi.model.scoring import Band
from mikomi.model.words import in_language

PlanOf = Callable[[int], Plan]


class Reason(NamedTuple):
    """One part of the score: the points that a rule gave in all, and the latest event through which it did."""

    rule: str
    name: str
    points: float
    event_id: str
    at: Millis


class Run(NamedTuple):
    """One enrolment: `step` comes next and does `verb` (None: nothing comes), at `due_at` (None: an event moves it).
    `held_by` is the trait that ought to say when, and cannot be read. `variant` of a mail is the one that this run
    gets, as far as that is known."""

    scenario: str
    version: int
    step: str | None
    verb: str | None
    due_at: Millis | None
    held_by: str | None
    status: str
    entered_at: Millis
    variant: str | None = None


class Portrait(NamedTuple):
    person: Person
    score: Parts
    band: Band | None
    because: tuple[Reason, ...]
    runs: tuple[Run, ...]

    @property
    def next_run(self) -> Run | None:
        """The active run that moves first by itself, else one that waits."""
        active = [run for run in self.runs if run.status == "active"]
        return min(active, key=lambda run: (run.due_at is None, run.due_at or 0, run.scenario), default=None)


def portray(person: Person, plan: Plan, plan_of: PlanOf, now: Millis, language: str = "ja") -> Portrait:
    """`plan` is the active one, `plan_of` finds the version that an enrolment runs on."""
    score = parts(person, now, half_lives.of_plan(plan))
    return Portrait(
        person=person,
        score=score,
        band=band_of(score.total, plan.scoring.bands, person.in_band),
        because=_because(person, plan, now, language),
        runs=tuple(_run(enrolment, plan_of) for enrolment in person.enrolments),
    )


def _because(person: Person, plan: Plan, now: Millis, language: str) -> tuple[Reason, ...]:
    names = {rule.id: in_language(rule.name, language, rule.id) for rule in plan.scoring.rules}
    weighed: dict[str, tuple[float, Reason]] = {}
    for member in person.members.values():
        for rule, earned in member.points.items():
            left = decayed(earned.value, earned.at, now, half_lives.of_plan(plan))
            name = names.get(rule) or earned.name or rule
            _add(weighed, left, Reason(rule, name, earned.raw, earned.event_id, earned.at))
    for rule, given in person.standing.items():
        _add(weighed, given.points, Reason(rule, names.get(rule, rule), given.points, given.event_id, given.at))
    in_order = sorted(weighed.values(), key=lambda pair: (-pair[0], pair[1].rule))
    return tuple(r._replace(points=shown(r.points)) for _, r in in_order if shown(r.points))


def _add(weighed: dict[str, tuple[float, Reason]], left: float, reason: Reason) -> None:
    weight, held = weighed.get(reason.rule, (0.0, reason._replace(points=0)))
    latest = max(held, reason, key=lambda each: (each.at, each.event_id))
    weighed[reason.rule] = (weight + left, latest._replace(points=held.points + reason.points))


def _run(enrolment: Enrolment, plan_of: PlanOf) -> Run:
    active = enrolment.status == "active"
    try:
        step, verb, variant = _next_step(enrolment, plan_of(enrolment.plan)) if active else (None, None, None)
    except positions.UnknownPosition:
        step, verb, variant = None, None, None
    return Run(
        scenario=enrolment.scenario,
        version=enrolment.plan,
        step=step,
        verb=verb,
        due_at=enrolment.due_at if active else None,
        held_by=enrolment.held_by if active else None,
        status=enrolment.status,
        entered_at=enrolment.entered_at,
        variant=variant,
    )


def _next_step(enrolment: Enrolment, plan: Plan) -> tuple[str | None, str | None, str | None]:
    """Name, verb and variant of the step that comes next, waits passed over: the reader asks what one waits for."""
    scenario = plan.scenarios.get(enrolment.scenario)
    here: str | None = enrolment.position if scenario else None
    while scenario and here is not None:
        here = positions.settle(scenario.steps, here)
        step = positions.step_at(scenario.steps, here) if here else None
        if here and step is not None and not isinstance(step, WaitStep):
            variant = lots.foreseen(enrolment, step) if isinstance(step, MailStep) else None
            return positions.name_of(step, here), step_verb_of(step), variant
        here = positions.following(here) if here else None
    return None, None, None
