"""A mail as one lead would get it now, to be looked at: the words of the one rendering, and where each came from.

Rules
1. It is nobody's: nothing in it is counted, and its link to unsubscribe unsubscribes nobody (`links.SampleLinks`).
2. Of a value it is said where it came from; of one that the lead lacks, what stood in its place.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal, NamedTuple

from mikomi.core.mails import blanks, render, templates
from mikomi.core.mails.links import SAMPLE, SampleLinks
from mikomi.core.mails.render import Rendered
from mikomi.core.scenarios import offers
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Frozen, Json, Millis
from mikomi.model.effects import SendMail
from mikomi.model.person import Person, Trait
from mikomi.model.plan import Plan
from mikomi.model.scenario import MailStep, Offer, Scenario
from mikomi.model.step_tree import steps_of
from mikomi.model.words import in_language

Origin = Literal["lead", "made", "default", "withheld", "empty", "settings", "offer", "quiz", "ours"]
"""`lead`: its trait; `made` of others (姓+様) or of what the lead does; `default`: the lead lacks it; `withheld`:
what a stranger typed looks like an address, so no mail shows it; `empty`: nothing stands there; `ours`: a link."""
_MADE = ("honorific", "name", "email", "affinity")


class FilledName(Frozen):
    """A name that the template uses, what stands for it, and where that came from."""

    name: str
    value: str
    origin: Origin


class SampleSending(Frozen):
    """As what the mail would go out: the step of a scenario, or of none."""

    template: str
    scenario: str = ""
    step: str = ""
    variant: str | None = None
    marketing: bool = True


class SampleMail(NamedTuple):
    sending: SampleSending
    words: Rendered
    filled: tuple[FilledName, ...]


def person_of(traits: Mapping[str, Any], now: Millis) -> Person:
    """Somebody who is only written down: all of it counts as what a server said."""
    email = traits.get("email")
    return Person(
        id=SAMPLE,
        email=email if isinstance(email, str) else None,
        traits={name: Trait(value=value, at=now, proof=2) for name, value in traits.items()},
    )


def sendings(plan: Plan, template: str) -> Iterator[SampleSending]:
    """Every way in which the plan sends the template, in the order of its scenarios and steps."""
    for scenario in plan.scenarios.values():
        for step in steps_of(scenario.steps):
            if isinstance(step, MailStep):
                yield from _of_step(scenario, step, template)


def made(sending: SampleSending, person: Person, plan: Plan, links: SampleLinks, now: Millis) -> SampleMail:
    """The mail, and what stands in it. Raises Unrenderable."""
    effect = _effect(sending, plan, now)
    words = render.mail(effect, person, plan, links)
    return SampleMail(sending=sending, words=words, filled=tuple(_filled(effect, person, plan, links)))


def _of_step(scenario: Scenario, step: MailStep, template: str) -> Iterator[SampleSending]:
    of_it = SampleSending(
        template=template, scenario=scenario.id, step=step.id, marketing=step.mail.kind == "marketing"
    )
    if not step.mail.variants and step.mail.template == template:
        yield of_it
    for variant in step.mail.variants or ():
        if (variant.template or step.mail.template) == template:
            yield of_it.model_copy(update={"variant": variant.id})


def _effect(sending: SampleSending, plan: Plan, now: Millis) -> SendMail:
    scenario = plan.scenarios.get(sending.scenario)
    offer = _offer(scenario, sending.step) if scenario else None
    own = (scenario.timezone, scenario.calendar) if scenario else ()
    calendar = Calendar.of(plan.settings, *own)
    return SendMail(
        id=SAMPLE,
        at=now,
        event_id=SAMPLE,
        plan=plan.version,
        scenario=sending.scenario,
        step=sending.step,
        enrolment=SAMPLE,
        template=sending.template,
        variant=sending.variant,
        marketing=sending.marketing,
        offer=offer.id if offer else None,
        offer_deadline=offers.deadline(offer, now, calendar) if offer else None,
    )


def _offer(scenario: Scenario, step: str) -> Offer | None:
    """The offer of which the mail can speak: its own, or that of the mail before it."""
    latest = None
    for each in steps_of(scenario.steps):
        if isinstance(each, MailStep):
            latest = each.mail.offer or latest
            if each.id == step:
                break
    return latest


def _filled(effect: SendMail, person: Person, plan: Plan, links: SampleLinks) -> Iterator[FilledName]:
    """What the subject and both parts speak of, by name."""
    seen = render.context(effect, render.addressee(effect, person, plan), plan, links)
    template = plan.mails[effect.template]
    sources = (in_language(render.subject_of(effect, plan), plan.settings.language), template.html, template.text)
    names = {name for source in sources for name in templates.read(source).uses}
    instead = {name: value for source in sources for name, value in blanks.defaults(source).items()}
    for name in sorted(names):
        kind, _, field = name.partition(".")
        if kind == "lead" and field:
            yield _of_lead(name, field, seen, person, instead)
        elif kind in ("company", "sender") and field:
            yield FilledName(name=name, value=seen[kind].get(field, ""), origin="settings")
        elif kind == "offer" and field:
            yield FilledName(name=name, value=seen[kind].get(field, ""), origin="offer")
        elif kind == "result" and field:
            yield FilledName(name=name, value=seen[kind].get(field, ""), origin="quiz")
        elif isinstance(seen.get(kind), str):
            yield FilledName(name=name, value=seen[kind], origin="ours")


def _of_lead(name: str, field: str, seen: Json, person: Person, instead: Mapping[str, str]) -> FilledName:
    value = seen["lead"].get(field, "")
    if value != "":
        made_of_others = field in _MADE and field not in person.traits
        return FilledName(name=name, value=str(value), origin="made" if made_of_others else "lead")
    if person.trait(field) not in (None, ""):
        return FilledName(name=name, value=instead.get(name, ""), origin="withheld")
    if instead.get(name):
        return FilledName(name=name, value=instead[name], origin="default")
    return FilledName(name=name, value="", origin="empty")
