"""Identity: one lead for one person's parts, and no claim without proof (I21 to I23)."""

from collections.abc import Iterator

from simulation.invariants.sight import Json, Sight
from simulation.workload.people import EVIL


def parts_are_in_one_lead(sight: Sight) -> Iterator[str]:
    """I21: a lead, once there, stays; what an alias left behind is all in the lead; one lead an address."""
    for write in sight.writes:
        change = write.change
        was_lead = change.pk.startswith("person#l_") and change.sk == "person" and "state" in (change.before or {})
        if was_lead and "state" not in (change.after or {}):
            yield f"the lead {change.pk} was given up"
    last: dict[str, Json] = {}
    held: dict[str, set[str]] = {}
    for _, state in sight.person_writes:
        last[state["id"]] = state
        held.setdefault(state["id"], set()).update(_under_way(state))
    for visitor, lead in sight.aliases.items():
        if left := _under_way(last.get(visitor, {})) - held.get(lead, set()):
            yield f"{lead} never knew of {sorted(left)}, which was under way when {visitor} became part of it"
        for name in ("email", "user_id"):
            was, now = last.get(visitor, {}).get(name), sight.people.get(lead, {}).get(name)
            if was and now and was != now:
                yield f"{visitor}, known as {was}, became part of {lead}, who is {now}"
        missing = last.get(visitor, {}).get("members", {}).keys() - sight.people.get(lead, {}).get("members", {}).keys()
        if missing:
            yield f"{lead} lacks {sorted(missing)} of {visitor}, which is gone"
        for subject, member in last.get(visitor, {}).get("members", {}).items():
            there = sight.people.get(lead, {}).get("members", {}).get(subject, {})
            if there.get("events", 0) < member.get("events", 0):
                yield f"{lead} knows fewer events of {subject} than {visitor} did"
    owners: dict[str, list[str]] = {}
    for person, state in sight.people.items():
        if person.startswith("l_") and state.get("email"):
            owners.setdefault(state["email"], []).append(person)
    for address, people in owners.items():
        if len(people) > 1:
            yield f"{address} belongs to {sorted(people)}"


def _under_way(state: Json) -> set[str]:
    """The runs that a person is in, and what was decided for it and may not be carried out yet (of wishes not to be
    written to, a person keeps the last)."""
    runs = {run["id"] for run in state.get("enrolments", []) if run.get("status", "active") == "active"}
    return runs | {effect["id"] for effect in state.get("effects", []) if effect["kind"] != "suppress"}


def aliases_lead_to_one_person(sight: Sight) -> Iterator[str]:
    """I22: an alias leads to a person, never to another alias; an identifier keeps its owner, and finds it at once."""
    for visitor, lead in sight.aliases.items():
        if lead not in sight.people:
            yield f"{visitor} leads to {lead}, who is nobody"
    for write in sight.writes:
        change = write.change
        if change.pk.startswith("alias#") and change.before is not None:
            yield f"{change.pk} was given to somebody else"
    for (pk, _), item in sight.state.items():
        if not pk.startswith("alias#"):
            continue
        kind, _, value = pk.removeprefix("alias#").partition("#")
        owner = sight.people.get(item["person"]["S"])
        if owner is None:
            if not sight.unfolded_subjects:
                yield f"{pk} leads to {item['person']['S']}, who is nobody"
        elif owner.get("email" if kind == "email" else "user_id") not in (value, None):
            held = owner.get("email" if kind == "email" else "user_id")
            if kind == "user" or not owner.get("user_id"):
                yield f"{pk} leads to {owner['id']}, who is {held}"


def a_claim_changes_no_proven_lead(sight: Sight) -> Iterator[str]:
    """I23: what a stranger's browser says with the public key does not reach a lead that was proven before."""
    last: dict[str, Json] = {}
    for _, state in sight.person_writes:
        before = last.get(state["id"], {})
        if before.get("proof") == 2 and _is_evil(state) and not _is_evil(before):
            yield f"{state['id']} was proven, and a stranger changed it"
        last[state["id"]] = state


def _is_evil(state: Json) -> bool:
    return any(trait.get("value") == EVIL for trait in state.get("traits", {}).values())
