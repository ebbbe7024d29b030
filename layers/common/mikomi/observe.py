"""What operators see: one JSON line for what went wrong or was decided once, a metric for what is counted.

Rules
1. No line per event: a line costs as much as the Lambda that wrote it.
2. Never an address, a name, an IP, a token or a body: fields are ids, codes and numbers, and text that looks like an
   address is withheld.
3. Powertools is imported by the first line, not by the start of a function.
"""

from functools import cache
from typing import Any

LONGEST = 300


def log(event_name: str, *, level: str = "INFO", **fields: str | int | float | bool | None) -> None:
    """One JSON line: `message` is the event's name, the fields stand beside it."""
    getattr(_logger(), level.lower())(event_name, extra={name: _withheld(value) for name, value in fields.items()})


def count(metric: str, n: int = 1) -> None:
    """Add to a CloudWatch metric of the namespace Mikomi (embedded in the log, no call)."""
    from aws_lambda_powertools.metrics import MetricUnit, single_metric

    with single_metric(name=metric, unit=MetricUnit.Count, value=n, namespace="Mikomi"):
        pass


@cache
def _logger() -> Any:
    from aws_lambda_powertools import Logger

    return Logger(service="mikomi", location=None)  # it would always be this module


def _withheld(value: str | int | float | bool | None) -> str | int | float | bool | None:
    if not isinstance(value, str):
        return value
    return "(withheld)" if "@" in value else value[:LONGEST]
