"""Tells sales, once: the alert's row is claimed before SES is called, as with mails (see `shell.effects.step_mail`).

Rules
1. An alert has one row for each rep who gets it; the first rep's row stands for the alert and is written last.
2. Everything that can be read is read before the claim, so that between claim and SES nothing is left to fail.
3. A rep gets at most so many alerts a day; what is over waits for the next business morning, in one digest. Only an
   alert step that says `now`, and what was not answered in time, always go through. What somebody wrote to us has
   more room, and an end too: anybody can send a form.
4. What a rep's channels are to carry has its rows before the mail is handed over, and their fate is no matter of the
   mail's. Where a channel goes before the mail, the mail waits whether it is taken (`shell.effects.channel_delivery`).
   Digests are mails.
5. While a rep is away, their deputy is told in their place, and for whom (`core.people.absence`): looked up at each
   attempt. Rows, digests and days stay the rep's own, so that nothing is told twice when an absence begins or ends.
6. Without a receiver the row says so (`no_receiver`): an alert that nobody gets is an error to see, not to forget.
"""

import json
from typing import NamedTuple

from mikomi import clock, keys, observe
from mikomi.aws import digests, ledger, people, plans
from mikomi.aws.ledger import Key, Row
from mikomi.core.mails import message
from mikomi.core.mails.laid_out import Words
from mikomi.core.mails.message import OutgoingMail
from mikomi.core.people.absence import Recipient, covered_by, has_it_anyway, recipient
from mikomi.core.people.owners import reps_for
from mikomi.core.sales import alert_mail, alerts
from mikomi.core.sales.alerts import Occasion
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model import stored_json
from mikomi.model.base import Json, Millis
from mikomi.model.company import CompanySettings, Rep
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.words import in_language
from mikomi.shell.effects import channel_delivery, chronicle, occasions, silence
from mikomi.shell.effects.channel_delivery import BY_CHANNEL
from mikomi.shell.effects.handover import post

COVERED = "deputy_has_it"
"""Why a rep's row is skipped: the deputy gets the same alert anyway."""
INQUIRIES = 50
"""What was written to us goes out at once while the rep has fewer alerts on that day."""


class GatheredAlert(NamedTuple):
    """An alert of a digest, the place at which its rows stand, and its lead (None: gone)."""

    effect: SendAlert
    place: str
    lead: Person | None


def send(effect: SendAlert, person: Person) -> None:
    """Carry out the decision for the person as committed with it.

    1. The receivers are looked up in the running plan; without one the row says so.
    2. Each rep's day takes the alert, or the rep's next digest does.
    3. The lead's latest events are read, and the alert is written.
    4. The row is claimed by a conditional put; whoever finds it there stops.
    5. SES takes the message once; its answer goes onto the row.
    """
    now, running = clock.now(), plans.active()
    reps = reps_for(effect.to, person, running.settings)
    place = effect.person or person.id
    if not reps:
        key = Key.of_alert(place, effect.id)
        if chronicle.begin(key, "failed", effect, now, reason="no_receiver"):
            observe.log("alert_without_receiver", level="ERROR", person=person.id)
            observe.count("AlertWithoutReceiver")
        return
    for further, rep in reversed(list(enumerate(reps))):
        key = Key.of_alert(place, effect.id, rep.id if further else None)
        to = recipient(rep, running.settings, now)
        if effect.digest or not _fits_into_day(effect, rep, running, now):
            _gather(effect, person, rep, key, running.settings, now)
        elif has_it_anyway(to, reps, running.settings, now):
            chronicle.begin(key, "skipped", effect, now, rep=rep.id, reason=COVERED)
        elif before := channel_delivery.begin(effect, person, to):
            due_at, via = now + channel_delivery.LOOKS[0], ",".join(before)
            chronicle.begin(key, "held", effect, now, rep=rep.id, reason=BY_CHANNEL, due_at=due_at, via=via)
        else:
            _tell(effect, person, to, key, None, now)


