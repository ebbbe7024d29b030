"""Segments named by conditions, and what a condition says with each of them in its place.

Rules
1. `{"segment": "x"}` means what the condition of x would mean if it were written there: so whoever asks conditions
   (indexes, memories, enrolments) needs to know of no segment, and an older release neither.
2. It is put in its place when a workspace becomes a plan; of a plan that was published, none is left.
3. A segment that is not known, or that leads back to itself, stays as it was written, and holds nobody. The check
   refuses both.
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeVar

from pydantic import BaseModel

from mikomi.model.condition import All, Any_, Condition, InSegment, Not
from mikomi.model.segment import Segment

MOST_PARTS = 1_000
DEEPEST = 40
"""Parts of one condition with its segments in their places, and how deep they nest: a segment may name several, and
those several again."""

M = TypeVar("M")
Segments = Mapping[str, Segment]


def named(condition: Condition) -> Iterator[str]:
    """The segments that a condition names itself, from left to right."""
    match condition:
        case InSegment(segment=name):
            yield name
        case All(all=parts) | Any_(any=parts):
            for part in parts:
                yield from named(part)
        case Not(not_=part):
            yield from named(part)
        case _:
            pass  # names none


def circle(start: str, segments: Segments) -> tuple[str, ...]:
    """The shortest way from a segment back to itself (`a`, `b`, `a`); empty if none leads there."""
    came_from: dict[str, str] = {}
    ahead = [start]
    for here in ahead:
        for name in named(segments[here].when):
            if name == start:
                way = [start, here]
                while way[-1] != start:
                    way.append(came_from[way[-1]])
                return tuple(reversed(way))
            if name in segments and name not in came_from:
                came_from[name] = here
                ahead.append(name)
    return ()


def in_order(segments: Segments) -> list[str]:
    """The segments, each behind all that it names; without those that are in a circle, or name one that is."""
    names = {name: {one for one in named(segment.when) if one in segments} for name, segment in segments.items()}
    named_by: dict[str, list[str]] = {name: [] for name in segments}
    for name, inner in names.items():
        for one in inner:
            named_by[one].append(name)
    ready = [name for name, inner in names.items() if not inner]
    for name in ready:
        for outer in named_by[name]:
            names[outer].discard(name)
            if not names[outer]:
                ready.append(outer)
    return ready


class Size(NamedTuple):
    """Of a condition with its segments in their places."""

    parts: int
    depth: int

    @property
    def is_bearable(self) -> bool:
        return self.parts <= MOST_PARTS and self.depth <= DEEPEST


def sizes(segments: Segments) -> dict[str, Size]:
    """How large each of those is that are `in_order`."""
    found: dict[str, Size] = {}
    for name in in_order(segments):
        found[name] = size(segments[name].when, found)
    return found


def size(condition: Condition, known: Mapping[str, Size]) -> Size:
    match condition:
        case InSegment(segment=name) if name in known:
            return known[name]
        case All(all=inner) | Any_(any=inner):
            inside = [size(part, known) for part in inner]
            return Size(1 + sum(each.parts for each in inside), 1 + max(each.depth for each in inside))
        case Not(not_=part):
            inside_it = size(part, known)
            return Size(1 + inside_it.parts, 1 + inside_it.depth)
        case _:
            return Size(1, 1)


def resolved(segments: Segments) -> dict[str, Segment]:
    """Those that are no larger than they may be, each with those in their places that it names."""
    measured = sizes(segments)
    done: dict[str, Segment] = {}
    for name, each in measured.items():
        if each.is_bearable:
            done[name] = put_in_place(segments[name], done)
    return done


def put_in_place(written: M, segments: Segments) -> M:
    """The same (a condition, a rule, a scenario …) with every known segment's condition where its name stood.
    `segments` are `resolved`."""
    return _put(written, segments) if segments else written


def _put(written: Any, segments: Segments) -> Any:
    if isinstance(written, InSegment):
        known = segments.get(written.segment)
        return known.when if known else written
    if isinstance(written, BaseModel):
        inside = {name: getattr(written, name) for name in type(written).model_fields}
        changed = {name: after for name, held in inside.items() if (after := _put(held, segments)) is not held}
        return written.model_copy(update=changed) if changed else written
    if isinstance(written, dict):
        held = {key: _put(value, segments) for key, value in written.items()}
        return held if any(held[key] is not written[key] for key in held) else written
    if isinstance(written, list | tuple):
        items = [_put(one, segments) for one in written]
        return type(written)(items) if any(a is not b for a, b in zip(items, written, strict=True)) else written
    return written
