"""JSON as people type it: every value with its position, and every slip by its name.

Python's reader stops at the first slip and knows no positions; the libraries that know positions stop there as well
(see docs/decisions.md). This one goes on: it says what is wrong, takes what was meant, and reads the rest of the file.

Rules
1. What it takes without a word is JSON (RFC 8259) with each key once; whatever else it takes is reported.
2. Every pass through a loop consumes at least one character, so every input ends.
3. After a slip that hides the structure (`broken`), absent things are not reported: they may be there, unread.
"""

import re
from typing import Any

from mikomi.core.checking.json_parts import QUOTES, JsonParts, Path, Span, pointer
from mikomi.core.checking.source import Source

__all__ = ["JsonReader", "Path", "Span", "pointer"]

DEEPEST = 60
_NAMED = re.compile(r'"[^"\\\n]{1,80}"[ \t]*[:：]')


class _TooDeep(Exception):
    pass


class JsonReader(JsonParts):
    """`read` once; then `keys` and `values` say where each of them stands, and `broken` whether the structure held."""

    def __init__(self, source: Source) -> None:
        super().__init__(source)
        self.keys: dict[Path, Span] = {}
        self.values: dict[Path, Span] = {}
        self.absent: list[Path] = []

    def read(self) -> Any:
        """What was meant, as far as that could be seen."""
        for code, start, end, found in self.quoted.mended:
            self.source.report(code, start, end, pointer(self.path), found=found)
        value = self._whole()
        if self.quoted.put_in:
            place = self.quoted.place
            for places in (self.keys, self.values):
                places.update({path: (place(start), place(end)) for path, (start, end) in places.items()})
        return value

    def _whole(self) -> Any:
        try:
            value = self._value()
        except _TooDeep:
            self._slip("E-deep", self.at, broken=True, limit=DEEPEST)
            return None
        self._space()
        if self.at < len(self.text) and not self.broken:  # else it is what was lost there
            self._slip("E-extra", self.at, len(self.text), broken=True)
        return value

    # -- values ---------------------------------------------------------------------------------------------------

    def _value(self) -> Any:
        if len(self.path) > DEEPEST:
            raise _TooDeep
        mark = self._mark()
        start, path = self.at, self.path
        if mark == "{":
            value: Any = self._object()
        elif mark == "[":
            value = self._array()
        elif mark or self.at >= len(self.text):
            self._slip("E-no-value", min(self.at, max(len(self.text) - 1, 0)), broken=True)
            self.absent.append(self.path)
            value = None
        elif self.text[self.at] in QUOTES:
            value = self._string()
        else:
            value = self._word()
        self.values[path] = (start, max(self.at, start + 1))
        return value

    def _object(self, closing: str = "}") -> dict[str, Any]:
        opened, path = self.at, self.path
        members: dict[str, Any] = {}
        last: str | None = None
        if not self._take("{"):
            self.at += 1  # another bracket, which was reported
        while True:
            comma = self._separator(closing, first=not members)
            if comma == "end":
                break
            mark = self._mark()
            if closing == "]" and self._take("}"):
                break
            if mark == "]" or self.at >= len(self.text):
                self._slip("E-unclosed", opened, what="{", right="}", broken=True)
                break
            if mark == "{" and last is not None and isinstance(members[last], dict):
                members[last] = self._list_without_bracket((*path, last), members[last])
                last = None
                continue
            if mark in ("{", "[", ":"):
                self._slip("E-no-key", self.at, broken=True)
                self._skip(mark)
                continue
            start = self.at
            key = self._string() if self.text[self.at] in QUOTES else self._bare_key()
            span = (start, self.at)
            if not self._take(":"):
                if self._mark() == "" and self.at < len(self.text) and self.text[self.at] in "=＝;；→":
                    self._slip("E-colon", self.at, name=key)
                    self.at += 1
                else:
                    self._slip("E-colon", start, span[1], name=key, broken=True)
                    if self._mark() in (",", "}", "]"):
                        continue
            self.path = (*path, key)
            if key in members:
                first = self.source.position(self.quoted.place(self.keys[self.path][0]))[0]
                self._slip("E-duplicate", *span, name=key, first=first)
            value = self._value()
            if key not in members:
                self.keys[self.path] = span
            members[key], last = value, key
            self.path = path
        self.path = path
        return members

    def _list_without_bracket(self, path: Path, first: Any) -> list[Any]:
        """`"steps": {…}, {…}`: objects follow where a name was due. They are the items of a list without its [."""
        self._slip("E-no-bracket", self.values[path][0], what="[")
        for places in (self.keys, self.values):
            inside = {place: span for place, span in places.items() if place[: len(path)] == path}
            for place in inside:
                if places is self.values or place != path:
                    del places[place]
            moved = {(*path, 0, *place[len(path) :]): span for place, span in inside.items()}
            places.update({place: span for place, span in moved.items() if places is self.values or place[-1] != 0})
        start = self.values[(*path, 0)][0]
        items = [first]
        while self._mark() == "{":
            self.path = (*path, len(items))
            items.append(self._value())
            self.path = path[:-1]
            comma = self.at
            if not self._take(","):
                break
            if self._mark() != "{":
                self.at = comma
                break
        self.values[path] = (start, self.at)
        self._take("]")
        return items

    def _array(self) -> list[Any] | dict[str, Any]:
        opened, path = self.at, self.path
        items: list[Any] = []
        self._take("[")
        if self._holds_names():
            self.at = opened
            self._slip("E-brackets", opened, found="[", right="{ }")
            return self._object("]")
        while True:
            if self._separator("]", first=not items) == "end":
                break
            mark = self._mark()
            if self.at >= len(self.text) or mark == "}":
                self._slip("E-unclosed", opened, what="[", right="]", broken=True)
                break
            self.path = (*path, len(items))
            if mark == ":":
                self._slip("E-unexpected", self.at, found=self.text[self.at], broken=True)
                self.at += 1
                continue
            items.append(self._value())
            self.path = path
        self.path = path
        return items

    def _holds_names(self) -> bool:
        """Whether a list's first item is the name of something, as in an object: `["name": 1`."""
        self._space()
        name = _NAMED.match(self.text, self.at)
        return name is not None

    def _separator(self, closing: str, *, first: bool) -> str:
        """Past the comma before the next item, or past the closing bracket ("end")."""
        if self._take(closing):
            return "end"
        if self._mark() != ",":
            if not first and self.at < len(self.text) and self._mark() not in ("}", "]"):
                self._slip("E-comma", self.at)
            return "item"
        comma = self.at
        self._take(",")
        if first:
            self._slip("E-extra-comma", comma)
        while self._mark() == ",":
            self._slip("E-extra-comma", self.at)
            self.at += 1
        if self._mark() == closing:
            self._slip("E-trailing-comma", comma, right=closing)
            self._take(closing)
            return "end"
        return "item"

    def _skip(self, mark: str) -> None:
        """Past a value that has no key, or past a lone mark."""
        if mark in ("{", "["):
            self.path = (*self.path, "")
            self._value()
            self.path = self.path[:-1]
        else:
            self.at += 1
