"""An event counts once: what a person remembers of those it has heard, and for how long."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import keys
from mikomi.core.people import recall
from mikomi.model.events import Event, Packet
from mikomi.model.person import Heard, Person
from msgspec.structs import replace

from tests.core.story import Story, plan_of

RULE = {"rules": [{"id": "r", "name": "r", "when": {"visited": "/a"}, "points": 1}]}
HOUR = 3_600_000
marks = st.integers(0, 400).map(lambda n: keys.short("m", str(n)))


def view(number: int, at: int) -> Event:
    page = {"page": {"path": "/a"}}
    return Event(subject="a:b", id=f"m{number}", type="page", at=at, received_at=at, context=page)


@pytest.mark.parametrize("since", [0, 1, recall.PROMISED - 1])
def test_of_the_promised_ones_each_is_known_again(since: int) -> None:
    """I2: an event that comes again after up to 95 others, in another request, within a day, counts once."""
    story = Story(plan_of((), RULE), lead=False)
    for number in range(since + 1):
        story.fold(view(number, story.now + number))
    before = story.person
    story.fold(view(0, story.now + 20 * HOUR))
    assert story.person == before and story.because[-1].kind == "duplicate"


def test_a_day_and_no_longer() -> None:
    """After 26 hours of arrival a mark is let go, whatever came in between: nobody carries old marks about."""
    story = Story(plan_of((), RULE), lead=False)
    for hour in range(60):
        story.fold(view(hour, story.now + hour * HOUR))
    assert not recall.knows(story.person, keys.short("a:b", "client", "m0"))
    assert recall.knows(story.person, keys.short("a:b", "client", "m40"))
    assert sum(len(each.marks) for each in story.person.heard) <= 8 * (26 + 6 + 1)


@given(st.lists(st.tuples(marks, st.integers(0, 40 * HOUR)), max_size=600))
def test_never_more_than_is_kept(told: list[tuple[str, int]]) -> None:
    """However many come, in whatever order: the latest 96 are known (a day old at most), no more than 128 are kept."""
    heard: tuple[Heard, ...] = ()
    arrived = sorted(told, key=lambda one: one[1])
    for mark, at in arrived:
        heard = recall.noted(heard, mark, at)
    person = Person(id="v_1", heard=heard)
    newest = arrived[-1][1] if arrived else 0
    for mark, at in arrived[-recall.PROMISED :]:
        assert recall.knows(person, mark) or at < newest - recall.REMEMBERED
    assert sum(len(each.marks) for each in heard) <= (recall.PROMISED + recall.HANDFUL) * recall.MARK


@given(st.randoms(use_true_random=False), st.integers(1, 400), st.sampled_from([HOUR // 60, HOUR, 2 * HOUR, 60 * HOUR]))
def test_what_is_not_known_was_not_told(random: Random, told: int, within: int) -> None:
    """Told in an order that is off by an hour at the most, in bursts or over days: from the arrival on of which they
    are certain, a person knows all that they were told; whoever was told less than is promised is so for a day.
    """
    arrivals = [random.randrange(within) for _ in range(told)]
    heard: tuple[Heard, ...] = ()
    for number in sorted(range(told), key=lambda each: arrivals[each] + random.randrange(HOUR)):
        heard = recall.noted(heard, keys.short("m", str(number)), arrivals[number])
    person = Person(id="v_1", heard=heard)
    certain = recall.certain_since(person)
    assert certain is not None
    known = {number for number in range(told) if recall.knows(person, keys.short("m", str(number)))}
    assert {number for number in range(told) if arrivals[number] >= certain} <= known
    if told < recall.PROMISED:
        assert certain == max(arrivals) - recall.REMEMBERED


def test_who_remembers_nothing_is_certain_of_nothing() -> None:
    """And whom a former release has told something, of nothing before ours did (R1)."""
    assert recall.certain_since(Person(id="v_1")) is None
    assert recall.certain_since(Person(id="v_1", seen={"abcdefgh": 5})) is None
    heard = recall.noted((), keys.short("m", "1"), 60 * HOUR)
    assert recall.certain_since(Person(id="v_1", heard=heard)) == 60 * HOUR - recall.REMEMBERED
    assert recall.certain_since(Person(id="v_1", heard=heard, seen={"abcdefgh": 5})) == 60 * HOUR


@given(st.lists(marks, unique=True, max_size=90), st.lists(marks, unique=True, max_size=90))
def test_joined_in_any_order(one: list[str], other: list[str]) -> None:
    """Two who turn out to be one remember what both did, as far as it is kept, whoever is asked first."""
    first: tuple[Heard, ...] = ()
    second: tuple[Heard, ...] = ()
    for number, mark in enumerate(one):
        first = recall.noted(first, mark, number * 60_000)
    for number, mark in enumerate(other):
        second = recall.noted(second, mark, number * 61_000)
    assert recall.joined(first, second) == recall.joined(second, first) or not (first and second)
    both = Person(id="l_1", heard=recall.joined(first, second))
    if len({*one, *other}) <= recall.PROMISED + recall.HANDFUL:
        assert all(recall.knows(both, mark) for mark in (*one, *other))


def test_a_mark_is_found_only_where_one_begins() -> None:
    """What lies across two marks is none."""
    person = Person(id="v_1", heard=(Heard(since=0, until=0, marks="abcdefghijklmnop"),))
    assert recall.knows(person, "abcdefgh") and recall.knows(person, "ijklmnop")
    assert not recall.knows(person, "efghijkl")


def test_what_a_former_release_remembered_counts() -> None:
    """R1: `seen`, as it was stored before, is heard for as long as it stands there."""
    person = Person(id="v_1", seen={"abcdefgh": 5})
    assert recall.knows(person, "abcdefgh")


def test_long_packets_are_known_as_wholes() -> None:
    """The edge: 96 events in one go are remembered one by one, 97 by their packets."""
    packet = Packet(subject="a:b", sort="s", received_at=1, events=tuple(view(n, 1) for n in range(recall.PROMISED)))
    assert not recall.is_long([packet])
    assert recall.is_long([packet, replace(packet, events=packet.events[:1])])


def test_a_handful_is_a_handful() -> None:
    """With the 33rd mark a new one begins: an event writes to no more than the few youngest marks."""
    heard: tuple[Heard, ...] = ()
    for number in range(recall.HANDFUL + 1):
        heard = recall.noted(heard, keys.short("m", str(number)), number)
    assert [len(each.marks) // recall.MARK for each in heard] == [recall.HANDFUL, 1]
    assert [(each.since, each.until) for each in heard] == [(0, recall.HANDFUL - 1), (recall.HANDFUL, recall.HANDFUL)]


@given(st.lists(st.integers(0, 400), min_size=1, max_size=30), st.lists(st.integers(0, 400), min_size=1, max_size=30))
def test_what_two_remember_together_goes_as_far_back_as_either(one: list[int], other: list[int]) -> None:
    """What says from when on everything is remembered is the earliest arrival of both, never a later one."""
    heards: list[tuple[Heard, ...]] = []
    for name, arrivals in (("a", one), ("b", other)):
        heard: tuple[Heard, ...] = ()
        for number, at in enumerate(sorted(arrivals)):
            heard = recall.noted(heard, keys.short(name, str(number)), at)
        heards.append(heard)
    joined = recall.joined(*heards)
    assert min(each.since for each in joined) == min(*one, *other)
    assert max(each.until for each in joined) == max(*one, *other)
