"""A JSON file of the workspace: its value, and problems reported where the parts of it stand."""

from typing import Any

from mikomi.core.checking.json_reader import JsonReader, Path, Span, pointer
from mikomi.core.checking.source import Source

__all__ = ["Document", "Path"]


class Document:
    """`value` is what was meant, as far as that could be seen; `broken`, if absent things may be there, unread."""

    def __init__(self, file: str, raw: bytes) -> None:
        self.source = Source(file, raw)
        reader = JsonReader(self.source)
        empty = not self.source.text.strip()
        self.value: Any = None if empty else reader.read()
        self.broken = empty or reader.broken
        self._keys, self._values = reader.keys, reader.values
        if empty and not self.source.problems:
            self.source.report("E-empty", None)

    def report(self, code: str, path: Path, *, key: bool = False, **more: Any) -> None:
        """A problem of the value at `path`; of its key, with `key`. A path that is not there: of what holds it."""
        start, end = self._span(path, key)
        self.source.report(code, start, end, pointer(path), **more)

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at `path`."""
        return self.source.position(self._span(path, False)[0])

    def _span(self, path: Path, key: bool) -> Span:
        while path not in self._values and path:
            path = path[:-1]
        spans = self._keys if key and path in self._keys else self._values
        return spans.get(path, (0, 1))
