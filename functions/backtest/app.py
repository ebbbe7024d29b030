"""Decides people's log again. Every night: the candidate that runs in the shadow is tried on the day before; where none
does it ends at once. For a backtest in the stack: one share of everybody, and it says whether that is done.

Nothing is sent, and nothing is changed. What is not done in time is gone on with by the next call.
"""

from typing import Any

from mikomi.shell.archive import shadow

MARGIN = 120_000
"""Milliseconds before the end of its time in which no further page of people is begun."""


def handler(event: dict[str, Any], context: Any) -> dict[str, Any]:
    def has_time() -> bool:
        return bool(context.get_remaining_time_in_millis() > MARGIN)

    if "backtest" in event:
        from mikomi.shell.backtest import shares

        return {**event, "done": shares.go_on(event["backtest"], event["share"], has_time)}
    running = shadow.current()
    if running is None or not running.runs:
        return {"days": 0, "people": 0}
    from mikomi.shell.backtest import night

    return night.make_up(running, has_time)
