"""What is counted once a night, on moto: where people came from, and what those did before they reached a goal, beside
those who did not; each number with its people.
"""

import csv
import html
import io
import json
import re

import pytest
from mikomi.aws.people import commit, put_alias
from mikomi.core.figures.rates import Rate
from mikomi.core.results import journeys, sources
from mikomi.core.results.numbers import Number
from mikomi.core.results.sources import Leads
from mikomi.model.person import Member, Person
from mikomi.settings import settings
from mikomi.shell.archive import counted, erasure, lists, questions, rollup, shelf, snapshot, tables

from functions.compact.app import handler as compact
from functions.console.app import handler as console
from functions.results.app import handler
from tests.functions import beginnings
from tests.functions.archive import archived, files
from tests.functions.http_api import asked
from tests.functions.read_api import get, it_is
from tests.functions.test_results import DAY, HOUR, NOW, outcome, reader, shop
from tests.functions.world import packet

assert shop
ENTERED = NOW - 20 * DAY


def visit(browser, path, moment, referrer=None, source=None):
    """A page view; with a referrer or a campaign it is a landing."""
    page = {"path": path, "url": f"https://shop.example{path}", "referrer": referrer or "https://shop.example/"}
    context = {"page": page, **({"campaign": {"source": source}} if source else {})}
    return packet(f"a:{browser}", {"id": f"{browser}{path}{moment}", "type": "page", "context": context}, at=moment)


def somebody(name, *browsers, first=ENTERED - DAY):
    members = {f"a:{browser}": Member(first_at=NOW, last_at=NOW) for browser in browsers}
    commit(Person(id=f"l_{name}", email=f"{name}@example.co.jp", members=members, first_at=first, last_at=NOW))


def enters(name, moment=ENTERED, **more):
    yield outcome(name, "Scenario Entered", moment, **more)
    yield outcome(name, "Step Reached", moment + HOUR, step="faq")


def a_night():
    """As `night` tells it, compacted and counted."""
    packets = []
    for n in range(10):
        somebody(f"g{n}", f"g{n}")
        best = ["rfm-best", "vip"] if n < 3 else ["vip"]
        packets.append(visit(f"g{n}", "/", ENTERED - DAY, referrer="https://www.google.com/"))
        packets += enters(f"g{n}", segments=best)
        packets.append(visit(f"g{n}", "/faq/one", ENTERED + 2 * DAY))
        if n < 4:
            packets += [visit(f"g{n}", "/price/a", ENTERED + DAY), visit(f"g{n}", "/price/b", ENTERED + DAY + HOUR)]
            packets += [
                reader(f"g{n}", "Mail Clicked", enrolment=f"n-g{n}"),
                outcome(f"g{n}", "Goal Reached", NOW - 15 * DAY),
            ]
            packets.append(visit(f"g{n}", "/thanks", NOW - 14 * DAY))
    for n in range(5):
        somebody(f"n{n}", f"n{n}", first=NOW - 3 * DAY)
        packets += [visit(f"n{n}", "/", ENTERED - HOUR, source="newsletter"), *enters(f"n{n}")]
    for name in ("never", "late", "held"):
        somebody(name)
    packets += enters("never", segments=[])
    somebody("back", "old", "new")
    packets += [
        visit("old", "/", ENTERED - 3 * DAY, referrer="https://www.google.com/"),
        visit("new", "/x", ENTERED - DAY, source="ads"),
        visit("new", "/y", ENTERED - HOUR, referrer=""),
        visit("new", "/z", ENTERED + DAY, source="later"),
        *enters("back"),
        *enters("late", NOW - DAY, segments=["vip"]),
        *enters("held", held_out=True, segments=["vip"]),
    ]
    archived(*packets)
    it_is(NOW + HOUR)
    compact({}, None)
    assert handler({}, None) == {"counted": True, "looked_back": True, "weeks": True, "weighed": 0, "hours": 0}


@pytest.fixture
def night(shop, monkeypatch):
    """Ten came by Google and four reached the goal, five by a newsletter, one was never here, one came back by a
    campaign before entering, one is not yet known; those who reached it saw the prices.
    """
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    beginnings.once("a night", a_night)
    it_is(NOW + HOUR)
    yield shop
    settings.cache_clear()


def origin(touch, source):
    found = {each.source: each.rate for each in sources.origins(counted.looked_back(), "welcome", touch)}
    return found.get(source)


def test_first_and_last_touch_are_of_before_they_entered(night):
    """The first is the earliest landing, the last the latest that says where from, before entering and not after; who
    was never on the site is told so; held-out runs are left out; who entered yesterday is not yet known.
    """
    assert origin("first", "google.com") == Rate(4, 11) and origin("last", "google.com") == Rate(4, 10)
    assert origin("last", "ads") == Rate(0, 1) and origin("last", "later") is None
    assert origin("first", "newsletter") == origin("last", "newsletter") == Rate(0, 5)
    assert origin("first", "?") == Rate(0, 1, 1)


