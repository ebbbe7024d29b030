"""What people remember of before somebody asked: a plan that looks back further than the one before it is told.

Rules
1. What is told is an event of the log (`Looked Back`), under our own name for the person, which no client can choose.
   So it is decided like every other, once, and a rebuild meets it where it was met.
2. It says which times of a leaf there were, and how many of them are kept for how long: it means the same under every
   plan. What was remembered since is joined with it, each time as often as the one of the two knows it that knows more:
   what both have seen counts once, in whichever order they come.
3. It says when a trigger of that plan becomes true by time alone (`wakes_at`), so that whoever never comes again is
   woken then.
4. It is no occasion: no rule gives points, no trigger lets anybody in and no band is entered for what happened before
   they were there. The first event that comes after it is.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec.structs import replace

from mikomi.core.behaviour.leaves import remembered
from mikomi.core.behaviour.rulebook import Rulebook
from mikomi.model.base import Json, Millis
from mikomi.model.events import LOOKED_BACK, Event
from mikomi.model.person import Person


class LookBack(NamedTuple):
    """What a rulebook asks the memory for: a leaf (its key), how many of its times, for how long (None: for ever)."""

    key: str
    keep: int
    max_age: Millis | None

    def holds(self, other: "LookBack") -> bool:
        """Whether whoever remembers for this one remembers for the other too."""
        ages = self.max_age is None or (other.max_age is not None and other.max_age <= self.max_age)
        return self.key == other.key and self.keep >= other.keep and ages

    @property
    def written(self) -> str:
        return f"{self.key} {self.keep} {'' if self.max_age is None else self.max_age}"

    @classmethod
    def read(cls, written: str) -> "LookBack":
        key, keep, max_age = written.split(" ")
        return cls(key, int(keep), int(max_age) if max_age else None)


def of(book: Rulebook) -> tuple[LookBack, ...]:
    """All that this rulebook looks back for."""
    return tuple(LookBack(one.key, one.keep, one.max_age) for one in book.lookouts if one.keep)


def added(book: Rulebook, before: Rulebook) -> tuple[LookBack, ...]:
    """What this rulebook looks back for and the one before it did not, or not as far."""
    known = of(before)
    return tuple(one for one in of(book) if not any(other.holds(one) for other in known))


def news(person: Person, in_log: Mapping[str, tuple[Millis, ...]], wanted: Iterable[LookBack]) -> list[Json]:
    """What a person is to be told: of what the log tells (`in_log`, by leaf), that which they do not remember."""
    found = []
    for one in wanted:
        known, times = person.memory.get(one.key, ()), in_log.get(one.key, ())
        if _joined(known, times, one) != known:
            found.append({"leaf": one.written, "times": list(times)})
    return found


def is_one(event: Event) -> bool:
    return event.name == LOOKED_BACK and event.type == "track" and event.subject.startswith("p:")


def reminded(person: Person, event: Event) -> Person:
    """The person who remembers what the event says, and is woken when it says, if not sooner."""
    person = knowing(person, event.properties["seen"])
    return replace(person, wakes_at=_sooner(person.wakes_at, event.properties.get("wakes_at")))


def knowing(person: Person, seen: Iterable[Json]) -> Person:
    """The person who remembers this too."""
    memory = dict(person.memory)
    for piece in seen:
        one = LookBack.read(piece["leaf"])
        memory[one.key] = _joined(memory.get(one.key, ()), piece["times"], one)
    return replace(person, memory=memory)


def _sooner(one: Millis | None, other: Millis | None) -> Millis | None:
    return min((moment for moment in (one, other) if moment is not None), default=None)


def _joined(known: Iterable[Millis], times: Iterable[Millis], one: LookBack) -> tuple[Millis, ...]:
    """What is known already stays, as far as it reaches: another plan may have asked for more of it."""
    both = tuple((Counter(known) | Counter(times)).elements())
    kept = remembered(both, one.keep, one.max_age) if both else ()
    return tuple(sorted((Counter(kept) | Counter(known)).elements()))
