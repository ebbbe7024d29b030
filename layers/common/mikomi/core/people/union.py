"""A person and another who turned out to be the same: one person with everything of both.

Rules
1. A union forgets nothing, is the same in any order of its parts, and repeated it changes nothing. So there is one way
   to join for each field (`JOINED`), and none of them asks which of the two came first.
2. Whose name the union bears is not decided here: `OWN` are the fields that the lead keeps as they are, because its
   identifiers are given to it (`shell.people.resolution`), and its version is its item's.
3. Of two words for one thing the better shown wins, then the later, then any rule that is the same for both.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypeVar

from msgspec.structs import replace

from mikomi.core.people import consent, dealings, recall, touch, zone
from mikomi.model.base import Json, Millis
from mikomi.model.person import Enrolment, Member, Person, Trait
from mikomi.model.sales import Sales
from mikomi.model.stored import Stored
from mikomi.model.trace import Trace

T = TypeVar("T")

KEPT_VIEWS = 4
KEPT_CONTRIBUTIONS = 8

OWN = (
    "id", "version", "proof", "email", "email_proof", "user_id", "user_proof", "band", "in_band", "erased_at", "beside",
)  # fmt: skip
"""What the lead keeps of its own. Its bands stand anew after every event, and in `merging`; `beside` is its item's, and
`erased_at` its place's."""


def absorb(lead: Person, visitor: Person) -> Person:
    """The lead with everything that the visitor did and was told."""
    joined: Json = {name: join(getattr(lead, name), getattr(visitor, name)) for name, join in JOINED.items()}
    joined["asked"] = consent.still_asked(joined["asked"], joined["consent"])
    return replace(lead.with_unknown_of(visitor), **joined)


def has_absorbed(lead: Person, visitor: Person) -> bool:
    """Whether all that the visitor did is in the lead already (a merge that was interrupted before its alias was
    left).
    """
    return all(
        subject in lead.members and _count(member) <= _count(lead.members[subject])
        for subject, member in visitor.members.items()
    )


def has_begun(lead: Person, visitor: Person) -> bool:
    """Whether a merge of the two was interrupted, and so is to be finished, whatever has become of the lead since."""
    return bool(visitor.members) and has_absorbed(lead, visitor)


def _earliest(one: Millis | None, other: Millis | None) -> Millis | None:
    return min((each for each in (one, other) if each is not None), default=None)


def _latest(one: Millis | None, other: Millis | None) -> Millis | None:
    return max((each for each in (one, other) if each is not None), default=None)


def _first_named(one: str | None, other: str | None) -> str | None:
    return min((each for each in (one, other) if each), default=None)


def _each(better: Callable[[T, T], T]) -> Callable[[Mapping[str, T], Mapping[str, T]], dict[str, T]]:
    """By name: what only one of the two has, and the better of what both have."""

    def join(one: Mapping[str, T], other: Mapping[str, T]) -> dict[str, T]:
        return {
            name: better(one[name], other[name]) if name in one and name in other else {**one, **other}[name]
            for name in sorted({**one, **other})
        }

    return join


def _greater(order: Callable[[T], Any], then: Callable[[T], Any] = repr) -> Callable[[T, T], T]:
    def better(one: T, other: T) -> T:
        best = max(one, other, key=lambda each: (order(each), repr(then(each))))
        rest = other if best is one else one
        # what a newer release noted of either is forgotten by neither
        return best.with_unknown_of(rest) if isinstance(best, Stored) and isinstance(rest, Stored) else best

    return better


def _once(known_as: Callable[[T], Any], order: Callable[[T], Any]) -> Callable[..., tuple[T, ...]]:
    """A list in which nothing stands twice, in an order of its own; of what bears one name the greater stays."""
    better = _greater(order)

    def join(one: Iterable[T], other: Iterable[T]) -> tuple[T, ...]:
        chosen: dict[Any, T] = {}
        for each in (*one, *other):
            name = known_as(each)
            chosen[name] = better(chosen[name], each) if name in chosen else each
        return tuple(sorted(chosen.values(), key=lambda each: (order(each), repr(each))))

    return join


def _latest_of(most: int, join: Callable[..., tuple[T, ...]]) -> Callable[..., tuple[T, ...]]:
    return lambda one, other: join(one, other)[-most:]


def _moments(one: Iterable[Any], other: Iterable[Any]) -> tuple[Any, ...]:
    """Each moment as often as whoever saw it oftener: what is joined again does not add up."""
    return tuple(sorted((Counter(one) | Counter(other)).elements()))


