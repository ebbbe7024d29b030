"""Comparing what a marketer wrote with what a client sent, leniently: `"５"`, `"5"` and `5` are the same number, ＩＴ
and it the same text.

Rules
1. Two texts are the same if they look the same: width (NFKC), case and surrounding space do not count.
2. A number written as text is a number where the other side is a number or a comparison (`>= 80`). Two texts are
   compared as texts: the telephone numbers `03…` and `3…` differ.
3. A list on the client's side is compared item by item: one that fits is enough. A list in a list fits nothing.
4. Whatever a client told is read here or not at all: no value of any kind or size makes the reading fail.
"""

import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from math import isfinite
from typing import Any

from mikomi.core import comparison

LONGEST_TEXT = 1_000
LONGEST_LIST = 100
LONGEST_TEXTS = 10_000
"""How much of a client's text (characters) and list (items) is compared; how many characters of a list are searched."""
LARGEST = 2.0**64
"""From here on a number is no longer told as a text: it would be hundreds of digits."""


def folded(text: str) -> str:
    """The text without width, case and surrounding space."""
    text = text[:LONGEST_TEXT]
    return text.strip().lower() if text.isascii() else unicodedata.normalize("NFKC", text).strip().casefold()


def number(told: Any) -> float | None:
    """A finite number, or a text that is one; a truth value is none."""
    if isinstance(told, bool) or not isinstance(told, (int, float, str)):
        return None
    try:
        found = float(folded(told).replace(",", "") if isinstance(told, str) else told)
    except (ValueError, OverflowError):
        return None
    return found if isfinite(found) else None


def text(told: Any, longest: int = LONGEST_TEXT) -> str:
    """A text or a number as text, cut to a bearable length; "" for everything else."""
    if isinstance(told, str):
        return told[:longest]
    is_number = isinstance(told, (int, float)) and not isinstance(told, bool)
    return str(told)[:longest] if is_number and abs(told) < LARGEST else ""


def threshold(written: str) -> float:
    """The number that a comparison compares with: 80 of `">= 80"`. ValueError if it is none."""
    found = comparison.numbered(written)
    if not found:
        raise ValueError(f"not a comparison: {written!r}")
    return found.limit


def same(told: Any, wanted: Any) -> bool:
    """Whether what a client told is the value that a marketer wrote."""
    return any(_same(one, wanted) for one in items(told))


def items(told: Any) -> list[Any]:
    """What is compared of a client's value: the items of a list, or the value alone."""
    return list(told[:LONGEST_LIST]) if isinstance(told, (list, tuple)) else [told]


def _same(told: Any, wanted: Any) -> bool:
    if isinstance(told, str) and isinstance(wanted, str):
        return told == wanted or folded(told) == folded(wanted)
    return told is not None and not isinstance(told, (dict, list, tuple)) and canonical(told) == canonical(wanted)


def canonical(value: Any) -> str:
    """A text that is equal for any two values that are the `same`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    found = number(value)
    if found is not None:
        return repr(found + 0.0)
    return folded(value) if isinstance(value, str) else ""


def fits(told: Any, wanted: Any) -> bool:
    """Whether a property is as a `where` wants it: a value, one of a list, or a comparison such as `>= 10000`."""
    if isinstance(wanted, list):
        return any(fits(told, one) for one in wanted)
    test = comparison.numbered(wanted) if isinstance(wanted, str) else None
    if test is None:
        return same(told, wanted)
    found = number(told)
    return found is not None and test.fits(found)


class UnreadableExpression(ValueError):
    """This is no regular expression; the message says why, in English."""


@lru_cache(maxsize=1024)
def expression(written: str) -> Callable[[str], object]:
    """Finds a marketer's regular expression in a text, small and capital letters alike: a true value where it is. RE2
    takes time in proportion to the text, whatever the two look like, so a stranger cannot keep it busy. Raises
    Unreadable.
    """
    import re2  # by those plans alone that have one

    options = re2.Options()
    options.case_sensitive, options.log_errors, options.never_capture = False, False, True
    try:
        found: Callable[[str], object] = re2.compile(written, options).search
        return found
    except re2.error as why:
        raise UnreadableExpression(why.args[0].decode() if isinstance(why.args[0], bytes) else str(why)) from None


def text_matches(pattern: str, told: Any) -> bool:
    """Whether the regular expression is found anywhere in the text (as told, or in its plain width). One that a former
    release took and that cannot be read any more is found nowhere.
    """
    try:
        search = expression(pattern)
    except UnreadableExpression:
        return False
    return any(
        search(one) or (not one.isascii() and search(unicodedata.normalize("NFKC", one))) for one in _texts(told)
    )


def _texts(told: Any) -> Iterator[str]:
    """The texts of a value or of a list's items: `LONGEST_TEXTS` characters of them all."""
    left = LONGEST_TEXTS
    for one in items(told):
        said = text(one)[:left]
        if said or isinstance(one, str):
            yield said
        left -= len(said)


def reach(properties: Any, dotted: str) -> Any:
    """`product.price` out of `{"product": {"price": 5}}`; a key that holds the dots itself comes first."""
    if not isinstance(properties, dict):
        return None
    if dotted in properties:
        return properties[dotted]
    for key in dotted.split("."):
        if not isinstance(properties, dict) or key not in properties:
            return None
        properties = properties[key]
    return properties
