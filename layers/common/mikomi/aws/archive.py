"""The archive's bucket: what the log held, for longer than the table keeps it; and what was counted of it.

raw/dt=<day>/<half>-<first sequence number>-<digest>.ndjson.gz   as the stream brought it
events/dt=<day>/<half>.parquet                                   a day, compacted: swapped by its name, in one put
people/dt=<day>/people.parquet                                   everybody as they stood that night
rollup/<name>.json                                               answers that pages read
rollup/people/<digest>                                           who is behind the numbers in them
rollup/news                                                      what came last that could change an answer
rollup/hours                                                     in which hours everybody did something, by then
rollup/night                                                     when the days were compacted last
rollup/visits                                                    what came last of visitors' footprints
erased/<keyed hash>                                              who is in no answer any more
damaged/…                                                        what could not be read, put aside
shadow/candidate.json                                            the plan that is tried in the shadow
shadow/days/<id>/dt=<day>.json                                   what would have been otherwise on a day
athena/…                                                         what Athena is asked of, and what it answers

Rules
1. Raw is named by what is in it: a retry lands on itself, another cut of the batch beside it, and nothing is ever
   overwritten by something else.
2. A file is replaced only where it still is the one that was read (`over`).
3. Whoever asks reads raw first and the days after: what is compacted meanwhile is then seen once or twice, never not
   at all, and rows know what they are.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal
from mikomi.settings import settings

_NEWS, _NIGHT, _VISITS, _HOURS = "rollup/news", "rollup/night", "rollup/visits", "rollup/hours"


class Kept(NamedTuple):
    """An object and the mark of its content."""

    key: str
    etag: str


class Changed(Exception):
    """Somebody else replaced the object first: read it again."""


def listing(prefix: str) -> Iterator[Kept]:
    """Every object whose key begins so, in the order of the keys."""
    asked = {"Bucket": settings().archive_bucket, "Prefix": prefix}
    while True:
        page = call("s3", "ListObjectsV2", **asked)
        yield from (Kept(each["Key"], each["ETag"]) for each in page.get("Contents", []))
        if not page["IsTruncated"]:
            return
        asked["ContinuationToken"] = page["NextContinuationToken"]


def read(key: str) -> bytes | None:
    """The object; None if there is none (any more)."""
    body = read_marked(key)
    return body[0] if body else None


def read_marked(key: str) -> tuple[bytes, str] | None:
    """The object and the mark of its content, for `replace`; None if there is none."""
    try:
        answer = call("s3", "GetObject", Bucket=settings().archive_bucket, Key=key)
    except AwsRefusal as refused:
        if refused.code != "NoSuchKey":
            raise
        return None
    return answer["Body"], answer.get("ETag", "")


def read_part(key: str, begin: int, length: int) -> bytes | None:
    """So many bytes of the object from this place on; None if there is none (any more)."""
    if not length:
        return b""
    part = f"bytes={begin}-{begin + length - 1}"
    try:
        body: bytes = call("s3", "GetObject", Bucket=settings().archive_bucket, Key=key, Range=part)["Body"]
    except AwsRefusal as refused:
        if refused.code not in ("NoSuchKey", "AccessDenied"):  # what is not there S3 tells those alone who may list
            raise
        return None
    return body


def write(key: str, body: bytes) -> None:
    call("s3", "PutObject", Bucket=settings().archive_bucket, Key=key, Body=body)


def replace(key: str, body: bytes, over: str | None) -> None:
    """Write the object in the place of the one with this mark; of none, if there was none. Raises Changed."""
    condition = {"IfMatch": over} if over else {"IfNoneMatch": "*"}
    try:
        call("s3", "PutObject", Bucket=settings().archive_bucket, Key=key, Body=body, **condition)
    except AwsRefusal as refused:
        if refused.code not in ("PreconditionFailed", "ConditionalRequestConflict", "NoSuchKey", "412", "409"):
            raise
        # our own put may have been applied and its answer lost: it was then repeated, and met itself
        if read(key) != body:
            raise Changed(key) from None


def news() -> str:
    """What came last of what answers hang on: as long as it is the same, so are they."""
    return (read(_NEWS) or b"").decode()


def tell_news(mark: str) -> None:
    """Say that something came (its files are there already)."""
    write(_NEWS, mark.encode())


def night() -> str:
    """When the days were compacted last."""
    return (read(_NIGHT) or b"").decode()


def tell_night(mark: str) -> None:
    """Say that they were."""
    write(_NIGHT, mark.encode())


def hours() -> bytes:
    """In which hours everybody did something, as the last night wrote it down; nothing before the first."""
    return read(_HOURS) or b""


def write_hours(counted: bytes) -> None:
    write(_HOURS, counted)


def visits() -> str:
    """What came last of visitors' footprints, which few answers hang on."""
    return (read(_VISITS) or b"").decode()


def tell_visits(mark: str) -> None:
    """Say that footprints came (their files are there already)."""
    write(_VISITS, mark.encode())


def remove(key: str) -> None:
    call("s3", "DeleteObject", Bucket=settings().archive_bucket, Key=key)
