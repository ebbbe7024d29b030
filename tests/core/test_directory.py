"""Leads looked for among all of them: what is typed finds whom it is a part of, however it is written; places in order;
a listing says no less than the person.
"""

import unicodedata
from itertools import islice

import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.core.behaviour.rulebook import compile
from mikomi.core.directory import asked, lead_line, search, written_form
from mikomi.core.directory.asked import BadSearch
from mikomi.core.directory.lead_line import Listing
from mikomi.core.directory.search import DirectoryEntry, Search, Spot
from mikomi.core.score import half_lives, ranking
from mikomi.model.person import Enrolment, Member, Person, Trait
from mikomi.model.plan import HalfLife
from mikomi.model.segment import Segment
from msgspec.structs import replace

from tests.core.listed_people import ANYTHING, DAY, NOW, people
from tests.core.story import at, plan_of
from tests.effort import effort

SCORING = {
    "rules": [{"id": "price", "name": "料金", "when": {"visited": "/price"}, "points": 10}],
    "decay": {"half_life": "30d"},
    "bands": [{"id": "hot", "name": "Hot", "from": 60}, {"id": "cool", "name": "Cool", "from": 0}],
}
PLAN = plan_of(scoring=SCORING)
WIDTHS = (
    str,
    str.upper,
    lambda text: unicodedata.normalize("NFKC", text),
    lambda text: unicodedata.normalize("NFD", text),
    lambda text: "".join(chr(ord(c) + 0x60) if "ぁ" <= c <= "ゖ" else c for c in text),
    lambda text: "".join(chr(ord(c) - 0x60) if "ァ" <= c <= "ヶ" else c for c in text),
    lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
)


def lead(number=1, **more):
    traits = {name: Trait(value=value, at=NOW) for name, value in more.pop("traits", {}).items()}
    return Person(id=f"l_{number:03}", **{"email": f"p{number}@example.co.jp", **more}, traits=traits)


def finds(typed, person):
    return search.is_it(person, Search(text=typed), compile(PLAN), NOW)


@given(ANYTHING, ANYTHING, ANYTHING, st.sampled_from(WIDTHS))
@hypothesis_settings(max_examples=effort(400), deadline=None)
def test_a_part_of_a_text_finds_it_in_whatever_width_and_kana(before, part, after, written):
    """Whatever of a name somebody types, in any width, kana or case: the lead is there. Nothing is cut off a sign that
    stands on another one.
    """
    assume(not after or unicodedata.combining(after[0]) == 0)
    assume(not part or unicodedata.combining(part[0]) == 0)
    person = lead(traits={"name": before + part + after})
    assert finds(written(part), person)


@pytest.mark.parametrize(
    ("typed", "traits"),
    [
        ("青空", {"company": "株式会社青空"}),
        ("㈱青空", {"company": "株式会社青空"}),
        ("株式会社青空", {"company": "（株）青空"}),
        ("青空(株)", {"company": "青空㈱"}),
        ("（有）みどり", {"company": {"name": "有限会社みどり"}}),
        ("一般社団法人みどり", {"company": "（一社）みどり"}),
        ("キャノン", {"company": "キヤノン"}),
        ("サーバ", {"company": "サーバー工業"}),
        ("ｻｰﾊﾞｰ", {"company": "さーば"}),
        ("ヤマダ", {"lastName": "山田", "lastNameKana": "やまだ"}),
        ("やまだはなこ", {"lastNameKana": "ヤマダ", "firstNameKana": "ハナコ"}),
        ("山田　花子", {"lastName": "山田", "firstName": "花子"}),
        ("花子 山田", {"lastName": "山田", "firstName": "花子"}),
        ("山田 青空", {"lastName": "山田", "company": "青空"}),
        ("高崎", {"name": "髙﨑"}),
        ("渡辺", {"name": "渡邉"}),
        ("jose", {"name": "José"}),
        ("０３−１２３４", {"phone": "03-1234-5678"}),
        ("031234", {"phone": "(03) 1234 5678"}),
        ("+81 3-1234", {"phone": "03-1234-5678"}),
        ("03-1234", {"phone": "+81-3-1234-5678"}),
        ("千代田区丸の内1-2", {"address": "東京都千代田区丸の内１－２－３"}),
        ("大阪府大阪市", {"address": {"state": "大阪府", "city": "大阪市"}}),
        ("P1@EXAMPLE", {}),
        ("ｐ1＠example", {}),
    ],
)
def test_found_as_people_write_it(typed, traits):
    """Short and full legal forms, old characters, readings, phone numbers and addresses."""
    assert finds(typed, lead(traits=traits))


@pytest.mark.parametrize("typed", ["青空 海", "やまだ", "03-9999", "p2@example", "株式会社海"])
def test_what_is_no_part_of_it_does_not_find_it(typed):
    """Every word is wanted, and nothing is found across two texts."""
    assert not finds(typed, lead(traits={"name": "山田", "company": "株式会社青空", "phone": "03-1234-5678"}))


