"""Every five minutes: what pages and programs read of the results is counted anew, if anything could have changed; once
a night what is asked of everything that anybody did, and by which weights variants are dealt that follow it;
once a month, in which hours everybody does something.

A file of the archive that cannot be read is an error: what was counted before stays, with its moment.
"""

from typing import Any

from mikomi.aws import plans
from mikomi.shell.archive import habits, rollup, weeks, winners


def handler(event: dict[str, Any], context: object) -> dict[str, int]:
    plan = plans.active()
    counted = {"counted": rollup.roll_up(plan), "looked_back": rollup.look_back(), "weeks": weeks.roll_up(plan)}
    return {**counted, "weighed": winners.judge(plan), "hours": habits.judge(plan)}
