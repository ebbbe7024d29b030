"""What waits for somebody's yes: a row each, and beside the plans its files and the plan that they make.

Rules
1. The files come first, the row last: whoever finds a row finds its files.
2. Numbers count up; of two who write the same number one is told so, and looks again. The later one takes the place of
   the one before.
3. A decision is one conditional update of the row: of two who decide at once one is told no.
"""

import re
from typing import Any, Literal, NamedTuple

from mikomi import keys
from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal, ConditionFailed
from mikomi.model.base import Millis
from mikomi.model.push import FOLDER, mark
from mikomi.settings import settings

State = Literal["waiting", "approved", "refused", "taken_back", "replaced"]
_TEXTS = ("digest", "files", "state", "pushed", "by", "note", "decided_by", "because")
_NUMBERS = ("over", "asked_at", "decided_at")
_APPROVED = re.compile(FOLDER + r"candidate-([0-9]{1,8})-over-[0-9]+\.zip")


class Proposal(NamedTuple):
    """`digest`: of what it says; `over`: the version that ran when it was made, and since it is approved the one over
    which that holds; `files`: where they lie; `pushed`: the push that it came by, "" for uploads."""

    number: int
    digest: str
    over: int
    files: str
    asked_at: Millis
    state: State = "waiting"
    pushed: str = ""
    by: str = ""
    note: str = ""
    decided_by: str = ""
    decided_at: Millis = 0
    because: str = ""


def latest(most: int = 1) -> list[Proposal]:
    """The last ones, the latest first. Who waits behind a later one was replaced by it."""
    answer = call(
        "dynamodb",
        "Query",
        TableName=settings().state_table,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": keys.CANDIDATES}},
        ScanIndexForward=False,
        Limit=most,
        ConsistentRead=True,
    )
    found = [_candidate(item) for item in answer["Items"]]
    return [one if not at or one.state != "waiting" else one._replace(state="replaced") for at, one in enumerate(found)]


def read(number: int) -> Proposal | None:
    """This one, whether or not another came after it."""
    asked = call("dynamodb", "GetItem", TableName=settings().state_table, Key=_key(number), ConsistentRead=True)
    return _candidate(asked["Item"]) if "Item" in asked else None


def begin(candidate: Proposal) -> bool:
    """Let it wait. False if its number is another's."""
    texts = {name: {"S": said} for name in _TEXTS if (said := getattr(candidate, name))}
    numbers = {name: {"N": str(getattr(candidate, name))} for name in _NUMBERS}
    try:
        call(
            "dynamodb",
            "PutItem",
            TableName=settings().state_table,
            Item={**_key(candidate.number), **texts, **numbers},
            ConditionExpression="attribute_not_exists(pk)",
        )
    except ConditionFailed:
        # our own put may have been applied, its answer lost and it repeated
        return read(candidate.number) == candidate
    return True


def decide(candidate: Proposal, state: State, by: str, over: int, now: Millis, because: str = "") -> bool:
    """Note what was decided of one that waits. False if it does not wait any more."""
    said = {":state": state, ":by": by, ":because": because, ":waiting": "waiting"}
    numbers = {":over": over, ":now": now}
    try:
        call(
            "dynamodb",
            "UpdateItem",
            TableName=settings().state_table,
            Key=_key(candidate.number),
            UpdateExpression="SET #s = :state, decided_by = :by, because = :because, #o = :over, decided_at = :now",
            ConditionExpression="#s = :waiting",
            ExpressionAttributeNames={"#s": "state", "#o": "over"},
            ExpressionAttributeValues={
                **{name: {"S": each} for name, each in said.items()},
                **{name: {"N": str(each)} for name, each in numbers.items()},
            },
        )
    except ConditionFailed:
        there = read(candidate.number)  # perhaps by this very call, repeated
        return there is not None and (there.state, there.decided_by, there.decided_at, there.over) == (
            state,
            by,
            now,
            over,
        )
    return True


def key_of(number: int, over: int) -> str:
    """The push that goes out when this one is approved over that version."""
    return f"{FOLDER}candidate-{number}-over-{over}.zip"


def number_in(key: str) -> int | None:
    """The candidate of which this push was made when it was approved."""
    named = _APPROVED.fullmatch(key)
    return int(named[1]) if named else None


def write(number: int, files: bytes, plan: bytes) -> str:
    """Keep its files, as a push, and the plan that they make; where they lie."""
    key = f"candidates/{number:08d}-{mark(files)[1:9]}"
    for kind, body in (("zip", files), ("json", plan)):
        call("s3", "PutObject", Bucket=settings().plan_bucket, Key=f"{key}.{kind}", Body=body)
    return key


def read_files(candidate: Proposal) -> bytes | None:
    """Its workspace, as a push; None if that is not there any more."""
    return _read(f"{candidate.files}.zip")


def read_plan(candidate: Proposal) -> bytes | None:
    return _read(f"{candidate.files}.json")


def _read(key: str) -> bytes | None:
    try:
        body: bytes = call("s3", "GetObject", Bucket=settings().plan_bucket, Key=key)["Body"]
    except AwsRefusal as refused:
        if refused.code not in ("NoSuchKey", "AccessDenied"):  # what is not there S3 tells those alone who may list
            raise
        return None
    return body


def _candidate(item: dict[str, Any]) -> Proposal:
    texts: dict[str, Any] = {name: item[name]["S"] for name in _TEXTS if name in item}
    numbers: dict[str, Any] = {name: int(item[name]["N"]) for name in _NUMBERS if name in item}
    return Proposal(number=int(item["sk"]["S"]), **texts, **numbers)


def _key(number: int) -> dict[str, dict[str, str]]:
    return {"pk": {"S": keys.CANDIDATES}, "sk": {"S": f"{number:08d}"}}
