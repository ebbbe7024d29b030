"""How somebody came to the site: the first touch, and the last one.

Rules
1. A landing is a page view that came from elsewhere: with a campaign or an advertisement's click id in its address, out
   of one of our mails, from another site's page, or from nowhere that the browser would tell (direct). A view that
   follows from the site's own pages is none.
2. The first touch is the earliest landing, whatever it says. The last touch is the latest one that says where from: who
   comes back by a bookmark came because of what was before.
3. Both go by the events' own time, so that neither the order of arrival nor that of merges shows.
"""

from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from msgspec.structs import replace

from mikomi.core.behaviour.paths import path_of, plain
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.model.touch import Touch
from mikomi.web_address import AD_CLICKS

LONGEST = 100
LONGEST_ADDRESS = 2_000
OUR_MAIL = ("mikomi", "email")
"""Source and medium of a landing out of one of our mails that names no campaign of its own."""


def note(person: Person, event: Event) -> Person:
    """The person with this event's landing, if it is one."""
    landed = landing_of(event)
    if landed is None:
        return person
    first = earlier(person.first_touch, landed)
    last = person.last_touch if landed.is_direct else later(person.last_touch, landed)
    if first is person.first_touch and last is person.last_touch:
        return person
    return replace(person, first_touch=first, last_touch=last)


def earlier(one: Touch | None, other: Touch | None) -> Touch | None:
    if one is None or other is None:
        return one or other
    return one if _is_before(one, other) else other


def later(one: Touch | None, other: Touch | None) -> Touch | None:
    if one is None or other is None:
        return one or other
    return other if _is_before(one, other) else one


def landing_of(event: Event) -> Touch | None:
    """The landing that this event is; None if it is none."""
    if event.type != "page":
        return None
    page, campaign = _part(event, "page"), _part(event, "campaign")
    own = _is_step_within(page.get("url"), page.get("referrer"))
    if own and not campaign and not event.context.get("recognised"):
        return None  # most page views: a step within the site
    named = {name: _text(campaign.get(name)) for name in ("source", "medium", "name")}
    click = next((name for name in AD_CLICKS if campaign.get(name)), "")
    if event.context.get("recognised") and not any(named.values()):
        named["source"], named["medium"] = OUR_MAIL
    if own and not (any(named.values()) or click):
        return None
    return Touch(
        at=event.at,
        event_id=event.id,
        source=named["source"],
        medium=named["medium"],
        campaign=named["name"],
        click=click,
        referrer="" if own else _host(page.get("referrer"))[:LONGEST],
        path=plain(path_of(event) or "/")[:LONGEST],
    )


def _is_before(one: Touch, other: Touch) -> bool:
    """By time; of two of one event by what they say, so that any two are in some order."""
    mine, theirs = (one.at, one.event_id), (other.at, other.event_id)
    return mine < theirs if mine != theirs else repr(one) <= repr(other)


def _part(event: Event, name: str) -> dict[str, Any]:
    held = event.context.get(name)
    return held if isinstance(held, dict) else {}


def _text(value: object) -> str:
    return value[:LONGEST] if isinstance(value, str) else ""


def _host(address: object) -> str:
    return _host_of(address[:LONGEST_ADDRESS]) if isinstance(address, str) else ""


@lru_cache(maxsize=1024)
def _host_of(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def _is_step_within(here: object, there: object) -> bool:
    """Whether this page was come to from a page of the same site."""
    site = here[:LONGEST_ADDRESS] if isinstance(here, str) else ""
    return isinstance(there, str) and _is_within(site, there[:LONGEST_ADDRESS])


@lru_cache(maxsize=4096)
def _is_within(here: str, there: str) -> bool:
    host = _host_of(there)
    return bool(host) and _same_site(_host_of(here), host)


def _same_site(here: str, there: str) -> bool:
    """Whether both are one site: the same host, or one within the other (`shop.example.co.jp`, `example.co.jp`)."""
    return here == there or here.endswith(f".{there}") or there.endswith(f".{here}")
