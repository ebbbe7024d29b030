"""What operators see: one JSON line, a metric, and never what identifies a person (I28)."""

import json
import subprocess
import sys

LINES = """
from mikomi import observe
observe.log("packet_not_folded", level="ERROR", packets=3, error="ValueError")
observe.log("slip", who="hanako@example.co.jp", what="x" * 5000)
observe.count("MailFeedbackLost", 2)
"""


def _printed():
    run = subprocess.run([sys.executable, "-c", LINES], capture_output=True, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_lines_are_json_and_say_no_more_than_they_may():
    """An event's name and fields in one line each; an e-mail address that slips in is withheld, a body is cut; a metric
    is embedded for CloudWatch."""
    line, slip, metric = _printed()
    said = {name: line[name] for name in ("message", "level", "packets", "error")}
    assert said == {"message": "packet_not_folded", "level": "ERROR", "packets": 3, "error": "ValueError"}
    assert slip["who"] == "(withheld)" and len(slip["what"]) == 300
    assert metric["_aws"]["CloudWatchMetrics"][0]["Namespace"] == "Mikomi"
    assert metric["MailFeedbackLost"] == [2.0]
