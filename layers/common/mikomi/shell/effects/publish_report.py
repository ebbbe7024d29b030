"""Each attempt to publish is told once, by mail, to each whom settings.json names (`publish_reports`): a row for each,
claimed before SES is called, as with mails.

Rules
1. Who is named is what the version says that the report names: the new one where something was published, else the
   one that went on running, because what was refused may not be readable.
2. An attempt has a name (its occasion) that follows from what happened, never from when it was looked at: the
   version, the push, the candidate, or what lay in the bucket. So a publisher that died and is brought again tells
   nothing twice, and the same broken files that are noticed again tell nothing new.
3. What is told lies there before the first row, and the rows before anything else says that the attempt was told: who
   dies between them is brought again.
4. Of a person's no the row comes before the decision, and the decision says whether it is told: of two who decide at
   once, or of one who died before, nothing is told.
5. Nothing to publish is nothing to tell.
"""

from mikomi import keys
from mikomi.aws import announcements, candidates, ledger, plans
from mikomi.aws.ledger import Key, Row
from mikomi.core.checking import announcement_mail
from mikomi.core.checking.announcement import Announcement
from mikomi.core.checking.announcement_mail import Ground, Objection
from mikomi.core.mails.laid_out import Words
from mikomi.core.sales.receivers import named
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings
from mikomi.model.plan import Plan
from mikomi.settings import settings
from mikomi.shell.effects import silence, staff_mail

ANNOUNCEMENT = "announcement"
A_MOMENT = 60_000
"""How long (milliseconds) a no has to be written down; asked again so often as below, it was never said."""
LOOKS = 5


def attempted(occasion: str, announcement: Announcement, running: Plan, now: Millis) -> None:
    """See to it that everybody who is named is told of this attempt."""
    announcements.write(occasion, announcement.model_dump_json(exclude_none=True).encode())
    _begin(occasion, running.settings, now, now)


def is_to_be_refused(number: int, running: Plan, at: Millis) -> None:
    """Somebody is about to say no to this candidate, at this moment."""
    _begin(f"no-{number}-{running.version}-{at}", running.settings, at, at + A_MOMENT)


def go_on(pk: str, now: Millis) -> None:
    """Tell it, if this row waits and its moment has come."""
    row = ledger.read(Key(pk, ANNOUNCEMENT))
    if row is None or not row.is_due(now):
        return
    occasion = keys.occasion_of(pk)
    if occasion.startswith("no-"):
        number, version, at = map(int, occasion.split("-")[1:])
        _refused(number, plans.version(version), at, row, now)
        return
    announcement = Announcement.read(announcements.read(occasion))
    report = announcement.report
    running = plans.version(report.version)
    if report.outcome == "published":
        _send(running, plans.version(announcement.over), running, row, now, announcement)
    else:
        after = _plan_of(report.candidate) if report.candidate is not None else None
        _send(running, running, after, row, now, announcement)


def _begin(occasion: str, company: CompanySettings, now: Millis, due_at: Millis) -> None:
    for each in named(company.publish_reports, company):
        ledger.begin(_key(each.address, occasion), "held", "", now, due_at=due_at)


def _refused(number: int, running: Plan, at: Millis, row: Row, now: Millis) -> None:
    candidate = candidates.read(number)
    if candidate and candidate.state == "waiting" and row.waits <= LOOKS:
        ledger.move(row, "held", now, due_at=now + A_MOMENT)
    elif candidate is None or (candidate.state, candidate.decided_at) != ("refused", at):
        ledger.move(row, "skipped", now, reason="not_decided")
    else:
        said = Objection(number, candidate.by, candidate.note, candidate.decided_by, at, candidate.because)
        _send(running, running, _plan_of(number), row, now, said)


def _send(names: Plan, before: Plan, after: Plan | None, row: Row, now: Millis, said: Announcement | Objection) -> None:
    """To whom this row is of, as the plan `names` them."""
    company = names.settings
    occasion = keys.occasion_of(row.key.pk)
    receivers = named(company.publish_reports, company)
    receiver = next((each for each in receivers if _key(each.address, occasion) == row.key), None)
    if receiver is None:
        ledger.move(row, "skipped", now, reason="not_named")
        return
    claimed = row.status == "claimed"
    waiting = silence.after_silence(row, "again", now) if claimed else row
    if waiting:
        words = _words(said, Ground(receiver.language, settings().api_url, before, after))
        staff_mail.send(receiver, words, company, waiting, now)


def _words(said: Announcement | Objection, seen: Ground) -> Words:
    if isinstance(said, Objection):
        return announcement_mail.refused_by_somebody(said, seen)
    return announcement_mail.announced(said, seen)


def _plan_of(number: int) -> Plan | None:
    """What the candidate would be; None if that is not there any more."""
    candidate = candidates.read(number)
    body = candidates.read_plan(candidate) if candidate else None
    return Plan.read(body) if body else None


def _key(address: str, occasion: str) -> Key:
    return Key(keys.announcement_pk(address, occasion), ANNOUNCEMENT)
