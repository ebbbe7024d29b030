"""How a mail addresses its reader: 姓+様 in Japanese; in English the name, without guessing a Ms or Mr.

Where the family name is unknown: the name as a whole, then the company's person in charge, then お客様 / Customer.
"""

import re
from collections.abc import Mapping
from typing import Any

from mikomi.core.behaviour.values import text
from mikomi.core.mails.visible import visible
from mikomi.core.telling.wording import word

LONGEST = 100
"""Characters of a name or a company's name: nobody's is longer."""
_TITLED = ("様", "さま", "さん", "殿", "先生", "御中", "各位")
_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿々〆豈-﫿]")


def honorific(traits: Mapping[str, Any], language: str) -> str:
    """`山田様`, `Taro Yamada`; `株式会社ABC ご担当者様`, `ABC team`; `お客様`, `Customer`."""
    last, first, name, company = (_clean(traits.get(key)) for key in ("lastName", "firstName", "name", "company"))
    if language != "ja":
        whole = full_name(traits, language)
        return whole or (_in_charge(company, language) if company else word("mail.customer", language))
    if last or name:
        return _with_sama(last or _family_name(name))
    if first:
        return _with_sama(first)
    return _in_charge(company, language) if company else word("mail.customer", language)


def full_name(traits: Mapping[str, Any], language: str) -> str:
    """First and last name in the order of the language (a name in Japanese keeps its own); empty if there is none."""
    last, first, name = (_clean(traits.get(key)) for key in ("lastName", "firstName", "name"))
    parts = (last, first) if language == "ja" or _JAPANESE.search(last) else (first, last)
    return " ".join(part for part in parts if part) or name


def _family_name(name: str) -> str:
    """`山田 太郎` is 山田; `Taro Yamada` and `山田太郎` stay whole, because nobody can tell where they part."""
    return name.split()[0] if _JAPANESE.search(name) else name


def _with_sama(name: str) -> str:
    return name if name.endswith(_TITLED) else f"{name}様"


def _in_charge(company: str, language: str) -> str:
    return word("mail.person_in_charge", language, company=company)


def _clean(value: Any) -> str:
    return " ".join(visible(text(value, LONGEST)).split())
