"""SES's events as its queue brings them: the shapes that SES documents (`tests/events`), about a mail of a test."""

import json
from pathlib import Path
from typing import Any

from mikomi import keys
from mikomi.aws.ledger import Key

EVENTS = Path(__file__).parents[1] / "events"
KINDS = sorted(path.stem for path in EVENTS.glob("*.json"))


def body(
    kind: str, key: Key, *, attempt: int = 1, ses_id: str = "ses-1", to: str = "yamada1@example.com", at: str = ""
) -> str:
    """The event of this kind about the mail in this row."""
    event: dict[str, Any] = json.loads((EVENTS / f"{kind}.json").read_text())
    mail = event["mail"]
    mail |= {"messageId": ses_id, "destination": [to]}
    mail["tags"] |= {"owner": [keys.as_tag(key.pk)], "row": [keys.as_tag(key.sk)], "attempt": [str(attempt)]}
    if at:
        for part in event.values():
            if isinstance(part, dict) and "timestamp" in part:
                part["timestamp"] = at
    return json.dumps(event)


def queued(*bodies: str) -> dict[str, Any]:
    """A batch of them."""
    records = [
        {"messageId": f"m{number}", "body": each, "eventSource": "aws:sqs", "attributes": {}}
        for number, each in enumerate(bodies, 1)
    ]
    return {"Records": records}
