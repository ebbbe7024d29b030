"""A JSON file of the workspace: its value, and problems reported where the parts of it stand.

Rules
1. What could not be used is `lost`: something else stands in for it (`repair`), of which nothing is reported.
2. A place is that of the value as it is read; what was written under another name there is shown under its own.
"""

from collections.abc import Iterator
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
        self._written_as: dict[Path, str] = {}
        self._lost: dict[Path, Any] = dict.fromkeys(reader.absent)
        if empty and not self.source.problems:
            self.source.report("E-empty", None)

    def report(self, code: str, path: Path, *, key: bool = False, **more: Any) -> None:
        """A problem of the value at `path`; of its key, with `key`. A path that is not there: of what holds it."""
        if any(path[:length] in self._lost for length in range(len(path) + 1)):
            return
        at = self._as_written(path)
        start, end = self._span(at, key)
        self.source.report(code, start, end, pointer(at), **more)

    def rename(self, path: Path, written: str) -> None:
        """What is read at `path` was written under the key `written`."""
        self._written_as[path] = written

    def lose(self, path: Path, written: Any) -> None:
        """What was written at `path` is not read."""
        self._lost.setdefault(path, written)

    def loses(self, *places: Path) -> bool:
        """Whether something at, in or around one of these places may be there without having been read."""
        ends = [(lost, place, min(len(lost), len(place))) for lost in self._lost for place in places]
        return self.broken or any(lost[:shared] == place[:shared] for lost, place, shared in ends)

    @property
    def is_read(self) -> bool:
        """Whether anything at all of it could be used."""
        return () not in self._lost

    @property
    def whole(self) -> bool:
        """Whether all is known that decides whom a condition fits: an hour that cannot be read changes nothing."""
        return not self.broken and not any(_is_weighty(path, value) for path, value in self._lost.items())

    def unread_texts(self) -> Iterator[str]:
        """All that is written in what could not be used; of a file whose brackets do not hold, all of it."""
        for written in self._lost.values():
            yield from _texts(written)
        if self.broken:
            yield from _texts(self.value)
            yield self.source.text

    def _as_written(self, path: Path) -> Path:
        return tuple(self._written_as.get(path[: n + 1], part) for n, part in enumerate(path))

    def place(self, path: Path) -> tuple[int, int]:
        """Line and column of the value at `path`."""
        return self.source.position(self._span(path, False)[0])

    def _span(self, path: Path, key: bool) -> Span:
        while path not in self._values and path:
            path = path[:-1]
        spans = self._keys if key and path in self._keys else self._values
        return spans.get(path, (0, 1))


_WEIGHTY = frozenset(
    {
        "add_points", "add_tag", "axis", "band", "exists", "from", "in", "is", "matches", "points", "score", "segment",
        "submitted", "tag", "trait", "unsubscribed",
    }
)  # fmt: skip


def _is_weighty(path: Path, written: Any) -> bool:
    return isinstance(written, dict | list) or not path or path[-1] in _WEIGHTY


def _texts(written: Any) -> Iterator[str]:
    rest = [written]
    while rest:
        match rest.pop():
            case str(text):
                yield text
            case dict() as inside:
                yield from inside
                rest.extend(inside.values())
            case list() as inside:
                rest.extend(inside)
            case _:
                pass  # a number, a yes or no: no name
