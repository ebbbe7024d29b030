"""What other systems call a lead: `external_id_<system>` among its traits, an id of that system's own.

Rules
1. Only whoever may say a user id says one that leads to the lead: the secret key, a list that is brought in, a reply of
   a webhook. A visitor's word is a trait as any other, and leads nowhere.
2. An id belongs to whom it was said of first. Said of somebody else too, that is a conflict, as with an address.
"""

import re

from mikomi import keys
from mikomi.core.behaviour import values
from mikomi.core.people import rights
from mikomi.model.base import Json
from mikomi.model.events import Event
from mikomi.model.person import Person

PREFIX = "external_id_"
SYSTEM = re.compile(r"[a-z0-9_]{1,40}")
LONGEST = 200


def said_by(event: Event, person: Person) -> dict[str, str]:
    """The ids, by system, by which this event lets the lead be found."""
    if event.type != "identify" or not person.is_lead or not rights.allows(event, person, "claim"):
        return {}
    return among(event.traits)


def among(traits: Json) -> dict[str, str]:
    """The ids among these traits, by system."""
    named = {name.removeprefix(PREFIX): id_of(value) for name, value in traits.items() if name.startswith(PREFIX)}
    return {system: given for system, given in named.items() if given and SYSTEM.fullmatch(system)}


def id_of(written: object) -> str:
    """An id as it is compared; "" for what is none."""
    given = values.text(written, LONGEST + 1).strip()
    return given if len(given) <= LONGEST else ""


def aliases(traits: Json) -> list[str]:
    """Where it stands whose the ids among these traits are."""
    return [keys.external_alias(system, given) for system, given in among(traits).items()]
