"""A newer release that runs beside ours for some days and is then rolled back: what it writes, we must keep.

Rules
1. It is our code, and writes more: a key of its own into people and their members, an attribute into their items, an
   effect of a kind that we do not know, a key into the log's events.
2. In some seeds, and where a story says so, two of three invocations are its from one moment to another; before and
   afterwards all are ours.
3. It draws nothing of the world's, so that the story is the same with it as without.
"""

from typing import Any

from mikomi import packing
from mikomi.aws import people
from mikomi.model.effects import UnknownEffect
from mikomi.model.person import Person
from msgspec.structs import replace

from simulation.time import DAY
from simulation.world import START, World

SHARE = 0.25
"""Of the seeds in which it runs."""
KEY, MEMBER_KEY, ATTRIBUTE, KIND = "newer", "newer_since", "newer_index", "newer"
LOOKED_AFTER = 900_000


class NewerRelease:
    def __init__(self, world: World) -> None:
        random = world.chance.of("releases")
        self._world = world
        self._runs = random.random() < SHARE
        self._begin = START + int(random.random() * 20 * DAY)
        self._end = self._begin + int(random.random() * 10 * DAY)

    def patches(self) -> list[tuple[Any, str, Any]]:
        encode, pack = people.encode, packing.pack

        def encode_newer(person: Person, effects: Any = (), *more: Any, **named: Any) -> Any:
            if not self._acts:
                return encode(person, effects, *more, **named)
            after, decided = self._written(person)
            return encode(after, (*effects, *decided), *more, **named)

        def pack_newer(subject: str, sort: str, at: int, events: Any, *more: Any) -> Any:
            told = [{**event, KEY: 1} for event in events] if self._acts else events
            return pack(subject, sort, at, told, *more)

        return [(people, "encode", encode_newer), (packing, "pack", pack_newer)]

    @property
    def _acts(self) -> bool:
        running, now = self._world.lambdas.current, self._world.time.now
        begin, end = self._world.newer_release or ((self._begin, self._end) if self._runs else (0, 0))
        return running is not None and begin <= now < end and running.id % 3 > 0

    def _written(self, person: Person) -> tuple[Person, list[UnknownEffect]]:
        """The person as the newer release writes it, and what it decided."""
        now, running = self._world.time.now, self._world.lambdas.current
        assert running is not None
        members = {
            subject: member
            if MEMBER_KEY in member.unknown
            else replace(member, unknown={**member.unknown, MEMBER_KEY: now})
            for subject, member in person.members.items()
        }
        effect = UnknownEffect(called=KIND, id=f"newer-{person.id}", person=person.id, at=now, unknown={"to": "090"})
        decided = [] if any(each.id == effect.id for each in person.effects) else [effect]
        update = {
            "unknown": {**person.unknown, KEY: {**person.unknown.get(KEY, {}), str(running.id): now}},
            "members": members,
            "effects": (*person.effects, *decided),
            "check_at": person.check_at or now + LOOKED_AFTER,
            "beside": {**person.beside, ATTRIBUTE: {"S": person.id}},
        }
        return replace(person, **update), decided
