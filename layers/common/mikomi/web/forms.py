"""Forms: shown, filled in, captured, thanked for.

Rules
1. What a form is, the active plan says. What was filled in is stored with one put, before the thanks.
2. A page of ours carries a seal with its own time. Pressing the button twice sends one thing twice; what comes back
   faster than anybody can read, or after a day, is shown again with everything in it. What no page of ours sent has no
   seal, and no such test.
3. A program gets JSON; a browser gets a page, or goes where the form's thanks lead; our script gets a part of a page.
4. Who came by a link of our mail (`mk`) is known to this page for half an hour, and is asked for everything, because a
   mail is forwarded. Nobody else's browser can be slipped in: what such a reader sends goes by the browser's own id,
   never by one that stands in an address.
5. A form that the tag read along on a page of the company (`captured`) is never refused for what it holds.
"""

from typing import TYPE_CHECKING, Any, NamedTuple

from mikomi import clock, keys, tokens
from mikomi.aws import log, plans, secrets
from mikomi.core.tracking import forms, placeholder, quiz, reader_token
from mikomi.core.tracking.forms import SEAL, TRAP, Filled, Incomplete, Posted
from mikomi.errors import Refused, described, sentence
from mikomi.http import Request, Response, json_response, redirect
from mikomi.model.form import Form
from mikomi.model.plan import Plan
from mikomi.settings import settings
from mikomi.web import form_page, form_posts, limits, recognition
from mikomi.web.form_page import Sheet

if TYPE_CHECKING:
    from mikomi.model.person import Person

SOONEST = 2_000
LATEST = 24 * 3_600_000
"""Milliseconds between our page and its answer."""

CAME_BY = "mikomi_mk"
"""The cookie that remembers by which mail's link somebody came, on the forms' pages alone."""
REMEMBERED = 1_800

LONGEST_ID = 100


class Respondent(NamedTuple):
    """The browser that looks at a form, the person out of whose mail it came, and the traits that it need not give
    again."""

    anonymous_id: str
    recognised: str | None
    known: frozenset[str]


def show(request: Request, form_id: str) -> Response:
    """The empty form. Query parameters fill in fields of the same name; `anonymousId` ties it to the browser's earlier
    visits, `lang` chooses the language, `embedded` makes it a part of a page, `all` asks for everything."""
    form, plan = _form(form_id)
    query = request.query
    asked = f"?{request.raw_query}"
    if (rest := reader_token.without(asked)) != asked:
        return _remembered(request, form, reader_token.read(asked), rest)
    respondent = _respondent(request, form, query.get("anonymousId"))
    return form_page.empty(_sheet(request, form, plan, respondent), query)


def take(request: Request, form_id: str) -> Response:
    """Store the filled form and thank for it, or say what is missing."""
    values = form_posts.values_of(request)
    language = form_posts.language_of(request)
    if values.get("captured") is True:
        return _capture(request, form_id, values, language)
    form, plan = _form(form_id)
    posted = form_posts.posted(request, values)
    respondent = _respondent(request, form, posted.anonymous_id)
    sheet = _sheet(request, form, plan, respondent)
    sealed = str(values.get(SEAL, ""))
    try:
        if values.get(TRAP):
            raise Refused("form_trap", f"/{TRAP}")
        opened_at = _opened_at(request, form_id, sealed)
        anonymous_id = respondent.anonymous_id if respondent.recognised or opened_at else posted.anonymous_id
        posted = posted._replace(anonymous_id=anonymous_id, opened_at=opened_at, recognised=respondent.recognised)
        filled = forms.fill(form, posted, respondent.known)
        _store(request, filled, posted)
    except Incomplete as incomplete:
        return _incomplete(request, sheet, values, sealed, incomplete)
    except Refused as why:
        if why.code not in KEPT or _is_program(request):
            raise
        fresh = sealed if sealed and why.code != "form_page_old" else form_page.seal(form_id)
        return form_page.again(sheet, values, fresh, sentence(why.code, language, why.params), why.status)
    came_to = quiz.judged(form, filled.traits)
    if _is_program(request):
        target = form.thanks.redirect if form.thanks else None
        gift = form_page.download(form, respondent.anonymous_id)
        told = {"message": form_page.message(form, language), "redirect": target, "download": gift}
        result = {"result": form_page.as_plain(came_to, language)} if came_to else {}
        return json_response(
            200, {"success": True, **told, **result, **_not_taken(filled), **_warnings(posted, language)}
        )
    return form_page.thanks(sheet, bool(filled.consent and filled.consent["marketing"] is not True), came_to)


KEPT = ("form_page_old", "form_too_fast", "form_too_often", "form_trap")
"""What may be sent again: a browser gets its page back, as it was filled in."""


