"""The mails that SES received, as it put them into their bucket: each lies there until it was read."""

from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal
from mikomi.settings import settings


def read(key: str, longest: int) -> bytes | None:
    """The mail's first so many bytes; None if it is gone: it was read before."""
    try:
        body: bytes = call("s3", "GetObject", Bucket=settings().reply_bucket, Key=key, Range=f"bytes=0-{longest - 1}")[
            "Body"
        ]
    except AwsRefusal as refused:
        if refused.code == "InvalidRange":
            return b""
        if refused.code != "NoSuchKey":
            raise
        return None
    return body


def remove(key: str) -> None:
    call("s3", "DeleteObject", Bucket=settings().reply_bucket, Key=key)
