"""Which text of a mail is hard to read, or cannot be seen at all, in light and in dark mode.

Rules
1. A text is read on the colour of the nearest tag around it that has one. 4.5:1 is asked, and 3:1 of large letters
   (24 px, or 18.66 px in bold), as WCAG 2.2 does.
2. The colours are those of the template as it is sent: its tags' styles, and over them the rules that
   `@media (prefers-color-scheme: …)` holds.
3. Dark is looked at only if the mail speaks of it; else programs turn the colours themselves, each in its own way. A
   mail that says it can do dark, and gives no colours, is shown in light letters on a dark ground.
4. What hangs on the reader or lies on a picture is not known, so nothing is said of it. A picture with a colour beneath
   is read as if it were not loaded.
5. What nobody is meant to see (a preheader) is not read.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Literal, NamedTuple

from mikomi.core.mails import colours, styles
from mikomi.core.mails.colours import BLACK, WHITE, Colour
from mikomi.core.mails.looks import TagLook, declared, looked
from mikomi.core.mails.marks import HELD

Scheme = Literal["light", "dark"]

WANTED, WANTED_OF_LARGE, UNSEEN = 4.5, 3.0, 1.1
"""Ratios; below the last nothing is seen."""

_UNREAD = frozenset(("head", "style", "script", "template", "title", "noscript", "select", "svg", "math"))
_ENDS = {
    "p": ("p",),
    "li": ("li", "p"),
    "td": ("td", "th", "p"),
    "th": ("td", "th", "p"),
    "tr": ("td", "th", "tr", "p"),
}
"""What is open and ends where such a tag begins, as browsers read it."""
_PIECE = re.compile(f"({HELD.pattern.replace('(', '(?:')})")
_BLANK = re.compile("[\\s\u00a0\u034f\u00ad\u200b-\u200f\u2007\u2060\ufeff]+")
_META = re.compile(r"<meta\b[^>]*\bname\s*=\s*[\"']?(?:supported-)?color-schemes?\b[^>]*>", re.IGNORECASE)


class Faint(NamedTuple):
    """A text as it stands in the template and the number of the tag around it (-1: none); its colour on which other, in
    which scheme; what would do."""

    scheme: Scheme
    text: str
    number: int
    colour: Colour
    ground: Colour
    ratio: float
    wanted: float
    better: Colour

    @property
    def is_unseen(self) -> bool:
        return self.ratio < UNSEEN


class Legibility(NamedTuple):
    """What was looked at. `on_picture` are texts with nothing but a picture beneath; `undeclared`: there are rules for
    dark mode, but no `<meta>` for programs that ask for one."""

    faint: tuple[Faint, ...]
    on_picture: tuple[tuple[str, int], ...]
    undeclared: bool


@lru_cache(maxsize=256)
def looked_at(source: str) -> Legibility:
    """`source` is a template whose styles can be written into its tags (`styles.written_in`)."""
    page = styles.read(source)
    declarations = "".join(_META.findall(source)).lower()
    light = _Texts(page, "light", styles.in_scheme(source, "light")[0], can_dark=False)
    read = [light]
    dark, has_dark = styles.in_scheme(source, "dark")
    if has_dark or "dark" in declarations:
        read.append(_Texts(page, "dark", dark, can_dark="dark" in declarations))
    first: dict[tuple[object, ...], Faint] = {}
    for each in (each for texts in read for each in texts.faint()):
        first.setdefault((each.scheme, each.colour, each.ground, each.wanted), each)
    return Legibility(tuple(first.values()), tuple(light.on_picture), has_dark and not declarations)


class _Texts:
    """The texts with the look that each has; `given` are the tags' styles by number."""

    def __init__(self, page: styles.TemplatePage, scheme: Scheme, given: Mapping[int, str], *, can_dark: bool) -> None:
        self._scheme = scheme
        self._given = given
        self._open: list[tuple[str, TagLook, int]] = []
        self._count: Counter[str] = Counter()
        self._root = TagLook(WHITE if can_dark else BLACK, colours.colour("#121212") if can_dark else WHITE)
        self._link = colours.colour("#9e9eff" if can_dark else "#0000ee")
        self._texts: dict[TagLook, tuple[str, int]] = {}
        self._marks = page.marks
        self.on_picture: list[tuple[str, int]] = []
        for piece in page.pieces:
            if isinstance(piece, styles.Begin):
                self._begin(piece)
            elif isinstance(piece, styles.End):
                self._end(piece.name)
            else:
                self._read(piece.text)

    def faint(self) -> Iterator[Faint]:
        for look, (text, number) in self._texts.items():
            if look.colour is None or look.ground is None:
                continue
            shown = colours.over(look.colour, look.ground)
            wanted = WANTED_OF_LARGE if look.is_large else WANTED
            ratio = colours.contrast(shown, look.ground)
            if ratio < wanted:
                better = colours.nearest_readable(shown, look.ground, wanted)
                yield Faint(self._scheme, text, number, shown, look.ground, ratio, wanted, better)

    def _begin(self, tag: styles.Begin) -> None:
        if tag.name in styles.VOID:
            return
        for name in _ENDS.get(tag.name, ()):
            if self._open and self._open[-1][0] == name:
                self._count[self._open.pop()[0]] -= 1
        around = self._open[-1][1] if self._open else self._root
        style = self._given.get(tag.number, tag.given.get("style", ""))
        if styles.hangs_on_reader(tag.written):
            look = around.unknown()
        else:
            look = looked(around, tag.name, tag.given, declared(style), self._link)
        if tag.name in _UNREAD or "hidden" in tag.given:
            look = look.hidden()
        self._open.append((tag.name, look, tag.number))
        self._count[tag.name] += 1

    def _end(self, tag: str) -> None:
        if self._count[tag]:
            while self._open:
                name, _, _ = self._open.pop()
                self._count[name] -= 1
                if name == tag:
                    break

    def _read(self, data: str) -> None:
        _, look, number = self._open[-1] if self._open else ("", self._root, -1)
        is_asked = look.ground is None and look.on_picture
        if look.is_unread or (look in self._texts and not is_asked) or not (text := self._words(data)):
            return
        if is_asked:
            self.on_picture.append((text, number))
        self._texts.setdefault(look, (text, number))

    def _words(self, data: str) -> str:
        """The first piece of it that is read, as it is written in the template."""
        for line in data.split("\n"):
            for piece in _PIECE.split(line):
                kept = self._marks.back(piece)
                if _BLANK.sub("", kept) and not kept.startswith(("{%", "{#")):
                    return kept.strip()
        return ""
