"""The parts of a trial by themselves: how far people are named, what a moment takes in, which order is tried."""

from typing import Any

from mikomi.core.backtest import course, lines, order
from mikomi.core.backtest.counts import SHOWN, Counts, FigureCase
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.self_check import CheckDifference
from mikomi.model.events import Packet

from tests.core.backtest_life import live

DAYS = TriedDays(0, 2_000_000_000_000, "Asia/Tokyo")


def counts(begin: int, end: int) -> Counts:
    made = Counts()
    for number in range(begin, end):
        made.add(f"l_{number}", [FigureCase("entries/s"), FigureCase("entries/s"), FigureCase("goals/s", 1, True)])
    return made


def test_all_are_counted_and_the_first_hundred_are_named() -> None:
    """However they are parted; who counts twice for a figure is one person."""
    whole = counts(0, SHOWN + 30)
    assert whole.amounts["entries/s"] == 2 * (SHOWN + 30) and whole.people["entries/s"] == SHOWN + 30
    assert whole.hang["goals/s"] == SHOWN + 30 and "goals/s" not in whole.amounts
    assert whole.who["entries/s"] == [f"l_{number}" for number in range(SHOWN)]
    parts = counts(0, 70)
    parts.join(counts(70, SHOWN + 30))
    assert parts == whole
    parts.join(counts(500, 600))
    assert len(parts.who["entries/s"]) == SHOWN


def test_what_comes_at_the_last_moment_is_looked_at() -> None:
    life = live(["price", "price", "price"])
    at = life.packets[2].received_at
    seen, before = (course.run(life.person, life.prints, life.under, until).person for until in (at, at - 1))
    assert sum(member.events for member in seen.members.values()) == 3
    assert sum(member.events for member in before.members.values()) == 2
    assert DAYS._replace(begin=5, end=7).has(5) and DAYS._replace(begin=5, end=7).has(7)
    assert not DAYS._replace(begin=5, end=7).has(4) and not DAYS._replace(begin=5, end=7).has(8)


def check(n: int, ordered: int) -> dict[str, Any]:
    one = CheckDifference("l_x", "lacking", "Mail Decided", "e.one", 1_000, {"scenario": "s", "step": "one"}, {})
    told = [one._replace(explained="order" if number < ordered else None)._asdict() for number in range(n + ordered)]
    numbers = {"effects": 500, "equal": 500 - n - ordered, "explained": ordered, "people": 9, "people_differ": 1}
    return {**numbers, "differences": told}


def cautions(n: int, ordered: int) -> list[str]:
    report: dict[str, Any] = {"self_check": check(n, ordered), "people": 99, "begins": None, "left_out": {}}
    report |= {"unsent": 0, "drew_other": 0, "contamination": {"visits": 0, "events": 0}}
    return lines.cautions(report, DAYS, {}, "en", {})


def test_differences_are_told_one_by_one_those_first_that_nothing_explains() -> None:
    said = cautions(3, 4)
    assert said[0].startswith("Self-check: NOT equal.") and " 3 effects of 1 people" in said[0] and len(said) == 8
    assert ["order in which" in line for line in said[1:]] == [False] * 3 + [True] * 4
    said = cautions(0, 4)
    assert said[0].startswith("Self-check: the log gives what really happened, but for 4 effects")
    said = cautions(lines.SHOWN + 2, 5)
    assert said[-1] == "  7 more" and len(said) == lines.SHOWN + 2
    assert cautions(lines.SHOWN, 0)[-1] != "  0 more"


def test_a_day_on_which_a_rep_gets_as_many_alerts_is_not_told() -> None:
    def day(name: str, value: int, before: int) -> bool:
        return lines.is_plain_day({"name": name, "value": value, "before": before})

    assert day("alerts/sato/2026-11-02", 2, 2) and not day("alerts/sato/2026-11-02", 2, 1)
    assert not day("alerts/sato", 2, 2)


def packets(*arrived: int, subject: str = "a:x") -> list[Packet]:
    return [Packet(subject=subject, sort=str(number), received_at=at, events=()) for number, at in enumerate(arrived)]


def test_an_order_is_shown_or_not_said() -> None:
    """One packet behind another, or two of them one after the other; never more than a day apart, and not for ever."""
    close, tries = packets(1_000, 1_010, 90_000), []

    def only(wanted: order.Late) -> Any:
        def differ(late: order.Late) -> list[int]:
            tries.append(late)
            return [] if late == wanted else [1_010]

        return differ

    assert order.explains(close, only({("a:x", "0"): 1_010}), [1_010]) and len(tries) == 1, "the nearest first"
    assert order.explains(close, only({("a:x", "0"): 90_000}), [1_010])
    assert not order.explains(close, only({("a:x", "2"): 1_000}), [1_010]), "nothing is told before it came"
    apart = packets(0, order.DELAYS[-1]), packets(0, order.DELAYS[-1] + 1)
    assert order.explains(apart[0], only({("a:x", "0"): order.DELAYS[-1]}), [order.DELAYS[-1]])
    assert not order.explains(apart[1], only({("a:x", "0"): order.DELAYS[-1] + 1}), [order.DELAYS[-1]])

    def two(late: order.Late) -> list[int]:
        first = 2_000 if ("a:x", "0") not in late else 60_000
        return [] if len(late) == 2 and late.get(("a:x", "2")) == 50_010 and first > 2_000 else [first]

    assert order.explains(packets(1_000, 1_010, 50_000, 50_010), two, [2_000])
    # what one browser sent meanwhile is delayed with it, or what fell due is done before it
    other = packets(2_500, subject="a:y")
    whole = {("a:x", "0"): 2_500, ("a:x", "1"): 2_500, ("a:x", "2"): 2_500}
    assert order.explains([*packets(1_000, 1_500, 2_000), *other], only(whole), [1_010])
    assert order.explains(close, only({("a:x", "1"): 70_000}), [1_010, 70_000])
    tries.clear()
    many = packets(*range(0, 100_000, 1_000))
    assert not order.explains(many, only({("a:x", "none"): 0}), [50_000]) and len(tries) <= order.MOST_TRIES
