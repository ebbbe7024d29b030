"""The daily ceiling of a new domain: the door that a marketing mail passes last, and how far it has come.

Rules
1. By the running plan, whenever a mail was decided. Where that says nothing of a warm-up nothing is asked.
2. A place is taken when nothing else stands against the mail, right before SES is asked. Each attempt takes one; a mail
   that SES was too busy for keeps the one that it has, on the same day.
3. What is known to find no place does not try.
"""

from datetime import date, time, timedelta
from typing import NamedTuple

from mikomi import clock
from mikomi.aws import plans, warm_up
from mikomi.aws.ledger import Row
from mikomi.aws.warm_up import WarmUpStanding
from mikomi.core.mails import sending
from mikomi.core.mails import warm_up as rule
from mikomi.core.mails.sending import Hold
from mikomi.core.scenarios import recipient
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Json, Millis
from mikomi.model.company import WarmUp
from mikomi.model.effects import SendMail
from mikomi.model.person import Person
from mikomi.model.plan import Plan


class Entry(NamedTuple):
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


def entry(effect: SendMail, person: Person, plan: Plan, row: Row | None, now: Millis) -> Entry | None:
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
    return Entry(day, ceiling, now < midnight - rule.EVENING, had_turn, turn, tomorrow)


def _opening(effect: SendMail, person: Person, plan: Plan, moment: Millis) -> Millis:
    """When the mail's window is open, from this moment on."""
    scenario = plan.scenarios.get(effect.scenario)
    if scenario is None or scenario.send_window is None:
        return moment
    return recipient.calendar_of(scenario, person, plan.settings).next_open(moment, scenario.send_window)


class WarmUpState(NamedTuple):
    """It is day `day` of `days`; `sent` of `ceiling` have left today, tomorrow may `tomorrow` (None: as many as there
    are); `waits`: some wait for that."""

    day: int
    days: int
    sent: int
    ceiling: int
    tomorrow: int | None
    waits: bool

    def plain(self) -> Json:
        return self._asdict()


def look(stands: WarmUpStanding | None = None) -> WarmUpState | None:
    """How it stands today; None where there is no ceiling."""
    found = _today()
    if found is None:
        return None
    asked, day, ceiling = found
    stands = stands or warm_up.read()
    today, tomorrow = day.isoformat(), rule.ceiling(asked, day + timedelta(days=1))
    number, most = rule.day_of(asked, day), rule.days(asked)
    return WarmUpState(number, most, stands.on(today), ceiling, tomorrow, stands.full == today)


def days_for(many: int) -> int | None:
    """On how many days so many marketing mails leave, beginning now; None where there is no ceiling."""
    found = _today()
    if found is None:
        return None
    asked, day, _ = found
    return rule.days_for(asked, day, warm_up.read().on(day.isoformat()), many)


def _today() -> tuple[WarmUp, date, int] | None:
    company = plans.active().settings
    if company.warm_up is None:
        return None
    day = Calendar.of(company).local(clock.now()).date()
    ceiling = rule.ceiling(company.warm_up, day)
    return None if ceiling is None else (company.warm_up, day, ceiling)
