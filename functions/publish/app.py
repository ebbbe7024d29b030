"""S3 → plan: a workspace file arrived or was removed; check the workspace, report, publish a new plan version.

S3 brings a notice at least once, in any order. One that cannot be carried out is raised: Lambda brings it twice more,
then it goes to the dead letters, and nothing has been half published.
"""

from typing import Any
from urllib.parse import unquote_plus

from mikomi.shell import publication
from mikomi.shell.publication import UploadNotice


def handler(event: dict[str, Any], context: object) -> None:
    publication.receive(
        UploadNotice(unquote_plus(record["s3"]["object"]["key"]), record["s3"]["object"].get("sequencer", ""))
        for record in event.get("Records", [])  # S3's test notice has none
    )
