"""The directory on moto: leads found by what is typed, as soon as the stream has brought them; never who is gone; the
index is what the people say, after any history.
"""

import random

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi import clock, keys
from mikomi.aws import api, erasures, log, people
from mikomi.aws import directory as index
from mikomi.aws.clients import client
from mikomi.aws.people import Alias
from mikomi.core.directory import lead_line
from mikomi.model.person import Person, Trait
from mikomi.shell.operator import listings
from mikomi.shell.people import directory, fold, rebuild
from msgspec.structs import replace

from functions.score.app import handler as score
from tests.effort import effort
from tests.functions.envelopes import stream
from tests.functions.read_api import DAY, NOW, form, get, hanako, it_is, shop, taken, view
from tests.functions.world import packet

__all__ = ["shop"]


def found(**wants):
    status, body = get("/v1/leads", wants)
    assert status == 200, body
    return [lead["email"] for lead in body["leads"]]


def put(item):
    client("dynamodb").put_item(TableName="state", Item=item)


def lead(number, company="青空", **traits):
    """A lead that the stream has brought."""
    return taken(
        packet(f"a:n{number}", *form(f"n{number}", f"p{number}@example.co.jp", company=company, **traits), at=NOW)
    )


def person_of(number):
    place = people.find_alias(keys.email_alias(f"p{number}@example.co.jp"))
    person = people.load(place) if place else None
    assert person is not None
    return person


def test_a_lead_is_found_by_any_part_of_what_is_known(shop):
    """By name, company and address, in any width; the answer is the lead as the interface promises it."""
    lead_id = hanako()
    lead(2, company="海")
    for typed in ("花子", "山田花", "田 花", "㈱青空", "ＨＡＮＡＫＯ", "hanako@example"):
        assert found(q=typed) == ["hanako@example.co.jp"], typed
    assert found(q="example.co.jp") == ["hanako@example.co.jp", "p2@example.co.jp"]
    assert found(q="空色") == []
    assert get("/v1/leads", {"q": "花子"})[1]["leads"][0] == get(f"/v1/leads/{lead_id}")[1]


def test_leads_carry_what_a_crm_asks_for(shop):
    """Telephone, owner, stage, traits, how they came, when they were there last."""
    landing = {"page": {"path": "/price"}, "campaign": {"source": "google", "medium": "cpc"}}
    taken(packet("a:n1", {**view("v"), "context": landing}, at=NOW - 1_000))
    lead(1, phone="03-1234-5678")
    (told,) = get("/v1/leads", {"q": "03 1234"})[1]["leads"]
    assert (told["phone"], told["owner"], told["stage"]) == ("03-1234-5678", "sato", None)
    assert told["traits"]["company"] == "青空"
    assert told["touch"]["first"] == {
        "at": "2026-11-24T00:59:59.000Z",
        "event_id": "v",
        "source": "google",
        "medium": "cpc",
        "campaign": "",
        "click": "",
        "referrer": "",
        "path": "/price",
    }
    assert told["last_at"] == "2026-11-24T01:00:00.000Z"


def test_filters_and_orders(shop):
    """Band, tag, scenario, activity, being on the site; by score, by what was earned within a day, by the last sign."""
    lead(1)
    lead(2)
    taken(packet("a:n2", *(view(f"b{n}") for n in range(4)), at=NOW + 1))
    known = {"id": "i3", "type": "identify", "user_id": "u3", "proof": 2}
    taken(packet("u:u3", {**known, "traits": {"email": "p3@example.co.jp", "tags": ["vip"]}}, at=NOW - 9 * DAY))
    it_is(NOW + 2)
    p1, p2, p3 = (f"p{n}@example.co.jp" for n in (1, 2, 3))
    assert found(band="hot") == [p2]
    assert found(band="cool") == [p1, p3]
    assert found(tag="vip") == [p3]
    assert found(scenario="doc-request", sort="rise") == [p2, p1]
    assert found(active_since="1d", sort="recent") == [p2, p1]
    assert found(updated_since="1m", sort="recent") == [p2, p1, p3]
    assert found(on_site="true", q="p1") == [p1]
    it_is(NOW + 6 * 60_000)
    assert found(on_site="true") == []
    it_is(NOW + 2 * DAY)
    assert found(sort="recent", limit="2") == [p2, p1]
    assert found(updated_since="1d") == []


