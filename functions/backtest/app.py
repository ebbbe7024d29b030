"""Every night: the candidate that runs in the shadow is tried on the day before. Nothing is sent or changed.

Nobody runs in the shadow: it ends at once. What is not done in time is gone on with by the next call.
"""

from typing import Any

from mikomi.shell.archive import shadow

MARGIN = 120_000
"""Milliseconds before the end of its time in which no further page of people is begun."""


def handler(event: dict[str, Any], context: Any) -> dict[str, int]:
    running = shadow.current()
    if running is None or not running.runs:
        return {"days": 0, "people": 0}
    from mikomi.shell.backtest import night

    return night.make_up(running, lambda: context.get_remaining_time_in_millis() > MARGIN)
