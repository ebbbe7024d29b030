"""What the call button dials: the number that was written, whole, however people write it; else nothing."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.sales.phone import LONGEST, as_written, phone

OSAKA = "tel:+81312345678"
WRITTEN = (
    "03-1234-5678", "0312345678", "03 1234 5678", "03.1234.5678", "03ー1234ー5678", "03−1234−5678", "03‐1234‐5678",
    "０３－１２３４－５６７８", "０３（１２３４）５６７８", "（０３）１２３４－５６７８", "(03)1234-5678",
    "03(1234)5678", "+81 03-1234-5678", "+81-3-1234-5678", "＋８１－３－１２３４－５６７８", "+81(0)3-1234-5678",
    "+81 (0)3 1234 5678", "81-3-1234-5678", "0081 3 1234 5678", "010-81-3-1234-5678", "tel:+81312345678",
    "TEL: 03-1234-5678", "電話 03-1234-5678です", "3-1234-5678", "03-1234-5678（平日9時～17時）",
    "03-1234-5678（平日 9:00〜17:30）", "03-1234-5678 平日9-17時", "03-1234-5678(9:00-17:00)",
    "平日9時半～17時 03-1234-5678", "03-1234-5678（代表）", "03-1234-5678(代)", "03-1234-5678（2階）",
    "03-1234-5678 一階", "12階 03-1234-5678", "03-1234-5678 / 12", "03-1234-5678 (12)", "TEL&FAX 03-1234-5678",
    "〇三－一二三四－五六七八", "代表03-1234-5678", "03-1234-5678～9", "03-1234-5678 #12", "03-1234-5678#1234",
    "03-1234-5678 内線 12", "03-1234-5678（内線：12）", "03-1234-5678 ext. 12", "03-1234-5678 extension 123",
    "03-1234-5678 x12", "03-1234-5678;ext=12", "03-1234-5678,,12", "03-1234-5678 / 090-1234-5678",
    "03-1234-5678/090-1234-5678", "03-1234-5678 090-1234-5678", "03-1234-5678、06-6000-0000",
    "03-1234-5678 または 090-1234-5678", "TEL 03-1234-5678 FAX 03-1234-5679", "FAX：03-1234-5679 TEL：03-1234-5678",
    "ファックス 03-1234-5679、電話 03-1234-5678", "〒100-0001 東京都 03-1234-5678", "\u202a03-1234-5678\u202c",
    "\u200b03-1234-5678",
)  # fmt: skip
NOT_DIALLED = (
    "03-1234-5678/090-1234-567", "なし", "", " ", "-", "03-1234-567", "03-1234-56789", "090-1234-56789",
    "03-1234-5678-9", "1234", "110", "119", "00000000000", "03-0000-0000", "0000-00-0000", "9999999999",
    "2027-01-05", "2027年1月5日", "20270105", "100-0001", "4111 1111 1111 1111", "FAX 03-1234-5679", "03-1234-XXXX",
    "javascript:alert(1)", "+81", "+999 1234 5678", "03-1234-5678" + " " * LONGEST + "1", "1" * 300,
)  # fmt: skip


@pytest.mark.parametrize("written", WRITTEN)
def test_one_number_in_all_its_spellings(written: str) -> None:
    """Width, dashes, brackets, codes with a trunk 0, hours, extensions, remarks, a second number, a fax."""
    made = phone(written, "JP")
    assert made is not None and made.uri == OSAKA


@pytest.mark.parametrize("written", NOT_DIALLED)
def test_what_is_not_certainly_a_number_dials_nothing(written: str) -> None:
    """Digits missing or too many, numbers that no plan has, dates, post codes, a fax alone."""
    assert phone(written, "JP") is None


@pytest.mark.parametrize(
    ("written", "country", "dialled"),
    [
        ("+81-090-1234-5678", "JP", "+819012345678"),
        ("090ー1234ー5678", "JP", "+819012345678"),
        ("0120-123-456", "JP", "+81120123456"),
        ("050-1234-5678", "JP", "+815012345678"),
        ("+1 (415) 555-2671", "JP", "+14155552671"),
        ("+44 (0)20 7946 0958", "JP", "+442079460958"),
        ("+49 (0)30 1234567", "JP", "+49301234567"),
        ("+86 138 0013 8000", "JP", "+8613800138000"),
        ("+82 02-2123-4567", "JP", "+82221234567"),
        ("+39 06 1234 5678", "JP", "+390612345678"),
        ("(415) 555-2671", "US", "+14155552671"),
        ("1-415-555-2671 x123", "US", "+14155552671"),
        ("+81 03-1234-5678", "US", "+81312345678"),
        ("020 7946 0958", "GB", "+442079460958"),
        ("551 2345", "IS", "+3545512345"),
        ("551 2345 / 561 2345", "IS", "+3545512345"),
        ("030/1234567", "DE", "+49301234567"),
        ("03-1234-5678", "US", None),
        ("+81 3-1234-5678", None, "+81312345678"),
        ("03-1234-5678", None, None),
        ("03-1234-5678", "XX", None),
        (312345678, "JP", "+81312345678"),
        (9012345678, "JP", "+819012345678"),
        (None, "JP", None),
        (True, "JP", None),
        ({}, "JP", None),
        (["03-1234-5678"], "JP", None),
    ],
)
def test_each_country_has_its_own_numbers(written: Any, country: str | None, dialled: str | None) -> None:
    """Numbers abroad and at home; Italy keeps its 0; a number that lost its 0 in a sheet; values that are no text."""
    made = phone(written, country)
    assert (made.uri if made else None) == (f"tel:{dialled}" if dialled else None)


@given(
    st.text(max_size=40) | st.text("0123456789+-() ./#x,;～時:内線FAX", max_size=40),
    st.sampled_from(["JP", "US", None]),
)
def test_whatever_was_typed_the_link_is_a_number_or_there_is_none(written: str, country: str | None) -> None:
    """Never another kind of link, and every digit that is dialled was typed, but for the country's code."""
    made = phone(written, country)
    if made is None:
        return
    assert re.fullmatch(r"tel:\+\d{7,15}", made.uri)
    typed = re.sub(r"\D", "", as_written(written))
    assert any(made.uri.removeprefix("tel:+").removeprefix(code) in typed for code in ("81", "1", ""))


@given(
    st.integers(70, 99),
    st.integers(0, 99_999_999),
    st.sampled_from(["-", " ", "", "ー"]),
    st.sampled_from(["", "+81 ", "+81-0"]),
)
def test_a_digit_less_or_more_is_never_dialled(head: int, tail: int, mark: str, code: str) -> None:
    """Law: of a mobile number a digit too few or too many dials nothing, never a part."""
    whole = f"{code or '0'}{head}{mark}{tail:08}"
    made = phone(whole, "JP")
    for wrong in (whole[:-1], whole + "1"):
        other = phone(wrong, "JP")
        assert other is None or made is None
