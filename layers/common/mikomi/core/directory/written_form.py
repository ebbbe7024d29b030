"""How a text is compared with what somebody types to find it: two that a reader takes for the same are the same.

Rules
1. Width, case, hiragana and katakana, small and large kana, accents, old and new forms of a character do not count.
2. Spaces, signs and long vowels are left out of both sides: 03-1234, サーバー and 山田 太郎 are found as 031234, サーバ
   and 山田太郎.
3. It goes character by character, so that a part of a text is a part of it here as well.
4. What is written short is spelled twice: as it stands, and in full (㈱青空: 株青空, 株式会社青空).
"""

import re
import unicodedata

from mikomi.core.companies.names import FORMS, IN_FULL

LONGEST = 100
"""Characters of one text that are compared: no name, and nothing that anybody types to find one, is longer."""

_SMALL = dict(
    zip(
        "ァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ",
        "アイウエオツヤユヨワカケクシストヌハヒフヘホムラリルレロ",
        strict=True,
    )
)
_VOICED = "\u3099\u309a"
_LONG = "\u30fc"
_SHORT = re.compile(rf"\(({'|'.join(sorted(IN_FULL, key=len, reverse=True))})\)")


def spelled(text: str) -> str:
    """The text as it is compared; empty for what is nothing but signs."""
    return _spelled(unicodedata.normalize("NFKD", text[:LONGEST]))


def spellings(text: str) -> tuple[str, ...]:
    """The text as it is compared: as it stands, and in full where that is something else."""
    wide = unicodedata.normalize("NFKD", text[:LONGEST])
    plain = _spelled(wide)
    full = _SHORT.sub(lambda short: IN_FULL[short[1]], wide)
    return (plain,) if full == wide else (plain, _spelled(full))


def telephone(text: str) -> tuple[str, ...]:
    """The digits of a telephone number, as they are dialled here and from abroad."""
    plain = spelled(text)
    digits = "".join(c for c in plain if c.isdecimal())
    if digits.startswith("81") and text.lstrip().startswith(("+", "＋")):
        return plain, "0" + digits[2:].removeprefix("0")
    if digits.startswith("0") and not digits.startswith("00"):
        return plain, "81" + digits[1:]
    return (plain,)


def _spelled(wide: str) -> str:
    return (wide.lower() if wide.isascii() else unicodedata.normalize("NFKD", wide.casefold())).translate(_SPELLING)


class _Spelling(dict[int, str]):
    """What becomes of each character; those that were met are remembered."""

    def __missing__(self, code: int) -> str:
        c = chr(code)
        if "ぁ" <= c <= "ゖ" or c in "ゝゞ":
            c = chr(code + 0x60)
        c = FORMS.get(c, _SMALL.get(c, c)) if _counts(c) else ""
        if code <= _REMEMBERED:
            self[code] = c
        return c


_REMEMBERED = 0xFFFF
"""What lies beyond is rare, and too many to be remembered."""
_SPELLING = _Spelling()


def _counts(c: str) -> bool:
    if c.isascii():
        return c.isalnum() or c == "@"
    kind = unicodedata.category(c)[0]
    if kind == "M":  # an accent or the variant of a character makes no other name; a voiced kana is another one
        return c in _VOICED or not ("\u0300" <= c <= "\u036f" or "\ufe00" <= c <= "\ufe0f" or c >= "\U000e0100")
    return kind in "LN" and c != _LONG
