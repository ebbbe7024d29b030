"""Affinity: which class of pages somebody is drawn to, told by their latest looks alone."""

import json
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour import affinity
from mikomi.core.behaviour.rulebook import compile
from mikomi.core.behaviour.state_index import StateIndex
from mikomi.core.checking import workspace
from mikomi.core.mails import render
from mikomi.core.people import union
from mikomi.core.score import half_lives
from mikomi.model.condition import AffinityIs
from mikomi.model.effects import SendMail
from mikomi.model.events import MAIL_CLICKED
from mikomi.model.person import Person
from msgspec.structs import replace

from tests.core.story import Story, at, plan_of
from tests.core.workspaces import examples

CLASSES = {"/price": "料金", "/fees/**": "料金", "/cases/**": "事例", "/products/**": "製品"}
PATHS = ("/price", "/fees/a", "/cases/a", "/cases/b", "/products/a", "/about")
PLAN = plan_of([], page_classes=CLASSES)
LIVES = half_lives.of_plan(PLAN)
NOW = at("2026-11-30 10:00")


def looked(*paths: str) -> Story:
    """A page a minute."""
    story = Story(PLAN)
    for path in paths:
        story.now += 60_000
        story.visit(path)
    return story


@pytest.mark.parametrize(
    ("paths", "drawn_to"),
    [
        ((), None),
        (("/price",) * 2, None),
        (("/price",) * 3, "料金"),
        (("/price", "/fees/a", "/fees/b"), "料金"),
        (("/price",) * 3 + ("/cases/a",) * 3, None),
        (("/price",) * 4 + ("/cases/a",) * 3 + ("/products/a",) * 3, None),
        (("/price",) * 6 + ("/cases/a",) * 3 + ("/products/a",) * 2, "料金"),
        (("/about",) * 9 + ("/cases/a",) * 2, None),
        (("/cases/a",) * 20 + ("/price",) * 20, "料金"),
        (("/cases/a",) * 20 + ("/price",) * 9, "事例"),
    ],
)
def test_who_is_drawn_to_which_class(paths: tuple[str, ...], drawn_to: str | None) -> None:
    """Three looks at least, more than at any other, clearly more than evenly, of the latest twenty; what has no class
    does not count."""
    assert affinity.of(looked(*paths).person, CLASSES) == drawn_to


def test_of_two_classes_more_than_half_is_enough() -> None:
    """Where half as many again as evenly would be three quarters, who looks at one more than at the other is its
    friend."""
    two = {"/price": "料金", "/cases/**": "事例"}
    story = Story(plan_of([], page_classes=two))
    for path in ("/price",) * 5 + ("/cases/a",) * 3:
        story.visit(path)
    assert affinity.of(story.person, two) == "料金"


def test_of_five_classes_one_stands_out_sooner() -> None:
    """Half as many again as evenly are three in ten there: six looks of fifteen are enough, four are not."""
    five = {f"/{name}/**": name for name in "abcde"}
    for counts, drawn_to in (((6, 3, 2, 2, 2), "a"), ((4, 3, 3, 3, 2), None)):
        story = Story(plan_of([], page_classes=five))
        for name, count in zip("abcde", counts, strict=True):
            for _ in range(count):
                story.now += 60_000
                story.visit(f"/{name}/x")
        assert affinity.of(story.person, five) == drawn_to


def test_of_two_that_lead_alike_neither_is_it() -> None:
    """Five looks at each of two classes: half of all, and nobody's."""
    two = {"/price": "料金", "/cases/**": "事例"}
    story = Story(plan_of([], page_classes=two))
    for path in ("/price", "/cases/a") * 5:
        story.now += 60_000
        story.visit(path)
    assert affinity.of(story.person, two) is None


@given(st.lists(st.sampled_from(PATHS), max_size=40), st.randoms(use_true_random=False))
def test_order_of_arrival_changes_nothing(paths: list[str], chance: object) -> None:
    """The same looks at the same moments, known in any order: the same class."""
    straight = _remembering(list(enumerate(paths)))
    mixed = list(enumerate(paths))
    chance.shuffle(mixed)  # type: ignore[attr-defined]  # a Random
    assert affinity.of(straight, CLASSES) == affinity.of(_remembering(mixed), CLASSES)


@given(st.lists(st.sampled_from(PATHS), max_size=40), st.integers(0, 40))
def test_two_browsers_of_one_person_are_as_one(paths: list[str], cut: int) -> None:
    """Joined, they are drawn to what one browser with all these looks would be."""
    looks = list(enumerate(paths))
    one, other = _remembering(looks[:cut]), replace(_remembering(looks[cut:]), id="v_2")
    joined = union.absorb(one, other)
    assert affinity.of(joined, CLASSES) == affinity.of(_remembering(looks), CLASSES)


def _remembering(looks: Sequence[tuple[int, str]]) -> Person:
    """Who looked at these pages at these moments, as the rulebook remembers it."""
    story = Story(PLAN)
    for moment, path in looks:
        story.now = NOW + moment * 60_000
        story.visit(path)
    return story.person


@given(st.lists(st.sampled_from(PATHS), max_size=30))
def test_it_is_what_the_sentence_of_the_guide_says(paths: list[str]) -> None:
    """Held against the sentence, counted plainly: the latest twenty with a class, at least three, alone in front, and
    with three more looks spread evenly at least half."""
    class_of = dict(zip(PATHS, ("料金", "料金", "事例", "事例", "製品"), strict=False))
    classed = [class_of[path] for path in paths if path in class_of]
    counts = Counter(classed[-20:])
    drawn_to = affinity.of(looked(*paths).person, CLASSES)
    if drawn_to is None:
        best = max(counts.values(), default=0)
        total = sum(counts.values())
        assert best < 3 or list(counts.values()).count(best) > 1 or (best + 1) / (total + 3) < 0.5
    else:
        rest = [count for name, count in counts.items() if name != drawn_to]
        assert counts[drawn_to] >= 3 and all(counts[drawn_to] > other for other in rest)


