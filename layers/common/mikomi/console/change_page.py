"""The page on which a scenario is changed for those who are in it: whom it concerns is looked at, then it is done.

Rules
1. Nobody is moved, corrected or let go without having been counted first: the button stands below the preview.
2. What was looked at is what is done. Where a version was published or another change begun meanwhile, nothing is
   done: the page says so, and shows how it would be now.
3. A scenario whose file is gone has the page as long as the plan knows it: those inside wait for a word.
"""

from collections.abc import Mapping, Sequence
from typing import cast, get_args
from urllib.parse import urlencode

from mikomi import http
from mikomi.aws import plans
from mikomi.console import work
from mikomi.console.change_words import Wanted
from mikomi.console.views import Screen, clipped
from mikomi.console.words import say
from mikomi.core.mails.honorific import full_name
from mikomi.core.scenarios.changes import RunChange
from mikomi.core.words import moments
from mikomi.core.words.wording import Names, names_of, word
from mikomi.errors import Refused
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.shell.everybody import change, chosen, inside
from mikomi.shell.everybody.change import AnotherUnderWay, ChangeCourse, NoSuchVersion
from mikomi.shell.everybody.inside import Crowd, Inside, StandsAt

NAMED = 5
"""People of each number that are named."""
LONGEST = 200
"""Characters of a reason."""


def has(scenario: str, screen: Screen) -> bool:
    """Whether this scenario has the page."""
    return scenario in screen.plan.scenarios or scenario in screen.plan.withdrawn


def seen(scenario: str, query: Mapping[str, str], screen: Screen) -> Json:
    """Whom the change that is asked for concerns, and where each would stand; how the latest one stands."""
    course, newest = change.latest(), plans.pointer_version()
    going = _going(course, screen)
    problem = say(f"flight.{query['not']}", screen.language) if query.get("not") in ("moved_on", "busy") else ""
    whole, complete, wanted = None, True, _asked(scenario, query, screen)
    try:
        to = change.version_of(_version(query)).version
    except NoSuchVersion:
        to, problem = newest, say("flight.no_version", screen.language, newest=newest)
    else:
        if going is None:  # while one goes on no other begins, and the numbers move
            whole, complete = inside.look_first(_change(wanted, scenario, to))
    return {
        "scenario": scenario,
        "name": screen.names.get(f"scenario:{scenario}") or scenario,
        "gone": scenario not in screen.plan.scenarios,
        "act": wanted,
        "acts": [{"id": each, "says": say(f"flight.act.{each}", screen.language)} for each in get_args(Wanted)],
        "to": to,
        "newest": newest,
        "problem": problem,
        "preview": _preview(whole, to, complete, screen) if whole else None,
        "looked": _mark(course, newest),
        "going": going,
        "last": _last(course, scenario, screen),
    }


def press(request: Request, scenario: str, by: str) -> Response:
    """Begin what the preview showed; or nothing, where that is not how things stand any more."""
    form = request.form()
    wanted, to = form.get("act", ""), _version(form)
    if wanted not in get_args(Wanted):
        raise Refused("act_unknown", allowed=", ".join(get_args(Wanted)))
    asked = {"act": wanted, **({"to": str(to)} if to else {})}
    if form.get("looked") != _mark(change.latest(), plans.pointer_version()):
        return _again(scenario, {**asked, "not": "moved_on"})
    try:
        change.begin(
            _change(cast(Wanted, wanted), scenario, change.version_of(to).version)._replace(
                by=by, why=form.get("why", "").strip()[:LONGEST]
            )
        )
    except NoSuchVersion:
        return _again(scenario, asked)
    except AnotherUnderWay:
        return _again(scenario, {**asked, "not": "busy"})
    return _again(scenario, asked)


def _again(scenario: str, asked: Mapping[str, str]) -> Response:
    return http.redirect(f"/console/scenarios/{scenario}/change?{urlencode(asked)}")


def _asked(scenario: str, query: Mapping[str, str], screen: Screen) -> Wanted:
    """Of a scenario that is gone only an end is natural; else it is the version."""
    usual = "version" if scenario in screen.plan.scenarios else "stop"
    return cast(Wanted, query["act"] if query.get("act") in get_args(Wanted) else usual)


