"""A step's mail in words: from a person, a plan version and a decision to subject, HTML and text.

Rules
1. A template sees plain text and numbers of its recipient only; nothing else of this system can be reached from it.
2. What it sees of a trait `trait_text` says. A subject is one line, so that no value can grow a header of its own.
3. The links that are counted are those that the template has of its own (`written_links`), in HTML and text alike.
4. A marketing mail never leaves without its legal lines.
5. What cannot be rendered is `Unrenderable` with a reason for the mail's row; it is never sent half.
6. A mail is made of the decision, the plan, the links and the `Addressee`, and of nothing else; what of the last it
   really asked for is known afterwards (`Rendered.reader`), and from that alone it comes out the same again.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from msgspec.structs import replace

from mikomi.core.behaviour import affinity
from mikomi.core.mails import body, confirmation_mail, filters, legal_lines, trait_text
from mikomi.core.mails.body import Reader
from mikomi.core.mails.honorific import full_name, honorific
from mikomi.core.mails.links import Links
from mikomi.core.mails.trait_text import Plain
from mikomi.core.scenarios import offers
from mikomi.core.words import moments
from mikomi.model.as_sent import Addressee
from mikomi.model.base import Json
from mikomi.model.effects import SendMail
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.quiz import Quiz
from mikomi.model.scenario import Mail, MailStep
from mikomi.model.step_tree import steps_of
from mikomi.model.words import Text, in_language


class Unrenderable(Exception):
    """Why a mail has no words: `code` is the row's reason (`no_template`, `render`), the message says where."""

    def __init__(self, code: str, where: str) -> None:
        super().__init__(where)
        self.code = code


class Rendered(NamedTuple):
    """One mail's words. `unsubscribe_url` is set for marketing mails, and stands in their HTML and text. `reader`: what
    of its addressee it asked for."""

    subject: str
    html: str
    text: str
    reader: Addressee
    unsubscribe_url: str | None = None


