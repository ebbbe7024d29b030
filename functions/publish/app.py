"""S3 → plan: workspace files or a push arrived; check the workspace, report, publish a new plan version.

S3            a file was written or removed: publish when nothing more arrives; a push: publish it
publish queue the quiet moment is over

S3 brings a notice at least once, in any order. One that cannot be carried out is raised: Lambda brings it twice more,
then it goes to the dead letters, and nothing has been half published.
"""

import json
from typing import Any
from urllib.parse import unquote_plus

from mikomi.shell import arrivals
from mikomi.shell.publication import UploadNotice


def handler(event: dict[str, Any], context: object) -> None:
    records = event.get("Records", [])  # S3's test notice has none
    if records and records[0].get("eventSource") == "aws:sqs":
        for record in records:
            arrivals.woken(json.loads(record["body"]))
        return
    arrivals.noticed(
        UploadNotice(unquote_plus(record["s3"]["object"]["key"]), record["s3"]["object"].get("sequencer", ""))
        for record in records
    )
