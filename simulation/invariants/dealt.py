"""What sales do by hand counts once, as they said it, and a task that nobody did is told once (I48)."""

from collections import Counter, defaultdict
from collections.abc import Iterator

from simulation.invariants.sight import Json, LoggedEvent, Sight
from simulation.time import DAY, HOUR
from simulation.workload.dealt import TAGS, Dealt


def each_act_counts_once_as_it_was_said(sight: Sight) -> Iterator[str]:
    """I48: each press is one event at most, and the one that was answered; each lead's stage, owner, tags, points and
    open tasks are what the latest acts say that nobody took back; an overdue task rings once, one that was done in time
    never."""
    if not isinstance(sight.story, Dealt):
        return
    acts = _acts(sight)
    yield from _one_event_a_press(sight, acts)
    of_person: dict[str, list[LoggedEvent]] = defaultdict(list)
    for event in acts.values():
        of_person[sight.resolved(event.subject.removeprefix("p:"))].append(event)
    rung = Counter(
        step.effect["event_id"]
        for step in sight.decided
        if step.effect["kind"] == "alert" and step.effect["reason"] == "task"
    )
    for person, events in of_person.items():
        if person in sight.people and not any(event.subject in sight.unfolded_subjects for event in events):
            yield from _as_it_was_said(sight, person, events)
            yield from _overdue_once(sight, person, events, rung)


def _acts(sight: Sight) -> dict[str, LoggedEvent]:
    """Each act of the log by its id, once however often it stands there."""
    found: dict[str, LoggedEvent] = {}
    for event in sight.log:
        if event.said.get("name") == "Rep Acted" and event.said.get("origin") == "rep":
            found.setdefault(event.id, event)
    return found


def _one_event_a_press(sight: Sight, acts: dict[str, LoggedEvent]) -> Iterator[str]:
    assert isinstance(sight.story, Dealt)
    by_press: dict[str, set[str]] = defaultdict(set)
    for event in acts.values():
        by_press[event.said["properties"].get("text", "")].add(event.id)
    for name, ids in by_press.items():
        if name and len(ids) > 1:
            yield f"{name} is {sorted(ids)}"
    for press in sight.story.presses:
        if press.event and press.event not in acts:
            yield f"{press.name} was answered with {press.event}, which the log has not"


def _as_it_was_said(sight: Sight, person: str, events: list[LoggedEvent]) -> Iterator[str]:
    said = [(event.said["at"], event.id, event.said["properties"]) for event in events]
    said.sort(key=lambda each: each[:2])
    gone = {each.get("of") for _, _, each in said if each["act"] == "undo"}
    standing = [(name, each) for _, name, each in said if name not in gone and each["act"] != "undo"]
    state = sight.people[person]
    acts = state.get("sales", {}).get("acts", [])
    undone = {act.get("of") for act in acts if act["verb"] == "undo"}
    kept = [act for act in acts if act["id"] not in undone and act["verb"] != "undo"]
    for verb in ("stage", "owner"):
        wanted = [each.get("value", "") for _, each in standing if each["act"] == verb]
        there = [act.get("value", "") for act in kept if act["verb"] == verb]
        if wanted[-1:] != there[-1:]:
            yield f"{person} has {verb} {there[-1:]}, the log says {wanted[-1:]}"
    for tag in TAGS:
        about = [each["act"] for _, each in standing if each["act"] in ("tag", "untag") and each.get("of") == tag]
        if about and (about[-1] == "tag") != (tag in state.get("tags", {})):
            yield f"{person} {'bears' if tag in state.get('tags', {}) else 'lacks'} {tag}, the log says {about[-1]}"
    yield from _points(person, standing, state)
    wanted_tasks = _open(dict(standing))
    there_tasks = _open({act["id"]: {**act, "act": act["verb"]} for act in kept})
    if wanted_tasks != there_tasks:
        yield f"{person} has to do {sorted(there_tasks)}, the log says {sorted(wanted_tasks)}"


def _points(person: str, standing: list[tuple[str, Json]], state: Json) -> Iterator[str]:
    wanted = [each["points"] for _, each in standing if each["act"] == "points"]
    booked = [
        member["points"]["hand"] for member in state.get("members", {}).values() if "hand" in member.get("points", {})
    ]
    there = (sum(each.get("count", 1) for each in booked), sum(each["raw"] for each in booked))
    if there[0] != len(wanted) or abs(there[1] - sum(wanted)) > 0.01:
        yield f"{person} has {there} points by hand, the log says {len(wanted)}: {sum(wanted)}"


def _open(acts: dict[str, Json]) -> set[str]:
    done = {each.get("of") for each in acts.values() if each["act"] == "done"}
    return {name for name, each in acts.items() if each["act"] == "task" and name not in done and not each.get("step")}


def _overdue_once(sight: Sight, person: str, events: list[LoggedEvent], rung: Counter[str]) -> Iterator[str]:
    """Whoever closed it about the moment at which it was due may have been as fast as the alert."""
    by_id = {event.id: event for event in events}
    closed: dict[str, list[int]] = defaultdict(list)
    reopened = set[str]()
    for event in events:
        said = event.said["properties"]
        if said["act"] in ("done", "undo"):
            closed[said["of"]].append(event.said["at"])
        if said["act"] == "undo" and said["of"] in by_id:
            target = by_id[said["of"]].said["properties"]
            reopened |= {target["of"]} if target["act"] == "done" else set()
    for event in events:
        said = event.said["properties"]
        due = said.get("due_at")
        if said["act"] != "task" or due is None or event.id in reopened:
            continue
        times = rung[event.id]
        if times > 1:
            yield f"the task {event.id} of {person} rang {times} times"
        first = min(closed[event.id], default=sight.end + DAY)
        if first < due - 2 * DAY and times:
            yield f"the task {event.id} of {person} was closed at {first}, and rang for {due}"
        if first > due + 2 * DAY and due + 2 * HOUR < sight.end and not times:
            yield f"the task {event.id} of {person} was due at {due}, and nobody was told"
