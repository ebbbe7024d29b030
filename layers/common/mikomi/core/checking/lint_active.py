"""What would act by itself in a mail: scripts by any name, forms, frames, pages that send elsewhere.

Rules
1. No mail program runs it, and gateways take a mail that has it for an attack: so it is refused, not taken out in
   silence.
2. Each is told where it stands, in the file in which it stands. Jinja's marks that show nothing part no word.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from mikomi.core.checking.lint_layouts import mended_of, report_once
from mikomi.core.checking.source import Source
from mikomi.core.mails import styles
from mikomi.core.mails.marks import HELD, Marks
from mikomi.core.mails.start_tag import attributes

_TAGS = frozenset(("applet", "base", "embed", "form", "frame", "frameset", "iframe", "object", "portal"))
_ACTS = re.compile(r"(?:java|vb|live)script:|data:(?!image/(?:png|gif|jpe?g|webp)[;,])", re.IGNORECASE)
_CSS = re.compile(r"expression\(|behaviou?r:|-moz-binding|(?:java|vb)script:", re.IGNORECASE)
_HANDLER = re.compile(r"on[a-z]+\Z")
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028-\u202e\u2060\ufeff\\]|/\*.*?\*/", re.DOTALL)
_BETWEEN = re.compile(r"""["'~+\s]""")
_ADDRESSES = frozenset(
    ("href", "src", "action", "formaction", "background", "poster", "xlink:href", "srcdoc", "content")
)


class Acting(NamedTuple):
    """The problem, what acts, and the tag or the line of CSS in which it stands."""

    code: str
    name: str
    where: str


def check(source: Source, is_mjml: bool = False) -> None:
    """What one file holds, whichever mails are made of it. Problems are reported to the source. `is_mjml`: it is made
    into HTML."""
    at = 0
    acting = _acting(mended_of(source).text)
    as_is = tuple(each for each in acting if each.code == "E-mjml-as-is")
    for code, name, where in [each for each in acting if each not in as_is] if is_mjml else as_is or acting:
        start = source.text.find(where, at)
        if start < 0:
            start = max(source.text.find(where), 0)
        at = start + 1
        report_once(source, code, start, start + len(where), name=name)


def check_made(html: str, source: Source) -> None:
    """What acts only in what was made of the mail: an attribute of MJML's becomes CSS. Told beside what is told of the
    files."""
    for _, name, _ in _acting(html):
        if not any(told.code == "E-active" for told in source.problems):
            at = source.text.find(name)
            source.report("E-active", at if at >= 0 else None, at + len(name), name=name)


@lru_cache(maxsize=256)
def _acting(html: str) -> tuple[Acting, ...]:
    """A workspace is checked whole at every upload, and most of its mails have not changed."""
    page = styles.read(html)
    met: list[Acting] = []
    in_style = False
    for piece in page.pieces:
        if isinstance(piece, styles.Begin):
            in_style = piece.name in ("style", "mj-style")
            if piece.name == "mjml":
                met.append(Acting("E-mjml-as-is", "<mjml>", "<mjml"))
            if name := next(_of_tag(page.marks, piece), None):
                met.append(Acting("E-active", name, page.marks.back(piece.written)))
        elif isinstance(piece, styles.End):
            in_style = False
        elif in_style and (match := _CSS.search(_IGNORED.sub("", piece.text))):
            lines = (each for each in piece.text.split("\n") if match[0][:6].lower() in each.lower())
            met.append(Acting("E-active", match[0], page.marks.back(next(lines, "<style")).strip()))
    return tuple(met)


def _of_tag(marks: Marks, tag: styles.Begin) -> Iterator[str]:
    if tag.name in _TAGS:
        yield f"<{tag.name}>"
    for each in attributes(tag.written):
        value = _as_it_acts(marks, each.value)
        if tag.name == "meta" and each.name == "http-equiv" and value.lower() == "refresh":
            yield "<meta http-equiv=refresh>"
        if _HANDLER.match(each.name):
            yield each.name
        if each.name in _ADDRESSES and (match := _ACTS.match(value)):
            yield match[0]
        if each.name == "style" and (match := _CSS.search(value)):
            yield match[0]


def _as_it_acts(marks: Marks, value: str) -> str:
    """Without what a browser passes over, and without marks: of a mark that shows words of its own, these."""

    def own(mark: re.Match[str]) -> str:
        shown = marks.back(mark[0])
        return _BETWEEN.sub("", shown[2:-2]) if shown.startswith("{{") and shown[2:].strip()[:1] in "\"'" else ""

    return _IGNORED.sub("", unescape(HELD.sub(own, value)))
