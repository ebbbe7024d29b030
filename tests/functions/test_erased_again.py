"""An erasure on tables that hold people as they stood before it: it reaches them as they are there, once (I27)."""

import pytest
from mikomi import clock, keys
from mikomi.aws import erasures, log, people
from mikomi.aws.erasures import KnownBy
from mikomi.shell.erasure import again, looks
from mikomi.shell.people import fold

from tests.core.story import plan_of
from tests.functions.test_fold import SCORING, identify, view
from tests.functions.world import packet

ADDRESS, OTHER = "taro@example.com", "jiro@example.com"
LEAD = keys.lead_id(f"email:{ADDRESS}")
FIRST, SECOND = "a:b1", "a:b2"
LATER = 1_000_000


@pytest.fixture
def shop(world):
    world.publish(plan_of([], SCORING))
    return world


def tell(subject, *events, at=1):
    one = packet(subject, *events, at=at)
    assert log.append(one)
    fold.fold_packets([one])


def events_of(*subjects):
    return [event for subject in subjects for one in log.packets(subject) for event in one.events]


def asked_since(at, **more):
    """The row that a restore brings of who became one lead, with both browsers, after the tables' moment."""
    ids = (LEAD, keys.visitor_id(FIRST), keys.visitor_id(SECOND))
    names = tuple(f"{kind}:{each}" for each in ids for kind in ("o", "p"))
    known = {"subjects": (FIRST, *names), "shared": (SECOND,), "addresses": (ADDRESS,), "users": (), **more}
    return erasures.ask(KnownBy(person=LEAD, ids=ids, **known), "dpo", at).pk


def members(person):
    there = people.look(person)
    return getattr(there, "members", None) or {}


def test_who_became_one_lead_later_goes_as_the_several_that_they_are_here(shop):
    """Two visitors of whom the tables know nothing more: both go, also from the browser that was shared later; a second
    load finds nothing to do, and what comes late is told to nobody."""
    tell(FIRST, view(1))
    tell(SECOND, view(2))
    pk = asked_since(clock.now())
    assert again.carry_out([pk]) == 1
    assert not events_of(FIRST, SECOND)
    assert not members(keys.visitor_id(FIRST)) and not members(keys.visitor_id(SECOND))
    assert again.carry_out([pk]) == 0
    tell(FIRST, view(3), at=3)
    assert not members(keys.visitor_id(FIRST))
    row = erasures.read(pk)
    assert row and row.looks == 1 and row.due_at


def test_it_reaches_what_was_known_only_here(shop):
    """A browser that was the lead's at the moment stands in no row of the erasure, and goes; its events of since, which
    somebody made who began anew, stay."""
    tell(FIRST, view(1), identify(2, ADDRESS, origin="form"))
    asked_at = events_of(FIRST)[-1].at
    tell(FIRST, view(LATER), at=LATER)
    pk = asked_since(asked_at, subjects=(), shared=())
    assert again.carry_out([pk]) == 1
    assert [event.at > asked_at for event in events_of(FIRST)] == [True]
    assert people.find_alias(keys.email_alias(ADDRESS)) is None and not members(LEAD)


def test_who_only_named_the_address_goes_and_its_holder_of_then_stays(shop):
    """The address was another lead's at the moment: that lead is no part of who was erased."""
    tell(FIRST, identify(1, OTHER, user="U1", proof=2, origin="server"))
    holder = people.find_alias(keys.email_alias(OTHER))
    tell(SECOND, identify(3, OTHER))
    named = keys.visitor_id(SECOND)
    assert holder and members(named)
    pk = erasures.ask(KnownBy("l_elsewhere", ("l_elsewhere",), (), (), (OTHER,), ()), "dpo", clock.now()).pk
    assert again.carry_out([pk]) == 1
    assert members(holder) and events_of(FIRST)
    assert not members(named) and not events_of(SECOND)


def test_a_row_that_says_it_was_done_is_not_believed_where_they_are_still_there(shop):
    """A dump of a deployment that runs has the person as they were, and the row of a moment later."""
    tell(FIRST, view(1), identify(2, ADDRESS, origin="form"))
    found = looks.find(ADDRESS)
    assert found
    asked = looks.ask(found, "dpo")
    assert erasures.move_on(asked, {"rows": 3}, asked.erased_at + 1, 1, asked.erased_at)
    assert again.carry_out([asked.pk]) == 1
    assert not events_of(FIRST) and not members(LEAD)
    assert again.carry_out([asked.pk]) == 0


def test_by_the_row_alone_it_would_leave_what_the_tables_know(shop, monkeypatch):
    """A planted bug: the row's browsers are taken for all that there is."""
    tell(FIRST, view(1))
    tell(SECOND, view(2))
    monkeypatch.setattr(again, "_parts", lambda _asked, _known_by, _named: [])
    assert again.carry_out([asked_since(clock.now())]) == 1
    assert events_of(SECOND)
