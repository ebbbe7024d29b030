"""How one tag of a mail looks, by what stands around it and by its own styles: its colours, its letters, whether it is
seen at all. What contrast hangs on, and no more of CSS than that."""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from mikomi.core.mails import colours
from mikomi.core.mails.colours import Colour
from mikomi.core.mails.styles import NESTED, brackets_deep

_LARGE, _LARGE_BOLD = 24.0, 18.66
_TIMES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67, "small": 0.83, "big": 1.2}
_BOLD = frozenset(("h1", "h2", "h3", "h4", "h5", "h6", "b", "strong", "th"))
_SIZES = {
    "xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0, "x-large": 24.0, "xx-large": 32.0,
}  # fmt: skip
_FONT_SIZES = {"1": 10.0, "2": 13.0, "3": 16.0, "4": 18.0, "5": 24.0, "6": 32.0, "7": 48.0}
_UNITS = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 96 / 25.4}
_LENGTH = re.compile(r"([0-9]*\.?[0-9]+)(px|pt|pc|in|cm|mm|em|rem|%)?\Z")
_NOTHING = re.compile(r"0*\.?0+(?:[a-z]+|%)?\Z")


class TagLook(NamedTuple):
    """`colour` of letters and `ground` beneath them; None where they are not known. Sizes are in CSS pixels."""

    colour: Colour | None
    ground: Colour | None
    size: float = 16.0
    is_bold: bool = False
    is_hidden: bool = False
    on_picture: bool = False

    @property
    def is_large(self) -> bool:
        return self.size >= (_LARGE_BOLD if self.is_bold else _LARGE)

    def unknown(self) -> "TagLook":
        return self._replace(colour=None, ground=None)

    @property
    def is_unread(self) -> bool:
        """A tag within may have letters of another size: tables that tools make have none of their own."""
        return self.is_hidden or self.size <= 1

    def hidden(self) -> "TagLook":
        return self._replace(is_hidden=True)


Declared = Mapping[str, tuple[str, tuple[Any, ...]]]
"""A style's properties: the value as it is written, and as CSS reads it."""


@lru_cache(maxsize=2048)
def declared(style: str) -> Declared:
    """What a `style` says; of a property that it says twice, what is important, else the later."""
    import tinycss2

    met: dict[str, tuple[str, tuple[Any, ...]]] = {}
    if brackets_deep(style) > NESTED:
        return met
    important: set[str] = set()
    for each in tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True):
        if each.type != "declaration" or (each.lower_name in important and not each.important):
            continue
        written = tinycss2.serialize(each.value).strip().lower()
        met.pop(each.lower_name, None)  # `background` after `background-color` says it anew
        met[each.lower_name] = (written, tuple(each.value))
        if each.important:
            important.add(each.lower_name)
    return met


def looked(around: TagLook, tag: str, attributes: Mapping[str, str], style: Declared, link: Colour | None) -> TagLook:
    """The look of a tag within that of the one around it."""
    size = _size(around.size, tag, attributes, style)
    opaque = _opacity(style)
    ground, on_picture = _ground(around, attributes, style, opaque)
    colour = _colour(around, tag, attributes, style, link)
    if colour is not None and opaque < 1:
        colour = colour._replace(alpha=colour.alpha * opaque)
    hidden = around.is_hidden or _is_hidden(style, opaque)
    return TagLook(colour, ground, size, _is_bold(around.is_bold, tag, style), hidden, on_picture)


def _colour(
    around: TagLook, tag: str, attributes: Mapping[str, str], style: Declared, link: Colour | None
) -> Colour | None:
    for name in ("-webkit-text-fill-color", "color"):
        if (written := style.get(name)) and written[0] not in ("inherit", "currentcolor", "unset"):
            return colours.colour(written[0])
    if "color" in style:
        return around.colour
    if tag == "a" and attributes.get("href"):
        return link
    if old := attributes.get("color" if tag == "font" else "text" if tag == "body" else ""):
        return colours.colour(_hash(old))
    return around.colour


