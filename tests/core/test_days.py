"""A number day by day: the picture and its table say the same."""

import re
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.pictures.days import LEFT, TALL, TOP, WIDE, Day, days

NUMBERS = st.lists(st.tuples(st.integers(0, 2_000_000), st.sampled_from(["a", "b"])), min_size=1, max_size=40)
HEAD = ("day", "people")


def course(numbers: list[tuple[int, str]]) -> list[Day]:
    begin = date(2026, 11, 20)
    return [Day((begin + timedelta(days=place)).isoformat(), *each) for place, each in enumerate(numbers)]


@given(NUMBERS)
def test_every_day_stands_in_the_picture_and_in_the_table(numbers: list[tuple[int, str]]) -> None:
    """The table has each day once, the latest first. Each place lies inside the plot, higher for more; a line is broken
    wherever something else is counted."""
    shown = course(numbers)
    picture = days(shown, "label", HEAD)
    assert picture.table.rows == tuple((each.day, f"{each.number:,}") for each in reversed(shown))
    changes = sum(a[1] != b[1] for a, b in pairwise(numbers))
    assert picture.svg.count('class="break"') == changes
    x, y = (float(re.search(rf'{axis}="([\d.]+)"', picture.svg)[1]) for axis in ("cx", "cy"))  # type: ignore[index]
    assert LEFT <= x <= LEFT + WIDE + 0.1 and TOP - 0.1 <= y <= TOP + TALL + 0.1
    places = [tuple(map(float, place)) for place in re.findall(r"[ML]([\d.]+) ([\d.]+)(?=[ML\"])", picture.svg)]
    assert all(LEFT <= x <= LEFT + WIDE + 0.1 and TOP - 0.1 <= y <= TOP + TALL + 0.1 for x, y in places)


def test_the_scale_begins_at_nothing_and_has_whole_marks() -> None:
    """Its top is the least round number that holds the most, on both sides of a bound."""
    for most, top in ((0, 2), (1, 2), (2, 2), (3, 4), (4, 4), (5, 10), (10, 10), (11, 20), (41, 100), (1_001, 2_000)):
        marks = re.findall(
            r'text-anchor="end" class="mark">([\d,]+)</text>', days(course([(most, "a")]), "l", HEAD).svg
        )
        assert marks[:3] == ["0", f"{top // 2:,}", f"{top:,}"], most


def test_more_is_higher() -> None:
    """Twice as much is twice as high above the floor."""
    svg = days(course([(50, "a"), (100, "a"), (25, "a")]), "l", HEAD).svg
    way = re.search(r'd="M([^"]+)" class="line g0"', svg)
    assert way
    heights = [TOP + TALL - float(place.split(" ")[1]) for place in way[1].split("L")]
    assert heights == [TALL / 2, TALL, TALL / 4]
