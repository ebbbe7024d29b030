"""Reading the two tables: a subject's packets in order and from a moment on, many people at once, everybody once."""

import pytest
from mikomi import keys, packing
from mikomi.aws import everybody, leads, ledger, log, people
from mikomi.model.person import Person

from tests.functions.world import packet

NOW = 1_800_000_000_000


def view(name, at):
    return {"id": name, "type": "page", "at": at}


def names(found):
    return [event.id for each in found for event in each.events]


def test_packets_come_in_order_and_from_a_moment_on(world):
    """By the time of their first event: that moment included, a millisecond earlier not; others' packets never."""
    for number in (2, 0, 1):
        at = NOW + number * 10
        made = packet("a:b", view(f"e{number}", at), at=at, sort=packing.sort_of(at, [f"e{number}"]))
        assert log.append(made) and not log.append(made)
    log.append(packet("a:c", view("other", NOW), at=NOW, sort=packing.sort_of(NOW, ["other"])))
    assert names(log.packets("a:b")) == ["e0", "e1", "e2"]
    assert names(log.packets("a:b", newest_first=True, limit=2)) == ["e2", "e1"]
    assert names(log.packets("a:b", since=NOW + 10)) == ["e1", "e2"]
    assert names(log.packets("a:b", since=NOW + 11)) == ["e2"]
    assert list(log.packets("a:b", limit=0)) == [] and list(log.packets("a:b", since=NOW + 21)) == []


def test_every_subject_is_named_once_and_can_be_taken_up_after_one(world):
    """However many packets it has; in an order that stays the same."""
    for subject in ("a:b", "a:c", "u:d"):
        for number in range(3):
            at = NOW + number
            log.append(packet(subject, view(f"e{number}", at), at=at, sort=packing.sort_of(at, [f"e{number}"])))
    every = list(log.subjects())
    assert sorted(every) == ["a:b", "a:c", "u:d"]
    assert list(log.subjects(every[0])) == every[1:] and list(log.subjects(every[-1])) == []


def test_more_people_than_one_call_may_ask_for_are_all_read(world):
    """A call of DynamoDB's answers a hundred: the hundredth and the hundred and first are read like the others."""
    everybody = [f"l_{number:03}" for number in range(205)]
    for person in everybody:
        people.commit(Person(id=person))
    people.commit(Person(id="v_1"))
    people.put_alias("v_1", 1, "l_001")
    found = people.load_many([*everybody, "l_000", "v_1", "l_nobody"])
    assert sorted(found) == [*everybody, "v_1"] and found["v_1"] == people.Alias("l_001")


def test_everybody_is_people_and_nobody_else(world):
    """Neither what a visitor left behind nor a mail's row; in an order that stays the same."""
    for person in ("l_1", "l_2", "v_1", "v_2"):
        people.commit(Person(id=person))
    people.put_alias("v_1", 1, "l_1")
    people.give_alias(keys.email_alias("a@example.com"), "l_1", NOW)
    assert ledger.begin(ledger.Key.of_mail("l_1", "m"), "claimed", "{}", NOW)
    every = list(everybody.ids())
    assert sorted(every) == ["l_1", "l_2", "v_2"]
    assert list(everybody.ids(every[0])) == every[1:] and list(everybody.ids(every[-1])) == []


def test_an_identifier_stays_with_whom_it_was_given_first(world):
    """Asked for again it is told whose it is; nobody else gets it."""
    alias = keys.email_alias("a@example.com")
    assert people.find_alias(alias) is None
    assert [people.give_alias(alias, person, NOW) for person in ("l_1", "l_2", "l_1")] == ["l_1", "l_1", "l_1"]
    assert people.find_alias(alias) == "l_1"


def test_what_is_left_in_a_visitors_place_is_a_later_version_of_it(world):
    """Who read the visitor before can neither write it again nor leave another alias; and each identifier says since
    when it is whose."""
    visitor = people.commit(Person(id="v_1"))
    people.put_alias("v_1", visitor.version, "l_1")
    for late in (lambda: people.commit(visitor), lambda: people.put_alias("v_1", visitor.version, "l_2")):
        with pytest.raises(people.Conflict):
            late()
    people.give_alias(keys.email_alias("a@example.com"), "l_1", NOW)
    items = {row["pk"]["S"]: row for row in world.rows()}
    assert items[keys.person_pk("v_1")]["version"]["N"] == str(visitor.version + 1)
    assert items[keys.email_alias("a@example.com")]["at"]["N"] == str(NOW)


def test_a_ranking_begins_with_whoever_has_just_these_points(world):
    """From a sort key on: that key included, the next one above it not."""
    for person, key in (("l_1", 5.0), ("l_2", 4.0), ("l_3", 4.0), ("l_4", 3.0)):
        people.commit(Person(id=person, email=f"{person}@example.co.jp"), rank=people.Rank(key, 0.0))
    assert [row.id for row in leads.ranked(None, 10)] == ["l_1", "l_2", "l_3", "l_4"]
    assert [row.id for row in leads.ranked(4.0, 10)] == ["l_2", "l_3", "l_4"]
    assert [row.id for row in leads.ranked(3.9, 1)] == ["l_4"]


def test_as_much_is_read_ahead_as_is_said(world):
    """Page by page, and in the end everything, in the same order."""
    for number in range(7):
        at = NOW + number
        log.append(packet("a:b", view(f"e{number}", at), at=at, sort=packing.sort_of(at, [f"e{number}"])))
    everything = [f"e{number}" for number in range(7)]
    assert names(log.packets("a:b", at_once=3)) == everything
    assert names(log.packets("a:b", at_once=3, newest_first=True)) == everything[::-1]
    assert names(log.packets("a:b", at_once=1, limit=2)) == everything[:2]
