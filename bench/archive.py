"""What the archive and the results cost: generated days of visits and runs, compacted and asked as the functions do.

A tenth of the events are outcomes. Seconds are this process's, on one thread, as DuckDB has it in the functions.
"""

import gc
import gzip
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from math import ceil
from typing import Any

from mikomi.console import frame
from mikomi.console import scenarios as pages
from mikomi.console.views import Screen
from mikomi.core.archive import row
from mikomi.model.archive import Half, half_of
from mikomi.model.base import Json
from mikomi.model.events import Event, Packet
from mikomi.model.plan import Plan
from mikomi.shell.archive import counted, intake, lists, questions, rollup, tables
from mikomi.shell.archive.questions import Edition

from bench import plans, prices
from bench.measure import Row, Spread
from bench.world import World

DAY = 86_400_000
NOON = 1_796_100_000_000
DAYS = 10
PAGES = ("/", "/price", "/cases/a", "/cases/b", "/faq", "/company", "/blog/one")
AD_HOC = """SELECT path, COUNT(*) AS views, COUNT(DISTINCT person) AS people FROM events
WHERE type = 'page' GROUP BY path ORDER BY views DESC"""
PAGE, ASKED = 150.0, 6.0
"""Budgets: ms for the page of a scenario, the 95th of a hundred; seconds for a question over twelve million events."""
HEAVY = 60
"""Budget in kB for a page."""
ARCHIVED = 0.25
"""Budget in USD for a month of a million events."""
MONTH_EVENTS, NIGHTS, BATCHES = 1_000_000, 30, 288
"""A batch is what comes within five minutes."""
TIMES = 12
"""So often the generated days are there for that question."""
SCENARIO = {
    "id": "bench",
    "name": "Bench",
    "status": "active",
    "holdout": 10,
    "trigger": {"when": {"submitted": "download"}},
    "goal": {"name": "商談", "when": {"submitted": "contact"}, "within": "5d"},
    "steps": [{"id": "faq", "mail": {"template": "faq", "variants": [{"id": "A"}, {"id": "B"}]}}],
}