def _capture(request: Request, form_id: str, values: dict[str, Any], language: str) -> Response:
    if not form_id.isprintable() or len(form_id) > LONGEST_ID:
        raise Refused("form_unknown")
    posted = form_posts.posted(request, values)
    filled = forms.capture(form_id, plans.active().forms.get(form_id), posted)
    _store(request, filled, posted)
    return json_response(200, {"success": True, "dropped": list(filled.dropped), **_warnings(posted, language)})


def _warnings(posted: Posted, language: str) -> dict[str, Any]:
    """The ids that were none, each with its sentence; nothing where there is nothing to say."""
    warnings = [
        described("id_placeholder", f"/{name}", {"name": name, "given": given}, language)
        for name, given in posted.placeholders
    ]
    return {"warnings": warnings} if warnings else {}


def _not_taken(filled: Filled) -> dict[str, Any]:
    return {"dropped": list(filled.dropped)} if filled.dropped else {}


def _store(request: Request, filled: Filled, posted: Posted) -> None:
    packet = forms.packet(filled, posted, clock.now())
    limits.admit_form(request, filled.traits.get("email"), f"{packet.subject} {packet.sort}")
    log.append(packet)


def _form(form_id: str) -> tuple[Form, Plan]:
    plan = plans.active()
    form = plan.forms.get(form_id)
    if form is None:
        raise Refused("form_unknown")
    return form, plan


def _sheet(request: Request, form: Form, plan: Plan, respondent: Respondent) -> Sheet:
    language = form_posts.language_of(request)
    followed = "1" not in (request.headers.get("sec-gpc"), request.headers.get("dnt"))
    return Sheet(form, plan, language, respondent.anonymous_id, respondent.known, _is_embedded(request), followed)


def _is_embedded(request: Request) -> bool:
    return "embedded" in request.query


def _is_program(request: Request) -> bool:
    return request.wants_json and not _is_embedded(request)


def _is_our_page(request: Request) -> bool:
    return request.path.startswith("/f/")


def _remembered(request: Request, form: Form, token: str | None, rest: str) -> Response:
    """The same address without the token, which a cookie keeps for a while, if it is one that we gave."""
    address = ("/f/" if _is_our_page(request) else "/v1/forms/") + form.id + rest
    secure = "; Secure" if settings().api_url.startswith("https:") else ""
    kept = f"{CAME_BY}={token}; Path=/f/; Max-Age={REMEMBERED}; HttpOnly; SameSite=Lax{secure}"
    cookies = (kept,) if token and recognition.person_of(token) else ()
    return redirect(address, 303, cookies)


def _respondent(request: Request, form: Form, anonymous_id: str | None) -> Respondent:
    """Who this is. Costs a read only where the form leaves something out for those whom we know."""
    anonymous_id, own = placeholder.as_id(anonymous_id), placeholder.as_id(request.cookie(recognition.COOKIE))
    made = f"{form_page.MADE}{keys.digest(str(clock.now()), repr(sorted(request.headers.items())))}"
    if "all" in request.query:
        given = anonymous_id if anonymous_id and anonymous_id.startswith(form_page.MADE) else made
        return Respondent(given, None, frozenset())
    asks_less = any(field.unless_known for field in form.fields)
    token = request.cookie(CAME_BY)
    if came_by := recognition.person_of(token) if token else None:
        return Respondent(own or f"{form_page.MADE}{keys.digest(token)}", came_by, frozenset())
    anonymous_id = anonymous_id or own or made
    found = recognition.recognise(request, anonymous_id) if asks_less else None
    return Respondent(anonymous_id, None, _known(found.person if found and found.may_see else None))


def _known(person: "Person | None") -> frozenset[str]:
    if person is None:
        return frozenset()
    traits = {name for name, value in person.traits_plain.items() if value not in (None, "")}
    return frozenset(traits | ({"email"} if person.email else set()))


def _opened_at(request: Request, form_id: str, sealed: str) -> int | None:
    """When our page with this form was made; None if this came from another page. `Refused` if it was too long ago, or
    a moment ago."""
    if not sealed and not _is_our_page(request):
        return None
    page = tokens.unseal(secrets.root(), "form", sealed)
    if page is None or page["f"] != form_id:
        raise Refused("form_page_old")
    opened_at: int = page["t"]
    age = clock.now() - opened_at
    if not 0 <= age <= LATEST:
        raise Refused("form_page_old")
    if age < SOONEST:
        raise Refused("form_too_fast")
    return opened_at


def _incomplete(
    request: Request, sheet: Sheet, values: dict[str, Any], sealed: str, incomplete: Incomplete
) -> Response:
    language, why = sheet.language, Refused("form_incomplete")
    if _is_program(request):
        problems = [
            described(code, f"/{name}", params, language) for name, (code, params) in incomplete.problems.items()
        ]
        told = {"success": False, **described(why.code, "", {}, language), "problems": problems}
        return json_response(why.status, told)
    said = {name: sentence(code, language, params) for name, (code, params) in incomplete.problems.items()}
    return form_page.again(
        sheet, values, sealed or form_page.seal(sheet.form.id), sentence(why.code, language, {}), why.status, said
    )
