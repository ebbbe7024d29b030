"""A telephone number as a person reads it, and as a phone dials it. The one place that knows.

Rules
1. What is dialled is a number that was written as one, whole, and that exists in its country's plan: not its extension,
   its opening hours, a fax, nor a part of something longer. Of several the first one.
2. A number without a country's code is at home in the company's country. The trunk 0 behind a code (`+81 03-…`) is left
   out, the one that a spreadsheet lost is put back.
3. Where that is not certain there is no link, and the text stands as it was written: calling a stranger is worse than
   typing.
"""

import re
import unicodedata
from typing import Any, NamedTuple

from mikomi.core.behaviour.values import text
from mikomi.core.words.visible import visible

LONGEST = 200
"""Characters that are looked through; a longer text is no telephone number."""
SHORTEST = 7
"""Digits; what has fewer beside a number is an extension, a post code's half, an hour."""

MOST_DIGITS = 20
"""Of a country's code, a trunk 0, the longest number, and what dials abroad."""

_DASHES = re.compile("[\u2010-\u2015\u2212\u30fc\u2500\u02d7]")
_HOUR = r"\d{1,2}(?::\d\d|時(?:\d\d分|半)?)"
_CLOCK = re.compile(rf"{_HOUR}(?:\s*[-~]\s*{_HOUR})?|\d{{1,2}}\s*[-~]\s*\d{{1,2}}\s*時")
_TEL_AND_FAX = re.compile(r"(?:\btel|電話)\s*[&/・+]\s*(?:fax|ファックス)", re.IGNORECASE)
_FAX = re.compile(r"(?:\bfax|ファックス|ファクシミリ|ファクス)[\s.:()]*\+?[\d\s()./-]*\d", re.IGNORECASE)
_EXTENSION = re.compile(
    r"(?:[(,;]\s*)?(?:内線(?:番号)?|\bext(?:ension|n)?\b\.?|;ext=|#|\*|,+|\bx\.?)\s*[:.]?\s*\(?\d{1,6}\)?(?!\d)",
    re.IGNORECASE,
)
_REMARK = re.compile(r"\([^()]*[^\d\s()+./-][^()]*\)")
_KANJI = str.maketrans("〇零一二三四五六七八九", "00123456789")
_NUMBER = re.compile(r"\+?\s*\(?\d[\d\s()./-]*\d")
_ABROAD = re.compile(r"\s*00(?=[\s-]*[1-9])")
_BETWEEN = re.compile(r"\s*/\s*|\s+(?=[0+(])")


class Phone(NamedTuple):
    """`shown` as it was given (tidied), `uri` for a link: `tel:+81312345678`."""

    shown: str
    uri: str


def phone(written: Any, country: str | None) -> Phone | None:
    """None if it cannot be dialled. `country` is where a number without a country's code is at home (ISO, `JP`)."""
    if len(text(written, LONGEST + 1)) > LONGEST:
        return None
    shown = as_written(written)
    number = _dialled(shown, country)
    return Phone(shown, f"tel:{number}") if number else None


def as_written(written: Any) -> str:
    """The text, or the beginning of a long one, in one width and with one kind of dash; "" for what is no text."""
    told = visible(text(written, LONGEST))
    return " ".join(_DASHES.sub("-", unicodedata.normalize("NFKC", told)).split())


def _dialled(shown: str, country: str | None) -> str | None:
    """The first number in E.164."""
    bare = shown if any(c.isdecimal() for c in shown) else shown.translate(_KANJI)
    for beside in (_TEL_AND_FAX, _FAX, _CLOCK, _EXTENSION, _REMARK):
        bare = beside.sub(" ; ", bare)
    for written in _NUMBER.finditer(bare):
        if _digits(written[0]) < SHORTEST:
            continue
        if number := _valid(written[0], country):
            return number
        parts = [part for part in _BETWEEN.split(written[0]) if _digits(part) >= SHORTEST]
        numbers = [_valid(part, country) for part in parts]
        if numbers and all(numbers):
            return numbers[0]
    return None


def _digits(written: str) -> int:
    return sum(c.isdecimal() for c in written)


def _valid(written: str, country: str | None) -> str | None:
    """The whole text as one number that its country's plan has."""
    plain = written.replace("(0)", "")
    if _digits(plain) > MOST_DIGITS:
        return None
    number = _parsed(plain, country)
    if number is None and (abroad := _ABROAD.match(plain)):
        number = _parsed("+" + plain[abroad.end() :], country)
    return number


def _parsed(written: str, country: str | None) -> str | None:
    import phonenumbers  # 25 ms; few invocations show a number

    try:
        number = phonenumbers.parse(written, country)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))
