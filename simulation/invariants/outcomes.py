"""What was decided and what came of it stands in the log, once, and nothing else does (I36)."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from simulation.invariants.in_flight import moved_runs
from simulation.invariants.sight import Sight

ENDS = {"sent": "Sent", "skipped": "Skipped", "failed": "Failed", "unknown": "Unknown"}


def each_stands_in_the_log_once(sight: Sight) -> Iterator[str]:
    """I36: each run that began or ended, that it came to a step, each mail and alert that was decided, and how its row
    stands; each once, and none that the people and rows know nothing of."""
    told = Counter((event.subject, event.id) for event in sight.noted)
    for (subject, known_as), times in told.items():
        if times > 1:
            yield f"{known_as} stands {times} times under {subject}"
    yield from _runs(sight)
    yield from _decided(sight)
    yield from _ends(sight)


def _runs(sight: Sight) -> Iterator[str]:
    began: dict[str, str] = {}
    ended: set[str] = set()
    for _, state in sight.person_writes:
        for run in state.get("enrolments", []):
            began.setdefault(run["id"], run["scenario"])
            if run.get("status", "active") in ("finished", "exited", "goal"):
                ended.add(run["id"])
    entered, left = _of(sight, "Scenario Entered", "enrolment"), _of(sight, "Scenario Left", "enrolment")
    passing = at_once(sight)
    yield from _differ("a run began", entered, began.keys() | (entered.keys() & passing))
    # of the runs that ended a person keeps the latest of each scenario: one that came and went at once is in no commit
    yield from _differ("a run ended", left, ended | (left.keys() & (began.keys() | passing)))
    steps = Counter(
        (event.said["properties"]["enrolment"], event.said["properties"]["step"])
        for event in sight.noted
        if event.said["name"] == "Step Reached"
    )
    moved = moved_runs(sight)
    for (run, step), times in steps.items():
        if times > 1 and run not in moved:
            yield f"{run} came to {step} {times} times, says the log"
    missing = began.keys() - _of(sight, "Step Reached", "enrolment").keys()
    for run in sorted(missing):
        yield f"{run} of {began[run]} came to no step, says the log"


def at_once(sight: Sight) -> set[str]:
    """The runs that came and went within one decision: those that one note lets in and out."""
    told = [(event.id.rpartition(".")[0], event.said) for event in sight.noted]
    entered = {(note, said["properties"]["enrolment"]) for note, said in told if said["name"] == "Scenario Entered"}
    left = {(note, said["properties"]["enrolment"]) for note, said in told if said["name"] == "Scenario Left"}
    return {run for _, run in entered & left}


def _decided(sight: Sight) -> Iterator[str]:
    known: dict[str, set[str]] = {"Mail Decided": set(), "Alert Decided": set(), "Task Overdue": set()}
    for step in sight.decided:
        if (kind := step.effect["kind"]) in ("mail", "alert"):
            name = "Task Overdue" if step.effect.get("reason") == "task" else f"{kind.title()} Decided"
            known[name].add(step.effect["id"])
    for name, decided in known.items():
        yield from _differ(name.lower(), _of(sight, name, "mail" if name == "Mail Decided" else "alert"), decided)


def _ends(sight: Sight) -> Iterator[str]:
    for kind in ("mail", "alert"):
        for status, name in ENDS.items():
            noted = _of(sight, f"{kind.title()} {name}", kind)
            now = {sk.partition("#")[2] for (_, sk), item in sight.state.items() if _is(item, sk, kind, status)}
            ever = {
                sk.partition("#")[2]
                for (_, sk), writes in sight.rows.items()
                for write in writes
                if _is(write.change.after or {}, sk, kind, status)
            }
            for missing in sorted(now - noted.keys()):
                if not _is_of_another_rep(missing):
                    yield f"the {kind} {missing} is {status}, and the log does not say so"
            if status != "sent" and kind == "mail":  # that SES took it may be known before the row learns it
                for invented in sorted(noted.keys() - ever):
                    yield f"the {kind} {invented} was never {status}, and the log says so"
    for mail in sorted(_of(sight, "Mail Sent", "mail").keys() - {row[1].partition("#")[2] for _, row in sight.sent}):
        yield f"SES never took {mail}, and the log says so"


def _is(item: dict[str, Any], sk: str, kind: str, status: str) -> bool:
    return sk.startswith(f"{kind}#") and item.get("status", {}).get("S") == status


def _is_of_another_rep(alert: str) -> bool:
    """An alert is one, however many reps got it: the first rep's row has the alert's own id."""
    return (alert.startswith("band-") and "." in alert) or alert.count(".") > 1


def _of(sight: Sight, name: str, what: str) -> Counter[str]:
    return Counter(event.said["properties"].get(what) for event in sight.noted if event.said["name"] == name)


def _differ(what: str, noted: Counter[str], known: Any) -> Iterator[str]:
    for missing in sorted(known - noted.keys() if isinstance(known, set) else known.keys() - noted.keys()):
        yield f"{what}: {missing} stands nowhere in the log"
    for invented in sorted(noted.keys() - set(known)):
        yield f"{what}: {invented} stands in the log and nowhere else"
    for twice in sorted(known_as for known_as, times in noted.items() if times > 1):
        yield f"{what}: {twice} stands in the log {noted[twice]} times"
