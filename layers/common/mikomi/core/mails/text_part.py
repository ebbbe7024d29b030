"""The text part of a mail, from its HTML: what a reader sees, line by line, links written out.

Rules
1. Only what is visible counts: no comments, styles, scripts, nor what is hidden by `display:none` or `hidden`.
2. Jinja's `{{ }}` and `{% %}` go through untouched, so that the text is a template with the same branches.
3. A link is `its words: its address`, the address as a browser reads it; a picture is its `alt`. In the middle of a
   sentence it is its words alone, and `its words: its address` follows the sentence; in a row of a table the address
   follows the row. A link that stands there for some readers only keeps its address beside it.
4. Lists keep their numbers, a row's heading is `heading: value`, a heading stands right above its text. Where a source
   breaks a line between two Japanese letters, none of them is parted.
5. A branch that a reader does not get leaves no blank lines behind.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

from mikomi import web_address
from mikomi.core.html_reader import HtmlReader
from mikomi.core.mails.marks import HELD, Marks
from mikomi.core.mails.start_tag import href

_UNSEEN = ("head", "style", "script", "template", "title")
_BLOCKS = (
    "address", "article", "blockquote", "body", "div", "dl", "dt", "dd", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
)  # fmt: skip
_VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
_JAPANESE = re.compile("[぀-ヿ一-鿿]")
_HEADINGS = ("h2", "h3", "h4", "h5", "h6")
_SPACE = re.compile(r"[ \t\n\r\f\u00a0]+")
_WIDE = "\u3000-\u30ff\u3400-\u9fff\uff00-\uffef"
_PARTED = re.compile(rf"(?<=[{_WIDE}])[ \t\r]*\n\s*(?=[{_WIDE}])")
_AFTER_SCHEME = re.compile(r"(?:mailto|tel):([^?]*)", re.IGNORECASE)
_ALONE = re.compile(r"(?:(?<=\n)|\A)(\ue000[0-9]+\ue001)(\n+)")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


Address = Callable[[Marks, str], str]


def as_read(marks: Marks, raw: str) -> str:
    """The address of a link as a browser reads the attribute, without a space at which it would seem to end."""
    return re.sub(r"\s", "%20", web_address.of_attribute(raw).strip())


def derive(html: str, address: Address = as_read) -> str:
    """The text template of an HTML template. `address` says how a link's address is written there: it gets the
    attribute as it stands in the HTML, Jinja's marks put aside."""
    page = read(html, address)
    lines = [_SPACE.sub(" ", line).strip(" ") for line in "".join(page.pieces).split("\n")]

    def joined(alone: re.Match[str]) -> str:
        if not page.is_branch(alone[1]):
            return alone[0]
        before = alone.string[: alone.start()]
        more = len(alone[2]) - (len(before) - len(before.rstrip("\n"))) if before else 0
        return "\n" * more + alone[1]

    text = _ALONE.sub(joined, re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip())
    return page.marks.back(text) + "\n" if text else ""


def title(html: str) -> str:
    """What stands in `<title>`, on one line; empty without one."""
    last = html.lower().rfind("</title")  # nothing behind it is read
    page = read(html[: max(last, 0) or None])
    return page.marks.back(" ".join("".join(page.titles).split()))


def has_script(html: str) -> bool:
    return read(html).scripts > 0


def read(html: str, address: Address = as_read) -> "_Page":
    """What is seen of it; nobody writes on what comes back. Whoever checks a mail asks five times for the same."""
    return _plainly(html) if address is as_read else _read(html, address)


@lru_cache(maxsize=64)
def _plainly(html: str) -> "_Page":
    return _read(html, as_read)


def _read(html: str, address: Address) -> "_Page":
    page = _Page(address)
    page.feed(page.marks.aside(html))
    page.close()
    page.end_line()
    return page


class _LineLink(NamedTuple):
    """A link of the line that is being written: where its words begin among the pieces, where its address may stand,
    and the address. `begins`: no word of the line stands before it."""

    start: int
    end: int
    words: str
    address: str
    begins: bool


