"""Which company somebody is of: the key, whose keys mean the same company, and what a company's people come to."""

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi.core.companies import free_mail, marks, names, number, partition
from mikomi.core.companies.marks import CompanyMarks
from mikomi.core.directory import company_facts, company_list, lead_line
from mikomi.core.directory.lead_line import Listing
from mikomi.core.directory.search import DirectoryEntry
from mikomi.core.score import half_lives, ranking, totals
from mikomi.model.person import Person, Standing, Trait
from mikomi.model.sales import Sales, SalesAct
from msgspec.structs import astuple, replace

from tests.core.story import at, plan_of
from tests.effort import effort

NOW = at("2026-11-24 10:00")
SALES = {"version": 1, "exclusion": [{"id": "competitor", "name": "競合", "companies": ["みどり"]}]}
PLAN = plan_of()
NTA = "7000012050002"
"""The National Tax Agency's own number, of its page on how the check digit is worked out."""


def lead(id=1, email="", points=0.0, **traits):
    standing = {"r": Standing(axis="fit", points=points, event_id="e", at=NOW, plan=1)} if points else {}
    known = {name: Trait(value=value, at=NOW) for name, value in traits.items()}
    return Person(id=f"l_{id}", email=email or f"p{id}@gmail.com", traits=known, standing=standing, last_at=NOW + id)


def key(email="", **traits):
    return marks.of(lead(email=email, **traits)).key


@pytest.mark.parametrize(
    "written",
    [
        "株式会社青空", "青空株式会社", "㈱青空", "青空㈱", "（株）青空", "(株)青空", "株式会社　青 空",
        "青空 Co., Ltd.", "青空（有）", "合同会社青空", "（医）青空", "一般社団法人青空", "（一社）青空", "青空 Inc.",
    ],
)  # fmt: skip
def test_what_kind_of_company_it_is_does_not_count(written):
    """Before or behind, short or in full, in any width."""
    assert key(company=written) == "c:青空"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("髙橋商店", "高橋商店"),
        ("ﾐﾂﾊﾞ", "ミツバ"),
        ("ＡＢＣ", "abc"),
        ("キヤノン・マーケティング", "キヤノンマーケティング"),
    ],
)
def test_names_that_a_clerk_files_together(one, other):
    """Width, case, points between words, old forms of characters."""
    assert names.named(one) == names.named(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("さくら", "サクラ"), ("キャノン", "キヤノン"), ("サーバ工業", "サーバー工業"), ("青空", "青空商事")],
)
def test_names_that_are_two_companies(one, other):
    """Kana and long vowels tell companies apart, though whoever looks for one finds both."""
    assert names.named(one) != names.named(other)


@pytest.mark.parametrize(
    "written", ["", "個人", "なし", "-", "N/A", "フリーランス", "株式会社", "…", None, 7, ["青空"], {"a": 1}]
)
def test_what_is_no_name(written):
    """Nobody becomes a colleague of everybody who has no company."""
    assert key(company=written) == ""


def test_the_number_goes_before_the_name_and_the_name_before_the_host():
    """Of what is given the strongest; an object's own name and number count as well."""
    assert key("a@aozora.co.jp") == "d:aozora.co.jp"
    assert key("a@aozora.co.jp", company="㈱青空") == "c:青空"
    assert key("a@aozora.co.jp", company="㈱青空", corporateNumber=NTA) == f"n:{NTA}"
    assert key(company={"name": "青空", "corporateNumber": NTA}) == f"n:{NTA}"
    assert key(company={"name": "青空"}) == "c:青空"
    assert key("a@aozora.co.jp", company="青空", 法人番号="7000012050003") == "c:青空"


@pytest.mark.parametrize(
    "written", [NTA, int(NTA), "7-0000-1205-0002", "７０００ ０１２０５０００２", f"T{NTA}", f"t{NTA}"]
)
def test_a_number_as_people_write_it(written):
    """Spaced, wide, as a registration number for invoices."""
    assert number.read(written) == NTA


