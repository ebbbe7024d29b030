"""The links that a mail's template has of its own, address where they are written, before anything is filled in.

Rules
1. Only what the marketer wrote is a link: the `href` of `<a>` and `<area>`, an address in a text, `{{ offer.url }}` and
   its like. What a lead's traits hold is text, whatever it looks like.
2. Everything else in the template stays byte for byte as it was written.
3. A text that was derived from the HTML has the HTML's links, as they are. In a text of its own a link ends before a
   space, before the punctuation at its end, and before a bracket that it did not open.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from mikomi import web_address
from mikomi.core.html_reader import HtmlReader
from mikomi.core.mails import templates, text_part
from mikomi.core.mails.marks import Marks
from mikomi.core.mails.start_tag import attributes

PLACE = "_link"
"""The name under which a template finds its links' addresses. No marketer's template can say it: it begins with `_`."""

_RAW = re.compile(r"\{%[-+]?\s*raw\b")
_OF_COMPANY = r"\{\{-?\s*(?:offer\.url|company\.site|asset_url)\b[^{}]*\}\}"
_IN_TEXT = re.compile(
    rf"(?P<link>(?:https?://|{_OF_COMPANY})(?:\{{\{{.*?\}}\}}|[^\s<>\"「」『』（）【】、。，{{}}])*)"
    r"|\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}",
    re.IGNORECASE | re.DOTALL,
)
_AT_ITS_END = ".,;:!?'"


class Written(NamedTuple):
    """A template in which each link's address is a place (`{{ _link["0"] }}`), and the addresses: small templates of
    their own, as a browser reads them."""

    source: str
    addresses: tuple[str, ...] = ()


@lru_cache(maxsize=128)
def in_html(source: str) -> Written:
    if _RAW.search(source):  # what stands between `raw` and `endraw` is no template: nothing can be put there
        return Written(source)
    marks = Marks()
    page = marks.aside(source)
    finder = _Anchors()
    finder.feed(page)
    finder.close()
    starts = _line_starts(page)
    pieces: list[str] = []
    addresses: list[str] = []
    done = 0
    for (line, column), tag in finder.address:
        begin = starts[line - 1] + column
        for each in attributes(tag):
            if each.name == "href" and (address := _address(marks, each.value)):
                pieces += [page[done : begin + each.begin], f'"{marks.hold(_place(len(addresses)))}"']
                addresses.append(address)
                done = begin + each.end
    return Written(marks.back("".join(pieces) + page[done:]), tuple(addresses))


@lru_cache(maxsize=128)
def in_text(source: str, html: str) -> Written:
    """`html` is the template of the other part: what was derived from it has its links."""
    if _RAW.search(source):
        return Written(source)
    addresses: list[str] = []

    def placed(marks: Marks, raw: str) -> str:
        if not (address := _address(marks, raw)):
            return text_part.as_read(marks, raw)
        addresses.append(address)
        return marks.hold(_place(len(addresses) - 1))

    def numbered(mark: re.Match[str]) -> str:
        if not mark["link"]:
            return mark[0]
        addresses.append(address := _without_end(mark["link"]))
        return _place(len(addresses) - 1) + mark["link"][len(address) :]

    if source == text_part.derive(html):
        source = text_part.derive(html, placed)
    return Written(_IN_TEXT.sub(numbered, source), tuple(addresses))


def _without_end(address: str) -> str:
    """`https://a.jp/x_(y)` whole; `https://a.jp/x).` without what closes a sentence around it."""
    while address[-1] in _AT_ITS_END or (address[-1] == ")" and address.count(")") > address.count("(")):
        address = address[:-1]
    return address


def _address(marks: Marks, raw: str) -> str:
    """What the attribute says, as a template; "" for what leads nowhere on the web (`mailto:`, `#top`)."""
    address = web_address.of_attribute(raw).strip()
    if not address.lower().startswith(("http://", "https://", "\ue000")):
        return ""
    whole = marks.back(address.replace("{", "%7B").replace("}", "%7D"))
    return "" if "{" in whole and templates.read(whole).refusals else whole


def _place(number: int) -> str:
    return f'{{{{ {PLACE}["{number}"] }}}}'


class _Anchors(HtmlReader):
    """Where the start tags of links stand, and how they are written (comments, styles and scripts are passed over)."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.address: list[tuple[tuple[int, int], str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in ("a", "area"):
            self.address.append((self.getpos(), self.get_starttag_text() or ""))


def _line_starts(text: str) -> list[int]:
    """Offsets of the lines as Python's parser counts them: by line feeds only."""
    return [0, *(match.end() for match in re.finditer("\n", text))]
