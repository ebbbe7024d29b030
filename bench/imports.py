"""What a function's start costs: CPU of importing each handler, beside `import boto3; boto3.client("dynamodb")`, each
in a fresh interpreter.

A handler makes its clients when it first needs them: what its start is with that client included is told beside.

`.pyc` files are written to a folder of the bench's own first: they are shipped, and without them start-up doubles.
(One round measures nothing, and makes do with those that are there.)
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import Row, Spread, ratios
from bench.world import ENVIRONMENT

FUNCTIONS = Path(__file__).parent.parent / "functions"
BARE = "import boto3; boto3.client('dynamodb')"
CLIENT = "from mikomi.aws.clients import client; client('dynamodb')"
TIMED = "import time; begun = time.process_time(); {}; print(time.process_time() - begun)"

TRACK = 1.3
OTHERS = 1.5


def handlers() -> list[str]:
    return sorted(app.parent.name for app in FUNCTIONS.glob("*/app.py"))


def rows(rounds: int) -> list[Row]:
    starts = {"boto3": BARE}
    for name in handlers():
        starts[name] = f"import functions.{name}.app"
        starts[f"{name} and client"] = f"import functions.{name}.app; {CLIENT}"
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
        with_client = Spread.of(ratios(taken[f"{name} and client"], bare)).middle
        beside = f"{Spread.of(taken[name], 1e3).middle:.0f} ms; {with_client:.2f}x with the client that it makes later"
        budget = TRACK if name == "track" else OTHERS
        told.append(Row(f"import {name}", "x", Spread.of(ratios(taken[name], bare)), beside, budget))
    return told


def _seconds(statements: str, compiled: str) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment |= ENVIRONMENT
    told = subprocess.run(
        [sys.executable, "-c", TIMED.format(statements)],
        env={**environment, "PYTHONPYCACHEPREFIX": compiled},
        cwd=FUNCTIONS.parent,
        capture_output=True,
        text=True,
        check=True,
    )
    return float(told.stdout)
