"""How a name in kana may be written in the letters of an address: ヤマダ is yamada, シンイチ shinichi or sinichi.

The two usual ways (Hepburn, Kunrei) become one, and long vowels short ones, on both sides: ohno, oono, ono are alike.
"""

import re
import unicodedata

_ROWS = {
    "": "アイウエオ", "k": "カキクケコ", "s": "サシスセソ", "t": "タチツテト", "n": "ナニヌネノ", "h": "ハヒフヘホ",
    "m": "マミムメモ", "r": "ラリルレロ", "g": "ガギグゲゴ", "z": "ザジズゼゾ", "d": "ダヂヅデド", "b": "バビブベボ",
    "p": "パピプペポ",
}  # fmt: skip
_SIGNS = {kana: row + vowel for row, signs in _ROWS.items() for kana, vowel in zip(signs, "aiueo", strict=True)}
_SIGNS |= {"ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "ヴ": "b", "ー": "", "ッ": ""}
_SIGNS |= {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
_SMALL_Y = {"ャ": "ya", "ュ": "yu", "ョ": "yo"}
_ALIKE = (
    ("shi", "si"), ("chi", "ti"), ("tsu", "tu"), ("fu", "hu"), ("ji", "zi"), ("sh", "sy"), ("ch", "ty"), ("j", "zy"),
    ("di", "zi"), ("du", "zu"), ("mb", "nb"), ("mp", "np"), ("mm", "nm"), ("l", "r"), ("v", "b"),
)  # fmt: skip
_LONG = re.compile(r"(?<=o)u(?=[^aeiouy]|$)|(?<=o)h(?=[^aeiou]|$)|(?<=[aiue])h(?=[^aeiouy]|$)")
_DOUBLE = re.compile(r"(.)\1+")


def of_kana(written: str) -> str:
    """As it is compared; empty for what is not in kana."""
    parts: list[str] = []
    for c in unicodedata.normalize("NFKC", written):
        sign = chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c
        if sign in _SMALL_Y and parts and parts[-1].endswith("i"):
            parts[-1] = parts[-1][:-1] + _SMALL_Y[sign]
        elif sign in _SIGNS:
            parts.append(_SIGNS[sign])
        elif not sign.isspace():
            return ""
    return of_letters("".join(parts))


def of_letters(written: str) -> str:
    plain = "".join(c for c in written.casefold() if "a" <= c <= "z")
    for one, other in _ALIKE:
        plain = plain.replace(one, other)
    return _DOUBLE.sub(r"\1", _LONG.sub("", plain))
