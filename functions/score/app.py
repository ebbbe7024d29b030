"""EventTable stream → people: fold each packet into its person.

Records of one subject come in order. A packet that has to come again is reported by its sequence number: the stream
brings it and all after it again (what was folded is recognised), and after bounded tries puts its position into the
dead letters. One that cannot be folded stands there already, and the stream goes on.
"""

from typing import Any

from mikomi import keys
from mikomi.aws import log
from mikomi.shell.people import fold

Event = dict[str, Any]


def handler(event: Event, context: object) -> Event:
    records = [record["dynamodb"] for record in event["Records"] if _is_met(record)]
    failed = fold.fold_images([record.get("NewImage", {}) for record in records])
    if not failed:
        return {"batchItemFailures": []}
    return {"batchItemFailures": [{"itemIdentifier": records[min(failed)]["SequenceNumber"]}]}


def _is_met(record: Event) -> bool:
    """Whether somebody met it. What was decided stands in the log too (`o:`), and nobody is made of it; of what a dump
    brought somebody is made already. What is no packet of ours is met: it cannot be read, and goes its way."""
    image = record["dynamodb"].get("NewImage", {})
    subject = str(image.get("pk", {}).get("S", ""))
    return record["eventName"] == "INSERT" and log.LOADED not in image and not subject.startswith(keys.NOTED)
