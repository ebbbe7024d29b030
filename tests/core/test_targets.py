"""Companies that sales want to win: rows of a list, and their place among the companies that people are of."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.companies import marks, number, partition
from mikomi.core.companies.marks import CompanyMarks
from mikomi.core.directory import company_list
from mikomi.core.imports import target_row
from mikomi.core.imports.list_row import BadRow
from mikomi.core.imports.text_file import FileRow
from mikomi.model.target import TargetCompany

NUMBER = f"{number.check_digit('234567890123')}234567890123"
COLUMNS = ("company", "corporateNumber", "website", "email", "owner", "tags")


def read(*cells: str) -> TargetCompany | BadRow:
    return target_row.read(FileRow(2, cells), COLUMNS, ["sato"])


@pytest.mark.parametrize(
    ("cells", "key", "domain"),
    [
        (("㈱青空", "", "", "", "", ""), "c:青空", ""),
        (
            ("㈱青空", f"T{NUMBER}", "https://www.aozora.example.co.jp/about?x", "", "sato", "a;b"),
            f"n:{NUMBER}",
            "aozora.example.co.jp",
        ),
        (("", "", "umi.example.co.jp", "", "", ""), "d:umi.example.co.jp", "umi.example.co.jp"),
        (("個人", "", "", "info@umi.example.co.jp", "", ""), "d:umi.example.co.jp", "umi.example.co.jp"),
        (("海", "", "", "x@gmail.com", "", ""), "c:海", ""),
    ],
)
def test_a_row_names_a_company(cells: tuple[str, ...], key: str, domain: str) -> None:
    """By number, name or domain, the strongest first; a free-mail address is nobody's domain."""
    target = read(*cells)
    assert isinstance(target, TargetCompany) and (target.key, target.domain) == (key, domain)
    assert marks.of_target(target).key == key


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        (("個人", "", "", "", "", ""), "target_nobody"),
        (("", "", "", "x@gmail.com", "", ""), "target_nobody"),
        (("青空", "1234567890123", "", "", "", ""), "target_number_wrong"),
        (("青空", "", "", "", "nobody", ""), "target_owner_unknown"),
    ],
)
def test_what_cannot_be_taken_says_why(cells: tuple[str, ...], code: str) -> None:
    bad = read(*cells)
    assert isinstance(bad, BadRow) and bad.code == code


TEXTS = st.sampled_from(["", "x", "y"])
TARGETS = st.builds(
    TargetCompany, st.just("c:a"), TEXTS, TEXTS, TEXTS, TEXTS, st.lists(TEXTS.filter(bool), unique=True).map(tuple)
)


@given(TARGETS, TARGETS)
def test_a_list_brought_twice_changes_nothing(before: TargetCompany, now: TargetCompany) -> None:
    """What it leaves empty stays, tags add up."""
    once = target_row.together(before, now)
    assert target_row.together(once, now) == once
    assert once.owner == (now.owner or before.owner) and set(once.tags) == {*before.tags, *now.tags}
    assert target_row.together(None, now) == now


def test_a_target_stands_at_the_company_that_its_marks_mean() -> None:
    """Beside the people where there are some; by itself where there are none; and it joins nobody."""
    people = company_list.Companies(
        partition.joint([CompanyMarks(name="青空", host="aozora.example.co.jp")]),
        {"c:青空": company_list.Colleagues("c_x", "c:青空", ("l_1",), "青空")},
    )
    known = TargetCompany("d:aozora.example.co.jp", domain="aozora.example.co.jp")
    both = TargetCompany("c:海", "海", domain="umi.example.co.jp")
    there = company_list.with_targets(people, [known, both])
    assert there.by_key["c:青空"].target == known and there.by_key["c:青空"].people == ("l_1",)
    assert there.by_key["c:海"].people == () and there.joint == people.joint
    wishes: tuple[tuple[company_list.TargetWish | None, set[str]], ...] = (
        (None, {"c:青空", "c:海"}),
        ("yes", {"c:青空", "c:海"}),
        ("open", {"c:海"}),
    )
    for wish, keys in wishes:
        assert {each.key for each in company_list.wanted(there.by_key.values(), wish)} == keys
    assert [each.key for each in company_list.looked_for(there.by_key.values(), "umi")] == ["c:海"]
