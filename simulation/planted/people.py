"""Bugs of identity: lost, taken over, added up twice."""

from typing import Any

from mikomi import keys
from mikomi.aws import api, people
from mikomi.core.people import rights, union
from mikomi.settings import settings
from mikomi.shell.people import fold

from simulation.planted.patch import Patch


def alias_before_absorb() -> list[Patch]:
    """The visitor's alias is left before the lead has its past (I5, I21)."""

    def commit_all(gathering: Any, now: int) -> None:
        for visitor, (version, lead) in gathering.moved.items():
            people.put_alias(visitor, version, lead)
        for person_id, before in gathering.read.items():
            after = gathering.known[person_id]
            if person_id not in gathering.moved and after is not before:
                fold.commit(after, gathering.decided.get(person_id, []), now, before)

    return [(fold, "_commit", commit_all)]


def merge_adds_up() -> list[Patch]:
    """A merge that comes again adds the visitor's points again (I5, I21)."""

    def absorb_again(lead: Any, visitor: Any) -> Any:
        merged = _absorb(lead, visitor)
        members = dict(merged.members)
        for subject, member in visitor.members.items():
            if held := lead.members.get(subject):
                points = {
                    rule: earned.model_copy(
                        update={
                            "count": earned.count + held.points[rule].count,
                            "raw": earned.raw + held.points[rule].raw,
                        }
                    )
                    if rule in held.points
                    else earned
                    for rule, earned in member.points.items()
                }
                members[subject] = member.model_copy(update={"points": points})
        return merged.model_copy(update={"members": members})

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
        return _absorb(lead, visitor).model_copy(update={"unsubscribed_at": None})

    return [(union, "absorb", forgetful)]


def known_id_gives_way() -> list[Patch]:
    """After a merge the lead's place leads to the visitor that it absorbed (I21)."""
    commit_all = fold._commit

    def commit_the_wrong_way_round(gathering: Any, now: int) -> None:
        commit_all(gathering, now)
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


BUGS = (
    known_id_gives_way,
    alias_leads_nowhere,
    alias_before_absorb,
    merge_adds_up,
    give_alias_overwrites,
    anybody_may_claim,
    merge_forgets_unsubscription,
)
