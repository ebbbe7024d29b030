"""Two thousand steps due within a minute against an SES that takes 14 mails a second, in the simulation's virtual time.

The real handlers, wired by template.yaml: the step queue wakes people, commits go through the stream, mails meet SES.
`make reliability` does the same with 100,000.
"""

from collections import Counter

import pytest

from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.workload.rush import DUE, RATE, Rush, rush
from simulation.world import START

STEPS = 2_000
IN_FLIGHT = 2 * SECOND
"""Between the last look at the window and SES."""


@pytest.fixture(scope="module")
def morning() -> Rush:
    return rush(STEPS, DUE + 3 * HOUR)


def test_every_mail_goes_out_once_at_the_pace_of_ses(morning):
    """I13, I14: all of them, once each, before its time none, within twice the time that SES needs at least."""
    assert Counter(number for number, _, _ in morning.took) == dict.fromkeys(range(STEPS), 1)
    late = [at - due for _, due, at in morning.took]
    assert min(late) >= 0 and max(late) < 2 * STEPS / RATE * SECOND + MINUTE


def test_there_is_no_storm(morning):
    """I30: SES refuses one call for ten mails at most, no mail is refused often, calls stay within budget."""
    assert morning.refused < STEPS / 10
    assert morning.statuses == {"sent": STEPS}
    assert morning.attempts <= 5
    assert morning.calls < 25 * STEPS


def test_who_was_due_first_goes_first(morning):
    """In order of due time: nobody waits four minutes longer than a perfect line would have made it wait."""
    assert morning.longest_wait_beyond_a_perfect_line() < 4 * MINUTE
    halves = [
        sum(at - due for number, due, at in morning.took if (number < STEPS // 2) is early) for early in (True, False)
    ]
    assert halves[0] < halves[1]


def test_the_same_rush_is_the_same_to_the_last_call():
    """Deterministic: what is shown here is shown again."""
    assert rush(200, DUE + HOUR).trace == rush(200, DUE + HOUR).trace


def test_a_window_holds_for_what_slips():
    """I15: the window closes after a minute; what SES had not taken by then leaves the next morning, at SES's pace."""
    late = rush(STEPS, DUE + DAY + HOUR, window={"from": "09:00", "to": "10:01"})
    moments = [(at - START) % DAY for _, _, at in late.took]
    assert Counter(number for number, _, _ in late.took) == dict.fromkeys(range(STEPS), 1)
    assert all(0 <= moment < HOUR + MINUTE + IN_FLIGHT for moment in moments)
    assert sum(at > DUE + HOUR for _, _, at in late.took) > STEPS / 4
    assert late.refused < STEPS / 5
