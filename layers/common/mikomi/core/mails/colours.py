"""Colours as CSS writes them, and how well one is read on another (WCAG 2.2, contrast).

Rules
1. A colour that cannot be known (a word of ours that is none, a space that screens do not have) is none.
2. Ratios are told as they are compared: cut after one digit, never rounded up to what would do.
"""

from functools import lru_cache
from typing import NamedTuple

_STEPS = 50


class Colour(NamedTuple):
    """Red, green, blue and how opaque, each from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def __str__(self) -> str:
        return "#" + "".join(f"{round(part * 255):02x}" for part in self[:3])


WHITE, BLACK = Colour(1, 1, 1), Colour(0, 0, 0)


@lru_cache(maxsize=1024)
def colour(written: str) -> Colour | None:
    """What CSS or an old attribute (`bgcolor="ffffff"`) means."""
    from tinycss2 import color4  # only who makes plans pays for it

    try:
        read = color4.parse_color(written.strip())
        if read is None or isinstance(read, str):
            return None
        parts = [min(max(float(part or 0), 0), 1) for part in read.to("srgb").coordinates]
        return Colour(parts[0], parts[1], parts[2], min(max(float(read.alpha), 0), 1))
    except (NotImplementedError, ValueError, OverflowError, ArithmeticError):
        return None


def over(upper: Colour, lower: Colour) -> Colour:
    """What is seen where one lies on another that lets nothing through."""
    share = upper.alpha
    red, green, blue = (above * share + below * (1 - share) for above, below in zip(upper[:3], lower[:3], strict=True))
    return Colour(red, green, blue)


def contrast(one: Colour, other: Colour) -> float:
    """From 1 (the same) to 21 (black on white), of colours that let nothing through."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def nearest_readable(text: Colour, ground: Colour, wanted: float) -> Colour:
    """The nearest on the way to black or to white that is read well on this ground."""
    for step in range(_STEPS + 1):
        for end in (BLACK, WHITE):
            tried = over(end._replace(alpha=step / _STEPS), text)
            shown = colour(str(tried)) or tried  # as somebody will write it
            if contrast(shown, ground) >= wanted:
                return shown
    return BLACK  # one of the two ends is 4.58 or more on any ground


def _luminance(of: Colour) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (of.red, of.green, of.blue)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