def resume(pk: str, sk: str) -> None:
    """Carry on with an alert that SES could not take, or whose claim went silent, if its time has come."""
    now, key = clock.now(), Key(pk, sk)
    row = ledger.read(key)
    if row is None or not row.is_due(now):
        return chronicle.tell(row) if row else None
    if row.status == "claimed" and not (row := silence.after_silence(row, "again", now)):
        return
    effect, person = stored_json.read(SendAlert, row.effect), people.load(keys.person_of(pk))
    if row.reason == BY_CHANNEL and _goes_by_channel(row, effect, now):
        return
    rep = _receiver(effect, person, row) if person else None
    if person is None or rep is None:
        chronicle.move(row, "failed", now, reason="person_gone" if person is None else "no_receiver")
        return
    if quiet := occasions.is_quiet(person):
        chronicle.move(row, "skipped", now, reason=quiet)
        return
    company = plans.active().settings
    to = recipient(rep, company, now)
    if _is_covered(effect, keys.person_of(pk), to, company, now):
        chronicle.move(row, "skipped", now, reason=COVERED)
        return
    _tell(effect, person, to, key, row, now)


def send_digest(pk: str, now: Millis) -> None:
    """Send the gathered alerts of one rep as one mail to them, or to their deputy, if the digest still waits and its
    morning has come."""
    waiting = ledger.read(digests.key_of(pk))
    if waiting is None or not waiting.is_due(now):
        return chronicle.tell(waiting) if waiting else None
    if waiting.status == "claimed" and not (waiting := silence.after_silence(waiting, "again", now)):
        return
    rep_id = pk.split("#")[1]
    rep = _rep(rep_id)
    if rep is None:
        chronicle.move(waiting, "failed", now, reason="no_receiver")
        return
    if not ledger.take(waiting, now):
        return
    # Read after the claim: from then on nothing is added, so nothing is left out.
    row = ledger.as_claimed(waiting.key, "", now, waiting)
    about = [_entry(json.loads(written)) for written in digests.entries(pk)]
    running = plans.active().settings
    to = recipient(rep, running, now)
    entries = [(entry, entry.lead) for entry in about if entry.lead]
    quiet = [_quiet(entry, lead, to, running, now) for entry, lead in entries]
    listed = [_listed(each.effect, lead, to, now) for (each, lead), why in zip(entries, quiet, strict=True) if not why]
    if not listed:
        chronicle.move(row, "skipped", now, reason=next(filter(None, quiet), "person_gone"))
        return
    language = to.rep.language or running.language
    words = alert_mail.digest_words(listed, language, alerts.in_place(to, language))
    _post(_outgoing(pk, to.rep, words, running, now), row, now)


def _tell(effect: SendAlert, person: Person, to: Recipient, key: Key, row: Row | None, now: Millis) -> None:
    written = stored_json.written(effect).decode()
    words = alert_mail.alert_words(occasions.composed(effect, person, to, now, now if row else effect.at))
    mail = _outgoing(f"{effect.id}.{to.named.id}", to.rep, words, plans.active().settings, now)
    about = {"rep": to.named.id, "subject": mail.subject}
    if ledger.take(row, now, **about) if row else ledger.begin(key, "claimed", written, now, **about):
        _post(mail, ledger.as_claimed(key, written, now, row), now)


def _goes_by_channel(row: Row, effect: SendAlert, now: Millis) -> bool:
    """Whether it has gone by a channel that goes before mail, or may yet."""
    how, taken_at = channel_delivery.standing(row, effect)
    if how == "taken":
        chronicle.move(row, "sent", taken_at)
    elif how == "open":
        chronicle.move(row, "held", now, reason=BY_CHANNEL, due_at=channel_delivery.look_again(row, now))
    return how != "ended"


def _receiver(effect: SendAlert, person: Person, row: Row) -> Rep | None:
    """Whose row this is; where nobody could be told, who can be told by now."""
    if row.rep:
        return _rep(row.rep)
    return next(iter(reps_for(effect.to, person, plans.active().settings)), None)


def _post(mail: OutgoingMail, row: Row, now: Millis) -> None:
    try:
        raw = message.mime(mail)
    except message.Unwritable as wrong:
        chronicle.move(row, "failed", now, reason=wrong.code)
        return
    post(mail, raw, row)


