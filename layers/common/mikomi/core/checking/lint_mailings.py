"""A mailing's time: can it be read, is it still to come, do its limits leave room; and triggers that let nobody in.

Rules
1. What cannot be read or contradicts itself is wrong; what is over, or comes to each person only once, is doubtful.
2. Whether a moment is over, only somebody who tells the time can ask: without `now` it is not asked.
"""

from itertools import islice, pairwise

from mikomi.core.behaviour import rises
from mikomi.core.behaviour.conditions import is_attribute, prompting
from mikomi.core.checking.document import Document
from mikomi.core.checking.lint_conditions import Known
from mikomi.core.checking.lint_goals import Doubt, doubt_of, tags_set
from mikomi.core.scenarios import schedule
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.scenarios.schedule import NotASchedule
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings
from mikomi.model.scenario import Scenario
from mikomi.model.scoring import Scoring
from mikomi.model.trigger import ScheduleTrigger, WhenTrigger
from mikomi.model.words import real_day

PLACE = ("trigger", "schedule")
NEVER_RISES = (
    "期間（within）のない not は、時間がたっても新しく成り立つことがありません",
    'a "not" without "within" never comes to be true, however long nothing happens',
)
LOOKED_AT = 50
"""Occurrences between which the time is looked at."""


def check_schedule(
    document: Document,
    scenario: Scenario,
    trigger: ScheduleTrigger,
    settings: CompanySettings | None,
    now: Millis | None,
) -> None:
    repeats, joining = schedule.is_cron(trigger.schedule), trigger.who != "now"
    if not repeats and not _is_a_day(trigger.schedule):
        document.report("E-date", PLACE, name=trigger.schedule)
        return
    if joining and repeats:
        document.report("E-joining-cron", ("trigger", "who"))
    elif joining and scenario.audience is None:
        document.report("E-joining-audience", ("trigger", "who"))
    elif repeats and isinstance(trigger.not_later_than, str):
        document.report("E-not-later-cron", ("trigger", "not_later_than"))
    elif settings:
        _check_times(document, scenario, trigger, settings, now)


def _is_a_day(written: str) -> bool:
    try:
        real_day(written)
    except ValueError:
        return False
    return True


def _check_times(
    document: Document, scenario: Scenario, trigger: ScheduleTrigger, settings: CompanySettings, now: Millis | None
) -> None:
    try:
        times = list(islice(schedule.dues(scenario, trigger, settings, now or 0), LOOKED_AT))
        first = schedule.next_due(scenario, trigger, settings, 0)
    except NotASchedule:
        document.report("E-schedule", PLACE, name=trigger.schedule)
        return
    except (ArithmeticError, LookupError, OSError, ValueError):
        return  # the time zone is reported in its own place
    if first is None:
        document.report("W-schedule-never", PLACE, name=trigger.schedule)
    elif not times:
        document.report("W-schedule-past", PLACE, name=trigger.schedule)
    if any(later - sooner < schedule.MOST_OFTEN for sooner, later in pairwise(times)):
        document.report("E-schedule-often", PLACE)
    elif schedule.is_cron(trigger.schedule) and scenario.reentry == "never":
        document.report("W-cron-once", PLACE)
    calendar = Calendar.of(settings, scenario.timezone, scenario.calendar)
    if first is None or schedule.is_cron(trigger.schedule):
        return
    joins_until, last = schedule.joins_until(trigger, calendar), schedule.not_after(trigger, calendar, first)
    if joins_until is not None and joins_until <= first:
        document.report("E-from-until", ("trigger", "who", "until"))
    if last is not None and last < first:
        document.report("E-not-later", ("trigger", "not_later_than"))


def check_trigger(
    document: Document,
    trigger: WhenTrigger,
    scenarios: dict[str, Scenario],
    scoring: Scoring,
    known: Known,
) -> None:
    """Whether anybody can come to fulfil it, whom it does not let in already."""
    when = known.in_place(trigger.when)
    doubt = doubt_of(when, tags_set(scenarios, scoring), scoring, known)
    if not doubt and not (is_attribute(when) or prompting(when) or rises.is_timed(when)):
        doubt = Doubt(False, NEVER_RISES)
    if doubt and (doubt.certain or not trigger.also_those_already):
        document.report("W-trigger-nobody", ("trigger", "when"), why=doubt.why)
