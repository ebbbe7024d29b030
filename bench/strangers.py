"""What a stranger with the public key can at most cost, an hour: AWS calls and write units of the dearest requests,
counted, times the requests that the HTTP API lets in, at list prices (Tokyo, November 2026). Each call is counted as a
read unit too; Lambda's time is not in it.

docs/security.md tells these figures.
"""

from random import Random
from typing import Any

from mikomi.core.tracking.segment import EVENT_BYTES, PEOPLE
from mikomi.http import LARGEST

from bench import plans, prices, traffic
from bench.measure import Row, Spread
from bench.price import Meter
from bench.traffic import Visitor
from bench.world import World

REQUESTS_A_SECOND = 200
"""The template's `RequestsPerSecond`, as it is shipped."""
AN_HOUR = 3_600 * REQUESTS_A_SECOND
CHUNK = 512 * 1024
"""What API Gateway bills as one request."""
BUDGET = 900.0
"""Dollars an hour, at most; an alarm on the bill has to ring far below."""

Json = dict[str, Any]


def rows(world: World) -> list[Row]:
    world.publish(plans.usual())
    noise = Random("noise")
    one = Visitor()
    requests = {
        "one page view": [one.events(1)],
        f"{PEOPLE} page views of {PEOPLE} browsers in one request": [_of_many(lambda _: {})],
        f"the same, as full as a request may be ({LARGEST // 1024} KB of noise)": [_of_many(lambda _: _filled(noise))],
        f"{PEOPLE} addresses claimed in one request": [_claims()],
    }
    told = []
    for what, sent in requests.items():
        meter = Meter(world)
        for events in sent:
            meter.send(traffic.request(events), 1)
        dollars = prices.REQUEST + meter.units * prices.WRITE + meter.calls * prices.READ
        told += [
            _row(what, "write units a request", meter.units),
            _row(what, f"$ an hour at {REQUESTS_A_SECOND} a second", dollars * AN_HOUR, BUDGET),
        ]
    return told


def _of_many(properties: Any) -> list[Json]:
    return [{**Visitor().events(1)[0], "properties": properties(number)} for number in range(PEOPLE)]


def _filled(noise: Random) -> Json:
    size = min(EVENT_BYTES, LARGEST // PEOPLE) - 1_400
    return {"noise": noise.randbytes(size // 2).hex()}


def _claims() -> list[Json]:
    told = []
    for _ in range(PEOPLE):
        visitor = Visitor()
        visitor.events(1)
        told.append(visitor.said("identify", {"traits": {"email": f"{visitor.name[:12]}@example.com"}}))
    return told


def _row(what: str, unit: str, number: float, budget: float | None = None) -> Row:
    return Row(what, unit, Spread(number, number, number), budget=budget)
