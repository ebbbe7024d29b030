"""What a place of a page shows to whoever looks at it: gather, let `core.slots` choose, print.

Rules
1. The page works without us: where there is nothing to show, or anything is wrong, its own content stays.
2. What promises something of the visitor's own is noted in the log before it is shown, once; all else writes nothing.
3. The answer is for one browser and for now (`no-store`): kept for a minute, it would show whoever looks again what
   was right before. No cookie is read or set: the page's script says which browser it is, and another site's script
   can say no more than that.
4. How often a choice came into view is counted by the browser that shows it: by a picture that loads only when it comes
   near what the visitor sees, and by what the tag says of a pressed link. Without an id there is nothing to count.
"""

from urllib.parse import urlencode

from mikomi import clock, own_events, packing, pages
from mikomi.aws import coupons, log, plans, secrets
from mikomi.aws.coupons import Coupon
from mikomi.core import slots
from mikomi.core.results.showings import OTHERWISE
from mikomi.core.slots import MINUTE, Shown, Viewer
from mikomi.core.words import moments
from mikomi.errors import Refused
from mikomi.http import CORS, Request, Response, respond
from mikomi.model.events import PROMOTION_VIEWED
from mikomi.model.plan import Plan
from mikomi.settings import settings
from mikomi.shell import rulebooks
from mikomi.shell.coupons import code_of
from mikomi.web.recognition import Recognised, recognise

_HEADERS = {
    **CORS,
    "content-type": "text/html; charset=utf-8",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, no-store",
    "vary": "accept-language",
    "x-robots-tag": "noindex",
}


def show(request: Request, slot_id: str) -> Response:
    """HTML for the place, or 204 for what it holds itself. `?a=` is the browser's anonymousId, `?lang=` the page's
    language, `?layer=1` asks for what stands over the page: 204 for a slot that is a place. `Refused`
    (`slot_unknown`) for a slot that the plan does not have."""
    plan = plans.active()
    slot = plan.slots.get(slot_id)
    if slot is None:
        raise Refused("slot_unknown")
    asked = request.query
    layer = slot.as_ if "layer" in asked else "place"
    if "layer" in asked and slot.as_ == "place":
        return respond(204, "", _HEADERS)
    written = asked.get("lang", "")[:2].lower()
    language = written if written in ("ja", "en") else request.language
    looks = recognise(request, asked["a"]) if asked.get("a") else Recognised("", None, False)
    who, now = slots.viewer(looks.subject, looks.person), clock.now()
    shown = slots.choose(who, slot, rulebooks.book_of(plan), now, secrets.root(), language)
    if shown is None:
        return respond(204, "", _HEADERS)
    if shown.first:
        _note(shown, who, now)
    return respond(200, _html(shown, who, plan, language, now, layer), _HEADERS)


def _note(shown: Shown, who: Viewer, now: int) -> None:
    if shown.code:
        coupons.note(
            Coupon(code_of(shown.code), shown.slot, shown.choice or "", who.subject, now - now % MINUTE, shown.deadline)
        )
    log.append(own_events.packet(who.subject, slots.showing(shown, who, now), now))


def _html(shown: Shown, who: Viewer, plan: Plan, language: str, now: int, layer: str) -> str:
    until = ""
    if shown.deadline is not None:
        moment = moments.full(shown.deadline, plan.settings.timezone, language, now)
        until = pages.in_language(language)["slot.until"].format(moment=moment)
    iso = packing.iso(shown.deadline) if shown.deadline is not None else ""
    creative = shown.choice or OTHERWISE
    counted = _picture(who.subject, shown.slot, creative) if who.subject else ""
    seen = {"shown": shown, "until": until, "until_iso": iso, "creative": creative, "counted": counted}
    if layer == "place":
        return pages.render("slot", language, **seen)
    return pages.render("layer", language, **seen, popup=layer == "popup")


def _picture(subject: str, slot: str, creative: str) -> str:
    """A picture that nobody sees: the browser asks for it when the place comes near what its visitor sees."""
    said = {"event": PROMOTION_VIEWED, "promotion_id": slot, "creative": creative}
    asked = urlencode({"writeKey": settings().write_key, "anonymousId": subject.removeprefix("a:"), **said})
    return f"{settings().api_url}/v1/p.gif?{asked}"