@pytest.mark.parametrize(
    "written", ["", "123", NTA + "0", NTA[:-1], "x" + NTA, True, None, [NTA], "1" * 5_000, 7.5, "七" * 13]
)
def test_what_is_no_number(written):
    """Too short, too long, no digits."""
    assert number.read(written) is None


@given(st.text("0123456789", min_size=12, max_size=12), st.integers(0, 12), st.integers(1, 9))
@hypothesis_settings(max_examples=effort(300), deadline=None)
def test_one_wrong_digit_is_noticed(twelve, place, more):
    """As often as the rule can: a digit taken for one that leaves the same remainder of nine apart."""
    whole = f"{number.check_digit(twelve)}{twelve}"
    assert number.read(whole) == whole
    wrong = whole[:place] + str((int(whole[place]) + more) % 10) + whole[place + 1 :]
    if wrong[place] not in "09" or whole[place] not in "09":
        assert number.read(wrong) is None


@pytest.mark.parametrize(
    "host",
    ["gmail.com", "yahoo.co.jp", "outlook.jp", "icloud.com", "docomo.ne.jp", "ezweb.ne.jp", "i.softbank.jp",
     "nifty.com", "ocn.ne.jp", "plala.or.jp", "so-net.ne.jp", "rakuten.jp", "qq.com", "web.de", "proton.me"],
)  # fmt: skip
def test_free_mail_says_nothing_of_a_company(host):
    """The world's, and Japan's carriers and access providers."""
    assert free_mail.is_free(host)
    assert key(f"a@{host}") == ""


@pytest.mark.parametrize(
    "host", ["toyota.co.jp", "kddi.com", "cyberagent.co.jp", "example.com", "mail.go.jp", "u-tokyo.ac.jp"]
)
def test_a_company_host_is_none(host):
    """Carriers' own staff write from elsewhere."""
    assert not free_mail.is_free(host)


def joint(*known):
    return partition.joint(CompanyMarks(*each) for each in known)


def test_colleagues_with_nothing_but_an_address_belong_to_the_company():
    """Everybody at the host who says a company says this one."""
    known = joint(("", "青空", "aozora.co.jp"), ("", "", "aozora.co.jp"))
    assert known.key_of(CompanyMarks("", "", "aozora.co.jp")) == "c:青空"
    assert known.key_of(CompanyMarks("", "", "umi.co.jp")) == "d:umi.co.jp"


def test_where_they_do_not_agree_a_host_stands_for_itself():
    """A group's host, an agency's, or somebody's mistake: nobody is put where they may not belong."""
    known = joint(("", "青空", "group.co.jp"), ("", "海", "group.co.jp"))
    assert known.key_of(CompanyMarks("", "", "group.co.jp")) == "d:group.co.jp"
    assert known.key_of(CompanyMarks("", "青空", "group.co.jp")) == "c:青空"


def test_a_name_follows_its_number_as_long_as_it_has_one():
    """Two companies of one name stay two, and whoever gave the name alone is of neither."""
    one = joint((NTA, "青空", ""), ("", "青空", "aozora.co.jp"))
    assert one.key_of(CompanyMarks("", "青空", "")) == one.key_of(CompanyMarks("", "", "aozora.co.jp")) == f"n:{NTA}"
    two = joint((NTA, "青空", ""), ("8000012050001", "青空", ""), ("", "青空", ""))
    assert two.key_of(CompanyMarks("", "青空", "")) == "c:青空"


WORDS = st.sampled_from(["", "青空", "海", "みどり"])
HOSTS = st.sampled_from(["", "aozora.co.jp", "umi.co.jp", "group.co.jp"])
NUMBERS = st.sampled_from(["", "", "", NTA, "8000012050001"])
MARKS = st.builds(CompanyMarks, NUMBERS, WORDS, HOSTS)


