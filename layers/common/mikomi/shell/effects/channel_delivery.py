"""An alert by a channel beside mail: at least once, under one id, and never in the way of the mail.

Rules
1. The stream only makes the rows, due at once: the step queue carries them out, so that a slow channel holds up no
   stream and no mail. Each alert has one row for each channel, whoever gets it there; the first of its reps signs the
   links.
2. The row is claimed before anything is said. Whoever dies then is followed by another attempt, a quarter of an hour
   later: a chat may show it twice, a program knows the id.
3. Tried again for a day after it was decided, ever more rarely (`webhooks.retries`); what only a person can mend is not
   tried again, and shown to one.
4. A channel that says "too busy" is left alone until its measure begins anew; one that did not answer in time for a
   minute, by this process.
5. While a rep is away, it goes where the deputy's alerts go, in the deputy's language, and says for whom. Where it was
   to go is looked at again at each attempt: it waits for nobody whose alerts do not go there.
6. An alert that goes by mail only if no channel takes it has its mail's row waiting beside (`standing`).
"""

from mikomi import clock, keys, observe
from mikomi.aws import channel_states, ledger, people, plans, secrets
from mikomi.aws.ledger import Key, Row
from mikomi.core.channels import brief
from mikomi.core.channels.parcel import Consignment, Credential, Parcel
from mikomi.core.channels.table import CHANNELS
from mikomi.core.channels.webhook import message as program
from mikomi.core.people.absence import Recipient, recipient
from mikomi.core.people.owners import reps_for
from mikomi.core.webhooks import retries, signature
from mikomi.model import stored_json
from mikomi.model.base import Millis
from mikomi.model.channel import Channel
from mikomi.model.delivery import Status
from mikomi.model.duration import MINUTE
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person
from mikomi.model.words import in_language
from mikomi.outward import client
from mikomi.outward.client import NoReply, NotPublic, Outcome, Replied
from mikomi.settings import settings
from mikomi.shell.effects import occasions

BY_CHANNEL = "channel"
"""Why a mail's row waits: whether a channel takes the alert."""
LOOKS = tuple(minutes * MINUTE for minutes in (1, 4, 10))
"""After how long it is looked whether one has; a quarter of an hour in all."""
_slow: dict[str, Millis] = {}
"""Until when a channel is left alone by this process."""


def begin(effect: SendAlert, person: Person, to: Recipient) -> tuple[str, ...]:
    """The rows of the channels of who is told; those that go before the mail, if any."""
    place, now, before = effect.person or person.id, clock.now(), []
    for channel in plans.active().sales.channels:
        if channel.carries(effect.reason, to.rep.id):
            key, written = Key.of_channel(place, effect.id, channel.id), stored_json.written(effect).decode()
            ledger.begin(key, "held", written, now, due_at=now, rep=to.named.id)
            before += [channel.id] if channel.mail == "fallback" else []
    return tuple(before)


def standing(row: Row, effect: SendAlert) -> tuple[str, Millis]:
    """Of an alert whose mail waits for its channels: `taken` (and when), `open`, or `ended` without."""
    rows = [
        ledger.read(Key.of_channel(keys.person_of(row.key.pk), effect.id, name)) for name in (row.via or "").split(",")
    ]
    taken = [each.at for each in rows if each and each.status == "sent"]
    if taken:
        return "taken", min(taken)
    still = any(each and not each.has_ended for each in rows)
    return ("open" if still and row.waits < len(LOOKS) else "ended"), 0


def look_again(row: Row, now: Millis) -> Millis:
    """When to look the next time whether a channel has taken it."""
    return now + LOOKS[row.waits]


def resume(pk: str, sk: str) -> None:
    """Say it, if its time has come."""
    now, row = clock.now(), ledger.read(Key(pk, sk))
    if row is None or not row.is_due(now):
        return
    channel = plans.active().sales.channel(keys.channel_of(sk))
    if channel is None:
        ledger.move(row, "skipped", now, reason="no_channel")
        return
    if row.status == "held" and (free_at := _slow.get(channel.id, 0)) > now:
        ledger.move(row, "held", now, reason="receiver_busy", due_at=free_at)
        return
    is_trial = not row.effect
    consignment = _trial(row, channel, now) if is_trial else _consignment(row, channel, now)
    if isinstance(consignment, str):
        ledger.move(row, "skipped", now, reason=consignment)
        return
    begun, was_silent = _begun_at(row), row.status == "claimed"
    silent = row._replace(doubts=row.doubts + 1) if was_silent else row
    if was_silent and (is_trial or retries.next_at(begun, row.attempt, now) is None):
        gone_silent: tuple[Row, Status] = (row, "skipped") if is_trial else (silent, "unknown")
        ledger.move(*gone_silent, now, reason="no_answer")
        return
    if ledger.take(silent, now):
        outcome = _post(consignment, channel)
        if outcome == NoReply("too_slow"):
            _slow[channel.id] = clock.now() + MINUTE
        _settle(outcome, channel, ledger.as_claimed(row.key, row.effect, now, silent), begun, is_trial=is_trial)