def _ground(
    around: TagLook, attributes: Mapping[str, str], style: Declared, opaque: float
) -> tuple[Colour | None, bool]:
    """The colour beneath, and whether a picture may lie on it."""
    painted: Colour | None = colours.colour(_hash(attributes["bgcolor"])) if attributes.get("bgcolor") else None
    picture = bool(attributes.get("background"))
    for name, (written, values) in style.items():
        if name == "background":
            painted, picture = _painted(values), _is_picture(values)
        elif name == "background-color":
            if written not in ("inherit", "unset", "initial"):
                painted = colours.colour(written)
                if painted is None:  # a colour that nobody here can read
                    return None, False
        elif name == "background-image":
            picture = _is_picture(values)
    if painted is not None and opaque < 1:
        painted = painted._replace(alpha=painted.alpha * opaque)
    if painted is not None and painted.alpha == 1:
        return painted, picture
    if picture or around.ground is None:
        return None, picture or around.on_picture
    return (colours.over(painted, around.ground) if painted else around.ground), around.on_picture


def _painted(values: tuple[Any, ...]) -> Colour | None:
    for value in values:
        if value.type in ("ident", "hash", "function") and (met := colours.colour(value.serialize())):
            return met
    return None


def _is_picture(values: tuple[Any, ...]) -> bool:
    return any(
        value.type == "url"
        or (value.type == "function" and ("gradient" in value.lower_name or value.lower_name in ("url", "image-set")))
        for value in values
    )


def _size(around: float, tag: str, attributes: Mapping[str, str], style: Declared) -> float:
    if written := style.get("font-size"):
        return _length(written[0], around)
    if "font" in style:
        for word in re.split(r"[\s/]+", style["font"][0]):
            if (match := _LENGTH.match(word)) and match[2]:
                return _length(word, around)
    if tag == "font":
        return _FONT_SIZES.get(attributes.get("size", ""), around)
    return around * _TIMES.get(tag, 1.0)


def _length(written: str, around: float) -> float:
    if written in _SIZES:
        return _SIZES[written]
    if written in ("larger", "smaller"):
        return around * (1.2 if written == "larger" else 1 / 1.2)
    match = _LENGTH.match(written)
    if not match:
        return around
    number = float(match[1])
    if match[2] in ("em", "%"):
        return around * number / (100 if match[2] == "%" else 1)
    return number * (16.0 if match[2] == "rem" else _UNITS.get(match[2] or "px", 1.0))


def _is_bold(around: bool, tag: str, style: Declared) -> bool:
    short = style.get("font", ("",))[0].split()
    written = style.get("font-weight", ("bold" if "bold" in short else "",))[0]
    if written in ("bold", "bolder") or (written.isdecimal() and int(written) >= 700):
        return True
    if written in ("normal", "lighter") or written.isdecimal():
        return False
    return tag in _BOLD or around


def _opacity(style: Declared) -> float:
    written = style.get("opacity", ("1",))[0]
    try:
        number = float(written.rstrip("%")) / (100 if written.endswith("%") else 1)
    except ValueError:
        return 1.0
    return min(max(number, 0.0), 1.0) if number == number else 1.0


def _is_hidden(style: Declared, opaque: float) -> bool:
    said = {name: written for name, (written, _) in style.items()}
    return (
        said.get("display") == "none"
        or said.get("visibility") in ("hidden", "collapse")
        or said.get("mso-hide") == "all"
        or (
            said.get("overflow") == "hidden"
            and any(_NOTHING.match(said.get(name, "")) for name in ("max-height", "height", "max-width", "width"))
        )
        or opaque == 0
    )


def _hash(old: str) -> str:
    """`bgcolor="ffffff"` is `#ffffff` to a browser."""
    return f"#{old.strip()}" if re.fullmatch(r"\s*[0-9a-fA-F]{6}\s*", old) else old
