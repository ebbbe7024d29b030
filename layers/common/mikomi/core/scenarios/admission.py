"""Who is let into a scenario: its status, its season, who is in already, re-entry, its group, its audience.

Rules
1. All is asked of the person as it stands at this moment, of the active plan.
2. A mailing that goes on for whoever comes to fit lets them in between its moment and the end that it names.
3. Whoever is on the list of those for whom a trigger held already is asked again, if time can change the answer: they
   may have come back meanwhile, or have been told only now what they did before.
"""

from mikomi.core.behaviour import rises
from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.core.scenarios import mailing, schedule
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.scenarios.mailing import Broadcast
from mikomi.core.turn import Turn
from mikomi.model.base import Millis
from mikomi.model.condition import Condition
from mikomi.model.person import Enrolment
from mikomi.model.scenario import ReentryAfter, Scenario
from mikomi.model.trigger import ScheduleTrigger, WhenTrigger


def refusal(turn: Turn, scenario: Scenario, by: Broadcast | None = None) -> str | None:
    """Why the scenario's own rules do not let the person in, `by` a mailing or on another occasion; None if they do."""
    if scenario.status != "active":
        return scenario.status
    if not _is_in_season(turn, scenario) or not (by or _may_be_joined(turn, scenario)):
        return "out_of_season"
    mine = [e for e in turn.person.enrolments if e.scenario == scenario.id]
    if by and (refused := mailing.refusal(by, mine, turn.now)):
        return refused
    if any(e.status == "active" for e in mine):
        return "already_in"
    if mine and not _may_reenter(scenario, max(e.entered_at for e in mine), turn.now):
        return "reentry"
    if scenario.group and any(
        group_of(turn, e) == scenario.group for e in turn.person.enrolments if e.status == "active"
    ):
        return "group"
    asked = [scenario.audience, _still_asked(turn, scenario, by)]
    facts = Facts(person=turn.person, now=turn.now, scoreboard=turn.rules, scenario=scenario.id)
    return None if all(holds(each, facts) for each in asked if each is not None) else "audience"


def _still_asked(turn: Turn, scenario: Scenario, by: Broadcast | None) -> Condition | None:
    """Rule 3."""
    trigger = scenario.trigger
    if not by or not turn.rules.knows_time or not isinstance(trigger, WhenTrigger) or by.code != mailing.HELD_ALREADY:
        return None
    return trigger.when if rises.is_timed(trigger.when) else None


def group_of(turn: Turn, enrolment: Enrolment) -> str | None:
    """The group of the enrolment's scenario; None too for a scenario that only a newer release can read."""
    scenario = turn.rulebooks.of(enrolment.plan).plan.scenarios.get(enrolment.scenario)
    return scenario.group if scenario else None


def _may_reenter(scenario: Scenario, last_entered: Millis, now: Millis) -> bool:
    if isinstance(scenario.reentry, ReentryAfter):
        return now - last_entered >= scenario.reentry.after.millis
    return scenario.reentry == "after_exit"


def _is_in_season(turn: Turn, scenario: Scenario) -> bool:
    if scenario.active is None:
        return True
    calendar = Calendar.of(turn.rules.plan.settings, scenario.timezone, scenario.calendar)
    begin, end = scenario.active.from_, scenario.active.until
    if begin and turn.now < calendar.parse_moment(begin):
        return False
    # a bare day includes itself to its end
    return not (end and turn.now >= calendar.parse_moment(end) + (60_000 if "T" in end else 86_400_000))


def _may_be_joined(turn: Turn, scenario: Scenario) -> bool:
    """Whether somebody who comes to fit now gets a mailing too: between its moment and the end that it names."""
    trigger = scenario.trigger
    if not isinstance(trigger, ScheduleTrigger) or trigger.who == "now" or schedule.is_cron(trigger.schedule):
        return True
    calendar = Calendar.of(turn.rules.plan.settings, scenario.timezone, scenario.calendar)
    return calendar.parse_moment(trigger.schedule) <= turn.now < calendar.parse_moment(trigger.who.until, end=True)


def last_moment(turn: Turn, scenario: Scenario) -> Millis | None:
    """For whoever joins a mailing that goes on: until when mails of it may leave."""
    trigger = scenario.trigger
    if not isinstance(trigger, ScheduleTrigger) or schedule.is_cron(trigger.schedule):
        return None
    calendar = Calendar.of(turn.rules.plan.settings, scenario.timezone, scenario.calendar)
    return schedule.not_after(trigger, calendar, calendar.parse_moment(trigger.schedule))
