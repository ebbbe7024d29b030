"""What an event says of consent to mail, taken over, and asked about where the holder of the address has to say so.

Rules
1. Whether the event may speak of consent at all, `rights` says; the caller asks it.
"""

from mikomi import keys, mail_address
from mikomi.core.people import confirmation, consent, identity
from mikomi.core.turn import Turn
from mikomi.model.effects import SendMail
from mikomi.model.events import Event
from mikomi.model.person import Consent


def take(turn: Turn, event: Event, asked: Consent | None) -> None:
    """What the event says of the person's consent is the person's; `asked` waits for its confirmation."""
    basis = consent.basis_of(event)
    if basis and consent.newer(turn.person.consent, basis) is basis:
        turn.change(consent=basis)
        turn.say("consent", code="given", params={"source": basis.source})
    if consent.is_confirmed(event):
        turn.change(confirmed_at=max(turn.now, turn.person.confirmed_at or 0))
    waits = consent.still_asked(consent.newer(turn.person.asked, asked), turn.person.consent)
    if waits is not turn.person.asked:
        turn.change(asked=waits)
    if consent.is_withdrawn(event) and turn.person.consent:
        turn.change(consent=None)
        turn.say("consent", code="withdrawn")


def ask(turn: Turn, event: Event) -> Consent | None:
    """Where a form says that the holder of the person's address agreed, the holder is asked by a mail to it; answers
    what was asked. Whoever unsubscribed before is asked whatever the form says: only the holder can take that back."""
    again = turn.rules.plan.edition > 2 and consent.wants_less(turn.person, turn.now)
    asked = consent.asked_by(event) or (consent.agreed_in_form(event) if again else None)
    address = mail_address.read(identity.traits_of(event).get("email"))
    confirms = confirmation.asked_for(asked, turn.rules.plan, again=again) if asked else None
    if asked is None or confirms is None or address is None or address != turn.person.email:
        return None
    mail = SendMail(
        id=keys.digest("confirm", event.subject, event.id),
        at=turn.now,
        event_id=event.id,
        plan=turn.rules.version,
        scenario="",
        step="confirm",
        enrolment="",
        template="",
        marketing=False,
        confirms=confirms,
    )
    turn.effect(mail)
    turn.say("consent", code="asked", params={"source": asked.source, "mail": mail.id})
    return asked
