"""The start page on moto: this week beside the last, out of the archive; each number as long as the list it opens."""

import csv
import gzip
import io
import json
import re

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi import clock, keys
from mikomi.aws import api, log, people, plans, uploads
from mikomi.cli.__main__ import main
from mikomi.core import week
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.effects import Note
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell.archive import counted, erasure, raw, shelf, tables, weeks
from mikomi.shell.effects import chronicle

from functions.compact.app import handler as compact
from functions.console.app import handler as console
from functions.results.app import handler
from tests.core.story import at, plan_of
from tests.effort import effort
from tests.functions.archive import archived, files, put
from tests.functions.http_api import asked
from tests.functions.read_api import SCORING, form, get, it_is, taken, view
from tests.functions.test_results import SCENARIO, outcome, reader
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")
MONDAY, LAST = at("2026-11-23 00:00"), at("2026-11-16 00:00")
DAY, HOUR = 86_400_000, 3_600_000


@pytest.fixture
def shop(world, monkeypatch):
    """Tuesday, ten o'clock."""
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    it_is(NOW)
    world.publish(plan_of([SCENARIO], SCORING))
    yield world
    settings.cache_clear()
    clock.shift(clock.shifted() * 0)


def count():
    return handler({"count": True}, None)["weeks"]


def page(path, language="ja", status=200, **headers):
    headers = {"Host": "127.0.0.1:8000", "Accept": "text/html", "Accept-Language": language, **headers}
    where, _, query = path.partition("?")
    answer = console({**asked("GET", f"{where}?{query}", headers=headers), "cookies": []}, None)
    assert answer["statusCode"] == status
    return answer["body"]


def rows(path):
    return list(csv.reader(io.StringIO(page(path).removeprefix("\ufeff"))))


def told():
    status, body = get("/v1/results/week")
    assert status == 200
    return body


def of(which):
    return {name: told()[which][name] for name in week.NUMBERS}


def mail(person, moment, *names):
    for name in names:
        yield outcome(person, name, moment, step="faq", mail=f"m-{person}")


def story():
    """This week: two browsers, a new hot lead, two mails of which one is clicked, a goal. Last week up to Tuesday ten
    o'clock: a browser and a mail; later in that week: two browsers and a goal.
    """
    looks = [("b1", MONDAY), ("b1", NOW - HOUR), ("b2", NOW - HOUR), ("b1", LAST + HOUR), ("b3", LAST + 3 * DAY)]
    looks += [("b4", LAST + 3 * DAY)]
    archived(*(packet(f"a:{who}", view(f"{who}-{when}"), at=when) for who, when in looks), first=1)
    archived(
        outcome("old", "Band Changed", LAST - 20 * DAY, band="cool"),
        outcome("1", "Band Changed", NOW - 2 * HOUR, band="cool"),
        outcome("1", "Band Changed", NOW - HOUR, band="hot"),
        *mail("1", NOW - HOUR, "Mail Sent", "Mail Delivered"),
        *mail("old", NOW - HOUR, "Mail Sent"),
        outcome("old", "Goal Reached", NOW - HOUR),
        first=20,
    )
    archived(reader("1", "Mail Clicked"), reader("1", "Mail Clicked", link="/b"), first=40)
    archived(*mail("was", LAST + HOUR, "Mail Sent"), outcome("was", "Goal Reached", LAST + 3 * DAY), first=60)


def test_this_week_stands_beside_the_same_days_of_the_last(shop):
    """Each number of the story, in the four periods of time; the zone is the company's."""
    assert told()["this"] is None and "集計はまだありません" in page("/console")
    count()
    assert "計測タグを貼る" in page("/console") and 'class="figures"' not in page("/console")
    story()
    assert count() and not count() and "計測タグを貼る" not in page("/console")
    assert of("this") == {
        "goals": 1, "hot": 1, "leads": 1, "visitors": 2, "sent": 2, "delivered": 1, "clicked": 1,
    }  # fmt: skip
    assert of("then") == {
        "goals": 0, "hot": 0, "leads": 1, "visitors": 1, "sent": 1, "delivered": 0, "clicked": 0,
    }  # fmt: skip
    assert (of("last")["visitors"], of("last")["goals"]) == (3, 1) and not any(of("before").values())
    assert told()["this"]["from"] == "2026-11-22T15:00:00.000Z" and told()["hot"] == "hot"


