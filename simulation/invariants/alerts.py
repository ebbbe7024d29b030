"""Alerts: one for each crossing, and only for a crossing (I24, I25)."""

import json
from collections.abc import Iterator

from simulation.invariants.half_lives import Span, halvings, spans_of
from simulation.invariants.sight import Json, Sight
from simulation.workload.workspace import HOT


def total(state: Json, at: int, spans: list[Span]) -> float:
    """What the person's points are worth at this moment."""
    earned = [held for member in state.get("members", {}).values() for held in member.get("points", {}).values()]
    decayed = sum(held["value"] * 2 ** -halvings(spans, held["at"], at) for held in earned)
    return float(decayed + sum(standing["points"] for standing in state.get("standing", {}).values()))


def _raised(sight: Sight) -> Iterator[tuple[Json, Json, Json | None, int]]:
    """Each band alert at the commit in which it first appears: (effect, state, the state before, how many with it)."""
    last: dict[str, Json] = {}
    known: set[tuple[str, str]] = set()
    for _, state in sight.person_writes:
        waiting = [{**each["effect"], "person": state["id"]} for each in state.get("waiting", [])]
        listed = [*state.get("effects", []), *waiting]
        new = [
            effect
            for effect in listed
            if effect["kind"] == "alert"
            and effect["reason"] == "band"
            and (effect["person"], effect["id"]) not in known
        ]
        for effect in {effect["id"]: effect for effect in new}.values():
            known.add((effect["person"], effect["id"]))
            if effect["person"] == state["id"]:
                yield (
                    effect,
                    state,
                    last.get(state["id"]),
                    len({each["id"] for each in new if each["person"] == state["id"]}),
                )
        last[state["id"]] = state


def one_alert_a_crossing(sight: Sight) -> Iterator[str]:
    """I24: an alert is raised by a crossing from below; a lead that stands in the band already raises none; what was
    gathered for a digest stands in it."""
    yield from _gathered(sight)
    spans = spans_of(sight)
    for effect, state, before, together in _raised(sight):
        if before and before.get("band") == "hot" and total(before, effect["at"], spans) >= HOT + 0.001:
            stood = total(before, effect["at"], spans)
            yield f"{state['id']}: {effect['id']} was raised at {stood:.1f} points, above already"
        if together > 1 and not sight.repair:  # who is caught up with may have crossed twice meanwhile
            yield f"{state['id']}: {together} alerts were raised by one commit"
    crossings: dict[tuple[str, int], set[str]] = {}
    for step in sight.decided:
        if step.effect["kind"] == "alert" and step.effect["reason"] == "band":
            crossings.setdefault((step.effect["person"], step.effect["crossing"]), set()).add(step.effect["id"])
    for (person, crossing), ids in crossings.items():
        if len(ids) > 1:
            yield f"{person}: crossing {crossing} raised {len(ids)} alerts"


def _gathered(sight: Sight) -> Iterator[str]:
    for (pk, sk), row in sight.state.items():
        if sk.startswith("alert#") and row["status"]["S"] == "digest":
            digest = sight.state.get((row["digest"]["S"], "digest"), {})
            effect = json.loads(row["effect"]["S"])["id"]
            if not any(effect in entry for entry in digest.get("entries", {}).get("SS", [])):
                yield f"{pk} {sk} is said to be in {row['digest']['S']}, which does not have it"


def only_if_the_score_crossed(sight: Sight) -> Iterator[str]:
    """I25: the state that was committed with the alert stands above the threshold."""
    spans = spans_of(sight)
    for effect, state, _, _ in _raised(sight):
        if (stands := total(state, effect["at"], spans)) < HOT - 0.5:
            yield f"{state['id']}: {effect['id']} was raised at {stands:.1f} points"
