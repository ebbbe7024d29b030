"""One fault at every kind of AWS call: the week ends as it ends without, and every promise holds.

`make reliability` strikes every single call in seven ways; here each function's calls of one kind are struck in four.
"""

from collections import Counter

import pytest

from simulation import planted, runs, strikes
from simulation.seam import Strike

pytestmark = pytest.mark.all_cores
FAULTS = ("die_before", "die_after", "error_applied", "lost_answer")


def test_whatever_happens_to_a_call_nothing_is_lost_and_nothing_happens_twice():
    """Each function, each kind of its calls: die before it, die after it, 500 although done, done without answer.
    Redelivery does the rest."""
    calls = strikes.calls()
    kinds = strikes.kinds(calls)
    survived = list(strikes.strike_all(kinds, FAULTS, runs.cores()))
    assert not [(each.site, each.strike, each.wrong[:3]) for each in survived if each.wrong]
    struck = Counter(each.site.function for each in survived)
    assert len(survived) == len(kinds) * len(FAULTS) and len(struck) == 7 and min(struck.values()) >= len(FAULTS)


def test_a_week_without_the_protocol_does_not_survive():
    """The same strike at SES's call, with the row written after sending, is a mail twice."""
    at = next(number for number, site in enumerate(strikes.calls(), 1) if site.operation == "send_email")
    assert not strikes.struck(Strike(at, "die_after")).wrong
    with planted.bug("send_then_mark"):
        assert strikes.struck(Strike(at, "die_after")).wrong