def test_by_segment_counts_whoever_was_in_it_on_entering(night):
    """In each of several; in none and not noted are told apart; held-out runs are left out; who entered yesterday is
    not yet known. Of a scenario of whose entries nothing was noted nothing is told.
    """
    found = {each.segment: each.rate for each in sources.segments(counted.looked_back(), "welcome")}
    assert found == {"vip": Rate(4, 10, 1), "rfm-best": Rate(3, 3), "": Rate(0, 1), "?": Rate(0, 6)}
    rows = [{**row, "segments": "?"} for row in counted.looked_back().of("segment_goals", "welcome")]
    assert sources.segments(counted.looked_back()._replace(answers={"segment_goals": rows}), "welcome") == []


def test_new_leads_are_counted_where_they_came_from_first(night):
    """In the last four weeks and ever; whoever was erased is in no number from the next count, before any file is
    written anew.
    """
    found = {each.source: each for each in sources.leads(counted.looked_back())}
    assert found["google.com"] == Leads("google.com", 11, 0, 11) and found["newsletter"].lately == 5
    erasure.note(Person(id="l_g0", members={"a:g0": Member(first_at=NOW, last_at=NOW)}))
    rolled = counted.read(counted.NIGHT) or {}
    counted.write({**rolled, "night": "another"}, counted.NIGHT)
    handler({}, None)
    found = {each.source: each for each in sources.leads(counted.looked_back())}
    assert found["google.com"].ever == 10 and origin("first", "google.com") == Rate(3, 10)


def test_the_journey_is_of_what_came_before_the_goal(night):
    """Page classes, forms, steps and clicks: how many of either side, how often, in which order; what came after the
    goal is none of it.
    """
    found = journeys.journey(counted.looked_back(), "welcome")
    assert found and (found.reached, found.missed, found.not_yet) == (4, 13, 1)
    deeds = {(deed.kind, deed.what): deed for deed in found.deeds}
    price = deeds["page", "price"]
    assert (price.reached, price.missed, price.times, price.first_day) == (Rate(4, 4), Rate(0, 13), 2.0, 1.0)
    assert deeds["step", "faq"].missed == Rate(13, 13) and ("page", "thanks") not in deeds
    assert deeds["page", "faq"].reached == Rate(4, 4) and deeds["page", "faq"].missed == Rate(6, 13)
    order = [(deed.kind, deed.what) for deed in found.deeds]
    assert order.index(("page", "")) < order.index(("page", "price")) < order.index(("page", "faq"))


def test_nothing_is_counted_twice_a_night(night):
    """As long as no day was compacted, the night's answers stay as they are."""
    assert handler({}, None) == {"counted": False, "looked_back": False, "weeks": False, "weighed": 0, "hours": 0}


def asked_anew(text_of=questions.text_of):
    """The night's questions over the whole archive."""
    with tables.opened() as base:
        shelf.fill(base)
        base.add_holders(snapshot.latest(base, lambda _: False))
        base.gather()
        questions.prepare(base, rollup._edition_of, (counted.read(counted.NIGHT) or {})["as_of"])
        return {name: rollup._plain(base.ask(text_of(name))) for name in questions.NIGHTLY}


def is_the_question_itself():
    """P2, of every question of the night; answers what they say."""
    honest, rolled = asked_anew(), counted.read(counted.NIGHT) or {}
    assert all(honest[name] == rolled["answers"][name] for name in questions.NIGHTLY)
    return honest


def test_a_night_is_the_questions_over_the_whole_archive(night):
    """P2 for what is counted at night; planted bugs (a last touch after entering, held-out runs) are found."""
    honest = is_the_question_itself()
    planted = " AND landings.happened_at <= runs.entered_at"
    assert planted in questions.text_of("sources")
    assert asked_anew(lambda name: questions.text_of(name).replace(planted, ""))["sources"] != honest["sources"]
    as_they_are = questions.text_of("segment_goals").replace("WHERE runs.held_out = 0", "")
    found = asked_anew(lambda name: as_they_are if name == "segment_goals" else questions.text_of(name))
    assert found["segment_goals"] != honest["segment_goals"]


def body_of(path, language="ja"):
    headers = {"Host": "127.0.0.1:8000", "Accept": "text/html", "Accept-Language": language}
    answer = console({**asked("GET", path, headers=headers), "cookies": []}, None)
    assert answer["statusCode"] == 200, path
    return answer["body"]


def lines(path):
    return list(csv.reader(io.StringIO(body_of(path).removeprefix("\ufeff"))))


