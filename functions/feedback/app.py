"""SES events (by SNS and a queue) → mail rows, suppressed addresses, the log: what became of a mail after it was sent.

A message that cannot be taken in now comes again, and after bounded tries goes to the dead letters.
"""

from typing import Any

from mikomi.shell.effects import ses_events


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    failed = [record["messageId"] for record in event["Records"] if not ses_events.took(record["body"])]
    return {"batchItemFailures": [{"itemIdentifier": message} for message in failed]}
