"""The plan versions that a decision needs, compiled once a process: the active one, and those on which people are
under way; by which weights each deals variants, where these follow what is known; and everybody's hours, where a wait
asks for them. What this release cannot read of a version, a newer one published: it is logged.
"""

from collections.abc import Mapping, Set
from typing import NamedTuple

from mikomi import observe
from mikomi.aws import lots, plans
from mikomi.aws.lots import LotsPlace
from mikomi.core.behaviour import hours
from mikomi.core.behaviour.rulebook import Rulebook, Rulebooks, compile
from mikomi.core.scenarios import changes
from mikomi.core.scenarios import lots as dealing
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.model.plan import Plan

_compiled: dict[int, "_Compiled"] = {}
"""Each version by itself, as most people are asked about, who are under way in nothing."""


class _Compiled(NamedTuple):
    """`followed`: whose weights follow what is known, by scenario and step; `asks_hours`: whether a wait asks in which
    hours everybody does something."""

    plan: Plan
    alone: Rulebooks
    followed: Mapping[tuple[str, str], LotsPlace]
    asks_hours: bool


def for_person(person: Person, active: Plan | None = None, event: Event | None = None) -> Rulebooks:
    """The active rulebook (of the plan given, else of the one that is active now), and those of the versions on which
    this person's enrolments run, or are to run by this event.
    """
    active = active or plans.active()
    return holding(active, changes.versions_of(person, event) if person.enrolments else frozenset())


def book_of(plan: Plan) -> Rulebook:
    """The rulebook of this plan, for whoever asks conditions and deals nothing."""
    return _alone(plan).alone.active


def holding(active: Plan, versions: Set[int]) -> Rulebooks:
    """The active rulebook and those of these versions, with the weights by which they deal variants."""
    first, others = _alone(active), versions - {active.version}
    compiled = [first, *(_alone(plans.version(number)) for number in others)]
    if len(compiled) == 1 and not first.followed and not first.asks_hours:
        return first.alone
    books = {each.plan.version: each.alone.active for each in compiled[1:]}
    dealt = {
        (each.plan.version, *which): lots.history(place) for each in compiled for which, place in each.followed.items()
    }
    everybodys = lots.history(lots.EVERYBODYS_HOURS) if any(each.asks_hours for each in compiled) else ()
    return Rulebooks(first.alone.active, books, dealt, everybodys)


def _alone(plan: Plan) -> _Compiled:
    entry = _compiled.get(plan.version)
    # a stack that was emptied begins again at version 1, so the number alone does not name a plan there
    if entry is None or entry.plan is not plan:
        if plan.unread:
            observe.log("plan_not_understood", level="WARNING", version=plan.version, parts=len(plan.unread))
        followed = {which: LotsPlace(*which, digest) for which, digest in dealing.followed(plan).items()}
        entry = _compiled[plan.version] = _Compiled(plan, Rulebooks(compile(plan), {}), followed, hours.is_asked(plan))
    return entry
