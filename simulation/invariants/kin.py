"""Leads that are one and two again, a list and a CRM that come twice: nothing twice, nothing lost (I47)."""

from collections import defaultdict
from collections.abc import Iterator

from simulation.invariants.sight import Json, LoggedEvent, Sight
from simulation.workload.kin import PART, SYSTEM, TAG, Kin, Pair


def nothing_twice_and_nothing_lost(sight: Sight) -> Iterator[str]:
    """I47: each row of a list is one event of its lead, and everybody on it bears what it said; each thing that a CRM
    said is one act of one lead; two who are one are found under both addresses with all of their browsers, and parted
    each has its own again."""
    story = sight.story
    if not isinstance(story, Kin):
        return
    yield from _list_once(sight, story)
    yield from _crm_once(sight, story)
    for pair in story.pairs:
        yield from _one_or_two(sight, story, pair)


def _list_once(sight: Sight, story: Kin) -> Iterator[str]:
    lines: dict[tuple[str, int], set[str]] = defaultdict(set)
    for event in sight.log:
        if event.said.get("origin") == "import" and (row := event.said["context"].get("import")):
            lines[event.subject, row["line"]].add(event.id)
    for (subject, line), ids in lines.items():
        if len(ids) > 1:
            yield f"line {line} of the list is {len(ids)} events of {subject}"
    parted = {each.email for pair in story.pairs if PART in story.said.get(pair.one.email, ()) for each in pair}
    for each in story.visitors if story.listed else ():
        if each.email in parted:
            continue  # what a list said of two who were one stays with that one
        lead = _lead(sight, each.email)
        if lead and TAG not in lead.get("tags", {}) and not _is_behind(sight, lead):
            yield f"{each.email} was on the list, and {lead['id']} does not bear its tag"


def _crm_once(sight: Sight, story: Kin) -> Iterator[str]:
    said = [event for event in _acts(sight) if event.said["properties"].get("by") == f"crm:{SYSTEM}"]
    by_text: dict[str, set[str]] = defaultdict(set)
    for event in said:
        if text := event.said["properties"].get("text"):
            by_text[text].add(event.id)
    for text, ids in by_text.items():
        if len(ids) > 1:
            yield f"{text} is {len(ids)} events"
    heard = {(name, act) for name, _, act in story.crm_said}
    if len({event.id for event in said}) < len(heard):
        yield f"the CRM was heard with {len(heard)} things, and the log has {len({event.id for event in said})}"
    ours = {event.id for event in said}
    holders: dict[str, list[str]] = defaultdict(list)
    for person, state in sight.people.items():
        for act in state.get("sales", {}).get("acts", []):
            if act["id"] in ours:
                holders[act["id"]].append(person)
    for name, people in holders.items():
        if len(people) > 1:
            yield f"what the CRM said once ({name}) was done to {sorted(people)}"


def _one_or_two(sight: Sight, story: Kin, pair: Pair) -> Iterator[str]:
    said = story.said.get(pair.one.email, [])
    one, two = _lead(sight, pair.one.email), _lead(sight, pair.two.email)
    if (
        pair.one.email in story.unsure
        or not said
        or one is None
        or two is None
        or _is_behind(sight, one)
        or _is_behind(sight, two)
    ):
        return
    before = _members_before(sight, {one["id"], two["id"], *(each["id"] for each in one.get("merged", []))})
    if (one["id"] == two["id"]) is (said[-1] == PART):
        how = "parted" if said[-1] == PART else "one"
        yield f"{pair.one.email} and {pair.two.email} were said to be {how}: {one['id']}, {two['id']}"
        return
    for lead, other in ((one, two), (two, one)):
        for subject in before.get(lead["id"], set()):
            if subject not in lead.get("members", {}):
                yield f"{subject} was {lead['id']}'s, and is not after {said}"
            elif lead["id"] != other["id"] and subject in other.get("members", {}):
                yield f"{subject} was {lead['id']}'s, and is {other['id']}'s too after {said}"
    if said[-1] == PART and any(each["id"] in (one["id"], two["id"]) for each in one.get("merged", [])):
        yield f"{one['id']} still has {two['id']} as a part of it"


def _members_before(sight: Sight, ids: set[str]) -> dict[str, set[str]]:
    """The browsers of each of these leads until one became part of another."""
    found: dict[str, set[str]] = {}
    for _, state in sight.person_writes:
        if state["id"] in ids:
            if ids & {each["id"] for each in state.get("merged", [])}:
                break
            found[state["id"]] = {subject for subject in state.get("members", {}) if subject.startswith("a:")}
    return found


def _acts(sight: Sight) -> list[LoggedEvent]:
    return [event for event in sight.log if event.said.get("name") == "Rep Acted"]


def _lead(sight: Sight, email: str) -> Json | None:
    alias = sight.state.get((f"alias#email#{email}", "alias"))
    return sight.people.get(alias["person"]["S"]) if alias else None


def _is_behind(sight: Sight, lead: Json) -> bool:
    """Whether something of the lead, or what was said of it, was not folded."""
    subjects = {*lead.get("members", {}), f"p:{lead['id']}", *(f"p:{each['id']}" for each in lead.get("merged", []))}
    return bool(subjects & sight.unfolded_subjects)
