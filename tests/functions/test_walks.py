"""A walk over everybody: each person once, in whichever order processes die, wake twice, are stopped and go on."""

from contextlib import suppress
from itertools import pairwise
from typing import Any

import boto3
import pytest
from mikomi import clock, keys
from mikomi.aws import everybody, people, plans, segment_sizes, walks
from mikomi.aws.walks import Walk
from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.model.base import Millis
from mikomi.model.person import Person
from mikomi.shell import rulebooks
from mikomi.shell.effects import due_work
from mikomi.shell.everybody import audience
from mikomi.shell.everybody.task import over_everybody
from mikomi.shell.operator import recovery

from tests.core.story import at, plan_of
from tests.functions.outbox import Died, at_each_call, dying, set_clock
from tests.functions.world import REGION

NOW = at("2026-11-24 10:00")
SEGMENTS: dict[str, dict[str, Any]] = {
    "vips": {"tag": "vip"},
    "readers": {"visited": "/price", "times": 2, "within": "7d"},
    "everybody": {"not": {"segment": "nobody"}},
    "nobody": {"all": [{"tag": "vip"}, {"not": {"tag": "vip"}}]},
}
PK = keys.walk_pk(audience.TASK, "")


def someone(number: int, *tags: str, lead: bool = True, seen: tuple[Millis, ...] = ()) -> Person:
    book = rulebooks.for_person(Person(id="v_")).active
    (key,) = [key for key in book._lookouts if book.looks_back_for(key)]
    return Person(
        id=f"{'l' if lead else 'v'}_{number:03}",
        email=f"p{number}@example.com" if lead else None,
        tags=dict.fromkeys(tags, NOW),
        memory={key: seen} if seen else {},
    )


@pytest.fixture
def crowd(world, monkeypatch):
    """Thirty leads, of whom each third is a vip and four are readers; six visitors, an alias, and rows of other kinds;
    pages of seven rows."""
    monkeypatch.setattr(audience, "COUNTING", audience.COUNTING._replace(page=over_everybody(7, audience._page)))
    set_clock(NOW)
    world.publish(plan_of(segments=SEGMENTS))
    for number in range(30):
        seen = {3: (NOW - 1, NOW - 2), 7: (NOW - 8 * 86_400_000, NOW), 9: (NOW - 7 * 86_400_000 + 60_000, NOW)}.get(
            number, ()
        )
        people.commit(someone(number, *(("vip",) if number % 3 == 0 else ()), seen=seen))
    for number in range(6):
        people.commit(someone(100 + number, "vip", lead=False))
    people.put_alias("v_gone", 0, "l_001")
    people.give_alias(keys.email_alias("p1@example.com"), "l_001", NOW)
    yield world
    set_clock(NOW)


def here(task: str = audience.TASK, of: str = "") -> Walk:
    """How the walk stands."""
    walk = walks.read(task, of)
    assert walk is not None
    return walk


def loaded(person: str) -> Person:
    found = people.load(person)
    assert found is not None
    return found


def sizes() -> dict[str, int | None]:
    return {segment.id: counted.size if counted else None for segment, counted in audience.sizes()}


RIGHT = {"vips": 10, "readers": 2, "everybody": 30, "nobody": 0}


def finish(most: int = 100) -> int:
    """Wake it as the queue does, until it has come to its end; answer how often."""
    for wakes in range(most):
        if here().status != "going":
            return wakes
        due_work.wake(PK, walks.WALK)
    raise AssertionError("it does not end")


def test_a_walk_sees_everybody_once_and_says_how_far_it_is(crowd):
    """Page by page, each on its own wake; leads are counted, visitors and aliases are not; in the end every size is
    right, and how many people there were is kept for the next time."""
    audience.count(NOW)
    assert sizes() == dict.fromkeys(SEGMENTS)
    seen = []
    while (walk := here()).status == "going":
        seen.append(walk.seen)
        due_work.wake(PK, walks.WALK)
    assert seen == sorted(seen) and seen[0] == 0 and len(seen) > 5 and max(b - a for a, b in pairwise(seen)) <= 7
    assert sizes() == RIGHT and (walk.seen, walk.seen_last) == (36, 36)
    assert all(counted and counted.as_of == NOW for _, counted in audience.sizes())


