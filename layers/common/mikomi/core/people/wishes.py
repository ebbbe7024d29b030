"""What was said about somebody's mail, taken into a turn: all of it unwanted, a topic, a pause, an address given up;
and by hand the other way round.

Rules
1. The reader of a mail and SES say so in mails, whoever brings a list in an import.
2. The address's row was told before the log; the effect tells it to the address that the person has by then.
3. What somebody of the company does is no sign of life of the person.
"""

from mikomi import keys
from mikomi.core.behaviour import values
from mikomi.core.people import consent
from mikomi.core.turn import Turn
from mikomi.model.effects import Suppress
from mikomi.model.events import MAIL_PAUSED, SUPPRESSION_LIFTED, TOPIC_UNSUBSCRIBED, UNSUBSCRIBED, Event


def take(turn: Turn, event: Event) -> None:
    """What this event says of it, if anything."""
    if event.name == UNSUBSCRIBED and event.origin in ("mail", "import"):
        _unsubscribe(turn, event)
    if event.name in (TOPIC_UNSUBSCRIBED, MAIL_PAUSED) and event.origin == "mail":
        _want_less(turn, event)
    if event.name in consent.CAME_BACK and event.origin == "mail":
        turn.person = consent.give_up_address(turn.person, event)
        turn.say("undeliverable", code=consent.CAME_BACK[event.name])
    if is_of_servers(event):
        turn.say("undeliverable", code=consent.told_of(event), params={"count": event.properties.get("in_a_row")})
    if event.name == SUPPRESSION_LIFTED and event.origin == "rep":
        turn.person = consent.lifted(turn.person, event, turn.now)
        turn.say(
            "unsubscribed",
            code=_lifted(event),
            params={"by": values.text(event.properties.get("by")), "topic": values.text(event.properties.get("topic"))},
        )


def _lifted(event: Event) -> str:
    return {"unsubscribed_topic": "lifted_topic", "paused": "lifted_pause"}.get(
        values.text(event.properties.get("reason")), "lifted"
    )


def is_by_hand(event: Event) -> bool:
    """Whether somebody of the company did this."""
    return event.name == SUPPRESSION_LIFTED or (event.name == UNSUBSCRIBED and event.origin == "import")


def is_of_servers(event: Event) -> bool:
    """Whether a server says what became of a mail, which closes no address for good."""
    return event.name in consent.PASSES and event.origin == "mail"


def _unsubscribe(turn: Turn, event: Event) -> None:
    turn.person = consent.unsubscribe(turn.person, turn.now)
    turn.effect(Suppress(id=keys.digest("suppress", event.subject, event.id), at=turn.now, event_id=event.id))
    turn.say("unsubscribed")


def _want_less(turn: Turn, event: Event) -> None:
    """One topic less, or nothing for a while. (The address's row was told before the log.)"""
    if event.name == MAIL_PAUSED:
        turn.person = consent.pause(turn.person, turn.now)
        turn.say("unsubscribed", code="pause", params={"until": turn.person.paused_until})
    elif topic := values.text(event.properties.get("topic")):
        turn.person = consent.unsubscribe_from(turn.person, topic, turn.now)
        turn.say("unsubscribed", code="topic", params={"topic": topic})