def rows(world: World, events: int) -> list[Row]:
    """`events` in all, over ten days."""
    chance = random.Random(1)
    begun = time.process_time()
    days = [_lines(day, events // DAYS, chance) for day in range(DAYS)]
    written = (time.process_time() - begun) / events
    bodies: dict[Half, list[bytes]] = {"outcomes": [], "footprints": []}
    begun = time.process_time()
    for day in days:
        for half, text in day.items():
            bodies[half].append(_compacted(text))
    compacted = (time.process_time() - begun) / events
    size = sum(len(body) for half in bodies.values() for body in half)
    plan = plans.plan(1, [], [SCENARIO])
    rolled, seconds = _rolled(bodies["outcomes"], plan)
    night = _seconds(lambda: _asked(bodies["outcomes"] + bodies["footprints"], questions.NIGHTLY, plan))
    ad_hoc = _seconds(lambda: _ad_hoc(bodies["footprints"] * TIMES))
    page = _page(world, plan, rolled)
    n = f"{events:,} events"
    return [
        Row("archived, an event: its row and line", "µs CPU", _once(written * 1e6)),
        Row("compacted, an event", "µs CPU", _once(compacted * 1e6), f"{size / events:.0f} bytes an event in Parquet"),
        Row(f"roll-up of {n} with everybody behind each number", "s CPU", _once(seconds)),
        Row(f"sources, journeys and hand-overs of {n}, once a night", "s CPU", _once(night)),
        Row(f"a question over {TIMES} times {n}", "s CPU", _once(ad_hoc), "a tenth of them outcomes", ASKED),
        Row("a scenario's page from the roll-up, 95th of 100", "ms", _once(page), "without HTTP", PAGE),
        Row(
            "a scenario's page, with gzip",
            "kB",
            _once(_weight(plan)),
            "without the console's files, kept for a year",
            HEAVY,
        ),
        *_month(_puts(world, chance), (written + compacted) * MONTH_EVENTS, night, seconds * MONTH_EVENTS / events),
    ]


def _month(puts: int, handled: float, night: float, counting: float) -> list[Row]:
    """A month's bill at list prices. In seconds of a whole processor: what archiving and compacting its events takes,
    what a night asks, and one counting."""
    batches = NIGHTS * BATCHES
    kept = (
        batches * (puts * prices.PUT + prices.CALL)
        + handled * prices.SECOND
        + NIGHTS * (night * prices.SECOND + prices.CALL)
    )
    counted_anew = batches * (counting * prices.SECOND + prices.CALL)
    what = f"archive and nights, {MONTH_EVENTS:,} events a month, some of both kinds in each five minutes"
    return [
        Row(what, "USD a month", _once(kept), f"{puts} objects a batch", ARCHIVED),
        Row("… and results counted anew as often", "USD a month", _once(counted_anew)),
    ]


def _puts(world: World, chance: random.Random) -> int:
    """Objects that one batch of the log's stream writes."""
    packets = [(str(number), packet) for number, packet in enumerate(_packets(0, 90, chance))]
    with world.recorded() as calls:
        intake.write(packets)
    return sum(operation == "PutObject" for operation, _ in calls)


def _lines(day: int, events: int, chance: random.Random) -> dict[Half, bytes]:
    """A day's events as the archive's lines, by half."""
    parts: dict[Half, list[bytes]] = {"outcomes": [], "footprints": []}
    for packet in _packets(day, events, chance):
        parts[half_of(packet.subject)].append(row.as_lines(row.rows_of(packet)))
    return {half: b"".join(lines) for half, lines in parts.items()}


def _packets(day: int, events: int, chance: random.Random) -> Iterator[Packet]:
    """For each run forty page views of its browser, in packets of five, and what came of it."""
    for number in range(max(1, events // 45)):
        at = NOON + day * DAY + number * 500
        name = f"{day}-{number}"
        for part in range(8):
            yield _packet(f"a:b{name}", at + part, [_view(name, part, each, chance) for each in range(5)])
        said = {"scenario": "bench", "enrolment": f"n{name}", "plan": 1}
        mail = {**said, "step": "faq", "variant": chance.choice("AB"), "mail": f"m{name}"}
        told = [
            ("Scenario Entered", {**said, "held_out": True} if number % 10 == 0 else said),
            ("Step Reached", {**said, "step": "faq"}),
            ("Mail Decided", mail),
            ("Mail Delivered", mail),
            ("Goal Reached" if number % 9 == 0 else "Scenario Left", {**said, "how": "exited"}),
        ]
        outcomes = [
            {
                "id": f"o{name}-{place}",
                "type": "track",
                "name": what,
                "origin": "server",
                "proof": 2,
                "properties": of_it,
            }
            for place, (what, of_it) in enumerate(told)
        ]
        yield _packet(f"o:l_{name}", at + 9, outcomes)


def _view(name: str, part: int, each: int, chance: random.Random) -> Json:
    path = chance.choice(PAGES)
    page = {"path": path, "url": f"https://www.example.co.jp{path}", "referrer": "https://www.example.co.jp/"}
    if part == each == 0:
        page["referrer"] = chance.choice(("https://www.google.com/", "https://partner.example/", ""))
    return {"id": f"v{name}-{part}-{each}", "type": "page", "context": {"page": page}}


def _packet(subject: str, at: int, said: Sequence[dict[str, Any]]) -> Packet:
    made = tuple(Event(subject=subject, at=at, received_at=at, **each) for each in said)
    return Packet(subject=subject, sort=f"{at}#{made[0].id}", received_at=at, events=made)


def _compacted(text: bytes) -> bytes:
    with tables.opened() as base:
        base.add_lines(text)
        subjects = {f"a:b{name}": f"l_{name}" for name in _names(text)}
        base.add_holders(subjects)
        base.gather()
        return base.day_file()


def _names(text: bytes) -> set[str]:
    return {line.partition(b'"subject":"a:b')[2].partition(b'"')[0].decode() for line in text.split(b"\n")} - {""}


def _rolled(bodies: list[bytes], plan: Plan) -> tuple[Json, float]:
    """The roll-up as the function makes it, and its seconds."""
    gc.collect()
    begun = time.process_time()
    with tables.opened() as base:
        for body in bodies:
            base.add_day(body)
        base.gather()
        now = NOON + (DAYS + 1) * DAY
        answers, next_at = rollup.answer(base, now, _edition_of(plan))
        body, index = lists.made(base, questions.PEOPLE)
    seconds = time.process_time() - begun
    assert index or not answers["scenario_runs"]
    made = {"schema": counted.SCHEMA, "as_of": now, "news": "", "next_at": next_at, "answers": answers}
    return {**made, "lists": {"file": "rollup/people/bench", "index": index}}, seconds


def _asked(bodies: list[bytes], which: Sequence[str], plan: Plan) -> None:
    with tables.opened() as base:
        for body in bodies:
            base.add_day(body)
        base.add_people(None, lambda _: False)
        base.gather()
        questions.prepare(base, _edition_of(plan), NOON + (DAYS + 1) * DAY)
        for question in which:
            base.ask(questions.text_of(question))


def _ad_hoc(bodies: list[bytes]) -> None:
    with tables.opened() as base:
        for body in bodies:
            base.add_day(body)
        base.gather()
        assert base.ask(AD_HOC)


def _page(world: World, plan: Plan, rolled: Json) -> float:
    """Read the roll-up and make all that the page prints; milliseconds of a clock."""
    world.put("archive/rollup/scenarios.json", json.dumps(rolled, ensure_ascii=False).encode())
    screen = Screen("ja", NOON + (DAYS + 1) * DAY, plan)
    taken = []
    for _ in range(100):
        begun = time.perf_counter()
        assert pages.seen(plan.scenarios["bench"], screen)["blocks"]
        taken.append((time.perf_counter() - begun) * 1_000)
    return sorted(taken)[ceil(0.95 * len(taken)) - 1]


def _weight(plan: Plan) -> float:
    """Kilobytes that the page weighs on the wire; the roll-up lies there."""
    seen = pages.seen(plan.scenarios["bench"], Screen("ja", NOON + (DAYS + 1) * DAY, plan))
    shown = frame.page("scenario.html", "ja", scenario=seen)
    return len(gzip.compress(str(shown["body"]).encode())) / 1_000


def _edition_of(plan: Plan) -> questions.EditionOf:
    return lambda scenario, _: Edition(plan.scenarios[scenario], plan.published_at)


def _seconds(work: Callable[[], None]) -> float:
    gc.collect()
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _once(value: float) -> Spread:
    return Spread(value, value, value)
