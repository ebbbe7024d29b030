"""What a mail may show of what is known of a person: plain text and numbers, of a length that a mail can bear.

Rules
1. Of a value stands there what everybody sees (`visible`); what is longer than `LONGEST` is cut.
2. What a stranger can have typed (proof 1: neither a server nor a confirmed mail said it) is text of somebody's own in
   a mail of the company's: it stands there only as what a name can be. Where it looks like an address of any kind, or
   is longer than a name, the lead lacks it, and the template's `default` stands in its place.
3. Several values of one name are one text: 製品A、製品B.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from mikomi.core.words.visible import visible
from mikomi.model.person import Person, Trait

LONGEST = 2_000
LONGEST_NAME = 100
"""Characters of any value, and of one that a stranger can have typed."""
MOST_VALUES = 50

Plain = str | int | float

_ADDRESS = re.compile(r"://|//|\\\\|@|www\.|mailto:|\w\.(?:[a-z]{2,}|xn--)")
_WRITABLE_NUMBERS = 2**63


def of(person: Person, language: str) -> dict[str, Plain]:
    """All that can be shown, for those who know whose words these are (sales)."""
    return _plain_of(person.traits, language)


def in_a_mail_to(person: Person, language: str) -> dict[str, Plain]:
    """What a mail to the person may show (rule 2)."""
    told = _plain_of(person.traits, language)
    return {name: value for name, value in told.items() if is_proven(person.traits[name]) or _may_be_a_name(value)}


def proven(person: Person, language: str) -> dict[str, Plain]:
    """What a server or a confirmed mail said: it may even be the host of a link."""
    return _plain_of({name: trait for name, trait in person.traits.items() if is_proven(trait)}, language)


def is_proven(trait: Trait) -> bool:
    return trait.proof > 1


def _plain_of(traits: Mapping[str, Trait], language: str) -> dict[str, Plain]:
    told = {name: plain(trait.value, language) for name, trait in traits.items()}
    return {name: value for name, value in told.items() if value is not None and value != ""}


def plain(value: Any, language: str) -> Plain | None:
    """The value as text or number; None for what is neither."""
    if isinstance(value, Mapping):  # Segment allows `company: {"name": …}`
        value = value.get("name")
    if isinstance(value, list | tuple):
        each = (plain(one, language) for one in value[:MOST_VALUES] if not isinstance(one, list | tuple))
        value = ("、" if language == "ja" else ", ").join(str(one) for one in each if one not in (None, ""))
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        text = visible(value, lines=True)
        return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
    if isinstance(value, int | float) and abs(value) < _WRITABLE_NUMBERS:  # neither NaN nor infinite
        return value
    return None


def _may_be_a_name(value: Plain) -> bool:
    if not isinstance(value, str):
        return True
    seen = "".join(c for c in unicodedata.normalize("NFKC", value) if unicodedata.category(c) != "Cf")
    return len(value) <= LONGEST_NAME and "\n" not in value and not _ADDRESS.search(seen.casefold())