def _version(asked: Mapping[str, str]) -> int | None:
    """None: the one that runs."""
    number = asked.get("to", "")
    return int(number) if number.isascii() and number.isdecimal() and len(number) < 10 else None


def _change(wanted: Wanted, scenario: str, to: int) -> RunChange:
    return RunChange("stop", scenario) if wanted == "stop" else RunChange(wanted, scenario, to=to)


def _mark(course: ChangeCourse | None, newest: int) -> str:
    """What a preview holds for: the version that runs, and the change before it."""
    return f"{newest}-{course.walk.run if course else 0}"


def _preview(whole: Inside, to: int, complete: bool, screen: Screen) -> Json:
    language, scenario, act = screen.language, whole.change.scenario, whole.change.act
    names = names_of(plans.version(to), language)
    shown = [group.people[:NAMED] for group in (*whole.places.values(), *whole.cannot.values())]
    called = _called([person for group in shown for person in group], screen)
    return {
        "title": say(f"flight.title.{act}", language, to=to),
        "inside": say("flight.inside", language, n=f"{whole.inside:,}"),
        "concerned": whole.concerned,
        "places": [_place(place, group, act, scenario, names, called, screen) for place, group in whole.in_order],
        "stays": say("flight.stays", language, n=f"{whole.stays.count:,}") if whole.stays.count else "",
        "cannot": [
            {
                "says": say("flight.cannot", language, n=f"{group.count:,}", why=word(f"cannot.{why}", language)),
                **_people(group, called, screen),
            }
            for why, group in sorted(whole.cannot.items())
        ],
        "uncorrected": _steps(sorted(whole.uncorrected), scenario, names, language) if whole.uncorrected else "",
        "button": say(f"flight.do.{act}", language, n=f"{whole.concerned:,}", to=to),
        "seen": "" if complete else say("flight.part", language, seen=f"{whole.seen:,}", scenario=scenario),
    }


def _place(
    place: StandsAt, group: Crowd, act: str, scenario: str, names: Names, called: Mapping[str, str], screen: Screen
) -> Json:
    line = "ends" if act == "stop" else "same" if place.kept else "moves"
    here, there = (_steps([each], scenario, names, screen.language) for each in (place.here, place.there))
    missed = _steps(place.missed, scenario, names, screen.language)
    return {
        "n": say("flight.people", screen.language, n=f"{group.count:,}"),
        "says": say(f"flight.{line}", screen.language, here=here, there=there, version=place.version),
        "missed": say("flight.missed", screen.language, steps=missed) if missed else "",
        **_people(group, called, screen),
    }


def _people(group: Crowd, called: Mapping[str, str], screen: Screen) -> Json:
    """The first of them, by name."""
    first = [(each, called[each]) for each in group.people[:NAMED] if each in called]
    others = group.count - len(first)
    return {"people": first, "others": say("flight.others", screen.language, n=f"{others:,}") if others else ""}


def _called(people: Sequence[str], screen: Screen) -> dict[str, str]:
    """What these are called, who is still there."""
    nameless = say("nameless", screen.language)
    return {
        each.id: clipped(full_name(each.traits_plain, screen.language)) or each.email or nameless
        for each in chosen.at_home(people).people
    }


def _steps(steps: Sequence[str | None], scenario: str, names: Names, language: str) -> str:
    named = [names.get(f"step:{scenario}/{step}") or step or word("step.end", language) for step in steps]
    return ", ".join(named) if language == "en" else "、".join(named)


def _going(course: ChangeCourse | None, screen: Screen) -> Json | None:
    """The change that is under way, of this scenario or another: meanwhile no other begins."""
    if course is None or course.walk.status != "going":
        return None
    row = work.one(change.TASK, screen)
    return {**row, "so_far": say("flight.so_far", screen.language, n=f"{course.told:,}")} if row else None


def _last(course: ChangeCourse | None, scenario: str, screen: Screen) -> str:
    """What the latest change of this scenario came to."""
    if course is None or course.change.scenario != scenario or course.walk.status == "going":
        return ""
    at = moments.full(course.walk.ended_at or course.walk.run, screen.zone, screen.language, screen.now)
    did = say(f"flight.did.{course.change.act}", screen.language, to=course.change.to, n=f"{course.told:,}")
    ends = "flight.last" if course.walk.status != "stopped" else "flight.halted"
    return say(ends, screen.language, at=at, did=did, by=clipped(course.change.by))
