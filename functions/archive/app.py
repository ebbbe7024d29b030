"""EventTable stream → archive: each packet as rows of a raw file, for as long as the archive is kept.

A batch comes again until its files are written. A packet that cannot be read is reported by its sequence number; after
bounded tries its position goes into the dead letters, and `mikomi archive audit` knows what is missing. What a dump
brought stands in the archive that came with it.
"""

from typing import Any

from mikomi.aws import log
from mikomi.shell.archive import intake

Event = dict[str, Any]


def handler(event: Event, context: object) -> Event:
    came = [record["dynamodb"] for record in event["Records"] if record["eventName"] == "INSERT"]
    failed = intake.keep([change for change in came if log.LOADED not in change.get("NewImage", {})])
    return {"batchItemFailures": [{"itemIdentifier": failed}] if failed else []}
