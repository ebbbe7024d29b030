"""What is kept of a version beside its plan: the record of its publishing, and the files that it came of.

Both lie in the plans' bucket, where no upload and no lifecycle rule reaches them. They are written after the pointer
has moved; who dies before that leaves them to the next check of the same workspace. A version that was published by a
release before this one has none.
"""

from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal
from mikomi.settings import settings


def read_record(number: int) -> bytes | None:
    return _read(_record(number))


def write_record(number: int, body: bytes) -> None:
    _write(_record(number), body, "application/json")


def read_files(number: int) -> bytes | None:
    """Its workspace, as a push; None if that was not kept."""
    return _read(_files(number))


def write_files(number: int, body: bytes) -> None:
    _write(_files(number), body, "application/zip")


def _record(number: int) -> str:
    return f"versions/{number}.json"


def _files(number: int) -> str:
    return f"versions/{number}.zip"


def _read(key: str) -> bytes | None:
    try:
        body: bytes = call("s3", "GetObject", Bucket=settings().plan_bucket, Key=key)["Body"]
    except AwsRefusal as refused:
        if refused.code not in ("NoSuchKey", "AccessDenied"):  # what is not there S3 tells those alone who may list
            raise
        return None
    return body


def _write(key: str, body: bytes, kind: str) -> None:
    call("s3", "PutObject", Bucket=settings().plan_bucket, Key=key, Body=body, ContentType=kind)
