"""What conditions mean: which events a leaf matches, and of whom a whole condition holds."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour.conditions import Facts, behaviours, dependencies, holds, is_attribute, prompting
from mikomi.core.behaviour.engagement import Engagement, Views, engage
from mikomi.core.behaviour.leaves import leaf_key, matches, remembered
from mikomi.core.points.scoring import grant
from mikomi.model.events import MAIL_CLICKED, Event
from msgspec.structs import replace

from tests.core.plans import (
    DAY,
    HOUR,
    NOON,
    book,
    clicked,
    condition,
    engaged,
    enrolment,
    lead,
    opened,
    submit,
    track,
    visit,
)

BOOK = book(
    decay={"half_life": "30d"},
    bands=[{"id": "hot", "name": "Hot", "from": 80}, {"id": "cool", "name": "Cool", "from": 0}],
)


def leaf(**written: Any) -> Any:
    """A condition that is one behaviour leaf."""
    return condition(written)


# --- one leaf and one event


@pytest.mark.parametrize(
    ("written", "event", "matched"),
    [
        ({"visited": "/price"}, visit("/price/"), True),
        ({"visited": "/price"}, track("price", path="/price"), False),
        ({"submitted": "contact"}, submit("contact"), True),
        ({"submitted": "contact"}, submit("download"), False),
        ({"submitted": "contact"}, submit(None), False),
        ({"event": "Order Completed"}, track("Order Completed"), True),
        ({"event": "Order Completed"}, visit("Order Completed"), False),
        ({"event": "Order Completed", "where": {"plan": "Pro"}}, track("Order Completed", plan=" pro "), True),
        ({"event": "Order Completed", "where": {"plan": ["pro", "team"]}}, track("Order Completed", plan="Team"), True),
        ({"event": "Order Completed", "where": {"total": ">= 10000"}}, track("Order Completed", total="12,000"), True),
        ({"event": "Order Completed", "where": {"total": ">= 10000"}}, track("Order Completed", total="much"), False),
        ({"event": "Order Completed", "where": {"item.size": 5}}, track("Order Completed", item={"size": "5"}), True),
        ({"event": "Order Completed", "where": {"tags": "b"}}, track("Order Completed", tags=["a", "b"]), True),
        ({"event": "Order Completed", "where": {"new": True}}, track("Order Completed", new="true"), True),
        ({"event": "Order Completed", "where": {"new": True}}, track("Order Completed", new=1), False),
        ({"event": "Order Completed", "where": {"plan": "pro"}}, track("Order Completed"), False),
        ({"clicked": "*"}, clicked("s", "a"), True),
        ({"clicked": "s/a"}, clicked("s", "a"), True),
        ({"clicked": "s/*"}, clicked("s", "a"), True),
        ({"clicked": "s/a"}, clicked("t", "a"), False),
        ({"clicked": "a"}, clicked("s", "a"), True),
        ({"opened": "s/a"}, clicked("s", "a"), False),
        ({"opened": "s/a"}, opened("s", "a"), True),
        ({"clicked": "*", "link": "/offer/**"}, clicked("s", "a", link="https://x.example/offer?mk=1"), True),
        (
            {"clicked": "*", "link": "https://x.example/offer"},
            clicked("s", "a", link="http://x.example/offer/?mk=1"),
            True,
        ),
        (
            {"clicked": "*", "link": "https://x.example/offer?a=2"},
            clicked("s", "a", link="https://x.example/offer?a=1"),
            False,
        ),
        ({"clicked": "*", "link": "/offer"}, clicked("s", "a"), False),
    ],
)
def test_one_leaf_and_one_event(written: dict[str, Any], event: Event, matched: bool) -> None:
    """Each behaviour verb matches the events that the workspace's format names for it, and no others."""
    assert matches(leaf(**written), event) is matched


def test_a_browser_cannot_claim_a_click() -> None:
    """Mail feedback counts only if it came through our own links: a track call of that name is a track call."""
    claimed = track(MAIL_CLICKED, scenario="s", step="a")
    assert not matches(leaf(clicked="*"), claimed)
    assert matches(leaf(event=MAIL_CLICKED), claimed)


def test_mails_inside_an_enrolment_are_its_own() -> None:
    """A bare step means this scenario's; inside an enrolment a click on an earlier enrolment's mail does not count."""
    cases = leaf(clicked="cases")
    assert matches(cases, clicked("s", "cases"), scenario="s")
    assert not matches(cases, clicked("t", "cases"), scenario="s")
    own = enrolment("s", mails={"cases": NOON})
    assert matches(cases, clicked("s", "cases", enrolment="n1"), scenario="s", enrolment=own)
    assert not matches(cases, clicked("s", "cases", enrolment="n0"), scenario="s", enrolment=own)
    assert not matches(leaf(clicked="*"), clicked("t", "hello", enrolment="n7"), scenario="s", enrolment=own)
    assert matches(cases, clicked("s", "cases"), scenario="s", enrolment=own)
    assert not matches(cases, clicked("s", "cases"), scenario="s", enrolment=enrolment("s"))


