"""A moment between the two writes of a merge, as a restore may take it: what makes two one is folded again (I5)."""

from contextlib import suppress
from datetime import timedelta

import pytest
from mikomi import clock, keys
from mikomi.aws import log, people, state_items
from mikomi.aws.api import call
from mikomi.aws.people import Alias
from mikomi.core import decide
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell.operator import kinship
from mikomi.shell.people import audit, fold

from tests.core.story import plan_of
from tests.functions.outbox import Died, at_each_call, dying
from tests.functions.test_fold import SCORING, identify, view
from tests.functions.test_kinship import A, B, Lives, facts, lead, merged, there, two
from tests.functions.test_kinship import shop as shop
from tests.functions.world import packet

ADDRESS, BROWSER = "taro@example.com", "a:b1"
PLACE = (keys.person_pk(keys.visitor_id(BROWSER)), keys.PERSON)


@pytest.fixture
def half_made_one(world):
    """The lead holds the browser's events; the browser's own place is still what it was before."""
    world.publish(plan_of([], SCORING))
    tell(view(1), at=1)
    before = state_items.read([PLACE])[PLACE]
    tell(identify(2, ADDRESS, origin="form"), at=2)
    assert isinstance(people.look(keys.visitor_id(BROWSER)), Alias)
    call("dynamodb", "PutItem", TableName=settings().state_table, Item=before)


def tell(*events, at):
    one = packet(BROWSER, *events, at=at)
    assert log.append(one)
    fold.fold_packets([one])


def leads_nowhere():
    pk, sk = PLACE
    call("dynamodb", "DeleteItem", TableName=settings().state_table, Key={"pk": {"S": pk}, "sk": {"S": sk}})


def test_two_that_hold_the_same_become_one(half_made_one):
    """The audit's figures say that the browser is counted twice; afterwards it is counted once, in the lead."""
    lag = audit.lag_of(BROWSER, clock.now() + 1)
    assert lag.half_made and lag.missing < 0 and not lag.lacks
    audit.make_one(lag)
    place = people.look(keys.visitor_id(BROWSER))
    assert isinstance(place, Alias)
    found = people.load(place.to)
    assert found and found.email == ADDRESS and found.members[BROWSER].events == 2
    after = audit.lag_of(BROWSER, clock.now() + 1)
    assert not after.half_made and not after.lacks


def test_the_lead_of_a_browser_that_leads_nowhere_is_found(world):
    """Its first pages and its form were folded together, so the lead was written and the browser's place never was: the
    next page was another visitor's, and was lost when the two became one (I5)."""
    world.publish(plan_of([], SCORING))
    tell(view(1), identify(2, ADDRESS, origin="form"), at=1)
    leads_nowhere()
    lag = audit.lag_of(BROWSER, clock.now() + 1)
    assert lag.half_made and not lag.lacks
    audit.make_one(lag)
    place = people.look(keys.visitor_id(BROWSER))
    assert isinstance(place, Alias)
    tell(view(3), at=3)
    found = people.load(place.to)
    assert found and found.members[BROWSER].events == 3
    assert not audit.lag_of(BROWSER, clock.now() + 1).half_made


def test_what_was_lost_before_is_not_lost_in_the_merge(world):
    """What nobody remembers is the audit's affair: told to the browser's empty place now, it would be neither counted
    nor told any more."""
    world.publish(plan_of([], SCORING))
    lost = packet(BROWSER, view(1), at=1)
    assert log.append(lost)
    tell(identify(2, ADDRESS, origin="form"), at=2)
    leads_nowhere()
    lag = audit.lag_of(BROWSER, clock.now() + 1)
    assert (lag.half_made, lag.missing) == (True, 1)
    audit.make_one(lag)
    place = people.look(keys.visitor_id(BROWSER))
    assert isinstance(place, Alias)
    found = people.load(place.to)
    assert found and not decide.remembers(found, lost.events[0])


def test_whoever_stands_beside_the_lead_that_has_them_becomes_a_part_of_it(shop):
    """Two leads were being made one by hand: what leads to the other leads to the one, and nothing counts again."""
    two()
    one, other = lead(A), lead(B)
    leading = [(keys.person_pk(each), keys.PERSON) for each in (other, keys.visitor_id("a:2"))]
    before = state_items.read(leading)
    merged(one, other)
    whole = facts(there(one))
    for place in leading:
        call("dynamodb", "PutItem", TableName=settings().state_table, Item=before[place])
    lag = audit.lag_of(f"p:{one}", clock.now() + 1)
    assert lag.half_made and not lag.lacks
    audit.make_one(lag)
    assert people.look(other) == people.look(keys.visitor_id("a:2")) == Alias(one)
    assert facts(there(one)) == whole
    assert not audit.lag_of(f"p:{one}", clock.now() + 1).half_made


def test_two_who_are_being_parted_are_not_made_one_again(shop):
    """Whoever parts them was cut off, and both stand there: the look after the lead ends that, whoever loads tables
    leaves them alone. Another two at each call."""
    lives, beside = Lives(), 0
    for place in range(40):
        mail, user = f"{place}a@example.com", f"U{place}"
        lives.met(mail, f"a:{place}x")
        lives.known(user, f"{place}b@example.com", f"a:{place}y")
        one, other = lead(mail), people.find_alias(keys.user_alias(user)) or ""
        kinship.merge(one, other, "sato")
        fold.fold_packets(list(log.packets(f"p:{one}")))
        clock.shift(clock.shifted() + timedelta(seconds=1))
        with at_each_call(dying(place, before=False)) as begun, suppress(Died):
            kinship.part(other, "sato")
        fold.fold_packets(list(log.packets(f"p:{one}")))
        before = people.look(other), there(one)
        beside += isinstance(before[0], Person) and bool(before[1].merged)
        lag = audit.lag_of(f"p:{one}", clock.now() + 1)
        audit.make_one(lag)
        assert not lag.half_made and (people.look(other), there(one)) == before
        if len(begun) <= place:
            assert beside, "some stood beside the lead that had them still"
            return
    raise AssertionError("there were more calls than were tried")


def test_whoever_became_a_part_long_ago_is_folded_again_by_nobody(shop):
    """What the lead does not remember any more would be refused, and the load would never come to its end."""
    two()
    one, other = lead(A), lead(B)
    place = (keys.person_pk(other), keys.PERSON)
    before = state_items.read([place])[place]
    merged(one, other)
    clock.shift(clock.shifted() + timedelta(days=3))
    opened = {"type": "track", "name": "Mail Opened", "origin": "mail", "proof": 1, "id": "o1"}
    later = packet(f"p:{one}", opened, at=clock.now())
    assert log.append(later)
    fold.fold_packets([later])
    call("dynamodb", "PutItem", TableName=settings().state_table, Item=before)
    audit.make_one(audit.lag_of(f"p:{one}", clock.now() + 1))
    assert isinstance(people.look(other), Person)


def test_of_what_is_whole_nothing_is_folded_again(shop):
    """The same figures, with both leads as they are, ask for nothing."""
    two()
    merged(lead(A), lead(B))
    assert not [each for each in audit.lags(clock.now()) if each.half_made]
