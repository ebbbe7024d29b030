"""Sends a step's mail, once: the row is claimed, the address asked, SES called, the answer written down.

What may go wrong between any two calls, and what happens then
  before the claim            nothing was done; the effect comes again (stream retry) and starts over
  after the claim             the row stays claimed. SES's event tells that the mail went out; if none comes within a
                              quarter of an hour, the sweep begins the next attempt, or gives up (`aws.ses`)
  SES surely did not accept   the row waits, and is tried again a bounded number of times, or fails with SES's reason
  SES did not answer          the row stays claimed, as if the process had died
The same effect, delivered again, finds its row and does nothing.
"""

from collections.abc import Callable

from mikomi import clock, keys
from mikomi.aws import addresses, ledger, line, mailings, people, plans, secrets, sender_trouble, ses
from mikomi.aws.ledger import Key, Row
from mikomi.core.mails import as_sent, limits, message, render, sending
from mikomi.core.mails.links import Links
from mikomi.core.mails.message import OutgoingMail
from mikomi.core.mails.sending import Hold, Skip
from mikomi.core.people import standstill
from mikomi.model import delivery, stored_json
from mikomi.model.base import Millis
from mikomi.model.effects import SendMail
from mikomi.model.limit import Limit
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell import breaker
from mikomi.shell.effects import ceiling, chronicle, silence, strangers_mail
from mikomi.shell.effects.ceiling import CeilingDoor
from mikomi.shell.effects.handover import await_mended, post


def send(effect: SendMail, person: Person) -> None:
    """Carry out the decision for the person as committed with it.

    1. A step that ended without a mail leaves its row, and nothing else.
    2. What stands against sending now is asked: no basis any more, the step before still on its way, a closed window,
       a line before SES.
    3. The words are rendered; what cannot be rendered ends here, visibly.
    4. The row is made by a conditional put: claimed, or waiting, skipped, failed. Whoever finds it there stops. The
       claim says what the mail is made of, so that what went out can be shown again (`core.mails.as_sent`).
    5. The address is asked on its own row, in one conditional update: suppressed? within the limit? Then the day.
    6. SES is asked once to take the message, whatever it answers.
    7. Its answer is written on the row.
    """
    key = Key.of_mail(effect.person or person.id, effect.id)
    if effect.skip:
        chronicle.begin(key, "skipped", effect, clock.now(), reason=effect.skip, **_about(effect))
    else:
        _carry_out(effect, person, key, None)


def resume(pk: str, sk: str) -> None:
    """Carry on with a row that waited, or whose claim went silent, if that is still so and its time has come."""
    now, key = clock.now(), Key(pk, sk)
    row = ledger.read(key)
    if row is None or not row.is_due(now):
        return chronicle.tell(row) if row else None
    effect = stored_json.read(SendMail, row.effect)
    if row.status == "claimed":
        row = silence.after_silence(row, effect.on_unknown, now)
    person = people.load(keys.person_of(pk)) if row else None
    if row and person:
        _carry_out(effect, person, key, row)
    elif row:
        chronicle.move(row, "failed", now, reason="person_gone")


def _carry_out(effect: SendMail, person: Person, key: Key, row: Row | None) -> None:
    now = clock.now()
    waited = row.waits if row else 0
    plan = plans.version(effect.plan)
    if waited >= sending.MOST_WAITS:
        return _write(effect, key, row, "failed", now, reason="waited_too_long")
    obstacle = sending.look(effect, person, plan, now) or _with_sales(effect, person)
    obstacle = obstacle or _step_before(effect, person, key, waited, now)
    obstacle = obstacle or _stopped(effect, waited, now)
    door = None if obstacle else ceiling.door(effect, person, plan, row, now)
    obstacle = obstacle or _before_ses(effect, row, now, door)
    if isinstance(obstacle, Skip):
        return _write(effect, key, row, "skipped", now, reason=obstacle.reason)
    if isinstance(obstacle, Hold) and row and obstacle.reason in sending.FOR_SOMEBODY:
        return await_mended(row, now, obstacle.until, reason=obstacle.reason)
    if isinstance(obstacle, Hold):
        return _write(effect, key, row, "held", now, reason=obstacle.reason, due_at=obstacle.until)
    try:
        links = _links(now)
        words = render.mail(effect, person, plan, links)
        mail = as_sent.outgoing(effect, words, plan.settings, now)
        raw = message.mime(mail)
    except (render.Unrenderable, message.Unwritable) as wrong:
        return _write(effect, key, row, "failed", now, reason=wrong.code, detail=str(wrong))
    written = stored_json.written(effect).decode()
    said = {"subject": mail.subject, "shown": 1 if limits.holds_its_address(person) else None}
    of = as_sent.packed(words, raw, links)
    claimed = (
        ledger.take(row, now, of, **said)
        if row
        else ledger.begin(key, "claimed", written, now, of, **said, **_about(effect))
    )
    if not claimed:
        return None
    joins = _place_in_line if effect.marketing else None
    return _hand_over(effect, person, mail, raw, ledger.as_claimed(key, written, now, row, of), joins, door)


