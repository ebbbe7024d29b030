"""The hours in which somebody did something by hand: what is known of when they look.

Rules
1. An act is a page that somebody came to by themselves, a form that was sent, a link that a person clicked. That a
   mail was opened is none, nor that the page behind a link of it was shown: programs do both by themselves.
2. Remembered are the latest `KEPT` hours with an act, each once however much was done in it, as the moment at which it
   began. So it does not depend on the order in which events came, and two browsers of one person add up.
3. It is remembered as long as a plan waits for somebody's best hour.
"""

from collections import Counter
from typing import NamedTuple

from mikomi.core.doers import trust
from mikomi.core.doers.traces import CLICKED
from mikomi.keys import short
from mikomi.model.base import Millis
from mikomi.model.events import FORM_SUBMITTED, MAIL_CLICKED, Event
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.scenario import WaitFor, WaitStep
from mikomi.model.step_tree import steps_of

KEY = short("hours")
"""Under which a person's memory holds them."""
KEPT = 50
HOUR = 3_600_000
WEEK = 168
"""Hours."""
MONDAY = 96
"""Hours from the beginning of 1970, a Thursday, to that of the Monday after it."""


class HourLookout(NamedTuple):
    """What a rulebook that asks for hours has on the look-out."""

    key: str = KEY
    keep: int = KEPT
    max_age: None = None
    prompts: tuple[()] = ()

    def after(self, times: tuple[Millis, ...], at: Millis) -> tuple[Millis, ...]:
        return tuple(sorted({*times, at - at % HOUR})[-KEPT:])


def lookout(plan: Plan) -> HourLookout | None:
    """None where no wait of the plan asks for them."""
    return HourLookout() if is_asked(plan) else None


def is_asked(plan: Plan) -> bool:
    return any(
        isinstance(step, WaitStep) and isinstance(step.wait, WaitFor) and step.wait.at == "best"
        for scenario in plan.scenarios.values()
        for step in steps_of(scenario.steps)
    )


def is_act(event: Event, edition: int) -> bool:
    if event.type == "page":
        return CLICKED not in event.context
    return event.type == "track" and event.name in (FORM_SUBMITTED, MAIL_CLICKED) and trust.counts(event, edition)


def of(person: Person) -> tuple[Millis, ...]:
    """When each of them began."""
    return person.memory.get(KEY, ())[-KEPT:]


def by_week(person: Person) -> Counter[int]:
    """How many of them by the hour of the week, in UTC: 0 begins Monday at midnight."""
    return Counter((began // HOUR - MONDAY) % WEEK for began in of(person))
