"""`mikomi backtest` in a terminal against the running local stack: by one process and by several."""

import json
import subprocess
import sys
from typing import Any

from local import story
from local.server import Server
from local.stack import ROOT, Stack
from tests.house.doors import PUBLIC

BROWSERS = 3


def test_one_process_and_several_say_the_same() -> None:
    """Of what visitors did, decided and noted by the functions: the self-check is equal, and so are the figures."""
    with Stack() as stack:
        story.publish(stack)
        for number in range(BROWSERS):
            page = {"type": "page", "anonymousId": f"b-{number}", "context": {"page": {"path": "/price"}}}
            batch = [{**page, "messageId": f"{number}-{view}"} for view in range(3)]
            assert stack.request("POST", "/v1/batch", headers=PUBLIC, body=json.dumps({"batch": batch})).status == 200
        stack.settle()
        stack.advance("2h")
        server = Server(stack, 0)
        with server:
            told = [_tried(server.http.server_port, *more) for more in ((), ("--jobs", "2"))]
    for each in told:
        check = each["self_check"]
        assert check["effects"] == check["equal"] > 2 * BROWSERS and each["people"] == BROWSERS
    assert told[0]["figures"] == told[1]["figures"] and told[0]["said"] == told[1]["said"]
    assert {"entries/price-3-views", "points/price"} <= {each["name"] for each in told[0]["figures"]}


def _tried(port: int, *more: str) -> dict[str, Any]:
    words = ("backtest", "1", "--local", "--port", str(port), "--json", "--lang", "en", *more)
    ran = subprocess.run([sys.executable, "-m", "mikomi.cli", *words], cwd=ROOT, capture_output=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    told: dict[str, Any] = json.loads(ran.stdout)
    return {**told, "figures": [{**each, "people": sorted(each["people"])} for each in told["figures"]]}
