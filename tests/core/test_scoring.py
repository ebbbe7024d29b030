"""Points: earned once for each occasion, capped in every window, standing while they should, adding up exactly."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.core.behaviour.rulebook import Rulebook
from mikomi.core.points.caps import Grants, allowed, granted
from mikomi.core.points.scoring import grant, restand, restand_for, score
from mikomi.core.score import half_lives
from mikomi.core.score.bands import band_of
from mikomi.core.score.totals import decaying, parts, shown, total
from mikomi.model.decision import Because
from mikomi.model.events import Event
from mikomi.model.person import Person, PlanMark, Trait
from mikomi.model.scoring import Cap
from msgspec.structs import replace

from tests.core.plans import DAY, HOUR, NOON, book, condition, lead, rule, track, visit

MONTH = 30 * DAY
HALVED_MONTHLY = half_lives.of(MONTH)
NEVER = half_lives.of(None)


def earn(
    rulebook: Rulebook, *events: Event, person: Person | None = None, subject: str = "a:1"
) -> tuple[Person, list[Because]]:
    person = person or lead()
    because: list[Because] = []
    for event in events:
        person, happening = rulebook.observe(person, event, event.received_at)
        person, reasons = score(person, subject, event, happening, rulebook, event.received_at)
        because += reasons
    return person, because


# --- earned points


@given(
    st.lists(st.tuples(st.integers(0, 90), st.sampled_from(["/price", "/products/1", "/recruit"])), max_size=15),
    st.data(),
)
def test_totals_do_not_depend_on_order(visits: list[tuple[int, str]], data: Any) -> None:
    """Without caps, in whatever order and through whichever member events arrive, the total is the sum of each
    event's decayed points."""
    rules = [
        rule("price", {"visited": "/price"}, 10),
        rule("products", {"visited": "/products/**"}, 5.5),
        rule("no", {"visited": "/recruit"}, -20),
    ]
    rulebook = book(*rules, decay={"half_life": "30d"})
    events = [visit(path, NOON + day * DAY, id=f"e{n}") for n, (day, path) in enumerate(visits)]
    now = NOON + 100 * DAY
    points = {"/price": 10, "/products/1": 5.5, "/recruit": -20}
    wanted = sum(points[path] * 2 ** (-(100 - day) / 30) for day, path in visits)
    person = lead()
    for event in data.draw(st.permutations(events)):
        person, _ = earn(rulebook, event, person=person, subject=data.draw(st.sampled_from(["a:1", "u:2"])))
    in_order, _ = earn(rulebook, *events)
    assert total(person, now, rulebook.half_lives) == pytest.approx(wanted, abs=1e-9)
    assert person.recent == in_order.recent
    assert sum(entry.count for member in person.members.values() for entry in member.points.values()) == len(events)


def test_points_halve_each_half_life() -> None:
    """80 points are 40 after 30 days and 20 after 60; without decay they stay."""
    person, _ = earn(book(rule("r", {"visited": "/a"}, 80), decay={"half_life": "30d"}), visit("/a"))
    assert [total(person, NOON + n * MONTH, HALVED_MONTHLY) for n in range(3)] == [80, 40, 20]
    assert total(person, NOON + MONTH, NEVER) == 80


def test_every_point_says_why() -> None:
    """A contribution names event, rule and plan version; of several members each keeps its own sub-total."""
    rulebook = book(rule("r", {"visited": "/a"}, 3), version=7)
    person, because = earn(rulebook, visit("/a", id="e1"))
    person, more = earn(rulebook, visit("/a", NOON + 1, id="e2"), person=person, subject="u:2")
    told = [(b.kind, b.rule, b.points, b.event_id, b.plan) for b in because + more]
    assert told == [("points", "r", 3, "e1", 7), ("points", "r", 3, "e2", 7)]
    assert {subject: member.points["r"].raw for subject, member in person.members.items()} == {"a:1": 3, "u:2": 3}
    assert [(one.rule, one.points, one.event_id, one.plan) for one in person.recent] == [
        ("r", 3, "e1", 7),
        ("r", 3, "e2", 7),
    ]


