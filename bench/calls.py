"""What one call of AWS costs in CPU: ours beside boto3's, the same call to the same dummy, with a small item and with
that of somebody who has done a lot.
"""

from collections.abc import Callable
from random import Random
from typing import Any

from mikomi.aws import clients, wire

from bench.measure import Prepare, Row, Spread, Work, in_turns, number, ratios
from bench.world import STATE

Json = dict[str, Any]
Speak = Callable[[str, str, Json], Json]

SIZES = {"1 KB": 1_024, "20 KB": 20_480}
BUDGET = 0.35
"""Of what boto3 takes."""


def _calls(size: int) -> dict[str, tuple[str, Json]]:
    """Each call by what it is called here, of an item of this many bytes."""
    place = {"pk": {"S": f"call#{size}"}, "sk": {"S": "person"}}
    item = {**place, "version": {"N": "7"}, "state": {"B": Random(size).randbytes(size - 100)}}
    values = {":pk": place["pk"]}
    return {
        "put": ("PutItem", {"TableName": STATE, "Item": item}),
        "get": ("GetItem", {"TableName": STATE, "Key": place, "ConsistentRead": True}),
        "query": (
            "Query",
            {"TableName": STATE, "KeyConditionExpression": "pk = :pk", "ExpressionAttributeValues": values},
        ),
    }


def _ours(service: str, operation: str, params: Json) -> Json:
    here = wire.surroundings(service, operation)
    assert here
    return wire.exchange(service, operation, params, here)


def _making(speak: Speak, operation: str, params: Json, times: int) -> Prepare:
    def prepare() -> Work:
        def work() -> int:
            for _ in range(times):
                speak("dynamodb", operation, params)
            return times

        return work

    return prepare


def rows(rounds: int, times: int) -> list[Row]:
    works = {}
    for size, length in SIZES.items():
        for name, (operation, params) in _calls(length).items():
            works[f"{name}, {size}"] = _making(_ours, operation, params, times)
            works[f"boto3 {name}, {size}"] = _making(clients.exchange, operation, params, times)
    seconds = in_turns(works, rounds)
    told = []
    for what in (each for each in works if not each.startswith("boto3")):
        ours, theirs = seconds[what], seconds[f"boto3 {what}"]
        beside = f"{number(Spread.of(ours, 1e6).middle)} µs; boto3 {number(Spread.of(theirs, 1e6).middle)} µs"
        told.append(Row(f"a {what}", "x", Spread.of(ratios(ours, theirs)), beside, BUDGET))
    return told
