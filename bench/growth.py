"""How the cost of a decision grows with the plan: it must not, beyond what matches.

Each plan is folded over the same events, by `score`'s handler and by `decide` alone. Other events: no rule looks at
what happens. This event: every rule and scenario looks at the very events that happen, and one of them matches. All
match: what one more rule that really earns points costs.
"""

from collections.abc import Callable
from typing import Any

from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.model.plan import Plan

from bench import plans
from bench.measure import Prepare, Row, Spread, Work, in_turns, ratios

Json = dict[str, Any]

SIZES = ((10, 5), (1_000, 100), (10_000, 1_000))
"""Rules and scenarios."""

SMALL = ((10, 5), (100, 10))
OTHER = 1.05
THIS = 1.6
VIEWED = "Product Viewed"
NOON = 1_796_100_000_000


def elsewhere(number: int) -> Json:
    """What rule or scenario `number` looks at, if it looks at nothing that happens here."""
    kinds: tuple[Json, ...] = (
        {"visited": f"/elsewhere/{number}/**"},
        {"event": f"Elsewhere {number}", "where": {"plan": "pro"}},
        {"submitted": f"form-{number}"},
        {"engaged": f"/elsewhere/{number}", "seconds": 30},
        {"trait": f"trait{number}", "is": "yes"},
        {"all": [{"visited": f"/elsewhere/{number}", "times": 3, "within": "7d"}, {"tag": f"tag{number}"}]},
    )
    return kinds[number % len(kinds)]


def here(number: int) -> Json:
    """The same, if it looks at the events that happen here; 1 of any number matches."""
    kinds: tuple[Json, ...] = (
        {"event": VIEWED, "where": {"sku": f"sku-{number}"}},
        {"event": VIEWED, "where": {"sku": f"sku-{number}", "price": ">= 1000"}},
        {"event": VIEWED, "where": {"sku": [f"sku-{number}", f"sku-{number}x"]}, "times": 3, "within": "7d"},
    )
    return kinds[number % len(kinds)]


def everything(_: int) -> Json:
    return {"event": VIEWED}


def sized(version: int, rules: int, scenarios: int, looks_at: Callable[[int], Json]) -> Plan:
    return plans.plan(
        version,
        [{"id": f"rule{number}", "when": looks_at(number), "points": 1} for number in range(rules)],
        [{"id": f"scenario{number}", "trigger": {"when": looks_at(number)}} for number in range(scenarios)],
    )


def events(number: int) -> list[Event]:
    """One visitor looks at products: `number` events, all alike but for their ids."""
    told = {"sku": "sku-3", "price": 4800, "category": "retail", "path": "/products/3"}
    return [
        Event(
            subject="a:bench",
            id=f"e{each}",
            type="track",
            name=VIEWED,
            at=NOON + each,
            received_at=NOON,
            properties=told,
        )
        for each in range(number)
    ]


def _folding(plan: Plan, happened: list[Event], people: int) -> Prepare:
    book = compile(plan)
    rulebooks = Rulebooks(book, {plan.version: book})

    def prepare() -> Work:
        def work() -> int:
            for _ in range(people):
                person = Person(id="v_bench")
                for event in happened:
                    person = decide(person, event, rulebooks, NOON).person
            return people * len(happened)

        return work

    return prepare


def rows(rounds: int, people: int, sizes: tuple[tuple[int, int], ...]) -> list[Row]:
    happened = events(20)
    works = {
        (where, size): _folding(sized(1, *size, looks_at), happened, people)
        for where, looks_at in (("other", elsewhere), ("this", here))
        for size in sizes
    }
    seconds = in_turns({str(key): work for key, work in works.items()}, rounds)
    told = []
    for where, what, budget in (("other", "all on other events", OTHER), ("this", "all on this event", THIS)):
        small = seconds[str((where, sizes[0]))]
        for size in sizes:
            taken = seconds[str((where, size))]
            name = f"decide, {size[0]:,} rules and {size[1]:,} scenarios, {what}"
            beside = f"{Spread.of(taken, 1e6).middle:.0f} µs/event"
            told.append(Row(name, "x", Spread.of(ratios(taken, small)), beside, budget))
    return [*told, _matching(happened, rounds, people)]


def _matching(happened: list[Event], rounds: int, people: int) -> Row:
    few, many = 10, 100
    works = {str(each): _folding(sized(1, each, 0, everything), happened, people) for each in (few, many)}
    seconds = in_turns(works, rounds)
    more = [(a - b) / (many - few) for a, b in zip(seconds[str(many)], seconds[str(few)], strict=True)]
    return Row("decide, each further rule that matches and earns points", "µs/event", Spread.of(more, 1e6))
