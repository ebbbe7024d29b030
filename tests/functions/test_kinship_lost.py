"""What was said of two leads is done in the end (P6): its stream record lost and overtaken, by the audit; whoever parts
two cut off, by the look after the lead; said again, it is one event."""

from contextlib import suppress
from datetime import timedelta

import pytest
from mikomi import clock, keys
from mikomi.aws import log, people, timers
from mikomi.aws.people import Alias
from mikomi.core.people import kinship as kin
from mikomi.model.merged_lead import MergedLead
from mikomi.model.person import Person
from mikomi.shell.effects import due_work
from mikomi.shell.operator import kinship
from mikomi.shell.operator.by_hand import NotPossible
from mikomi.shell.people import audit, fold, rebuild

from tests.functions.outbox import Died, at_each_call, dying
from tests.functions.test_kinship import A, B, Lives, catch_up, command, facts, lead, merged, there, two
from tests.functions.test_kinship import shop as shop
from tests.functions.world import packet

HOUR = 3_600_000
OPENED = {"type": "track", "name": "Mail Opened", "origin": "mail", "proof": 1}


def later(milliseconds: int) -> None:
    clock.shift(clock.shifted() + timedelta(milliseconds=milliseconds))


def overtaken(subject: str, name: str) -> None:
    """What came before of the subject was lost; this is folded, and long enough ago to be held against the log."""
    later(HOUR)
    made = packet(subject, {**OPENED, "id": name}, at=clock.now())
    assert log.append(made)
    fold.fold_packets([made])
    later(3 * HOUR)


def make_good() -> list[str]:
    """As an operator does; again, nothing is lacking."""
    lacking = [each for each in audit.lags(clock.now()) if each.lacks]
    for each in lacking:
        audit.catch_up(each)
    assert not any(each.lacks for each in audit.lags(clock.now()))
    return [each.subject for each in lacking]


def said(of: str) -> list[str]:
    events = (kin.act_of(event) for made in log.packets(f"p:{of}") for event in made.events)
    return [each.act for each in events if each]


def looked_after(*leads: str) -> None:
    """The sweep finds who is to be looked after, and the queue wakes them."""
    later(kin.LOOKED_AFTER + due_work.PATIENCE + 1_000)
    due = {pk for shard in range(keys.SHARDS) for pk, _, _ in timers.overdue(shard, clock.now() - due_work.PATIENCE)}
    for each in leads:
        if keys.person_pk(each) in due:
            due_work.wake(keys.person_pk(each), keys.PERSON)


def test_a_merge_that_was_lost_and_overtaken_is_done_once(shop):
    """Said twice, both lost: as if it had come in time. What is lacking beside it is counted too."""
    two()
    one, other = lead(A), lead(B)
    kinship.merge(one, other, "sato")
    later(1)
    kinship.merge(one, other, "sato")
    overtaken(f"p:{one}", "o1")
    assert lead(B) == other, "a later event alone makes nobody one"
    assert make_good() == [f"p:{one}"]
    whole = there(one)
    assert people.look(other) == people.look(keys.visitor_id("a:2")) == Alias(one)
    assert (lead(B), whole.email, whole.user_id) == (one, A, "U2")
    assert {"a:1", "a:2"} <= whole.members.keys() and whole.members[f"p:{one}"].events == 3
    earned = {rule: each.count for member in whole.members.values() for rule, each in member.points.items()}
    assert earned == {"price": 1, "recruit": 1}
    assert len({each.id for each in whole.effects}) == len(whole.effects)
    assert make_good() == []
    catch_up()  # the record was late, not lost
    assert facts(there(one)) == facts(whole) and there(one).effects == whole.effects
    rebuild.rebuild_person(one)
    assert facts(there(one)) == facts(whole) and there(one).merged == whole.merged


def test_a_merge_that_is_over_is_not_done_by_the_audit(shop):
    """Lost, and then they were said to be two: what is lacking of it is counted, and they stay two."""
    two()
    one, other = lead(A), lead(B)
    kinship.merge(one, other, "sato")
    later(1_000)
    kinship.apart(one, other, "sato")
    fold.fold_packets([list(log.packets(f"p:{one}"))[-1]])
    overtaken(f"p:{one}", "o1")
    assert make_good() == [f"p:{one}"]
    assert (lead(A), lead(B)) == (one, other) and not there(one).merged
    assert there(one).members[f"p:{one}"].events == 3


def test_a_servers_alias_that_was_lost_and_overtaken_is_done(shop):
    lives = two()
    lives.known("U1", A)
    one, other = lead(A), lead(B)
    alias = {"id": "al", "type": "alias", "previous_id": "U2", "user_id": "U1", "proof": 2, "origin": "server"}
    lives.at += 60_000
    assert log.append(packet("u:U1", alias, at=lives.at))
    lives.known("U1", A, title="部長")
    assert isinstance(people.look(other), Person)
    assert make_good() == ["u:U1"]
    assert people.look(other) == Alias(one) and there(one).trait("title") == "部長"


