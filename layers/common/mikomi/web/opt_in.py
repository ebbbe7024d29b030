"""Double opt-in: the holder of an address confirms what a form says they agreed to, by a button that our mail leads to.

Rules
1. GET shows the words and changes nothing: scanners follow links. POST records the consent, again as often as it comes.
2. It is recorded for whoever holds the address by then, never for who asked: a stranger who typed the address gains
   nothing by the holder's press, and is not merged with the holder.
3. What is agreed to are the words that the page shows: those of the plan version under which the form was filled in.
4. Pressing lifts an older unsubscription of the address. A mail that came back, a complaint, an erasure stay.
"""

from typing import Any

from mikomi import clock, keys, own_events, packing, pages, tokens
from mikomi.aws import addresses, log, people, plans, secrets
from mikomi.core.people import confirmation
from mikomi.errors import Refused
from mikomi.http import Response, page
from mikomi.model.form import FormConsent
from mikomi.model.words import in_language


def ask(token: str) -> Response:
    """The page with what is agreed to and the one button."""
    link, asked = _opened(token)
    language = link["l"]
    words = pages.in_language(language)
    html = pages.render(
        "confirm",
        language,
        title=words["confirm.title"],
        choice=in_language(asked.text, language),
        text=words["confirm.text"],
        button=words["confirm.button"],
        company=_company(language),
    )
    return page(html)


def record(token: str) -> Response:
    """Append the consent to the log of the person who holds the address."""
    link, asked = _opened(token)
    now, language = clock.now(), link["l"]
    owner = _holder(link)
    log.append(_packet(owner, link, confirmation.given(link["f"], asked, language), now))
    addresses.lift(link["a"], now)
    words = pages.in_language(language)
    return page(pages.notice(language, words["confirm.done"], words["confirm.done_text"], _company(language)))


def _opened(token: str) -> tuple[dict[str, Any], FormConsent]:
    """What the link says, and the consent that it is about. `Refused`: `link_invalid`, `link_expired`."""
    link = tokens.unseal(secrets.root(), "confirm", token)
    if not link:
        raise Refused("link_invalid")
    if clock.now() >= link["x"]:
        raise Refused("link_expired")
    asked = confirmation.words_of(link["f"], plans.version(link["v"]))
    if asked is None:
        raise Refused("link_invalid")
    return link, asked


def _holder(link: dict[str, Any]) -> str:
    """Whose address it is: the lead that it belongs to, else who asked, if that is still their address. `Refused` if
    it is nobody's by now (the person was erased)."""
    if owner := people.find_alias(keys.email_alias(link["a"])):
        return owner
    asked = people.load(link["p"])
    if asked is None or asked.email != link["a"]:
        raise Refused("link_invalid")
    return asked.id


def _packet(owner: str, link: dict[str, Any], given: dict[str, Any], now: int) -> packing.Packed:
    subject = "p:" + owner
    said = {"consent": given}
    event = own_events.note(
        "confirm", subject, link["m"], str(now),
        at=now, origin="mail", proof=2, type="identify", traits={"email": link["a"]}, context=said,
    )  # fmt: skip
    return own_events.packet(subject, event, now)


def _company(language: str) -> str:
    return in_language(plans.active().settings.company.name, language)
