"""AWS's own envelopes around what a table or a queue holds: what a handler really is called with."""

import json
from base64 import b64encode
from typing import Any


def stream(*rows: dict[str, Any], source: str = "state", name: str = "MODIFY") -> dict[str, Any]:
    """A DynamoDB stream's batch of these items (typed JSON); binary values as base64 text, as Lambda passes them."""
    return {"Records": [_record(row, number, source, name) for number, row in enumerate(rows, 1)]}


def _record(row: dict[str, Any], number: int, source: str, name: str) -> dict[str, Any]:
    image = {
        key: {kind: b64encode(held).decode() if kind == "B" else held}
        for key, value in row.items()
        for kind, held in value.items()
    }
    return {
        "eventID": str(number),
        "eventName": name,
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "ap-northeast-1",
        "dynamodb": {
            "ApproximateCreationDateTime": 1_790_000_000.0,
            "Keys": {"pk": image["pk"], "sk": image["sk"]},
            "NewImage": image,
            "SequenceNumber": f"{number:021d}",
            "SizeBytes": 100,
            "StreamViewType": "NEW_IMAGE",
        },
        "eventSourceARN": f"arn:aws:dynamodb:ap-northeast-1:123456789012:table/{source}/stream/2026-11-21T00:00:00.000",
    }


def queue(*bodies: dict[str, Any]) -> dict[str, Any]:
    """An SQS batch of these messages."""
    return {
        "Records": [
            {
                "messageId": f"message-{number}",
                "receiptHandle": "handle",
                "body": json.dumps(body),
                "attributes": {
                    "ApproximateReceiveCount": "1",
                    "ApproximateFirstReceiveTimestamp": "1790000000000",
                    "SenderId": "AIDAIENQZJOLO23YVJ4VO",
                    "SentTimestamp": "1790000000000",
                },
                "md5OfBody": "d41d8cd98f00b204e9800998ecf8427e",
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:ap-northeast-1:123456789012:steps",
                "awsRegion": "ap-northeast-1",
            }
            for number, body in enumerate(bodies, 1)
        ]
    }