def _times(one: Mapping[str, Iterable[Any]], other: Mapping[str, Iterable[Any]]) -> dict[str, tuple[Any, ...]]:
    return {name: _moments(one.get(name, ()), other.get(name, ())) for name in sorted({**one, **other})}


def _by_arrival(one: dict[str, Millis], other: dict[str, Millis]) -> dict[str, Millis]:
    """The oldest first, as they are forgotten."""
    return dict(sorted(_each(max)(one, other).items(), key=lambda seen: (seen[1], seen[0])))


def _count(member: Member) -> tuple[int, Millis]:
    return member.events, member.last_received


def _member(one: Member, other: Member) -> Member:
    """Points are those of whoever counted more events: the other's are among them."""
    joined = Member(
        first_at=min(one.first_at, other.first_at),
        last_at=max(one.last_at, other.last_at),
        events=max(one.events, other.events),
        last_received=max(one.last_received, other.last_received),
        proof=max(one.proof, other.proof),
        own=one.own or other.own,
        points=_COUNTED(one, other).points,
        shown=_each(min)(one.shown, other.shown),
        gap=max(one.gap or (), other.gap or ()) or None,
    )
    return joined.with_unknown_of(_COUNTED(one, other))


_COUNTED: Callable[[Member, Member], Member] = _greater(lambda one: one.events, lambda one: one.points)


def _shown_then_late(trait: Trait) -> tuple[int, Millis]:
    return trait.proof, trait.at


def _furthest(run: Enrolment) -> tuple[bool, int, Millis, Millis, Millis]:
    return run.status != "active", run.moves, run.since, run.ended_at or 0, run.goal_at or 0


def _as_entered(one: Iterable[Enrolment], other: Iterable[Enrolment]) -> tuple[Enrolment, ...]:
    return tuple(sorted(_RUNS(one, other), key=lambda run: (run.entered_at, run.id)))


_RUNS = _once(lambda run: run.id, _furthest)


def _traces(one: Iterable[Trace], other: Iterable[Trace]) -> tuple[Trace, ...]:
    """What is known to be a person's by either is; else the one whose page has reported."""
    return tuple(sorted(_TRACES(one, other), key=lambda each: (each.at, each.id)))


_TRACES: Callable[..., tuple[Trace, ...]] = _once(
    lambda trace: trace.id, lambda trace: (trace.by == "human", trace.reported)
)


def _dealings(one: Sales | None, other: Sales | None) -> Sales | None:
    return dealings.joined(one, other) if one or other else None


JOINED: dict[str, Callable[[Any, Any], Any]] = {
    "first_at": _earliest,
    "last_at": _latest,
    "first_touch": touch.earlier,
    "last_touch": touch.later,
    "timezone": zone.later,
    "traits": _each(_greater(_shown_then_late)),
    "tags": _each(min),
    "members": _each(_member),
    "standing": _each(_greater(lambda held: -held.at)),
    "recent": _latest_of(KEPT_CONTRIBUTIONS, _once(lambda c: (c.rule, c.event_id), lambda c: (c.at, c.rule))),
    "frozen_at": _earliest,
    "snoozed_until": _latest,
    "crossings": max,
    "alerted_at": _latest,
    "answered": _each(min),
    "owner": _first_named,
    "consent": consent.newer,
    "asked": consent.newer,
    "confirmed_at": _latest,
    "unsubscribed_at": _latest,
    "unsubscribed_from": _each(max),
    "paused_at": _latest,
    "put_back": _each(max),
    "undeliverable": consent.joined,
    "heard": recall.joined,
    "seen": _by_arrival,
    "memory": _times,
    "caps": _times,
    "views": _latest_of(
        KEPT_VIEWS, _once(lambda view: (view.at, view.key, view.path, view.ms), lambda view: (view.at, view.key))
    ),
    "enrolments": _as_entered,
    "mailed": _moments,
    "waiting": _once(lambda waits: waits.effect.id, lambda waits: waits.due_at),
    "wakes_at": _earliest,
    "effects": _once(lambda effect: effect.id, lambda effect: effect.at),
    "check_at": _earliest,
    "plans": _once(lambda mark: (mark.plan, mark.from_), lambda mark: (mark.from_, mark.plan)),
    "conflicts": _once(lambda lead: lead, lambda lead: lead),
    "traces": _traces,
    "merged": _once(lambda lead: lead.id, lambda lead: lead.at),
    "apart": _each(max),
    "sales": _dealings,
}
"""How each field of the two becomes one. Every field of a person stands here or in `OWN`."""
