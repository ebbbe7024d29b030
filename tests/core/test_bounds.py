"""A person's item stays small: what anybody can cause is bounded, what is proven folds, what was left out is said."""

import random
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi import compact, keys
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.core.people import bounds, identity, merging
from mikomi.core.score import half_lives
from mikomi.core.score.totals import parts, total
from mikomi.core.words import wording
from mikomi.model import stored_json
from mikomi.model.decision import Because
from mikomi.model.effects import Suppress
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.model.stored_json import of_plain

from tests.core.plans import enrolment
from tests.core.story import Story, at, plan_of
from tests.effort import effort

START = at("2026-11-24 10:00")
NEVER = half_lives.of(None)
RULES: list[dict[str, Any]] = [
    {
        "id": f"rule-{n}",
        "name": f"規則{n}",
        "when": {"visited": f"/p{n}", "times": 1 + n % 3, "within": "30d"},
        "points": 1,
    }
    for n in range(20)
]
RULES += [{"id": "capped", "name": "c", "when": {"visited": "/**"}, "points": 1, "cap": {"points": 5000, "per": "30d"}}]
SCENARIOS: list[dict[str, Any]] = [
    {
        "id": f"s{n}",
        "trigger": {"when": {"visited": f"/p{n}"}},
        "reentry": "after_exit",
        "steps": [{"id": "a", "alert": {"why": "w", "urgency": "today"}}, {"wait": "1h"}, {"add_tag": f"t{n}"}],
    }
    for n in range(5)
]
BOOKS = Rulebooks(compile(plan_of(SCENARIOS, {"rules": RULES, "decay": {"half_life": "30d"}})), {})


class Strangers:
    """Browsers that do what they can with the public key, and the lead whose address they all claim."""

    def __init__(self, seed: int) -> None:
        self.random, self.now, self.number = random.Random(seed), START, 0
        self.people: dict[str, Person] = {}
        self.lead = Person(id="l_1")

    def noise(self, length: int) -> str:
        letters = "あいうえおかきくけこabcdefghij0123456789漢字仮名交文章"
        return "".join(self.random.choices(letters, k=length))

    def event(self, subject: str, kind: str) -> dict[str, Any]:
        if kind == "view":
            return {
                "type": "page",
                "context": {"page": {"path": f"/p{self.random.randrange(20)}", "url": "https://a.jp"}},
            }
        if kind == "engaged":
            page = {"page": {"path": f"/{self.noise(290)}"}, "pageId": self.noise(64)}
            return {"type": "track", "name": "Page Engaged", "properties": {"engaged_ms": 9000}, "context": page}
        if kind == "campaign":
            campaign = {name: self.noise(300) for name in ("source", "medium", "name")}
            return {"type": "page", "context": {"page": {"path": f"/{self.noise(200)}"}, "campaign": campaign}}
        if kind == "many traits":
            return {"type": "identify", "traits": {self.noise(20): self.noise(20) for _ in range(200)}}
        if kind == "big traits":
            return {"type": "identify", "traits": {self.noise(9): [self.noise(900)] * 9 for _ in range(3)}}
        if kind == "long name":
            return {"type": "identify", "traits": {self.noise(8_000): 1, "email": "a@example.com"}}
        if kind == "form":
            return {
                "type": "identify",
                "origin": "form",
                "traits": {"email": "a@example.com", "inquiry": self.noise(5_000)},
            }
        return {"type": "identify", "traits": {"email": "a@example.com"}}

    def act(self, browser: int, kind: str) -> None:
        self.number += 1
        self.now += self.random.randrange(3_600_000)
        subject = f"a:{browser}-{'あ' * 190}"
        said = {"subject": subject, "id": keys.shortened(self.noise(300)), "at": self.now, "received_at": self.now}
        event = of_plain(Event, {**said, **self.event(subject, kind)})
        claim = identity.claim_of(event)
        visitor = self.people.get(subject) or Person(id=keys.visitor_id(subject))
        mine = subject in self.lead.members
        if claim and not mine and identity.may_join(self.lead, event):
            self.lead = identity.introduce(self.lead, claim, event, email=claim.email, user_id=None)
            self.lead = merging.join(self.lead, visitor, event, BOOKS.active, self.now, brings=True)
            mine = True
        after = decide(self.lead if mine else visitor, event, BOOKS, self.now).person
        if mine:
            self.lead = after
        else:
            self.people[subject] = after


def size_of(person: Person) -> int:
    return len(stored_json.written(person))


KINDS = ("view", "engaged", "campaign", "many traits", "big traits", "long name", "form", "claim")


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**9), st.lists(st.tuples(st.integers(0, 60), st.sampled_from(KINDS)), max_size=120))
def test_no_sequence_of_public_events_makes_an_item_large(seed: int, acts: list[tuple[int, str]]) -> None:
    """S4: whatever browsers say with the public key, nobody's item grows over the stated number."""
    strangers = Strangers(seed)
    for browser, kind in acts:
        strangers.act(browser, kind)
        assert size_of(strangers.lead) <= bounds.MOST_BYTES
    assert all(size_of(person) <= bounds.MOST_BYTES for person in strangers.people.values())