class _Page(HtmlReader):
    def __init__(self, address: Address) -> None:
        super().__init__(convert_charrefs=True)
        self.marks = Marks()
        self.pieces: list[str] = []
        self.titles: list[str] = []
        self.scripts = 0
        self._address = address
        self._open: list[tuple[str, bool]] = []  # tags that are open, and whether what they hold is unseen
        self._count: Counter[str] = Counter()  # the same by name, so that ten thousand open tags cost no more than ten
        self._unseen = 0
        self._is_japanese = False
        self._links: list[tuple[str, int]] = []
        self._line = 0  # where it begins among the pieces
        self._of_line: list[_LineLink] = []
        self._cells: list[str] = []  # of the row that the line shows
        self._was_row = self._is_under_heading = False  # nothing was written since
        self._items: list[list[int]] = []  # of each ordered list that is open, where its items begin

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.scripts += tag == "script"
        self._is_japanese = self._is_japanese or (tag == "html" and given.get("lang", "").lower().startswith("ja"))
        if tag == "body":
            self._leave_head()
        if tag in _VOID:
            self._void(tag, given)
            return
        unseen = tag in _UNSEEN or "hidden" in given or bool(_HIDDEN.search(given.get("style", "")))
        self._open.append((tag, unseen))
        self._count[tag] += 1
        self._unseen += unseen
        if tag == "a":
            self._links.append((href(self.get_starttag_text() or ""), len(self.pieces)))
        if tag == "tr":
            self._begin_row()
        elif tag in _BLOCKS:
            self._break("\n\n" if tag in ("p", "h1", "table", *_HEADINGS) else "\n")
        if tag in _HEADINGS and self._is_japanese:
            self._write("■ ")
        if tag == "ol":
            self._items.append([])
        if tag == "li":
            self._write("・" if self._is_japanese else "- ")
            if self._items and not self._unseen and self._innermost_list() == "ol":
                self._items[-1].append(len(self.pieces) - 1)
        if tag in ("td", "th"):
            self._begin_cell(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self._count[tag]:
            return
        while self._open:
            opened = self._open[-1][0]
            if opened == "a":
                self._end_link()
            self._shut(self._open.pop())
            if opened == "ol" and self._items:
                self._number(self._items.pop())
            if opened == tag:
                break
        if tag in _BLOCKS and tag != "li":
            is_row = tag == "tr" and len(self._cells) > 1
            self._break("\n\n" if tag in ("p", "h1", "table") else "\n")
            self._was_row, self._is_under_heading = is_row, tag in _HEADINGS

    def handle_data(self, data: str) -> None:
        if self._count["title"]:
            self.titles.append(data)
        self._write(_SPACE.sub(" ", _PARTED.sub("", data.replace("\u00ad", ""))))

    def is_branch(self, mark: str) -> bool:
        """Whether what was put aside shows nothing by itself."""
        return self.marks.back(mark).startswith(("{%", "{#"))

    def end_line(self) -> None:
        """Each address of the line gets its place, now that it is known what stands behind it."""
        if self._of_line and not self._is_row_of_links():
            behind = ["".join(self.pieces[link.end + 1 :]) for link in self._of_line]
            is_fixed = [
                not link.words or any(self.is_branch(held[0]) for held in HELD.finditer(text))
                for link, text in zip(self._of_line, behind, strict=True)
            ]
            is_last = not _SPACE.sub("", behind[-1]) and len(self._of_line) == 1
            after: list[str] = []
            for link, stays in zip(self._of_line, is_fixed, strict=True):
                if stays or is_last:
                    self.pieces[link.end] = f": {link.address} " if link.words else f"{link.address} "
                elif link.begins and len(self._cells) > 1 and len(self._of_line) == 1:
                    after.append(f": {link.address}")
                else:
                    after.append(f"\n{link.words}: {link.address}")
            self.pieces += after
        self._of_line.clear()
        self._cells.clear()
        self._line = len(self.pieces)

    def _is_row_of_links(self) -> bool:
        """Links with nothing but a stroke between them get a line each."""
        between: list[int] = []
        at = self._line
        for link in self._of_line:
            between += range(at, link.start)
            at = link.end + 1
        between += range(at, len(self.pieces))
        if len(self._of_line) < 2 or any(re.search(r"\w", self.pieces[each]) for each in between):
            return False
        for each in between:
            self.pieces[each] = ""
        for link in self._of_line:
            self.pieces[link.end] = f": {link.address}\n" if link.words else f"{link.address}\n"
        return True

    def _break(self, blank: str) -> None:
        if not self._unseen:
            self.end_line()
            self.pieces.append("" if self._is_under_heading and not blank.strip("\n") else blank)

    def _begin_row(self) -> None:
        if not self._was_row:  # rows of several cells stand right below each other
            self._break("\n")

    def _begin_cell(self, tag: str) -> None:
        before = "".join(self.pieces[self._line :]).strip()
        is_heading = self._cells[-1:] == ["th"] and tag == "td" and before[-1:] not in ("", ":", "：")
        self._write(": " if is_heading and not before[-1:].isdecimal() else " ")
        if not self._unseen:
            self._cells.append(tag)

    def _innermost_list(self) -> str:
        return next((tag for tag, _ in reversed(self._open) if tag in ("ol", "ul")), "")

    def _number(self, items: list[int]) -> None:
        """Where every reader gets every item, each has its number."""
        if items and not any(self.is_branch(held[0]) for held in HELD.finditer("".join(self.pieces[items[0] :]))):
            for number, at in enumerate(items, 1):
                self.pieces[at] = f"{number}. "

    def _leave_head(self) -> None:
        """`</head>` may be left out."""
        if self._count["head"]:
            for opened in self._open:
                if opened[0] == "head":
                    self._shut(opened)
            self._open = [opened for opened in self._open if opened[0] != "head"]

    def _shut(self, opened: tuple[str, bool]) -> None:
        tag, unseen = opened
        self._count[tag] -= 1
        self._unseen -= unseen

    def _void(self, tag: str, given: dict[str, str]) -> None:
        if tag == "br":
            self._break("\n")
        elif tag == "hr":
            self._break("\n\n----\n\n")
        elif tag == "img":
            self._write(_SPACE.sub(" ", given.get("alt", "")))

    def _end_link(self) -> None:
        raw, start = self._links.pop()
        if not raw or raw.startswith("#") or self._unseen:
            return
        words = " ".join("".join(self.pieces[start:]).split())
        if plain := _AFTER_SCHEME.match(as_read(self.marks, raw)):
            address = plain[1].replace("%20", " ").strip()
            if not address or address in words:
                return
        else:
            address = self._address(self.marks, raw)
        if words == web_address.of_attribute(raw).strip():
            del self.pieces[start:]
            words = ""
        start = max(start, self._line)  # of a link around several blocks, the last line
        words = " ".join("".join(self.pieces[start:]).split()) if words else ""
        begins = not "".join(self.pieces[self._line : start]).strip(" \n・-")
        self._of_line.append(_LineLink(start, len(self.pieces), words, address, begins))
        self.pieces.append("")

    def _write(self, text: str) -> None:
        if not self._unseen:
            if text.strip():
                self._was_row = self._is_under_heading = False
            self.pieces.append(text)
            self._is_japanese = self._is_japanese or bool(_JAPANESE.search(text))
