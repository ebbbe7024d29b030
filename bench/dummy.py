"""A dummy of AWS in a process of its own: just enough that the whole cost of a call is in the figures.

Its tables are the simulation's DynamoDB, its one index is sorted as a real one is; it serves objects, and says yes to
all else. It stands in for nothing else: tests run on moto.

    python -m bench.dummy          prints its port, then serves until its standard input is closed
"""

import json
import sys
import threading
from bisect import bisect_left, bisect_right, insort
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from zlib import crc32

from botocore import xform_name

from simulation.engine.dynamodb import ConditionFailed, DynamoDB, Table

Item = dict[str, Any]

REFUSAL = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException"

_ENGINE = DynamoDB([Table("events", {}), Table("state", {})])
_objects: dict[str, bytes] = {}


class Directory:
    """The index of the leads' listings: the entries of each partition by when they were written, a megabyte a page."""

    PAGE = 1_000_000

    def __init__(self) -> None:
        self.moments: dict[str, list[tuple[int, str]]] = {}
        self.items: dict[str, Item] = {}

    def clear(self) -> None:
        self.moments.clear()
        self.items.clear()

    def put(self, item: Item) -> None:
        if "listing_shard" in item:
            there = self.moments.setdefault(item["listing_shard"]["S"], [])
            insort(there, (int(item["changed_at"]["N"]), item["pk"]["S"]))
            self.items[item["pk"]["S"]] = {name: value for name, value in item.items() if name != "state"}

    def query(self, asked: Item) -> Item:
        values = asked["ExpressionAttributeValues"]
        there = self.moments.get(values[":shard"]["S"], [])
        if start := asked.get("ExclusiveStartKey"):
            begin = bisect_right(there, (int(start["changed_at"]["N"]), start["pk"]["S"]))
        else:
            begin = bisect_left(there, (int(values[":since"]["N"]), ""))
        items: list[Item] = []
        size = 0
        for at, pk in there[begin:]:
            if int(self.items[pk]["changed_at"]["N"]) != at:
                continue
            items.append(self.items[pk])
            size += len(items[-1]["listing"]["S"].encode()) + 150
            if size >= self.PAGE:
                key = {name: items[-1][name] for name in ("pk", "sk", "listing_shard", "changed_at")}
                return {"Items": items, "LastEvaluatedKey": key}
        return {"Items": items}


_directory = Directory()


class Dummy(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def do_POST(self) -> None:
        asked = json.loads(self._body())
        service, _, operation = self.headers.get("X-Amz-Target", self.path).rpartition(".")
        status, answer = _table(operation, asked) if service.startswith("DynamoDB") else (200, _other(asked))
        body = json.dumps(answer).encode()
        self._answer(status, body, "application/x-amz-json-1.0", {"x-amz-crc32": str(crc32(body))})

    def do_PUT(self) -> None:
        _objects[self.path] = self._body()
        self._answer(200, b"")

    def do_GET(self) -> None:
        if self.path.startswith("/taken/"):
            taken = _ENGINE.tables[self.path.removeprefix("/taken/")]
            self._answer(200, json.dumps(list(taken.all())).encode())
            taken.items.clear()
            if taken.name == "state":
                _directory.clear()
        elif self.path in _objects:
            self._answer(200, _objects[self.path])
        else:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")

    def log_message(self, *_: Any) -> None:
        """Nobody reads a line a request."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def _answer(
        self, status: int, body: bytes, kind: str = "application/octet-stream", headers: Item | None = None
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _table(operation: str, asked: Item) -> tuple[int, Item]:
    if asked.get("IndexName") == "listing":
        return 200, _directory.query(asked)
    if operation == "PutItem":
        _directory.put(asked["Item"])
    try:
        return 200, getattr(_ENGINE, xform_name(operation))(asked)
    except ConditionFailed as failed:
        told: Item = {"__type": REFUSAL, "message": "The conditional request failed"}
        return 400, told | ({"Item": failed.item} if failed.item else {})


def _other(asked: Item) -> Item:
    """What a secret is, and that a mail, a schedule or a message was taken."""
    if "SecretId" in asked:
        return {"SecretString": json.dumps({"root": "bench", "secret_key": "sk_bench"})}
    return {"MessageId": "m", "ScheduleArn": "arn:aws:scheduler:schedule"}


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Dummy)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(server.server_port, flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