@given(st.lists(MARKS, max_size=12), st.randoms())
@hypothesis_settings(max_examples=effort(300), deadline=None)
def test_companies_are_a_partition_in_any_order(known, random):
    """Everybody who gave a mark is of one company, the same in any order and number; a stronger mark keeps its own."""
    entries = [entry(str(place), each) for place, each in enumerate(known)]
    companies = company_list.gathered(entries)
    people = [id for each in companies.by_key.values() for id in each.people]
    assert sorted(people) == sorted(each.id for each in entries if any(each.listing.company))
    mixed = entries * 2
    random.shuffle(mixed)
    again = company_list.gathered({each.id: each for each in mixed}.values())
    assert {key: set(each.people) for key, each in again.by_key.items()} == {
        key: set(each.people) for key, each in companies.by_key.items()
    }
    for each in known:
        if each.number:
            assert companies.joint.key_of(each) == f"n:{each.number}"
        if each.key:
            meant = companies.of_id(marks.id_of(each.key))
            assert meant is not None and meant.key == companies.joint.key_of(each)


@given(st.lists(MARKS, max_size=10))
@hypothesis_settings(max_examples=effort(300), deadline=None)
def test_nobody_joins_who_is_not_joined_by_what_everybody_says(known):
    """The rule, said again from the other side: two of one company share a mark, or a mark that all who give it give
    with one that they share."""
    whole = partition.joint(known)
    for host in {each.host for each in known if each.host}:
        said = {whole.key_of(each) for each in known if each.host == host and (each.number or each.name)}
        assert whole.key_of(CompanyMarks("", "", host)) == (said.pop() if len(said) == 1 else f"d:{host}")
    for name in {each.name for each in known if each.name}:
        given_with = {each.number for each in known if each.name == name and each.number}
        assert whole.key_of(CompanyMarks("", name, "")) == (
            f"n:{given_with.pop()}" if len(given_with) == 1 else f"c:{name}"
        )


def entry(id, own=None, points=0.0, last_at=NOW):
    listing = Listing(last_at, 0, (), (), "", "", own or CompanyMarks())
    return DirectoryEntry(id, NOW, 0.0, False, points, listing, 1)


def test_a_line_says_the_company_and_older_lines_none():
    """What an older release wrote is read as before; what is written is read again."""
    person = lead(email="a@aozora.co.jp", company="㈱青空\t\x1f x", corporateNumber=NTA)
    line = lead_line.of(person)
    assert line is not None
    assert lead_line.read(line.written()) == line
    assert line.company == CompanyMarks(NTA, "青空x", "aozora.co.jp")
    older = lead_line.read("\t".join(line.written().split("\t")[:6]))
    assert older.company == CompanyMarks() and astuple(older)[:6] == astuple(line)[:6]


LIVES = half_lives.of(None)


def order(entries, sort="score", typed="", behind=None):
    companies = company_list.gathered(entries)
    there = company_list.looked_for(companies.by_key.values(), typed)
    by_id = {each.id: each for each in entries}
    return [each.key for _, each in company_list.in_places(there, by_id, sort, NOW, LIVES, behind)]


def test_companies_in_order_and_found_by_any_part():
    """By score, latest activity, number of people; by any part of name, host, number, in any width and kana."""
    everybody = [
        entry("1", CompanyMarks("", "青空商事", "aozora.co.jp"), 10),
        entry("2", CompanyMarks("", "青空商事", ""), 25, NOW + 9),
        entry("3", CompanyMarks("", "サクラ", ""), 30, NOW + 5),
        entry("4", CompanyMarks(NTA, "さくら", ""), 3, NOW + 7),
    ]
    assert order(everybody) == ["c:青空商事", "c:サクラ", f"n:{NTA}"]
    assert order(everybody, "recent") == ["c:青空商事", f"n:{NTA}", "c:サクラ"]
    assert order(everybody, "people")[0] == "c:青空商事"
    assert order(everybody, typed="株式会社ｱｵｿﾞﾗ") == []
    assert order(everybody, typed="空商") == order(everybody, typed="AOZORA.co") == ["c:青空商事"]
    assert order(everybody, typed="㈱さくら") == ["c:サクラ", f"n:{NTA}"]
    assert order(everybody, typed=NTA[2:9]) == [f"n:{NTA}"]
    assert len(order(everybody, typed="株式会社")) == 3


