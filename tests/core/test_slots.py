"""What a page's place shows to whom: by conditions, codes and deadlines; nothing of a lead to who merely claims it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core import slots
from mikomi.core.behaviour.rulebook import Rulebook, compile
from mikomi.core.checking import workspace
from mikomi.core.people import union
from mikomi.core.slots import Shown, Viewer, choose, note_shown, showing, viewer
from mikomi.model.events import Event
from mikomi.model.person import Member, Person, Trait
from mikomi.model.slot import Slot
from mikomi.model.stored_json import of_plain
from msgspec.structs import replace

from tests.core.plans import DAY, HOUR, NOON, enrolment, plan, track, visit
from tests.core.workspaces import examples, with_change

ROOT = "root"
SLOT = "slots/price.json"
MINE, OTHER = "a:mine", "a:other"


def slot(*choices: dict[str, Any], otherwise: dict[str, Any] | None = None) -> Slot:
    return Slot.model_validate({"id": "s", "choices": list(choices), "otherwise": otherwise})


def rules(one: Slot) -> Rulebook:
    return compile(plan().model_copy(update={"slots": {one.id: one}}))


def shown_to(who: Viewer, one: Slot, now: int = NOON) -> Shown | None:
    return choose(who, one, rules(one), now, ROOT, "ja")


def member(proof: int = 1, **shown: int) -> Member:
    return Member(
        first_at=NOON,
        last_at=NOON,
        proof=proof,
        own=proof == 2,
        shown={f"s/{choice}": at for choice, at in shown.items()},
    )


def lead(proof: int = 1, **more: Any) -> Person:
    """A proven lead; `proof` is how well the browser `a:mine` could show that it is the lead's own."""
    members = {MINE: member(proof), OTHER: member(2)}
    return Person(**{"id": "l_1", "email": "a@example.com", "proof": 2, "members": members, **more})


TITLED = {"id": "c", "title": "見出し"}


def test_the_first_choice_that_fits_is_shown_then_otherwise_then_nothing() -> None:
    """Top to bottom; without `otherwise` the page keeps what it holds; words in the reader's language, or the other."""
    place = slot(
        {"id": "vip", "when": {"tag": "VIP"}, "title": {"ja": "特別", "en": "Special"}},
        {"id": "known", "when": {"trait": "company", "exists": True}, "title": "会社の方へ"},
        otherwise={"title": "はじめての方へ", "link": {"url": "/a", "label": "詳しく"}},
    )
    anyone = shown_to(viewer(MINE, None), place)
    assert anyone == Shown("s", title="はじめての方へ", link="/a", link_label="詳しく")
    visitor = Person(id="v_1", traits={"company": Trait(value="A", at=NOON)})
    assert (told := shown_to(viewer(MINE, visitor), place)) and told.choice == "known"
    vip = lead(2, tags={"VIP": NOON})
    told = choose(viewer(MINE, vip), place, rules(place), NOON, ROOT, "en")
    assert told and (told.choice, told.title) == ("vip", "Special")
    bare = slot({"id": "vip", "when": {"tag": "VIP"}, "title": "特別"})
    assert shown_to(viewer(MINE, None), bare) is None


def test_what_a_slot_asks_is_remembered_of_every_visitor() -> None:
    """A condition in a slot looks back at visits though no rule and no scenario asks for them."""
    place = slot({"id": "c", "when": {"visited": "/price", "times": 2, "within": "7d"}, "title": "クーポン"})
    book, person = rules(place), Person(id="v_1")
    for n in range(2):
        assert choose(viewer(MINE, person), place, book, NOON + HOUR, ROOT, "ja") is None
        person, _ = book.observe(person, visit("/price", NOON + n, id=f"e{n}"), NOON + n)
    assert choose(viewer(MINE, person), place, book, NOON + HOUR, ROOT, "ja") is not None
    assert choose(viewer(MINE, person), place, book, NOON + 8 * DAY, ROOT, "ja") is None


def test_a_code_is_ones_own_and_stays_when_the_visitor_becomes_a_lead() -> None:
    """Another browser, place, choice or deployment has another code; the first browser's code is the proven lead's."""
    place = slot({**TITLED, "code": "WINTER"})
    one, two = (shown_to(viewer(subject, None), place) for subject in (MINE, OTHER))
    assert one and two and one.code != two.code and one.first
    assert one.code.startswith("WINTER-") and len(one.code) == len("WINTER-") + slots.CODE_LENGTH
    codes = {slots.coupon(*told) for told in [("r", "s", "c", MINE), ("r", "s", "d", MINE), ("r", "t", "c", MINE)]}
    assert len(codes | {slots.coupon("q", "s", "c", MINE)}) == 4
    known = lead(2, members={OTHER: member(2), MINE: member(2, c=NOON)})
    for subject in (MINE, OTHER):
        told = shown_to(viewer(subject, known), place, NOON + DAY)
        assert told and told.code == one.code and not told.first
    assert shown_to(viewer("", None), place) is None


