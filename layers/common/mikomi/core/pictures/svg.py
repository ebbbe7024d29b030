"""SVG as text: elements with escaped values, and texts that fit their place."""

import re
from collections.abc import Iterable
from html import escape
from unicodedata import east_asian_width

Element = str
_CLOSING, _OPENING = "、。，．」』）】”’,.;:!?)]}%", "「『（【“‘([{"
_NO_LETTERS = re.compile("[^\t\n\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML may hold."""


def element(name: str, /, *inside: Element, **values: object) -> Element:
    """`<name …>inside</name>`. A value's name is written with `_` for `-` and without a trailing `_`; None leaves it
    out.
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_plain(value))}"'
        for key, value in values.items()
        if value is not None
    )
    return f"<{name}{said}>{''.join(inside)}</{name}>" if inside else f"<{name}{said}/>"


def text(words: str, x: float, y: float, *, fits: int | None = None, **values: object) -> Element:
    """The words at a place; those that do not fit in so many half widths are cut, and stand in the tooltip."""
    shown = words if fits is None else fitted(words, fits)
    tip = (element("title", escaped(words)),) if shown != words else ()
    return element("text", *tip, escaped(shown), x=x, y=y, **values)


def drawing(
    width: float, height: float, label: str, inside: Iterable[Element], kind: str, role: str = "group"
) -> Element:
    """The whole picture; `label` is what is read aloud in its place."""
    return element(
        "svg",
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_plain(width)} {_plain(height)}",
        width=width,
        height=height,
        class_=f"picture {kind}",
        role=role,
        aria_label=label,
    )


def fitted(words: str, most: int) -> str:
    """The words in at most so many half widths (a letter of Japanese is two), with `…` where they were cut."""
    if width(words) <= most:
        return words
    kept, room = [], most - 1
    for letter in words:
        room -= width(letter)
        if room < 0:
            break
        kept.append(letter)
    return "".join(kept).rstrip() + "…"


def wrapped(words: str, most: int, lines: int) -> list[str]:
    """The words in so many lines of so many half widths, broken between words where they have spaces and anywhere in
    Japanese, never before what closes; what does not fit in the last line is cut."""
    rest, made = words.strip(), list[str]()
    while rest and len(made) < lines - 1 and width(rest) > most:
        cut = len(fitted(rest, most + 1)) - 1 or 1
        while cut > 1 and _holds_together(rest[cut - 1], rest[cut]):
            cut -= 1
        if cut == 1:  # one word fills the line
            cut = len(fitted(rest, most + 1)) - 1 or 1
        made.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*made, fitted(rest, most)] if rest or not made else made


def _holds_together(before: str, after: str) -> bool:
    """Whether no line may end between the two letters."""
    if after in _CLOSING or before in _OPENING:
        return True
    return not (before.isspace() or after.isspace()) and width(before) == width(after) == 1 and before not in "-/"


def width(words: str) -> int:
    return sum(2 if east_asian_width(letter) in "WFA" else 1 for letter in words)


def escaped(words: str) -> Element:
    """The words as XML has them."""
    return escape(_NO_LETTERS.sub("", words), quote=False)


def _plain(value: object) -> str:
    """Numbers without needless decimals: pictures are many small numbers."""
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else _NO_LETTERS.sub("", str(value))
