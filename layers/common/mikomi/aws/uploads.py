"""The workspace's bucket: the files that marketers put there, and the reports that we put beside them.

Reading is strongly consistent: after a notice, a listing holds that upload or a newer one, whatever order notices
come in.
"""

from mikomi.aws.clients import client
from mikomi.settings import settings

Listing = dict[str, str]
"""Key → ETag: two listings that are equal saw the same files."""


def listing() -> Listing:
    """Every file that is in the bucket now."""
    pages = client("s3").get_paginator("list_objects_v2").paginate(Bucket=settings().workspace_bucket)
    return {found["Key"]: found["ETag"] for page in pages for found in page.get("Contents", [])}


def read(key: str) -> bytes | None:
    """One file as it is now; None if it was deleted meanwhile."""
    s3 = client("s3")
    try:
        body: bytes = s3.get_object(Bucket=settings().workspace_bucket, Key=key)["Body"].read()
    except s3.exceptions.NoSuchKey:
        return None
    return body


def write(key: str, body: bytes) -> None:
    """Put one file there, as a marketer does: it is checked and published by what its arrival sets going."""
    client("s3").put_object(Bucket=settings().workspace_bucket, Key=key, Body=body)


def remove(key: str) -> None:
    client("s3").delete_object(Bucket=settings().workspace_bucket, Key=key)


def write_report(key: str, body: bytes, content_type: str) -> None:
    client("s3").put_object(
        Bucket=settings().workspace_bucket,
        Key=key,
        Body=body,
        ContentType=content_type,
        CacheControl="no-store",  # a marketer reloads the page to see what became of the next upload
    )
