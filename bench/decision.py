"""A decision by itself, for people of few and of many events, beside reading its event: out of the log as we do, and as
pydantic validates it, the measure in which the aim was set.

One visitor reads on as before; only how much came of the day before differs.
"""

from typing import Any

from mikomi.aws import log
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.model.stored_json import plain_of
from pydantic import BaseModel, ConfigDict, Field

from bench import plans, traffic
from bench.measure import Prepare, Row, Spread, Work, in_turns, ratios
from bench.world import World
from functions.track import app as track

Json = dict[str, Any]

PACKET = 10
TIMES_READING = 5.0
"""What a decision may cost, beside reading its event with pydantic."""
LONG = 1.25
"""What an event of a person of thousands may cost, beside one of a person of twenty."""


class Validated(BaseModel):
    """An event as a model of pydantic, which is what it was when the aim was set."""

    model_config = ConfigDict(frozen=True, extra="allow")

    subject: str = ""
    id: str
    type: str
    name: str = ""
    at: int
    received_at: int
    anonymous_id: str | None = None
    user_id: str | None = None
    previous_id: str | None = None
    group_id: str | None = None
    properties: Json = Field(default_factory=dict)
    traits: Json = Field(default_factory=dict)
    context: Json = Field(default_factory=dict)
    proof: int = 1
    origin: str = "client"


def rows(world: World, rounds: int, lengths: tuple[int, ...], repeated: int) -> list[Row]:
    world.publish(plans.usual())
    images = _logged(world, (max(lengths) + 200) // PACKET)
    events = [event for image in images for event in log.decode(image).events]
    works: dict[str, Prepare] = {
        "reading": _reading(images[:20], repeated),
        "validating": _validating(events[:200], repeated),
    }
    works |= {str(length): _deciding(events, length, repeated) for length in lengths}
    seconds = in_turns(works, rounds)
    told = [
        Row(f"to read an event, {PACKET} a packet", "µs/event", Spread.of(seconds["reading"], 1e6)),
        Row("to read an event with pydantic", "µs/event", Spread.of(seconds["validating"], 1e6)),
    ]
    for length in lengths:
        taken = seconds[str(length)]
        beside = f"{Spread.of(taken, 1e6).middle:.3g} µs/event"
        what = f"decide, of a person of {length:,} events, beside reading the event with pydantic"
        told.append(Row(what, "x", Spread.of(ratios(taken, seconds["validating"])), beside, TIMES_READING))
    longest = ratios(seconds[str(lengths[-1])], seconds[str(lengths[0])])
    what = f"decide, of a person of {lengths[-1]:,} events beside one of {lengths[0]:,}"
    return [*told, Row(what, "x", Spread.of(longest), budget=LONG)]


def _logged(world: World, packets: int) -> list[Json]:
    """The items that one visitor's packets leave in the log."""
    visitor = traffic.Visitor()
    world.records()
    for _ in range(packets):
        assert track.handler(traffic.request(visitor.events(PACKET)), None)["statusCode"] == 200
    return [record["dynamodb"]["NewImage"] for record in world.records()]


def _reading(images: list[Json], repeated: int) -> Prepare:
    def work() -> int:
        for _ in range(repeated):
            for image in images:
                log.decode(image)
        return repeated * len(images) * PACKET

    return lambda: work


def _validating(events: list[Event], repeated: int) -> Prepare:
    lines = [plain_of(event) for event in events]

    def work() -> int:
        for _ in range(repeated):
            for line in lines:
                Validated.model_validate(line)
        return repeated * len(lines)

    return lambda: work


def _deciding(events: list[Event], length: int, repeated: int) -> Prepare:
    plan = plans.usual()
    book = compile(plan)
    rulebooks = Rulebooks(book, {plan.version: book})
    before = _after(Person(id="v_bench"), events[:length], rulebooks)
    following = events[length : length + 200]

    def prepare() -> Work:
        def work() -> int:
            for _ in range(repeated):
                _after(before, following, rulebooks)
            return repeated * len(following)

        return work

    return prepare


def _after(person: Person, events: list[Event], rulebooks: Rulebooks) -> Person:
    for event in events:
        person = decide(person, event, rulebooks, event.received_at).person
    return person
