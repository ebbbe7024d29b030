"""What strangers can make us write: counted by mailbox, and for all of them together.

Rules
1. Asked under the mail's claim, before its address's own row, and only where nobody has shown that the address is
   theirs.
2. A mail counts once, whatever is repeated: by its id at its mailbox, by its mailbox among the day's first mails.
3. What is over a limit is skipped with its reason, and a ceiling that is reached rings an alarm.
"""

from mikomi import keys, mail_address, observe, tokens
from mikomi.aws import addresses, secrets
from mikomi.aws import limits as counts
from mikomi.core.mails import limits
from mikomi.model.base import DAY, Millis
from mikomi.model.effects import SendMail, SkipReason
from mikomi.model.person import Person
from mikomi.settings import settings

FIRST = "first mails to unproven addresses"


def over(effect: SendMail, person: Person, address: str, now: Millis) -> SkipReason | None:
    """Why this mail is one too many; None if it is not, or if the address is its holder's."""
    if limits.holds_its_address(person):
        return None
    mailbox, limit = mail_address.mailbox(address), limits.limit_of(effect, person, None)
    if limit and not _take(f"{limit.counter} {mailbox}", effect.id, limit.mails, now):
        return "too_often"
    most = settings().first_mails_a_day
    if addresses.was_written_to(address):
        return None
    if _take(FIRST, mailbox, most, now):
        addresses.note_first_mail(address, now)
        return None
    observe.count("FirstMailsAtCeiling")
    observe.log("first_mails_at_ceiling", level="WARNING", most=most)
    return "too_many_new"


def _take(whose: str, what: str, most: int, now: Millis) -> bool:
    window = now - now % DAY
    hashed = tokens.keyed_hash(secrets.root(), whose)
    return counts.take(hashed, window, keys.short(what), most, ends_at=window + 2 * DAY)
