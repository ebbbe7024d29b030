"""A decision by itself, for people of few and of many events, beside reading its event: out of the log as we do, and as
pydantic validates it, the measure in which the aim was set.

One visitor reads on as before; only how much came of the day before differs.
"""

import json
from base64 import b64decode
from typing import Any

from mikomi import compact
from mikomi.aws import log
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.model.events import Event
from mikomi.model.person import Person
from msgspec import NODEFAULT, structs
from pydantic import BaseModel, ConfigDict, Field, create_model

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


def rows(world: World, rounds: int, lengths: tuple[int, ...], repeated: int) -> list[Row]:
    world.publish(plans.usual())
    images = logged(world, (max(lengths) + 200) // PACKET)
    events = [event for image in images for event in log.decode(image).events]
    works: dict[str, Prepare] = {
        "reading": _reading(images[:20], repeated),
        "validating": validating(images[:20], repeated),
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


def logged(world: World, packets: int) -> list[Json]:
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


def validating(images: list[Json], repeated: int) -> Prepare:
    """Reading these items' events as pydantic does."""
    validated = _as_pydantic(Event)

    def work() -> int:
        for _ in range(repeated):
            for image in images:
                packet = json.loads(compact.text_of(b64decode(image["events"]["B"])))
                for line in packet["e"]:
                    context = packet["c"][line.pop("c")] if "c" in line else {}
                    validated.model_validate({**line, "context": context, "received_at": 0})
        return repeated * len(images) * PACKET

    return lambda: work


def _as_pydantic(kind: type[Event]) -> type[BaseModel]:
    """The same fields as a model of pydantic, which is what events were when the aim was set."""
    fields: Json = {}
    for field in structs.fields(kind):
        if field.name != "unknown":
            made = field.default_factory is not NODEFAULT
            default = Field(default_factory=field.default_factory) if made else field.default
            fields[field.name] = (field.type, ... if field.required else default)
    return create_model("Validated", __config__=ConfigDict(frozen=True, extra="allow"), **fields)


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
