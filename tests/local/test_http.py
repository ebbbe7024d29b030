"""The local stack speaks HTTP as API Gateway's HTTP API does: payload format 2.0, routes, CORS, faults."""

import gzip
import http.client
import json
import urllib.error
import urllib.request

import pytest

from local.routes import LIMIT
from local.server import Server
from local.stack import Stack


def test_a_request_arrives_in_payload_format_2(small: Stack) -> None:
    """Path, query, repeated headers, cookies and a JSON body arrive as AWS sends them; cookies and status come back."""
    headers = [
        ("Content-Type", "application/json"),
        ("X-Two", "1"),
        ("x-two", "2"),
        ("Cookie", "c=3; d=4"),
        ("User-Agent", "me"),
    ]
    answer = small.request("POST", "/echo?a=1&a=2&b=%E8%A6%8B", headers=headers, body='{"k": "見"}')
    event = answer.json()
    assert answer.status == 201
    assert [value for name, value in answer.headers if name == "set-cookie"] == ["a=1", "b=2"]
    assert event["version"] == "2.0" and event["routeKey"] == "POST /echo" and event["rawPath"] == "/echo"
    assert event["rawQueryString"] == "a=1&a=2&b=%E8%A6%8B"
    assert event["queryStringParameters"] == {"a": "1,2", "b": "見"}
    assert event["headers"]["x-two"] == "1,2" and "cookie" not in event["headers"]
    assert event["cookies"] == ["c=3", "d=4"]
    assert (event["body"], event["isBase64Encoded"]) == ('{"k": "見"}', False)
    assert event["requestContext"]["http"] == {
        "method": "POST",
        "path": "/echo",
        "protocol": "HTTP/1.1",
        "sourceIp": "127.0.0.1",
        "userAgent": "me",
    }


@pytest.mark.parametrize(
    ("kind", "encoding", "base64"),
    [("text/plain", None, False), ("application/json", "gzip", True), ("application/octet-stream", None, True)],
)
def test_what_is_no_text_arrives_in_base64(small: Stack, kind: str, encoding: str | None, base64: bool) -> None:
    """A gzipped JSON body or bytes arrive in base64, text as it is."""
    headers = {"content-type": kind} | ({"content-encoding": encoding} if encoding else {})
    body = gzip.compress(b"{}") if encoding else b"{}"
    assert small.request("POST", "/echo", headers=headers, body=body).json()["isBase64Encoded"] is base64


def test_the_most_specific_route_takes_the_request(small: Stack) -> None:
    """A fixed path before a variable, a variable for one part, a greedy one for many; what nobody takes is 404."""
    assert small.request("GET", "/items/new").json()["routeKey"] == "GET /items/new"
    assert small.request("GET", "/items/7").json()["pathParameters"] == {"id": "7"}
    assert small.request("GET", "/deep/a/b").json()["pathParameters"] == {"proxy": "a/b"}
    for method, path in (("GET", "/items/7/8"), ("POST", "/items/7"), ("GET", "/nothing")):
        answer = small.request(method, path)
        assert (answer.status, answer.json()) == (404, {"message": "Not Found"})


def test_the_api_answers_cors_itself(small: Stack) -> None:
    """A preflight never reaches the function, and a function's own CORS headers give way to those of the template."""
    origin = {"Origin": "https://shop.example", "Access-Control-Request-Method": "POST"}
    preflight = small.request("OPTIONS", "/echo", headers=origin)
    assert preflight.status == 204
    assert dict(preflight.headers) == {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": "GET,POST",
        "access-control-allow-headers": "authorization",
        "access-control-max-age": "600",
    }
    answer = small.request("POST", "/echo", headers=origin)
    assert answer.header("access-control-allow-origin") == "*"
    assert answer.header("access-control-expose-headers") == "retry-after"
    assert small.request("POST", "/echo").header("access-control-allow-origin") is None


def test_a_fault_is_a_500_that_says_nothing(small: Stack, capsys: pytest.CaptureFixture[str]) -> None:
    """What a handler raises is shown to the developer with its traceback, and to the caller as API Gateway shows it."""
    answer = small.request("GET", "/items/raise")
    assert (answer.status, answer.json()) == (500, {"message": "Internal Server Error"})
    assert "RuntimeError: told to" in capsys.readouterr().err


