"""What README says of costs, as far as it is counted: the fixed part of a month, out of the template."""

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
