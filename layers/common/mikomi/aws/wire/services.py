"""How each operation is written as an HTTP request, and its answer read.

Three tongues: JSON to one address with the operation in a header (DynamoDB, SQS, Secrets Manager), JSON to an address
of the operation's own (SES, Scheduler), and S3's.
"""

import re
from collections.abc import Mapping
from json import JSONEncoder, loads
from typing import Any, NamedTuple
from urllib.parse import quote
from zlib import crc32

from mikomi.aws.refusals import AwsRefusal, Silence, refusal
from mikomi.aws.wire.attributes import as_text, read_answer, read_item
from mikomi.aws.wire.response import WireResponse

Params = dict[str, Any]

_ENCODER = JSONEncoder(separators=(",", ":"), default=as_text)
_IN_XML = {name: re.compile(rf"<{name}>([^<]*)</{name}>") for name in ("Code", "Message")}


class Asked(NamedTuple):
    """A request before it is signed. `path` is encoded; `bucket`: whose host it goes to, if S3 is asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes
    bucket: str = ""


class Service(NamedTuple):
    """`host` stands before the region in its address, `signed_as` in its signatures. `operations`: how the address
    begins, by name; `target`: what stands before the name in the header, where all go to one address.
    """

    host: str
    signed_as: str
    media: str
    operations: Mapping[str, str]
    target: str = ""


def _at_one_address(*operations: str) -> dict[str, str]:
    return dict.fromkeys(operations, "/")


SERVICES = {
    "dynamodb": Service(
        "dynamodb",
        "dynamodb",
        "application/x-amz-json-1.0",
        _at_one_address(
            "GetItem", "PutItem", "UpdateItem", "DeleteItem", "Query", "Scan", "BatchGetItem", "BatchWriteItem"
        ),
        "DynamoDB_20120810",
    ),
    "sqs": Service(
        "sqs",
        "sqs",
        "application/x-amz-json-1.0",
        _at_one_address("SendMessage", "SendMessageBatch", "GetQueueAttributes"),
        "AmazonSQS",
    ),
    "secretsmanager": Service(
        "secretsmanager",
        "secretsmanager",
        "application/x-amz-json-1.1",
        _at_one_address("GetSecretValue"),
        "secretsmanager",
    ),
    "sesv2": Service("email", "ses", "application/json", {"SendEmail": "/v2/email/outbound-emails"}),
    "scheduler": Service("scheduler", "scheduler", "application/json", {"CreateSchedule": "/schedules/{Name}"}),
    "s3": Service("s3", "s3", "", {"GetObject": "GET", "HeadObject": "HEAD"}),
}


def write(service: str, operation: str, params: Params) -> Asked:
    """The request for this operation."""
    spoken = SERVICES[service]
    if service == "s3":
        path = "/" + quote(params["Key"], safe="/~")
        part = {"Range": params["Range"]} if "Range" in params else {}
        return Asked(spoken.operations[operation], path, part, b"", params["Bucket"])
    headers, path = {"Content-Type": spoken.media}, spoken.operations[operation]
    if spoken.target:
        headers["X-Amz-Target"] = f"{spoken.target}.{operation}"
    elif "{Name}" in path:
        path = path.replace("{Name}", quote(params["Name"], safe="~"))
        params = {name: value for name, value in params.items() if name != "Name"}
    return Asked("POST", path, headers, _ENCODER.encode(params).encode())


def read(service: str, response: WireResponse) -> Params:
    """What the service said. Raises AwsRefusal; Silence, if what came is not what was sent."""
    if service == "s3":
        return _object(response)
    if service == "dynamodb" and _is_damaged(response):
        raise Silence("the answer was damaged on its way")
    try:
        parsed = loads(response.body) if response.body else {}
    except ValueError:
        parsed = None
    if not isinstance(parsed, dict):
        if response.status >= 300:  # a proxy's or a load balancer's page
            raise AwsRefusal(str(response.status), response.status)
        raise Silence("the answer is not JSON")
    if response.status >= 300:
        raise _refused(response, parsed)
    return read_answer(parsed) if service == "dynamodb" else parsed


def _is_damaged(response: WireResponse) -> bool:
    """Whether the sum that DynamoDB took of its answer does not fit."""
    taken = response.headers.get("x-amz-crc32")
    return taken is not None and taken != str(crc32(response.body))


def _refused(response: WireResponse, parsed: Params) -> AwsRefusal:
    named = response.headers.get("x-amzn-errortype") or parsed.get("__type") or parsed.get("code") or response.status
    code = str(named).partition(":")[0].rpartition("#")[2]
    item, text = parsed.get("Item"), parsed.get("message") or parsed.get("Message") or ""
    return refusal(code, response.status, str(text), read_item(item) if item else None)


def _object(response: WireResponse) -> Params:
    if response.status >= 300:
        text = response.body.decode("utf-8", "replace")
        code, message = (found[1] if (found := pattern.search(text)) else "" for pattern in _IN_XML.values())
        raise refusal(code or str(response.status), response.status, message)
    length = int(response.headers.get("content-length") or len(response.body))
    mark = {"ETag": response.headers["etag"]} if "etag" in response.headers else {}
    media = {"ContentType": response.headers["content-type"]} if "content-type" in response.headers else {}
    return {"Body": response.body, "ContentLength": length, **mark, **media}