def test_the_size_is_the_length_of_the_list(crowd):
    """For every segment, whatever the length of a page; each person of the list is one for whom the plan's condition
    holds, and each such person is in it."""
    audience.count(NOW)
    finish()
    plan, book = plans.active(), rulebooks.for_person(Person(id="v_")).active
    ids = list(everybody.ids())
    assert len(ids) == len(set(ids)) == 36
    for segment, counted in audience.sizes():
        exact = {
            id for id in ids if holds(plan.segments[segment.id].when, Facts(loaded(id), NOW, book)) and id[0] == "l"
        }
        for limit in (1, 4, 30, 100):
            listed, cursor = [], None
            while True:
                page = audience.listed(segment, limit, cursor)
                assert len(page.people) <= limit
                listed += [person.id for person in page.people]
                if (cursor := page.next) is None:
                    break
            assert counted and len(listed) == len(exact) == counted.size and set(listed) == exact
        assert [person.id for person in audience.everyone_in(segment)] == listed


def test_wherever_a_process_dies_each_person_counts_once(crowd):
    """Before and after each single call of the whole walk: woken again, it goes on, and the sizes are the same."""
    audience.count(NOW)
    with at_each_call(lambda _n, _name, carry_out: carry_out()) as begun:
        finish()
    calls = len(begun)
    assert calls > 25 and sizes() == RIGHT
    for number in range(calls):
        for before in (True, False):
            audience.count(NOW)
            for segment in SEGMENTS:
                boto3.client("dynamodb", region_name=REGION).delete_item(
                    TableName="state", Key={"pk": {"S": keys.segment_pk(segment)}, "sk": {"S": "size"}}
                )
            with suppress(Died), at_each_call(dying(number, before)):
                finish()
            finish()
            assert sizes() == RIGHT, (number, before)
            assert here().seen == 36


def test_two_that_are_woken_for_one_page_do_it_once(crowd):
    """The second finds the row gone on: what the page adds up to is there once, and nobody is passed over."""
    audience.count(NOW)
    for _ in range(3):
        walk = here()
        page = everybody.page(walk.after, 7)
        due_work.wake(PK, walks.WALK)
        assert not walks.go_on(walk, after=page.after or "", seen=99, carried={"sizes": {}}, now=NOW)
    finish()
    assert sizes() == RIGHT


def test_a_walk_that_was_stopped_does_nothing_until_it_is_resumed(crowd):
    """In the middle: no page, however often it is woken or swept; resumed, it goes on behind the last page."""
    audience.count(NOW)
    due_work.wake(PK, walks.WALK)
    due_work.wake(PK, walks.WALK)
    walk = here()
    assert walks.stop(walk)
    assert not walks.stop(walk)
    stopped = here()
    due_work.wake(PK, walks.WALK)
    assert here() == stopped and stopped.due_at is None
    set_clock(NOW + 86_400_000)
    assert due_work.sweep(clock.now()) == 0 and sizes() == dict.fromkeys(SEGMENTS)
    assert walks.resume(stopped, clock.now()) and not walks.resume(stopped, clock.now())
    finish()
    assert sizes() == RIGHT and here().seen == 36


def test_a_lost_message_is_made_good_by_the_sweep(crowd):
    """A walk that goes on is due at once: two minutes later the sweep wakes it."""
    audience.count(NOW)
    due_work.wake(PK, walks.WALK)
    crowd.messages()
    assert due_work.sweep(NOW + due_work.PATIENCE) == 0
    assert due_work.sweep(NOW + due_work.PATIENCE + 1_000) == 1
    assert (PK, walks.WALK) in [(message["pk"], message["sk"]) for message in crowd.messages()]


def test_a_walk_begun_anew_is_another_run(crowd):
    """While one is under way: its pages move nothing any more, and the new one sees everybody."""
    audience.count(NOW)
    due_work.wake(PK, walks.WALK)
    former = here()
    audience.count(NOW + 1)
    assert not walks.go_on(former, after="x", seen=7, carried={}, now=NOW + 1)
    assert here().page_id != former.page_id
    set_clock(NOW + 60_000)
    finish()
    assert sizes() == RIGHT and here().seen == 36