@given(st.lists(st.integers(1, 50_000), max_size=12), st.randoms(use_true_random=False))
def test_engaged_time_adds_up_once(deltas: list[int], random: Any) -> None:
    """In any order the deltas of a page view add up to their sum, and exactly one of them carries it over the
    threshold."""
    random.shuffle(deltas)
    views: Views = ()
    crossed = 0
    for delta in deltas:
        event = engaged("/price", delta)
        views, engagement = engage(views, event)
        crossed += matches(leaf(engaged="/price", seconds=60), event, engagement=engagement)
    assert sum(view.ms for view in views) == sum(deltas)
    assert crossed == (sum(deltas) >= 60_000)


def test_the_threshold_itself_is_reached() -> None:
    """Thirty seconds are thirty seconds: not a millisecond less, and only once."""
    half_a_minute = leaf(engaged="/a", seconds=30)
    for before, after, reached in (
        (0, 29_999, False),
        (29_999, 30_000, True),
        (0, 30_000, True),
        (30_000, 30_001, False),
    ):
        assert matches(half_a_minute, engaged("/a", 1), engagement=Engagement("/a", before, after)) is reached


def test_silence_counts_from_the_latest_event_of_a_view() -> None:
    """A late event does not turn a view's time back: half an hour after the latest it is still the same view, a
    millisecond later it is another."""
    views: Views = ()
    for minutes in (20, 0):
        views, _ = engage(views, engaged("/a", 1000, NOON + minutes * 60_000, page=None))
    edge = NOON + 50 * 60_000
    assert engage(views, engaged("/a", 1, edge, page=None))[1] == Engagement("/a", 2000, 2001)
    assert engage(views, engaged("/a", 1, edge + 1, page=None))[1] == Engagement("/a", 0, 1)


def test_page_views_are_kept_apart() -> None:
    """Page ids, paths and, without ids, half an hour of silence keep views apart; only the latest few are
    remembered."""
    views, first = engage((), engaged("/a", 1000))
    assert first == Engagement("/a", 0, 1000)
    views, other = engage(views, engaged("/a", 1000, page="p2"))
    assert other == Engagement("/a", 0, 1000)
    views, again = engage(views, engaged("/a/?x=1", 500))
    assert again == Engagement("/a", 1000, 1500)
    quiet, _ = engage((), engaged("/a", 1000, page=None))
    assert engage(quiet, engaged("/a", 1000, NOON + HOUR, page=None))[1] == Engagement("/a", 0, 1000)
    for n in range(9):
        views, _ = engage(views, engaged(f"/{n}", 10, NOON + n + 1))
    assert [view.path for view in views] == ["/4", "/5", "/6", "/7", "/8"]


@pytest.mark.parametrize("nonsense", [None, "x", -5, 0, True, float("nan"), float("inf"), [], {}, "1e999", 10**400])
def test_nonsense_engages_nobody(nonsense: Any) -> None:
    """What is no positive length of time changes nothing."""
    assert engage((), engaged("/a", nonsense)) == ((), None)


# --- a condition and a person


@pytest.mark.parametrize(
    ("written", "held"),
    [
        ({"tag": "顧客"}, True),
        ({"tag": "競合"}, False),
        ({"not": {"tag": "競合"}}, True),
        ({"all": [{"tag": "顧客"}, {"tag": "競合"}]}, False),
        ({"any": [{"tag": "顧客"}, {"tag": "競合"}]}, True),
        ({"trait": "industry", "in": ["製造業", "IT"]}, True),
        ({"trait": "industry", "is": "it"}, True),
        ({"trait": "employees", "is": 250}, True),
        ({"trait": "employees", "is": "250"}, True),
        ({"trait": "title", "matches": "(課長|部長)"}, True),
        ({"trait": "title", "matches": "社長"}, False),
        ({"trait": "email", "matches": "@(gmail|yahoo)\\."}, True),
        ({"trait": "phone", "is": "312345678"}, False),
        ({"trait": "nothing", "exists": False}, True),
        ({"trait": "blank", "exists": True}, False),
        ({"trait": "title", "exists": True}, True),
        ({"trait": "nothing", "matches": "x"}, False),
        ({"trait": "products", "matches": "^B-"}, True),
        ({"trait": "products", "matches": "^C-"}, False),
        ({"unsubscribed": False}, True),
        ({"unsubscribed": True}, False),
        ({"segment": "anyone"}, False),
        ({"score": ">= 80"}, True),
        ({"score": "< 80"}, False),
        ({"score": "= 100", "axis": "interest"}, True),
        ({"score": "> 0", "axis": "fit"}, False),
        ({"band": "hot"}, True),
        ({"band": "cool"}, False),
    ],
)
def test_state_verbs(written: dict[str, Any], held: bool) -> None:
    """State verbs look at the person, leniently: width, case and the way a number is written do not count."""
    person = lead(
        ("顧客",),
        industry="ＩＴ",
        employees="250",
        title="営業部長",
        email="a@GMAIL.com",
        phone="0312345678",
        blank="",
        products=["A-1", "B-2"],
    )
    person = grant(person, "a:1", "r", "", 100, "e", NOON, 1, BOOK.half_lives)
    assert holds(condition(written), Facts(person, NOON, BOOK)) is held


