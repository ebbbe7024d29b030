"""Two leads are one person, or are two: by the word of somebody of the company, or of a server's `alias`.

Rules
1. It is an event of the log, of the one that stays. What merges, besides identifiers, `union` says; who had what of the
   two is remembered, so that they can be parted again.
2. Whoever became part of another is that one from the beginning: what names the former names the other.
3. The one that stays keeps its address and user id, and takes over those that it had none of.
4. Parted, each has the events of its own browsers and what names it; runs through scenarios stay where they were begun,
   as far as they have come. Mails that went out stay sent.
5. Who was told apart is proposed no more.
6. Who is one by memory, and two by the last word of it, is half parted: whoever parts them was cut off, or is at it.
"""

from collections.abc import Iterable
from typing import NamedTuple

from msgspec.structs import replace

from mikomi.core.behaviour import values
from mikomi.core.people.identity import Claim
from mikomi.core.turn import Turn
from mikomi.model.base import Json, Millis
from mikomi.model.events import REP_ACTED, Event
from mikomi.model.merged_lead import MergedLead
from mikomi.model.person import READ, Person

MERGE, PART, APART = "merge", "part", "apart"
MOST_MERGED = 20
MOST_APART = 100
LOOKED_AFTER = 15 * 60_000
"""How long after it was said (milliseconds) somebody looks whether the two are parted."""


class KinAct(NamedTuple):
    act: str
    other: str
    by: str


def act_of(event: Event) -> KinAct | None:
    """What this event says of two leads; None for any other event."""
    said = event.properties
    if event.name != REP_ACTED or event.type != "track" or event.origin != "rep" or not event.subject.startswith("p:"):
        return None
    act, other = said.get("act"), values.text(said.get("of"), 100)
    if act not in (MERGE, PART, APART) or not other:
        return None
    return KinAct(str(act), other, values.text(said.get("by")))


def take(turn: Turn, event: Event) -> None:
    """Let it be noted who is another than this person, and looked whether whoever parts them comes to the end."""
    said = act_of(event)
    if said and said.act in (APART, PART):
        turn.change(apart=_apart(turn.person, said.other, event.at))
        if half_parted(turn.person):
            look = turn.now + LOOKED_AFTER
            turn.change(check_at=min(turn.person.check_at or look, look))


def half_parted(person: Person) -> list[MergedLead]:
    """Those who are part of this person still, though it was said since that they are not."""
    return [each for each in person.merged if person.apart.get(each.id, -1) >= each.at]


def is_news(person: Person, said: KinAct, at: Millis) -> bool:
    """Whether this person does not know yet that the other is another, and was not one with it after that."""
    return person.apart.get(said.other, -1) < at and not any(
        each.id == said.other and each.at > at for each in person.merged
    )


def merged(joined: Person, lead: Person, other: Person, event: Event, by: str, led: Iterable[str]) -> Person:
    """The union of two, with the memory of who was what. `led`: browsers of both that were the other's own."""
    gave: Json = {}
    if not lead.email and other.email:
        gave |= {"email": other.email, "email_proof": other.email_proof}
    if not lead.user_id and other.user_id:
        gave |= {"user_id": other.user_id, "user_proof": other.user_proof}
    entry = MergedLead(
        id=other.id,
        into=lead.id,
        event=event.id,
        at=event.at,
        by=by,
        email=other.email,
        email_proof=other.email_proof,
        user_id=other.user_id,
        user_proof=other.user_proof,
        proof=other.proof,
        stood=lead.proof,
        subjects=tuple(sorted(other.members)),
        shared=tuple(sorted(other.members.keys() & lead.members.keys())),
        led=tuple(led),
        runs=tuple(run.id for run in other.enrolments),
        gave=tuple(name for name in ("email", "user_id") if name in gave),
    )
    before = next((each for each in lead.merged if each.id == other.id), None)
    if before is not None:  # cut off before the other's place said so: the first memory is the truer one
        entry = replace(
            entry,
            stood=before.stood,
            shared=before.shared,
            led=before.led,
            gave=before.gave,
            runs=_both(before.runs, entry.runs),
        )
    others = tuple(each for each in joined.merged if each.id != other.id)
    proof = max(lead.proof, other.proof)
    return replace(joined, **gave, proof=proof, merged=(*others, entry), apart=_without(joined, lead.id, other.id))


def _both(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*one, *other)))


def _apart(person: Person, other: str, at: Millis) -> dict[str, Millis]:
    """The latest few of those who are somebody else."""
    said = {**person.apart, other: max(at, person.apart.get(other, 0))}
    latest = sorted(said, key=lambda each: (said[each], each))[-MOST_APART:]
    return {each: said[each] for each in sorted(latest)}


def may_join(lead: Person, other: Person, event: Event, *, begun: bool = False) -> bool:
    """Whether these two become one by this event. `begun`: it was, and somebody was cut off."""
    room = begun or len(lead.merged) < MOST_MERGED
    return lead.is_lead and other.is_lead and room and not is_over(lead, other, event)


def is_over(lead: Person, other: Person, event: Event) -> bool:
    """Whether somebody has said since that they are two."""
    return max(lead.apart.get(other.id, 0), other.apart.get(lead.id, 0)) >= event.at


def _without(person: Person, *ids: str) -> dict[str, Millis]:
    return {each: at for each, at in person.apart.items() if each not in ids}


def is_of_merged(person: Person, claim: Claim) -> bool:
    """Whether the claim names somebody who became part of this person."""
    return any(
        (claim.user_id and claim.user_id == each.user_id) or (claim.email and claim.email == each.email)
        for each in person.merged
    )


class Parted(NamedTuple):
    """The two as they are to be folded anew: what the log cannot know of each."""

    lead: Person
    other: Person


def parted(person: Person, entry: MergedLead, theirs: frozenset[str], at: Millis) -> Parted:
    """Each with its own. `theirs`: the subjects that are the other's alone."""
    inner = tuple(each for each in person.merged if each.into == entry.id)
    stays = tuple(each for each in person.merged if each.into != entry.id and each.id != entry.id)
    others = {name: member for name, member in person.members.items() if name in theirs or name in entry.shared}
    own = {name: member for name, member in person.members.items() if name not in theirs}
    runs = frozenset(entry.runs)
    waits = {waits.effect.id for waits in person.waiting if getattr(waits.effect, "enrolment", "") in runs}
    gifts: Json = {}
    for name in entry.gave:
        gifts |= {name: None, f"{name.removesuffix('_id')}_proof": 0}
    bare = replace(person, **gifts)
    shown = max(bare.email_proof, bare.user_proof) >= READ or entry.stood == 2
    lead = replace(
        bare,
        proof=person.proof if shown else min(person.proof, 1),
        members=own,
        merged=stays,
        apart=_apart(person, entry.id, at),
        enrolments=tuple(run for run in person.enrolments if run.id not in runs),
        waiting=tuple(each for each in person.waiting if each.effect.id not in waits),
    )
    other = replace(
        person,
        id=entry.id,
        email=entry.email,
        email_proof=entry.email_proof,
        user_id=entry.user_id,
        user_proof=entry.user_proof,
        proof=entry.proof,
        members=others,
        merged=inner,
        apart={person.id: at},
        conflicts=(person.id,),
        enrolments=tuple(run for run in person.enrolments if run.id in runs),
        waiting=tuple(each for each in person.waiting if each.effect.id in waits),
        effects=(),
        check_at=None,
        wakes_at=None,
        beside={},
    )
    return Parted(lead, other)
