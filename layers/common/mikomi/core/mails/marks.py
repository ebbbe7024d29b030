"""Jinja's marks (`{{ }}`, `{% %}`, `{# #}`) put aside while what stands around them is read as HTML: they may hold `<`
and `>`, which are no tags."""

import re

_MARK = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_BEGINNING = re.compile(r"\{(?=[{%#\ue000])")
HELD = re.compile("\ue000([0-9]+)\ue001")
"""One mark that was put aside."""


class Marks:
    def __init__(self) -> None:
        self._held: list[str] = []

    def aside(self, source: str) -> str:
        """The source, with a short stand-in for each mark."""
        return _MARK.sub(lambda mark: self.hold(mark[0]), source.replace("\ue000", "").replace("\ue001", ""))

    def back(self, text: str) -> str:
        """The marks in the place of their stand-ins. What only looks like the beginning of one (`&#123;&#123;` in HTML)
        is taken apart, so that it is none."""
        return HELD.sub(lambda held: self._held[int(held[1])], _BEGINNING.sub("{ ", text))

    def hold(self, mark: str) -> str:
        """The stand-in of this mark."""
        self._held.append(mark)
        return f"\ue000{len(self._held) - 1}\ue001"
