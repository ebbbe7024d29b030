"""A step's mail in words: from a person, a plan version and a decision to subject, HTML and text.

Rules
1. A template sees plain text and numbers of its recipient only; nothing else of this system can be reached from it.
2. Traits are cleaned of control characters, and a subject is one line, so that no value can grow a header of its own.
3. A marketing mail never leaves without its legal lines: what a template does not show (a branch may hide it) is
   added at its end.
4. What cannot be rendered is `Unrenderable` with a reason for the mail's row; it is never sent half.
"""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from typing import TYPE_CHECKING, Any

from mikomi.core.mails import confirmation_mail, moments, templates
from mikomi.core.mails.honorific import full_name, honorific
from mikomi.core.mails.links import Links, count_html, count_text
from mikomi.core.scenarios import offers
from mikomi.core.telling.wording import steps_of, word
from mikomi.model.base import Frozen, Json
from mikomi.model.company import CompanySettings
from mikomi.model.effects import SendMail
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.scenario import Mail, MailStep
from mikomi.model.words import Text, in_language

if TYPE_CHECKING:
    from jinja2 import Template


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
    subject = " ".join(_filled(_subject(effect, plan), seen, html=False, where=f"{effect.step}: subject").split())
    html = _filled(template.html, seen, html=True, where=f"mails/{template.id}.html")
    text = _filled(template.text, seen, html=False, where=f"mails/{template.id}.txt")
    unsubscribe = None
    if effect.marketing:
        unsubscribe = seen["unsubscribe_url"]
        html, text = _with_legal_lines(html, text, settings, unsubscribe)
    return Rendered(
        subject=subject or in_language(settings.company.name, settings.language),
        html=count_html(html, links, person.id, effect),
        text=count_text(text, links, person.id, effect),
        unsubscribe_url=unsubscribe,
    )


def context(effect: SendMail, person: Person, plan: Plan, links: Links) -> Json:
    """What the mail's template sees (see `templates.NAMES`)."""
    settings, language = plan.settings, plan.settings.language
    unsubscribe = links.unsubscribe(person.id, person.email or "", effect.id)
    return {
        "lead": templates.lead(lead_traits(person, language)),
        "company": _plain(settings.company, language, "name", "postal_address", "contact", "site"),
        "sender": _plain(settings.sender, language, "name", "address", "reply_to"),
        "offer": _offer(effect, plan),
        "asset_url": _asset_url(effect, plan, links),
        "unsubscribe_url": unsubscribe,
        "preferences_url": unsubscribe,
        "view_url": links.view(effect.person or person.id, effect.id),
    }


def lead_traits(person: Person, language: str) -> dict[str, str | int | float]:
    """The person's traits as plain text and numbers, with `email`, `name` and `honorific`; empty ones left out."""
    traits: dict[str, str | int | float] = {}
    for name, value in person.traits_plain.items():
        plain = _scalar(value)
        if plain is not None and plain != "":
            traits[name] = plain
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


def _subject(effect: SendMail, plan: Plan) -> str:
    """The variant's subject, else the step's, else the template's title."""
    step, language = mail_step(effect, plan), plan.settings.language
    chosen: Text | None = step.subject if step else None
    for variant in (step.variants or ()) if step else ():
        if variant.id == effect.variant and variant.subject:
            chosen = variant.subject
    return in_language(chosen, language) or plan.mails[effect.template].subject


def _offer(effect: SendMail, plan: Plan) -> dict[str, str]:
    """The offer as this person has it. Without one its names do not exist, and showing them is an error."""
    if effect.offer is None or effect.offer_deadline is None:
        return {}
    scenario = plan.scenarios[effect.scenario]
    deadline = moments.full(
        effect.offer_deadline, scenario.timezone or plan.settings.timezone, plan.settings.language, seen_at=effect.at
    )
    return {"deadline": deadline, "url": offers.offers_of(scenario)[effect.offer].url or ""}


