"""I11 through changes in flight: no step repeated, none skipped, no run on a version to which nobody moved it."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from simulation.invariants.sight import Sight

ALWAYS = ("thanks", "faq", "offer")
"""The mails of `request` that every revision has, in this order, outside of all branches."""


def changes_of(sight: Sight) -> list[dict[str, Any]]:
    """What the log says that was to be changed: `person`, `at`, and the event's properties."""
    return [
        {"person": event.subject.removeprefix("p:"), "at": event.said["at"], "id": event.id, **event.said["properties"]}
        for event in sight.log
        if event.said.get("name") == "Run Changed" and event.subject.startswith("p:")
    ]


def versions_of(sight: Sight) -> dict[tuple[str, str], set[int]]:
    """By person (resolved) and scenario, to which versions somebody was moved, or written to in whose words."""
    found: dict[tuple[str, str], set[int]] = {}
    for change in changes_of(sight):
        if "to" in change:
            found.setdefault((sight.resolved(change["person"]), change["scenario"]), set()).add(change["to"])
    return found


def moved_runs(sight: Sight) -> set[str]:
    """The runs that a change has moved: they may come to a step again, and sooner than their own version lets them."""
    return {run["id"] for _, state in sight.person_writes for run in state.get("enrolments", []) if run.get("moves")}


def no_step_is_repeated_or_skipped(sight: Sight) -> Iterator[str]:
    """I11: whatever is changed, whenever."""
    yield from _as_somebody_said(sight)
    yield from _each_told_by_a_change(sight)
    decided = Counter(event.said["properties"]["mail"] for event in sight.noted if event.said["name"] == "Mail Decided")
    for mail, times in decided.items():
        if times > 1:
            yield f"the mail {mail} was decided {times} times"
    yield from _none_skipped(sight)


def _as_somebody_said(sight: Sight) -> Iterator[str]:
    moved, began = versions_of(sight), dict[str, int]()
    for _, state in sight.person_writes:
        for run in state.get("enrolments", []):
            first = began.setdefault(run["id"], run["plan"])
            to = moved.get((sight.resolved(state["id"]), run["scenario"]), set())
            for version in (run["plan"], run.get("words", first)):
                if version != first and version not in to:
                    yield f"{run['id']} began on version {first}, is on {version}, and nobody moved it there"


def _each_told_by_a_change(sight: Sight) -> Iterator[str]:
    """Everybody is told of a change by its one moment, and nobody of one that nobody began."""
    runs = {
        int(write.change.after["run"]["N"])
        for write in sight.writes
        if write.change.pk == "walk#change#" and write.change.after
    }
    for change in changes_of(sight):
        if change["act"] in ("version", "words", "stop") and change["at"] not in runs:
            yield f"{change['person']} was told of a change of {change['at']}, which nobody began"
    row = sight.state.get(("walk#change#", "walk"))
    if row and row["status"]["S"] == "going":
        yield f"a change has not come to its end: {json.dumps(row.get('carried', {}).get('S'))}"


def _none_skipped(sight: Sight) -> Iterator[str]:
    by_hand = {sight.resolved(each["person"]) for each in changes_of(sight) if each["act"] in ("move", "enter")}
    decided = {
        (step.effect["enrolment"], step.effect["step"]) for step in sight.decided if step.effect["kind"] == "mail"
    }
    for person, state in sight.people.items():
        if person in by_hand:
            continue  # whoever is moved ahead by hand is to leave out what lies between
        for run in state.get("enrolments", []):
            if run["scenario"] == "request" and run.get("status") == "finished":
                for step in ALWAYS:
                    if (run["id"], step) not in decided:
                        yield f"{run['id']} of {person} has finished, and {step} was never decided"
