"""Unsubscribing, by the mail program's button (RFC 8058) or on the page that a mail's link leads to: from one topic,
from everything, or for a while.

Rules
1. GET shows a page and changes nothing: scanners follow links. POST does what was chosen, with no further question, and
   again as often as it comes.
2. Where nobody chose (the mail program's button, a body that cannot be read), a mail that bears a topic is one of that
   topic: its reader leaves it, and keeps the others. From any other mail they unsubscribe from everything.
3. The address's row is told before the answer; the event is appended to the log beside it, so that the lead's timeline
   shows it. Whatever the body is, both are done.
4. The link works for as long as somebody has the mail. Nothing that can be pressed here brings any mail back: a link
   proves who reads, and mails are forwarded.
"""

from typing import Any, NamedTuple

from mikomi import clock, own_events, packing, pages, tokens
from mikomi.aws import addresses, log, plans, secrets
from mikomi.core.mails.links import SAMPLE
from mikomi.errors import Refused
from mikomi.http import Request, Response, page
from mikomi.model.company import CompanySettings
from mikomi.model.events import MAIL_PAUSED, TOPIC_UNSUBSCRIBED, UNSUBSCRIBED
from mikomi.model.words import in_language

ALL, PAUSE, OF_TOPIC = "all", "pause", "topic:"
"""What a choice says; of a topic, with its id behind."""


class Wish(NamedTuple):
    """What somebody wants no more: one topic, everything, or (`event` says so) nothing for a while."""

    event: str
    topic: str | None = None


def ask(request: Request, token: str) -> Response:
    """The page: what of it shall stop. The mail's own topic is chosen, else everything."""
    link, company = _opened(token), plans.active().settings
    words = pages.in_language(request.language)
    html = pages.render(
        "unsubscribe",
        request.language,
        title=words["unsubscribe.title"],
        text=words["unsubscribe.text"].format(address=_masked(link["a"])),
        choices=_choices(link, company, request.language),
        company=in_language(company.company.name, request.language),
    )
    return page(html)


def unsubscribe(request: Request, token: str) -> Response:
    """Carry out the wish, and record it."""
    link, now = _opened(token), clock.now()
    company = plans.active().settings
    wish = _wish(request, link, company)
    if wish.event == UNSUBSCRIBED:
        addresses.suppress(link["a"], "unsubscribed", now)
    else:
        addresses.want_less(link["a"], wish.topic, now)
    log.append(_packet(link, wish, "one_click" if _by_mail_program(request) else "page", now))
    return page(_done(wish, link, company, request.language))


def _choices(link: dict[str, Any], company: CompanySettings, language: str) -> list[tuple[str, str]]:
    """What can be chosen, with its words; the first is chosen if nobody chooses."""
    words = pages.in_language(language)
    own = link.get("t")
    topics = {each.id: in_language(each.name, language, each.id) for each in company.topics}
    first = [own] if own else []
    some = [(OF_TOPIC + each, _name(each, topics, words)) for each in dict.fromkeys([*first, *topics])]
    everything = (ALL, words["unsubscribe.all"])
    return [*((*some, everything) if own else (everything, *some)), (PAUSE, words["unsubscribe.pause"])]


def _name(topic: str, topics: dict[str, str], words: dict[str, str]) -> str:
    """A mail may be older than the list of topics."""
    return words["unsubscribe.topic"].format(topic=topics[topic]) if topic in topics else words["unsubscribe.kind"]


def _wish(request: Request, link: dict[str, Any], company: CompanySettings) -> Wish:
    topics, own = {each.id for each in company.topics}, link.get("t")
    chosen = _chosen(request)
    topic = chosen.removeprefix(OF_TOPIC) if chosen.startswith(OF_TOPIC) else None
    if chosen == PAUSE:
        return Wish(MAIL_PAUSED)
    if topic is not None and (topic in topics or topic == own):
        return Wish(TOPIC_UNSUBSCRIBED, topic)
    if chosen == ALL or not own:
        return Wish(UNSUBSCRIBED)
    return Wish(TOPIC_UNSUBSCRIBED, own)


def _chosen(request: Request) -> str:
    try:
        return request.form().get("choice", "")
    except Refused:
        return ""


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


def _packet(link: dict[str, Any], wish: Wish, reason: str, now: int) -> packing.Packed:
    subject = "p:" + link["p"]
    said = {"reason": reason, **({"topic": wish.topic} if wish.topic else {})}
    said |= {"mail": link["m"]} if link.get("m") else {}
    event = own_events.note(
        wish.event,
        subject,
        link["a"],
        *([wish.topic] if wish.topic else []),
        str(now),
        at=now,
        origin="mail",
        proof=2,
        properties=said,
    )
    return own_events.packet(subject, event, now)


def _done(wish: Wish, link: dict[str, Any], company: CompanySettings, language: str) -> str:
    words, address = pages.in_language(language), _masked(link["a"])
    topics = {each.id: in_language(each.name, language, each.id) for each in company.topics}
    key = {MAIL_PAUSED: "paused", TOPIC_UNSUBSCRIBED: "left"}.get(wish.event, "done")
    name = topics.get(wish.topic or "") or words["unsubscribe.this_kind"]
    text = words[f"unsubscribe.{key}_text"].format(address=address, topic=name)
    return pages.notice(language, words[f"unsubscribe.{key}"], text, in_language(company.company.name, language))


def _masked(address: str) -> str:
    """`t…@example.com`: enough to know which one is meant, not enough to be told it by a forwarded mail."""
    local, _, domain = address.partition("@")
    return f"{local[:1]}…@{domain}"
