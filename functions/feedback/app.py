"""SES events (by SNS and a queue) → mail rows, suppressed addresses, the log: what became of a mail after it was sent.

A message that cannot be taken in now comes again, and after bounded tries goes to the dead letters.
"""

from typing import Any

from mikomi.shell.effects import ses_events


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    records = event["Records"]
    taken = ses_events.take_in([record["body"] for record in records])
    failed = [record["messageId"] for record, is_taken in zip(records, taken, strict=True) if not is_taken]
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}
