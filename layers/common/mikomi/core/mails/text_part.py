"""The text part of a mail, from its HTML: what a reader sees, line by line, links written out.

Rules
1. Only what is visible counts: no comments, styles, scripts, nor what is hidden by `display:none` or `hidden`.
2. Jinja's `{{ }}` and `{% %}` go through untouched, so that the text is a template with the same branches.
3. A link is `its words: its address`, the address as a browser reads it; a picture is its `alt`.
"""

import re
from collections import Counter
from collections.abc import Callable
from functools import lru_cache

from mikomi import web_address
from mikomi.core.html_reader import HtmlReader
from mikomi.core.mails.marks import Marks
from mikomi.core.mails.start_tag import href

_UNSEEN = ("head", "style", "script", "template", "title")
_BLOCKS = (
    "address", "article", "blockquote", "body", "div", "dl", "dt", "dd", "footer", "form", "h1", "h2", "h3", "h4", "h5",
    "h6", "header", "li", "main", "nav", "ol", "p", "pre", "section", "table", "tr", "ul",
)  # fmt: skip
_VOID = ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr")
_JAPANESE = re.compile("[぀-ヿ一-鿿]")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all", re.IGNORECASE)


Address = Callable[[Marks, str], str]


def as_read(marks: Marks, raw: str) -> str:
    """The address of a link as a browser reads the attribute, without a space at which it would seem to end."""
    return re.sub(r"\s", "%20", web_address.of_attribute(raw).strip())


def derive(html: str, address: Address = as_read) -> str:
    """The text template of an HTML template. `address` says how a link's address is written there: it gets the
    attribute as it stands in the HTML, Jinja's marks put aside."""
    page = read(html, address)
    lines = [" ".join(line.split()) for line in "".join(page.pieces).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return page.marks.back(text) + "\n" if text else ""


def title(html: str) -> str:
    """What stands in `<title>`, on one line; empty without one."""
    page = read(html)
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
    return page


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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.scripts += tag == "script"
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
        if tag in _BLOCKS:
            self._write("\n\n" if tag in ("p", "h1", "h2", "h3", "table") else "\n")
        if tag == "li":
            self._write("・" if self._is_japanese else "- ")
        if tag in ("td", "th"):
            self._write(" ")

    def handle_endtag(self, tag: str) -> None:
        if not self._count[tag]:
            return
        while self._open:
            opened = self._open[-1][0]
            if opened == "a":
                self._end_link()
            self._shut(self._open.pop())
            if opened == tag:
                break
        if tag in _BLOCKS and tag != "li":
            self._write("\n\n" if tag in ("p", "h1", "h2", "h3", "table") else "\n")

    def handle_data(self, data: str) -> None:
        if self._count["title"]:
            self.titles.append(data)
        self._write(re.sub(r"\s+", " ", data))

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
            self._write("\n")
        elif tag == "hr":
            self._write("\n\n----\n\n")
        elif tag == "img":
            self._write(given.get("alt", ""))

    def _end_link(self) -> None:
        raw, start = self._links.pop()
        words = "".join(self.pieces[start:]).strip()
        if not raw or raw.startswith(("#", "mailto:", "tel:")):
            return
        address = self._address(self.marks, raw)
        if words == web_address.of_attribute(raw).strip():
            del self.pieces[start:]
            words = ""
        self._write(f": {address} " if words else f"{address} ")

    def _write(self, text: str) -> None:
        if not self._unseen:
            self.pieces.append(text)
            self._is_japanese = self._is_japanese or bool(_JAPANESE.search(text))