def test_an_alias_of_somebody_who_came_later_is_counted_alone(shop):
    """It did nothing when it came, and does nothing because something else is lacking."""
    lives = Lives()
    lives.known("U1", A)
    alias = {"id": "al", "type": "alias", "previous_id": "U2", "user_id": "U1", "proof": 2, "origin": "server"}
    lives.tell("u:U1", alias)
    later(24 * HOUR)
    lives.at = clock.now()
    lives.known("U2", B)
    assert log.append(packet("u:U1", {"id": "lost", "type": "track", "name": "Seen", "origin": "server"}, at=lives.at))
    lives.at += 60_000
    lives.known("U1", A)
    later(3 * HOUR)
    assert make_good() == ["u:U1"]
    assert lead(A) != lead(B) and there(lead(A)).members["u:U1"].events == 4


def test_that_they_are_two_is_noted_though_it_was_lost(shop):
    two()
    one, other = lead(A), lead(B)
    kinship.apart(one, other, "sato")
    overtaken(f"p:{one}", "o1")
    assert not there(one).apart
    assert make_good() == [f"p:{one}"]
    assert set(there(one).apart) == {other}


def test_who_was_to_be_parted_is_parted_though_both_the_command_and_its_record_are_gone(shop):
    """The event alone is in the log."""
    two()
    one, other = lead(A), lead(B)
    before = facts(there(one)), facts(there(other))
    merged(one, other)
    later(1_000)
    place = 0
    while kin.PART not in said(one):
        with at_each_call(dying(place, before=False)), suppress(Died):
            kinship.part(other, "sato")
        place += 1
    overtaken(f"p:{one}", "o1")
    assert make_good() == [f"p:{one}"] and lead(B) == one
    looked_after(one)
    assert (facts(there(one))[:4], facts(there(other))[:4]) == (before[0][:4], before[1][:4])
    assert (lead(A), lead(B)) == (one, other) and not there(one).merged


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("again", [True, False])
def test_parting_that_is_cut_off_at_any_call_is_completed(shop, before, again):
    """By the look after the lead, though nobody says it again; who does says nothing new. Another two at each call."""
    lives = Lives()
    for place in range(40):
        mail, user, browsers = f"{place}a@example.com", f"U{place}", (f"a:{place}x", f"a:{place}y")
        lives.met(mail, browsers[0])
        lives.known(user, f"{place}b@example.com", browsers[1])
        one, other = lead(mail), people.find_alias(keys.user_alias(user)) or ""
        alone = facts(there(one)), facts(there(other))
        kinship.merge(one, other, "sato")
        fold.fold_packets(list(log.packets(f"p:{one}")))
        later(1_000)
        with at_each_call(dying(place, before)) as begun, suppress(Died):
            kinship.part(other, "sato")
        for made in [*log.packets(f"p:{one}"), *log.packets(f"p:{one}")]:
            fold.fold_packets([made])
        if again:
            with suppress(NotPossible):
                kinship.part(other, "sato")
        is_said = kin.PART in said(one)
        assert said(one).count(kin.PART) == is_said
        looked_after(one, other)
        looked_after(one, other)
        if is_said:
            assert not there(one).merged and not kin.half_parted(there(one))
            assert (facts(there(one)), facts(there(other))) == alone
            assert (lead(mail), people.find_alias(keys.user_alias(user))) == (one, other)
            assert people.look(keys.visitor_id(browsers[1])) == Alias(other)
            assert there(one).check_at is None or there(one).effects, "who is whole is looked after no more"
        else:
            assert people.look(other) == Alias(one), "nothing was said, and nothing is done"
        if len(begun) <= place:
            return
    raise AssertionError("there were more calls than were tried")


def test_said_to_be_two_a_second_time_is_another_event(shop):
    two()
    one, other = lead(A), lead(B)
    for _ in range(2):
        merged(one, other)
        later(1_000)
        kinship.part(other, "sato")
        catch_up()
        later(1_000)
    assert said(one) == [kin.MERGE, kin.PART] * 2 and (lead(A), lead(B)) == (one, other)


def test_of_whom_the_log_let_something_go_is_left_to_the_command(shop, capsys):
    """The sweep has no archive: parted by it, what only the archive has would be forgotten."""
    lives = Lives()
    lives.at = clock.now() - 399 * 24 * HOUR
    lives.met(A, "a:1")
    lives.met(B, "a:2")
    one, other = lead(A), lead(B)
    merged(one, other)
    later(1_000)
    with at_each_call(dying(4, before=False)), suppress(Died):
        kinship.part(other, "sato")
    catch_up()
    later(24 * HOUR)
    looked_after(one)
    assert kin.PART in said(one) and [each.id for each in there(one).merged] == [other]
    assert "half_parted" in capsys.readouterr().out
    assert command("rebuild", one) == 0
    assert (lead(A), lead(B)) == (one, other) and not there(one).merged


@pytest.mark.parametrize(("apart", "is_half"), [(4, False), (5, True), (6, True), (None, False)])
def test_the_last_word_of_two_counts_also_in_the_same_moment(apart, is_half):
    """One by memory since five: whoever says then, or later, that they are two is heard; who said so before is not."""
    one = Person(id=A, merged=(MergedLead(id=B, into=A, at=5, event="m"),), apart={} if apart is None else {B: apart})
    assert bool(kin.half_parted(one)) is is_half
