"""Tells another system, at least once, under one id; what comes of it takes effect here once.

Rules
1. The stream only makes the row, due at once: the step queue carries it out, so that a slow receiver holds up no
   stream.
2. The row is claimed before anything is said. Whoever dies then is followed by another attempt, a quarter of an hour
   later: to be told twice does no harm, for the receiver knows the id.
3. A reply is written into the log under a key that follows from the effect, before the row learns it: the first one
   counts, however many come. Another end is written after the row moved, and again by whoever comes upon the row.
4. A host that did not answer in time is asked again by this process a minute later at the earliest, whatever else is to
   go there: the time of the queue's other messages is not spent on it.
5. A CRM is told the same way. Nothing waits for its reply, so the log does not have it; the address is the running
   plan's.
"""

from urllib.parse import urlsplit

from mikomi import clock, keys, observe, own_events, packing
from mikomi.aws import ledger, log, people, plans, secrets
from mikomi.aws.ledger import Key, Row
from mikomi.core.webhooks import payload, reply, retries, signature
from mikomi.model import stored_json
from mikomi.model.base import Json, Millis
from mikomi.model.duration import MINUTE
from mikomi.model.effects import SendWebhook
from mikomi.model.events import WEBHOOK_ENDED
from mikomi.model.person import Person
from mikomi.model.scenario import Webhook
from mikomi.outward import client
from mikomi.outward.client import NoReply, NotPublic, Outcome, Replied
from mikomi.settings import settings
from mikomi.shell.people import external_ids

GONE = 410
_slow: dict[str, Millis] = {}
"""Until when a host is left alone by this process."""


def send(effect: SendWebhook, person: Person) -> None:
    """Its row waits to be carried out, from now on, or from its moment."""
    key, now = Key.of_webhook(effect.person or person.id, effect.id), clock.now()
    about: dict[str, str | int | None] = {
        "scenario": effect.scenario,
        "step": effect.step,
        "enrolment": effect.enrolment,
        "plan": effect.plan,
    }
    due_at = max(now, effect.not_before or 0)
    ledger.begin(key, "held", stored_json.written(effect).decode(), now, due_at=due_at, **about)


def resume(pk: str, sk: str) -> None:
    """Send it, if its time has come."""
    now, row = clock.now(), ledger.read(Key(pk, sk))
    if row is None or not row.is_due(now):
        return tell(row) if row else None
    effect, person = stored_json.read(SendWebhook, row.effect), people.load(keys.person_of(pk))
    hook = payload.hook_of(effect, plans.active() if effect.crm else plans.version(effect.plan))
    if hook is None and effect.crm:
        ledger.move(row, "skipped", now, reason="no_crm")
        return
    if person is None or hook is None:
        ledger.move(row, "failed", now, reason="person_gone")
        return
    host = urlsplit(hook.url).hostname or ""
    if row.status == "held" and (free_at := _slow.get(host, 0)) > now:
        ledger.move(row, "held", now, reason="receiver_busy", due_at=free_at)
    elif ledger.take(row, now):
        outcome = _post(effect, hook, person, now)
        if outcome == NoReply("too_slow"):
            _slow[host] = clock.now() + MINUTE
        _settle(outcome, effect, ledger.as_claimed(row.key, row.effect, now, row))


def tell(row: Row) -> None:
    """Say in the log how a row ended that was not replied to: whoever comes upon it says so once more."""
    if row.status == "failed" and row.reason in ("gone", "not_public", "given_up"):
        _note(stored_json.read(SendWebhook, row.effect), row.reason, row.at)


def _post(effect: SendWebhook, hook: Webhook, person: Person, now: Millis) -> Outcome:
    plan, console = plans.active(), f"{settings().api_url}/console"
    if effect.crm:
        said = payload.news(effect, person, plan, now, console, external_ids.of(person))
    else:
        said = payload.body(effect, person, plan, now, console)
    names = [hook.secret] if isinstance(hook.secret, str) else hook.secret
    signing = (signature.key_of(secrets.root(), name) for name in names)
    return client.post(hook.url, signature.headers(delivery_of(effect), now // 1000, said, signing), said)


def delivery_of(effect: SendWebhook) -> str:
    """The id that a receiver knows it by. (The effect's own has what Standard Webhooks keeps for itself: a dot.)"""
    return f"wh_{keys.digest(effect.person, effect.id)}"


def _settle(outcome: Outcome, effect: SendWebhook, row: Row) -> None:
    now = clock.now()
    match outcome:
        case Replied(status, body, is_whole) if 200 <= status < 300:
            _note(effect, "replied", now, reply.traits_of(body) if is_whole else {})
            ledger.move(row, "sent", now)
        case Replied(status) if status == GONE:
            _end(effect, row, "gone", str(status), now)
        case NotPublic(code):
            _end(effect, row, "not_public", code, now)
        case Replied() | NoReply():
            code = str(outcome.status) if isinstance(outcome, Replied) else outcome.code
            again_at = retries.next_at(effect.not_before or effect.at, row.attempt, now)
            if again_at is None:
                _end(effect, row, "given_up", code, now)
            else:
                ledger.move(row, "held", now, reason="no_reply", detail=code, due_at=again_at)


def _end(effect: SendWebhook, row: Row, how: str, detail: str, now: Millis) -> None:
    observe.log("webhook_not_taken", level="WARNING", how=how, code=detail, attempt=row.attempt)
    observe.count("WebhookNotTaken")
    if ledger.move(row, "failed", now, reason=how, detail=detail):
        _note(effect, how, now)
    elif moved := ledger.read(row.key):  # somebody else moved it, or we did, and the answer was lost
        tell(moved)


def _note(effect: SendWebhook, how: str, at: Millis, traits: Json | None = None) -> None:
    """What the fold goes by: the traits, and that whoever waits for it may go on. One packet, so that both come."""
    if effect.crm:  # no run waits for it, and its reply says nothing of the lead: it would be told again
        return
    subject, apart = f"p:{effect.person}", "replied" if how == "replied" else "ended"
    said = {"how": how, "scenario": effect.scenario, "step": effect.step, "enrolment": effect.enrolment}
    events = [
        own_events.note(WEBHOOK_ENDED, subject, effect.id, apart, at=at, origin="webhook", proof=2, properties=said)
    ]
    if traits:
        kind = own_events.note(
            "identify", subject, effect.id, at=at, origin="webhook", proof=2, type="identify", traits=traits
        )
        events.insert(0, kind)
    ids = [keys.digest("webhook", effect.id, apart)]
    log.append(packing.pack(subject, packing.sort_of(effect.at, ids, 2), clock.now(), events))
