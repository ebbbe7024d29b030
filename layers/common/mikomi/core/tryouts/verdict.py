"""What was expected, what came instead, and why: in the reasons that the one decision gives.

Rules
1. Of mails and alerts the list is whole: what is expected comes once, and what nobody expects is a fault too. Two of
   one name may be expected; each answers one.
2. One event rings once, so an alert may have several names (a step, a form, a band): it answers each of them once.
3. A test that names a scenario looks at that scenario's mails and alerts alone, and at whatever it names itself.
4. A moment is compared by the minute, on the company's clock.
"""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from mikomi.core.behaviour import segments
from mikomi.core.behaviour.conditions import holds
from mikomi.core.score import bands, totals
from mikomi.core.tryouts.course import TryoutCourse, WentOut
from mikomi.model.base import Millis
from mikomi.model.decision import Because
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person
from mikomi.model.step_tree import steps_of
from mikomi.model.tryout import Expected

MINUTE = 60_000
MOST_REASONS = 6

What = Literal["missing", "moment", "unexpected", "in", "not_in", "holds"]


class Failure(NamedTuple):
    """`entry` of `expect` (None for what nobody expects), what is wrong, when it was to be, what came instead (`sent`,
    or as text what is so), and the reasons that explain it, the latest last."""

    what: What
    entry: int | None
    name: str
    at: Millis | None = None
    sent: WentOut | None = None
    stands: str = ""
    because: tuple[Because, ...] = ()


def failures(course: TryoutCourse) -> list[Failure]:
    """Everything that is otherwise than expected; nothing for a test that is met."""
    found = list(_of_what_went_out(course))
    for number, expected in enumerate(course.tryout.expect):
        found += _of_a_moment(course, number, expected)
    return found


def _of_what_went_out(course: TryoutCourse) -> Iterator[Failure]:
    wanted = [
        (number, "mail" if each.mail else "alert", each.mail or each.alert or "", _moment(course, each))
        for number, each in enumerate(course.tryout.expect)
        if each.mail or each.alert
    ]
    left = [one for one in course.sent if not one.skip]
    unmet = []
    answered: set[tuple[str, str]] = set()
    for entry in sorted(wanted, key=lambda each: each[3] is None):  # who says when has the first choice
        answers = (one for one in course.sent if _is_meant(one, *entry[1:3]) and _is_then(one, entry[3]))
        answer = next((one for one in answers if one in left or _has_another_name(one, entry[2], answered)), None)
        if answer:
            answered.add((answer.effect.id, entry[2]))
            if answer in left:
                left.remove(answer)
        else:
            unmet.append(entry)
    for number, kind, name, at in sorted(unmet):
        instead = next((one for one in left if _is_meant(one, kind, name)), None)
        if instead:
            left.remove(instead)
        what: What = "moment" if instead else "missing"
        yield Failure(what, number, name, at, instead, because=_why(course, kind, name, instead))
    named = {(kind, name) for _, kind, name, _ in wanted}
    for one in left:
        if _is_looked_at(course, one, named):
            yield Failure("unexpected", None, one.name, None, one, because=_why(course, one.kind, one.name, one))


def _is_meant(one: WentOut, kind: str, name: str) -> bool:
    names = one.effect.names if isinstance(one.effect, SendAlert) else (one.name,)
    return one.kind == kind and not one.skip and name in (*names, f"{one.scenario}/{one.name}")


def _has_another_name(one: WentOut, name: str, answered: set[tuple[str, str]]) -> bool:
    """Whether it is one alert for several, and nobody has asked for this name of it yet."""
    several = isinstance(one.effect, SendAlert) and len(one.effect.names) > 1
    return several and (one.effect.id, name) not in answered


def _is_then(one: WentOut, at: Millis | None) -> bool:
    return at is None or one.at // MINUTE == at // MINUTE


def _is_looked_at(course: TryoutCourse, one: WentOut, named: set[tuple[str, str]]) -> bool:
    return course.tryout.scenario in (None, one.scenario) or (one.kind, one.name) in named


def _why(course: TryoutCourse, kind: str, name: str, instead: WentOut | None) -> tuple[Because, ...]:
    """What was said of the step, else of the scenarios that have it."""
    scenario, _, step = name.rpartition("/")
    homes = {instead.scenario} if instead else {scenario} if scenario else set(_homes(course, kind, step))
    said = [each for each in course.reasons if each.scenario in homes and each.scenario] if homes else []
    if kind == "alert":
        said += [each for each in course.reasons if each.kind in ("no_alert", "band") and each not in said]
        said.sort(key=lambda each: each.at)
    own = [each for each in said if each.step == step and each.kind not in ("step",)]
    return tuple((own or said)[-MOST_REASONS:])


def _homes(course: TryoutCourse, kind: str, step: str) -> Iterator[str]:
    for scenario in course.plan.scenarios.values():
        if any(each.id == step for each in steps_of(scenario.steps)):
            yield scenario.id


def _of_a_moment(course: TryoutCourse, number: int, expected: Expected) -> Iterator[Failure]:
    if expected.in_ is None and expected.not_in is None and expected.holds is None:
        return
    at = _moment(course, expected)
    _, reasons, person = course.fold(at) if at is not None else (course.sent, course.reasons, course.end)
    now = course.until if at is None else at
    inside = [each.scenario for each in person.enrolments if each.status == "active"]
    stands = ", ".join(inside) or "-"
    for name in _list(expected.in_):
        if name not in inside:
            said = tuple(each for each in reasons if each.scenario == name)[-MOST_REASONS:]
            yield Failure("in", number, name, now, stands=stands, because=said)
    for name in _list(expected.not_in):
        if name in inside:
            said = tuple(each for each in reasons if each.scenario == name)[-MOST_REASONS:]
            yield Failure("not_in", number, name, now, stands=stands, because=said)
    if expected.holds is not None:
        condition = segments.put_in_place(expected.holds, course.plan.segments)
        if not holds(condition, course.facts(person, now)):
            yield Failure("holds", number, "", now, stands=_portrait(course, person, now))


def _portrait(course: TryoutCourse, person: Person, now: Millis) -> str:
    rules = course.rulebooks.active
    points = totals.total(person, now, rules.half_lives)
    band = bands.band_at(person, now, rules.half_lives, rules.bands)
    traits = {name: held.value for name, held in sorted(person.traits.items())}
    parts = [
        f"{totals.shown(points):g}",
        band.id if band else "-",
        *person.tags,
        *(f"{k}: {v}" for k, v in traits.items()),
    ]
    return " / ".join(parts)


def _list(names: str | list[str] | None) -> list[str]:
    return [names] if isinstance(names, str) else list(names or ())


def _moment(course: TryoutCourse, expected: Expected) -> Millis | None:
    return course.calendar.parse_moment(expected.at) if expected.at else None