def test_once_and_frozen() -> None:
    """`once` counts once for the person, whichever member earns it; a frozen person earns nothing; both are said."""
    rulebook = book(rule("r", {"visited": "/a"}, -20, once=True), rule("s", {"visited": "/b"}, 5))
    person, because = earn(rulebook, visit("/a"), visit("/a"))
    person, more = earn(rulebook, visit("/a"), person=person, subject="u:2")
    assert [b.code for b in because + more] == [None, "once", "once"]
    frozen = replace(person, frozen_at=NOON)
    same, because = earn(rulebook, visit("/b"), person=frozen)
    assert same == frozen and [(b.kind, b.code) for b in because] == [("no_points", "frozen")]


def test_only_the_latest_contributions_are_carried() -> None:
    """A person carries the last eight contributions by the events' time; a late one takes its place among them."""
    rulebook = book(rule("r", {"visited": "/a"}, 1))
    person, _ = earn(rulebook, *(visit("/a", NOON + n, id=f"e{n}") for n in (9, 8, 1, 2, 3, 4, 5, 6, 7, 0)))
    assert [one.event_id for one in person.recent] == [f"e{n}" for n in range(2, 10)]


# --- caps


CAP = Cap.model_validate({"points": 30, "per": "7d"})


@given(st.lists(st.tuples(st.integers(0, 60 * 24), st.sampled_from([1, 10, 12.5, 40])), max_size=40))
def test_no_window_holds_more_than_the_cap(earned: list[tuple[int, float]]) -> None:
    """In whatever order events come, however late, no window of seven days ever holds more than 30 points."""
    grants: Grants = ()
    given_all: list[tuple[int, float]] = []
    for hour, points in earned:
        at = NOON + hour * HOUR
        amount = min(points, allowed(grants, at, CAP))
        if amount:
            grants = granted(grants, at, amount, CAP)
            given_all.append((at, amount))
    for start, _ in given_all:
        assert sum(amount for at, amount in given_all if start <= at < start + 7 * DAY) <= 30 + 1e-6


@given(st.lists(st.tuples(st.integers(0, 60 * 24), st.sampled_from([1, 10, 12.5, 40])), max_size=40))
def test_caps_give_all_that_they_may(earned: list[tuple[int, float]]) -> None:
    """For events in order, remembering only what windows can reach gives exactly what the whole history would."""
    grants: Grants = ()
    given_all: list[tuple[int, float]] = []
    for hour, points in sorted(earned):
        at = NOON + hour * HOUR
        wanted = min(points, 30 - sum(amount for then, amount in given_all if at - 7 * DAY < then))
        amount = min(points, allowed(grants, at, CAP))
        assert amount == pytest.approx(max(0.0, wanted), abs=1e-6)
        if amount:
            grants = granted(grants, at, amount, CAP)
            given_all.append((at, amount))
        assert all(then > grants[-1][0] - 14 * DAY for then, amount in grants if amount)


def test_caps_in_a_story() -> None:
    """Three views of the price page earn 10 each and the cap of 25 cuts the third; losses are capped by amount."""
    price = rule("price", {"visited": "/price"}, 10, cap={"points": 25, "per": "7d"})
    rulebook = book(price, rule("no", {"visited": "/no"}, -20, cap={"points": 30, "per": "7d"}))
    person, because = earn(rulebook, *(visit("/price", NOON + n * HOUR) for n in range(4)))
    assert [(b.points, b.code) for b in because] == [(10, None), (10, None), (5, "cap"), (None, "cap")]
    assert because[2].params == {"cap": 25, "per": "7d", "of": 10} and total(person, NOON, NEVER) == 25
    _, because = earn(rulebook, visit("/no"), visit("/no"), visit("/no", NOON + 7 * DAY))
    assert [b.points for b in because] == [-20, -10, -20]


# --- standing points


INDUSTRY = rule("industry", {"trait": "industry", "in": ["製造業", "IT"]}, 15, axis="fit")
STRANGER = rule("stranger", {"not": {"tag": "顧客"}}, 2, axis="fit")


def marked(person: Person, version: int = 1) -> Person:
    return replace(person, plans=(PlanMark(plan=version, from_=NOON),))


def with_trait(person: Person, **traits: Any) -> Person:
    changed = {name: Trait(value=told, at=NOON) for name, told in traits.items()}
    return replace(person, traits={**person.traits, **changed})


