"""Two leads are said to be one, or two: by hand, as an event of the log.

Rules
1. What surely leads nowhere is refused at once; what becomes of the rest, whoever folds the event does (`resolution`).
2. Of the two the one that is named first stays, unless the other is made of several already: then that one does.
3. Said again, it is the same. That two are parted is said once of each time that they became one: whoever was cut off
   says it again, or the look after the lead completes it (`separation`).
"""

from typing import NamedTuple

from mikomi import clock, keys, own_events
from mikomi.aws import log, people
from mikomi.core.people import kinship
from mikomi.model.events import REP_ACTED
from mikomi.model.merged_lead import MergedLead
from mikomi.model.person import Person
from mikomi.shell.operator.by_hand import NotPossible
from mikomi.shell.people import footprints, separation


class SaidAsOne(NamedTuple):
    """`event` is the id of what was said; `lead` stays, `other` becomes part of it."""

    event: str
    lead: str
    other: str


def merge(one: str, two: str, by: str) -> SaidAsOne:
    """The two are one person. NotPossible."""
    lead, other = _two(one, two)
    if other.merged and not lead.merged:
        lead, other = other, lead
    if other.merged:
        raise NotPossible("merge_of_several", one=lead.id, other=other.id)
    if len(lead.merged) >= kinship.MOST_MERGED:
        raise NotPossible("merge_too_many", most=kinship.MOST_MERGED)
    return SaidAsOne(_say(lead.id, kinship.MERGE, other.id, by), lead.id, other.id)


def apart(one: str, two: str, by: str) -> str:
    """The two are different people, and are not proposed any more. NotPossible."""
    lead, other = _two(one, two)
    return _say(lead.id, kinship.APART, other.id, by)


def part(other: str, by: str, past: footprints.Past = footprints.nothing) -> str:
    """What became part of another lead is one of its own again; the id of the other. NotPossible."""
    there = separation.entry_of(other) if keys.is_person(other) else None
    if there is None:
        raise NotPossible("merge_unknown")
    lead, entry = there
    _say(lead.id, kinship.PART, other, by, entry)
    separation.part(other, past)
    return lead.id


def _two(one: str, two: str) -> tuple[Person, Person]:
    there = [people.load(each) if keys.is_person(each) else None for each in (one, two)]
    lead, other = there
    if lead is None or other is None or not (lead.is_lead and other.is_lead):
        raise NotPossible("lead_unknown")
    if lead.id == other.id:
        raise NotPossible("merge_of_one")
    return lead, other


def _say(lead: str, act: str, other: str, by: str, ends: MergedLead | None = None) -> str:
    """`ends`: what is over by this. It is over once: said again, it is the same packet."""
    now, subject = max(clock.now(), ends.at if ends else 0), f"p:{lead}"
    said = {"act": act, "of": other, **({"by": by} if by else {})}
    what = (REP_ACTED, subject, act, other, ends.event if ends else str(now))
    event = own_events.note(*what, at=now, origin="rep", proof=2, properties=said)
    log.append(own_events.packet(subject, event, now, moment=ends.at + 1 if ends else None))
    return str(event["id"])
