"""Our own client says what boto3 says: the same call through both, caught before it leaves."""

import json
from datetime import UTC, datetime

import boto3
import pytest
from botocore.auth import S3SigV4Auth, SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.config import Config
from botocore.credentials import Credentials as BotoCredentials
from mikomi.aws import api, clients, wire
from mikomi.aws.wire import attempt, environment, services, signature

from tests.functions.wire_calls import CALLS, KEY, NAMES, REGION, SECRET, TOKEN, as_lambda, call_of


@pytest.fixture(autouse=True)
def told(monkeypatch):
    """Who we are: as a Lambda function is told."""
    as_lambda(monkeypatch)


def by_boto3(service, operation, params, region=REGION):
    """The request that boto3 makes of it."""
    caught = []

    def catch(request, **_):
        caught.append(request)
        raise _Caught

    client = boto3.Session(KEY, SECRET, TOKEN, region).client(service, config=Config(retries={"total_max_attempts": 1}))
    client.meta.events.register("before-send", catch)
    with pytest.raises(_Caught):
        client._make_api_call(operation, params)
    return caught[0]


class _Caught(Exception):
    pass


def by_us(service, operation, params):
    here = wire.surroundings(service, operation)
    assert here
    return attempt.request(service, services.write(service, operation, params), here)


def test_every_operation_that_we_speak_is_held_against_boto3():
    """None is spoken that is not among the calls of this file."""
    spoken = {(name, operation) for name, service in services.SERVICES.items() for operation in service.operations}
    assert spoken == {(service, operation) for service, operation, _ in CALLS}


@pytest.mark.parametrize(("service", "operation", "params"), CALLS, ids=NAMES)
def test_we_ask_as_boto3_asks(service, operation, params):
    """The same method, address and body, and every header that tells AWS what is asked."""
    theirs, ours = by_boto3(service, operation, params), by_us(service, operation, params)
    assert ours.method == theirs.method
    assert f"https://{ours.host}{ours.path}" == theirs.url
    body = theirs.body or b""
    if service == "s3":
        assert (ours.body, bytes(body)) == (b"", b"")
        assert ours.headers.get("Range") == (theirs.headers["Range"].decode() if "Range" in theirs.headers else None)
    else:
        assert json.loads(ours.body) == json.loads(body)
        assert ours.headers["Content-Type"] == theirs.headers["Content-Type"].decode()
    said = {name.lower() for name in theirs.headers}
    assert said - {name.lower() for name in ours.headers} <= {
        "user-agent",
        "content-length",  # the line counts it itself
        "amz-sdk-invocation-id",
        "amz-sdk-request",
        "x-amzn-query-mode",  # asks SQS for the names that errors had in its older tongue
        "x-amz-checksum-mode",  # asks S3 for a second sum beside TLS's
    }
    if "X-Amz-Target" in ours.headers:
        assert ours.headers["X-Amz-Target"] == theirs.headers["X-Amz-Target"].decode()


@pytest.mark.parametrize("token", [TOKEN, None])
@pytest.mark.parametrize(("service", "operation", "params"), CALLS, ids=NAMES)
def test_we_sign_as_botocore_signs(service, operation, params, token, monkeypatch):
    """The very same signature, over our request, at the same moment, with temporary credentials and with others."""
    if token is None:
        monkeypatch.delenv("AWS_SESSION_TOKEN")
    ours = by_us(service, operation, params)
    moment = datetime.strptime(ours.headers["X-Amz-Date"], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    monkeypatch.setattr("botocore.auth.get_current_datetime", lambda remove_tzinfo=True: moment.replace(tzinfo=None))
    sealed = {name: value for name, value in ours.headers.items() if name not in ("Authorization", "X-Amz-Date")}
    request = AWSRequest(ours.method, f"https://{ours.host}{ours.path}", sealed, ours.body)
    kind = S3SigV4Auth if service == "s3" else SigV4Auth
    kind(BotoCredentials(KEY, SECRET, token), services.SERVICES[service].signed_as, REGION).add_auth(request)
    assert ours.headers["Authorization"] == request.headers["Authorization"]
    assert ours.headers.get("X-Amz-Security-Token") == token


def test_a_known_signature():
    """AWS's own example of a signature (the suite's `get-vanilla`)."""
    headers = signature.signed(
        "GET",
        "/",
        {"Host": "example.amazonaws.com"},
        b"",
        environment.Credentials(KEY, SECRET, None),
        "us-east-1",
        "service",
        "20150830T123600Z",
    )
    assert headers["Authorization"].endswith("5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")


@pytest.mark.parametrize("region", ["us-east-1", "cn-north-1", "eu-central-1", "us-gov-west-1", "eusc-de-east-1"])
@pytest.mark.parametrize(("service", "operation", "params"), CALLS, ids=NAMES)
def test_we_go_where_boto3_goes(service, operation, params, region, monkeypatch):
    """In every partition that has its own names. (boto3 calls S3 in us-east-1 by its oldest name: the same place.)"""
    monkeypatch.setenv("AWS_DEFAULT_REGION", region)
    told = by_boto3(service, operation, params, region).url.split("?")[0]
    ours = by_us(service, operation, params)
    if (service, region) == ("s3", "us-east-1"):
        told = told.replace("s3.amazonaws.com", "s3.us-east-1.amazonaws.com")
    assert f"https://{ours.host}{ours.path}" == told


def test_who_signs_in_otherwise_goes_through_boto3(monkeypatch):
    """A profile, a proxy, no region: boto3 knows the way. An endpoint of our own lies behind no proxy."""
    assert wire.surroundings("dynamodb", "PutItem") and not wire.surroundings("dynamodb", "CreateTable")
    assert not wire.surroundings("cognito-idp", "PutItem")
    for name, value in (("HTTPS_PROXY", "http://proxy:8080"), ("AWS_USE_FIPS_ENDPOINT", "true")):
        with monkeypatch.context() as patch:
            patch.setenv(name, value)
            assert not wire.surroundings("dynamodb", "PutItem")
            patch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:1")
            assert wire.surroundings("dynamodb", "PutItem")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"):
        with monkeypatch.context() as patch:
            patch.delenv(name)
            assert not wire.surroundings("dynamodb", "PutItem")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.setattr(clients, "exchange", lambda *asked: {"asked": asked})
    assert api.call("dynamodb", "PutItem", TableName="t") == {"asked": ("dynamodb", "PutItem", {"TableName": "t"})}


def test_credentials_that_are_renewed_are_used(monkeypatch):
    """The next call signs with what the environment says by then."""
    before = by_us(*call_of("GetItem")).headers
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "ASIANEW")
    monkeypatch.setenv("AWS_SESSION_TOKEN", "new")
    after = by_us(*call_of("GetItem")).headers
    assert "ASIANEW" in after["Authorization"] and "ASIANEW" not in before["Authorization"]
    assert after["X-Amz-Security-Token"] == "new"