def test_what_is_typed_asks_for_what_is_new_and_no_more(shop, monkeypatch):
    """A keystroke costs a query a partition of the index and one batch read; the table is never scanned."""
    for number in range(6):
        lead(number)
    found(q="青空")
    asked: list[str] = []
    carry = api.carry

    def noted(service, operation, params):
        asked.append(operation)
        return carry(service, operation, params)

    monkeypatch.setattr(api, "carry", noted)
    assert len(found(q="青")) == 6
    # the plan's pointer apart, which a function at work asks for every few seconds
    assert sorted(set(asked) - {"GetItem"}) == ["BatchGetItem", "Query"]
    assert (asked.count("BatchGetItem"), asked.count("Query")) == (1, keys.SHARDS)


def test_who_is_gone_is_shown_no_more(shop):
    """Deleted behind our back, another's by now, or called otherwise: the table has the last word, at once."""
    for number in (1, 2, 3):
        lead(number)
    assert len(found(q="青空")) == 3
    client("dynamodb").delete_item(
        TableName="state", Key={"pk": {"S": keys.person_pk(person_of(1).id)}, "sk": {"S": keys.PERSON}}
    )
    taken(packet("a:n2", *form("other", "p2@example.co.jp", company="みどり"), at=NOW + 1))
    assert found(q="青空") == ["p3@example.co.jp"]
    assert found(q="みどり") == ["p2@example.co.jp"]
    anonymous = replace(person_of(3), email=None, user_id=None)
    people.commit(anonymous)
    assert found(q="青空") == []


def test_who_was_erased_leaves_the_index(shop):
    """Nothing of what was known stands there, nor is it found, in a process that knew it before."""
    lead(1)
    assert found(q="青空") == ["p1@example.co.jp"]
    person = person_of(1)
    assert erasures.empty(person.id, NOW)
    assert found(q="青空") == []
    assert people.line_of(person.id) is None
    assert list(index.since(0)) == []


def test_what_was_written_last_counts_whatever_clocks_say(shop):
    """Two writers whose clocks differ: the later version of the lead is the one that is looked through."""
    lead(1)
    assert found(q="青空") == ["p1@example.co.jp"]
    renamed = replace(person_of(1), traits={"company": Trait(value="みどり", at=NOW)})
    line = fold.line_of(renamed)
    assert line
    people.commit(renamed, line=line._replace(at=clock.now() - 5_000))
    assert found(q="みどり") == ["p1@example.co.jp"]
    assert found(q="青空") == []


def test_two_who_are_one_are_shown_once(shop):
    """A visitor that became a lead, and two leads of one user, leave no second entry."""
    taken(packet("a:b7", view("v7"), at=NOW - 1_000))
    lead(7)
    taken(packet("a:n7", *form("again", "p7@example.co.jp", company="青空"), at=NOW + 1))
    assert found(q="青空") == ["p7@example.co.jp"]


def late_by(millis):
    """An entry that the index shows only now, though it was written so long ago."""
    person = Person(id="l_late", email="late@example.co.jp")
    line = fold.line_of(person)
    assert line
    put(people.encode(replace(person, version=1), line=line._replace(at=NOW - millis)))


@pytest.mark.parametrize(
    ("late", "comes_after"),
    [
        (directory.LATE - 1_000, 0),
        (directory.LATE + 1_000, directory.LOOK_BACK),
        (directory.LATER - 1_000, directory.LOOK_BACK),
        (directory.LATER + 1_000, directory.AGAIN),
    ],
)
def test_what_the_index_is_late_with_comes(shop, late, comes_after):
    """An entry that appears after others were read, with an older time: at the next search, at the next look back, or
    when all is read anew.
    """
    lead(1)
    assert found(q="青空") == ["p1@example.co.jp"]
    late_by(late)
    if comes_after:
        assert found(q="late") == []
        it_is(NOW + comes_after - 30_000)
        assert found(q="late") == []
        it_is(NOW + comes_after + 30_000)
    assert found(q="late") == ["late@example.co.jp"]


@pytest.mark.parametrize("sort", ["score", "rise", "recent"])
def test_pages_go_on_where_they_ended(shop, sort):
    """Whoever stays as they are is shown once, whoever comes meanwhile; a cursor is its own search's alone."""
    for number in range(9):
        lead(number)
    seen, cursor = [], None
    while True:
        asked = {"q": "青空", "sort": sort, "limit": "2", **({"cursor": cursor} if cursor else {})}
        body = get("/v1/leads", asked)[1]
        seen += [each["email"] for each in body["leads"]]
        lead(100 + len(seen), company="海")
        it_is(clock.now() + DAY)
        if (cursor := body["next"]) is None:
            break
        status, refused = get("/v1/leads", {**asked, "q": "青", "cursor": cursor})
        assert (status, refused["code"]) == (400, "cursor_invalid")
    assert sorted(seen) == [f"p{number}@example.co.jp" for number in range(9)]