def test_a_score_is_what_is_shown() -> None:
    """A score fades below its threshold with time; 79.96 is shown as 80.0 and counts as 80."""
    person = grant(lead(), "a:1", "r", "", 80, "e", NOON, 1, BOOK.half_lives)
    hot = condition({"all": [{"score": ">= 80"}, {"band": "hot"}]})
    assert holds(hot, Facts(person, NOON + HOUR // 2, BOOK))  # 79.96
    assert not holds(hot, Facts(person, NOON + 2 * HOUR, BOOK))  # 79.85


def test_within_looks_backwards_from_the_question() -> None:
    """Times count from `within` before the moment of the question up to that moment, never from later."""
    often = leaf(visited="/price", times=2, within="7d")
    key = leaf_key(often)
    person = replace(lead(), memory={key: (NOON - 8 * DAY, NOON - 7 * DAY, NOON)})
    assert holds(often, Facts(person, NOON, BOOK))
    assert not holds(often, Facts(person, NOON + 1, BOOK))
    earlier = Facts(person, NOON - 1, BOOK)
    assert holds(leaf(visited="/price", times=2, within="8d"), earlier)
    assert not holds(leaf(visited="/price", times=3, within="30d"), earlier)


def test_inside_an_enrolment_only_its_own_memory_counts() -> None:
    """Branches count behaviour since entry; `since: ever` asks the person; another scenario's mail proves nothing."""
    price, ever = leaf(visited="/price"), leaf(visited="/price", since="ever")
    key = leaf_key(price)
    person = replace(lead(), memory={key: (NOON,)})
    inside = Facts(person, NOON, BOOK, visit("/price"), "s", enrolment("s"), frozenset((key,)))
    assert not holds(price, inside)
    assert holds(ever, inside)
    assert holds(price, Facts(person, NOON, BOOK))
    entered = enrolment("s", memory={key: (NOON,)})
    assert holds(price, Facts(lead(), NOON, BOOK, enrolment=entered, scenario="s"))


def test_what_conditions_are_made_of() -> None:
    """Leaves from left to right, those that can prompt, what is looked at, and whether behaviour is asked for at
    all."""
    written = condition(
        {"all": [{"visited": "/a"}, {"not": {"any": [{"clicked": "x"}, {"tag": "t"}]}}, {"trait": "n", "exists": True}]}
    )
    assert [type(one).__name__ for one in behaviours(written)] == ["Visited", "Clicked"]
    assert [type(one).__name__ for one in prompting(written)] == ["Visited"]
    assert dependencies(written) == {"tag:t", "trait:n"}
    assert not is_attribute(written) and is_attribute(condition({"not": {"score": "> 1"}}))
    assert dependencies(condition({"any": [{"score": "> 1"}, {"band": "hot"}, {"unsubscribed": True}]})) == {
        "score", "band", "unsubscribed",
    }  # fmt: skip


def test_keys_tell_leaves_apart() -> None:
    """A key is what is looked for: how often and how long do not matter, every detail of the search does."""
    one = leaf(visited="/a")
    assert leaf_key(one) == leaf_key(leaf(visited="/a", times=3, within="7d")) and len(leaf_key(one)) == 8
    different = [
        one, leaf(visited="/b"), leaf(engaged="/a"), leaf(engaged="/a", seconds=9), leaf(event="/a"),
        leaf(submitted="/a"),
        leaf(event="/a", where={"x": 1}), leaf(event="/a", where={"x": "1"}), leaf(opened="a"), leaf(clicked="a"),
        leaf(clicked="s/a"), leaf(clicked="*"), leaf(clicked="a", link="/x"),
    ]  # fmt: skip
    assert len({leaf_key(found) for found in different}) == len(different)
    assert leaf_key(leaf(event="e", where={"a": 1, "b": 2})) == leaf_key(leaf(event="e", where={"b": 2, "a": 1}))
    assert leaf_key(leaf(clicked="a"), "s") == leaf_key(leaf(clicked="s/a")) != leaf_key(leaf(clicked="a"), "t")


# --- memory


@given(
    st.lists(st.integers(0, 50), min_size=1, max_size=20),
    st.randoms(use_true_random=False),
    st.integers(1, 5),
    st.one_of(st.none(), st.integers(0, 40)),
)
def test_memory_does_not_depend_on_order(times: list[int], random: Any, keep: int, max_age: int | None) -> None:
    """Whatever the order of arrival, the latest `keep` times remain, in order, none too old."""
    wanted = tuple(sorted(at for at in times if max_age is None or at >= max(times) - max_age)[-keep:])
    random.shuffle(times)
    memory: tuple[int, ...] = ()
    for at in times:
        memory = remembered((*memory, at), keep, max_age)
    assert memory == wanted
