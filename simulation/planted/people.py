"""Bugs of identity: lost, taken over, added up twice."""

from typing import Any

from mikomi import clock, keys
from mikomi.aws import api, people
from mikomi.core.people import bounds, identity, rights, union
from mikomi.settings import settings
from mikomi.shell.people import fold, resolution
from msgspec.structs import replace

from simulation.planted.patch import Patch


def alias_before_absorb() -> list[Patch]:
    """The visitor's alias is left before the lead has its past (I5, I21)."""

    def commit_all(gathering: Any, now: int, *, is_late: bool) -> None:
        for visitor, (version, lead) in gathering.moved.items():
            people.put_alias(visitor, version, lead)
        for person_id, before in gathering.read.items():
            after = gathering.known[person_id]
            if person_id not in gathering.moved and after is not before:
                begun = clock.now() if is_late else now
                fold.commit(after, gathering.decided.get(person_id, []), now, before, begun_at=begun)

    return [(fold, "_commit", commit_all)]


def merge_adds_up() -> list[Patch]:
    """A merge that comes again adds the visitor's points again (I5, I21)."""

    def absorb_again(lead: Any, visitor: Any) -> Any:
        merged = _absorb(lead, visitor)
        members = dict(merged.members)
        for subject, member in visitor.members.items():
            if held := lead.members.get(subject):
                points = {
                    rule: replace(
                        earned, count=earned.count + held.points[rule].count, raw=earned.raw + held.points[rule].raw
                    )
                    if rule in held.points
                    else earned
                    for rule, earned in member.points.items()
                }
                members[subject] = replace(member, points=points)
        return replace(merged, members=members)

    return [(union, "absorb", absorb_again), (union, "has_absorbed", lambda *_args: False)]


_absorb = union.absorb


def give_alias_overwrites() -> list[Patch]:
    """An identifier is given to whoever asked last (I22)."""

    def give(alias: str, person: str, now: int) -> str:
        item = {"pk": {"S": alias}, "sk": {"S": "alias"}, "person": {"S": person}, "at": {"N": str(now)}}
        api.call("dynamodb", "PutItem", TableName=settings().state_table, Item=item)
        return person

    return [(people, "give_alias", give)]


def anybody_may_claim() -> list[Patch]:
    """Who knows an address is believed (I23)."""

    return [(rights, "may", lambda *_asked: True)]


def merge_forgets_unsubscription() -> list[Patch]:
    """A merge resets what the visitor had asked for (I17)."""

    def forgetful(lead: Any, visitor: Any) -> Any:
        return replace(_absorb(lead, visitor), unsubscribed_at=None)

    return [(union, "absorb", forgetful)]


def known_id_gives_way() -> list[Patch]:
    """After a merge the lead's place leads to the visitor that it absorbed (I21)."""
    commit_all = fold._commit

    def commit_the_wrong_way_round(gathering: Any, now: int, *, is_late: bool) -> None:
        commit_all(gathering, now, is_late=is_late)
        for visitor, (_, lead) in gathering.moved.items():
            item = {"version": {"N": str(gathering.known[lead].version + 2)}, "alias_of": {"S": visitor}}
            key = {"pk": {"S": keys.person_pk(lead)}, "sk": {"S": keys.PERSON}}
            api.call("dynamodb", "PutItem", TableName=settings().state_table, Item={**key, **item})

    return [(fold, "_commit", commit_the_wrong_way_round)]


def alias_leads_nowhere() -> list[Patch]:
    """What is left in a visitor's place names a lead that there is not (I22)."""
    put_alias = people.put_alias

    def astray(visitor: str, version: int, lead: str) -> None:
        put_alias(visitor, version, lead[:-1])

    return [(people, "put_alias", astray)]


def form_goes_to_the_browsers_lead() -> list[Patch]:
    """A form in a known lead's browser is the lead's, whatever address is in it (I33)."""
    refuse = resolution._refuse

    def kept(gathering: Any, home: Any, claim: Any, event: Any) -> Any:
        if not identity.is_nameless(home, claim):
            return home, identity.unheard(event)
        return refuse(gathering, home, claim, event)

    return [(resolution, "_refuse", kept)]


def form_is_whoevers_browser_it_is() -> list[Patch]:
    """A form names nobody in a browser that is somebody's already (I33)."""
    says_nothing_new = resolution._says_nothing_new

    def deaf(home: Any, claim: Any, event: Any) -> bool:
        return (event.origin == "form" and home.id.startswith("l_")) or says_nothing_new(home, claim, event)

    return [(resolution, "_says_nothing_new", deaf)]


def one_lead_beside_for_all() -> list[Patch]:
    """Whoever sends a form in a known lead's browser is the same other person (I33)."""
    beside_id = keys.beside_id
    return [(keys, "beside_id", lambda subject, _email: beside_id(subject, ""))]


def two_names_in_one() -> list[Patch]:
    """A browser that is a lead of its own becomes part of a lead of another name (I21)."""
    return [(identity, "may_be_one", lambda *_both: True)]


def form_moves_the_address() -> list[Patch]:
    """A form gives a lead that nobody has proven another address (I33)."""
    form = {whom: (*deeds, "move") for whom, deeds in rights.TABLE["form"].items()}
    return [
        (rights, "TABLE", {**rights.TABLE, "form": form}),
        (identity, "is_somebody_else", lambda _person, _claim: False),
    ]


def merge_forgets_a_bounce() -> list[Patch]:
    """A merge forgets that mail to the visitor's address came back (I17)."""
    return [(union, "JOINED", {**union.JOINED, "undeliverable": lambda lead, _visitor: lead})]


def merge_forgets_what_was_heard() -> list[Patch]:
    """A lead does not know what its browser had told before, and counts it once more (I5)."""
    return [(union, "JOINED", {**union.JOINED, "heard": lambda lead, _visitor: lead})]


def merge_forgets_the_runs() -> list[Patch]:
    """A merge leaves behind what the visitor was going through (I10, I14)."""
    return [(union, "JOINED", {**union.JOINED, "enrolments": lambda lead, _visitor: lead})]


def merge_forgets_what_is_open() -> list[Patch]:
    """A merge leaves behind what was decided for the visitor and not carried out (I14)."""
    return [
        (union, "JOINED", {**union.JOINED, "effects": lambda lead, _visitor: lead, "check_at": lambda lead, _: lead})
    ]


def whose_it_is_is_not_asked() -> list[Patch]:
    """Who gives an identifier to a lead does not look whether another had it a moment before (I21)."""
    return [(resolution, "_give", lambda alias, lead, now: people.give_alias(alias, lead, now))]


def what_strangers_say_is_kept() -> list[Patch]:
    """Whatever is said of somebody with the public key is kept, however much it is (I34)."""
    without_end = bounds.Room(number=10_000, name=100, value=16_000, all=10_000_000)
    return [(bounds, "UNPROVEN", without_end)]


BUGS = (
    form_goes_to_the_browsers_lead,
    form_is_whoevers_browser_it_is,
    one_lead_beside_for_all,
    two_names_in_one,
    form_moves_the_address,
    merge_forgets_a_bounce,
    merge_forgets_what_was_heard,
    merge_forgets_the_runs,
    merge_forgets_what_is_open,
    whose_it_is_is_not_asked,
    what_strangers_say_is_kept,
    known_id_gives_way,
    alias_leads_nowhere,
    alias_before_absorb,
    merge_adds_up,
    give_alias_overwrites,
    anybody_may_claim,
    merge_forgets_unsubscription,
)
