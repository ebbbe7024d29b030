"""Jinja's marks (`{{ }}`, `{% %}`, `{# #}`) put aside while what stands around them is read as HTML: they may hold `<`
and `>`, which are no tags."""

import re

_OPENING = re.compile(r"\{[{%#]")
_ENDS = {"{{": "}}", "{%": "%}", "{#": "#}"}
_BEGINNING = re.compile(r"\{(?=[{%#\ue000])")
HELD = re.compile("\ue000([0-9]+)\ue001")
"""One mark that was put aside."""


class Marks:
    def __init__(self) -> None:
        self._held: list[str] = []

    def aside(self, source: str) -> str:
        """The source, with a short stand-in for each mark."""
        text = source.replace("\ue000", "").replace("\ue001", "")
        pieces, at = [], 0
        while opening := _OPENING.search(text, at):
            end = text.find(_ENDS[opening[0]], opening.end())
            if end < 0:  # it is never closed: text like any other
                pieces.append(text[at : opening.start() + 1])
                at = opening.start() + 1
            else:
                pieces += [text[at : opening.start()], self.hold(text[opening.start() : end + 2])]
                at = end + 2
        return "".join(pieces) + text[at:]

    def back(self, text: str) -> str:
        """The marks in the place of their stand-ins. What only looks like the beginning of one (`&#123;&#123;` in HTML)
        is taken apart, so that it is none."""
        return HELD.sub(lambda held: self._held[int(held[1])], _BEGINNING.sub("{ ", text))

    def hold(self, mark: str) -> str:
        """The stand-in of this mark."""
        self._held.append(mark)
        return f"\ue000{len(self._held) - 1}\ue001"
