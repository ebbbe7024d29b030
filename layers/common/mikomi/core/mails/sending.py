"""May this mail leave now? Asked again at the moment of sending, because time may have passed since it was decided.

Rules
1. What was decided is not decided anew, only what forbids it since: no basis any more, left the scenario, a closed
   window, a mailing that nobody is to get any more.
2. Marketing mail leaves inside its scenario's window; any other mail always may.
3. Waiting is bounded: each further wait is longer, and after `MOST_WAITS` waits or `MOST_ATTEMPTS` refusals the mail is
   given up, visibly.
4. When more is due than SES takes in a second, marketing mail waits in line (`aws.line`). Its places lie further apart
   than SES would need, so that what cannot wait (a thanks mail, an alert) still finds room.
5. What only a person can mend (`aws.ses.UNREADY`) wears nothing out: it waits, and looks again ever more rarely,
   `MOST_UNREADY` times at the most.
6. Silence is bounded too: after `MOST_DOUBTS` attempts of which nobody knows what became, a person decides.
"""

from typing import NamedTuple

from mikomi.core.people.consent import obstacle
from mikomi.core.scenarios import recipient
from mikomi.model.base import Millis
from mikomi.model.duration import MINUTE
from mikomi.model.effects import SendMail, SkipReason
from mikomi.model.person import Person
from mikomi.model.plan import Plan

MOST_WAITS = 200
MOST_ATTEMPTS = 30
MOST_DOUBTS = 3
MOST_UNREADY = 8 * 24 * 2
"""Waits for somebody: about eight days for the set-up to be mended, most of them half hours; a month for marketing mail
to go on."""
SHARE_OF_LINE = 0.7
SET_UP = "set_up"
BREAKER = "breaker"
WARM_UP = "warm_up"
FOR_SOMEBODY = (SET_UP, BREAKER)
"""What waits for a person, and wears out nothing of the mail's own."""
HAD_ITS_TURN = ("in_line", "throttled")


class Skip(NamedTuple):
    """Never: the step ends without a mail."""

    reason: SkipReason


class Hold(NamedTuple):
    """Not before `until`. `reason` is `window_closed`, `limited`, `after`, `in_line`, `throttled`, `set_up`, `breaker`,
    `warm_up`, `stopped`, `withdrawn`."""

    until: Millis
    reason: str


def look(effect: SendMail, person: Person, plan: Plan, now: Millis) -> Skip | Hold | None:
    """What stands against sending it now; None if nothing does. `plan` is the version that the effect names."""
    forbidden = obstacle(person, effect.marketing, now, effect.topic) or _left(effect, person)
    if forbidden:
        return Skip(forbidden)
    if effect.not_after is not None and now > effect.not_after:
        return Skip("too_late")
    if effect.at > now:
        return Hold(effect.at, "window_closed")
    return _outside_window(effect, person, plan, now) if effect.marketing else None


def soon(tries: int, now: Millis) -> Millis:
    """When to try again after so many tries: in a minute, two, four …, at last every hour."""
    return now + MINUTE * min(60, 2 ** min(tries, 6))


def when_mended(since: Millis, now: Millis) -> Millis:
    """When to look again whether the set-up was mended, that was wrong since then: every five minutes while that is
    new, at last every half hour.
    """
    return now + max(5 * MINUTE, min(30 * MINUTE, (now - since) // 8))


def when_resumed(since: Millis, now: Millis) -> Millis:
    """When to look again whether marketing mail goes on, that was stopped then: every five minutes while that is new,
    at last every two hours.
    """
    return now + max(5 * MINUTE, min(120 * MINUTE, (now - since) // 8))


def apart(mails_per_second: int) -> Millis:
    """How far the places of the line lie apart."""
    return round(1000 / (mails_per_second * SHARE_OF_LINE))


def _left(effect: SendMail, person: Person) -> SkipReason | None:
    """A mail that waited is not sent to who left its scenario meanwhile (who finished it has not left)."""
    run = next((run for run in person.enrolments if run.id == effect.enrolment), None)
    left = run is not None and run.status in ("exited", "goal") and (run.ended_at or 0) > effect.at
    return "left_scenario" if left else None


def _outside_window(effect: SendMail, person: Person, plan: Plan, now: Millis) -> Skip | Hold | None:
    scenario = plan.scenarios.get(effect.scenario)
    if scenario is None or scenario.send_window is None:
        return None
    calendar = recipient.calendar_of(scenario, person, plan.settings)
    if calendar.is_open(now, scenario.send_window):
        return None
    if scenario.send_window.outside == "skip":
        return Skip("window_closed")
    return Hold(calendar.next_open(now, scenario.send_window), "window_closed")
