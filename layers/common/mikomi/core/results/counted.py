"""The answers of the questions in `sql/`, at one moment."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from mikomi.model.base import Millis

Rows = list[dict[str, Any]]


class Counted(NamedTuple):
    """Answers by question, and the moment for which they hold; None where nothing was counted yet."""

    as_of: Millis | None
    answers: Mapping[str, Rows]

    def of(self, question: str, scenario: str) -> Rows:
        return [row for row in self.answers.get(question, []) if row["scenario"] == scenario]

    @property
    def moment(self) -> str | None:
        """`2026-11-28T01:00:00.000Z`."""
        if self.as_of is None:
            return None
        at = datetime.fromtimestamp(self.as_of / 1000, UTC)
        return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    @property
    def today(self) -> date:
        """The day (UTC) on which it was counted."""
        return datetime.fromtimestamp((self.as_of or 0) / 1000, UTC).date()