def facts(people, plan=PLAN):
    own = partition.joint(map(marks.of, people))
    return company_facts.facts_of("c:青空", people, own, plan, NOW)


PEOPLE = st.lists(
    st.builds(
        lambda points, frozen, last: (points, frozen, last),
        st.integers(-50, 200), st.booleans(), st.integers(0, 10**6),
    ),
    min_size=1, max_size=8,
)  # fmt: skip


@given(PEOPLE)
@hypothesis_settings(max_examples=effort(200), deadline=None)
def test_a_company_is_the_sum_of_its_people(made):
    """P9: score, last activity, number; a frozen one is one of them and adds nothing."""
    people = [
        replace(lead(id, points=float(points), company="青空"), last_at=last, frozen_at=NOW if frozen else None)
        for id, (points, frozen, last) in enumerate(made)
    ]
    told = facts(people)
    assert told.score == sum(totals.total(each, NOW, LIVES) for each in people if each.is_ranked)
    assert told.last_at == max(each.last_at for each in people)
    assert {each.id for each in told.people} == {each.id for each in people}
    assert sum(each.people for each in told.owners) in (0, len(people), sum(each.is_ranked for each in people))


def act(id, value, moment):
    return SalesAct(id=id, verb="stage", at=moment, value=value)


def test_its_stage_is_what_sales_said_last_of_any_of_them():
    """Whoever it was said of; what was taken back is not said."""
    one = replace(lead(1, company="青空"), sales=Sales(acts=(act("a", "mql", NOW), act("c", "won", NOW + 5))))
    two = replace(lead(2, company="青空"), sales=Sales(acts=(act("b", "opportunity", NOW + 3),)))
    assert facts([one, two]).stage == "won"
    undone = Sales(acts=(*one.sales.acts, SalesAct(id="d", verb="undo", at=NOW + 6, of="c")))
    assert facts([replace(one, sales=undone), two]).stage == "opportunity"
    assert facts([lead(3, company="青空")]).stage == ""


def test_its_name_is_what_most_write():
    """As they write it; of a host that nobody names, the host."""
    people = [lead(1, company="㈱青空"), lead(2, company="株式会社青空"), lead(3, company="株式会社青空")]
    assert facts(people).name == "株式会社青空"
    alone = lead(1, email="a@umi.co.jp")
    told = company_facts.facts_of("d:umi.co.jp", [alone], partition.joint([marks.of(alone)]), PLAN, NOW)
    assert (told.name, told.hosts) == ("umi.co.jp", ("umi.co.jp",))


def test_places_go_on_behind_a_place():
    """Nothing is shown twice, nothing left out, whatever the page's length."""
    everybody = [entry(str(n), CompanyMarks("", f"会社{n}", ""), n % 3) for n in range(9)]
    companies = company_list.gathered(everybody)
    by_id = {each.id: each for each in everybody}
    seen, behind = [], None
    while True:
        places = company_list.in_places(companies.by_key.values(), by_id, "score", NOW, LIVES, behind)
        page = [place for place, _ in zip(places, range(2), strict=False)]
        if not page:
            break
        seen += [each.key for _, each in page]
        behind = page[-1][0]
    assert seen == order(everybody) and len(seen) == 9


def test_of_many_the_best_are_read():
    """Those with the highest score; of few all."""
    everybody = [entry(str(n), CompanyMarks("", "青空", ""), n) for n in range(9)]
    (one,) = company_list.gathered(everybody).by_key.values()
    by_id = {each.id: each for each in everybody}
    assert set(company_list.best(one, by_id, 3, NOW, LIVES)) == {"8", "7", "6"}
    assert len(company_list.best(one, by_id, 9, NOW, LIVES)) == 9
    assert ranking.scale_of(LIVES) == "points"
