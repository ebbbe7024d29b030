"""The law list names thirty-four rules, what looks for each is there, and its pages say what it says."""

import re

import pytest
from mikomi.core.law import rules, table

from tests.house.template import ROOT


def test_there_are_thirty_four_and_each_says_who_answers_for_it() -> None:
    """R1 to R34, once each, in both languages; what is checked names what looks, and that exists."""
    assert [rule.id for rule in rules.RULES] == [f"R{number}" for number in range(1, 35)]
    promises = set(re.findall(r'"(I\d+)":', (ROOT / "simulation/invariants/__init__.py").read_text()))
    for rule in rules.RULES:
        assert all(rule.source) and all(rule.sentence) and rule.state in rules.STATES
        assert rule.by or rule.state != "checked", rule.id
        for by in rule.by if rule.state == "checked" else ():
            file, _, name = by.partition("::")
            assert by in (rules.MAIL, *promises) or f"def {name or 'test_'}" in (ROOT / file).read_text(), by


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_pages_hold_the_list(language: str) -> None:
    """`mikomi law --markdown` is what stands in docs."""
    page = ROOT / ("docs/mail-law.ja.md" if language == "ja" else "docs/mail-law.md")
    assert table.as_markdown(language) in page.read_text()
