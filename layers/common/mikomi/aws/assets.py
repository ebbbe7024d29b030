"""Files that forms give away: `assets/…` of the workspace bucket."""

from typing import NamedTuple

from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal
from mikomi.settings import settings

FOLDER = "assets/"
CARRIED = 4 * 1024 * 1024
"""Bytes that one answer of a Lambda function can carry, base64 and all. A larger file is fetched from S3 by a signed
address."""
SIGNED_FOR = 300


class Asset(NamedTuple):
    """A file: its bytes, or (`body` is None) the address, valid for five minutes, at which it lies."""

    body: bytes | None
    address: str


def fetch(file: str) -> Asset | None:
    """The file `assets/…`; None if there is none."""
    if not file.startswith(FOLDER):
        return None
    where = {"Bucket": settings().workspace_bucket, "Key": file}
    try:
        if call("s3", "HeadObject", **where)["ContentLength"] > CARRIED:
            return Asset(None, _address(where))
        return Asset(call("s3", "GetObject", **where)["Body"], "")
    except AwsRefusal as refusal:
        # Without the right to list a bucket S3 answers 403 for a key that does not exist.
        if refusal.code in ("NoSuchKey", "404", "AccessDenied", "403"):
            return None
        raise


def _address(where: dict[str, str]) -> str:
    """Signing an address is no call; boto3 knows all that S3 reads out of one."""
    from mikomi.aws.clients import client

    named = {**where, "ResponseContentDisposition": "attachment"}
    signed: str = client("s3").generate_presigned_url("get_object", Params=named, ExpiresIn=SIGNED_FOR)
    return signed
