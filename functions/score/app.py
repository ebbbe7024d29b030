"""EventTable stream → people: fold each packet into its person.

Records of one subject come in order. A packet that cannot be folded is reported by its sequence number: the stream
brings it and all after it again (what was folded is recognised), and after bounded tries puts its position into the
dead letters.
"""

from typing import Any

from mikomi.shell.people import fold

Event = dict[str, Any]


def handler(event: Event, context: object) -> Event:
    records = [record["dynamodb"] for record in event["Records"] if record["eventName"] == "INSERT"]
    failed = fold.fold_images([record["NewImage"] for record in records])
    if not failed:
        return {"batchItemFailures": []}
    return {"batchItemFailures": [{"itemIdentifier": records[min(failed)]["SequenceNumber"]}]}
