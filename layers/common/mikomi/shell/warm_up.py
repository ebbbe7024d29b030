"""How far the warm-up of a new domain has come, for whoever looks (its door stands in `shell.effects.ceiling`).

Rules
1. By the running plan. Where that says nothing of a warm-up nothing is asked.
"""

from datetime import date, timedelta
from typing import NamedTuple

from mikomi import clock
from mikomi.aws import plans, warm_up
from mikomi.aws.warm_up import WarmUpStanding
from mikomi.core.mails import warm_up as rule
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Json
from mikomi.model.company import WarmUp


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
