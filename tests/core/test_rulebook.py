"""The rulebook finds what an event concerns: all of it, nothing else, and at no cost for what it does not concern."""

import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour.conditions import Facts, behaviours, holds
from mikomi.core.behaviour.leaves import leaf_key, matches
from mikomi.core.behaviour.rulebook import Rulebook, Rulebooks
from mikomi.core.points.scoring import grant, restand, score
from mikomi.core.score import half_lives
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.model.scenario import IfStep
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
    rule,
    scenario,
    submit,
    track,
    visit,
)

LEAVES: list[dict[str, Any]] = [
    {"visited": "/price"}, {"visited": "/products/**"}, {"visited": "/*"}, {"engaged": "/price", "seconds": 2},
    {"engaged": "/**", "seconds": 1}, {"submitted": "contact"}, {"submitted": "5"}, {"event": "Order"},
    {"event": "Order", "where": {"size": 5}}, {"event": "Order", "where": {"size": [5, "M"], "new": True}},
    {"event": "Order", "where": {"total": "> 10"}}, {"event": "Form Submitted"}, {"event": "Page Engaged"},
    {"event": "Mail Clicked"}, {"opened": "*"}, {"opened": "s/a"}, {"clicked": "*"}, {"clicked": "a"},
    {"clicked": "s/a"},
    {"clicked": "s/*", "link": "/x"},
]  # fmt: skip
EVENTS = [
    visit("/price"), visit("/products"), visit("/products/a/b"), visit("/"), engaged("/price", 1000),
    engaged("/price", 2500),
    engaged("/a/b", 1000), submit("contact"), submit(5), submit("05"), submit(["x", "contact"]),
    submit("other"), track("Order"), track("Order", size="5"),
    track("Order", size=["S", "m"], new=True), track("Order", total=11), track("Order", total=[1]),
    track("Other", size=5),
    clicked("s", "a"), clicked("s", "b", link="https://h/x"), opened("s", "a"), opened("t", "a"),
    track("Mail Clicked"),
    Event(id="i", type="identify", at=NOON, received_at=NOON, traits={"a": 1}),
]  # fmt: skip


@given(st.lists(st.sampled_from(LEAVES), max_size=12), st.sampled_from(EVENTS))
def test_index_finds_what_each_leaf_matches(leaves: list[dict[str, Any]], event: Event) -> None:
    """Rules found through the index are exactly those whose leaf matches the event when asked one by one, in order."""
    finds_what_matches(leaves, event)


@pytest.mark.parametrize("event", EVENTS)
def test_each_event_meets_every_leaf(event: Event) -> None:
    """The same law, of all the leaves at once: no pair is left to chance."""
    finds_what_matches(LEAVES, event)


def finds_what_matches(leaves: list[dict[str, Any]], event: Event) -> None:
    rulebook = book(*(rule(f"r{n}", leaf) for n, leaf in enumerate(leaves)))
    _, happening = rulebook.observe(lead(), event, NOON)
    asked = [
        n
        for n, written in enumerate(leaves)
        if matches(behaviours(condition(written))[0], event, engagement=happening.engagement)
    ]
    assert [watch.order for watch in happening.rules] == asked
    assert happening.occurred == {leaf_key(behaviours(condition(leaves[n]))[0]) for n in asked}


def occasions(rulebook: Rulebook, *events: Event, person: Person | None = None) -> list[tuple[str, ...]]:
    """For each event in turn the ids of the rules that it was an occasion for."""
    person, told = person or lead(), []
    for event in events:
        person, happening = rulebook.observe(person, event, event.received_at)
        told.append(
            tuple(
                watch.rule.id
                for watch in happening.rules
                if rulebook.holds_for(watch, person, happening, event.received_at)
            )
        )
    return told


def test_each_match_is_an_occasion_without_memory() -> None:
    """`times` 1: every visit counts, and nothing is remembered for it."""
    rulebook = book(rule("price", {"visited": "/price"}), rule("week", {"visited": "/price", "within": "7d"}))
    assert occasions(rulebook, visit("/price"), visit("/price"), visit("/a")) == [("price", "week")] * 2 + [()]
    assert rulebook.observe(lead(), visit("/price"), NOON)[0].memory == {}
    late = replace(visit("/price", NOON - 8 * DAY), received_at=NOON)
    assert occasions(rulebook, late) == [("price",)]


