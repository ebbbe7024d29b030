"""How a mail addresses its reader: 姓+様 in Japanese; in English the name, without guessing a Ms or Mr.

A title that was written behind a name stays, and gets no second one: 田中様, 田中殿. What only ends like one is a name:
鵜殿様, 真殿様. Where the family name is unknown: the whole name, then the company's person in charge, then お客様 or
Customer.
"""

import re
from collections.abc import Mapping
from typing import Any

from mikomi.core.behaviour.values import text
from mikomi.core.words.visible import visible
from mikomi.core.words.wording import word

LONGEST = 100
"""Characters of a name or a company's name: nobody's is longer."""
_TITLES = ("様", "さま", "さん", "先生", "各位", "殿", "御中")
_ALSO_NAMES = ("殿", "御中")
"""Alone, these are somebody's family name."""
_OF_ONE_CHARACTER = frozenset(
    "林森原東西南北堀岡島嶋関辻谷泉星牧菅柳秦榊桂沢澤浜濱畑畠角平岸椿楠窪堤堺境轟杉藤萩峰峯滝瀧湊乾伴仲橘武江池"
    "茂菊郡都門館鎌鶴黒旭栗梶槙榎櫻桜柏柿松竹笹要巽庄荘坂阪向今井石畔成瀬光国川河市町村渡里郷梨荻蓮葛豊辰宗宋呉李朴金"
    "王張陳劉楊黄趙周徐孫馬朱胡郭何羅鄭梁謝唐許韓馮曹曾彭蕭蔡潘袁于董余葉蒋杜蘇魏程呂丁沈任姚盧傅鐘姜崔譚廖范汪陸"
    "洪安申尹権柴"
)
"""Family names of one character. Before 殿 any other single one is the beginning of a name: 鵜殿, 宝殿, 岩殿, 湯殿."""
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
    return name if is_titled(name) else f"{name}様"


def is_titled(name: str) -> bool:
    """Whether a title stands behind the name already."""
    title = next((each for each in _TITLES if name.endswith(each)), None)
    bare = name.removesuffix(title or "").rstrip()
    if title == "殿" and len(bare) == 1:
        return bare in _OF_ONE_CHARACTER
    return title is not None and (bool(bare) or title not in _ALSO_NAMES)


def _in_charge(company: str, language: str) -> str:
    return word("mail.person_in_charge", language, company=company)


def _clean(value: Any) -> str:
    return " ".join(visible(text(value, LONGEST)).split())
