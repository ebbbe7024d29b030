"""Every place of a person at once, by a parallel scan of the whole table: for what looks at everybody together."""

import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any

from mikomi import keys
from mikomi.aws import people
from mikomi.aws.api import call
from mikomi.aws.people import Alias
from mikomi.model.formats import NewerFormat
from mikomi.model.person import Person
from mikomi.settings import settings

SEGMENTS = 4
"""Parts that are scanned beside each other."""


def as_they_stand(segments: int = SEGMENTS) -> Iterator[tuple[str, Person | Alias | None]]:
    """Everybody's id and the person, or what stands in the place; None for one that cannot be read."""
    asked = [_scan(segment, segments) for segment in range(segments)]
    with ThreadPoolExecutor(segments) as threads:
        while asked:
            pages = [threads.submit(copy_context().run, _page, scan) for scan in asked]
            answers = [page.result() for page in pages]
            for answer in answers:
                yield from ((keys.person_of(item["pk"]["S"]), _decoded(item)) for item in answer["Items"])
            asked = [
                {**scan, "ExclusiveStartKey": answer["LastEvaluatedKey"]}
                for scan, answer in zip(asked, answers, strict=True)
                if "LastEvaluatedKey" in answer
            ]


def _scan(segment: int, segments: int) -> dict[str, Any]:
    return {
        "TableName": settings().state_table,
        "FilterExpression": "sk = :person",
        "ExpressionAttributeValues": {":person": {"S": keys.PERSON}},
        "Segment": segment,
        "TotalSegments": segments,
    }


def _page(scan: dict[str, Any]) -> dict[str, Any]:
    return call("dynamodb", "Scan", **scan)


def _decoded(item: dict[str, Any]) -> Person | Alias | None:
    try:
        return people.decode(item)
    except (NewerFormat, ValueError, KeyError, zlib.error):
        return None
