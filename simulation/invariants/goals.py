"""A goal is what was done in its window, on the way and after the end of a run, and nothing else (I35)."""

from collections.abc import Iterator

from mikomi import keys

from simulation.invariants.entries import commits, heard_by, is_active, is_joined
from simulation.invariants.sight import Json, LoggedEvent, Sight, path_of
from simulation.time import DAY
from simulation.workload.readers import GOAL_DAYS, GOAL_PAGE


def reached_by_what_was_done_in_time(sight: Sight) -> Iterator[str]:
    """I35: who views the goal's page while its window is open has reached the goal then, whether the run is under way
    or has ended; who does not, or too late, has not; and of several runs of a scenario it is the one under way, or
    the last. What arrived in time and was folded after something later, when the ended run was closed, may be either.
    """
    if not sight.story.readers.are_there or sight.repair:
        return
    arrived, views = _arrivals(sight), _views(sight)
    latest: dict[str, int] = {}
    for commit in commits(sight):
        before, after, new = commit
        known = max((max(arrived[mark]) for mark in heard_by(before) if mark in arrived), default=0)
        seen = latest[after["id"]] = max(known, latest.get(after["id"], 0))
        if is_joined(commit):
            continue  # what a browser reached that turns out to be this lead's came with it
        looks = [arrived[mark] for mark in (heard_by(after) - heard_by(before)) & views]
        viewed = set().union(*looks)
        then = {run["id"]: run for run in after.get("enrolments", []) if _has_goal(sight, run)}
        for run in new:
            reached = then.get(run["id"], {}).get("goal_at")
            if reached is not None and reached not in viewed:
                yield f"{after['id']} reached the goal of {run['scenario']} at {reached} and viewed nothing then"
        begun = {run["scenario"] for run in new}
        for was in before.get("enrolments", []):
            now = then.get(was["id"])
            if now is None or "goal_at" in was or was["scenario"] in begun:
                continue
            reached = now.get("goal_at")
            until = was["entered_at"] + GOAL_DAYS * DAY
            in_time = {moment for moment in viewed if moment <= until}
            unsure = not any(max(look) <= until for look in looks) or (not is_active(was) and seen > until)
            if _is_looked_at(was, before) and in_time and not (unsure and reached is None):
                if reached not in in_time:
                    yield f"{after['id']} viewed the goal of {was['scenario']} at {sorted(in_time)}, noted is {reached}"
            elif reached is not None:
                yield f"{after['id']} reached the goal of {was['scenario']} at {reached}, and nothing was done in time"


def _arrivals(sight: Sight) -> dict[str, set[int]]:
    """When each event had arrived, as often as it did, by the mark that a person keeps of it."""
    packets = {
        (write.change.pk, write.change.sk): int(item["received_at"]["N"])
        for write in sight.writes
        if write.change.table == sight.world.event_table and (item := write.change.after)
    }
    arrivals: dict[str, set[int]] = {}
    for event in sight.log:
        arrivals.setdefault(_mark(event), set()).add(packets[event.subject, event.sort])
    return arrivals


def _views(sight: Sight) -> set[str]:
    """The marks of the views of the goal's page."""
    return {_mark(event) for event in sight.log if event.said["type"] == "page" and path_of(event.said) == GOAL_PAGE}


def _mark(event: LoggedEvent) -> str:
    return keys.short(event.subject, event.said.get("origin", "client"), event.id)


def _has_goal(sight: Sight, run: Json) -> bool:
    scenario: Json = sight.plans[run["plan"]]["scenarios"].get(run["scenario"], {})
    return scenario.get("goal", {}).get("when", {}).get("visited") == GOAL_PAGE


def _is_looked_at(run: Json, person: Json) -> bool:
    """Of one scenario the run that is under way, or the one that was entered last."""
    mine = [other for other in person["enrolments"] if other["scenario"] == run["scenario"]]
    latest = max(mine, key=lambda other: (other["entered_at"], other["id"]))
    return is_active(run) or (latest["id"] == run["id"] and not any(is_active(other) for other in mine))
