"""A plan tried on what has happened, by itself: deciding a log again, and a whole report."""

from mikomi import keys
from mikomi.aws import log
from mikomi.core.backtest import course
from mikomi.core.backtest.course import as_if_always
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.trial import Bench, Trial
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.replay import Footprints
from mikomi.model.person import Person

from bench import decision, plans
from bench.measure import Prepare, Row, Spread, in_turns, ratios
from bench.world import World

TIMES_DECODING = 5.0
"""What deciding a log again may cost, beside decoding it."""
CORES, MINUTE = 8, 60.0
"""A million events are to be tried within a minute: what ran, held against its notes, and the candidate, with figures.
Reading the tables is not in it."""
EVER = TriedDays(0, 4_000_000_000_000, "Asia/Tokyo")


def rows(world: World, rounds: int, packets: int) -> list[Row]:
    world.publish(plans.usual())
    images = decision.logged(world, packets)
    read = [log.decode(image) for image in images]
    subject, events = read[0].subject, sum(len(packet.events) for packet in read)
    person = Person(id=keys.visitor_id(subject))
    prints = Footprints(read, [subject])
    plan = plans.usual()
    book = compile(plan)
    books = Rulebooks(book, {plan.version: book})
    bench = Bench(books, None, books, EVER, EVER.end)

    def again() -> int:
        course.run(person, as_if_always(prints), course.always(books), EVER.end)
        return events

    def tried() -> int:
        ran = bench.ran(person, prints, course.always(books))
        bench.check(trial := Trial(), ran, ran.course.deeds)
        bench.measure(trial, ran)
        return events

    works: dict[str, Prepare] = {
        "decoding": decision.validating(images, 1),
        "again": lambda: again,
        "tried": lambda: tried,
    }
    seconds = in_turns(works, rounds)
    per_core = Spread.of([1 / each for each in seconds["tried"]]).middle
    times = Spread.of(ratios(seconds["again"], seconds["decoding"]))
    alone = f"{Spread.of(seconds['again'], 1e6).middle:.3g} µs/event"
    million = Spread.of(seconds["tried"], 1e6 / CORES)
    return [
        Row("to decide a log again, beside reading its events with pydantic", "x", times, alone, TIMES_DECODING),
        Row(
            f"a plan tried on a million events, {CORES} cores", "s", million, f"{per_core:,.0f} events/s, core", MINUTE
        ),
    ]
