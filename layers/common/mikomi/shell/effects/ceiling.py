"""The daily ceiling of a new domain: the door that a marketing mail passes last.

Rules
1. By the running plan, whenever a mail was decided. Where that says nothing of a warm-up nothing is asked.
2. A place is taken when nothing else stands against the mail, right before SES is asked. Each attempt takes one; a mail
   that SES was too busy for keeps the one that it has, on the same day.
3. What is known to find no place does not try.
"""

from datetime import date, time, timedelta
from typing import NamedTuple

from mikomi.aws import plans, warm_up
from mikomi.aws.ledger import Row
from mikomi.aws.warm_up import WarmUpStanding
from mikomi.core.mails import sending
from mikomi.core.mails import warm_up as rule
from mikomi.core.mails.sending import Hold
from mikomi.core.scenarios import recipient
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Millis
from mikomi.model.effects import SendMail
from mikomi.model.person import Person
from mikomi.model.plan import Plan


class CeilingDoor(NamedTuple):
    """What a mail finds at the door today: so many may leave; its `turn` among those who wait, and tomorrow's."""

    day: date
    ceiling: int
    is_open: bool
    had_turn: bool
    turn: Millis
    tomorrow: Millis

    def obstacle(self, stands: WarmUpStanding) -> Hold | None:
        """What is known to stand against it before it is claimed."""
        if not self.is_open or stands.on(self.day.isoformat()) >= self.ceiling:
            return self._no_place(stands)
        yesterday = (self.day - timedelta(days=1)).isoformat()
        if stands.full == yesterday and not self.had_turn:
            return Hold(self.turn, sending.WARM_UP)
        return None

    def take(self) -> Hold | None:
        """Take a place, under the claim."""
        return None if warm_up.take(self.day.isoformat(), self.ceiling) else self._no_place(WarmUpStanding())

    def _no_place(self, stands: WarmUpStanding) -> Hold:
        if stands.full != self.day.isoformat():
            warm_up.note_full(self.day.isoformat())
        return Hold(self.tomorrow, sending.WARM_UP)


def door(effect: SendMail, person: Person, plan: Plan, row: Row | None, now: Millis) -> CeilingDoor | None:
    """None where there is no ceiling, or the mail has its place. `plan` is the version that the effect names."""
    running = plans.active()
    asked = running.settings.warm_up
    if asked is None or not effect.marketing:
        return None
    home = Calendar.of(running.settings)
    day = home.local(now).date()
    ceiling = rule.ceiling(asked, day)
    if ceiling is None or (row and row.reason == "throttled" and home.local(row.at).date() == day):
        return None
    scenario, midnight = running.scenarios.get(effect.scenario), home.moment(day + timedelta(days=1), time(0))
    priority, dawn = scenario.priority if scenario else 0, home.moment(day, time(0))
    had_turn = row is not None and row.reason in (sending.WARM_UP, *sending.HAD_ITS_TURN)
    tomorrow = _opening(effect, person, plan, midnight) + rule.turn(priority, effect.at, midnight)
    turn = now + rule.turn(priority, effect.at, dawn)
    return CeilingDoor(day, ceiling, now < midnight - rule.EVENING, had_turn, turn, tomorrow)


def _opening(effect: SendMail, person: Person, plan: Plan, moment: Millis) -> Millis:
    """When the mail's window is open, from this moment on."""
    scenario = plan.scenarios.get(effect.scenario)
    if scenario is None or scenario.send_window is None:
        return moment
    return recipient.calendar_of(scenario, person, plan.settings).next_open(moment, scenario.send_window)
