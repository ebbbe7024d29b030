"""Pictures of a mail, as those read it who do not see them: their program shows none, or they listen to it.

Rules
1. Each picture says what it shows (`alt`), or that it is decoration (`alt=""`).
2. A link that holds nothing but a picture needs its words: else nobody who does not see it knows where it leads.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from mikomi.core.checking.lint_layouts import mended_of, report_once
from mikomi.core.checking.source import Source
from mikomi.core.html_reader import HtmlReader
from mikomi.core.mails.marks import Marks
from mikomi.core.mails.start_tag import attributes

_TAG = re.compile(r"""<(?:img|a|mj-[a-z-]+)\b(?:"[^"]*"|'[^']*'|[^<>"'])*>""")


class Unsaid(NamedTuple):
    """A tag, as it stands in the file, that says nothing to who does not see the picture; with the problem's code."""

    code: str
    tag: str


def check(source: Source) -> None:
    """What one file shows, whichever mails are made of it. Problems are reported to the source."""
    at = 0
    for code, tag in _unsaid(mended_of(source).text):
        start = source.text.find(tag, at)
        if start < 0:
            start = max(source.text.find(tag), 0)
        at = start + 1
        report_once(source, code, start, start + len(tag))


def check_made(html: str, made_of: tuple[Source, ...]) -> None:
    """The same of what was made of MJML: where the picture's, or the link's, address stands in the files."""
    for code, tag in _unsaid(html):
        for source in made_of:
            start = next(_places(source.text, tag), None)
            if start is not None:
                end = source.text.find(">", start) + 1
                report_once(source, code, start, end or start + 1)
                break
        else:
            report_once(made_of[0], code, 0, 1)


def _places(written: str, tag: str) -> Iterator[int]:
    """Where a tag without words stands that has the same address."""
    address = next((each.value for each in attributes(tag) if each.name in ("src", "href")), None)
    for each in _TAG.finditer(written):
        given = {attribute.name: attribute.value for attribute in attributes(each[0])}
        if each[0] == tag or (
            address and address in (given.get("src"), given.get("href")) and not given.get("alt", "").strip()
        ):
            yield each.start()


@lru_cache(maxsize=256)
def _unsaid(html: str) -> tuple[Unsaid, ...]:
    """A workspace is checked whole at every upload, and most of its mails have not changed."""
    if "<img" not in html.lower():
        return ()
    marks = Marks()
    reader = _Pictures()
    reader.feed(marks.aside(html))
    reader.close()
    return tuple(Unsaid(code, marks.back(tag)) for code, tag in reader.unsaid)


@dataclass
class _Link:
    """A link that is open: its tag, its pictures without words, whether anything in it can be read."""

    tag: str
    silent: bool = False
    is_read: bool = False


@dataclass
class _Pictures(HtmlReader):
    unsaid: list[Unsaid] = field(default_factory=list)
    link: _Link | None = None

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self._end_link()
            self.link = _Link(self.get_starttag_text() or "", is_read=bool(given.get("aria-label")))
        elif tag == "img":
            words = given.get("alt")
            if "alt" not in given:
                self.unsaid.append(Unsaid("W-mail-alt", self.get_starttag_text() or ""))
            elif self.link and not (words or "").strip():
                self.link.silent = True
            if self.link and ("alt" not in given or (words or "").strip()):
                self.link.is_read = True  # told of by itself, or it says where it leads

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end_link()

    def handle_data(self, data: str) -> None:
        if self.link and data.strip():
            self.link.is_read = True

    def _end_link(self) -> None:
        if self.link and self.link.silent and not self.link.is_read:
            self.unsaid.append(Unsaid("W-link-words", self.link.tag))
        self.link = None
