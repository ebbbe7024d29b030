"""People as a list for other programs: what a spreadsheet makes of what strangers typed."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.sales.address_list import COLUMNS, csv_lines, row
from mikomi.model.person import Person, Trait

from tests.core.plans import NOON


def someone(**traits: object) -> Person:
    held = {name: Trait(value=told, at=NOON) for name, told in traits.items()}
    return Person(id="l_1", email="a@example.jp", traits=held)


def read(*people: Person) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO("".join(csv_lines(people, "ja")))))


def test_what_is_known_stands_in_its_column() -> None:
    """What is not is None, and an empty cell."""
    known = someone(lastName="山田", firstName="花子", company="青空, 株式会社", title='"部長"', phone="03-1234-5678")
    assert row(known, "ja")["name"] == "山田 花子" and row(someone(), "ja")["company"] is None
    (first, second) = read(known, someone())
    assert first == {
        "id": "l_1", "email": "a@example.jp", "name": "山田 花子", "company": "青空, 株式会社", "title": '"部長"',
        "phone": "03-1234-5678",
    }  # fmt: skip
    assert second == {**dict.fromkeys(COLUMNS, ""), "id": "l_1", "email": "a@example.jp"}


@pytest.mark.parametrize(
    ("typed", "cell"),
    [
        ("=1+1", "'=1+1"), ("@SUM(A1)", "'@SUM(A1)"), ("-2+3", "'-2+3"), ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
        ("+81 3-1234-5678", "+81 3-1234-5678"), ("a=1", "a=1"), ("山田", "山田"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(typed: str, cell: str) -> None:
    """A number that begins with + stays a number to dial."""
    assert read(someone(company=typed))[0]["company"] == cell


@given(st.one_of(st.text(max_size=40), st.integers(), st.lists(st.text(max_size=3)), st.none(), st.booleans()))
def test_whatever_was_sent_is_one_cell_of_one_row(told: object) -> None:
    """Line ends, quotation marks, numbers, lists: a reader of CSV finds one person with six columns."""
    (found,) = read(someone(company=told, phone=told))
    assert set(found) == set(COLUMNS) and found["id"] == "l_1"
    assert not found["company"].startswith(("=", "-", "@", "\t", "\r"))
