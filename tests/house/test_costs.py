"""What README says of costs, as far as it is counted: the fixed part of a month, out of the template."""

import re

import pytest

from bench import bill
from tests.house.template import ROOT


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_a_month_in_which_nothing_happens(name: str) -> None:
    """Each of its parts stands there with its count and its dollars."""
    text = (ROOT / name).read_text(encoding="utf-8")
    parts = bill.idle()
    assert len(parts) == 5
    for part in parts:
        assert f"| {part.measured.middle:.2f} |" in text, part.what
        for word in part.what.split():
            if word.replace(",", "").isdecimal():
                assert f" {word} " in text, f"{part.what}: {word}"


def test_the_alarms_page_counts_the_same() -> None:
    """docs/operating tells how many metrics the alarms look at."""
    metrics = bill.idle()[0].what.split(": ")[1].split()[0]
    for name in ("docs/operating.md", "docs/operating.ja.md"):
        assert metrics in (ROOT / name).read_text(encoding="utf-8")


def test_both_languages_tell_the_same_figures() -> None:
    """Of a month: each row has the same numbers in both, in the same order."""

    def figures(name: str, heading: str) -> list[list[str]]:
        part = (ROOT / name).read_text(encoding="utf-8").split(heading)[1].split("\n## ")[0]
        rows = [[cell.strip() for cell in line.split("|")[2:]] for line in part.splitlines() if line.startswith("|")]
        return [[each for each in row if re.fullmatch(r"[\d.,]+(?:(?: to |〜)[\d.]+)?", each)] for row in rows]

    english = figures("README.md", "### What a month costs\n")
    japanese = figures("README.ja.md", "### ひと月の費用\n")
    assert [[each.replace(" to ", "〜") for each in row] for row in english] == japanese
    assert len([row for row in english if len(row) == 3]) == 2
