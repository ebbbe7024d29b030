"""The functions on the hot path start lean: start-up is billed, and each of these libraries costs more than everything
of ours."""

import subprocess
import sys

import pytest

HEAVY = (
    "boto3", "botocore", "urllib3", "pydantic", "msgspec", "jinja2", "aws_lambda_powertools", "holidays", "markupsafe",
)  # fmt: skip
TAKES_AN_EVENT = """
import json, os, sys
os.environ.update(
    MIKOMI_EVENT_TABLE="events", MIKOMI_WRITE_KEY="wk_test", AWS_ACCESS_KEY_ID="k", AWS_SECRET_ACCESS_KEY="s",
    AWS_DEFAULT_REGION="ap-northeast-1", AWS_ENDPOINT_URL="http://127.0.0.1:9",
)
from mikomi.aws.wire import connections
from mikomi.aws.wire.response import WireResponse
sent = []
done = WireResponse(200, {}, b"{}")
connections.send = lambda request: sent.append(request.headers["X-Amz-Target"]) or done
from functions.%s.app import handler
body = json.dumps({"anonymousId": "a", "event": "E", "writeKey": "wk_test"})
asked = {"requestContext": {"http": {"method": "POST", "path": "%s"}}, "body": body}
assert handler(asked, None)["statusCode"] == 200 and sent == ["DynamoDB_20120810.PutItem"]
print(" ".join(sorted({name.partition(".")[0] for name in sys.modules})))
"""


@pytest.mark.parametrize(("function", "path"), [("track", "/v1/track"), ("identify", "/v1/identify")])
def test_taking_an_event_imports_none_of_the_heavy_libraries(function, path):
    """In a fresh interpreter: import, one event stored, and neither boto3 nor models nor templates nor Powertools were
    needed."""
    code = TAKES_AN_EVENT % (function, path)
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stderr
    imported = set(run.stdout.split())
    assert "mikomi" in imported
    assert not imported & set(HEAVY)
