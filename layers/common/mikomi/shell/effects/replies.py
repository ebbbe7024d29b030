"""Somebody answered a mail: SES received it, and it becomes an event of whom the mail went to.

Rules
1. It counts as theirs if it names the mail by SES's id, comes from the mailbox that the mail went to, and its sender's
   domain does not disown it (DMARC). From whom else it comes, it is noted as somebody else's answer, and ends nothing.
2. What a program wrote is noted as an automatic reply where it comes from that mailbox, and is dropped elsewhere.
3. The mail is known by its Message-ID: delivered twice, and by two ways, it is one reply.
4. Nothing that it says is kept, unless the company says for how long (`keep_replies`): then what somebody wrote to
   whom they answer stands in a row that goes by itself, before the log says that it does. The log never has the text,
   and has the reply before the bucket loses it.
5. A reply may come before SES's event of the mail that it answers: it comes again until that is known, for
   `PATIENCE`; then it was no mail of ours.
"""

from mikomi import keys, mail_address, observe, own_events
from mikomi.aws import inbound_mails, kept_replies, log, mail_threads, plans, state_items
from mikomi.aws.mail_threads import MailThread
from mikomi.core.mails import inbound, reply_text
from mikomi.core.mails.inbound import InboundMail, OwnNames
from mikomi.core.mails.receipt import Receipt
from mikomi.model import stored_json
from mikomi.model.base import Json, Millis
from mikomi.model.effects import SendMail
from mikomi.model.events import MAIL_AUTO_REPLIED, MAIL_REPLIED, MAIL_REPLIED_BY_ANOTHER
from mikomi.settings import settings

PATIENCE = 10 * 60_000
"""Milliseconds. SES's events come within seconds; the queue brings a message five times within twelve minutes."""


class NotYet(Exception):
    """The mail that it answers is not known yet."""


def take_in(receipt: Receipt, now: Millis) -> None:
    """What SES received becomes an event, or nothing. NotYet."""
    raw = inbound_mails.read(receipt.key, inbound.LONGEST)
    if raw is None:
        return  # it was taken in before
    if receipt.dmarc == "FAIL":
        observe.count("ReplyNotBelieved")
    else:
        _take(raw, receipt, now)
    inbound_mails.remove(receipt.key)


def _take(raw: bytes, receipt: Receipt, now: Millis) -> None:
    came = inbound.read(raw, receipt.envelope, _own_names(), vouched=receipt.dmarc == "PASS")
    thread = next(iter(mail_threads.find(came.answers)), None)
    if thread is None:
        if came.answers and now < receipt.at + PATIENCE:
            raise NotYet
        observe.count("ReplyOfNoMail")
        return
    rows = state_items.read([(thread.key.pk, thread.key.sk)])
    row = rows.get((thread.key.pk, thread.key.sk))
    if row is None:
        observe.count("ReplyOfNoMail")  # the person was erased
        return
    mail = came.as_answer_to(row["subject"]["S"] if "subject" in row else "")
    is_theirs = mail.sender is not None and mail_threads.hashed(mail.sender) == thread.mailbox
    name = _name(mail, is_theirs)
    if name is None:
        observe.count("ReplyOfNobody")
    elif thread.is_full and mail.mark not in thread.noted:
        observe.count("ReplyTooMany")
    else:
        first = mail_threads.note_reply(thread, mail.mark, min(receipt.at, now), now)
        _tell(name, thread, mail, row["effect"]["S"] if "effect" in row else "", first, now)


def _name(mail: InboundMail, is_theirs: bool) -> str | None:
    """What it is called; None for what says nothing of the person."""
    if mail.sign:
        return MAIL_AUTO_REPLIED if is_theirs else None
    if is_theirs:
        return MAIL_REPLIED
    return None if mail.is_own or mail.sender is None else MAIL_REPLIED_BY_ANOTHER


def _tell(name: str, thread: MailThread, mail: InboundMail, effect: str, at: Millis, now: Millis) -> None:
    person, which = keys.person_of(thread.key.pk), thread.key.sk.partition("#")[2]
    said: Json = {"mail": which, **_step_of(effect)}
    if mail.sign:
        said["reason"] = mail.sign
    subject = f"p:{person}"
    event = own_events.note(name, subject, which, mail.mark, at=at, origin="mail", proof=2, properties=said)
    if name == MAIL_REPLIED and (until := _keep((person, event["id"]), mail, at)):
        said["kept_until"] = until
    if log.append(own_events.packet(subject, event, now, at)):
        observe.count("MailReplied" if name == MAIL_REPLIED else "MailRepliedOtherwise")


def _keep(place: kept_replies.Place, mail: InboundMail, at: Millis) -> Millis | None:
    """Until when what they wrote is kept; None if it is not, or if they wrote nothing."""
    keep = plans.active().settings.keep_replies
    text = reply_text.of(mail.message) if keep else ""
    if keep is None or not text:
        return None
    until = at + keep.millis
    kept_replies.note(place, text, at, until)
    return until


def _step_of(effect: str) -> Json:
    """Which step's mail it was, in the words of a click."""
    if not effect:
        return {}
    sent = stored_json.read(SendMail, effect)
    said = {"scenario": sent.scenario, "step": sent.step, "enrolment": sent.enrolment, "variant": sent.variant}
    return {name: value for name, value in said.items() if value}


def _own_names() -> OwnNames:
    company = plans.active().settings
    written = [company.sender.address, company.sender.reply_to, *(rep.email for rep in company.reps)]
    addresses = frozenset(read for each in written if each and (read := mail_address.read(each)))
    senders = {address.rpartition("@")[2] for address in map(mail_address.same, (company.sender.address,))}
    return OwnNames(addresses, frozenset({*senders, *filter(None, [settings().reply_domain])}))
