"""Which parts of an event's context are kept.

Rules
1. What we use is kept (page, campaign, locale, time zone, library, user agent, page view and session); the rest
   (screen, device, battery, fingerprints, the IP address) never enters the log.
2. Only a server may say that somebody agreed to something: `consent` of a public key is left out.
3. Nothing that we set ourselves (`recognised`) can come from outside, because nothing is kept that is not listed here.
4. The token of a mail's link (`mk`) is cut out of every address: it opens that person's door, and the log is read by
   many. Nothing else of an address changes.
5. The campaign that led to a page stands in the page's address (utm_*, and the click ids of advertisements): it is read
   out of there, whichever client sends it; what a client says itself goes before.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from mikomi import page_encoding
from mikomi.core.tracking import reader_token
from mikomi.core.tracking.json_body import NUMBERS, follow, in_range
from mikomi.web_address import AD_CLICKS

PAGE = ("path", "referrer", "search", "title", "url")
CAMPAIGN = ("name", "source", "medium", "term", "content", "id", *AD_CLICKS)
PARAMETERS = {f"utm_{name}": name for name in ("source", "medium", "term", "content", "id")} | {
    "utm_campaign": "name",
    **{name: name for name in AD_CLICKS},
}
LIBRARY = ("name", "version")
CONSENT = ("marketing", "text", "source", "version")
TEXTS = ("locale", "timezone", "userAgent", "pageId", "sessionId")
KEPT = ("page", "campaign", "library", "consent", *TEXTS)
LONGEST = 2_000
ADDRESSES = ("url", "path", "search", "referrer")

Trim = Callable[[dict[str, Any], str], dict[str, Any]]


def trimmer(secret: bool) -> Trim:
    """`trimmed` for the events of one request: they mostly share one context, and what was trimmed last is known. Of a
    context (at this pointer) in which something is kept that no reader could follow the event is `Refused`."""
    last: tuple[dict[str, Any], dict[str, Any]] = ({}, {})

    def trim(context: dict[str, Any], pointer: str) -> dict[str, Any]:
        nonlocal last
        try:
            is_new = context != last[0]
        except RecursionError:  # nobody keeps what is nested that deep, and nobody can compare it
            is_new = True
        if is_new:
            follow({part: context[part] for part in KEPT if part in context}, pointer)
            last = (context, trimmed(context, secret))
        return last[1]

    return trim


def trimmed(context: dict[str, Any], secret: bool) -> dict[str, Any]:
    """The context as the log keeps it."""
    kept: dict[str, Any] = {}
    if page := _some(context.get("page"), PAGE):
        kept["page"] = without_tokens(page)
    if campaign := {**campaign_of(page), **_some(context.get("campaign"), CAMPAIGN)}:
        kept["campaign"] = campaign
    if library := _some(context.get("library"), LIBRARY):
        kept["library"] = library
    for name in TEXTS:
        if (value := _plain(context.get(name))) and not isinstance(value, float):
            kept[name] = value
    if secret and isinstance(context.get("consent"), dict):
        kept["consent"] = _some(context["consent"], CONSENT)
    return kept


def campaign_of(page: dict[str, Any]) -> dict[str, str]:
    """What the address of a page (`url`, else `search`) says of the campaign that led there."""
    address = page.get("url") or page.get("search")
    if not isinstance(address, str) or not ("utm_" in address or "clid=" in address):
        return {}
    try:
        query = urlsplit(address).query
    except ValueError:
        return {}
    found = dict(page_encoding.pairs(query))
    return {name: found[given][:LONGEST] for given, name in PARAMETERS.items() if found.get(given)}


def without_tokens(named: dict[str, Any]) -> dict[str, Any]:
    """The same, with our own tokens cut out of addresses."""
    told = {name: value for name in ADDRESSES if isinstance(value := named.get(name), str)}
    cleaned = {name: clean for name, value in told.items() if (clean := reader_token.without(value)) != value}
    return {**named, **cleaned} if cleaned else named


def _some(given: object, names: tuple[str, ...]) -> dict[str, Any]:
    if not isinstance(given, dict):
        return {}
    kept: dict[str, Any] = {}
    for name in names:
        value = given.get(name)
        if value is not None and (plain := _plain(value)) is not None and plain != "":
            kept[name] = plain
    return kept


def _plain(value: object) -> str | int | float | None:
    """A text of a bearable length, or a number that can be read again."""
    if isinstance(value, str):
        return value[:LONGEST]
    return value if isinstance(value, NUMBERS) and in_range(value) else None
