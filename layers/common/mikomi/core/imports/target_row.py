"""A row of a list of target companies: which company it names, and what it says of it.

A company is named by its corporate number, its name, or the domain of its site or addresses; one of them has to be
there, and a number has to be right in each digit.
"""

import re
from collections.abc import Iterable, Sequence

from mikomi import mail_address
from mikomi.core.companies import free_mail, names, number
from mikomi.core.companies.marks import CompanyMarks
from mikomi.core.imports.list_row import BETWEEN_TAGS, BadRow, cleaned
from mikomi.core.imports.text_file import FileRow
from mikomi.model.target import TargetCompany

COMPANY, NUMBER, WEBSITE, EMAIL, OWNER, TAGS = "company", "corporateNumber", "website", "email", "owner", "tags"
NEEDS = (COMPANY, NUMBER, WEBSITE)
MAPPED = (
    dict.fromkeys(("担当", "担当者", "営業担当", "担当営業", "owner", "rep", "sales rep"), OWNER)
    | dict.fromkeys(("法人番号", "corporate number", "corporateNumber", "houjinBangou"), NUMBER)
    | {"domain": WEBSITE, "ドメイン": WEBSITE}
)
"""Columns of such lists, beside those of every list."""
_HOST = re.compile(r"(?:https?://)?(?:www\.)?([^/:?#\s@]+\.[^/:?#\s@.]+)(?:[/:?#].*)?", re.IGNORECASE)


def read(row: FileRow, columns: Sequence[str], reps: Iterable[str]) -> TargetCompany | BadRow:
    if row.code:
        return BadRow(row.number, row.code)
    said: dict[str, str] = {}
    for field, cell in zip(columns, row.cells, strict=False):
        if field and field not in said and (value := cleaned(cell)):
            said[field] = value
    given = said.get(NUMBER, "")
    corporate = number.read(given) if given else ""
    if corporate is None:
        return BadRow(row.number, "target_number_wrong", {"given": given[:40]})
    owner = said.get(OWNER, "")
    if owner and owner not in reps:
        return BadRow(row.number, "target_owner_unknown", {"given": owner[:40]})
    name = " ".join(said.get(COMPANY, "").split())[: names.LONGEST]
    domain = _domain(said)
    key = CompanyMarks(corporate, names.named(name), domain).key
    if not key:
        return BadRow(row.number, "target_nobody")
    tags = tuple(dict.fromkeys(tag.strip() for tag in BETWEEN_TAGS.split(said.get(TAGS, "")) if tag.strip()))
    return TargetCompany(key, name, corporate, domain, owner, tags)


def together(before: TargetCompany | None, now: TargetCompany) -> TargetCompany:
    """What a later list says counts; what it leaves empty does not. Tags add up, and who named it first stays."""
    if before is None:
        return now
    texts = {name: getattr(now, name) or getattr(before, name) for name in ("name", "number", "domain", "owner")}
    return before._replace(**texts, tags=tuple(dict.fromkeys((*before.tags, *now.tags))))


def _domain(said: dict[str, str]) -> str:
    """Of its site, else of an address there."""
    site = _HOST.fullmatch(said.get(WEBSITE, ""))
    address = mail_address.pick(said.get(EMAIL, "")) if EMAIL in said else None
    host = site[1].casefold() if site else (address or "").rpartition("@")[2]
    return host if host and not free_mail.is_free(host) else ""
