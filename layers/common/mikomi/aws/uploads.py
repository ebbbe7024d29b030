"""The workspace's bucket: the files that marketers put there, and the reports that we put beside them; and how files
that arrive are counted.

Rules
1. Reading is strongly consistent: after a notice, a listing holds that upload or a newer one, whatever order notices
   come in.
2. Each notice counts up one row. A message that wakes the publisher carries the count of its notice, so whoever is
   woken sees whether a later one is on its way.
"""

import json
from typing import NamedTuple

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal
from mikomi.model.base import Json
from mikomi.settings import settings

Listing = dict[str, str]
"""Key → ETag: two listings that are equal saw the same files."""


class TaggedFile(NamedTuple):
    """A file, and the ETag that its body has."""

    body: bytes
    tag: str


ARRIVALS = "arrivals"
_ARRIVALS = {"pk": {"S": keys.PLAN_POINTER}, "sk": {"S": ARRIVALS}}


def listing(folder: str = "") -> Listing:
    """Every file that is in the bucket (or in this folder of it) now."""
    asked = {"Bucket": settings().workspace_bucket, **({"Prefix": folder} if folder else {})}
    seen: Listing = {}
    while True:
        page = call("s3", "ListObjectsV2", **asked)
        seen |= {found["Key"]: found["ETag"] for found in page.get("Contents", [])}
        if not page["IsTruncated"]:
            return seen
        asked["ContinuationToken"] = page["NextContinuationToken"]


def read(key: str) -> bytes | None:
    """One file as it is now; None if it was deleted meanwhile."""
    upload = read_tagged(key)
    return upload.body if upload else None


def read_tagged(key: str) -> TaggedFile | None:
    """The same, with the ETag of what was read: perhaps another than a listing has, that was made before."""
    try:
        answer = call("s3", "GetObject", Bucket=settings().workspace_bucket, Key=key)
    except AwsRefusal as refused:
        if refused.code != "NoSuchKey":
            raise
        return None
    return TaggedFile(answer["Body"], answer["ETag"])


def write(key: str, body: bytes) -> None:
    """Put one file there, as a marketer does: it is checked and published by what its arrival sets going."""
    call("s3", "PutObject", Bucket=settings().workspace_bucket, Key=key, Body=body)


def lay(key: str, body: bytes, over: str | None) -> bool:
    """Put one file in the place of what was seen there (None: nothing). False if it holds something else by now: also
    where this very call was repeated."""
    held = {"IfNoneMatch": "*"} if over is None else {"IfMatch": over}
    try:
        call("s3", "PutObject", Bucket=settings().workspace_bucket, Key=key, Body=body, **held)
    except AwsRefusal as refused:
        if refused.code not in ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey", "412", "409", "404"):
            raise
        return False
    return True


def remove(key: str) -> None:
    call("s3", "DeleteObject", Bucket=settings().workspace_bucket, Key=key)


def count_arrival() -> int:
    """One notice more; how many there were by now."""
    answer = call("dynamodb", "UpdateItem",
        TableName=settings().state_table, Key=_ARRIVALS, UpdateExpression="ADD arrivals :one",
        ExpressionAttributeValues={":one": {"N": "1"}}, ReturnValues="UPDATED_NEW",
    )  # fmt: skip
    return int(answer["Attributes"]["arrivals"]["N"])


def arrivals() -> int:
    """How many notices there were."""
    answer = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_ARRIVALS, ConsistentRead=True)
    return int(answer["Item"]["arrivals"]["N"]) if "Item" in answer else 0


def wake(message: Json, seconds: int) -> None:
    """Wake the publisher after so long."""
    body = json.dumps(message, ensure_ascii=False)
    call("sqs", "SendMessage", QueueUrl=settings().publish_queue_url, MessageBody=body, DelaySeconds=seconds)


def read_elsewhere(bucket: str, key: str) -> bytes | None:
    """A file of any bucket that we may read; None if it is not there, or not for us."""
    try:
        body: bytes = call("s3", "GetObject", Bucket=bucket, Key=key)["Body"]
    except AwsRefusal as refused:
        if refused.code not in ("NoSuchKey", "NoSuchBucket", "AccessDenied"):
            raise
        return None
    return body


def read_report(key: str) -> bytes | None:
    """A report (or a list) as it lies there; None if nothing was reported yet."""
    try:
        return read(key)
    except AwsRefusal as refused:
        if refused.code != "AccessDenied":  # what is not there S3 tells those alone who may list
            raise
        return None


def write_report(key: str, body: bytes, content_type: str) -> None:
    call(
        "s3",
        "PutObject",
        Bucket=settings().workspace_bucket,
        Key=key,
        Body=body,
        ContentType=content_type,
        CacheControl="no-store",  # a marketer reloads the page to see what became of the next upload
    )
