"""Mails that went out, each as it was: out of its row and the plan version that it was made by.

Rules
1. What is known of its reader by now is not read: the mail is made of what its row says that it was made of.
2. Of a mail that may have gone out more than once there is one for each attempt that may have.
3. A mail of a release that noted nothing has nothing to be made of; whoever shows it says so.
4. A lead's mails lie at the lead, and at whoever the lead was when they were decided.

For programs a mail is {"id", "status", "at", "subject", "scenario", "step", "variant", "version"}, and looked at by
itself it has "attempts": [{"attempt", "at", "likeness", "sha256", "to", "from", "subject", "html", "text"}], the latest
first; empty of a release that noted nothing. `likeness` is `same` (byte for byte what SES was given), `other` (the same
values as this release writes them), `cut` or `none` (it cannot be shown, and lacks the last four). The links in it are
the reader's own: whoever follows one is taken for the reader.
"""

from collections.abc import Iterable
from typing import NamedTuple

from mikomi import base64url, keys
from mikomi.aws import leads, ledger, plans, secrets, state_items
from mikomi.aws.leads import Sent
from mikomi.aws.ledger import Key, Row
from mikomi.core.mails import as_sent
from mikomi.core.mails.as_sent import ShownAgain
from mikomi.model import stored_json
from mikomi.model.as_sent import AsSent
from mikomi.model.base import Json
from mikomi.model.effects import SendMail, effect_of
from mikomi.model.person import Person
from mikomi.packing import iso

LEFT = ("sent", "claimed", "unknown")
"""States of a row whose mail went out, or may have."""


class SentMail(NamedTuple):
    """A mail's row, what it carried out, and the mail of each attempt that may have gone out, the latest first."""

    row: Row
    effect: SendMail
    attempts: tuple[tuple[int, ShownAgain], ...]

    @property
    def latest(self) -> ShownAgain | None:
        """The likeliest to have been read, as far as it can be shown."""
        return next((shown for _, shown in self.attempts if shown.mail), None)


def look(person: str, mail: str) -> SentMail | None:
    """The mail of this id that was decided for this person (as the person was known then); None if none went out."""
    row = ledger.read(Key.of_mail(person, mail))
    return _sent(row) if row else None


def _sent(row: Row) -> SentMail | None:
    may_have_left = row.status in LEFT or row.made_of  # one that waits for another attempt, of which it is not known
    if not may_have_left or not row.effect:
        return None
    effect = stored_json.read(SendMail, row.effect)
    return SentMail(row, effect, tuple(_attempts(row, effect)) if row.made_of else ())


def of_lead(person: Person, mail: str) -> SentMail | None:
    """The lead's mail of this id; None if none went out."""
    items = state_items.read((keys.person_pk(place), keys.mail_sk(mail)) for place in _places(person))
    rows = [ledger.row_of(item) for item in items.values()]
    return next((each for row in rows if (each := _sent(row))), None)


def listed(person: Person) -> list[tuple[Sent, SendMail]]:
    """The lead's mails that went out, or may have, the latest first."""
    rows = [row for place in _places(person) for row in leads.sent(place) if row.status in LEFT]
    read = ((row, effect_of(row.effect)) for row in sorted(rows, key=lambda row: (-row.at, row.id)))
    return [(row, effect) for row, effect in read if isinstance(effect, SendMail)]


def plain_list(person: Person) -> list[Json]:
    """The lead's mails for programs."""
    return [_plain(row, effect) for row, effect in listed(person)]


def plain_whole(person: Person) -> list[Json]:
    """All of them, each with what was sent."""
    whole = []
    for row, effect in listed(person):
        sent = of_lead(person, row.id)
        attempts = [plain_attempt(number, again) for number, again in sent.attempts] if sent else []
        whole.append({**_plain(row, effect), "attempts": attempts})
    return whole


def plain(person: Person, mail: str) -> Json | None:
    """One of them, with what was sent; None if none went out."""
    sent = of_lead(person, mail)
    of_list = next(((row, effect) for row, effect in listed(person) if row.id == mail), None)
    if sent is None or of_list is None:
        return None
    return {**_plain(*of_list), "attempts": [plain_attempt(number, again) for number, again in sent.attempts]}


def plain_attempt(attempt: int, again: ShownAgain) -> Json:
    """What one attempt sent, for programs."""
    mail, told = again.mail, {"attempt": attempt, "at": iso(again.noted.at), "likeness": again.likeness}
    told |= {"sha256": sha256_of(again.noted), "to": again.noted.reader.email}
    if mail is None:
        return told
    sender = f"{mail.sender_name} <{mail.sender_address}>"
    return {**told, "from": sender, "subject": mail.subject, "html": mail.html, "text": mail.text}


def sha256_of(noted: AsSent) -> str:
    """The digest of what SES was given, as other programs write one."""
    return (base64url.read(noted.digest) or b"").hex()


def _plain(row: Sent, effect: SendMail) -> Json:
    of = {"scenario": effect.scenario, "step": effect.step, "variant": effect.variant, "version": effect.plan}
    return {"id": row.id, "status": row.status, "at": iso(row.at), "subject": row.subject, **of}


def _places(person: Person) -> Iterable[str]:
    """The ids under which the lead was known."""
    browsers = [keys.visitor_id(subject) for subject in person.members if subject.startswith("a:")]
    others = [subject.removeprefix("p:") for subject in person.members if subject.startswith("p:")]
    return dict.fromkeys((person.id, *browsers, *others))


def _attempts(row: Row, effect: SendMail) -> list[tuple[int, ShownAgain]]:
    plan, root = plans.version(effect.plan), secrets.root()
    noted = [(number, as_sent.unpacked(kept)) for number, kept in sorted(row.made_of.items(), reverse=True)]
    return [(number, as_sent.again(each, effect, plan, root)) for number, each in noted if each is not None]
