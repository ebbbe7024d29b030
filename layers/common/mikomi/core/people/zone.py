"""In which time zone a person lives, as far as somebody who may say so has said it.

Rules
1. The trait `timezone` goes before what browsers tell (`context.timezone`, of Segment's SDKs, of our forms): somebody
   wrote it down. Of what browsers told the latest stands, by the events' own time.
2. Only names of the tz database count, in the edition that travels with us, however somebody spells their capitals.
   Anything else is as if nothing had been said, and what was known stays.
3. Nobody lives in UTC: a browser that says so hides where it is, or is a program's. A trait that says so is believed.
4. A browser is believed that may write the person's traits, or that came by a link of a mail to this person.
"""

from functools import lru_cache
from importlib.resources import files
from typing import Literal

from msgspec.structs import replace

from mikomi.core.people import rights
from mikomi.model.events import Event
from mikomi.model.person import Person, Trait

TRAIT = "timezone"
LONGEST = 64
_NO_PLACES = ("utc", "uct", "gmt", "gmt0", "gmt+0", "gmt-0", "greenwich", "universal", "zulu")

ZoneSource = Literal["trait", "browser"]


def of(person: Person) -> str | None:
    """The name of the person's zone; None where it is not known."""
    return named(person.trait(TRAIT)) or (named(person.timezone.value) if person.timezone else None)


def source_of(person: Person) -> ZoneSource | None:
    """By what the zone is known."""
    if named(person.trait(TRAIT)):
        return "trait"
    return "browser" if of(person) else None


def note(person: Person, event: Event) -> Person:
    """The person with the zone that this event tells of, if it is the latest."""
    said = event.context.get("timezone")
    zone = named(said) if said is not None else None
    if zone is None or not _is_place(zone) or not _may_tell(person, event):
        return person
    told = Trait(value=zone, at=event.at, proof=event.proof)
    return replace(person, timezone=later(person.timezone, told))


def later(one: Trait | None, other: Trait | None) -> Trait | None:
    if one is None or other is None:
        return one or other
    return max(one, other, key=lambda each: (each.at, each.proof, repr(each.value)))


def named(said: object) -> str | None:
    """The zone as the tz database spells it; None if it knows none of that name."""
    if not isinstance(said, str) or not 0 < len(said) <= LONGEST:
        return None
    return _names().get(said.strip().replace(" ", "_").casefold())


def _is_place(zone: str) -> bool:
    return not zone.startswith("Etc/") and zone.casefold() not in _NO_PLACES


def _may_tell(person: Person, event: Event) -> bool:
    return rights.allows(event, person, "write") or rights.is_reader(person, event.subject)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    written = (files("tzdata") / "zones").read_text("ascii").split()
    return {name.casefold(): name for name in written if name != "Factory"}
