"""A newsletter as anybody may read it: the mail of a scenario that is in the public archive, for nobody in particular.

Rules
1. No word of a person is in it: a trait is what the template's `default` says, and a reader is addressed as one whom
   nobody knows.
2. No address in it is counted or signed, and none unsubscribes anybody: where a mail has one of a reader's own, the
   page has its own address.
3. A scenario's newsletter is its first marketing mail; of variants the one of the greatest weight, of equals the first.
"""

from mikomi.core.mails import body, filters, render, templates
from mikomi.core.mails.body import Reader
from mikomi.core.mails.honorific import honorific
from mikomi.core.mails.render import Unrenderable
from mikomi.model.base import Frozen, Json
from mikomi.model.plan import Plan
from mikomi.model.scenario import MailStep, Scenario, Variant
from mikomi.model.step_tree import steps_of
from mikomi.model.words import in_language


class Newsletter(Frozen):
    """Its title on one line, and its page."""

    title: str
    html: str


def mail_of(scenario: Scenario) -> MailStep | None:
    """The mail that is shown; None for a scenario that has none to show."""
    mails = (step for step in steps_of(scenario.steps) if isinstance(step, MailStep))
    return next((step for step in mails if step.mail.kind == "marketing"), None)


def of_nobody(scenario: Scenario, plan: Plan, address: str) -> Newsletter:
    """The newsletter as it stands at this address. Raises Unrenderable."""
    step = mail_of(scenario)
    variant = _shown(step) if step else None
    template = plan.mails.get((variant and variant.template) or step.mail.template) if step else None
    if step is None or template is None:
        raise Unrenderable("no_template", f"scenarios/{scenario.id}.json, plan {plan.version}")
    language, seen = plan.settings.language, _seen(scenario, plan, address)
    subject = in_language((variant and variant.subject) or step.mail.subject, language) or template.subject
    reader = Reader(seen, templates.lead({}), lambda link: link)
    return Newsletter(
        title=render.filled(lambda: body.line(subject, seen), f"{step.id}: subject")
        or in_language(plan.settings.company.name, language),
        html=render.filled(lambda: body.html(template, reader), f"mails/{template.id}.html"),
    )


def _shown(step: MailStep) -> Variant | None:
    return max(step.mail.variants or (), key=lambda each: each.weight, default=None)


def _seen(scenario: Scenario, plan: Plan, address: str) -> Json:
    """What the template sees of a reader who is nobody."""
    settings, language = plan.settings, plan.settings.language
    url = next((step.mail.offer.url for step in _offering(scenario) if step.mail.offer), None)
    return {
        "lead": templates.lead({"honorific": honorific({}, language)}),
        "company": render.plain(settings.company, language, "name", "postal_address", "contact", "site"),
        "sender": render.plain(settings.sender, language, "name", "address", "reply_to"),
        "offer": {"deadline": "", "url": url or ""},
        "asset_url": "",
        "result": {"title": "", "text": ""},
        "unsubscribe_url": address,
        "preferences_url": address,
        "view_url": address,
        filters.ZONE: settings.timezone,
    }


def _offering(scenario: Scenario) -> list[MailStep]:
    return [step for step in steps_of(scenario.steps) if isinstance(step, MailStep) and step.mail.offer]
