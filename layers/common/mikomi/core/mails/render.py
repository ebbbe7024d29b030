"""A step's mail in words: from a person, a plan version and a decision to subject, HTML and text.

Rules
1. A template sees plain text and numbers of its recipient only; nothing else of this system can be reached from it.
2. What it sees of a trait `trait_text` says. A subject is one line, so that no value can grow a header of its own.
3. The links that are counted are those that the template has of its own (`written_links`), in HTML and text alike.
4. A marketing mail never leaves without its legal lines.
5. What cannot be rendered is `Unrenderable` with a reason for the mail's row; it is never sent half.
"""

from collections.abc import Callable
from html import escape
from typing import Any

from mikomi.core.mails import body, confirmation_mail, filters, legal_lines, templates, trait_text
from mikomi.core.mails.body import Reader
from mikomi.core.mails.honorific import full_name, honorific
from mikomi.core.mails.links import Links
from mikomi.core.mails.trait_text import Plain
from mikomi.core.scenarios import offers
from mikomi.core.words import moments
from mikomi.model.base import Frozen, Json
from mikomi.model.effects import SendMail
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.scenario import Mail, MailStep
from mikomi.model.step_tree import steps_of
from mikomi.model.words import Text, in_language


class Unrenderable(Exception):
    """Why a mail has no words: `code` is the row's reason (`no_template`, `render`), the message says where."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(where)
        self.code = code


class Rendered(Frozen):
    """One mail's words. `unsubscribe_url` is set for marketing mails, and stands in their HTML and text."""

    subject: str
    html: str
    text: str
    unsubscribe_url: str | None = None


def mail(effect: SendMail, person: Person, plan: Plan, links: Links) -> Rendered:
    """The words of the decided mail, from the plan version that it names. Raises Unrenderable."""
    if effect.confirms:
        ours = confirmation_mail.words(effect, person, plan, links)
        if ours is None:
            raise Unrenderable("no_template", f"forms/{effect.confirms.form}.json, plan {plan.version}")
        return Rendered(subject=ours.subject, html=ours.html, text=ours.text)
    template = plan.mails.get(effect.template)
    if template is None:
        raise Unrenderable("no_template", f"mails/{effect.template}.html, plan {plan.version}")
    settings = plan.settings
    seen = context(effect, person, plan, links)
    company, proven = settings.company, templates.lead(trait_text.proven(person, settings.language))
    reader = Reader(seen, proven, lambda address: links.counted(address, company, person.id, effect))
    subject = filled(
        lambda: body.line(in_language(subject_of(effect, plan), plan.settings.language), seen),
        f"{effect.step}: subject",
    )
    html = filled(lambda: body.html(template, reader), f"mails/{template.id}.html")
    text = filled(lambda: body.text(template, reader), f"mails/{template.id}.txt")
    unsubscribe = None
    if effect.marketing:
        unsubscribe = seen["unsubscribe_url"]
        html, text = legal_lines.complete(html, text, settings, unsubscribe)
    return Rendered(
        subject=subject or in_language(settings.company.name, settings.language),
        html=_watched(html, effect, person, plan, links) if links.is_counted else html,
        text=text,
        unsubscribe_url=unsubscribe,
    )


def context(effect: SendMail, person: Person, plan: Plan, links: Links) -> Json:
    """What the mail's template sees (see `templates.NAMES`)."""
    settings, language = plan.settings, plan.settings.language
    unsubscribe = links.unsubscribe(person.id, person.email or "", effect.id, effect.topic)
    return {
        "lead": templates.lead(_as_lead(trait_text.in_a_mail_to(person, language), person, language)),
        "company": plain(settings.company, language, "name", "postal_address", "contact", "site"),
        "sender": plain(settings.sender, language, "name", "address", "reply_to"),
        "offer": _offer(effect, plan),
        "asset_url": _asset_url(effect, person, plan, links),
        "result": _result(effect, person, plan),
        "unsubscribe_url": unsubscribe,
        "preferences_url": unsubscribe,
        "view_url": links.view(effect.person or person.id, effect.id),
        filters.ZONE: settings.timezone,
    }


