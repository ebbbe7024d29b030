"""Arms side by side, and a goal's curve: what is said is what `core.figures` allows, and what is drawn is what is
said.
"""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.figures.curve import Follow, rises
from mikomi.core.figures.rates import Rate
from mikomi.core.pictures.table import shown
from mikomi.core.telling.comparison import COMPARED, Contender, comparison
from mikomi.core.telling.goal_curve import CURVE, goal_curve, marks_of

BEGIN = date(2026, 1, 5)


def arm(name: str, reached: int, of: int, days: int, weight: float = 1, not_yet: int = 0) -> Contender:
    return Contender(name, weight, {BEGIN + timedelta(n): Rate(reached, of, not_yet) for n in range(days)})


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_difference_is_told_once_as_a_verdict_and_once_as_a_choice(language: str) -> None:
    """The better arm is claimed by the verdict and named by the choice; the table has all people of both."""
    told = comparison([arm("A", 1, 11, 100), arm("B", 4, 11, 100, not_yet=1)], "-", BEGIN + timedelta(100), language)
    (said,) = told.verdicts
    assert ("「B」のほうが高い" if language == "ja" else "“B” is higher") in said and "B" in told.choice
    assert not {"判定：", "Verdict"} & {told.choice[:3], told.choice[:7]}
    rows = [tuple(map(shown, row)) for row in told.picture.table.rows]
    assert [row[:4] for row in rows] == [("A", "1,100", "100", "0"), ("B", "1,100", "400", "100")]
    assert rows[0][5] == "–" and rows[1][5].startswith("+27.3")
    assert ("1,100人中400人" if language == "ja" else "400 of 1,100") in told.picture.svg


def test_of_three_arms_each_is_held_against_the_first() -> None:
    """Two verdicts of three arms, with the lots of each pair; the error is shared, so more people are planned."""
    arms = [arm("A", 2, 20, 12), arm("B", 2, 20, 12), arm("C", 2, 20, 12)]
    three = comparison(arms, "-", BEGIN, "ja")
    two = comparison(arms[:2], "-", BEGIN, "ja")
    assert len(three.verdicts) == 2 and "「C」" in three.verdicts[1] and "「C」" not in three.verdicts[0]
    assert three.verdicts[0] != two.verdicts[0]
    uneven = comparison([arm("A", 9, 90, 5, 9), arm("B", 1, 10, 5, 1)], "-", BEGIN, "ja")
    assert "合わない" not in uneven.verdicts[0], "nine to one is what the weights say"
    assert "合わない" in comparison([arm("A", 9, 90, 5), arm("B", 1, 10, 5)], "-", BEGIN, "ja").verdicts[0]


def test_an_arm_without_results_is_a_dash() -> None:
    """Everybody is still under way: no rate, no difference, and the sentences say so."""
    told = comparison([arm("A", 0, 0, 3, not_yet=3), arm("B", 0, 0, 3, not_yet=4)], "-", BEGIN, "ja")
    assert [tuple(map(shown, row)) for row in told.picture.table.rows] == [
        ("A", "0", "0", "9", "–", "–"), ("B", "0", "0", "12", "–", "–"),
    ]  # fmt: skip
    assert "まだ" in told.verdicts[0] and "まだ" in told.choice
    nobody = comparison([Contender("A", 1, {}), Contender("B", 1, {})], "-", BEGIN, "en")
    assert "not possible yet" in nobody.verdicts[0] and "not yet" in nobody.choice


@pytest.mark.parametrize("arms", [[], [arm("A", 1, 2, 1)], [arm("A", 1, 2, 1), arm("B", 1, 2, 1, weight=0)]])
def test_a_comparison_needs_two_arms(arms: list[Contender]) -> None:
    """None, one, or one that nobody is dealt."""
    with pytest.raises(ValueError, match="two arms"):
        comparison(arms, "-", BEGIN, "ja")


def test_the_curve_tells_both_groups_with_their_people() -> None:
    """Who was written to and who was held out, by each mark: share, interval, and how many are still looked at."""
    treated = [*(Follow(day, True) for day in (1, 3, 3, 9)), *[Follow(30, False)] * 6, *[Follow(5, False)] * 2]
    held = [Follow(4, True), *[Follow(12, False)] * 3]
    told = goal_curve(treated, held, 30, "ja")
    rows = {(row[0], row[1]): row[2:] for row in [tuple(map(shown, row)) for row in told.table.rows]}
    last = rises(treated)[-1]
    assert rows["配信", "30日"] == (f"{100 * last.share:.1f}%", f"{100 * last.low:.1f}% – {100 * last.high:.1f}%", "6")
    assert rows["配信", "0日"] == ("0.0%", "0.0% – 0.0%", "12") and rows["配信", "6日"][2] == "7"
    assert rows["送らない組", "12日"][2] == "3" and rows["送らない組", "18日"] == ("–", "–", "0")
    assert goal_curve([], [], 30, "en").table.rows == () and "written to" in goal_curve(treated, [], 30, "en").svg


@given(st.integers(1, 400))
def test_the_marks_are_whole_days_up_to_the_window(window: int) -> None:
    """Beginning and end among them, rising, few enough to be read."""
    marks = marks_of(window)
    assert marks[0] == 0 and marks[-1] == window and marks == sorted(set(marks)) and 2 <= len(marks) <= 8
    assert all(mark == int(mark) for mark in marks)


def test_both_languages_say_the_same() -> None:
    """Each text has its pair."""
    assert all(ja and en for table in (COMPARED, CURVE) for ja, en in table.values())
