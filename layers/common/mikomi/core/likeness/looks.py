"""What of a person is compared with others, folded for comparison alone.

Width, kana, old and new characters do not count (`directory.written_form`), nor do a company's legal form
(`companies.names`) and branch. A free mail provider's host (`companies.free_mail`) says nothing of a company, a role's
address (info@) nothing of a person.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, NamedTuple

from mikomi.core.behaviour.values import text
from mikomi.core.companies import free_mail, names
from mikomi.core.directory.written_form import spelled, telephone
from mikomi.core.likeness import romaji

ROLES = frozenset((
    "admin", "contact", "customer", "eigyo", "hello", "honsha", "info", "inquiry", "jinji", "keiri", "mail",
    "marketing", "office", "postmaster", "recruit", "sales", "service", "soumu", "support", "toiawase", "webmaster",
))  # fmt: skip
_MOBILE = ("070", "080", "090")
_DIGITS = 9
"""What has fewer is an extension, or no number."""
_BRANCH = re.compile(r"[\s\u3000]+\S*(?:支店|支社|営業所|本社|本店|事業部|事業所|工場|支部|オフィス)\s*$")
_TITLE = re.compile(r"(?<=..)\s*(?:様|さま|さん|先生)$")
_LATIN = re.compile(r"[a-z]")


class Looks(NamedTuple):
    """`name` is the whole name, `family` and `first` its parts where they are known; `kana` and its parts likewise.
    `reads`: family and given name as an address would write them. `domain` is the company's own. `shown`: name, company
    and address as they stand, for sentences."""

    id: str
    name: str
    family: str
    first: str
    kana: str
    family_kana: str
    reads: tuple[str, str]
    company: str
    mobiles: frozenset[str]
    phones: frozenset[str]
    email: str
    local: str
    domain: str
    shown: tuple[str, str, str]


def of(person: str, email: str | None, traits: Mapping[str, Any]) -> Looks:
    last, given, whole = (_text(traits, name) for name in ("lastName", "firstName", "name"))
    whole = _TITLE.sub("", whole)
    if not (last or given):
        last, given = _parted(whole)
    family, first = spelled(last), spelled(given)
    kana_last, kana_first = _text(traits, "lastNameKana"), _text(traits, "firstNameKana")
    kana = _text(traits, "kana") or _text(traits, "furigana") or _text(traits, "フリガナ")
    if not (kana_last or kana_first):
        kana_last, kana_first = _parted(kana)
    company = traits.get("company")
    company_name = text(company.get("name") if isinstance(company, dict) else company)
    numbers = {number for name in ("phone", "mobile", "tel") if (number := _number(_text(traits, name)))}
    local, _, domain = (email or "").partition("@")
    local = local.partition("+")[0]
    return Looks(
        id=person,
        name=_whole(family, first, whole),
        family=family,
        first=first,
        kana=spelled(kana_last + kana_first) or spelled(kana),
        family_kana=spelled(kana_last),
        reads=(_reading(kana_last, last), _reading(kana_first, given)),
        company=bare_company(company_name),
        mobiles=frozenset(number for number in numbers if number.startswith(_MOBILE)),
        phones=frozenset(number for number in numbers if not number.startswith(_MOBILE)),
        email=email or "",
        local="" if local in ROLES else local,
        domain="" if not domain or free_mail.is_free(domain) else domain,
        shown=(f"{last} {given}".strip() or whole, company_name, email or ""),
    )


def bare_company(name: str) -> str:
    """A company's name as it is compared, without its legal form and its branch: ㈱青空商事 大阪支店 is 青空商事."""
    return spelled(names.named(_BRANCH.sub("", name.strip())))


def _text(traits: Mapping[str, Any], name: str) -> str:
    return text(traits.get(name), 100).strip()


def _parted(whole: str) -> tuple[str, str]:
    """Family and given name where a space parts a Japanese name; nobody can tell of others."""
    parts = unicodedata.normalize("NFKC", whole).split()
    if len(parts) == 2 and not _LATIN.search(whole.casefold()):
        return parts[0], parts[1]
    return "", ""


def _whole(family: str, first: str, whole: str) -> str:
    """Of names in Latin letters the order does not count."""
    parts = [family, first] if family or first else [spelled(each) for each in _words(whole)]
    if "".join(parts).isascii():
        return "".join(sorted(romaji.of_letters(part) for part in parts))
    return "".join(parts)


def _words(whole: str) -> list[str]:
    return unicodedata.normalize("NFKC", whole).split()


def _reading(kana: str, name: str) -> str:
    return romaji.of_kana(kana) or (romaji.of_letters(name) if name.isascii() else romaji.of_kana(name))


def _number(written: str) -> str:
    """As it is dialled at home."""
    forms = [form for form in telephone(written) if form.isdecimal()]
    home = next((form for form in forms if form.startswith("0")), forms[0] if forms else "")
    if len(home) < _DIGITS or home.startswith(("0120", "0800")):
        return ""
    return home if home.startswith("0") else f"0{home}" if len(home) in (9, 10) else home