def test_not_even_thousands_of_them() -> None:
    """S4: the same for 6,000 events of 300 browsers at random: the bound is of a state, not of how long it is tried."""
    strangers = Strangers(7)
    largest = 0
    for _ in range(effort(6_000)):
        strangers.act(strangers.random.randrange(300), strangers.random.choice(KINDS))
        largest = max(largest, size_of(strangers.lead))
    assert bounds.MOST_BYTES // 4 < largest <= bounds.MOST_BYTES
    assert len(strangers.lead.members) <= bounds.BROWSERS + 1  # and the person's own account


def of(kind: str, reasons: list[Because]) -> list[Because]:
    return [reason for reason in reasons if reason.kind == kind]


def test_what_was_not_kept_is_said() -> None:
    """S5: an identify with too many traits is folded: what found no room is named on the timeline, in two languages."""
    story = Story(plan_of())
    story.identify({f"name{n:03}": "x" for n in range(100)})
    (reason,) = of("not_kept", story.because)
    assert reason.code == "traits" and len(story.person.traits) == bounds.UNPROVEN.number
    for language in ("ja", "en"):
        assert "name0" in wording.sentence(reason, language)


@pytest.mark.parametrize("how", [{"proof": 2, "origin": "server"}, {"origin": "form"}])
def test_the_secret_key_and_the_form_always_fold(how: dict[str, Any]) -> None:
    """S5: strangers have filled the room; the holder's form and the company's server are heard all the same, and what
    was said before stands."""
    story = Story(plan_of())
    for n in range(30):
        story.identify({f"junk{n}-{k}": "あ" * 300 for k in range(9)})
    story.identify({"company": "青空商店", "inquiry": "あ" * 4_900}, **how)
    story.now += 1
    story.identify({"company": "海商店", "plan": "A"}, **how)
    held = story.person.traits_plain
    assert (held["company"], held["plan"], held["inquiry"]) == ("海商店", "A", "あ" * 4_900)
    assert held["email"] == "yamada@example.com"
    assert size_of(story.person) <= bounds.MOST_BYTES


@pytest.mark.parametrize(
    ("traits", "kept"),
    [
        ({"x": "a" * (bounds.UNPROVEN.value - 1)}, True),
        ({"x": "a" * bounds.UNPROVEN.value}, False),
        ({"n" * bounds.UNPROVEN.name: 1}, True),
        ({"n" * (bounds.UNPROVEN.name + 1): 1}, False),
        ({"x": {"deep": ["あ" * 900]}}, False),
    ],
)
def test_edges_of_one_trait(traits: dict[str, Any], kept: bool) -> None:
    """A value and a name of exactly the bound stay, one more goes; a value counts in bytes, whatever it is made of."""
    story = Story(plan_of())
    story.identify(traits)
    assert (next(iter(traits)) in story.person.traits) is kept
    assert bool(of("not_kept", story.because)) is not kept


def test_a_trait_that_has_no_room_leaves_the_one_before() -> None:
    """A value too large does not erase what was there."""
    story = Story(plan_of())
    story.identify({"company": "青空"})
    story.identify({"company": "あ" * 3_000})
    assert story.person.trait("company") == "青空"


def test_points_are_never_lost() -> None:
    """I5: with more accounts than are kept, the total is what was earned, at any later moment."""
    story = Story(plan_of((), {"rules": RULES[:10:3], "decay": {"half_life": "30d"}}))
    lives = story.books_now.active.half_lives
    earned = 0
    for browser in range(80):
        for n in (0, 3, 6, 9):
            before = total(story.person, story.now, lives)
            story.happens(subject=f"a:{browser}", type="page", context={"page": {"path": f"/p{n}"}})
            earned += 1
            assert total(story.person, story.now, lives) == pytest.approx(before + 1)
    assert total(story.person, story.now, lives) == pytest.approx(earned) == 320
    assert sum(len(member.points) for member in story.person.members.values()) <= bounds.ACCOUNTS
    assert sum(member.events for member in story.person.members.values()) == 321


def test_a_cap_is_never_passed_by_forgetting() -> None:
    """Grants put together stand too long in a window, never too little."""
    rule = {"id": "c", "name": "c", "when": {"visited": "/a"}, "points": 1, "cap": {"points": 300, "per": "1d"}}
    story = Story(plan_of((), {"rules": [rule]}))
    for _ in range(700):
        story.now += 60_000
        story.visit("/a")
    lives = story.books_now.active.half_lives
    assert total(story.person, story.now, lives) == 300
    assert len(story.person.caps["c"]) <= bounds.GRANTS


def test_effects_listed_are_few() -> None:
    """Who presses unsubscribe a thousand times adds one line; of others the latest stay."""
    wishes = tuple(Suppress(id=f"u{n}", at=n, event_id="e") for n in range(1000))
    assert [effect.id for effect in bounds.listed(wishes)] == ["u999"]
    others = tuple(Suppress(id=f"u{n}", at=n, event_id="e", reason=f"r{n}") for n in range(1000))
    assert len(bounds.listed(others)) == bounds.EFFECTS


