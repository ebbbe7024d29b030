"""A template with wrong braces, read all the same: each slip with its place, and the rest of the file without them.

Rules
1. Each mark (`{{ … }}`, `{% … %}`, `{# … #}`) is tried alone and once, so that the first slip hides no other.
2. What is wrong is blanked, letter for letter: every place in the rest stays what it was.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from mikomi.core.checking.near import nearest
from mikomi.core.mails import templates

MOST = 40
"""Slips of one template that are looked for: after so many, one and the same cause is likely."""

_OPENS = re.compile(r"\{\{|\{%|\{#")
_CLOSES = {"{{": "}}", "{%": "%}", "{#": "#}"}
_CUT = re.compile(r"[<\n\r]|[}%#]")
_TAG = re.compile(r"\{%[-+]?\s*(?P<tag>\w+)")
_WORD = re.compile(r"[A-Za-z_]\w*(?:\.\w+)*")
_LETTER = re.compile(r"[^\r\n]")
_MIDDLE = ("else", "elif")
_OPENERS = ("if", "for", "block")
_ENDS = ("endif", "endfor", "endblock")


class Slip(NamedTuple):
    """`why` is Jinja's own message; None where nothing is wrong, empty where it goes with what is."""

    why: str | None
    start: int
    end: int


class Mended(NamedTuple):
    """`text` is what can be read; `words`, what stands in the slips and so was meant to be shown."""

    text: str
    slips: tuple[Slip, ...] = ()
    words: frozenset[str] = frozenset()


def mended(text: str, *, parts: bool = False) -> Mended:
    """The template without its slips; with what cannot be mended, as it is. `parts`: see `templates.read`."""
    return _mended(text, parts)


@lru_cache(maxsize=1024)
def _mended(text: str, parts: bool) -> Mended:
    if not any(refusal.code == "syntax" for refusal in templates.read(text, parts=parts).refusals):
        return Mended(text)
    marks: list[Slip] = []
    at = 0
    while opening := _OPENS.search(text, at):
        start, at = opening.start(), _end(text, opening)
        marks.append(Slip(_wrong(text[start:at]), start, at))
    _pair(text, marks)
    blanked = [mark for mark in marks if mark.why is not None]
    words = frozenset(word for mark in blanked for word in _WORD.findall(text[mark.start : mark.end]))
    rest, end = [], 0
    for mark in blanked:
        rest += [text[end : mark.start], _LETTER.sub(" ", text[mark.start : mark.end])]
        end = mark.end
    return Mended("".join(rest) + text[end:], tuple(mark for mark in blanked if mark.why)[:MOST], words)


def _end(text: str, opening: re.Match[str]) -> int:
    """Behind the mark's end; of a mark that is not closed, where its text seems to end."""
    following = _OPENS.search(text, opening.end())
    until = following.start() if following else len(text)
    closing = text.find(_CLOSES[opening[0]], opening.end(), until)
    if closing >= 0:
        return closing + 2
    cut = _CUT.search(text, opening.end(), until)
    if cut is None:
        return until
    return cut.start() if cut[0] in "<\n\r" else min(cut.start() + (2 if text[cut.end() :][:1] == "}" else 1), until)


def _wrong(mark: str) -> str | None:
    """What is wrong with this mark in itself."""
    found = _TAG.match(mark)
    tag = found["tag"] if found else ""
    if tag in _OPENERS:
        mark += "{% end" + tag + " %}"
    elif tag in _MIDDLE:
        mark = "{% if a %}" + mark + "{% endif %}"
    elif tag in _ENDS:
        return None if mark.endswith("%}") else "unexpected '}'"
    return next((refusal.what for refusal in templates.read(mark).refusals if refusal.code == "syntax"), None)


def _pair(text: str, marks: list[Slip]) -> None:
    """Branches that are opened and not closed, or closed and not opened, are wrong; where one end of a branch is, the
    other goes with it."""
    opened: list[list[int]] = []
    for n, mark in enumerate(marks):
        found = _TAG.match(text, mark.start, mark.end)
        tag = found["tag"] if found else ""
        if tag in (*_OPENERS, *_MIDDLE, *_ENDS) or (tag and mark.why and nearest(tag, _OPENERS)):
            if tag in _MIDDLE and opened:
                opened[-1].append(n)
            elif tag in _ENDS and opened:
                pair = [*opened.pop(), n]
                if any(marks[i].why for i in pair):
                    for i in pair:
                        marks[i] = marks[i]._replace(why=marks[i].why or "")
            elif tag in (*_MIDDLE, *_ENDS):
                marks[n] = mark._replace(why=mark.why or f"unknown tag '{tag}'")
            else:
                opened.append([n])
    for first, *others in opened:
        found = _TAG.match(text, marks[first].start)
        why = f"The innermost block that needs to be closed is '{found['tag'] if found else ''}'"
        marks[first] = marks[first]._replace(why=marks[first].why or why)
        for i in others:
            marks[i] = marks[i]._replace(why=marks[i].why or "")
