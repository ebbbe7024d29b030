"""Our own client understands what boto3 understands: the same answer of a socket, as AWS writes it, read by both."""

import json
import zlib
from base64 import b64encode
from functools import cache

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from botocore.serialize import create_serializer
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st
from mikomi.aws import clients
from mikomi.aws.refusals import AwsRefusal, ConditionFailed, Silence
from mikomi.aws.wire import services

from tests.effort import effort
from tests.functions.sockets import Told, answering
from tests.functions.wire_calls import PLACE, as_lambda, by_wire, call_of

TEXT = st.text(max_size=8)
VALUES = st.recursive(
    st.one_of(
        st.builds(lambda text: {"S": text}, TEXT),
        st.builds(lambda number: {"N": str(number)}, st.decimals(allow_nan=False, allow_infinity=False)),
        st.builds(lambda raw: {"B": raw}, st.binary(max_size=9)),
        st.builds(lambda truth: {"BOOL": truth}, st.booleans()),
        st.just({"NULL": True}),
        st.builds(lambda texts: {"SS": texts}, st.lists(TEXT, min_size=1, max_size=3, unique=True)),
        st.builds(lambda raws: {"BS": raws}, st.lists(st.binary(max_size=4), min_size=1, max_size=3, unique=True)),
        st.builds(lambda numbers: {"NS": numbers}, st.lists(st.integers().map(str), min_size=1, max_size=3)),
    ),
    lambda inner: st.one_of(
        st.builds(lambda held: {"L": held}, st.lists(inner, max_size=3)),
        st.builds(lambda held: {"M": held}, st.dictionaries(TEXT, inner, max_size=3)),
    ),
    max_leaves=8,
)
ITEMS = st.dictionaries(TEXT.filter(bool), VALUES, min_size=1, max_size=4)


@pytest.fixture(scope="module")
def server():
    """A socket that answers, and an environment that says that it is AWS."""
    with answering() as server, pytest.MonkeyPatch.context() as patch:
        as_lambda(patch)
        patch.setenv("AWS_ENDPOINT_URL", server.address)
        clients.client.cache_clear()
        yield server
        clients.client.cache_clear()


@pytest.fixture(scope="module")
def both(server):
    """What boto3 and what we make of the same answer to the same call."""

    @cache
    def theirs(service):
        config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
        return boto3.client(service, config=config)

    def ask(service, operation, params, answer):
        server.answers[:] = [answer]
        return (
            _outcome(lambda: theirs(service)._make_api_call(operation, params)),
            _outcome(lambda: by_wire(service, operation, params)),
        )

    return ask


def _outcome(speak):
    try:
        answer = speak()
    except ClientError as error:
        told = error.response
        return "refused", told["Error"]["Code"], told["ResponseMetadata"]["HTTPStatusCode"], told.get("Item") or None
    except AwsRefusal as refusal:
        return "refused", refusal.code, refusal.status, getattr(refusal, "item", None) or None
    answer.pop("ResponseMetadata", None)
    if hasattr(answer.get("Body"), "read"):
        answer["Body"] = answer["Body"].read()
    return "answer", answer


def in_json(value):
    """Items as they go over the wire."""
    return json.dumps(value, default=lambda raw: b64encode(raw).decode()).encode()


def of_dynamodb(status, told):
    body = in_json(told)
    kind = {"Content-Type": "application/x-amz-json-1.0", "x-amz-crc32": str(zlib.crc32(body))}
    return Told(status, kind, body)


DRAWN = examples(max_examples=effort(60), suppress_health_check=[HealthCheck.function_scoped_fixture])


@given(st.lists(ITEMS, max_size=3), ITEMS)
@DRAWN
def test_items_are_read_as_boto3_reads_them(both, items, key):
    """Whatever an attribute can hold, nested as deep as it likes; in every place of an answer where an item stands."""
    for operation, params, told in (
        ("GetItem", {"TableName": "t", "Key": PLACE}, {"Item": key}),
        ("UpdateItem", {"TableName": "t", "Key": PLACE}, {"Attributes": key}),
        ("Query", {"TableName": "t"}, {"Items": items, "Count": 1, "LastEvaluatedKey": key}),
        (
            "BatchGetItem",
            {"RequestItems": {"t": {"Keys": [PLACE]}}},
            {"Responses": {"t": items}, "UnprocessedKeys": {"t": {"Keys": [key], "ConsistentRead": True}}},
        ),
    ):
        theirs, ours = both("dynamodb", operation, params, of_dynamodb(200, told))
        assert ours == theirs and ours[0] == "answer"


@given(ITEMS)
@DRAWN
def test_items_are_written_as_boto3_writes_them(item):
    """What DynamoDB gets of an item is the same JSON."""
    asked = {"TableName": "t", "Item": item, "ExpressionAttributeValues": {":x": {"M": item}}}
    written = json.loads(services.write("dynamodb", "PutItem", asked).body)
    put = boto3.client("dynamodb").meta.service_model.operation_model("PutItem")
    assert written == json.loads(create_serializer("json").serialize_to_request(asked, put)["body"])


