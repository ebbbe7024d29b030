"""What questions are asked of: the tables `events`, `people` and a few small ones beside them, in whichever engine."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Protocol

Values = dict[str, Any]


class Base(Protocol):
    def add_table(self, name: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """A small table of our own beside the events: what a question is asked about."""

    def ask(self, sql: str) -> list[Values]:
        """The answer's rows, by the names of their columns."""

    def stream(self, sql: str) -> Iterator[Values]:
        """The same, for answers of very many rows."""
