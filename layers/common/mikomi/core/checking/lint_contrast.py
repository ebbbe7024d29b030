"""Text of a mail that is hard to read, or that nobody can see, in light and in dark mode (`core.mails.contrast`).

Rules
1. Each pair of colours is told once a mail, at the first text that has it, in the file in which that text stands.
2. It warns: who reads with difficulty still gets the mail.
"""

import re
from collections.abc import Iterator

from mikomi.core.checking.lint_layouts import Assembled, report_once
from mikomi.core.checking.source import MOST_ALIKE, Source
from mikomi.core.mails import contrast, styles

_IN = {"light": ("通常の表示", "light"), "dark": ("ダークモード", "dark")}
_LONGEST = 80


def check(html: Assembled) -> None:
    """A mail whose styles can be written into its tags. Problems are reported to the sources."""
    whole = html.whole or ""
    seen = contrast.looked_at(whole)
    if not any(seen):
        return
    page = styles.read(whole)
    tags = [page.marks.back(tag.written) for tag in page.tags]
    for each in seen.faint[:MOST_ALIKE]:
        source, start, end = _place(html, each.text, tags[each.number] if each.number >= 0 else "")
        report_once(
            source,
            "W-unseen" if each.is_unseen else "W-contrast",
            start,
            end,
            scheme=_IN[each.scheme],
            colour=str(each.colour),
            ground=str(each.ground),
            ratio=int(each.ratio * 10) / 10,
            wanted=f"{each.wanted:g}",
            better=str(each.better),
        )
    for text, number in seen.on_picture[:MOST_ALIKE]:
        source, start, end = _place(html, text, tags[number] if number >= 0 else "")
        report_once(source, "W-on-picture", start, end)
    if seen.undeclared:
        source = next((part for part in html.made_of if "<style" in part.text.lower()), html.source)
        start = max(source.text.lower().find("<style"), 0)
        report_once(source, "W-color-scheme", start, start + len("<style"))


def _place(html: Assembled, text: str, tag: str) -> tuple[Source, int, int]:
    """Where the text stands in the files; where the tag around it does, if the text itself is not found in them (it is
    a catalog's, or written in HTML's own letters)."""
    for source in html.made_of:
        for start, end in _places(source.text, text, tag):
            return source, start, min(end, start + _LONGEST)
    return html.source, 0, 1


def _places(written: str, text: str, tag: str) -> Iterator[tuple[int, int]]:
    if tag and (match := re.search(rf"{re.escape(tag)}[^<>]*?({re.escape(text)})", written)):
        yield match.span(1)
    for sought in (text, tag):
        if sought and (at := written.find(sought)) >= 0:
            yield at, at + len(sought)
