"""The functions on the hot path start lean: start-up is billed, and each of these libraries costs a quarter of
boto3's."""

import subprocess
import sys

import pytest

HEAVY = ("pydantic", "jinja2", "aws_lambda_powertools", "holidays", "markupsafe")
TAKES_AN_EVENT = """
import json, os, sys
os.environ.update(MIKOMI_EVENT_TABLE="events", MIKOMI_WRITE_KEY="wk_test")
from botocore.client import BaseClient
puts = []
BaseClient._make_api_call = lambda self, name, params: puts.append(name) or {}
from functions.%s.app import handler
body = json.dumps({"anonymousId": "a", "event": "E", "writeKey": "wk_test"})
asked = {"requestContext": {"http": {"method": "POST", "path": "%s"}}, "body": body}
assert handler(asked, None)["statusCode"] == 200 and puts == ["PutItem"]
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize(("function", "path"), [("track", "/v1/track"), ("identify", "/v1/identify")])
def test_taking_an_event_imports_none_of_the_heavy_libraries(function, path):
    """In a fresh interpreter: import, one event stored, and neither models nor templates nor Powertools were needed."""
    code = TAKES_AN_EVENT % (function, path)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    imported = set(run.stdout.split())
    assert "boto3" in imported
    assert not imported & set(HEAVY)
