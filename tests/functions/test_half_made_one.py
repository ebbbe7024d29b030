"""A moment between the two writes of a merge, as a restore may take it: what makes two one is folded again (I5)."""

import pytest
from mikomi import clock, keys
from mikomi.aws import log, people, state_items
from mikomi.aws.api import call
from mikomi.aws.people import Alias
from mikomi.settings import settings
from mikomi.shell.people import audit, fold

from tests.core.story import plan_of
from tests.functions.test_fold import SCORING, identify, view
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


def tell(event, at):
    one = packet(BROWSER, event, at=at)
    assert log.append(one)
    fold.fold_packets([one])


def test_two_that_hold_the_same_become_one(half_made_one):
    """The audit's figures say that the browser is counted twice; afterwards it is counted once, in the lead."""
    lag = audit.lag_of(BROWSER, clock.now() + 1)
    assert lag.is_counted_twice and not lag.lacks
    audit.make_one(lag)
    there = people.look(keys.visitor_id(BROWSER))
    assert isinstance(there, Alias)
    lead = people.load(there.to)
    assert lead and lead.email == ADDRESS and lead.members[BROWSER].events == 2
    after = audit.lag_of(BROWSER, clock.now() + 1)
    assert not after.is_counted_twice and not after.lacks
