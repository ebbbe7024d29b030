"""Every five minutes: what pages and programs read of the results is counted anew, if anything could have changed; once
a night what is asked of everything that anybody did.

A file of the archive that cannot be read is an error: what was counted before stays, with its moment.
"""

from typing import Any

from mikomi.shell.archive import rollup, weeks


def handler(event: dict[str, Any], context: object) -> dict[str, bool]:
    return {"counted": rollup.roll_up(), "looked_back": rollup.look_back(), "weeks": weeks.roll_up()}
