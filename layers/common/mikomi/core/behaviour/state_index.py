"""Which conditions without behaviour can a change of the person make true or false? Asked of an index, like events.

A condition is found through the tags and traits that changed, the band that was left or entered, and a score that
passed one of its thresholds: nothing else can change its answer.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Generic, Protocol, TypeVar

from mikomi.core.behaviour.conditions import dependencies
from mikomi.core.behaviour.values import threshold
from mikomi.core.companies import marks
from mikomi.core.score.bands import band_at
from mikomi.core.score.half_lives import HalfLives
from mikomi.core.score.totals import are_same, shown, total
from mikomi.model.base import Millis
from mikomi.model.condition import All, Any_, Condition, Not, ScoreIs
from mikomi.model.person import Axis, Person
from mikomi.model.scoring import Band


class Conditioned(Protocol):
    """What stands in the index: a condition and its place in the plan."""

    @property
    def condition(self) -> Condition: ...
    @property
    def order(self) -> int: ...


C = TypeVar("C", bound=Conditioned)


class StateIndex(Generic[C]):
    """Built once from conditions without behaviour."""

    __slots__ = ("_by_dependency", "_looks_at_points", "_thresholds", "_with_threshold")

    def __init__(self, conditioned: Iterable[C]) -> None:
        self._by_dependency: dict[str, list[C]] = defaultdict(list)
        by_axis: dict[Axis | None, list[tuple[float, int, C]]] = defaultdict(list)
        for one in conditioned:
            for dependency in dependencies(one.condition) - {"score"}:
                self._by_dependency[dependency].append(one)
            for leaf in score_leaves(one.condition):
                by_axis[leaf.axis].append((threshold(leaf.score), one.order, one))
        self._thresholds = {axis: [entry[0] for entry in sorted(found, key=_place)] for axis, found in by_axis.items()}
        self._with_threshold = {
            axis: [entry[2] for entry in sorted(found, key=_place)] for axis, found in by_axis.items()
        }
        self._looks_at_points = bool(by_axis) or "band" in self._by_dependency

    def changed(
        self, before: Person, after: Person, now: Millis, half_lives: HalfLives, bands: Iterable[Band]
    ) -> list[C]:
        """All whose answer the step from `before` to `after` may have changed, in the plan's order."""
        touched: list[C] = []
        if self._by_dependency:
            for dependency in _changes(before, after):
                touched += self._by_dependency.get(dependency, ())
        if self._looks_at_points and not are_same(before, after):
            for axis in self._thresholds:
                touched += self._passed(axis, total(before, now, half_lives, axis), total(after, now, half_lives, axis))
            if "band" in self._by_dependency:
                one, other = (band_at(person, now, half_lives, bands) for person in (before, after))
                touched += self._by_dependency["band"] if one != other else ()
        return _in_order(touched)

    def known(self, person: Person) -> list[C]:
        """All that look at something that this person has: the others answer as they do for somebody unknown."""
        has = (
            [f"tag:{tag}" for tag in person.tags]
            + [f"trait:{name}" for name in person.traits]
            + [one for one in self._by_dependency if ":" not in one]  # what everybody has
        )
        touched = [one for dependency in has for one in self._by_dependency.get(dependency, ())]
        return _in_order(touched + [one for listed in self._with_threshold.values() for one in listed])

    def _passed(self, axis: Axis | None, one: float, other: float) -> list[C]:
        if one == other:
            return []
        low, high = sorted((shown(one), shown(other)))
        thresholds = self._thresholds[axis]
        return self._with_threshold[axis][bisect_left(thresholds, low) : bisect_right(thresholds, high)]


def score_leaves(condition: Condition) -> Iterator[ScoreIs]:
    match condition:
        case ScoreIs():
            yield condition
        case All(all=parts) | Any_(any=parts):
            for part in parts:
                yield from score_leaves(part)
        case Not(not_=part):
            yield from score_leaves(part)
        case _:
            pass  # looks at no score


def _changes(before: Person, after: Person) -> list[str]:
    """Tags and traits that differ, whether somebody unsubscribed, stage, company, and whether more is
    remembered of what they looked at. Most events change none of them:
    then the very same objects stand there."""
    changes: list[str] = []
    if before.tags is not after.tags:
        changes += [f"tag:{tag}" for tag in before.tags.keys() ^ after.tags.keys()]
    if before.traits is not after.traits:
        names = before.traits.keys() | after.traits.keys()
        changes += [f"trait:{name}" for name in names if before.trait(name) != after.trait(name)]
    if before.is_unsubscribed != after.is_unsubscribed or _left(before) != _left(after):
        changes.append("unsubscribed")
    if before.sales is not after.sales and before.dealings.stage != after.dealings.stage:
        changes.append("stage")
    if (before.traits is not after.traits or before.email != after.email) and marks.of(before) != marks.of(after):
        changes.append("company")
    if before.memory is not after.memory:
        changes.append("affinity")
    return changes


def _left(person: Person) -> frozenset[str]:
    return frozenset(topic for topic in person.unsubscribed_from if person.is_unsubscribed_from(topic))


def _place(entry: tuple[float, int, C]) -> tuple[float, int]:
    return entry[:2]


def _in_order(some: list[C]) -> list[C]:
    if not some:
        return some
    return sorted({one.order: one for one in some}.values(), key=lambda one: one.order)
