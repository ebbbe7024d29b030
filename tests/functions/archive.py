"""The archive on moto: packets as the stream brings them, and what lies in the bucket."""

from typing import Any

import boto3
from mikomi.aws import log
from mikomi.model.events import Packet
from mikomi.shell.archive import shelf, tables
from mikomi.shell.archive.erasure import Erased

from functions.archive.app import handler
from tests.functions.world import REGION


def records(*packets: Packet, first: int = 1) -> list[dict[str, Any]]:
    """The stream's records of packets that are put into the log (or lie there)."""
    dynamodb = boto3.client("dynamodb", region_name=REGION)
    made = []
    for number, packet in enumerate(packets, first):
        log.append(packet)
        key = {"pk": {"S": packet.subject}, "sk": {"S": packet.sort}}
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