def _hand_over(
    effect: SendMail,
    person: Person,
    mail: OutgoingMail,
    raw: bytes,
    row: Row,
    joins: Callable[[Millis], Millis] | None,
    door: CeilingDoor | None,
) -> None:
    """Steps 5 to 7, under the claim."""
    now = clock.now()
    if too_many := strangers_mail.over(effect, person, mail.to, now):
        chronicle.move(row, "skipped", now, reason=too_many)
        return
    limit = _limit(effect, person)
    try:
        admission = addresses.admit(mail.to, effect.id, now, limit, marketing=effect.marketing, topic=effect.topic)
    except addresses.Contended:
        admission = addresses.Admission("limited", until=sending.soon(row.waits, now))
    if admission.verdict == "suppressed":
        chronicle.move(row, "skipped", now, reason="suppressed", detail=admission.reason)
    elif admission.verdict == "unwanted":
        chronicle.move(row, "skipped", now, reason=admission.reason)
    elif admission.verdict == "limited" and not effect.marketing:
        chronicle.move(row, "skipped", now, reason="too_often")  # held, it would come all the same, a day later
    elif admission.verdict == "limited":
        chronicle.move(row, "held", now, reason="limited", due_at=admission.until)
    elif door and (waits := door.take()):
        chronicle.move(row, "held", now, reason=waits.reason, due_at=waits.until)
    else:
        post(mail, raw, row, joins)


def _with_sales(effect: SendMail, person: Person) -> Skip | None:
    """Whether sales stand with the person so that this marketing mail stops."""
    if not effect.marketing:
        return None
    why = standstill.obstacle(person, plans.active().sales, effect.scenario, effect.topic)
    return Skip(why) if why else None


def _stopped(effect: SendMail, waited: int, now: Millis) -> Skip | Hold | None:
    """Whether somebody stopped or cancelled the mailing that it is of, or its scenario was withdrawn."""
    if effect.scenario in plans.active().withdrawn:
        return Hold(sending.soon(waited, now), "withdrawn")
    match mailings.status(effect.mailing) if effect.mailing else None:
        case "stopped":
            return Hold(sending.soon(waited, now), "stopped")
        case "cancelled":
            return Skip("mailing_cancelled")
        case _:
            return None


def _step_before(effect: SendMail, person: Person, key: Key, waited: int, now: Millis) -> Hold | None:
    """Wait while the step before has not ended: as long as it waits itself, else a little."""
    if effect.after is None:
        return None
    before = _row_of(effect.after, key, person)
    if before and before.has_ended:
        return None
    woken = before.due_at or 0 if before and before.status == "held" else 0
    return Hold(max(woken, sending.soon(waited, now)), "after")


def _before_ses(effect: SendMail, row: Row | None, now: Millis, door: CeilingDoor | None) -> Hold | None:
    """Marketing mail is stopped, or today's ceiling reached; a line before SES; or SES takes nothing until somebody has
    mended the set-up, and another finds out when."""
    waited_for_it = row is not None and row.reason == sending.SET_UP
    if not (effect.marketing or waited_for_it):
        return None
    before = line.look(now)
    if effect.marketing and breaker.holds(before.stop, now):
        return Hold(sending.when_resumed(before.stop.at if before.stop else now, now), sending.BREAKER)
    if door and (waits := door.obstacle(before.warm_up)):
        return waits
    joins = _waits_in_line(effect, row)
    if (joins or waited_for_it) and before.trouble and before.trouble.code != ses.NOT_VERIFIED:
        is_probe = waited_for_it and sender_trouble.takes_probe(now)
        return None if is_probe else Hold(sending.when_mended(before.trouble.since, now), sending.SET_UP)
    if joins and before.ends_at > now:
        return Hold(_place_in_line(now), "in_line")
    return None


def _waits_in_line(effect: SendMail, row: Row | None) -> bool:
    """Whether this mail may be put off for a while, and has not stood in line before."""
    return effect.marketing and (row is None or row.reason not in sending.HAD_ITS_TURN)


def _place_in_line(now: Millis) -> Millis:
    return line.take(now, sending.apart(settings().mails_per_second))


def _row_of(mail_id: str, key: Key, person: Person) -> Row | None:
    """The row of an earlier mail: beside this one, or where it was decided while the person was still a visitor."""
    visitors = (keys.visitor_id(subject) for subject in person.members if subject.startswith("a:"))
    for place in (key, *(Key.of_mail(visitor, mail_id) for visitor in visitors)):
        found = ledger.read(Key(place.pk, keys.mail_sk(mail_id)))
        if found:
            return found
    return None


def _write(
    effect: SendMail, key: Key, row: Row | None, status: delivery.Status, now: Millis, **details: str | int | None
) -> None:
    if row:
        chronicle.move(row, status, now, **details)
    else:
        chronicle.begin(key, status, effect, now, **_about(effect), **details)


def _about(effect: SendMail) -> dict[str, str | int | None]:
    """What the console shows of a row without opening the effect."""
    return {
        "scenario": effect.scenario,
        "step": effect.step,
        "enrolment": effect.enrolment,
        "variant": effect.variant,
        "plan": effect.plan,
    }


def _limit(effect: SendMail, person: Person) -> Limit | None:
    """By the running plan: what a company allows itself now, whenever the person entered."""
    return limits.limit_of(effect, person, plans.active().settings.limits if effect.marketing else None)


def _links(now: Millis) -> Links:
    return Links(secrets.root(), settings().api_url, now)
