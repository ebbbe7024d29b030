"""`/_local/…`: what people and tests ask of the local stack. None of it exists on AWS.

GET /_local/clock           {"now", "ahead_ms"}: the time here, and how far it runs ahead of the machine's
POST /_local/clock          {"advance": "3d"} -> {"now", "fired"} when everything due in between has happened, in order
POST /_local/settle         {"now"} when everything that could be delivered has been, and the segments were counted
POST /_local/reset          {"now"}: everything forgotten; {"story": true} brings the examples and sample visitors back
GET /_local/mails           [{"at", "to", "subject", "id", "url"}], a line each, oldest first
GET /_local/mails?to=       that reader's mails, whole: with "from", "html", "text" and "headers"
GET /_local/mails/<id>      one of them, whole; <id>/text is what it says, <id>/html the mail itself, as a page that
                            can run nothing
POST /_local/mails/<id>/reply  {"from", "text", "auto"}, each or none: somebody answers it; {"auto": true}: a program
GET /_local/schedules       [{"name", "at", "input"}]: what waits for its time, the next first
GET /_local/dead-letters    [{"queue", "body"}]: what nobody could carry out
GET /_local/deployment      {"environment", "endpoint", "ahead_ms", "saved"}: what `mikomi … --local` goes by, and
                            whether the state's file holds all that happened
"""

import json
from typing import Any
from urllib.parse import parse_qs, quote

from mikomi import clock

from local import movable, queues, replies, story
from local.mails import Mail
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
            stack.count()
            return in_json(200, {"now": movable.iso(clock.now())})
        case "POST", ["reset"]:
            stack.reset()
            if asked.get("story"):
                story.play(stack)
            return in_json(200, {"now": movable.iso(clock.now())})
        case "GET", ["mails"]:
            if readers := parse_qs(query).get("to"):
                return in_json(200, stack.mails(to=readers[0]))
            return _a_line_each([_in_short(stack, mail) for mail in stack.mailbox])
        case "GET", ["mails", mail_id, *rest] if rest in ([], ["html"], ["text"]):
            return _one_mail(stack, mail_id, *rest)
        case "POST", ["mails", mail_id, "reply"]:
            return _reply(stack, mail_id, asked)
        case "GET", ["webhooks"]:
            return _a_line_each([{**hook, "at": movable.iso(hook["at"])} for hook in stack.hooks.kept])
        case "GET", ["schedules"]:
            return in_json(200, stack.schedules_waiting())
        case "GET", ["dead-letters"]:
            return in_json(200, _dead_letters(stack))
        case "GET", ["deployment"]:
            ahead = int(clock.shifted().total_seconds() * 1000)
            told = {"environment": stack.environment(), "endpoint": stack.endpoint, "ahead_ms": ahead}
            return in_json(200, {**told, "saved": not stack.unsaved})
        case _:
            return _problem(404, f"{method} {path} はありません / there is no such request: see local/control.py")


def _reply(stack: Stack, mail_id: str, asked: Body) -> Answer:
    mail = next((mail for mail in stack.mailbox if mail.id == mail_id), None)
    if not mail:
        return _problem(404, f"メール {mail_id} はありません / there is no mail {mail_id}")
    by, text = (str(asked.get(name) or "") for name in ("from", "text"))
    try:
        key = replies.answer(stack, mail, by=by, text=text, is_automatic=asked.get("auto") is True)
    except ValueError as wrong:
        return _problem(400, f"from を読めません / cannot read it: {wrong}")
    return in_json(200, {"reply": key})


def _in_short(stack: Stack, mail: Mail) -> Body:
    """What a newcomer wants to know of it, and where the rest is."""
    url = f"{stack.address}/_local/mails/{quote(mail.id)}"
    return {"at": movable.iso(mail.at), "to": mail.to, "subject": mail.as_read()["subject"], "id": mail.id, "url": url}


def _a_line_each(rows: list[Body]) -> Answer:
    """JSON that can be read in a terminal."""
    answer = in_json(200, [])
    lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    answer.body = f"[{lines}]\n".encode()
    return answer


def _one_mail(stack: Stack, mail_id: str, form: str = "") -> Answer:
    mail = next((mail for mail in stack.mailbox if mail.id == mail_id), None)
    if not mail:
        return _problem(404, f"メール {mail_id} はありません / there is no mail {mail_id}")
    found = mail.as_read()
    if not form:
        return in_json(200, found)
    if form == "text":
        return Answer(200, [("content-type", "text/plain; charset=utf-8")], found["text"].encode())
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
