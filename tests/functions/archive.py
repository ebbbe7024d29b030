"""The archive on moto: packets as the stream brings them, and what lies in the bucket."""

from typing import Any

import boto3
import duckdb
import pytest
from mikomi import clock
from mikomi.aws import log
from mikomi.model.events import Packet
from mikomi.shell.archive import audit, shelf, tables
from mikomi.shell.archive.erasure import Erased

from functions.archive.app import handler
from functions.compact.app import handler as compact_handler
from tests.core.story import at
from tests.functions.read_api import it_is
from tests.functions.world import REGION, packet

DAY = 86_400_000
MORNING = at("2026-11-24 10:00")
SEEN = {"type": "page", "context": {"page": {"path": "/price"}}}


@pytest.fixture(autouse=True)
def morning(world):
    """Ten o'clock on a Tuesday."""
    it_is(MORNING)
    yield
    clock.shift(clock.shifted() * 0)


def view(name, subject="a:b1", moment=MORNING - DAY):
    return packet(subject, {"id": name, **SEEN}, at=moment)


def queried(sql):
    """What anybody's DuckDB reads from a file."""
    return duckdb.connect().execute(sql).fetchall()


def compact():
    return compact_handler({"compact": True}, None)


def audited():
    return {day.day: day for day in audit.days(clock.now())}


def records(*packets: Packet, first: int = 1) -> list[dict[str, Any]]:
    """The stream's records of packets that are put into the log (or lie there)."""
    dynamodb = boto3.client("dynamodb", region_name=REGION)
    made = []
    for number, each in enumerate(packets, first):
        log.append(each)
        key = {"pk": {"S": each.subject}, "sk": {"S": each.sort}}
        image = dynamodb.get_item(TableName="events", Key=key, ConsistentRead=True)["Item"]
        made.append({"eventName": "INSERT", "dynamodb": {"SequenceNumber": f"{number:06d}", "NewImage": image}})
    return made


def archived(*packets: Packet, first: int = 1) -> Any:
    """Through the log and the function; its answer."""
    return handler({"Records": records(*packets, first=first)}, None)


def files(prefix: str = "") -> dict[str, bytes]:
    s3 = boto3.client("s3", region_name=REGION)
    found = s3.list_objects_v2(Bucket="archive", Prefix=prefix).get("Contents", [])
    return {each["Key"]: s3.get_object(Bucket="archive", Key=each["Key"])["Body"].read() for each in found}


def put(key: str, body: bytes) -> None:
    boto3.client("s3", region_name=REGION).put_object(Bucket="archive", Key=key, Body=body)


def ask(sql: str) -> list[dict[str, Any]]:
    """A question over the whole archive."""
    with tables.opened() as base:
        shelf.fill(base)
        base.gather(Erased().filter)
        return base.ask(sql)


def ids() -> list[str]:
    """The events that answers speak of, each as often as it is there."""
    return [each["id"] for each in ask("SELECT id FROM events ORDER BY id")]