def lead_traits(person: Person, language: str) -> dict[str, Plain]:
    """All that is known of the person as text and numbers, with `email`, `name` and `honorific`: for those who sell."""
    return _as_lead(trait_text.of(person, language), person, language)


def _as_lead(traits: dict[str, Plain], person: Person, language: str) -> dict[str, Plain]:
    if person.email:
        traits["email"] = person.email
    whole = full_name(traits, language)
    if whole and "name" not in traits:
        traits["name"] = whole
    traits["honorific"] = honorific(traits, language)
    return traits


def mail_step(effect: SendMail, plan: Plan) -> Mail | None:
    """The step as that plan version has it; None for a mail that no scenario's step asked for."""
    scenario = plan.scenarios.get(effect.scenario)
    for step in steps_of(scenario.steps) if scenario else ():
        if isinstance(step, MailStep) and step.id == effect.step:
            return step.mail
    return None


def subject_of(effect: SendMail, plan: Plan) -> Text:
    """The variant's subject, else the step's, else the template's title."""
    step = mail_step(effect, plan)
    chosen: Text | None = step.subject if step else None
    for variant in (step.variants or ()) if step else ():
        if variant.id == effect.variant and variant.subject:
            chosen = variant.subject
    return chosen or plan.mails[effect.template].subject


def _offer(effect: SendMail, plan: Plan) -> dict[str, str]:
    """The offer as this person has it. Without one its names do not exist, and showing them is an error."""
    if effect.offer is None or effect.offer_deadline is None:
        return {}
    scenario = plan.scenarios[effect.scenario]
    deadline = moments.full(
        effect.offer_deadline, scenario.timezone or plan.settings.timezone, plan.settings.language, seen_at=effect.at
    )
    return {"deadline": deadline, "url": offers.offers_of(scenario)[effect.offer].url or ""}


def _asset_url(effect: SendMail, person: Person, plan: Plan, links: Links) -> str:
    """The link to what the form gives that let the person in; empty where there is no such form."""
    scenario = plan.scenarios.get(effect.scenario)
    gift = offers.gift_of(scenario, plan.forms) if scenario else None
    return links.asset(gift.asset, offers.link_ends(gift, effect.at), f"p:{person.id}", effect.id) if gift else ""


def _result(effect: SendMail, person: Person, plan: Plan) -> dict[str, str]:
    """The words of what this person's quiz came to; empty where there was none. They are ours: of the person nothing
    but the result's id is looked at."""
    scenario, language = plan.scenarios.get(effect.scenario), plan.settings.language
    quiz = offers.quiz_of(scenario, plan.forms) if scenario else None
    result = quiz.result(person.trait(quiz.trait)) if quiz else None
    if result is None:
        return {"title": "", "text": ""}
    return {"title": in_language(result.title, language), "text": in_language(result.text, language)}


def plain(values: Any, language: str, *names: str) -> dict[str, str]:
    """These fields as text."""
    return {name: in_language(getattr(values, name), language) for name in names}


def filled(fill: Callable[[], str], where: str) -> str:
    """A part of a mail, filled in. Raises Unrenderable, which says where."""
    from jinja2 import TemplateError

    try:
        return fill()
    except (TemplateError, TypeError, ValueError, ArithmeticError, AssertionError) as wrong:
        raise Unrenderable("render", f"{where}: {wrong}") from wrong


def _watched(html: str, effect: SendMail, person: Person, plan: Plan, links: Links) -> str:
    """The mail with a picture that tells when it is opened, and, beside links that are counted, one that only programs
    find."""
    has_links = f"{links.api_url}/c/" in html
    trap = _HIDDEN.format(escape(links.hidden(plan.settings.company, person.id, effect))) if has_links else ""
    return _at_the_end(html, trap + _PIXEL.format(escape(links.open(person.id, effect))))


_HIDDEN = '<a href="{}" style="display:none" tabindex="-1" aria-hidden="true"></a>'
"""Empty: nobody sees it, reaches it by a key or hears it read, not even where a mail program forgets styles."""
_PIXEL = '<img src="{}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">'


def _at_the_end(html: str, more: str) -> str:
    end = html.lower().rfind("</body>")
    return html + more if end < 0 else html[:end] + more + html[end:]