def test_who_is_no_lead_is_in_no_directory():
    """A visitor has no listing, and is nobody's result, whatever is known of them."""
    visitor = replace(lead(traits={"name": "山田"}), email=None)
    assert lead_line.of(visitor) is None
    assert not finds("山田", visitor)
    assert not finds("", visitor)


def entry_of(person):
    lists = lead_line.of(person)
    assert lists is not None
    rank = ranking.sort_key(person, half_lives.of_plan(PLAN))
    return DirectoryEntry(person.id, NOW, rank, False, 0.0, lead_line.read(lists.written()))


@given(people())
def test_a_listing_is_read_as_it_was_written(person):
    """Whatever clients called their tags: one line, and the same again."""
    lists = lead_line.of(person)
    assert lists is not None
    assert "\n" not in lists.written()
    assert lead_line.read(lists.written()) == lists
    assert lead_line.read(lists.written() + "\tof a newer release") == lists


@given(
    people(),
    st.builds(
        Search,
        text=st.sampled_from(["", "山", "a@", "ｶﾞ"]),
        tag=st.sampled_from([None, "vip", "展示会 2026", "odd\t\n\x1ftag"]),
        scenario=st.sampled_from([None, "news"]),
        owner=st.sampled_from([None, "sato"]),
        active_since=st.sampled_from([None, NOW - DAY]),
        updated_since=st.sampled_from([None, NOW]),  # a person doesn't say when it was written
        on_site=st.booleans(),
        work=st.sampled_from([None, "sato", "anybody"]),
    ),
)
@hypothesis_settings(max_examples=effort(300), deadline=None)
def test_whoever_is_it_is_chosen(person, wants):
    """The listings choose no fewer than the persons are: nobody is lost on the way to the one decision."""
    if search.is_it(person, wants, compile(PLAN), NOW):
        (entry,) = search.chosen([entry_of(person)], wants, NOW)
        assert search.may_be(entry, wants, PLAN.settings)


ENTRIES = st.lists(
    st.builds(
        DirectoryEntry,
        id=st.integers(0, 500).map("l_{:03}".format),
        changed_at=st.just(NOW),
        rank=st.one_of(st.none(), st.sampled_from([0.0, 1200.0, -1200.0, 1201.5])),
        beside=st.just(False),
        standing=st.sampled_from([0.0, 7.0]),
        listing=st.builds(
            Listing,
            last_at=st.sampled_from([0, NOW - DAY, NOW]),
            on_site_at=st.just(0),
            gains=st.sampled_from([(), ((NOW - 1, 10.0),), ((NOW - 2 * DAY, 90.0),)]),
            owners=st.just(()),
            facts=st.just(""),
            texts=st.just(""),
            deal=st.none(),
            work=st.sampled_from([(), (("", NOW),), (("sato", NOW + 1), ("", NOW + 2))]),
        ),
    ),
    unique_by=lambda entry: entry.id,
    max_size=300,
)


@given(ENTRIES, st.sampled_from(search.SORTS), st.integers(1, 40))
@hypothesis_settings(max_examples=effort(60), deadline=None)
def test_pages_hold_everybody_once_in_one_order(entries, sort, size):
    """Behind each place comes the next, to the end: as if all were put in order at once, whoever is left out between
    two pages.
    """
    lives, wants = half_lives.of_plan(PLAN), Search(sort=sort)
    whole = [spot for spot, _ in search.in_order(entries, wants, NOW, lives, None)]
    assert whole == sorted(whole)
    assert len(whole) == len(entries)
    seen: list[Spot] = []
    while True:
        behind = seen[-1] if seen else None
        page = [spot for spot, _ in islice(search.in_order(entries, wants, NOW, lives, behind), size)]
        seen += page
        if not page:
            break
    assert seen == whole


@given(st.permutations(range(search.FIRST + 40)), st.integers(0, 20))
@hypothesis_settings(max_examples=effort(20), deadline=None)
def test_many_of_one_value_are_told_apart_by_their_ids(numbers, before):
    """More than are put in order at once have nothing to do: each stands there once, behind those who have."""
    idle = Listing(NOW, 0, (), (), "", "")
    busy = [DirectoryEntry(f"b{n}", NOW, None, False, 0.0, replace(idle, work=(("", NOW + n),))) for n in range(before)]
    entries = [*(DirectoryEntry(f"l{n:03}", NOW, None, False, 0.0, idle) for n in numbers), *busy]
    wants = Search(sort="due", work="sato")
    order = [spot.id for spot, _ in search.in_order(entries, wants, NOW, half_lives.of_plan(PLAN), None)]
    assert order == [*(f"b{n}" for n in range(before)), *(f"l{n:03}" for n in sorted(numbers))]


