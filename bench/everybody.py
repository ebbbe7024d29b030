"""What it costs to ask everybody: the list of a mailing, made by its walk, and its preview.

Leads of twenty events each lie in the table as `score` left them; the seconds are this process's, for 100,000 of them.
"""

import time
from collections.abc import Callable, Iterable
from typing import Any

from mikomi import clock
from mikomi.aws import log, mailings, people, walks
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.model.duration import MINUTE
from mikomi.model.person import Person
from mikomi.shell.everybody import controls, walk
from mikomi.shell.everybody.preview import preview_of
from msgspec.structs import replace

from bench import decision, plans
from bench.measure import Row, Spread
from bench.world import World

LEADS = 100_000
LISTED = 60.0
"""Budget in seconds for the audience of so many leads."""
SCENARIO: dict[str, Any] = {
    "id": "news",
    "trigger": {"manual": True},
    "audience": {"visited": "/price", "within": "30d"},
    "steps": [{"id": "letter", "mail": {"template": "faq", "subject": "ニュース"}}],
}


def rows(world: World, leads: int) -> list[Row]:
    """Measured with so many leads."""
    world.forget()
    world.publish(plans.plan(2, plans.RULES, [SCENARIO]))
    for person in _leads(world, leads):
        people.commit(person)
    _preview()  # what is loaded and made ready once is not for 100,000 to pay
    listed, previewed = _seconds(_list), _seconds(_preview)
    measured = f"measured with {leads:,}"
    return [
        Row(f"the list of a mailing to {LEADS:,} leads", "s CPU", _scaled(listed, leads), measured, LISTED),
        Row(
            f"its preview: what each would get, and why not, {LEADS:,} leads",
            "s CPU",
            _scaled(previewed, leads),
            measured,
        ),
    ]


def _leads(world: World, number: int) -> Iterable[Person]:
    """Copies of one who has read twenty pages and given an address."""
    plan = plans.plan(2, plans.RULES, [SCENARIO])
    book = compile(plan)
    books = Rulebooks(book, {plan.version: book})
    events = [event for image in decision.logged(world, 2) for event in log.decode(image).events]
    read = Person(id="l_bench", email="lead@example.com")
    for event in events:
        read = decide(read, event, books, event.received_at).person
    return (replace(read, id=f"l_{each:06}", email=f"p{each}@example.com", version=0) for each in range(number))


def _list() -> None:
    """From the button to the last name on the list."""
    sent = controls.send(SCENARIO["id"])
    later = clock.now() + 60 * MINUTE
    while (under_way := walks.read(mailings.TASK, sent.mailing.id)) and "listed_at" not in (under_way.carried or {}):
        walk.go_on(under_way.pk, later)


def _preview() -> None:
    for _ in preview_of(SCENARIO["id"]):
        pass


def _seconds(work: Callable[[], None]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def _scaled(seconds: float, leads: int) -> Spread:
    return Spread.of([seconds * LEADS / leads])
