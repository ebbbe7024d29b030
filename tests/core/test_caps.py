"""The edges of a cap's windows, and what is left of grants that no window reaches any more (the laws: test_scoring)."""

from mikomi.core.points.caps import allowed, granted
from mikomi.model.scoring import Cap

from tests.core.plans import DAY, NOON

CAP = Cap.model_validate({"points": 30, "per": "7d"})
WEEK = 7 * DAY


def test_of_two_grants_a_window_apart_only_one_counts() -> None:
    """A millisecond nearer they share a window, before and after."""
    grants = granted((), NOON, 30, CAP)
    for away in (WEEK, -WEEK):
        assert allowed(grants, NOON + away, CAP) == 30
    for away in (WEEK - 1, 1 - WEEK, 0):
        assert allowed(grants, NOON + away, CAP) == 0


def test_what_is_left_of_the_cap_may_still_be_earned() -> None:
    """Points that were given count, whoever asks about an earlier or a later moment of the same window."""
    grants = granted(granted((), NOON, 12.5, CAP), NOON + DAY, 10, CAP)
    assert [allowed(grants, NOON + at * DAY, CAP) for at in (-1, 0, 1, 2)] == [7.5] * 4
    assert allowed(grants, NOON + WEEK, CAP) == 20 and allowed(grants, NOON + WEEK + DAY, CAP) == 30


def test_grants_that_a_window_can_reach_are_kept_as_they_are() -> None:
    """Nothing is forgotten within two lengths of the newest; at two lengths the older one leaves its time alone."""
    first = granted((), NOON, 10, CAP)
    assert first == ((NOON, 10),)
    assert granted(first, NOON + 2 * WEEK - 1, 5, CAP) == ((NOON, 10), (NOON + 2 * WEEK - 1, 5))
    assert granted(first, NOON + 2 * WEEK, 5, CAP) == ((NOON, 0), (NOON + 2 * WEEK, 5))
    late = granted(granted(first, NOON + 2 * WEEK, 5, CAP), NOON + 1, 1, CAP)
    assert late == ((NOON, 0), (NOON + 1, 1), (NOON + 2 * WEEK, 5)), "what comes late is sorted in"


def test_an_event_whose_windows_reach_into_what_was_forgotten_earns_nothing() -> None:
    """From a window's length after what was forgotten on, it earns again; the newest event is never in doubt."""
    grants = ((NOON, 0.0), (NOON + 2 * WEEK, 5.0))
    assert allowed(grants, NOON + WEEK - 1, CAP) == 0
    assert allowed(grants, NOON + WEEK, CAP) == 30
    assert allowed(((NOON, 0.0), (NOON + 1, 5.0)), NOON + 1, CAP) == 25