def test_every_number_of_sources_and_journeys_opens_as_many_people(night):
    """On both pages, in both languages: the file behind each number has as many lines."""
    seen = 0
    for place in ("/console/sources", "/console/scenarios/welcome/journey"):
        assert "<svg" in body_of(place, "en")
        for address, number in re.findall(r'<a href="([^"]+people\?[^"]+)">([\d,]+)</a>', body_of(place)):
            path = html.unescape(address)
            assert len(lines(path.replace("people?", "people.csv?"))) - 1 == int(number), path
            seen += int(number) > 0
            body_of(path)
    assert seen > 25


def test_whoever_came_with_a_list_alone_is_counted_too(shop):
    """Of somebody without a sign of life the first event says the day, and the number opens them; where not even one is
    left they are counted, and of no day."""
    for name in ("listed", "old"):
        commit(Person(id=f"l_{name}", email=f"{name}@example.co.jp", members={}, first_at=None, last_at=None))
    told = {"id": "i", "type": "identify", "traits": {"email": "listed@example.co.jp"}, "origin": "import"}
    archived(packet("p:l_listed", told, at=NOW - 5 * DAY))
    compact({}, None)
    handler({}, None)
    [never_here] = sources.leads(counted.looked_back())
    assert never_here == Leads("?", 1, 0, 2)
    there = lists.people(Number("", "lead", detail="?"), of=counted.NIGHT)
    assert [(each.person, each.at) for each in there] == [("l_listed", NOW - 5 * DAY), ("l_old", 0)]


def test_tables_are_files_and_few_people_are_marked(night):
    """Each block has its CSV; a rate of few says so."""
    told = {row[0]: row[1:] for row in lines("/console/sources/welcome-last.csv")}
    assert told["google.com"][:3] == ["10", "4", "0"] and "人数が少ない" in told["google.com"][3]
    assert "サイトへの訪問なし" in {row[0] for row in lines("/console/sources/welcome-first.csv")}
    assert lines("/console/sources/leads.csv")[1][0] == "google.com"
    assert len(lines("/console/sources/welcome-weeks.csv")) == 3
    told = {row[0]: row[1:4] for row in lines("/console/sources/welcome-segments.csv")}
    assert told["vip"] == ["10", "4", "1"] and told["どのセグメントでもない"] == ["1", "0", "0"]
    assert "到達 faq" in {row[0] for row in lines("/console/scenarios/welcome/journey.csv")}


def test_programs_read_the_same(night):
    """Sources and the journey over HTTP, each share with its n."""
    status, told = get("/v1/results/sources")
    assert status == 200 and told["leads"][0] == {"source": "google.com", "last_28_days": 11, "before": 0, "ever": 11}
    first = told["scenarios"][0]["first_touch"][0]
    assert (first["source"], first["reached"], first["of"], first["not_yet"]) == ("google.com", 4, 11, 0)
    vip = told["scenarios"][0]["segments"][0]
    assert (vip["segment"], vip["reached"], vip["of"], vip["not_yet"]) == ("vip", 4, 10, 1)
    found = get("/v1/results/scenarios/welcome/people", "what=segment_known_goal&detail=rfm-best")[1]
    assert (found["number"], len(found["people"])) == (3, 3)
    status, told = get("/v1/results/scenarios/welcome/journey")
    assert status == 200 and told["journey"]["reached"] == 4 and told["journey"]["deeds"][0]["kind"]
    status, told = get("/v1/results/scenarios/welcome/people", "what=journey_goal&step=page&detail=price")
    assert (status, told["number"]) == (200, 4)


def test_before_the_first_night_nothing_is_made_up(shop, monkeypatch):
    """The pages say when it will be there; programs get nulls and empty lists."""
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    assert "毎晩まとめられ" in body_of("/console/sources") and "毎晩まとめられ" in body_of(
        "/console/scenarios/welcome/journey"
    )
    assert get("/v1/results/sources")[1]["as_of"] is None
    assert get("/v1/results/scenarios/welcome/journey")[1]["journey"] is None
    assert "rollup/looked_back.json" not in files() and json.dumps(get("/v1/results/sources")[1]["leads"]) == "[]"
    settings.cache_clear()


def test_whoever_became_a_lead_later_is_one_person(shop):
    """A browser's visits of before its person was a lead are the lead's, though they were compacted nights ago."""
    archived(visit("b", "/", ENTERED - DAY, source="fair"))
    compact({}, None)
    put_alias("v_b", 0, "l_x")
    somebody("x", "b")
    archived(*enters("x"))
    it_is(NOW + DAY)
    compact({}, None)
    handler({}, None)
    assert origin("first", "fair") == Rate(0, 1)
