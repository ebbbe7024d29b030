"""Unsubscribing (RFC 8058), by the mail program's button or by the link.

Rules
1. GET shows a page and changes nothing: scanners follow links. POST unsubscribes, with no further question, and again
   as often as it comes.
2. The address is suppressed before the answer; the event is appended to the log beside it, so that the lead's
   timeline shows it. Whatever the body is, both are done.
3. The link works for as long as somebody has the mail.
"""

from typing import Any

from mikomi import clock, own_events, packing, pages, tokens
from mikomi.aws import addresses, log, plans, secrets
from mikomi.core.mails.links import SAMPLE
from mikomi.errors import Refused
from mikomi.http import Request, Response, page
from mikomi.model.events import UNSUBSCRIBED
from mikomi.model.words import in_language


def ask(request: Request, token: str) -> Response:
    """The page with the one button."""
    link = _opened(token)
    words = pages.in_language(request.language)
    html = pages.render(
        "confirm",
        request.language,
        title=words["unsubscribe.title"],
        text=words["unsubscribe.text"].format(address=_masked(link["a"])),
        button=words["unsubscribe.button"],
        choice="",
        company=_company(request.language),
    )
    return page(html)


def unsubscribe(request: Request, token: str) -> Response:
    """Suppress the address for good, and record that the person unsubscribed."""
    link = _opened(token)
    now = clock.now()
    addresses.suppress(link["a"], "unsubscribed", now)
    log.append(_packet(link, "one_click" if _by_mail_program(request) else "page", now))
    words = pages.in_language(request.language)
    text = words["unsubscribe.done_text"].format(address=_masked(link["a"]))
    return page(pages.notice(request.language, words["unsubscribe.done"], text, _company(request.language)))


def _by_mail_program(request: Request) -> bool:
    """Whether the mail program's own button was pressed: it says so in a form or in multipart (RFC 8058), and our page
    says nothing. Who sends what cannot be read is no page of ours, and has unsubscribed like anybody."""
    try:
        return b"list-unsubscribe" in request.body().lower()
    except Refused:
        return True


def _opened(token: str) -> dict[str, Any]:
    if token == SAMPLE:
        raise Refused("link_of_sample")
    link = tokens.unseal(secrets.root(), "unsubscribe", token)
    if not link:
        raise Refused("link_invalid")
    return link


def _packet(link: dict[str, Any], reason: str, now: int) -> packing.Packed:
    subject = "p:" + link["p"]
    said = {"reason": reason, **({"mail": link["m"]} if link.get("m") else {})}
    event = own_events.note(UNSUBSCRIBED, subject, link["a"], str(now), at=now, origin="mail", proof=2, properties=said)
    return own_events.packet(subject, event, now)


def _masked(address: str) -> str:
    """`t…@example.com`: enough to know which one is meant, not enough to be told it by a forwarded mail."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}"


def _company(language: str) -> str:
    return in_language(plans.active().settings.company.name, language)
