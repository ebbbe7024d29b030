"""Ids of other systems lead to the lead of which they were said (`core.people.external_ids`)."""

from msgspec.structs import replace

from mikomi import keys
from mikomi.aws import people
from mikomi.core.people import external_ids
from mikomi.model.base import Millis
from mikomi.model.events import Event
from mikomi.model.person import Person


def give(person: Person, event: Event, now: Millis) -> Person:
    """Let what the event says lead to the person; what is another lead's stays so, and is noted as a conflict."""
    for system, given in external_ids.said_by(event, person).items():
        holder = people.give_alias(keys.external_alias(system, given), person.id, now)
        if holder != person.id and all(each.id != holder for each in person.merged):
            person = replace(person, conflicts=tuple(sorted({*person.conflicts, holder})))
    return person


def of(person: Person) -> dict[str, str]:
    """The ids, by system, that the lead bears and that lead to it."""
    said = external_ids.among(person.traits_plain)
    by_system = {system: keys.external_alias(system, given) for system, given in said.items()}
    leads_to, theirs = people.find_aliases(by_system.values()), {person.id, *(each.id for each in person.merged)}
    return {system: given for system, given in said.items() if leads_to.get(by_system[system]) in theirs}


def holders(system: str, given: list[str]) -> dict[str, str]:
    """The ids of the leads that these ids of the system lead to; those of nobody are missing."""
    by_alias = {keys.external_alias(system, each): each for each in given}
    return {by_alias[alias]: person for alias, person in people.find_aliases(by_alias).items()}
