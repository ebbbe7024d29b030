"""What a scenario's mails can speak of besides the lead: the offers that it makes, and what its form gives away.

Rules
1. An offer that one mail made is known to every later mail of the same enrolment, with this person's own deadline.
2. A scenario that a form lets people into may hand out what that form gives, by a link that ends when the form says,
   and say what its quiz came to.
"""

from mikomi.core.behaviour.conditions import behaviours
from mikomi.core.scenarios import waiting
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Millis
from mikomi.model.condition import Submitted
from mikomi.model.form import Form, Gift
from mikomi.model.quiz import Quiz
from mikomi.model.scenario import MailStep, Offer, Scenario
from mikomi.model.step_tree import steps_of
from mikomi.model.trigger import WhenTrigger

GIFT_LASTS = 7 * 86_400_000
"""How long (milliseconds) a gift's link is valid where the form does not say."""


def deadline(offer: Offer, since: Millis, calendar: Calendar) -> Millis:
    """When the offer ends for whom its mail was due at `since`."""
    end = calendar.add(since, offer.valid_for)
    return waiting.at_oclock(end, offer.ends_at, calendar) if offer.ends_at else end


def offers_of(scenario: Scenario) -> dict[str, Offer]:
    """The offers that the scenario's mails make, by id."""
    steps = [step.mail.offer for step in steps_of(scenario.steps) if isinstance(step, MailStep)]
    return {offer.id: offer for offer in steps if offer}


def forms_into(scenario: Scenario) -> tuple[str, ...]:
    """The forms whose submission lets people into the scenario."""
    if not isinstance(scenario.trigger, WhenTrigger):
        return ()
    return tuple(leaf.submitted for leaf in behaviours(scenario.trigger.when) if isinstance(leaf, Submitted))


def gift_of(scenario: Scenario, forms: dict[str, Form]) -> Gift | None:
    """What the form gives that lets people into the scenario; None if it is no form, or gives nothing."""
    return next((forms[form].gives for form in forms_into(scenario) if form in forms and forms[form].gives), None)


def quiz_of(scenario: Scenario, forms: dict[str, Form]) -> Quiz | None:
    """The quiz of the form that lets people into the scenario; None if it is no form, or has none."""
    return next((forms[form].quiz for form in forms_into(scenario) if form in forms and forms[form].quiz), None)


def link_ends(gift: Gift, given_at: Millis) -> Millis:
    return given_at + (gift.link_valid_for.millis if gift.link_valid_for else GIFT_LASTS)