class Sought(NamedTuple):
    condition: AffinityIs
    order: int


@given(st.lists(st.sampled_from(PATHS), min_size=1, max_size=30))
def test_whoever_comes_to_be_drawn_is_seen_at_once(paths: list[str]) -> None:
    """Whenever the answer changes, the index of what a change concerns has the condition."""
    book = compile(PLAN)
    story, sought = Story(PLAN), Sought(AffinityIs(affinity="料金"), 0)
    index = StateIndex([sought])
    for path in paths:
        before = story.person
        story.visit(path)
        if affinity.of(before, CLASSES) != affinity.of(story.person, CLASSES):
            assert index.changed(before, story.person, story.now, LIVES, book.bands) == [sought]


def test_time_alone_changes_nothing() -> None:
    """A year later who has not come again is drawn to the same."""
    story = looked(*["/cases/a"] * 3)
    scenario = {"id": "s", "trigger": {"when": {"affinity": "事例"}}, "steps": [{"wait": "1d"}]}
    plan = plan_of([scenario], page_classes=CLASSES)
    assert not compile(plan).timed
    story.now += 365 * 86_400_000
    assert affinity.of(story.person, CLASSES) == "事例"


def mailed(link: str, by: str = "human", **context: object) -> dict[str, object]:
    """A click of this link in a mail."""
    told = {"scenario": "s", "step": "m", "mail": "e.m", "link": link, "by": by}
    return {
        "type": "track", "name": MAIL_CLICKED, "origin": "mail", "proof": 2, "subject": "p:l_someone",
        "properties": told, "context": context,
    }  # fmt: skip


def clicked(*clicks: dict[str, object]) -> str | None:
    """To what somebody is drawn of whom this came, a minute apart."""
    site = {
        "name": "x",
        "postal_address": "x",
        "contact": "x",
        "site": "https://example.co.jp",
        "hosts": ["shop.example.co.jp"],
    }
    story = Story(plan_of([], page_classes=CLASSES, company=site))
    for click in clicks:
        story.now += 60_000
        story.happens(**click)
    return affinity.of(story.person, CLASSES)


def test_a_filter_that_opens_every_link_is_drawn_to_nothing() -> None:
    """Neither its clicks, known as a machine's or not known, nor the pages that it is shown behind them count; a person
    who clicks the same links is drawn to it, once a link, though the page is shown as well."""
    links = [f"https://example.co.jp/cases/{n}" for n in range(4)]
    shown: list[dict[str, object]] = [
        {"type": "page", "context": {"clicked": f"c{n}", "page": {"path": f"/cases/{n}"}}} for n in range(4)
    ]
    for by in ("machine", "unknown"):
        assert (
            clicked(*(each for pair in zip((mailed(link, by) for link in links), shown, strict=True) for each in pair))
            is None
        )
    two = [each for n in range(2) for each in (mailed(links[n]), shown[n])]
    assert clicked(*two) is None
    assert clicked(*two, mailed(links[2])) == "事例"


@pytest.mark.parametrize(
    ("site", "drawn_to"),
    [
        ("https://example.co.jp", "事例"),
        ("https://www.example.co.jp", "事例"),
        ("https://shop.example.co.jp", "事例"),
        ("https://partner.example", None),
        ("https://example.co.jp.evil.example", None),
        ("nowhere", None),
    ],
)
def test_a_link_of_somebody_elses_site_has_no_class(site: str, drawn_to: str | None) -> None:
    """The paths are those of the company's own pages."""
    assert clicked(*(mailed(f"{site}/cases/{n}?utm_source=mail") for n in range(3))) == drawn_to


def test_other_patterns_of_a_class_are_another_memory() -> None:
    """Whoever looked at what the class no more means is not taken for its friend."""
    other = {**CLASSES, "/stories/**": "事例"}
    person = looked(*["/cases/a"] * 3).person
    assert affinity.of(person, CLASSES) == "事例" and affinity.of(person, other) is None


def test_a_plan_without_classes_remembers_nothing_for_them() -> None:
    """No key of a memory more, and nobody is drawn to anything."""
    story = Story(plan_of([])).visit("/price")
    assert story.person.memory == {}
    assert affinity.of(story.person, {}) is None


def test_a_class_that_settings_lack_is_an_error_that_names_the_others() -> None:
    """In a segment as in a scenario."""
    segment = {"version": 1, "id": "x", "name": "x", "when": {"affinity": "料今"}}
    files = examples() | {"segments/x.json": json.dumps(segment).encode()}
    _, problems = workspace.read(files)
    assert [(each.code, each.file) for each in problems if each.is_error] == [("E-affinity", "segments/x.json")]


def test_a_mail_speaks_of_it() -> None:
    """`lead.affinity` is the class, and nothing where there is none; a trait of that name goes first."""
    effect = SendMail(id="m", at=NOW, event_id="e", plan=1, scenario="s", step="m", enrolment="e", template="t")
    drawn = looked(*["/cases/a"] * 3).identify({"company": "青空"}).person
    assert render.addressee(effect, drawn, PLAN).lead["affinity"] == "事例"
    assert "affinity" not in render.addressee(effect, looked("/price").person, PLAN).lead
    named = looked(*["/cases/a"] * 3).identify({"affinity": "其他"}, proof=2, origin="server").person
    assert render.addressee(effect, named, PLAN).lead["affinity"] == "其他"