def test_times_are_reached_once() -> None:
    """`times` 3 within 7 days: the third visit is the occasion, the fourth is not; when the window emptied, it can
    come again."""
    rulebook = book(rule("often", {"visited": "/price", "times": 3, "within": "7d"}))
    days = [0, 1, 2, 3, 20, 21, 22, 23]
    told = occasions(rulebook, *(visit("/price", NOON + day * DAY) for day in days))
    assert [day for day, ids in zip(days, told, strict=True) if ids] == [2, 22]


@given(st.lists(st.integers(0, 40), min_size=1, max_size=25), st.integers(2, 4))
def test_times_against_counting_the_whole_history(hours: list[int], times: int) -> None:
    """Remembering only the last few times decides like counting the whole history, for events in order."""
    rulebook = book(rule("often", {"visited": "/a", "times": times, "within": "9h"}))
    moments = [NOON + hour * HOUR for hour in sorted(hours)]
    told = occasions(rulebook, *(visit("/a", at) for at in moments))

    def within(n: int, now: int) -> int:
        return sum(now - 9 * HOUR <= at <= now for at in moments[:n])

    wanted = [within(n, at) < times <= within(n + 1, at) for n, at in enumerate(moments)]
    assert [bool(ids) for ids in told] == wanted


def test_compounds() -> None:
    """A compound has its occasion with one of its own leaves, if the whole then holds; what stands below `not`
    prompts nothing."""
    rulebook = book(
        rule("both", {"all": [{"visited": "/a"}, {"visited": "/b"}]}),
        rule("customer", {"all": [{"visited": "/a"}, {"tag": "顧客"}]}),
        rule("without", {"all": [{"visited": "/a"}, {"not": {"visited": "/b"}}]}),
        rule("either", {"any": [{"visited": "/a"}, {"visited": "/c", "times": 2, "within": "1d"}]}),
    )
    told = occasions(rulebook, visit("/a"), visit("/b"), visit("/a"), visit("/c"), visit("/c"))
    assert told == [("without", "either"), ("both",), ("both", "either"), (), ("either",)]
    assert ("customer",) in [ids[:1] for ids in occasions(rulebook, visit("/a"), person=lead(("顧客",)))]


def test_a_trigger_sees_the_score_after_the_event() -> None:
    """A trigger that joins behaviour and score is asked after scoring: the points of the very event count."""
    rulebook = book(
        rule("price", {"visited": "/price"}, 50),
        scenarios=[
            scenario("hot", {"all": [{"visited": "/price"}, {"score": ">= 80"}]}),
            scenario("any", {"visited": "/price"}),
        ],
    )
    person, told = lead(), []
    for n in range(3):
        event = visit("/price", NOON + n, id=f"e{n}")
        person, happening = rulebook.observe(person, event, event.at)
        person, _ = score(person, "a:1", event, happening, rulebook, event.at)
        told.append(rulebook.triggered(person, happening, event.at))
    assert told == [("any",), ("hot", "any"), ("hot", "any")]


def test_state_triggers_rise_once() -> None:
    """A trigger without behaviour fires when it becomes true, not while it stays true; a new person is measured
    against nobody."""
    rulebook = book(
        bands=[{"id": "hot", "name": "Hot", "from": 80}],
        scenarios=[
            scenario("customer", {"tag": "顧客"}),
            scenario("not-customer", {"not": {"tag": "顧客"}}),
            scenario("score", {"all": [{"score": ">= 80"}, {"not": {"tag": "顧客"}}]}),
            scenario("band", {"band": "hot"}),
            scenario("maker", {"trait": "industry", "is": "製造業"}),
            scenario("draft", {"tag": "顧客"}, status="draft"),
            scenario("paused", {"tag": "顧客"}, status="paused"),
        ],
    )
    somebody, customer = lead(), lead(("顧客",))
    assert rulebook.risen(None, somebody, NOON) == ()
    assert rulebook.risen(None, customer, NOON) == ("customer",)
    assert rulebook.risen(somebody, customer, NOON) == ("customer",)
    assert rulebook.risen(customer, customer, NOON) == ()
    assert rulebook.risen(customer, somebody, NOON) == ("not-customer",)
    warm, hot = (grant(somebody, "a:1", "r", "", points, "e", NOON, 1, half_lives.of(None)) for points in (79, 80))
    assert rulebook.risen(somebody, warm, NOON) == ()
    assert rulebook.risen(warm, hot, NOON) == ("score", "band")
    assert rulebook.risen(hot, grant(hot, "a:1", "r", "", 9, "e", NOON, 1, half_lives.of(None)), NOON) == ()
    assert rulebook.risen(somebody, lead(industry="製造業"), NOON) == ("maker",)
    assert rulebook.risen(lead(industry="製造業"), lead(industry="製造業"), NOON) == ()


