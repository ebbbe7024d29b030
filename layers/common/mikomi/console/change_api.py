"""The read API of a change in flight: whom it would concern and where each would stand, and how the latest one stands
(docs/changes.md).

Rules
1. It looks and changes nothing, as the page and `mikomi migrate` do before anybody says yes.
2. While a change goes on there is no preview: no other can begin, and the numbers move.
"""

from typing import cast, get_args

from mikomi.aws import plans
from mikomi.console.change_words import Wanted
from mikomi.console.parameters import check
from mikomi.console.views import iso
from mikomi.core.scenarios.changes import RunChange
from mikomi.errors import Refused
from mikomi.http import Request
from mikomi.model.base import Json
from mikomi.shell.everybody import change, inside
from mikomi.shell.everybody.change import ChangeCourse, NoSuchVersion


def answer(request: Request, scenario: str) -> Json:
    """`Refused` if there is no such scenario, version or change."""
    check(request, ("act", "to"))
    plan, course = plans.active(), change.latest()
    if scenario not in plan.scenarios and scenario not in plan.withdrawn:
        raise Refused("scenario_unknown")
    act = request.query.get("act", "version" if scenario in plan.scenarios else "stop")
    if act not in get_args(Wanted):
        raise Refused("change_unknown", "/act", given=act[:40])
    to = _version(request)
    wanted = RunChange(cast(Wanted, act), scenario, to=None if act == "stop" else to)
    goes_on = course is not None and course.walk.status == "going"
    whole, complete = (None, False) if goes_on else inside.look_first(wanted)
    return {
        "scenario": scenario,
        "act": act,
        "to": wanted.to,
        "preview": {**whole.plain(), "complete": complete} if whole else None,
        "latest": _told_of(course) if course else None,
    }


def _version(request: Request) -> int:
    asked = request.query.get("to", "")
    if asked and not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise Refused("version_unknown", "/to")
    try:
        return change.version_of(int(asked) if asked else None).version
    except NoSuchVersion:
        raise Refused("version_unknown", "/to") from None


def _told_of(course: ChangeCourse) -> Json:
    ended = course.walk.ended_at
    return {
        "scenario": course.change.scenario,
        "act": course.change.act,
        "to": course.change.to,
        "by": course.change.by,
        "why": course.change.why,
        "state": course.walk.status,
        "people": course.told,
        "began_at": iso(course.walk.run),
        "ended_at": iso(ended) if ended else None,
    }