def test_a_time_of_ones_own_begins_at_the_first_showing_and_ends() -> None:
    """Seen again, the deadline is the same; after it the choice is gone; a browser without id is promised nothing."""
    place = slot({**TITLED, "deadline": {"for": "3d"}})
    told = shown_to(viewer(MINE, None), place, NOON + 59_999)
    assert told and told.first and told.deadline == NOON + 3 * DAY
    event = of_plain(Event, {"received_at": NOON + 59_999, **showing(told, viewer(MINE, None), NOON + 59_999)})
    held = note_shown(Member(first_at=NOON, last_at=NOON), event)
    person = Person(id="v_1", members={MINE: held})
    again = shown_to(viewer(MINE, person), place, NOON + 2 * DAY)
    assert again and not again.first and again.deadline == told.deadline
    assert shown_to(viewer(MINE, person), place, NOON + 3 * DAY) is not None
    assert shown_to(viewer(MINE, person), place, NOON + 3 * DAY + 60_000) is None
    assert shown_to(viewer("", None), place) is None


def test_only_our_own_notes_count_as_shown_and_the_earliest_wins() -> None:
    """A browser cannot lengthen its time by sending such an event itself; the order of arrival does not matter."""
    fresh = Member(first_at=NOON, last_at=NOON)
    forged = track("Slot Shown", NOON, slot="s", choice="c")
    assert note_shown(fresh, forged) is fresh
    early, late = (replace(forged, origin="slot", at=NOON + n) for n in (0, HOUR))
    assert note_shown(note_shown(fresh, late), early) == note_shown(note_shown(fresh, early), late)
    assert note_shown(note_shown(fresh, late), early).shown == {"s/c": NOON}


def test_an_absolute_deadline_is_the_same_for_all_in_the_companys_time() -> None:
    """A day alone lasts to its end; a moment through its minute (Asia/Tokyo)."""
    day = slot({**TITLED, "deadline": "2026-12-20"})
    last = 1_797_778_740_000  # 2026-12-20T23:59+09:00
    told = shown_to(viewer("", None), day, last + 59_999)
    assert told and told.deadline == last and not told.first
    assert shown_to(viewer("", None), day, last + 60_000) is None
    moment = slot({**TITLED, "deadline": "2026-12-20T23:59"})
    told = shown_to(viewer("", None), moment, last)
    assert told and told.deadline == last


def test_an_offers_deadline_is_that_of_the_persons_own_mail() -> None:
    """Only who was made the offer sees it, until it ends; of two runs the later one's counts."""
    place = slot({**TITLED, "deadline": {"offer": "doc/free"}})
    runs = [enrolment("doc", f"n{n}", entered_at=NOON + n, offers={"free": NOON + n * DAY}) for n in (1, 2)]
    made = lead(2, enrolments=tuple(runs))
    told = shown_to(viewer(MINE, made), place)
    assert told and told.deadline == NOON + 2 * DAY
    assert shown_to(viewer(MINE, made), place, NOON + 3 * DAY) is None
    assert shown_to(viewer(MINE, lead(2)), place) is None
    assert shown_to(viewer(MINE, lead(1, enrolments=tuple(runs))), place) is None


CONDITIONS = st.sampled_from(
    [
        None, {"tag": "VIP"}, {"not": {"tag": "VIP"}}, {"score": ">= 1"}, {"band": "hot"}, {"visited": "/price"},
        {"trait": "company", "exists": True}, {"trait": "email", "matches": "example"}, {"unsubscribed": True},
        {"any": [{"tag": "VIP"}, {"submitted": "contact"}]}, {"not": {"visited": "/price", "times": 2, "within": "7d"}},
    ]
)  # fmt: skip
DEADLINES = st.sampled_from([None, "2027-12-20", {"for": "3d"}, {"offer": "doc/free"}])
CHOICES = st.lists(st.tuples(CONDITIONS, DEADLINES, st.sampled_from([None, "WINTER"])), min_size=1, max_size=5)
PEOPLE = st.fixed_dictionaries(
    {
        "tags": st.sampled_from([{}, {"VIP": NOON}]),
        "traits": st.sampled_from([{}, {"company": Trait(value="A", at=NOON)}]),
        "unsubscribed_at": st.sampled_from([None, NOON]),
        "enrolments": st.sampled_from([(), (enrolment("doc", offers={"free": NOON + DAY}),)]),
        "user_id": st.sampled_from([None, "u1"]),
        "proof": st.sampled_from([1, 2]),
    }
)