def test_segments_are_counted_every_night_and_each_day_keeps_its_last_count(crowd):
    """At three in the company's zone, found by the sweep; a lead more the next day shows in the next figure."""
    audience.count(NOW)
    finish()
    again = here().due_at
    assert again == at("2026-11-25 03:00")
    people.commit(someone(50, "vip"))
    set_clock(again + due_work.PATIENCE + 1_000)
    assert due_work.sweep(clock.now()) == 1
    due_work.wake(PK, walks.WALK)
    finish()
    audience.count(clock.now())
    finish()
    days = segment_sizes.read(["vips"])["vips"].days
    assert [(day.day, day.size) for day in days] == [("2026-11-24", 10), ("2026-11-25", 11)]
    assert len({day.rule for day in days}) == 1
    crowd.publish(plan_of(segments={**SEGMENTS, "vips": {"any": [{"tag": "vip"}, {"tag": "x"}]}}, version=2))
    audience.count(clock.now())
    finish()
    assert segment_sizes.read(["vips"])["vips"].days[-1].rule != days[-1].rule


def test_a_count_that_comes_late_changes_nothing(crowd):
    """The figure of a later moment stays; the day before four hundred days is forgotten."""
    for moment, day, size in ((NOW, "2026-11-24", 5), (NOW - 1, "2026-11-24", 4), (NOW - 86_400_000, "2026-11-23", 3)):
        segment_sizes.note("vips", size, "r", moment, day)
    counted = segment_sizes.read(["vips", "readers"])
    assert set(counted) == {"vips"} and (counted["vips"].size, counted["vips"].as_of) == (5, NOW)
    assert counted["vips"].days == (("2026-11-24", 5, "r"),)
    segment_sizes.note("vips", 6, "r", NOW + 400 * 86_400_000, "2027-12-29")
    assert [day.day for day in segment_sizes.read(["vips"])["vips"].days] == ["2027-12-29"]


def test_without_segments_nothing_is_walked(world):
    """A plan that has none begins no walk; one that was under way when the last was removed ends, and is not due."""
    set_clock(NOW)
    world.publish(plan_of())
    audience.count(NOW)
    assert walks.read(audience.TASK) is None
    world.publish(plan_of(segments={"vips": {"tag": "vip"}}, version=2))
    audience.count(NOW)
    world.publish(plan_of(version=3))
    assert finish() == 1
    walk = here()
    assert walk.status == "ended" and walk.due_at is None and audience.sizes() == []


def test_a_walk_that_only_a_newer_release_knows_is_left_alone(world):
    """It stays as it is, due, for the release that knows it."""
    set_clock(NOW)
    walks.begin("of-tomorrow", NOW, NOW, of="x#1")
    before = here("of-tomorrow", "x#1")
    due_work.wake(keys.walk_pk("of-tomorrow", "x#1"), walks.WALK)
    assert here("of-tomorrow", "x#1") == before and (before.of, before.due_at) == ("x#1", NOW)


def test_somebody_who_cannot_be_read_stops_nobody_else(crowd):
    """Whatever lies in the place of a person."""
    broken = {"pk": {"S": "person#l_bad"}, "sk": {"S": "person"}, "version": {"N": "1"}, "state": {"B": b"?"}}
    newer = {**broken, "pk": {"S": "person#l_new"}, "format": {"N": "99"}}
    for item in (broken, newer):
        boto3.client("dynamodb", region_name=REGION).put_item(TableName="state", Item=item)
    audience.count(NOW)
    finish()
    assert sizes() == RIGHT


def test_what_keeps_failing_is_shown_and_can_be_tried_again(crowd, monkeypatch):
    """The plan that the walk counts by has gone: it stands still, the letter stays as long as it does, and tried again
    once the plan is back it comes to its end, and the letter leaves the list."""
    audience.count(NOW)
    due_work.wake(PK, walks.WALK)
    s3 = boto3.client("s3", region_name=REGION)
    body = s3.get_object(Bucket="plans", Key="plans/1.json")["Body"].read()
    s3.delete_object(Bucket="plans", Key="plans/1.json")
    plans.forget_all()
    assert not due_work.wake_from({"pk": PK, "sk": walks.WALK})
    ((case,), _) = recovery.cases(10)
    assert (case.letter.kind, case.letter.whose, case.letter.what) == ("wake", PK, walks.WALK)
    s3.put_object(Bucket="plans", Key="plans/1.json", Body=body)
    assert recovery.revive(case.letter.id)
    finish()
    assert sizes() == RIGHT and recovery.cases(10) == ([], 0)
