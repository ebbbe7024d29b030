"""A dummy of DynamoDB, S3 and the secret, in a process of its own: just enough that botocore's whole cost is in the
figures.

It keeps items by key, holds the kinds of condition that we write with, and serves objects. It stands in for nothing
else: tests run on moto.

    python -m bench.dummy          prints its port, then serves until its standard input is closed
"""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Item = dict[str, Any]

REFUSAL = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"

_tables: dict[str, dict[tuple[str, str], Item]] = {}
_objects: dict[str, bytes] = {}


class Dummy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        asked = json.loads(self._body())
        operation = self.headers["X-Amz-Target"].rpartition(".")[2]
        status, answer = _OPERATIONS[operation](asked)
        self._answer(status, json.dumps(answer).encode(), "application/x-amz-json-1.0")

    def do_PUT(self) -> None:
        _objects[self.path] = self._body()
        self._answer(200, b"")

    def do_GET(self) -> None:
        if self.path.startswith("/taken/"):
            taken = _tables.pop(self.path.removeprefix("/taken/"), {})
            self._answer(200, json.dumps(list(taken.values())).encode())
        elif self.path in _objects:
            self._answer(200, _objects[self.path])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def log_message(self, *_: Any) -> None:
        """Nobody reads a line a request."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _answer(self, status: int, body: bytes, kind: str = "application/octet-stream") -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _key(item: Item) -> tuple[str, str]:
    return item["pk"]["S"], item["sk"]["S"]


def _put(asked: Item) -> tuple[int, Item]:
    table = _tables.setdefault(asked["TableName"], {})
    key, held = _key(asked["Item"]), table.get(_key(asked["Item"]))
    condition = asked.get("ConditionExpression", "")
    if condition.startswith("attribute_not_exists"):
        holds = held is None
    elif condition:
        (wanted,) = asked["ExpressionAttributeValues"].values()
        holds = held is not None and held["version"] == wanted
    else:
        holds = True
    if not holds:
        return 400, {"__type": REFUSAL, "message": "The conditional request failed"}
    table[key] = asked["Item"]
    return 200, {}


def _get(asked: Item) -> tuple[int, Item]:
    held = _tables.get(asked["TableName"], {}).get(_key(asked["Key"]))
    return 200, {} if held is None else {"Item": held}


def _count(asked: Item) -> tuple[int, Item]:
    """The one update that `track` makes: a name into a row's set, if there is room or it is there already."""
    values = asked["ExpressionAttributeValues"]
    held = _tables.setdefault(asked["TableName"], {}).setdefault(_key(asked["Key"]), {"counted": {"SS": []}})
    names, (name,) = held["counted"]["SS"], values[":it"]["SS"]
    if name not in names and len(names) >= int(values[":most"]["N"]):
        return 400, {"__type": REFUSAL, "message": "The conditional request failed"}
    held["counted"]["SS"] = sorted({*names, name})
    return 200, {}


def _secret(_asked: Item) -> tuple[int, Item]:
    return 200, {"SecretString": json.dumps({"root": "bench"})}


_OPERATIONS = {"PutItem": _put, "GetItem": _get, "UpdateItem": _count, "GetSecretValue": _secret}


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Dummy)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
