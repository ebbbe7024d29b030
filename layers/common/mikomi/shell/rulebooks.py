"""The plan versions that a decision needs, compiled once a process: the active one, and those on which people are
under way. What this release cannot read of a version, a newer one published: it is logged.
"""

from collections.abc import Set

from mikomi import observe
from mikomi.aws import plans
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.scenarios import changes
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.model.plan import Plan

_compiled: dict[int, tuple[Plan, Rulebooks]] = {}
"""Each version by itself, as most people are asked about, who are under way in nothing."""


def for_person(person: Person, active: Plan | None = None, event: Event | None = None) -> Rulebooks:
    """The active rulebook (of the plan given, else of the one that is active now), and those of the versions on which
    this person's enrolments run, or are to run by this event.
    """
    active = active or plans.active()
    if not person.enrolments:
        return _alone(active)
    return holding(active, changes.versions_of(person, event))


def holding(active: Plan, versions: Set[int]) -> Rulebooks:
    alone = _alone(active)
    others = versions - {active.version}
    if not others:
        return alone
    return Rulebooks(alone.active, {number: _alone(plans.version(number)).active for number in others})


def _alone(plan: Plan) -> Rulebooks:
    entry = _compiled.get(plan.version)
    # a stack that was emptied begins again at version 1, so the number alone does not name a plan there
    if entry is None or entry[0] is not plan:
        if plan.unread:
            observe.log("plan_not_understood", level="WARNING", version=plan.version, parts=len(plan.unread))
        entry = _compiled[plan.version] = (plan, Rulebooks(compile(plan), {}))
    return entry[1]
