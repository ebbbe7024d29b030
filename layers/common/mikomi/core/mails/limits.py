"""How many mails an address may get, by what kind of mail it is and who asked for it.

Rules
1. Marketing mail has the company's own limit, as the running plan says it.
2. All else has ours, because it may be a stranger who makes us write: who types an address into a form need not be its
   holder, and must not be able to fill its mailbox.
3. Addresses of one mailbox count as one (`mail_address.mailbox`), and all unproven ones together have a number of
   first mails a day (`first_mails_a_day`), because strangers can name as many as they like.
4. Whether the holder of an address agrees is asked once a day, whoever says so and however often.
"""

from mikomi.core.people import rights
from mikomi.model.base import DAY
from mikomi.model.company import Limits
from mikomi.model.effects import SendMail
from mikomi.model.limit import Limit
from mikomi.model.person import READ, Person

UNPROVEN = Limit(3, DAY, "transactional")
"""To an address that nobody has shown to be their own."""
PROVEN = Limit(20, DAY, "transactional")
"""To any other: a scanner that follows links makes an address look like its holder's."""
CONFIRMATIONS = Limit(1, DAY, "confirmations")


def limit_of(effect: SendMail, person: Person, company: Limits | None) -> Limit | None:
    """The limit of this mail; None if there is none. `company`: what the running plan says of marketing mail."""
    if effect.confirms:
        return CONFIRMATIONS
    if not effect.marketing:
        return PROVEN if holds_its_address(person) else UNPROVEN
    return Limit(company.marketing_mails, company.per.millis) if company else None


def holds_its_address(person: Person) -> bool:
    """Whether somebody has shown that the person's address is read by its holder."""
    # a `v_` is somebody who typed in another's address, whoever has followed a link in the mails to it
    return rights.address_degree(person) >= READ and not person.id.startswith("v_")
