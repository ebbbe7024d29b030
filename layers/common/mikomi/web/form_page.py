"""What a form looks like: the page, the same as a part of somebody else's page, what is wrong with what was sent, the
thanks.

Rules
1. One template for all of them, made here, with no script: the form works in every browser, and looks the same
   everywhere.
2. What was typed is never lost: whatever was wrong, the same page comes back with everything in it, what is wrong first
   and beside each field.
3. What we know of a reader is left out, and never shown. Who is not that reader gets the whole form by one link.
4. Who was shown a form is counted by the browser that shows it, not by whoever fetches the page (`counted`); who asked
   not to be followed (Global Privacy Control, Do Not Track) is not counted.
5. What stands around the form, and how its link looks where it is shared, is said on our own page alone
   (`landing_page`).
6. Our page says under seal which form it shows and since when, so that what comes back can be believed.
"""

import re
from typing import Any, NamedTuple
from urllib.parse import urlencode, urljoin

from mikomi import clock, keys, pages, tokens, web_address
from mikomi.aws import secrets
from mikomi.core.mails.links import Links
from mikomi.core.scenarios import offers
from mikomi.core.tracking.forms import SEAL, TRAP
from mikomi.core.tracking.quiz import Judged
from mikomi.http import CORS, Response, page, redirect
from mikomi.model.events import FORM_VIEWED
from mikomi.model.form import Form, FormField, shown, value_of
from mikomi.model.plan import Plan
from mikomi.model.words import in_language
from mikomi.settings import settings
from mikomi.web import landing_page

AUTOCOMPLETE = {
    "email": "email",
    "firstName": "given-name",
    "lastName": "family-name",
    "name": "name",
    "company": "organization",
    "title": "organization-title",
    "phone": "tel",
    "website": "url",
    "postalCode": "postal-code",
    "address": "street-address",
    "birthday": "bday",
}
MADE = "form-"
"""What an id begins with that we made because a browser named none."""
_ORIGIN = re.compile(r"https?://[A-Za-z0-9.:-]+")


class Sheet(NamedTuple):
    """A form as one reader gets it. `known` are the traits that this reader need not be asked for again; `anonymous_id`
    is the browser's; `embedded`: as a part of a page of the company's own site; `followed`: it did not ask not to
    be."""

    form: Form
    plan: Plan
    language: str
    anonymous_id: str
    known: frozenset[str] = frozenset()
    embedded: bool = False
    followed: bool = True


def seal(form_id: str) -> str:
    """A page with this form is made now."""
    return tokens.seal(secrets.root(), "form", {"f": form_id, "t": clock.now()})


def empty(sheet: Sheet, given: dict[str, str]) -> Response:
    """The form, not filled in yet but for what is `given`."""
    return _shown(sheet, given, seal(sheet.form.id))


def again(
    sheet: Sheet, values: dict[str, Any], sealed: str, problem: str, status: int, fields: dict[str, str] | None = None
) -> Response:
    """The form as it was sent, with what is wrong: in general (`problem`), and by field. `sealed` is the page's own
    seal, or a new one."""
    answer = _shown(sheet, values, sealed, problem, fields or {})
    return {**answer, "statusCode": status}


def thanks(sheet: Sheet, unconfirmed: bool, came_to: Judged | None = None) -> Response:
    """That it was taken, with what the form gives and what a quiz came to; or, where there is nothing to read, the way
    to where the form's thanks lead. `unconfirmed`: what was agreed to counts only after a mail was answered."""
    language, form = sheet.language, sheet.form
    words = pages.in_language(language)
    leads_to = _leads_to(sheet)
    if leads_to and not sheet.embedded and not came_to:
        return redirect(leads_to, 303)
    html = pages.render(
        "thanks",
        language,
        embedded=sheet.embedded,
        title=words["thanks.title"],
        text=message(form, language),
        result=_result(came_to, language),
        more=words["thanks.confirm"] if unconfirmed else "",
        download=download(form, sheet.anonymous_id),
        leads_to=leads_to,
        company=_company(sheet),
    )
    return _served(sheet, html)


def _result(came_to: Judged | None, language: str) -> dict[str, str] | None:
    if came_to is None:
        return None
    return {"title": in_language(came_to.result.title, language), "text": in_language(came_to.result.text, language)}


def as_plain(came_to: Judged, language: str) -> dict[str, Any]:
    """The same for programs."""
    return {"id": came_to.result.id, **(_result(came_to, language) or {}), "points": came_to.points}


def message(form: Form, language: str) -> str:
    return in_language(
        form.thanks.message if form.thanks else None, language, pages.in_language(language)["thanks.text"]
    )


def download(form: Form, anonymous_id: str) -> str | None:
    """A link for this browser to what the form gives, valid for as long as the form says."""
    if not form.gives:
        return None
    links = Links(secrets.root(), settings().api_url)
    subject = keys.subject_of(anonymous_id, None)
    return links.asset(form.gives.asset, offers.link_ends(form.gives, clock.now()), subject)


