"""A form is about the address in it, whoever's browser sends it (I33)."""

from collections import Counter
from collections.abc import Iterator

from simulation.invariants.sight import Json, Sight
from simulation.workload.workspace import SENT_FORM


def each_is_about_the_address_in_it(sight: Sight) -> Iterator[str]:
    """I33: the points of a form are those of whoever has the address in it, and the scenario that a form begins thanks
    this address."""
    told: Counter[tuple[str, str]] = Counter()
    for event, rule in sight.earning:
        if rule == SENT_FORM:
            told[event.subject, event.said["traits"]["email"]] += 1
    found: Counter[tuple[str, str]] = Counter()
    homes: dict[str, set[str]] = {}
    for person, state in sight.people.items():
        address = address_of(state)
        homes.setdefault(address, set()).add(person)
        for subject, member in state.get("members", {}).items():
            if SENT_FORM in member.get("points", {}):
                found[subject, address] += member["points"][SENT_FORM].get("count", 1)
    thanked = {sight.resolved(step.effect["person"]) for step in sight.decided if step.effect.get("step") == "thanks"}
    for (subject, address), times in told.items():
        if subject in sight.unfolded_subjects:
            continue
        if found[subject, address] != times:
            yield f"{subject} sent {times} forms of {address}, who has the points of {found[subject, address]}"
        if not thanked & homes.get(address, set()) and not sight.repair:
            yield f"{subject} sent a form of {address}, who was never thanked"


def address_of(state: Json) -> str:
    """Whose address it is; a lead that is known by a user id alone may have one that another lead has too."""
    return str(state.get("email") or state.get("traits", {}).get("email", {}).get("value"))
