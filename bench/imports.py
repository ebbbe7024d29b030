"""What a function's start costs: CPU of importing each handler, beside `import boto3; boto3.client("dynamodb")`, each
in a fresh interpreter.

What the start is with a first put included is told beside: a connection, a signature, an answer read.

`.pyc` files are written to a folder of the bench's own first: they are shipped, and without them start-up doubles.
(One round measures nothing, and makes do with those that are there.)
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import Row, Spread, ratios
from bench.world import ENVIRONMENT, STATE

FUNCTIONS = Path(__file__).parent.parent / "functions"
BARE = "import boto3; boto3.client('dynamodb')"
ITEM = {"pk": {"S": "start"}, "sk": {"S": "start"}}
PUT = f"from mikomi.aws.api import call; call('dynamodb', 'PutItem', TableName={STATE!r}, Item={ITEM!r})"
TIMED = "import time; begun = time.process_time(); {}; print(time.process_time() - begun)"

PAGES = Path("/proc/self/statm")
RESIDENT = f"import os; print(int(open({str(PAGES)!r}).read().split()[1]) * os.sysconf('SC_PAGESIZE'))"

TRACK = 0.5
OTHERS = 1.5


def handlers() -> list[str]:
    return sorted(app.parent.name for app in FUNCTIONS.glob("*/app.py"))


def rows(rounds: int) -> list[Row]:
    starts = {"boto3": BARE, "boto3 and put": f"{BARE}.put_item(TableName={STATE!r}, Item={ITEM!r})"}
    for name in handlers():
        starts[name] = f"import functions.{name}.app"
        starts[f"{name} and put"] = f"import functions.{name}.app; {PUT}"
    with tempfile.TemporaryDirectory() as compiled:
        own = compiled if rounds > 1 else ""
        if own:
            for statements in starts.values():
                _seconds(statements, own)  # writes the .pyc files
        taken: dict[str, list[float]] = {name: [] for name in starts}
        for _ in range(rounds):
            for name, statements in starts.items():
                taken[name].append(_seconds(statements, own))
    bare = taken["boto3"]
    told = [Row("import boto3 and make a client", "ms", Spread.of(bare, 1e3))]
    for name in handlers():
        first = Spread.of(ratios(taken[f"{name} and put"], taken["boto3 and put"])).middle
        beside = f"{Spread.of(taken[name], 1e3).middle:.0f} ms; {first:.2f}x with a first put, beside boto3 with one"
        budget = TRACK if name == "track" else OTHERS
        told.append(Row(f"import {name}", "x", Spread.of(ratios(taken[name], bare)), beside, budget))
    return [*told, *(_resident(name) for name in ("track", "score", "schedule_step") if PAGES.exists())]


def _resident(name: str) -> Row:
    """What the process holds once the function is imported and has spoken to a table."""
    held = _told(f"import functions.{name}.app; {PUT}; {RESIDENT}") / 2**20
    return Row(f"memory of {name} after a first put", "MB", Spread(held, held, held))


def _seconds(statements: str, compiled: str) -> float:
    return _told(TIMED.format(statements), compiled)


def _told(code: str, compiled: str = "") -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= {**ENVIRONMENT, "AWS_ENDPOINT_URL": os.environ["AWS_ENDPOINT_URL"]}
    told = subprocess.run(
        [sys.executable, "-c", code],
        env={**environment, "PYTHONPYCACHEPREFIX": compiled},
        cwd=FUNCTIONS.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(told.stdout)