def test_every_number_of_the_page_opens_as_many_rows(shop):
    """Whatever number: the list behind it has so many rows, on the page and in the file; in both languages."""
    story()
    count()
    for language in ("ja", "en"):
        body = page("/console", language)
        links = re.findall(r'<td><a href="(/console/week/[^"]+)">([\d,]+)</a>', body)
        assert len(links) == 3 * len(week.NUMBERS)
        for to, shown in links:
            to = to.replace("&amp;", "&")
            listed = page(to, language)
            assert listed.count("<li>") == int(shown), to
            where, _, query = to.partition("?")
            assert len(rows(f"{where}.csv?{query}")) - 1 == int(shown)
    table = rows("/console/week.csv")
    assert [row[0] for row in table[1:]] == [
        "ゴールの達成", "新たに「Hot」", "新しい見込み客", "訪問者", "送ったメール", "届いたメール", "クリックされた",
    ]  # fmt: skip
    assert table[4][1:] == ["2", "1", "+1", "3"]


def test_a_picture_says_what_its_table_says(shop):
    """Server-made, with the numbers of the table as text; the whole page is light."""
    story()
    count()
    body = page("/console")
    pictures = re.findall(r"<svg[^>]*picture bars.*?</svg>", body, re.DOTALL)
    assert len(pictures) == 2
    said = [re.findall(r'class="figure">([\d,]+)<', each) for each in pictures]
    table = rows("/console/week.csv")[1:]
    assert [*said[0], *said[1]] == [number for row in table for number in (row[1], row[2])]
    assert len(gzip.compress(body.encode())) < 60_000


def test_a_list_says_who_it_is_by_now(shop):
    """A lead by name, with where; a browser that became one is that lead; who is still a visitor has no way in."""
    taken(packet("a:b1", *form("f", "hanako@example.co.jp", lastName="山田", firstName="花子"), at=NOW - HOUR))
    taken(packet("a:b2", view("v9"), at=NOW - HOUR))
    story()
    count()
    listed = page("/console/week/2026-11-23/visitors")
    assert listed.count("山田 花子") == 1 and listed.count("匿名の訪問者") == 1 and "a:b" not in listed
    goals = page("/console/week/2026-11-23/goals")
    assert "ようこそ" in goals and "いまは登録がありません" in goals


def test_a_long_list_goes_on_below(shop):
    """A page of fifty, then the rest, each once; htmx gets rows alone."""
    archived(*(packet(f"a:b{n}", view(f"v{n}"), at=NOW - HOUR - n) for n in range(53)))
    count()
    here = "/console/week/2026-11-23/visitors"
    first = page(here)
    assert first.count("<li>") == 50 and f"{here}?from=50" in first and "53件" in first
    rest = page(f"{here}?from=50", **{"HX-Request": "true"})
    assert rest.count("<li>") == 3 and "<html" not in rest


def test_a_list_that_is_not_told_says_so(shop):
    """A week of long ago, a number that there is not, nonsense: a page with a sentence and a way back."""
    story()
    count()
    for path in ("2026-01-05/goals", "2026-11-23/nothing", "x/y", "2026-11-23/x.csv"):
        assert "内訳" in page(f"/console/week/{path}", status=404)
    assert page("/console/week/2026-11-23/goals?until=x&from=-1").count("<li>") == 1


def test_before_there_was_a_start_page_the_leads_stood_there(shop):
    """Old links keep their meaning: a search, and a page further down."""
    assert "お名前" not in page("/console") and "見込み客" in page("/console?email=a%40example.co.jp")
    assert "この続きはもう開けません" in page("/console?cursor=x", status=400)


def test_every_lead_is_met_once(shop):
    """One whom no band and no scenario takes notice of is noted all the same; who comes again is not new."""
    shop.publish(plan_of([], {**SCORING, "bands": [{"id": "hot", "name": "Hot", "from": 60}]}))
    made = taken(packet("a:b1", *form("f", "hanako@example.co.jp"), at=NOW - HOUR))
    taken(packet("a:b1", view("v2"), at=NOW - HOUR + 1))
    (lead,) = people.load_homes([keys.visitor_id(made.subject)])
    (note,) = [effect for effect in lead.effects if isinstance(effect, Note)]
    chronicle.write(note)
    chronicle.write(note)
    (noted,) = log.packets(f"o:{lead.id}")
    assert [(event.name, event.at) for event in noted.events] == [("Lead Met", NOW - HOUR)]
    archived(noted)
    assert count() and of("this")["leads"] == 1


def test_the_same_days_go_on_though_nothing_comes(shop):
    """What happened on Thursday of last week is compared with on Thursday: counted anew by time alone."""
    story()
    count()
    it_is(LAST + 10 * DAY - 1000)
    assert not count() and of("then")["goals"] == 0
    it_is(LAST + 10 * DAY + 1000)
    assert count() and (of("then")["goals"], of("then")["visitors"]) == (1, 3)
    it_is(MONDAY + 7 * DAY + 1)
    assert count() and of("this")["goals"] == 0 and of("last")["goals"] == 1 and of("before")["visitors"] == 3