@given(CHOICES, PEOPLE, st.booleans(), st.integers(0, 5 * DAY))
def test_who_claims_a_lead_sees_what_a_stranger_sees(
    written: list[tuple[Any, Any, Any]], known: dict[str, Any], seen_before: bool, later: int
) -> None:
    """Whatever the lead did, got or was shown elsewhere: a browser that is not proven to be the lead's own is answered
    as the same browser would be if there were no lead."""
    place = slot(
        *({"id": f"c{i}", "title": "t", "when": w, "deadline": d, "code": c} for i, (w, d, c) in enumerate(written))
    )
    own = member(1, c0=NOON, c1=NOON) if seen_before else member(1)
    elsewhere = member(2, c0=NOON - DAY, c1=NOON - DAY, c2=NOON - DAY)
    book = rules(place)
    claimed = lead(**{**known, "members": {MINE: own, OTHER: elsewhere}})
    claimed, _ = book.observe(claimed, visit("/price", NOON), NOON)
    stranger = Person(id="v_9", members={MINE: own}) if seen_before else None
    answers = [choose(viewer(MINE, who), place, book, NOON + later, ROOT, "ja") for who in (claimed, stranger)]
    assert answers[0] == answers[1]


def test_what_a_browser_was_shown_goes_into_the_lead_with_it() -> None:
    """The merge takes members over whole, so a deadline that runs goes on running."""
    visitor = Person(id="v_1", members={MINE: replace(member(c=NOON), events=1)})
    joined = union.absorb(lead(members={OTHER: member(2)}), visitor)
    assert joined.members[MINE].shown == {"s/c": NOON}


WRONG = [
    ('"url": "/offer"', '"url": "javascript:alert(1)"', "E-slot-address"),
    ('"url": "/offer"', '"url": "//evil.example"', "E-slot-address"),
    ('"url": "/offer"', '"url": "offer"', "E-slot-address"),
    ('"doc-request/setup-free"', '"doc-request/setup-fee"', "E-slot-offer"),
    ('"doc-request/setup-free"', '"setup-free"', "E-slot-offer"),
    ('"doc-request/setup-free"', '"doc-requests/setup-free"', "E-slot-offer"),
    ('"for": "3d"', '"for": "0d"', "E-zero"),
    ('"for": "3d"', '"for": "3bd"', "E-duration-fixed"),
    ('{ "for": "3d" }', '"3d"', "E-moment"),
    ('{ "for": "3d" }', '"2026-02-30"', "E-date"),
    ('"id": "first-month"', '"id": "setup-free"', "E-twice"),
    ('"code": "START"', '"code": "初月"', "E-arm-id"),
    (', "within": "7d"', "", "E-within"),
    ('"visited": "/price", "times": 2, "within": "7d"', '"opened": "doc-request/faq"', "W-opens-alone"),
    ('"when": { "visited": "/price", "times": 2, "within": "7d" }, "code": "START", "deadline": { "for": "3d" },', "",
     "W-slot-hidden"),
    ('"choices": [', '"choices": [ { "id": "none", "link": { "url": "/", "label": "x" } },', "E-slot-empty"),
    ('"otherwise"', '"otherwize"', "E-unknown"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code"), WRONG, ids=lambda value: str(value)[:24])
def test_what_is_wrong_in_a_slot_is_named(old: str, new: str, code: str) -> None:
    """Each slip is one problem, under its code, in the slot's file."""
    _, problems = workspace.read(with_change(SLOT, old, new))
    assert [(problem.file, problem.code) for problem in problems] == [(SLOT, code)]


def test_the_examples_slot_is_in_the_plan() -> None:
    """It is published with the rest."""
    published, problems = workspace.read(examples())
    assert published is not None and set(published.slots) == {"price"} and not problems


@pytest.mark.parametrize("order", [(MINE, OTHER), (OTHER, MINE)])
def test_of_two_browsers_of_a_lead_the_one_that_saw_it_first_counts(order: tuple[str, str]) -> None:
    """Code and time to run are those of the first showing, whichever browser joined first."""
    members = {MINE: member(2, c=NOON + HOUR), OTHER: member(2, c=NOON)}
    who = viewer(MINE, lead(2, members={name: members[name] for name in order}))
    assert who.shown == {"s/c": slots.First(NOON, OTHER)}