def _asset_url(effect: SendMail, plan: Plan, links: Links) -> str:
    """The link to what the form gives that let the person in; empty where there is no such form."""
    scenario = plan.scenarios.get(effect.scenario)
    gift = offers.gift_of(scenario, plan.forms) if scenario else None
    return links.asset(gift.asset, offers.link_ends(gift, effect.at)) if gift else ""


def _plain(values: Any, language: str, *names: str) -> dict[str, str]:
    return {name: in_language(getattr(values, name), language) for name in names}


def _scalar(value: Any) -> str | int | float | None:
    if isinstance(value, Mapping):  # Segment allows `company: {"name": …}`
        value = value.get("name")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return clean(value)
    return value if isinstance(value, int | float) else None


def clean(text: str) -> str:
    """Without control characters (line feeds stay) and without halves of characters; trimmed."""
    return "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs", "Zl", "Zp")).strip()


@lru_cache(maxsize=128)
def _compiled(source: str, html: bool) -> "Template":
    return templates.environment(html).from_string(source)


def _filled(source: str, seen: Json, *, html: bool, where: str) -> str:
    from jinja2 import TemplateError

    try:
        return _compiled(source, html).render(seen)
    except (TemplateError, TypeError, ValueError, ArithmeticError) as wrong:  # filters raise Python's own errors
        raise Unrenderable("render", f"{where}: {wrong}") from wrong


def _with_legal_lines(html: str, text: str, settings: CompanySettings, unsubscribe: str) -> tuple[str, str]:
    """Sender, postal address, contact and the link to unsubscribe, where a part of the mail does not show them."""
    language = settings.language
    names = [in_language(settings.sender.name, language), in_language(settings.company.name, language)]
    address, contact = in_language(settings.company.postal_address, language), settings.company.contact

    def is_complete(page: str) -> bool:
        seen = _Visible.of(page)
        return unsubscribe in seen.targets and _shows(seen.text, names, address, contact)

    if not is_complete(html):
        lines = "<br>".join(escape(line) for line in (" / ".join(dict.fromkeys(names)), address, contact))
        link = f'<a href="{escape(unsubscribe)}" style="color:inherit">{word("mail.unsubscribe", language)}</a>'
        footer = f'<p style="margin:24px 12px;font-size:12px;line-height:1.6">{lines}<br>{link}</p>'
        end = html.lower().rfind("</body>")
        # In broken HTML (a comment that never ends) nobody sees the end of the page: then they stand at its beginning.
        places = (html[:end] + footer + html[end:] if end >= 0 else html + footer, footer + html)
        html = next(page for page in places if is_complete(page))
    if not (unsubscribe in text and _shows(text, names, address, contact)):
        link = f"{word('mail.unsubscribe', language)}: {unsubscribe}"
        text = "\n".join([text.rstrip(), "", "-- ", " / ".join(dict.fromkeys(names)), address, contact, link, ""])
    return html, text


def _shows(text: str, names: list[str], address: str, contact: str) -> bool:
    told = "".join(text.split())
    squeezed = ["".join(part.split()) for part in (*names, address, contact)]
    return any(name in told for name in squeezed[: len(names)]) and all(part in told for part in squeezed[len(names) :])


class _Visible(HTMLParser):
    """What a reader of the HTML can see: its text, and where its links lead."""

    _UNSEEN = ("head", "style", "script", "template")

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.targets: set[str] = set()
        self._hidden = 0

    @classmethod
    def of(cls, html: str) -> "_Visible":
        reader = cls()
        reader.feed(html)
        reader.close()
        return reader

    @property
    def text(self) -> str:
        return "".join(self.pieces)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden = 0 if tag == "body" else self._hidden + (tag in self._UNSEEN)  # </head> may be left out
        if tag == "a" and not self._hidden:
            self.targets.add((dict(attrs).get("href") or "").strip())

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self._UNSEEN and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)
