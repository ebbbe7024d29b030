"""A corporate number (法人番号): thirteen digits, of which the first checks the others.

The National Tax Agency's rule: of the twelve digits, counted from the right, those at odd places count once and those
at even places twice; what their sum leaves when it is divided by nine, taken from nine, is the first digit.
"""

import re
import unicodedata

_SIGNS = re.compile(r"[\s\-‐‑–—−ー]+")
_LONGEST = 40


def read(written: object) -> str | None:
    """The number, however it is spaced; None if it is none, or one digit is wrong. A registration number for invoices
    is the same with a T before it."""
    if isinstance(written, bool) or not isinstance(written, str | int) or len(str(written)) > _LONGEST:
        return None
    digits = _SIGNS.sub("", unicodedata.normalize("NFKC", str(written))).upper().removeprefix("T")
    if len(digits) != 13 or not (digits.isascii() and digits.isdigit()):
        return None
    return digits if int(digits[0]) == check_digit(digits[1:]) else None


def check_digit(twelve: str) -> int:
    """The digit that stands before these twelve."""
    total = sum(int(digit) * (1 if place % 2 else 2) for place, digit in enumerate(reversed(twelve), start=1))
    return 9 - total % 9
