"""How points fade: by the half-lives that held, one after the other, and the ranking says so (I32).

The half-lives are worked out anew from what the workspace of each active version says. Only the moment at which a new
one begins is taken from the plan, and judged: by then everybody must go by it.
"""

from collections.abc import Iterator
from itertools import pairwise
from math import isclose

from simulation.invariants.sight import Json, LoggedEvent, Sight
from simulation.time import MINUTE, SECOND

Span = tuple[int, int | None]
"""From which moment on points halve within so many ms; None: they do not fade."""
FOLLOWED_AFTER = 5 * SECOND + SECOND
"""How long after a publication (the pointer kept in a process, clocks apart) somebody may still go by the old plan."""
LONGEST = 16 * MINUTE
"""A publication and the pause before its half-life begins."""
K = 1100.0
MOST = 1000.0
"""Doublings that a float can show."""
_UNITS = {"d": 24 * 60 * MINUTE}


def halvings(spans: list[Span], since: int, until: int) -> float:
    """How many half-lives go by between the two moments."""
    if since > until:
        return -halvings(spans, until, since)
    gone = 0.0
    for number, (begin, millis) in enumerate(spans):
        first = max(since, begin) if number else since
        last = min(until, spans[number + 1][0]) if number + 1 < len(spans) else until
        if millis and last > first:
            gone += (last - first) / millis
    return gone


def spans_of(sight: Sight) -> list[Span]:
    """The half-lives of all versions that were active."""
    spans: list[Span] = []
    for _, version in sight.activated:
        half_life = _said(sight.plans[version])
        if not spans:
            spans.append((0, half_life))
        elif spans[-1][1] != half_life:
            spans.append((sight.plans[version]["half_lives"][-1]["from_"], half_life))
    return spans


def _said(plan: Json) -> int | None:
    decay = plan["scoring"].get("decay")
    return int(decay["half_life"][:-1]) * _UNITS[decay["half_life"][-1]] if decay else None


def by_the_half_lives_that_held(sight: Sight) -> Iterator[str]:
    """I32: what an event's points are worth is what its time and the half-lives since make of them; a lead's key in the
    ranking says what its points are worth now; a new half-life begins when everybody goes by it, and never reaches
    back."""
    yield from _begins_in_time(sight)
    spans = spans_of(sight)
    if not spans:
        return
    yield from _worth(sight, spans)
    for person, state in sight.people.items():
        item = sight.state[f"person#{person}", "person"]
        if "rank" in item:
            yield from _key(person, item, state, spans, sight.end)


def _begins_in_time(sight: Sight) -> Iterator[str]:
    for (_, before), (at, version) in pairwise(sight.activated):
        was, now = sight.plans[before]["half_lives"], sight.plans[version]["half_lives"]
        if now[: len(was)] != was or len(now) - len(was) != (was[-1].get("millis") != _said(sight.plans[version])):
            yield f"version {version} has the half-lives {now} after {was}"
        elif len(now) > len(was) and not at + FOLLOWED_AFTER <= now[-1]["from_"] <= at + LONGEST:
            yield f"the half-life of version {version} begins {now[-1]['from_'] - at} ms after it was published"


def _worth(sight: Sight, spans: list[Span]) -> Iterator[str]:
    earned: dict[tuple[str, str], list[LoggedEvent]] = {}
    for event, rule in sight.earning:
        earned.setdefault((event.subject, rule), []).append(event)
    for person, state in sight.people.items():
        for subject, member in state.get("members", {}).items():
            for rule, held in member.get("points", {}).items():
                events = earned.get((subject, rule), [])
                if len(events) != held.get("count", 1):
                    continue  # not earned by events alone, not folded yet, or a browser of several people
                each = held["raw"] / len(events)
                worth = sum(each * 2.0 ** -halvings(spans, event.said["at"], held["at"]) for event in events)
                if not isclose(worth, held["value"], rel_tol=1e-6):
                    yield f"{person}: {rule} of {subject} is worth {held['value']:.4f}, by the log {worth:.4f}"


def _key(person: str, item: Json, state: Json, spans: list[Span], end: int) -> Iterator[str]:
    """The key of `core.points.ranking`, read back by its law."""
    earned = [held for member in state.get("members", {}).values() for held in member.get("points", {}).values()]
    worth = sum(held["value"] * 2.0 ** -halvings(spans, held["at"], end) for held in earned)
    key, beside = float(item["rank"]["N"]), item["rank_shard"]["S"].startswith("h")
    if beside or spans[0][1]:
        told = 2.0 ** min(abs(key) - K - halvings(spans, 0, end), MOST) * (1 if key > 0 else -1) if key else 0.0
    else:
        told = key * 2.0 ** -halvings(spans, 0, end)
    if not isclose(told, worth, rel_tol=1e-6, abs_tol=2e-6):
        yield f"{person} stands in the ranking with {told:.6f} points, which are worth {worth:.6f}"