STATES = st.recursive(
    st.sampled_from(
        [{"tag": "a"}, {"tag": "b"}, {"trait": "x", "is": 1}, {"trait": "x", "exists": False}, {"unsubscribed": True},
         {"score": ">= 20"}, {"score": "< 20"}, {"score": "= 20"}, {"score": "> 5", "axis": "fit"}, {"band": "hot"}]
    ),
    lambda parts: st.one_of(
        parts.map(lambda one: {"not": one}), st.lists(parts, min_size=1, max_size=3).map(lambda some: {"all": some}),
        st.lists(parts, min_size=1, max_size=3).map(lambda some: {"any": some}),
    ),
    max_leaves=6,
)  # fmt: skip


@st.composite
def people(draw: Any) -> Person:
    person = lead(tuple(draw(st.sets(st.sampled_from("ab")))), **draw(st.sampled_from([{}, {"x": 1}, {"x": 2}])))
    for axis in ("interest", "fit"):
        if points := draw(st.sampled_from([0, 5, 19, 20, 30, -3])):
            person = grant(person, "a:1", axis, "", points, "e", NOON, 1, half_lives.of(None), axis)
    return replace(person, unsubscribed_at=draw(st.sampled_from([None, NOON])))


@given(st.lists(STATES, max_size=6), people(), people())
def test_rising_against_asking_everyone(written: list[dict[str, Any]], before: Person, after: Person) -> None:
    """Triggers found through what changed are exactly those that are false of the person before and true of the one
    after."""
    rulebook = book(
        bands=[{"id": "hot", "name": "Hot", "from": 20}, {"id": "cool", "name": "Cool", "from": 0}],
        scenarios=[scenario(f"s{n}", when) for n, when in enumerate(written)],
    )
    wanted = tuple(
        f"s{n}"
        for n, when in enumerate(written)
        if holds(condition(when), Facts(after, NOON, rulebook))
        and not holds(condition(when), Facts(before, NOON, rulebook))
    )
    assert rulebook.risen(before, after, NOON) == wanted


STEPS: list[dict[str, Any]] = [
    {"id": "hello", "mail": {"template": "hello"}},
    {"id": "read", "if": {"any": [{"clicked": "hello"}, {"visited": "/offer", "times": 2}]}, "then": [{"exit": True}]},
    {"id": "s", "split": [{"id": "A", "steps": [
        {"id": "deep", "if": {"engaged": "/cases/**", "seconds": 5}, "then": [{"add_tag": "deep"}]}]}, {"id": "B"}]},
    {"id": "known", "if": {"visited": "/offer", "since": "ever"}, "then": [{"add_tag": "known"}]},
]  # fmt: skip


def test_enrolments_remember_what_their_scenario_asks() -> None:
    """Branches, goal and exits of the enrolment's own version are remembered since entry; a foreign mail's click is
    not."""
    goal = {"name": "g", "when": {"submitted": "contact"}}
    asking = scenario("s", {"submitted": "x"}, STEPS, goal=goal, exit_when=[{"event": "Bye"}])
    rulebook = book(scenarios=[asking])
    own, person = enrolment("s"), lead()
    events = [
        visit("/offer", NOON + 1), visit("/offer", NOON + 2), visit("/offer", NOON + 3), visit("/else"),
        submit("contact"), track("Bye"), engaged("/cases/1", 6000), clicked("s", "hello", enrolment="n1"),
        clicked("s", "hello", enrolment="n0"),
    ]  # fmt: skip
    for event in events:
        person, happening = rulebook.observe(person, event, event.at)
        own = rulebook.note(own, event, happening)
    read = next(step.if_ for step in rulebook.scenario("s").steps if isinstance(step, IfStep))
    told, offer = behaviours(read)
    assert own.memory[leaf_key(told, "s")] == (NOON,)
    assert own.memory[leaf_key(offer)] == (NOON + 2, NOON + 3)
    assert len(own.memory) == 5
    assert person.memory == {leaf_key(offer): (NOON + 3,)}  # since: ever
    assert rulebook.note(own, visit("/else"), happening) is own
    assert holds(read, Facts(person, NOON + 3, rulebook, scenario="s", enrolment=own))