def _shown(
    sheet: Sheet,
    values: dict[str, Any],
    sealed: str,
    problem: str = "",
    problems: dict[str, str] | None = None,
) -> Response:
    form, language = sheet.form, sheet.language
    wrong = problems or {}
    title, first = in_language(form.title or form.name, language), next(iter(form.pictures), None)
    above, below = (
        ([], [])
        if sheet.embedded
        else (landing_page.sections(part, language, first) for part in (form.above, form.below))
    )
    left_out = {field.trait for field in form.fields if field.unless_known} & sheet.known - wrong.keys()
    asked = [field for field in form.fields if field.trait not in left_out]
    fields = [_field(field, language, values, problem != "") for field in asked]
    words = pages.in_language(language)
    labels = {**{each["trait"]: each["label"] for each in fields}, "consent": words["form.agreement"]}
    consent = form.consent and {
        "text": in_language(form.consent.text, language),
        "policy": form.consent.policy,
        "required": form.consent.required,
        "agreed": problem != "" and bool(values.get("consent")),
    }
    html = pages.render(
        "form",
        language,
        embedded=sheet.embedded,
        title=title,
        above=above,
        below=below,
        preview=None if sheet.embedded else landing_page.preview(form, language, title, _company(sheet)),
        button=in_language(form.button, language, words["form.button"]),
        company=_company(sheet),
        fields=fields,
        consent=consent,
        hidden={"anonymousId": sheet.anonymous_id[:200], SEAL: sealed},
        trap=TRAP,
        counted=_picture(sheet) if sheet.followed else "",
        whole=f"{settings().api_url}/f/{form.id}?all=1&lang={language}" if left_out else "",
        problem=problem,
        problems=wrong,
        summary=[(f"f-{name}", labels.get(name, ""), said) for name, said in wrong.items()],
    )
    return _served(sheet, html, () if sheet.embedded else landing_page.hosts(form.pictures))


def _picture(sheet: Sheet) -> str:
    """The address of a picture that nobody sees: the browser that loads it was shown the form. In a page of somebody
    else's an id of our making is nobody's: `form.js` puts in the tag's, once there is one."""
    said = {"event": FORM_VIEWED, "form": sheet.form.id}
    browser = "" if sheet.embedded and sheet.anonymous_id.startswith(MADE) else sheet.anonymous_id[:200]
    asked = {"writeKey": settings().write_key, **said, "anonymousId": browser}
    return f"{settings().api_url}/v1/p.gif?{urlencode(asked)}"


def _field(field: FormField, language: str, values: dict[str, Any], typed: bool) -> dict[str, Any]:
    """A field as the template sees it. After it was sent once, an absent value is an empty one."""
    value = values.get(field.trait, "" if typed else field.value or "")
    ticked = value if isinstance(value, list) else [value]
    value = next(iter(ticked), "")
    return {
        "trait": field.trait,
        "type": field.type,
        "label": in_language(field.label, language),
        "required": field.required,
        "options": [(value_of(option), shown(option, language)) for option in field.options or ()],
        "value": field.value or "" if field.type == "hidden" else value,
        "ticked": ticked,
        "least": _bound(field.min, field.earliest),
        "most": _bound(field.max, field.latest),
        "step": _bound(field.step, None) or ("any" if field.type == "number" else ""),
        "autocomplete": AUTOCOMPLETE.get(field.trait, ""),
    }


def _bound(number: float | None, day: str | None) -> str:
    return day or ("" if number is None else f"{number:.15g}")


def _served(sheet: Sheet, html: str, pictures: tuple[str, ...] = ()) -> Response:
    """The page, with pictures from these hosts; a part of a page goes to scripts of any site, as it holds nothing that
    they did not send."""
    answer = page(html, form_action=_may_lead_to(sheet), frame_ancestors="*", pictures=pictures)
    return {**answer, "headers": {**answer["headers"], **CORS}} if sheet.embedded else answer


def _leads_to(sheet: Sheet) -> str | None:
    """Where the form's thanks lead: a path is one of the company's site, and leads nowhere from our page if we do not
    know the site."""
    written = sheet.form.thanks.redirect if sheet.form.thanks else None
    if not written:
        return None
    target, site = web_address.in_header(written), sheet.plan.settings.company.site
    if sheet.embedded or not target.startswith("/"):
        return target
    return web_address.in_header(urljoin(site, target)) if site else None


def _may_lead_to(sheet: Sheet) -> str:
    """Where the page's button may end: with us, or where the thanks lead (browsers check the redirect too)."""
    found = _ORIGIN.match(_leads_to(sheet) or "")
    return f"'self' {found[0]}" if found else "'self'"


def _company(sheet: Sheet) -> str:
    return in_language(sheet.plan.settings.company.name, sheet.language)
