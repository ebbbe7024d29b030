"""Who enters a scenario, and who may not: groups and re-entry (I10, with `scenarios`)."""

from collections.abc import Iterator
from typing import NamedTuple

from mikomi import keys

from simulation.invariants.sight import Json, LoggedEvent, Sight, path_of
from simulation.time import DAY
from simulation.workload.readers import AFTER_EXIT


class Commit(NamedTuple):
    """A person before and after one write; `new`: runs of its own that began in it."""

    before: Json
    after: Json
    new: list[Json]


def commits(sight: Sight) -> Iterator[Commit]:
    last: dict[str, Json] = {}
    seen: set[str] = set()
    for _, state in sight.person_writes:
        runs = state.get("enrolments", [])
        yield Commit(last.get(state["id"], {}), state, [run for run in runs if run["id"] not in seen])
        seen.update(run["id"] for run in runs)
        last[state["id"]] = state


def is_joined(commit: Commit) -> bool:
    """Whether a browser was shown to be this lead's: what it went through came with it."""
    before, after, _ = commit
    came = after.get("members", {}).keys() - before.get("members", {}).keys()
    return any(subject.startswith("a:") for subject in came) if before else after["id"].startswith("l_")


def as_reentry_and_groups_say(sight: Sight) -> Iterator[str]:
    """Nobody enters beside a run of the same scenario or group, nor again before its time; and who is in nothing of
    the group does enter."""
    entered: dict[tuple[str, str], int] = {}
    marks = _marks(sight)
    heard: set[str] = set()
    for before, after, new in commits(sight):
        was = [run for run in before.get("enrolments", []) if is_active(run)]
        under_way = [
            run for run in after.get("enrolments", []) if is_active(run) and run["id"] in {r["id"] for r in was}
        ]
        joined = is_joined(Commit(before, after, new))
        for run in [] if joined else new:  # what a browser went through that turns out to be this lead's came with it
            mine, group = run["scenario"], _group(sight, run)
            for other in under_way:
                if other["scenario"] == mine:
                    yield f"{after['id']} entered {mine} while in it"
                elif group and group == _group(sight, other):
                    yield f"{after['id']} entered {mine} while in {other['scenario']}, of the same group"
            reentry = sight.plans[run["plan"]]["scenarios"][mine]["reentry"]
            since = run["entered_at"] - entered.get((after["id"], mine), run["entered_at"])
            if isinstance(reentry, dict) and 0 < since < int(reentry["after"][:-1]) * DAY:
                yield f"{after['id']} entered {mine} again after {since / DAY:.1f} days"
            entered[after["id"], mine] = run["entered_at"]
        if marks and not joined and not any(_group(sight, run) for run in (*was, *new)):
            read = sorted(marks[mark].id for mark in heard_by(after) - heard if mark in marks)
            if read and not sight.repair:
                yield f"{after['id']} did not enter {AFTER_EXIT} by {read}, though in nothing of its group"
        if marks:
            heard |= heard_by(after)


def is_active(run: Json) -> bool:
    return bool(run.get("status", "active") == "active")


def _group(sight: Sight, run: Json) -> str | None:
    scenario: Json = sight.plans[run["plan"]]["scenarios"].get(run["scenario"], {})
    return scenario.get("group")


def heard_by(state: Json) -> set[str]:
    """The marks of the events that the person remembers."""
    held = [each["marks"] for each in state.get("heard", [])]
    return {marks[start : start + 8] for marks in held for start in range(0, len(marks), 8)}


def _marks(sight: Sight) -> dict[str, LoggedEvent]:
    """What triggers the scenario of the group that always lets in again, by the mark that a person keeps of it."""
    if not sight.story.readers.are_there:
        return {}
    return {
        keys.short(event.subject, event.said.get("origin", "client"), event.id): event
        for event in sight.log
        if event.said["type"] == "page" and path_of(event.said) == f"/{AFTER_EXIT}"
    }
