"""What is told of variants whose shares follow what is known: how they go, no claim, one choice."""

import pytest
from mikomi.core.figures.rates import Rate
from mikomi.core.results import winners
from mikomi.core.results.winners import LotsSpan
from mikomi.core.telling.moving_shares import SharesSeen, moving

from tests.core.story import at

NAMES = ("A", "B", "C")
SINCE = at("2026-11-20 12:00")


def told(spans: list[LotsSpan], language: str, now: int = SINCE + 5) -> tuple[str, list[tuple[str, ...]], str]:
    seen = SharesSeen(now, "Asia/Tokyo", language)
    made = moving(NAMES, spans, winners.side_by_side(spans), winners.ruling(spans), seen)
    rows = [tuple(str(cell) for cell in row) for row in made.shares.rows]
    return "\n".join(made.said), rows, made.picture.svg


def spans(*more: LotsSpan, of: int = 400) -> list[LotsSpan]:
    even = LotsSpan(0, None, (1 / 3,) * 3, (Rate(20, of, 3), Rate(60, of, 1), Rate(22, of)))
    return [even, *more]


LATER = LotsSpan(1, SINCE, (0.2, 0.6, 0.2), (Rate(10, 200), Rate(90, 600), Rate(9, 200)))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_shares_are_told_with_their_number_and_since_when(language: str) -> None:
    """Those of now, those that are to come, and how they went, the latest first; nothing has a gap."""
    said, rows, svg = told(spans(LATER), language)
    moment = "11月20日(金)12:00" if language == "ja" else "Fri 20 Nov, 12:00"
    assert moment in said and "B\u00a060.0%" in said and "{" not in said + svg
    assert [row[1:4] for row in rows] == [("20.0%", "60.0%", "20.0%"), ("33.3%", "33.3%", "33.3%")]
    assert rows[0][0] == moment and rows[0][4] == "1,000" and rows[1][4] == "1,204"
    before, _, _ = told(spans(LATER), language, now=SINCE - 5)
    assert ("均等" if language == "ja" else "even") in before and moment in before
    only, _, _ = told(spans(), language)
    assert "100" in only and moment not in only


@pytest.mark.parametrize("language", ["ja", "en"])
def test_nothing_is_claimed_and_one_is_chosen(language: str) -> None:
    """However large the difference is: the sentences say which to go on with, and that there is no verdict."""
    said, _, _ = told(spans(LATER), language)
    assert ("判定はしません" if language == "ja" else "no verdict") in said
    assert ("採用" if language == "ja" else "Choice") in said and "B" in said
    assert not any(word in said for word in ("のほうが高い", "is higher", "is better:"))


def test_where_the_lots_are_broken_nothing_is_chosen() -> None:
    """The stretches together are held to their weights: one that is off by half is enough, small ones are none."""
    off = LotsSpan(1, SINCE, (0.2, 0.6, 0.2), (Rate(20, 400), Rate(60, 400), Rate(20, 400)))
    assert winners.ruling(spans(off)).is_broken and winners.ruling(spans(off)).adoption.arm is None
    assert winners.entry(NAMES, spans(off), (), SINCE) is None
    few = LotsSpan(1, SINCE, (0.2, 0.6, 0.2), (Rate(0, 4), Rate(0, 0), Rate(0, 1)))
    assert winners.ruling(spans(few)).lots == winners.ruling(spans()).lots
    assert not winners.ruling(spans(LATER)).is_broken and winners.ruling(spans(LATER)).adoption.arm == 1


@pytest.mark.parametrize("now", ["2026-11-20 00:05", "2026-11-20 00:00", "2026-11-20 23:59"])
def test_weights_begin_at_a_full_hour_that_nobody_can_miss(now: str) -> None:
    """At least two hours ahead, so that an hour of being slow leaves one."""
    begins = winners.begins(at(now))
    assert begins % 3_600_000 == 0 and 2 * 3_600_000 <= begins - at(now) < 3 * 3_600_000
