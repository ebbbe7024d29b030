"""`/_local/…`: what people and tests ask of the local stack. None of it exists on AWS.

GET /_local/clock           {"now", "ahead_ms"}: the time here, and how far it runs ahead of the machine's
POST /_local/clock          {"advance": "3d"} -> {"now", "fired"} when everything due in between has happened, in order
POST /_local/settle         {"now"} when everything that could be delivered has been
POST /_local/reset          {"now"}: everything forgotten; {"story": true} brings the examples and sample visitors back
GET /_local/mails           [{"id", "at", "to", "from", "subject", "html", "text", "headers"}], oldest first; ?to=
GET /_local/mails/<id>      one of them; <id>/html is the mail itself, as a page that can run nothing
GET /_local/schedules       [{"name", "at", "input"}]: what waits for its time, the next first
GET /_local/dead-letters    [{"queue", "body"}]: what nobody could carry out
GET /_local/deployment      {"environment", "endpoint", "ahead_ms"}: what `mikomi … --local` goes by
"""

import json
from typing import Any
from urllib.parse import parse_qs

from mikomi import clock

from local import movable, queues, story
from local.routes import Answer, in_json
from local.stack import Stack
from local.template import Body


def answer(stack: Stack, method: str, target: str, body: bytes) -> Answer:
    """Answer one request for `/_local/…`."""
    path, _, query = target.partition("?")
    asked = _read(body)
    if asked is None:
        return _problem(400, "本文は JSON のオブジェクトにしてください / the body must be a JSON object")
    match method, path.split("/")[2:]:
        case "GET", ["clock"]:
            return in_json(
                200, {"now": movable.iso(clock.now()), "ahead_ms": int(clock.shifted().total_seconds() * 1000)}
            )
        case "POST", ["clock"]:
            try:
                return in_json(200, stack.advance(movable.distance(asked)))
            except movable.BadMove as wrong:
                return _problem(400, str(wrong))
        case "POST", ["settle"]:
            stack.settle()
            return in_json(200, {"now": movable.iso(clock.now())})
        case "POST", ["reset"]:
            stack.reset()
            if asked.get("story"):
                story.play(stack)
            return in_json(200, {"now": movable.iso(clock.now())})
        case "GET", ["mails"]:
            reader = parse_qs(query).get("to", [None])[0]
            return in_json(200, [mail for mail in stack.mails() if reader in (None, mail["to"])])
        case "GET", ["mails", mail_id, *rest] if rest in ([], ["html"]):
            return _one_mail(stack.mails(), mail_id, as_page=bool(rest))
        case "GET", ["schedules"]:
            return in_json(200, stack.schedules_waiting())
        case "GET", ["dead-letters"]:
            return in_json(200, _dead_letters(stack))
        case "GET", ["deployment"]:
            ahead = int(clock.shifted().total_seconds() * 1000)
            return in_json(200, {"environment": stack.environment(), "endpoint": stack.endpoint, "ahead_ms": ahead})
    return _problem(404, f"{method} {path} はありません / there is no such request; see local/control.py")


def _one_mail(mails: list[Body], mail_id: str, *, as_page: bool) -> Answer:
    found = next((mail for mail in mails if mail["id"] == mail_id), None)
    if not found:
        return _problem(404, f"メール {mail_id} はありません / there is no mail {mail_id}")
    if not as_page:
        return in_json(200, found)
    shut = [
        ("content-type", "text/html; charset=utf-8"),
        ("content-security-policy", "sandbox allow-popups allow-popups-to-escape-sandbox; script-src 'none'"),
    ]
    # the mailbox shows it in a frame: a link leads out of it, as it would out of a mail program
    return Answer(200, shut, b'<base target="_blank">' + found["html"].encode())


def _dead_letters(stack: Stack) -> list[Body]:
    with stack.lock:
        names = [
            stack.template.name(logical)
            for logical in stack.template.of_type("AWS::SQS::Queue")
            if "DeadLetters" in logical
        ]
        return [{"queue": name, "body": json.loads(message.body)} for name in names for message in queues.waiting(name)]


def _read(body: bytes) -> dict[str, Any] | None:
    try:
        asked = json.loads(body or b"{}")
    except ValueError:
        return None
    return asked if isinstance(asked, dict) else None


def _problem(status: int, message: str) -> Answer:
    return in_json(status, {"message": message})