def test_the_orders():
    """By score: who is not ranked comes last. By rise: what was earned within a day. Recent: who was there last."""
    one = Listing(NOW - 5, 0, ((NOW - 2 * DAY, 90.0), (NOW - 1, 5.0)), (), "", "")
    entries = [
        DirectoryEntry("l_1", NOW, 1200.0, False, 0.0, one),
        DirectoryEntry("l_2", NOW, 1100.0, False, 0.0, replace(one, last_at=NOW, gains=((NOW - 1, 7.0),))),
        DirectoryEntry(
            "l_3", NOW, None, False, 0.0, replace(one, last_at=NOW - 9, gains=((NOW - 1, 6.0), (NOW - 2, -6.0)))
        ),
    ]

    def order(sort):
        places = search.in_order(entries, Search(sort=sort), NOW, half_lives.of_plan(PLAN), None)
        return [spot.id for spot, _ in places]

    assert order("score") == ["l_1", "l_2", "l_3"]
    assert order("rise") == ["l_2", "l_1", "l_3"]
    assert order("recent") == ["l_2", "l_1", "l_3"]
    assert search.rise(entries[0].listing, NOW) == 5.0


def test_two_scales_are_read_side_by_side():
    """Keys of before points began to fade lie among those of after, by what is left now."""
    lives = half_lives.HalfLives(tuple(plan_half_lives()))
    entries = [
        DirectoryEntry("l_new", NOW, ranking._key(30.0, NOW, lives), True, 0.0, lead_line.read("0\t0\t\t\t\t")),
        DirectoryEntry("l_old", NOW, 20.0, False, 0.0, lead_line.read("0\t0\t\t\t\t")),
    ]
    places = [(spot.id, round(-spot.value, 6)) for spot, _ in search.in_order(entries, Search(), NOW, lives, None)]
    assert places == [("l_new", 30.0), ("l_old", 20.0)]


def plan_half_lives():
    return HalfLife(from_=0, millis=None), HalfLife(from_=NOW, millis=30 * DAY)


def test_conditions_are_the_plans_own():
    """Segment and band are asked of the person by the plan's conditions; the other filters by what the person says."""
    vip = Segment.model_validate({"id": "vips", "name": "VIP", "when": {"tag": "vip"}})
    book = compile(PLAN.model_copy(update={"segments": {"vips": vip}}))
    run = Enrolment(id="r", scenario="news", plan=1, entered_at=1, event_id="e", since=1)
    one = lead(
        tags={"vip": NOW}, last_at=NOW - DAY, enrolments=(run,), members={"a:b": Member(first_at=1, last_at=NOW)}
    )
    other = lead(2)

    def those(**wants):
        return [each.id for each in (one, other) if search.is_it(each, Search(**wants), book, NOW)]

    assert those() == ["l_001", "l_002"]
    assert those(segment="vips") == those(tag="vip") == those(scenario="news") == ["l_001"]
    assert those(segment="gone") == those(scenario="new") == those(stage="mql") == those(owner="gone") == []
    assert [those(owner=rep.id) for rep in PLAN.settings.reps] == [["l_001", "l_002"]]
    assert those(band="cool") == ["l_001", "l_002"]
    assert those(band="hot") == []
    assert those(active_since=NOW - DAY) == ["l_001"]
    assert those(active_since=NOW - DAY + 1) == []
    assert those(on_site=True) == ["l_001"]
    assert not search.is_it(one, Search(on_site=True), book, NOW + search.ON_SITE)


def test_what_may_be_asked():
    """Empty is not asked; a moment is written as people write one, or as how long ago; each refusal says where."""
    read = asked.read(
        {"q": " 山 ", "owner": "", "active_since": "7d", "updated_since": "2026-11-24", "x": "1"}, PLAN, NOW
    )
    assert read == Search(text="山", active_since=NOW - 7 * DAY, updated_since=at("2026-11-24 00:00"))
    assert asked.read({"on_site": "true", "band": "hot", "sort": "rise"}, PLAN, NOW) == Search(
        band="hot", on_site=True, sort="rise"
    )
    for name, value, code in [
        ("q", "x" * 101, "text_too_long"),
        ("on_site", "yes", "truth_invalid"),
        ("sort", "name", "sort_unknown"),
        ("band", "warm", "filter_unknown"),
        ("active_since", "2bd", "since_invalid"),
        ("updated_since", "1/5", "since_invalid"),
    ]:
        with pytest.raises(BadSearch) as why:
            asked.read({name: value}, PLAN, NOW)
        assert (why.value.code, why.value.name) == (code, name)


@given(st.text(max_size=300))
def test_spelling_never_fails_and_keeps_no_mark_of_ours(text):
    """Whatever is typed; and what is spelled once is spelled."""
    for spelled in (written_form.spelled(text), *written_form.spellings(text), *written_form.telephone(text)):
        assert lead_line.BETWEEN not in spelled
        assert "\t" not in spelled
        assert not any(c.isspace() for c in spelled)