def test_an_answer_without_a_status_is_json(small: Stack) -> None:
    """Format 2.0 lets a function answer with plain data."""
    answer = small.request("GET", "/items/bare")
    assert (answer.status, answer.json(), answer.header("content-type")) == (
        200,
        {"plain": "見込み"},
        "application/json",
    )


def test_more_than_lambda_takes_is_413(small: Stack) -> None:
    """A body beyond 6 MB never reaches the function."""
    assert small.request("POST", "/echo", body=b"x" * (LIMIT + 1)).status == 413


def ask(address: str, *, body: object = None, headers: dict[str, str] | None = None) -> tuple[int, object]:
    request = urllib.request.Request(
        address, headers=headers or {}, data=None if body is None else json.dumps(body).encode()
    )
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as refused:
        with refused:
            return refused.code, json.load(refused)


def test_the_server_is_for_this_machine_alone(small: Stack, port: int) -> None:
    """It answers to loopback names only, `/_local` only to itself; a span that cannot be read is a 400 that helps."""
    with Server(small, port):
        here = f"http://127.0.0.1:{port}"
        assert ask(f"{here}/items/7?q=1")[0] == 201
        assert ask(f"{here}/_local/clock", body={"advance": "3d"})[0] == 200
        assert ask(f"{here}/_local/clock", body={"advance": "3日"})[0] == 200
        for wrong in ({"advance": "soon"}, {"advance": "2bd"}, {}, {"advance": 3}):
            status, said = ask(f"{here}/_local/clock", body=wrong)
            assert status == 400 and "3d" in str(said)
        assert ask(f"{here}/_local/clock", body=[])[0] == 400
        assert ask(f"{here}/_local/clock", headers={"Host": "evil.example"})[0] == 421
        assert ask(f"{here}/_local/settle", body={}, headers={"Origin": "https://evil.example"})[0] == 403
        assert ask(f"{here}/_local/settle", body={}, headers={"Origin": here})[0] == 200
        assert ask(f"{here}/_local/nothing")[0] == 404


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8001", "127.0.0.1.evil.example", "[", "localhost.evil", ""]
)
def test_no_port_answers_to_a_foreign_name(small: Stack, port: int, host: str) -> None:
    """A page that a foreign name leads here (DNS rebinding) sees no table, no bucket and no secret: on the port of
    AWS's own APIs as on the other, with an Origin of its own or without one."""
    body = json.dumps({"TableName": "x"}).encode()
    with Server(small, port):
        for number, path in (
            (port + 1, "/"),
            (port + 1, "/mikomi-workspace"),
            (port, "/items/7"),
            (port, "/_local/mails"),
        ):
            for origin in ({}, {"Origin": f"http://{host}"}):
                target = {"X-Amz-Target": "DynamoDB_20120810.ListTables", **origin}
                status, said = _raw(number, path, host, body if path == "/" else b"", target)
                assert status == 421 and b"127.0.0.1" in said, (number, path)
        assert _raw(port + 1, "/", f"127.0.0.1:{port + 1}", b"", {})[0] == 200
        assert _raw(port + 1, "/", f"mikomi-workspace.localhost:{port + 1}", b"", {})[0] != 421


@pytest.mark.parametrize(
    "target",
    [
        "/auth/..",
        "/x/..",
        "/a/../..",
        "/" + "n" * 5_000,
        "/%00",
        "/products/%2e%2e",
        "/..%2f..%2fetc/passwd",
        "/%ff",
        "/[",
        "//",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_an_odd_address_is_no_fault(small: Stack, port: int, target: str, method: str) -> None:
    """Names that lead up, that are longer than a file's, or no text: a page or a 404, and the server goes on."""
    with Server(small, port):
        assert _raw(port, target, f"127.0.0.1:{port}", b"", {}, method)[0] in (200, 404)
        assert _raw(port, "/", f"127.0.0.1:{port}", b"", {})[0] == 200
        assert _raw(port, "/_local/mails", f"127.0.0.1:{port}", b"", {"Origin": "http://["})[0] == 403


def _raw(
    port: int, target: str, host: str, body: bytes, headers: dict[str, str], method: str | None = None
) -> tuple[int, bytes]:
    """One request whose address and Host stand on the wire as they are given."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.putrequest(method or ("POST" if body else "GET"), target, skip_host=True)
        for name, value in {"Host": host, "Content-Length": str(len(body)), **headers}.items():
            connection.putheader(name, value)
        connection.endheaders(body)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()