def test_attribute_points_stand_while_they_hold() -> None:
    """Points for an attribute begin, change with the plan, and end; they do not decay; each change is said."""
    rulebook, event = book(INDUSTRY, STRANGER), track("x")
    person, because = restand(None, marked(lead()), event, rulebook, NOON)
    assert [(b.rule, b.points, b.code) for b in because] == [("stranger", 2, "begins")]
    maker, because = restand(person, with_trait(person, industry="ＩＴ"), event, rulebook, NOON)
    assert [(b.rule, b.points, b.code) for b in because] == [("industry", 15, "begins")]
    assert total(maker, NOON + 99 * MONTH, HALVED_MONTHLY, "fit") == 17
    again, because = restand(maker, with_trait(maker, size=5), event, rulebook, NOON)
    assert again.standing == maker.standing and because == ()
    _, because = restand(maker, with_trait(maker, industry="農業"), event, rulebook, NOON)
    assert [(b.rule, b.points, b.code) for b in because] == [("industry", -15, "ends")]
    dearer = book({**INDUSTRY, "points": 20}, version=2)
    changed, because = restand(maker, marked(maker, 2), event, dearer, NOON)
    assert [(b.rule, b.points, b.code) for b in because] == [("stranger", -2, "ends"), ("industry", 5, "changes")]
    assert changed.standing["industry"].points == 20 and changed.standing["industry"].plan == 2


def test_a_frozen_person_gains_nothing_for_attributes() -> None:
    """After a freeze no new points stand; those that stood end when they no longer hold."""
    rulebook = book(INDUSTRY)
    frozen = replace(marked(lead()), frozen_at=NOON)
    person, because = restand_for(frozen, with_trait(frozen, industry="IT"), "e", NOON, rulebook, NOON)
    assert person.standing == {} and [b.code for b in because] == ["frozen"]


def test_rules_about_the_score_do_not_feed_themselves() -> None:
    """A rule that gives points for a score sees the score without the points of such rules: it neither grows nor
    flickers."""
    keen = rule("keen", {"score": ">= 50"}, -30, axis="fit")
    rulebook = book(keen)
    person = grant(marked(lead()), "a:1", "r", "", 60, "e", NOON, 1, NEVER)
    for _ in range(3):
        before = person
        person, _ = restand(before, person, track("x"), rulebook, NOON)
        assert total(person, NOON, NEVER) == 30
    poorer = grant(person, "a:1", "r", "", -20, "e", NOON, 1, NEVER)
    assert restand(person, poorer, track("x"), rulebook, NOON)[0].standing == {}


RULES = st.lists(
    st.sampled_from(
        [{"tag": "a"}, {"not": {"tag": "a"}}, {"trait": "x", "is": 1}, {"trait": "x", "exists": False},
         {"unsubscribed": True},
         {"all": [{"tag": "a"}, {"not": {"trait": "x", "is": 2}}]},
         {"any": [{"tag": "b"}, {"trait": "x", "matches": "2"}]}]
    ),
    max_size=7,
)  # fmt: skip
LIVES = st.lists(
    st.tuples(st.sets(st.sampled_from("ab")), st.sampled_from([{}, {"x": 1}, {"x": 2}]), st.booleans()),
    min_size=1,
    max_size=8,
)


@given(RULES, RULES, LIVES, st.integers(0, 8))
def test_standing_against_asking_every_rule(
    old: list[dict[str, Any]], new: list[dict[str, Any]], lives: list[Any], change: int
) -> None:
    """Asking only what changed leaves exactly the rules standing that hold, also when the plan changes on the way."""
    books = [
        book(*(rule(f"r{n}", when) for n, when in enumerate(rules)), version=v) for v, rules in ((1, old), (2, new))
    ]
    person: Person | None = None
    for n, (tags, traits, gone) in enumerate(lives):
        rulebook = books[n >= change]
        state = lead(tuple(tags), **traits)
        after = replace(person or lead(), tags=state.tags, traits=state.traits, unsubscribed_at=NOON if gone else None)
        person, _ = restand(person, marked(after, rulebook.version), track("x"), rulebook, NOON)
        asked = {f"r{n}": condition(when) for n, when in enumerate(new if n >= change else old)}
        assert person.standing.keys() == {
            id for id, when in asked.items() if holds(when, Facts(person, NOON, rulebook))
        }


