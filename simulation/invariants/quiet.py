"""Whoever falls quiet is let in at that moment, once, and nobody at any other (I38)."""

from collections.abc import Iterator
from typing import NamedTuple

from simulation.invariants.entries import commits, is_joined
from simulation.invariants.sight import Json, Sight, path_of
from simulation.time import DAY, MINUTE
from simulation.workload.quiet import PAGE, SCENARIO
from simulation.workload.story import DAYS
from simulation.world import START


class View(NamedTuple):
    """When the page was viewed, and when we heard of it first."""

    at: int
    arrived: int


def let_in_when_they_fall_quiet(sight: Sight) -> Iterator[str]:
    """I38: each run that time began stands so many days, to the millisecond, behind a view of the page, and no other
    does; of each lead at rest the last time that they fell quiet has its run, though nothing happened then, and
    though the scenario was published after the view. Who was not known by then, or whose view came late, is left out.
    """
    quiet = sight.story.quiet
    if not quiet.are_there:
        return
    views, lasts = _views(sight), quiet.days * DAY + 1
    begun: set[tuple[str, int]] = set()
    for commit in commits(sight):
        for run in [] if is_joined(commit) else commit.new:
            if run["scenario"] != SCENARIO:
                continue
            seen = [view for subject in commit.after["members"] for view in views.get(subject, [])]
            place = commit.after["id"], run["entered_at"]
            if run["entered_at"] - lasts not in {view.at for view in seen}:
                yield f"{place[0]} fell quiet at {place[1]}, and viewed nothing so long before"
            if place in begun:
                yield f"{place[0]} entered twice for having fallen quiet at {place[1]}"
            begun.add(place)
    published = _published(sight)
    if published is None:
        return
    for id, person in sight.people.items():
        seen = [view for subject in person["members"] for view in views.get(subject, [])]
        fell = max((view.at for view in seen), default=0) + lasts
        if not published + MINUTE < fell < START + DAYS * DAY or f"p:{id}" in sight.unfolded_subjects:
            continue
        if _was_known(sight, id, person, views, fell) and not _has_run(sight, id, fell):
            yield f"{id} fell quiet at {fell} and was not let in"


def _views(sight: Sight) -> dict[str, list[View]]:
    packets = _packets(sight)
    views: dict[str, list[View]] = {}
    for event in sight.log:
        if event.said["type"] == "page" and path_of(event.said) == PAGE:
            view = View(event.said["at"], packets[event.subject, event.sort])
            views.setdefault(event.subject, []).append(view)
    return views


def _packets(sight: Sight) -> dict[tuple[str, str], int]:
    """When each packet arrived."""
    return {
        (write.change.pk, write.change.sk): int(item["received_at"]["N"])
        for write in sight.writes
        if write.change.table == sight.world.event_table and (item := write.change.after)
    }


def _published(sight: Sight) -> int | None:
    """When the scenario was active first."""
    moments = [at for at, version in sight.activated if SCENARIO in sight.plans[version]["scenarios"]]
    return min(moments, default=None)


def _was_known(sight: Sight, id: str, person: Json, views: dict[str, list[View]], fell: int) -> bool:
    """Whether all that tells so had been folded into this lead by then. A packet that failed is overtaken by later
    ones, so what was folded is counted: it is as much as had arrived until the latest of it.
    """
    states = [state for write, state in sight.person_writes if state["id"] == id and write.at <= fell]
    if not states or not (states[-1].get("email") or states[-1].get("user_id")):
        return False
    members, packets = states[-1]["members"], _packets(sight)
    for subject in set(person["members"]) & set(views):
        member = members.get(subject, {})
        until = member.get("last_received", 0)
        arrived = [packets[event.subject, event.sort] for event in sight.log if event.subject == subject]
        if max(view.arrived for view in views[subject]) > until or member["events"] < sum(
            at <= until for at in arrived
        ):
            return False
    return True


def _has_run(sight: Sight, id: str, fell: int) -> bool:
    return any(
        run["scenario"] == SCENARIO and run["entered_at"] == fell
        for _, state in sight.person_writes
        if state["id"] == id
        for run in state.get("enrolments", [])
    )