def test_three_thousand_events_a_day_cost_like_ten() -> None:
    """A browser of 3,000 events a day on the same ten pages: at each of them its item takes at most one write unit more
    than that of a browser of ten."""

    def units(story: Story) -> int:
        state = stored_json.written(story.person)
        return -(-(len(compact.compacted(state, compact.PERSON)) + 100) // 1024)

    few, many = (Story(plan_of((), {"rules": RULES}), lead=False) for _ in range(2))
    walk: Callable[[Story, int], Any] = lambda story, n: story.visit(f"/p{n % 20}")  # noqa: E731
    for n in range(10):
        walk(few, n)
    spent = 0
    for n in range(3_000):
        many.now += 28_800
        walk(many, n % 10)
        spent = max(spent, units(many))
    assert spent <= units(few) + 1
    assert len(stored_json.written(many.person)) < 12_000


def trait(size: int) -> str:
    return "x" * (size - 1)


def test_only_the_largest_of_what_is_too_much_goes() -> None:
    """S5: as soon as the others fit they stay: of four texts that have room for three, one is not kept."""
    story = Story(plan_of())
    story.identify({name: trait(1_900 + n) for n, name in enumerate("abcd")})
    assert {name for name in "abcd" if name in story.person.traits} == set("abc")


def test_what_a_form_could_not_keep_takes_no_room_from_others() -> None:
    """S5: a text of a form that is too large by itself goes alone: what others said stays beside the form's rest."""
    story = Story(plan_of(), lead=False)
    story.identify({name: trait(1_900) for name in "abc"})
    story.identify({"inquiry": trait(bounds.FROM_FORM.value + 8_000), "company": "青空"}, origin="form")
    assert set(story.person.traits) == {*"abc", "company"}


@pytest.mark.parametrize("longer", [0, 1])
def test_a_tag_of_exactly_the_bound_stays(longer: int) -> None:
    """One letter more, and it goes, beside whatever else is too long; the short ones stay either way."""
    tags = {"t" * (bounds.LONGEST_TAG + longer): START, "t" * 900: START, "short": START}
    within, left = bounds.within(Person(id="l_1", tags=tags), NEVER, Person(id="l_1"))
    assert set(within.tags) == ({"short"} if longer else {"short", "t" * bounds.LONGEST_TAG})
    assert [len(each.names) for each in left if each.what == "tags"] == [1 + longer]


def test_of_runs_that_ended_the_last_one_is_kept_at_once() -> None:
    """The event with which one more run ends is the one that lets the older one go; runs of other scenarios stay."""
    ended = [enrolment(name, f"{name}{n}", entered_at=n, status="finished") for n in range(3) for name in ("s", "t")]
    within, _ = bounds.within(Person(id="l_1", enrolments=tuple(ended)), NEVER, Person(id="l_1"))
    assert [run.id for run in within.enrolments] == ["s2", "t2"]


def test_browsers_put_together_still_tell_how_often_a_rule_was_met() -> None:
    """I5: 80 browsers that saw four pages each: every rule says 80 times, and 80 points, whoever earned them."""
    story = Story(plan_of((), {"rules": RULES[:10:3]}))
    for browser in range(80):
        for n in (0, 3, 6, 9):
            story.happens(subject=f"a:{browser}", type="page", context={"page": {"path": f"/p{n}"}})
    assert sum(len(member.points) for member in story.person.members.values()) <= bounds.ACCOUNTS
    rows = parts(story.person, story.now, story.books_now.active.half_lives).rows
    assert {row.rule: (row.points, row.times) for row in rows} == {f"rule-{n}": (80, 80) for n in (0, 3, 6, 9)}


@given(st.integers(0, 130), st.booleans())
def test_grants_of_two_who_turn_out_to_be_one_are_fewer_and_as_many_points(number: int, forgotten: bool) -> None:
    """Up to the bound they stay as they are; however many more there are, the points are the same, no moment is earlier
    than it was, and the mark of what was forgotten stays the first."""
    grants = ((START - 1, 0.0),) * forgotten + tuple((START + n, 1.0 + n % 3) for n in range(number))
    caps = {"few": grants[:1], "c": grants}  # a rule beside it that gave seldom changes nothing
    within, _ = bounds.within(Person(id="l_1", caps=caps), NEVER, Person(id="l_1"))
    assert within.caps["few"] == grants[:1]
    kept = within.caps["c"]
    assert len(kept) == min(len(grants), bounds.GRANTS) and (len(grants) > bounds.GRANTS or kept == grants)
    assert sum(points for _, points in kept) == sum(points for _, points in grants)
    assert list(kept) == sorted(kept) and kept[:forgotten] == grants[:forgotten]
    for moment, _ in kept:
        since = sum(points for at, points in kept if at >= moment)
        assert since >= sum(points for at, points in grants if at >= moment)
