"""Webhooks: each ends, is told under one id, and a reply of it takes effect at most once (I39)."""

import json
from collections import Counter
from collections.abc import Iterator

from simulation.invariants.sight import Json, Sight
from simulation.workload.hooks import SCENARIO, STEP, TRAIT, Hooked

TOLD = ("gone", "not_public", "given_up")


def each_ends_and_counts_once(sight: Sight) -> Iterator[str]:
    """I39: at rest each webhook was taken or will not be sent any more, and the log says which, once; a reply set the
    trait that it said; nobody waits for one still.
    """
    if not isinstance(sight.story, Hooked):
        return
    decided = {step.effect["id"]: step.effect for step in sight.effects if step.effect["kind"] == "hook"}
    ends = Counter((_of(said), said["how"]) for said in _told(sight))
    for effect in decided.values():
        row = sight.state.get((f"person#{effect['person']}", f"hook#{effect['id']}"))
        if row is None:
            yield f"{effect['id']} was decided, and has no row"
            continue
        yield from _ended(effect["id"], row, {how: times for (of, how), times in ends.items() if of == effect["id"]})
    for of, how in ends:
        if of not in decided:
            yield f"the log says that {of} ended ({how}), and nobody decided it"
    yield from _under_one_id(sight.story, decided)
    yield from _as_it_said(sight)
    for person, state in sight.people.items():
        for run in state.get("enrolments", []):
            if run["scenario"] == SCENARIO and run.get("status", "active") == "active" and run["position"] == "0":
                yield f"{person} still waits at {SCENARIO}/{STEP}"


def _ended(webhook: str, row: Json, ends: dict[str, int]) -> Iterator[str]:
    status, reason = row["status"]["S"], row.get("reason", {}).get("S")
    if status not in ("sent", "failed"):
        yield f"{webhook} has not ended: {status}"
    wanted = {"replied"} if status == "sent" else {reason} & set(TOLD)
    if missing := wanted - ends.keys():
        yield f"{webhook} is {status} ({reason}), and the log does not say {missing}"
    for how, times in ends.items():
        if times > 1:
            yield f"the log says {times} times that {webhook} was {how}"
    if len(ends.keys() & set(TOLD)) > 1:
        yield f"{webhook} ended in several ways: {sorted(ends)}"


def _under_one_id(story: Hooked, decided: dict[str, Json]) -> Iterator[str]:
    ids: dict[tuple[str, str], set[str]] = {}
    for heard in story.crm.heard:
        step = json.loads(heard.body)["data"]["step"]
        ids.setdefault((step["run"], step["step"]), set()).add(heard.id)
    for (run, step), known_as in ids.items():
        if len(known_as) > 1:
            yield f"{run}.{step} was sent under {len(known_as)} ids"
        if f"{run}.{step}" not in decided:
            yield f"{run}.{step} was sent, and nobody decided it"
    if len({each for known_as in ids.values() for each in known_as}) < len(ids):
        yield "two webhooks were sent under one id"


def _as_it_said(sight: Sight) -> Iterator[str]:
    """Only what a reply said is set, each once."""
    assert isinstance(sight.story, Hooked)
    said = {heard.said for heard in sight.story.crm.heard if heard.said is not None}
    told = [
        event.said["traits"][TRAIT]
        for event in sight.log
        if event.said.get("origin") == "webhook" and event.said["type"] == "identify"
    ]
    for number, times in Counter(told).items():
        if times > 1 or number not in said:
            yield f"the reply {number} was noted {times} times"


def _told(sight: Sight) -> list[Json]:
    return [event.said["properties"] for event in sight.log if event.said.get("name") == "Webhook Ended"]


def _of(said: Json) -> str:
    return f"{said['enrolment']}.{said['step']}"
