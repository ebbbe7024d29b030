"""What would become of somebody's turn in a mailing, had it come now: the decision, which nobody carries out.

Rules
1. Nothing is said that `decide` did not: who is not let in, whose mail is skipped, whose waits, who gets one.
2. Asked is the first mail of the scenario. One that comes after a wait is not there yet: `enters`.
"""

from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.decide import decide
from mikomi.core.scenarios import mailing
from mikomi.core.scenarios.mailing import Broadcast
from mikomi.model.base import Millis
from mikomi.model.events import BROADCAST_DUE, Event
from mikomi.model.person import Person

GETS, LATER, ENTERS = "gets", "later", "enters"
ENDS = {"mail": GETS, "waiting": LATER}


def outcome(person: Person, broadcast: Broadcast, plan: Rulebooks, now: Millis) -> str:
    """`gets` the mail, gets it `later`, `enters` without a mail for now; else the reason, as `core.words` has it:
    `skip.no_consent`, `not_entered.audience` …"""
    subject = f"p:{person.id}"
    event = Event(
        subject=subject,
        id=f"rehearsal {broadcast.mailing}",
        type="track",
        name=BROADCAST_DUE,
        at=now,
        received_at=now,
        origin="server",
        proof=2,
        properties=mailing.properties_of(broadcast),
    )
    entered = False
    for reason in decide(person, event, plan, now).because:
        if reason.scenario != broadcast.scenario or reason.event_id != event.id:
            continue
        match reason.kind, reason.code:
            case "not_entered", code:
                return f"not_entered.{code}"
            case "mail_skipped", code:
                return f"skip.{code}"
            case ("mail", _) | ("waiting", "postponed"):
                return ENDS[reason.kind]
            case "entered", _:
                entered = True
            case _:
                pass
    return ENTERS if entered else "not_entered.unknown"