def test_a_page_that_nobody_fits_ends_and_goes_on(shop, monkeypatch):
    """Of a filter that only persons answer a page looks at so many; its cursor goes on behind them."""
    monkeypatch.setattr(directory, "MOST_LOOKED_AT", 25)
    for number in range(30):
        lead(number)
    taken(packet("a:n17", *(view(f"b{n}") for n in range(4)), at=NOW + 1))
    body = get("/v1/leads", {"q": "青空", "sort": "recent", "band": "hot"})[1]
    pages = [body["leads"]]
    while body["next"]:
        body = get("/v1/leads", {"q": "青空", "sort": "recent", "band": "hot", "cursor": body["next"]})[1]
        pages.append(body["leads"])
    assert [[each["email"] for each in page] for page in pages] == [["p17@example.co.jp"], []]


# --- the index is what the people say

MET = st.one_of(
    st.tuples(st.just("view"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("form"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("user"), st.integers(0, 2), st.integers(0, 2)),
)


def events(kind, number, browser, who):
    name = f"e{number}"
    if kind == "view":
        return (view(name),)
    if kind == "form":
        return form(name, f"p{who}@example.co.jp", company=f"会社{number}")
    traits = {"email": f"p{who}@example.co.jp", "tags": [f"t{number}"]}
    return ({"id": name, "type": "identify", "user_id": f"U{who}", "proof": 2, "traits": traits},)


@given(st.lists(MET, min_size=1, max_size=8), st.integers(0, 2**16))
@hypothesis_settings(
    max_examples=effort(15), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_the_index_is_what_it_would_be_made_anew(shop, met, seed):
    """The stream repeats, mixes subjects and dies between two calls; afterwards every lead's line is the person's own,
    nobody else has one, and making it all anew writes nothing.
    """
    for row in (*shop.rows(), *shop.rows("events")):
        if row["pk"]["S"].startswith(("person#", "alias#", "a:", "o:")):
            table = "events" if row["pk"]["S"].startswith(("a:", "o:")) else "state"
            names = ("pk", "sk")
            client("dynamodb").delete_item(TableName=table, Key={name: row[name] for name in names})
    chance = random.Random(seed)
    for number, (kind, browser, who) in enumerate(met):
        log.append(packet(f"a:b{browser}", *events(kind, number, browser, who), at=NOW + number))
    rows = sorted(
        (row for row in shop.rows("events") if row["pk"]["S"].startswith("a:")), key=lambda row: row["sk"]["S"]
    )
    carry = api.carry

    def dying(service, operation, params):
        if chance.random() < 0.15:
            raise SystemExit
        return carry(service, operation, params)

    for begin in range(0, len(rows), 3):
        batch = rows[begin : begin + 3]
        for attempt in range(chance.randrange(1, 4)):
            api.carry = dying if attempt == 0 else carry
            try:
                score(stream(*batch, source="events", name="INSERT"), None)
            except SystemExit:
                pass
            finally:
                api.carry = carry
        score(stream(*batch, source="events", name="INSERT"), None)
    check(shop)
    *_, last = listings.renewed()
    assert last.written == 0
    for row in shop.rows():
        if row["sk"]["S"] == keys.PERSON and "state" in row:
            rebuild.rebuild_person(keys.person_of(row["pk"]["S"]))
    check(shop)


def check(world):
    persons = [row for row in world.rows() if row["sk"]["S"] == keys.PERSON]
    assert persons
    for row in persons:
        there = people.decode(row)
        lists = None if isinstance(there, Alias) else lead_line.of(there)
        assert row.get("listing", {}).get("S") == (lists.written() if lists else None)
        assert ("listing_shard" in row) is ("changed_at" in row) is (lists is not None)


def test_who_was_written_by_a_release_before_is_listed_by_command(shop):
    """Without a listing, or with another release's: written anew, once, the person unchanged but for the version."""
    for number in (1, 2):
        lead(number)
    before = {number: person_of(number) for number in (1, 2)}
    people.commit(before[1], (), people.rank_of(before[1].id))
    people.commit(before[2], (), None, line=people.DirectoryLine("0\t0\t\t\t\tother", NOW))
    assert found(q="青空") == []
    assert [renewal[:2] for renewal in listings.renewed()] == [(2, 2)]
    assert sorted(found(q="青空")) == ["p1@example.co.jp", "p2@example.co.jp"]
    assert [renewal[:2] for renewal in listings.renewed()] == [(2, 0)]
    for number in (1, 2):
        assert replace(person_of(number), version=0) == replace(before[number], version=0)
    check(shop)
