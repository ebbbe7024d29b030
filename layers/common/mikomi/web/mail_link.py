"""A link or the picture of one of our mails was opened: an event of the person to whom the mail went.

Rules
1. The target of a click stands signed inside the token, never beside it: nobody can turn our address into a redirect
   of theirs.
2. Whoever clicks gets there, whoever opens sees no broken picture, even while the log is away; what could not be
   recorded is counted.
3. A mail client and its scanner fetch the same thing several times: within one minute it is the same event, under the
   same key, for each of those who may have made it (`core.doers`): a person's is not lost behind a machine's.
4. A page of the company's own learns by a token of its own (`mk`) whose browser this is, so that the web site's tag can
   tell us. The link says, signed, whether it leads to one; no other address gets anything from us: a signed one would
   break, and whoever holds the token is known here for a month.
"""

from typing import Any

from mikomi import clock, observe, own_events, tokens, web_address
from mikomi.aws import log, secrets
from mikomi.aws.trouble import as_refusal
from mikomi.core.doers import evidence
from mikomi.core.doers.evidence import Judgement
from mikomi.core.tracking import reader_token
from mikomi.errors import Refused
from mikomi.http import Request, Response, picture, redirect
from mikomi.web import doer, recognition

MINUTE = 60_000
CLICKED = "Mail Clicked"
OPENED = "Mail Opened"


def click(request: Request, token: str) -> Response:
    """Record the click and lead on. `Refused` if we did not make this link."""
    link = tokens.unseal(secrets.root(), "click", token)
    written = link.get("u") if link else None
    target = web_address.read(written) if isinstance(written, str) else None
    if not link or not target:
        raise Refused("link_invalid")
    verdict = evidence.of_click(doer.asked(request, link))
    click = _record(link, CLICKED, verdict, {} if link.get("h") else {"link": written})
    if not link.get("r"):
        return redirect(target.text)
    return redirect(reader_token.added(target.text, recognition.token_for(link["p"], click)))


def open_(request: Request, token: str) -> Response:
    """Record that the mail was opened; a token that is not ours records nothing, and shows the same picture."""
    if link := tokens.unseal(secrets.root(), "open", token):
        _record(link, OPENED, evidence.of_open(doer.asked(request, link)), {})
    return picture(200)


def _record(link: dict[str, Any], name: str, verdict: Judgement, more: dict[str, Any]) -> str:
    """The event's id. Only a person's click shows that somebody reads the mail."""
    now = clock.now()
    minute = now - now % MINUTE
    properties = {
        "mail": link["m"],
        "scenario": link.get("s"),
        "step": link.get("t"),
        "enrolment": link.get("e"),
        **more,
        "by": verdict.by,
        "why": verdict.why,
    }
    if variant := link.get("v"):
        properties["variant"] = variant
    subject = "p:" + link["p"]
    said = {key: value for key, value in properties.items() if value is not None}
    proof = 2 if name == CLICKED and verdict.by == "human" else 1
    apart = (link["m"], more.get("link", ""), str(minute), *((verdict.by,) if verdict.by != "human" else ()))
    event = own_events.note(name, subject, *apart, at=now, origin="mail", proof=proof, properties=said)
    packet = own_events.packet(subject, event, now, minute)
    try:
        with as_refusal():
            log.append(packet)
    except Refused as why:
        observe.count("MailFeedbackLost")
        observe.log("mail_feedback_lost", level="ERROR", what=name, mail=link["m"], code=why.code)
    return str(event["id"])
