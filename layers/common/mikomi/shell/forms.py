"""Forms: shown, filled in, thanked for.

Rules
1. What a form is, the active plan says. What was filled in is stored with one put, before the thanks.
2. A hosted form carries its own time and anonymousId, so that pressing the button twice sends one thing twice.
3. A program gets JSON; a browser gets a page, or goes where the form's thanks lead.
"""

import json
import re
from typing import Any

from mikomi import clock, keys, packing, pages
from mikomi.aws import log, plans, secrets
from mikomi.core.mails.links import Links
from mikomi.core.scenarios import offers
from mikomi.core.tracking import forms, segment
from mikomi.core.tracking.forms import TRAP, Incomplete, Posted
from mikomi.core.tracking.segment_time import moment
from mikomi.errors import Refused, described, sentence
from mikomi.http import Answer, Request, json_answer, page, redirect
from mikomi.model.form import Form
from mikomi.model.plan import Plan
from mikomi.model.words import in_language
from mikomi.settings import settings
from mikomi.shell import limiting

_ORIGIN = re.compile(r"https?://[A-Za-z0-9.:-]+")
AUTOCOMPLETE = {
    "email": "email",
    "firstName": "given-name",
    "lastName": "family-name",
    "name": "name",
    "company": "organization",
    "title": "organization-title",
    "phone": "tel",
}


def show(request: Request, form_id: str) -> Answer:
    """The empty form. Query parameters fill in fields of the same name; `anonymousId` ties it to the browser's
    earlier visits."""
    form, plan = _form(form_id)
    now = clock.now()
    anonymous_id = (
        request.query.get("anonymousId") or f"form-{keys.digest(str(now), repr(sorted(request.headers.items())))}"
    )
    hidden = {"anonymousId": anonymous_id[:200], "timestamp": packing.iso(now)}
    return _page(form, plan, request.language, request.query, hidden)


def take(request: Request, form_id: str) -> Answer:
    """Store the filled form and thank for it, or say what is missing."""
    form, plan = _form(form_id)
    values = _values(request)
    language = request.language
    if values.get(TRAP):
        raise Refused("form_trap", f"/{TRAP}")
    posted = _posted(values)
    try:
        filled = forms.fill(form, posted)
    except Incomplete as incomplete:
        return _incomplete(request, form, plan, values, incomplete)
    packet = forms.packet(form, filled, posted, language, clock.now())
    limiting.admit_form(request, filled.traits.get("email"), f"{packet.subject} {packet.sort}")
    log.append(packet)
    return _thanks(request, form, plan)


def _form(form_id: str) -> tuple[Form, Plan]:
    plan = plans.active()
    form = plan.forms.get(form_id)
    if form is None:
        raise Refused("form_unknown")
    return form, plan


def _values(request: Request) -> dict[str, Any]:
    raw = request.body(segment.EVENT_BYTES)
    if "json" not in request.headers.get("content-type", "") and not raw.lstrip().startswith(b"{"):
        return dict(request.form())
    try:
        body = json.loads(raw.decode("utf-8-sig", "replace"))
    except (ValueError, RecursionError):
        raise Refused("json_invalid", line=1, column=1) from None
    if not isinstance(body, dict):
        raise Refused("json_not_object")
    return body


def _posted(values: dict[str, Any]) -> Posted:
    """Fields stand beside the rest, or within `fields` (or `traits`)."""
    nested = next((values[name] for name in ("fields", "traits") if isinstance(values.get(name), dict)), values)
    context = values.get("context")
    return Posted(
        values=nested,
        agreed=values.get("consent", nested.get("consent")),
        anonymous_id=_text(values, "anonymousId"),
        user_id=_text(values, "userId"),
        message_id=_text(values, "messageId"),
        original=moment(values.get("originalTimestamp") or values.get("timestamp")),
        sent_at=moment(values.get("sentAt")),
        context=context if isinstance(context, dict) else {},
    )


def _text(values: dict[str, Any], name: str) -> str | None:
    given = values.get(name)
    return given if isinstance(given, str) and given else None


def _incomplete(request: Request, form: Form, plan: Plan, values: dict[str, Any], incomplete: Incomplete) -> Answer:
    language, why = request.language, Refused("form_incomplete")
    if request.wants_json:
        problems = [
            described(code, f"/{name}", params, language) for name, (code, params) in incomplete.problems.items()
        ]
        return json_answer(
            why.status, {"success": False, **described(why.code, "", {}, language), "problems": problems}
        )
    said = {name: sentence(code, language, params) for name, (code, params) in incomplete.problems.items()}
    hidden = {name: str(values[name])[:200] for name in ("anonymousId", "timestamp") if values.get(name)}
    answer = _page(form, plan, language, values, hidden, said, sentence(why.code, language, {}))
    return {**answer, "statusCode": why.status}


def _page(
    form: Form,
    plan: Plan,
    language: str,
    values: dict[str, Any],
    hidden: dict[str, str],
    problems: dict[str, str] | None = None,
    problem: str = "",
) -> Answer:
    fields = [
        {
            "trait": field.trait,
            "type": field.type,
            "label": in_language(field.label, language),
            "required": field.required,
            "options": field.options or [],
            "value": values.get(field.trait) if field.type != "hidden" and field.trait in values else field.value or "",
            "autocomplete": AUTOCOMPLETE.get(field.trait, ""),
        }
        for field in form.fields
    ]
    consent = form.consent and {
        "text": in_language(form.consent.text, language),
        "required": form.consent.required,
        "agreed": problems is not None and bool(values.get("consent")),
    }
    html = pages.render(
        "form",
        language,
        title=in_language(form.title or form.name, language),
        company=_company(plan, language),
        fields=fields,
        consent=consent,
        hidden=hidden,
        trap=TRAP,
        problems=problems or {},
        problem=problem,
    )
    return page(html, form_action=_may_lead_to(form), frame_ancestors="*")


def _thanks(request: Request, form: Form, plan: Plan) -> Answer:
    language = request.language
    target = form.thanks.redirect if form.thanks else None
    words = pages.in_language(language)
    message = in_language(form.thanks.message if form.thanks else None, language, words["thanks.text"])
    download = _download(form)
    if request.wants_json:
        return json_answer(200, {"success": True, "message": message, "redirect": target, "download": download})
    if target:
        return {**redirect(target), "statusCode": 303}
    company = _company(plan, language)
    html = pages.render(
        "thanks", language, title=words["thanks.title"], text=message, download=download, company=company
    )
    return page(html, frame_ancestors="*")


def _download(form: Form) -> str | None:
    """A link to what the form gives, valid for as long as the form says."""
    if not form.gives:
        return None
    links = Links(secrets.root(), settings().api_url)
    return links.asset(form.gives.asset, offers.link_ends(form.gives, clock.now()))


def _company(plan: Plan, language: str) -> str:
    return in_language(plan.settings.company.name, language)


def _may_lead_to(form: Form) -> str:
    """Where the page's button may end: with us, or where the thanks lead (browsers check the redirect too)."""
    found = _ORIGIN.match((form.thanks and form.thanks.redirect) or "")
    return f"'self' {found[0]}" if found else "'self'"
