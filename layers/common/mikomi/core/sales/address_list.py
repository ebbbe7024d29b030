"""People as a list for other programs: one row each, and as CSV.

Rules
1. The columns have the same names in every language, so that a program finds them.
2. What a spreadsheet would take for a formula is told as text: names are typed by strangers.
"""

import csv
import io
from collections.abc import Iterable, Iterator

from mikomi.core.behaviour import values
from mikomi.core.mails.honorific import full_name
from mikomi.core.words.visible import visible
from mikomi.model.person import Person

COLUMNS = ("id", "email", "name", "company", "title", "phone")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_NUMBER = "+0123456789-() "


def row(person: Person, language: str) -> dict[str, str | None]:
    """The person's columns; None for what is not known."""
    told = {name: visible(values.text(person.trait(name))) or None for name in ("company", "title", "phone")}
    name = full_name(person.traits_plain, language)
    return {"id": person.id, "email": person.email, "name": name or None, **told}


def csv_lines(people: Iterable[Person], language: str) -> Iterator[str]:
    """The names of the columns first, then a line each."""
    yield _line(COLUMNS)
    for person in people:
        told = row(person, language)
        yield _line([_cell(told[name] or "") for name in COLUMNS])


def _cell(text: str) -> str:
    is_number = text.strip(_NUMBER) == "" and text[:1] == "+"
    return f"'{text}" if text.startswith(_FORMULA) and not is_number else text


def _line(cells: Iterable[str]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()