DYNAMODB, COMMON = "com.amazonaws.dynamodb.v20120810#", "com.amazon.coral.service#"
PUT = ("dynamodb", "PutItem", {"TableName": "t", "Item": PLACE})
GET = ("dynamodb", "GetItem", {"TableName": "t", "Key": PLACE})
FAILED = f"{DYNAMODB}ConditionalCheckFailedException"
OLD = {"claim": {"S": "x"}, "raw": {"B": b"\x00"}, "deep": {"M": {"l": {"L": [{"BS": [b"1", b"2"]}]}}}}
REFUSALS = [
    (*PUT, 400, {"__type": FAILED, "message": "The conditional request failed"}),
    (*PUT, 400, {"__type": FAILED, "Message": "-", "Item": OLD}),
    (*GET, 400, {"__type": f"{DYNAMODB}ProvisionedThroughputExceededException", "message": "-"}),
    (*GET, 400, {"__type": f"{COMMON}AccessDeniedException", "Message": "User: x is not authorized"}),
    (*GET, 500, {"__type": f"{DYNAMODB}InternalServerError", "message": "-"}),
    ("secretsmanager", "GetSecretValue", {"SecretId": "s"}, 400, {"__type": "ResourceNotFoundException"}),
]


@pytest.mark.parametrize(("service", "operation", "params", "status", "told"), REFUSALS)
def test_refusals_are_read_as_boto3_reads_them(both, service, operation, params, status, told):
    """The code, the status, and what stood in the way of a conditional write."""
    theirs, ours = both(service, operation, params, of_dynamodb(status, told))
    assert ours == theirs and ours[0] == "refused"


@pytest.mark.parametrize(
    ("service", "operation", "params", "answer"),
    [
        (*call_of("SendEmail"), Told(429, {"x-amzn-ErrorType": "TooManyRequestsException"}, b'{"message":"Rate"}')),
        (
            *call_of("SendEmail"),
            Told(400, {"x-amzn-ErrorType": "MessageRejected:http://internal/"}, b"{}"),
        ),
        (*call_of("SendEmail"), Told(200, {"Content-Type": "application/json"}, b'{"MessageId":"0106"}')),
        (*call_of("CreateSchedule"), Told(409, {"x-amzn-ErrorType": "ConflictException"}, b'{"Message":"exists"}')),
        (*call_of("CreateSchedule"), Told(200, {"Content-Type": "application/json"}, b'{"ScheduleArn":"arn:x"}')),
        (
            *call_of("GetObject"),
            Told(404, {}, b"<?xml version='1.0'?>\n<Error><Code>NoSuchKey</Code></Error>"),
        ),
        (*call_of("GetObject"), Told(403, {}, b"<Error><Code>AccessDenied</Code><Message>-</Message></Error>")),
        (*call_of("GetObject"), Told(503, {}, b"<Error><Code>SlowDown</Code><Message>-</Message></Error>")),
        (*call_of("HeadObject"), Told(404, {}, b"")),
    ],
    ids=str,
)
def test_what_the_others_say(both, service, operation, params, answer):
    """SES, Scheduler and S3, granting and refusing."""
    theirs, ours = both(service, operation, params, answer)
    assert ours == theirs


def test_an_object_is_its_bytes(both):
    """S3's body, its length and what it is, read to the end; an empty one too."""
    for body in (b"", b"\x00\xff" * 40_000):
        theirs, ours = both(*call_of("GetObject"), Told(200, {"Content-Type": "application/json", "ETag": '"x"'}, body))
        told = {"ContentLength": len(body), "ETag": '"x"', "ContentType": "application/json"}
        assert ours[1] == {"Body": body, **told}
        assert {name: theirs[1][name] for name in ours[1]} == ours[1]
    sized = Told(200, {}, b"", length=5_000_000)
    assert both(*call_of("HeadObject"), sized)[1] == ("answer", {"Body": b"", "ContentLength": 5_000_000})


# ── what cannot be trusted ───────────────────────────────────────────────────────────────────────────────────────────


def test_an_answer_that_was_damaged_is_silence(server):
    """DynamoDB's sum does not fit, or what came is no JSON: it may have been done, and is asked again."""
    for damaged in (Told(200, {"x-amz-crc32": "1"}, b'{"Item":{}}'), Told(200, {}, b"<html>"), Told(200, {}, b"[]")):
        server.answers[:] = [damaged]
        with pytest.raises(Silence):
            by_wire(*GET)
    server.answers[:] = [Told(502, {}, b"<html>bad gateway</html>")]
    with pytest.raises(AwsRefusal) as refused:
        by_wire(*GET)
    assert (refused.value.code, refused.value.passes) == ("502", True)


@pytest.mark.parametrize("exchange", [by_wire, clients.exchange])
def test_the_old_item_comes_with_the_refusal(server, exchange):
    """By boto3 and by us it is the same error of ours, with what stood there."""
    server.answers[:] = [of_dynamodb(400, {"__type": FAILED, "message": "-", "Item": OLD})]
    with pytest.raises(ConditionFailed) as failed:
        exchange(*PUT)
    assert failed.value.item == OLD