def _fits_into_day(effect: SendAlert, rep: Rep, running: Plan, now: Millis) -> bool:
    alert, at_once = running.scoring.alert, effect.urgency == "now"
    most = alert.max_per_rep_per_day if alert else None
    if effect.reason == "form" and at_once:
        most = max(most or 0, INQUIRIES)
    if most is None:
        return True
    day = Calendar.of(running.settings).local(now).date().isoformat()
    taken = digests.count_alert(rep.id, day, effect.id, most)
    return taken or effect.escalates is not None or (effect.reason == "step" and at_once)


def _gather(effect: SendAlert, person: Person, rep: Rep, key: Key, company: CompanySettings, now: Millis) -> None:
    """Into the digest of the next business morning; the row remembers which one it is, so that a repetition finds it.

    A digest that was sent in the meantime is closed: then the morning after.
    """
    written = stored_json.written(effect).decode()
    entry = json.dumps({"person": person.id, "effect": written}, ensure_ascii=False)
    calendar, after = Calendar.of(company), now
    row = ledger.read(key)
    if row is not None and row.digest is None:
        return  # told already, or on its way
    if row is not None and row.digest is not None:
        morning = calendar.next_business_morning(calendar.parse_moment(row.digest.rpartition("#")[2]))
        if digests.gather(row.digest, entry, morning):
            return
    while True:
        due_at = calendar.next_business_morning(after + 1)
        pk = keys.digest_pk(rep.id, calendar.local(due_at).date().isoformat())
        if row is not None:
            ledger.move(row, "digest", now, digest=pk, rep=rep.id)
        elif not ledger.begin(key, "digest", written, now, digest=pk, rep=rep.id):
            # somebody else gathers the same alert at this moment, or we did, and the answer was lost: gathered twice it
            # is there once
            row = ledger.read(key)
            if row is None or row.digest != pk:
                return
        if digests.gather(pk, entry, due_at):
            return
        row, after = ledger.read(key), due_at


def _entry(said: Json) -> GatheredAlert:
    effect = stored_json.read(SendAlert, said["effect"])
    return GatheredAlert(effect, effect.person or said["person"], people.load(said["person"]))


def _quiet(entry: GatheredAlert, lead: Person, to: Recipient, company: CompanySettings, now: Millis) -> str | None:
    """Why a digest leaves this alert out."""
    if quiet := occasions.is_quiet(lead):
        return quiet
    return COVERED if _is_covered(entry.effect, entry.place, to, company, now) else None


def _is_covered(effect: SendAlert, place: str, to: Recipient, company: CompanySettings, now: Millis) -> bool:
    """Whether the deputy gets the same alert by another row. Who is a receiver by now need not have one: the lead may
    be another's since it rang."""
    if to.away is None:
        return False
    first = ledger.read(Key.of_alert(place, effect.id))
    standing: list[Rep] = []
    for rep in (to.rep, *(each.named for each in covered_by(to.rep.id, company, now))):
        is_first = first is not None and first.rep == rep.id
        row = first if is_first else ledger.read(Key.of_alert(place, effect.id, rep.id))
        standing += [rep] if row and row.status not in ("skipped", "failed") else []
    return has_it_anyway(to, standing, company, now)


def _listed(effect: SendAlert, person: Person, to: Recipient, now: Millis) -> alerts.Alert:
    """One alert of a digest, with what is known of the lead by now."""
    plan = plans.version(effect.plan)
    events = tuple(occasions.latest_events(person))
    colleagues = occasions.colleagues(effect)
    occasion = Occasion(effect, person, events, to, now, now, colleagues=colleagues)
    return alerts.compose(occasion, plan, occasions.links())


def _rep(rep_id: str | None) -> Rep | None:
    return next((rep for rep in plans.active().settings.reps if rep.id == rep_id), None)


def _outgoing(mail_id: str, rep: Rep, words: Words, company: CompanySettings, now: Millis) -> OutgoingMail:
    return OutgoingMail(
        id=mail_id.replace("#", "."),
        to=rep.email,
        sender_name=in_language(company.sender.name, rep.language or company.language),
        sender_address=company.sender.address,
        subject=words.subject,
        html=words.html,
        text=words.text,
        at=now,
    )
