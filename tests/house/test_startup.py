"""Start-up is billed: a handler imports what every invocation of it needs, and nothing that only some do.

How long that takes is what `make bench` measures; here stands which libraries may be there at all, which a busy
machine cannot blur.
"""

import json
import subprocess
import sys

import pytest

from tests.house import template

HEAVY = (
    "pydantic",
    "jinja2",
    "holidays",
    "phonenumbers",
    "aws_lambda_powertools",
    "mikomi.aws.ledger",
    "mikomi.aws.cognito",
    "moto",
    "duckdb",
)
"""What costs milliseconds to import and is not needed by each invocation (`mikomi.aws.ledger` stands for SES)."""

MAY = {
    "track": set(),
    "identify": set(),
    "score": {"pydantic"},
    "schedule_step": {"pydantic", "mikomi.aws.ledger"},
    "alert": {"pydantic", "mikomi.aws.ledger"},
    "feedback": {"pydantic", "mikomi.aws.ledger"},
    "publish": {"pydantic"},
    "lists": {"pydantic"},
    "archive": {"pydantic"},
    "compact": {"pydantic", "duckdb"},
    "backtest": {"pydantic"},
    "results": {"pydantic", "duckdb"},
    "console": set(),
}


@pytest.mark.parametrize("name", template.functions())
def test_a_handler_starts_with_what_it_needs(name: str) -> None:
    """Importing the handler brings in none of the heavy libraries but those that each of its invocations uses."""
    code = f"import json, sys, functions.{name}.app; print(json.dumps(sorted(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], cwd=template.ROOT, capture_output=True, text=True, check=True)
    loaded = set(json.loads(ran.stdout))
    assert f"functions.{name}.app" in loaded
    assert {library for library in HEAVY if library in loaded} <= MAY[name]