# --- totals and their parts


@st.composite
def scored(draw: Any) -> Person:
    person = lead()
    for n in range(draw(st.integers(0, 12))):
        rule_id, subject = draw(st.sampled_from(["a", "b", "c"])), draw(st.sampled_from(["a:1", "u:2"]))
        points = draw(st.one_of(st.integers(-50, 50), st.decimals(-9, 9, places=2).map(float)))
        at = NOON + draw(st.integers(0, 90 * 24)) * HOUR
        person = grant(
            person,
            subject,
            rule_id,
            "",
            points,
            f"e{n}",
            at,
            1,
            HALVED_MONTHLY,
            draw(st.sampled_from(["interest", "fit"])),
        )
    rulebook = book(
        *(
            rule(f"s{n}", {"not": {"tag": "x"}}, points, axis="fit")
            for n, points in enumerate(draw(st.lists(st.integers(-9, 9), max_size=3)))
        )
    )
    return restand(None, person, track("x"), rulebook, NOON)[0]


def exactly(points: float) -> Decimal:
    return Decimal(str(points))


@given(scored(), st.integers(0, 400))
def test_parts_add_up_exactly(person: Person, days: int) -> None:
    """At any moment the rows and the decay are, to the last digit, the shown total; so are interest and fit."""
    now = NOON + 90 * DAY + days * DAY
    told = parts(person, now, HALVED_MONTHLY)
    assert exactly(told.total) == sum((exactly(row.points) for row in told.rows), exactly(told.decay))
    assert exactly(told.total) == exactly(told.interest) + exactly(told.fit)
    assert (
        told.total
        == shown(total(person, now, HALVED_MONTHLY))
        == pytest.approx(total(person, now, HALVED_MONTHLY), abs=0.051)
    )
    assert told.fit == pytest.approx(total(person, now, HALVED_MONTHLY, "fit"), abs=0.11)
    assert all(
        exactly(points) == exactly(round(points, 1)) for points in (*told[1:], *(row.points for row in told.rows))
    )


@given(scored())
def test_half_the_total_can_be_taken(person: Person) -> None:
    """A loss of half the total halves the total and is one more row among the parts."""
    now = NOON + 100 * DAY
    before = total(person, now, HALVED_MONTHLY)
    halved = grant(person, "p:l_1", "feedback/early", "まだ早い", -before / 2, "answer", now, 1, HALVED_MONTHLY)
    assert total(halved, now, HALVED_MONTHLY) == pytest.approx(before / 2, abs=1e-9)
    told = parts(halved, now, HALVED_MONTHLY)
    assert exactly(told.total) == sum((exactly(row.points) for row in told.rows), exactly(told.decay))
    assert [row.name for row in told.rows if row.rule == "feedback/early"] == (
        ["まだ早い"] if shown(-before / 2) else []
    )


@pytest.mark.parametrize(
    ("points", "band"), [(80, "hot"), (79.95, "hot"), (79.94, "warm"), (0, "cool"), (-0.04, "cool"), (-1, None)]
)
def test_bands_by_what_is_shown(points: float, band: str | None) -> None:
    """The highest band whose threshold the shown points have reached; below all of them none."""
    bands = book(
        bands=[{"id": id, "name": id, "from": at} for id, at in (("warm", 40), ("hot", 80), ("cool", 0))]
    ).bands
    found = band_of(points, bands)
    assert (found.id if found else None) == band


def test_far_times_break_nothing() -> None:
    """A half-life of a minute and a look across years neither overflow nor divide by zero."""
    person = grant(lead(), "a:1", "r", "", 5, "e", NOON, 1, half_lives.of(60_000))
    person = grant(person, "a:1", "r", "", 5, "e", NOON - 3650 * DAY, 1, half_lives.of(60_000))
    assert (
        decaying(person, NOON, half_lives.of(60_000)) == 5
        and decaying(person, NOON + 3650 * DAY, half_lives.of(60_000)) == 0
    )
    assert decaying(person, NOON - 3650 * DAY, half_lives.of(60_000)) > 0
