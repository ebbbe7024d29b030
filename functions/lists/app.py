"""S3 → the log: a list of people came, or somebody wants something of one: look at it, or bring it in.

S3 brings a notice at least once. What is brought in twice is in the log once; what cannot be carried out is raised,
comes twice more, and goes to the dead letters then.
"""

from typing import Any
from urllib.parse import unquote_plus

from mikomi.shell.operator import list_desk


def handler(event: dict[str, Any], context: object) -> None:
    for record in event.get("Records", []):  # S3's test notice has none
        list_desk.noticed(unquote_plus(record["s3"]["object"]["key"]))
