"""One row of a list: who it is about, what it says of them, or why it cannot be taken.

Rules
1. A value stands as it was written; only what a spreadsheet puts around one to keep it a text goes (`="090-…"`, a `'`
   before what would be a formula). A formula that is one stays a text.
2. An empty cell says nothing, and so do the marks that people write into one (`-`, `なし`, `N/A`). What is known is
   never made empty by a list.
3. Somebody has to be named: by an address that can be written to, or by the user id of another system.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import NamedTuple

from mikomi import mail_address
from mikomi.core.imports.headings import EMAIL, NO_MAIL, OF_ADDRESS, TAGS, USER
from mikomi.core.imports.text_file import FileRow
from mikomi.core.people.bounds import LONGEST_TAG
from mikomi.model.base import Json

LONGEST = 2_000
LONGEST_USER = 200
_NOTHING = frozenset(("-", "－", "―", "ー", "なし", "無し", "n/a", "#n/a", "null", "none"))
_YES = frozenset(
    (
        "1",
        "true",
        "yes",
        "on",
        "y",
        "はい",
        "済",
        "停止",
        "拒否",
        "不可",
        "配信停止",
        "オプトアウト",
        "○",
        "〇",
        "◯",
        "✓",
        "✔",
    )
)
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_KEPT_TEXT = re.compile(r"'(?=[=+\-@'])")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
BETWEEN_TAGS = re.compile(r"[,、;；|\n]")


class ListRow(NamedTuple):
    """`traits` without the address; `no_mail`: the list says that they want none."""

    number: int
    email: str | None
    user: str | None
    traits: Json
    tags: tuple[str, ...] = ()
    no_mail: bool = False


class BadRow(NamedTuple):
    """`code` is the sentence's, `params` its blanks."""

    number: int
    code: str
    params: Json = {}  # noqa: RUF012 (never written to)


def read(row: FileRow, columns: Sequence[str]) -> ListRow | BadRow:
    if row.code:
        return BadRow(row.number, row.code)
    said: dict[str, str] = {}
    for field, cell in zip(columns, row.cells, strict=False):
        if field and field not in said and (value := cleaned(cell)):
            said[field] = value
    if long := next((field for field, value in said.items() if len(value) > LONGEST), None):
        return BadRow(row.number, "list_text_long", {"name": long, "most": LONGEST})
    written, user = said.pop(EMAIL, ""), said.pop(USER, "") or None
    email = mail_address.pick(written) if written else None
    if written and email is None:
        code = "list_address_out_of_reach" if mail_address.is_out_of_reach(written) else "list_address_invalid"
        return BadRow(row.number, code, {"given": written[:80]})
    if user and len(user) > LONGEST_USER:
        return BadRow(row.number, "list_text_long", {"name": USER, "most": LONGEST_USER})
    if email is None and user is None:
        return BadRow(row.number, "list_nobody")
    tags = tuple(dict.fromkeys(t.strip()[:LONGEST_TAG] for t in BETWEEN_TAGS.split(said.pop(TAGS, "")) if t.strip()))
    no_mail = unicodedata.normalize("NFKC", said.pop(NO_MAIL, "")).casefold() in _YES
    return ListRow(row.number, email, user, _traits(said), tags, no_mail)


def cleaned(cell: str) -> str:
    text = _CONTROL.sub("", cell).strip()
    if kept := _AS_TEXT.fullmatch(text):
        text = kept[1].replace('""', '"').strip()
    text = _KEPT_TEXT.sub("", text, count=1) if text.startswith("'") else text
    return "" if text.casefold() in _NOTHING else text


def _traits(said: dict[str, str]) -> Json:
    address = {part: said.pop(part) for part in OF_ADDRESS if part in said}
    if "phone" not in said and "mobile" in said:
        said = {**said, "phone": said["mobile"]}  # the number that a rep's page offers to call
    return {**said, "address": address} if address else dict(said)
