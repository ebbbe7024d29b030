"""The HTML of a mail as its reader sees it: the text, and each link with what it says.

Rules
1. It is read apart from what made the mail (`mails.legal_lines`): whoever judges does not ask the judged.
2. What is hidden (`display:none`, `hidden`) is not there; pictures speak by their `alt`.
"""

import re

from mikomi.core.html_reader import HtmlReader

_UNSEEN = ("head", "style", "script", "template", "title")
_EMPTY = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
_HIDES = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_BREAKS = ("p", "div", "br", "td", "th", "tr", "li", "h1", "h2", "h3", "h4", "table", "ul", "ol", "body")


class SeenHtml(HtmlReader):
    """`links`: where each seen link leads, and its words. `addresses`: every `href` and `src` as it is written."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.addresses: list[tuple[str, str]] = []
        self._hidden: list[str] = []
        self._link: tuple[str, list[str]] | None = None
        self.feed(html)
        self.close()
        self._end_link()

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        self.addresses += [(tag, told[name].strip()) for name in ("href", "src") if name in told]
        if tag == "body":
            self._hidden = []  # </head> may be left out
        if self._hidden or tag in _UNSEEN or "hidden" in told or _HIDES.search(told.get("style", "")):
            if tag not in _EMPTY:
                self._hidden.append(tag)
            return
        if tag == "a":
            self._end_link()
            self._link = told.get("href", "").strip(), []
        elif tag == "img":
            self._say(told.get("alt", ""))
        elif tag in _BREAKS:
            self._say("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._hidden:
            while self._hidden.pop() != tag:
                pass
        elif tag == "a" and not self._hidden:
            self._end_link()

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self._say(data)

    def _say(self, words: str) -> None:
        self.pieces.append(words)
        if self._link:
            self._link[1].append(words)

    def _end_link(self) -> None:
        if self._link:
            self.links.append((self._link[0], "".join(self._link[1]).strip()))
            self._link = None
