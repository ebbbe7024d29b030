"""What a sales rep does with an alert: sees it, and answers it by one of the links in it.

Rules
1. GET shows the choice and changes nothing; POST records it. What it does to the lead, the fold decides (`feedback`
   of `scoring.json`).
2. The page speaks the rep's language.
3. The same answer, pressed again, is the same event.
4. An alert was seen when a person's hand moved on a page to which it led: a script says so by a POST. A GET says
   nothing, because gateways follow links, too. Without scripts the answer says it.
"""

from typing import Any

from mikomi import clock, own_events, packing, pages, tokens
from mikomi.aws import log, plans, secrets
from mikomi.core.mails.links import SEEN
from mikomi.errors import Refused
from mikomi.http import Response, page, respond
from mikomi.model.events import REP_ANSWERED
from mikomi.model.words import in_language


def ask(token: str) -> Response:
    """The page with the chosen answer and the one button."""
    link = _opened(token)
    label, language, company = _said(link)
    words = pages.in_language(language)
    html = pages.render(
        "answer",
        language,
        title=words["answer.title"],
        choice=label,
        text=words["answer.text"],
        button=words["answer.button"],
        company=company,
        seen=_seen_by(link),
    )
    return page(html, scripts=True)


def record(token: str) -> Response:
    """Append the answer to the log of the lead that the alert was about."""
    link = _opened(token)
    log.append(_packet(link, clock.now()))
    label, language, company = _said(link)
    words = pages.in_language(language)
    return page(pages.notice(language, f"{words['answer.done']}: {label}", words["answer.done_text"], company))


def note_seen(token: str) -> Response:
    """Note that somebody looks at what the alert says."""
    from mikomi.shell.effects import chronicle

    link = tokens.unseal(secrets.root(), SEEN, token)
    if not link:
        raise Refused("link_invalid")
    chronicle.seen(link["p"], link["a"], link["r"], link["t"], clock.now())
    return respond(204)


def _seen_by(link: dict[str, Any]) -> str:
    """The token by which the page says that it is seen; none of a link of before pages could."""
    return tokens.seal(secrets.root(), SEEN, {name: link[name] for name in ("p", "r", "a", "t")}) if "t" in link else ""


def _opened(token: str) -> dict[str, Any]:
    link = tokens.unseal(secrets.root(), "answer", token)
    if not link:
        raise Refused("link_invalid")
    return link


def _said(link: dict[str, Any]) -> tuple[str, str, str]:
    """The answer's label, the rep's language, the company."""
    plan = plans.active()
    rep = next((rep for rep in plan.settings.reps if rep.id == link["r"]), None)
    language = (rep.language if rep else None) or plan.settings.language
    answer = plan.scoring.feedback.get(link["k"])
    label = in_language(answer.label, language) if answer else link["k"]
    return label, language, in_language(plan.settings.company.name, language)


def _packet(link: dict[str, Any], now: int) -> packing.Packed:
    subject = "p:" + link["p"]
    said = {"answer": link["k"], "rep": link["r"], "alert": link["a"]}
    event = own_events.note(
        REP_ANSWERED, subject, link["a"], link["r"], link["k"], at=now, origin="rep", proof=2, properties=said
    )
    return own_events.packet(subject, event, now)
