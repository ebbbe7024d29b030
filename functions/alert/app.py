"""StateTable stream → sales alerts. What a commit decided stands in its record; here its alerts are carried out.

Every record is tried, whichever fails, so that none that is given up in the end takes its neighbours along. The answer
names the first that failed: the stream brings it and everything after it again, and what was done already is known by
its row.
"""

from typing import Any

from mikomi.shell.effects import dispatch


def handler(event: dict[str, Any], context: object = None) -> dict[str, Any]:
    records = [record["dynamodb"] for record in event["Records"]]
    failed = [
        record["SequenceNumber"]
        for record in records
        if not dispatch.carried_out(record.get("NewImage", {}), dispatch.alerts_of)
    ]
    return {"batchItemFailures": [{"itemIdentifier": first} for first in failed[:1]]}
