"""One commit of a person: when it is looked after, when a timer is asked for, who loses a race, what comes too late.

Edges on both sides of each bound.
"""

import pytest
from mikomi import clock, keys
from mikomi.aws import people
from mikomi.core.people.recall import REMEMBERED
from mikomi.model.person import Person
from mikomi.shell.people import fold
from msgspec.structs import replace

from tests.core.mails import decided
from tests.core.plans import enrolment
from tests.core.story import at, plan_of
from tests.functions.outbox import at_each_call
from tests.functions.test_fold import person_at, view
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")
SCENARIO = {"id": "s", "trigger": {"when": {"tag": "x"}}, "steps": [{"wait": "1d"}, {"add_tag": "y"}]}


@pytest.fixture
def shop(world):
    world.publish(plan_of([SCENARIO]))
    return world


def item_of(shop, person):
    (item,) = [row for row in shop.rows() if row["pk"]["S"] == keys.person_pk(person)]
    return item


def test_an_effect_is_looked_after_a_quarter_of_an_hour_after_its_own_decision(shop):
    """A later effect does not put off the look at an earlier one that was perhaps lost; nothing decided, no look."""
    mails = [decided(number=number, enrolment=f"run{number}") for number in (1, 2)]
    first = fold.commit(Person(id="l_1"), [], NOW, Person(id="l_1"))
    assert first.check_at is None
    second = fold.commit(first, mails[:1], NOW, first)
    assert second.check_at == NOW + fold.CHECK_AFTER == NOW + 900_000
    third = fold.commit(second, mails, NOW + 60_000, second)
    assert third.check_at == NOW + fold.CHECK_AFTER
    assert [effect.id for effect in third.effects] == [mail.id for mail in mails], "and none stands there twice"
    assert item_of(shop, "l_1")["due_at"]["N"] == str(third.check_at)
    far = replace(third, check_at=NOW + 86_400_000)
    fourth = fold.commit(far, [decided(number=3, enrolment="run3")], NOW + 120_000, far)
    assert fourth.check_at == NOW + 120_000 + fold.CHECK_AFTER, (
        "an old one that is looked at rarely puts off no new one"
    )


def test_a_packet_is_refused_only_once_its_events_may_be_forgotten(shop):
    """To the millisecond: as old as the memory is long it is folded, a millisecond older it is not."""
    edge = NOW - REMEMBERED
    for browser, age, folded in (("b1", 0, True), ("b2", 1, False)):
        fold.fold_packets([packet(f"a:{browser}", view(1), at=NOW)])
        late = packet(f"a:{browser}", view(2), at=edge - age)
        if folded:
            fold.fold_packets([late])
            assert person_at(f"a:{browser}").members[f"a:{browser}"].events == 2
        else:
            with pytest.raises(fold.StalePacket):
                fold.fold_packets([late])


def test_a_timer_is_asked_for_when_the_moment_to_wake_is_another(shop):
    """The same moment again costs no timer; a new one, or one that is gone, is written."""
    run = enrolment("s", due_at=NOW + 10)
    person = Person(id="l_1", enrolments=(run,))

    def armed():
        return item_of(shop, "l_1").get("arm_at", {}).get("N")

    person = fold.commit(person, [], NOW, Person(id="l_1"))
    assert armed() == str(NOW + 10)
    person = fold.commit(person, [], NOW, person)
    assert armed() is None
    later = replace(person, enrolments=(replace(run, due_at=NOW + 20),))
    fold.commit(later, [], NOW, person)
    assert armed() == str(NOW + 20)


def test_a_wake_up_call_decides_what_is_due_and_nothing_else(shop):
    """From the moment on; a call that came early, or for nobody, writes nothing."""
    due = clock.now()
    before = fold.commit(Person(id="l_1", enrolments=(enrolment("s", due_at=due),)), [], NOW, Person(id="l_1"))
    fold.wake("l_1", due - 1)
    fold.wake("l_nobody", due)
    assert people.load("l_1") == before and people.load("l_nobody") is None
    fold.wake("l_1", due)
    woken = people.load("l_1")
    assert woken is not None and woken.version == before.version + 1


def test_who_lost_the_race_tries_six_times(shop):
    """Five times in a row somebody else is quicker: the sixth try folds. A sixth time: the packet comes again."""
    for losses in (5, 6):
        subject = f"a:race{losses}"
        left = [losses]

        def meet(_number, name, carry_out, subject=subject, left=left):
            if name == "PutItem" and left[0]:
                left[0] -= 1
                place = keys.visitor_id(subject)
                people.commit(people.load(place) or Person(id=place))
            return carry_out()

        with at_each_call(meet):
            if losses < fold.TRIES:
                fold.fold_packets([packet(subject, view(1), at=NOW)])
                assert person_at(subject).members[subject].events == 1
            else:
                with pytest.raises(people.Conflict):
                    fold.fold_packets([packet(subject, view(1), at=NOW)])