def _begun_at(row: Row) -> Millis:
    return stored_json.read(SendAlert, row.effect).at if row.effect else row.at


def _consignment(row: Row, channel: Channel, now: Millis) -> Consignment | str:
    """What is said of the alert by now; why nothing is said any more."""
    effect, person = stored_json.read(SendAlert, row.effect), people.load(keys.person_of(row.key.pk))
    if person is None:
        return "person_gone"
    if quiet := occasions.is_quiet(person):
        return quiet
    plan = plans.active()
    reps = [rep for rep in plan.settings.reps if rep.id == row.rep]
    reps += [rep for rep in reps_for(effect.to, person, plan.settings) if rep not in reps]
    if not reps:
        return "no_receiver"
    readers = [to for rep in reps if channel.carries(effect.reason, (to := recipient(rep, plan.settings, now)).rep.id)]
    if not readers:
        return "not_carried"
    alert = occasions.composed(effect, person, readers[0], now, now)
    record = program.of_alert(effect, alert, readers[0], person, plan, now, f"{settings().api_url}/console")
    return Consignment(delivery_of(row), now // 1000, brief.of_alert(alert), record)


def _trial(row: Row, channel: Channel, now: Millis) -> Consignment:
    company = plans.active().settings
    language, console = company.language, f"{settings().api_url}/console"
    said = brief.of_trial(channel.id, in_language(company.company.name, language), console, language)
    return Consignment(delivery_of(row), now // 1000, said, program.of_trial(channel, row.at))


def delivery_of(row: Row) -> str:
    """The id that a receiver knows it by: one for each row."""
    return f"ch_{keys.digest(*row.key)}"


def _post(consignment: Consignment, channel: Channel) -> Outcome:
    way, parcel = CHANNELS[channel.kind], _parcel(consignment, channel)
    if parcel is None:
        return NotPublic("no_secret")
    if not way.accepts(secrets.of_channel(channel.secret) or ""):
        return NotPublic("other_secret")
    return client.post(parcel.url, parcel.headers, parcel.body)


def _parcel(consignment: Consignment, channel: Channel) -> Parcel | None:
    if channel.kind == "webhook":
        opens = Credential(key=signature.key_of(secrets.root(), channel.secret))
    elif value := secrets.of_channel(channel.secret):
        opens = Credential(value=value)
    else:
        return None
    return CHANNELS[channel.kind].parcel(consignment, channel, opens)


def _settle(outcome: Outcome, channel: Channel, row: Row, begun_at: Millis, *, is_trial: bool) -> None:
    now, way = clock.now(), CHANNELS[channel.kind]
    verdict = way.verdict(outcome.status) if isinstance(outcome, Replied) else "again"
    code = str(outcome.status) if isinstance(outcome, Replied) else outcome.code
    if isinstance(outcome, NotPublic):
        _end(row, channel, code if code in ("no_secret", "other_secret") else "not_public", code, now, is_trial)
    elif verdict == "taken":
        ledger.move(row, "sent", now)
        channel_states.note_taken(channel.id, now)
    elif verdict in ("gone", "refused"):
        _end(row, channel, "gone" if verdict == "gone" else "channel_refused", code, now, is_trial)
    else:
        again_at = retries.next_at(begun_at, row.attempt, now)
        if again_at is None or is_trial:
            _end(row, channel, "given_up", code, now, is_trial)
            return
        if verdict == "busy":
            again_at = now + way.busy_for
        else:
            channel_states.note_failed(channel.id, "no_reply", code, now)
        ledger.move(row, "held", now, reason="no_reply", detail=code, due_at=again_at)


def _end(row: Row, channel: Channel, how: str, code: str, now: Millis, is_trial: bool) -> None:
    """Not taken, for good: a person is shown it; of a test whoever made it looks already."""
    observe.log("channel_not_taken", level="WARNING", kind=channel.kind, how=how, code=code, attempt=row.attempt)
    observe.count("ChannelNotTaken")
    channel_states.note_failed(channel.id, how, code, now)
    ledger.move(row, "skipped" if is_trial else "failed", now, reason=how, detail=code)