def test_what_is_no_longer_asked_is_forgotten() -> None:
    """A person drops the memory and the caps that neither the new plan nor the plans of its enrolments ask for."""
    often = rule("often", {"visited": "/a", "times": 2, "within": "1d"}, cap={"points": 5, "per": "1d"})
    ever: dict[str, Any] = {"id": "i", "if": {"visited": "/b", "since": "ever"}}
    old = book(often, scenarios=[scenario("s", {"tag": "x"}, [ever])])
    new, newer = book(often, version=2), book(version=3)
    person = lead()
    for path in ("/a", "/a", "/b"):
        person, _ = old.observe(person, visit(path), NOON)
    person = replace(person, caps={"often": ((NOON, 5.0),)})
    a, b = (leaf_key(behaviours(condition({"visited": path}))[0]) for path in ("/a", "/b"))
    assert person.memory.keys() == {a, b} and Rulebooks(old, {}).forget(person) is person
    assert Rulebooks(new, {}).forget(person).memory.keys() == {a}
    nothing = Rulebooks(newer, {}).forget(person)
    assert nothing.memory == {} == nothing.caps
    assert Rulebooks(newer, {1: old}).forget(replace(person, enrolments=(enrolment("s"),))).memory.keys() == {a, b}


def test_versions_stand_side_by_side() -> None:
    """A version that is not there, and a scenario that a version lacks, are errors that say so in both languages."""
    one, two = book(version=1), book(version=2)
    books = Rulebooks(two, {1: one})
    assert (books.of(1), books.of(2), books.active) == (one, two, two)
    with pytest.raises(KeyError, match="plan version 3 was not loaded / プラン版 3"):
        books.of(3)
    with pytest.raises(KeyError, match=r"no scenario 'x' / .*ありません"):
        one.scenario("x")


def crowd(count: int) -> Rulebook:
    """`count` rules and as many scenarios of every kind that the events of the test below do not concern."""
    rules, scenarios = [], []
    for n in range(count // 8):
        whens: list[dict[str, Any]] = [
            {"visited": f"/crowd/{n}/**"}, {"visited": f"/**/x{n}"}, {"engaged": f"/e{n}", "seconds": 30},
            {"submitted": f"f{n}"},
            {"event": f"Event {n}"}, {"event": "Order", "where": {"sku": f"s{n}"}}, {"clicked": f"c{n}/a"},
            {"all": [{"visited": f"/y{n}", "times": 3, "within": "7d"}, {"tag": f"t{n}"}]},
        ]  # fmt: skip
        rules += [rule(f"r{n}-{k}", when) for k, when in enumerate(whens)]
        rules += [rule(f"a{n}", {"trait": f"k{n}", "is": 1}), rule(f"b{n}", {"tag": f"u{n}"})]
        scenarios += [scenario(f"s{n}-{k}", when) for k, when in enumerate(whens)]
        scenarios += [scenario(f"t{n}", {"tag": f"v{n}"}), scenario(f"p{n}", {"score": f">= {500 + n}"})]
    mine = [
        rule("price", {"visited": "/price"}, cap={"points": 30, "per": "7d"}),
        rule("it", {"trait": "industry", "is": "IT"}),
    ]
    return book(
        *rules, *mine, scenarios=[*scenarios, scenario("mine", {"visited": "/price", "times": 3, "within": "7d"})]
    )


def calls_for(rulebook: Rulebook) -> int:
    """How many Python functions are called to fold a few events of all kinds."""
    events = [
        visit("/price"), visit("/nowhere"), engaged("/price", 40_000), submit("contact"), track("Order", sku="mine"),
        clicked("s", "a"), track("Unknown"), Event(id="i", type="identify", at=NOON, received_at=NOON),
    ]  # fmt: skip
    count = 0

    def counted(frame: Any, kind: str, argument: Any) -> None:
        nonlocal count
        count += kind == "call"

    def fold() -> None:
        person = lead(industry="IT")
        for event in events:
            before = person
            person, happening = rulebook.observe(person, event, NOON)
            person, _ = score(person, "a:1", event, happening, rulebook, NOON)
            person, _ = restand(before, person, event, rulebook, NOON)
            rulebook.triggered(person, happening, NOON)
            rulebook.risen(before, person, NOON)

    fold()  # fills the caches of paths
    sys.setprofile(counted)
    try:
        fold()
    finally:
        sys.setprofile(None)
    return count


def test_rules_that_do_not_match_cost_nothing() -> None:
    """An event costs the same number of calls whether 8 or 8,000 rules and scenarios stand by that it does not
    concern."""
    assert calls_for(crowd(8_000)) == calls_for(crowd(8))