def test_who_was_erased_is_in_no_number(shop):
    """P7: counted anew as soon as somebody counts."""
    story()
    count()
    erasure.note(Person(id="l_1"))
    assert count() and of("this")["hot"] == 0 and of("this")["sent"] == 1


def test_what_a_stranger_calls_his_events_counts_nothing(shop):
    """A public key may send any name: only visitors are counted of it."""
    for n, name in enumerate(("Goal Reached", "Band Changed", "Mail Sent", "Mail Clicked")):
        said = {"scenario": "welcome", "enrolment": "x", "band": "hot", "mail": "m"}
        forged = {"id": f"f{n}", "type": "track", "name": name, "properties": said}
        archived(packet("a:b1", forged, at=NOW - n), first=10 * n + 1)
    count()
    assert not any(of("this").values())


def test_held_out_runs_are_no_result(shop):
    """What they reach is the yardstick, here as on the scenario's page."""
    archived(outcome("1", "Scenario Entered", held_out=True), outcome("1", "Goal Reached", NOW - HOUR))
    count()
    assert of("this")["goals"] == 0


def test_numbers_and_lists_are_of_one_count(shop):
    """The file of lists holds what the numbers were made of, of the same moment."""
    story()
    count()
    rolled = counted.week()
    assert rolled
    for each in rolled["weeks"].values():
        for number, n in each["numbers"].items():
            until = each["until"]
            assert len(counted.listed(each["name"], number, until) or []) == n


def test_what_needs_attention_is_counted_and_leads_there(shop):
    """An upload that was refused says why, where it is seen, until one is published."""
    assert "いま対応が必要なものはありません" in page("/console")
    wrong = {"file": "settings.json", "line": 3, "severity": "error", "message": {"ja": "だめ", "en": "wrong"}}
    report = {"outcome": "refused", "problems": [wrong, {**wrong, "severity": "warning"}]}
    uploads.write_report("reports/latest.json", json.dumps(report).encode(), "application/json")
    body = page("/console")
    assert "settings.json:3 だめ" in body and '<b class="number">1</b> ワークスペースの誤り' in body
    assert "settings.json:3 wrong" in page("/console", "en")
    report["outcome"] = "published"
    uploads.write_report("reports/latest.json", json.dumps(report).encode(), "application/json")
    assert "settings.json:3" not in page("/console")


def test_a_terminal_tells_the_same(shop, capsys):
    """`mikomi results --week`: the numbers of the read API, in words and as JSON; not together with a scenario."""
    story()
    count()
    assert main(["results", "--week", "--lang", "en"]) == 0
    assert "visitors: 2 this week, 1 last week up to now, 3 in all of it" in capsys.readouterr().out
    assert main(["results", "--week", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == told()
    assert main(["results", "welcome", "--week"]) == 2


STEPS = st.lists(
    st.tuples(st.sampled_from(["bring", "bring", "again", "night", "count", "pass"]), st.integers(0, 5)),
    min_size=2,
    max_size=7,
)


@hypothesis_settings(
    max_examples=effort(10), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(STEPS)
def test_a_count_is_the_question_over_the_whole_archive(shop, steps):
    """P2: whatever came, twice or late, compacted or not, counted when: numbers and lists are what anybody gets who
    asks the same of all that is archived, at the same moment.
    """
    it_is(NOW)
    for key in list(files()):
        api.call("s3", "DeleteObject", Bucket="archive", Key=key)
    for number, (act, person) in enumerate(steps):
        moment = clock.now() - person * 2 * DAY
        packets = [packet(f"a:b{person}", view(f"v{person}"), at=moment), *mail(str(person), moment, "Mail Sent")]
        packets.append(outcome(str(person), "Band Changed", moment, band="hot" if person % 2 else "cool"))
        if act in ("bring", "again"):
            for key, body in raw.files_of((f"{number}{n}", each) for n, each in enumerate(packets)).items():
                put(key, body)
            put("rollup/news", str(number).encode())
        elif act == "night":
            compact({}, None)
        elif act == "count":
            count()
        else:
            it_is(clock.now() + (person + 1) * DAY)
    count()
    rolled, calendar = counted.week(), Calendar.of(plans.active().settings)
    assert rolled
    periods = week.periods(rolled["as_of"], calendar)
    with tables.opened() as base:
        shelf.fill(base)
        base.gather()
        answers = weeks.ask(base, week.QUESTIONS, periods, calendar)
    lists = weeks.lists_of(answers, periods, "hot", calendar)
    assert {name: each["numbers"] for name, each in rolled["weeks"].items()} == {
        name: week.numbers(lists[name]) for name in week.WEEKS
    }
    for name in ("this", "last", "before"):
        for what in week.NUMBERS:
            assert counted.listed(rolled["weeks"][name]["name"], what) == lists[name][what]
