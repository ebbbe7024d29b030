"""Every night: raw files become one file a day, each event once, and everybody is written down as they stand.

Nothing is new: it ends at once. What could not be read is an error after everything else was done.
"""

from typing import Any

from mikomi.shell.archive import compaction


def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    return compaction.compact()