class AskedLead(defaultdict[str, Any]):
    """A lead as a template sees it (`templates.lead`), which remembers what it was asked for and had."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        super().__init__(str, values)
        self.given: Json = {}

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        if value != "":
            self.given[name] = value
        return value


class _Result(Mapping[str, str]):
    """The words of what a quiz came to; empty where there was none. Remembers whether anybody asked."""

    def __init__(self, of: str, words: dict[str, str]) -> None:
        self.of, self._words, self.given = of, words, ""

    def __getitem__(self, name: str) -> str:
        self.given = self.of
        return self._words[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._words)

    def __len__(self) -> int:
        return len(self._words)


def mail(effect: SendMail, person: Person, plan: Plan, links: Links) -> Rendered:
    """The words of the decided mail for this person, as of now. Raises Unrenderable."""
    return words(effect, addressee(effect, person, plan), plan, links)


def addressee(effect: SendMail, person: Person, plan: Plan) -> Addressee:
    """All of the person that the mail may ask for."""
    language = plan.settings.language
    lead = _as_lead(trait_text.in_a_mail_to(person, language), person, language)
    if drawn_to := affinity.of(person, plan.settings.page_classes):
        lead.setdefault("affinity", drawn_to)
    return Addressee(
        id=person.id,
        email=person.email or "",
        lead=lead,
        proven=trait_text.proven(person, language),
        result=_result_of(effect, person, plan),
    )


def words(effect: SendMail, reader: Addressee, plan: Plan, links: Links) -> Rendered:
    """The words of the decided mail, from the plan version that it names. Raises Unrenderable."""
    bare = Addressee(id=reader.id, email=reader.email)
    if effect.confirms:
        ours = confirmation_mail.words(effect, bare, plan, links)
        if ours is None:
            raise Unrenderable("no_template", f"forms/{effect.confirms.form}.json, plan {plan.version}")
        return Rendered(subject=ours.subject, html=ours.html, text=ours.text, reader=bare)
    template = plan.mails.get(effect.template)
    if template is None:
        raise Unrenderable("no_template", f"mails/{effect.template}.html, plan {plan.version}")
    settings = plan.settings
    seen, proven = context(effect, reader, plan, links), AskedLead(reader.proven)
    filler = Reader(seen, proven, lambda address: links.counted(address, settings.company, reader.id, effect))
    subject = filled(
        lambda: body.line(in_language(subject_of(effect, plan), plan.settings.language), seen),
        f"{effect.step}: subject",
    )
    html = filled(lambda: body.html(template, filler), f"mails/{template.id}.html")
    text = filled(lambda: body.text(template, filler), f"mails/{template.id}.txt")
    unsubscribe = None
    if effect.marketing:
        unsubscribe = seen["unsubscribe_url"]
        html, text = legal_lines.complete(html, text, settings, unsubscribe)
    return Rendered(
        subject=subject or in_language(settings.company.name, settings.language),
        html=_watched(html, effect, reader, plan, links) if links.is_counted else html,
        text=text,
        reader=replace(bare, lead=seen["lead"].given, proven=proven.given, result=seen["result"].given),
        unsubscribe_url=unsubscribe,
    )


def context(effect: SendMail, reader: Addressee, plan: Plan, links: Links) -> Json:
    """What the mail's template sees (see `templates.NAMES`)."""
    settings, language = plan.settings, plan.settings.language
    unsubscribe = links.unsubscribe(reader.id, reader.email, effect.id, effect.topic)
    return {
        "lead": AskedLead(reader.lead),
        "company": plain(settings.company, language, "name", "postal_address", "contact", "site"),
        "sender": plain(settings.sender, language, "name", "address", "reply_to"),
        "offer": _offer(effect, plan),
        "asset_url": _asset_url(effect, reader, plan, links),
        "result": _result(effect, reader.result, plan),
        "unsubscribe_url": unsubscribe,
        "preferences_url": unsubscribe,
        "view_url": links.view(effect.person or reader.id, effect.id),
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


def _asset_url(effect: SendMail, reader: Addressee, plan: Plan, links: Links) -> str:
    """The link to what the form gives that let the person in; empty where there is no such form."""
    scenario = plan.scenarios.get(effect.scenario)
    gift = offers.gift_of(scenario, plan.forms) if scenario else None
    return links.asset(gift.asset, offers.link_ends(gift, effect.at), f"p:{reader.id}", effect.id) if gift else ""


def _result_of(effect: SendMail, person: Person, plan: Plan) -> str:
    """The id of what this person's quiz came to; of the person nothing else is looked at. Empty if there was none."""
    quiz = _quiz(effect, plan)
    result = quiz.result(person.trait(quiz.trait)) if quiz else None
    return result.id if result else ""


def _result(effect: SendMail, of: str, plan: Plan) -> _Result:
    """In our own words."""
    quiz, language = _quiz(effect, plan), plan.settings.language
    result = quiz.result(of) if quiz else None
    title, text = (in_language(result.title, language), in_language(result.text, language)) if result else ("", "")
    return _Result(of, {"title": title, "text": text})


def _quiz(effect: SendMail, plan: Plan) -> Quiz | None:
    scenario = plan.scenarios.get(effect.scenario)
    return offers.quiz_of(scenario, plan.forms) if scenario else None


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


def _watched(html: str, effect: SendMail, reader: Addressee, plan: Plan, links: Links) -> str:
    """The mail with a picture that tells when it is opened, and, beside links that are counted, one that only programs
    find."""
    has_links = f"{links.api_url}/c/" in html
    trap = _HIDDEN.format(escape(links.hidden(plan.settings.company, reader.id, effect))) if has_links else ""
    return _at_the_end(html, trap + _PIXEL.format(escape(links.open(reader.id, effect))))


_HIDDEN = '<a href="{}" style="display:none" tabindex="-1" aria-hidden="true"></a>'
"""Empty: nobody sees it, reaches it by a key or hears it read, not even where a mail program forgets styles."""
_PIXEL = '<img src="{}" width="1" height="1" alt="" style="display:block;width:1px;height:1px;border:0">'


def _at_the_end(html: str, more: str) -> str:
    end = html.lower().rfind("</body>")
    return html + more if end < 0 else html[:end] + more + html[end:]
