"""Files that forms give away: `assets/…` of the workspace bucket."""

from typing import NamedTuple

from botocore.exceptions import ClientError

from mikomi.aws.clients import client
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
    s3 = client("s3")
    try:
        stored = s3.get_object(**where)
    except ClientError as refusal:
        # Without the right to list a bucket S3 answers 403 for a key that does not exist.
        if refusal.response["Error"]["Code"] in ("NoSuchKey", "404", "AccessDenied", "403"):
            return None
        raise
    with stored["Body"] as stream:
        if stored["ContentLength"] <= CARRIED:
            return Asset(stream.read(), "")
    named = {**where, "ResponseContentDisposition": "attachment"}
    return Asset(None, s3.generate_presigned_url("get_object", Params=named, ExpiresIn=SIGNED_FOR))
