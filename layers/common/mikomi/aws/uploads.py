"""The workspace's bucket: the files that marketers put there, and the reports that we put beside them.

Reading is strongly consistent: after a notice, a listing holds that upload or a newer one, whatever order notices
come in.
"""

from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal
from mikomi.settings import settings

Listing = dict[str, str]
"""Key → ETag: two listings that are equal saw the same files."""


def listing() -> Listing:
    """Every file that is in the bucket now."""
    asked = {"Bucket": settings().workspace_bucket}
    seen: Listing = {}
    while True:
        page = call("s3", "ListObjectsV2", **asked)
        seen |= {found["Key"]: found["ETag"] for found in page.get("Contents", [])}
        if not page["IsTruncated"]:
            return seen
        asked["ContinuationToken"] = page["NextContinuationToken"]


def read(key: str) -> bytes | None:
    """One file as it is now; None if it was deleted meanwhile."""
    try:
        body: bytes = call("s3", "GetObject", Bucket=settings().workspace_bucket, Key=key)["Body"]
    except AwsRefusal as refused:
        if refused.code != "NoSuchKey":
            raise
        return None
    return body


def write(key: str, body: bytes) -> None:
    """Put one file there, as a marketer does: it is checked and published by what its arrival sets going."""
    call("s3", "PutObject", Bucket=settings().workspace_bucket, Key=key, Body=body)


def remove(key: str) -> None:
    call("s3", "DeleteObject", Bucket=settings().workspace_bucket, Key=key)


def read_report(key: str) -> bytes | None:
    """A report as it lies there; None if nothing was reported yet."""
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
