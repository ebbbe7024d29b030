"""The console's pages of results: the numbers that programs read stand on them, each beside what it is counted out
of.
"""

import csv
import html
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from mikomi import clock
from mikomi.aws.people import commit
from mikomi.console import behind
from mikomi.console.blocks import SMALL
from mikomi.core.figures.rates import Rate
from mikomi.core.results.counted import Counted
from mikomi.core.results.variant_days import CLICKED_WITHIN, Reaction, by_lots
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell.archive import counted as rolled

from functions.console.app import handler as console
from tests.core.story import plan_of
from tests.functions import beginnings
from tests.functions.archive import archived
from tests.functions.http_api import asked
from tests.functions.test_results import DAY, GOAL, NOW, SCENARIO, count, outcome, reader, results, run, shop

assert shop and SCENARIO["id"] == "welcome"


def three_enter():
    """As `told` tells it, counted."""
    archived(*run("1"), *run("2", variant="B"), first=1)
    skipped = {"step": "faq", "variant": "B", "mail": "m-3", "reason": "no_consent"}
    archived(*run("3", variant="B", ends=()), outcome("3", "Mail Skipped", **skipped), first=20)
    archived(reader("1", "Mail Opened"), reader("1", "Mail Clicked"), outcome("1", "Goal Reached"), first=40)
    archived(outcome("1", "Scenario Left", how="goal"), first=60)
    assert count()


@pytest.fixture
def told(shop, monkeypatch):
    """Three entered, two got the mail (variants A and B), one clicked and reached the goal, one was skipped."""
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    beginnings.once("three entered", three_enter)
    yield shop
    settings.cache_clear()


def page(path, language="ja"):
    headers = {"Host": "127.0.0.1:8000", "Accept": "text/html", "Accept-Language": language}
    answer = console({**asked("GET", path, headers=headers), "cookies": []}, None)
    assert answer["statusCode"] == 200
    return answer["body"]


def rows(path):
    return list(csv.reader(io.StringIO(page(path).removeprefix("\ufeff"))))


def test_a_scenario_stands_there_with_its_numbers(told):
    """Picture, table and file say what the read API says; the goal with its people and who is not yet."""
    counted = results()
    body = page("/console/scenarios/welcome")
    assert (
        "までの結果です" in body
        and f"入った人 {counted['entered']}" in body
        and f"進行中 {counted['under_way']}" in body
    )
    assert "100.0%（1人中1人、結果待ち2人）" in body
    by_step = {row[0]: row for row in rows("/console/scenarios/welcome/steps.csv")}
    assert by_step["メール faq"][1:] == ["3", "100.0%", "クリック 50.0%（2人中1人）"]
    assert by_step["ゴール 相談"][1:3] == ["1", "100.0%（1人中1人、結果待ち2人）"]


def test_every_mail_stands_there_with_what_became_of_it(told):
    """A row a variant: decided, sent, delivered, clicked, and why not; which to go on with claims nothing."""
    counted = results()["mails"]
    head, *mails = rows("/console/scenarios/welcome/mails.csv")
    assert head[:5] == ["メール", "決定", "送信", "届いた", "クリック"] and len(mails) == len(counted) == 2
    assert head[5:7] == ["クリック（人か不明）", "クリック（機械だけ）"]
    for row, mail in zip(mails, counted, strict=True):
        assert row[1:5] == [str(mail[name]) for name in ("decided", "sent", "delivered", "clicked")]
    assert mails[0][12] == "100.0%" and mails[1][12] == "0.0%"
    assert mails[1][13] == "配信への同意がありません 1" and mails[0][13] == "–"


def test_variants_are_compared_by_a_verdict_and_a_choice(told):
    """By who clicked within seven days of delivery: before that everybody is not yet; then each counts on its day."""
    body = page("/console/scenarios/welcome")
    assert "案の比較" in body and "判定：まだできません" in body and "採用：まだ決められません" in body
    assert body.count("結果待ち1人") >= 2
    clock.shift(timedelta(days=9))
    archived(outcome("9", "Scenario Entered"), first=90)
    assert count()
    later = page("/console/scenarios/welcome")
    assert "「A」100.0%（1人中1人、結果待ち0人）" in later and "「B」0.0%（1人中0人、結果待ち0人）" in later


def test_a_click_counts_within_its_days_and_once(told):
    """On both sides of the seventh day; of mails delivered on one day, each by itself."""
    day = date(2026, 11, 1)
    mail = {"scenario": "s", "plan": 1, "entered_by": 1, "reached_on": None}
    rows = [
        {**mail, "step": "m", "variant": "A", "delivered_on": "2026-11-01", "clicked_on": on, "mails": n}
        for on, n in (("2026-11-08", 3), ("2026-11-09", 4), (None, 5))
    ]
    for today, rate in ((8, Rate(0, 0, 12)), (9, Rate(3, 12))):
        counted = Counted(round(datetime(2026, 11, today, 12, tzinfo=UTC).timestamp() * 1000), {"variant_days": rows})
        clicks = (1,), Reaction("clicked", CLICKED_WITHIN)
        assert by_lots(counted, "s", "m", *clicks) == {("A", None): {day: rate}}
        assert by_lots(counted, "x", "m", *clicks) == {}


def test_the_list_says_how_each_stands(told):
    """How many are in it, and the rate of its goal with its people, in both languages."""
    assert "入った人 3・進行中 2 · ゴール: 100.0%（1人中1人、結果待ち2人）" in page("/console/scenarios")
    assert "3 entered, 2 under way · goal: 100.0% (1 of 1, 2 not yet known)" in page("/console/scenarios", "en")


def test_before_anything_was_counted_no_number_is_made_up(shop, monkeypatch):
    """Neither on the page nor in the files."""
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    assert "結果の集計はまだありません" in page("/console/scenarios/welcome") and "結果の集計はまだ" in page(
        "/console/scenarios"
    )
    assert all(row[1:] == ["–", "–", "–"] for row in rows("/console/scenarios/welcome/steps.csv")[1:])
    assert len(rows("/console/scenarios/welcome/mails.csv")) == 1


def fifty_enter(office):
    """As `grown` tells it, counted."""
    goal = {**GOAL, "target": {"count": 30, "by": "2026-12-31"}}
    held = {**SCENARIO, "holdout": 20, "goal": goal}
    office.publish(plan_of([held], version=2))
    more = {"id": "more", "mail": {"template": "faq", "subject": "もう一通"}}
    office.publish(plan_of([{**held, "steps": [*SCENARIO["steps"], more]}], version=3))
    packets = []
    for n in range(50):
        name, moment = f"p{n}", NOW - (40 - n % 20) * DAY
        commit(Person(id=f"l_{name}", email=f"{name}@example.co.jp"))
        plan = {"plan": 2 if n % 20 < 10 else 3}
        if n % 5 == 0:
            packets.append(outcome(name, "Scenario Entered", moment, held_out=True, **plan))
            continue
        packets += run(name, moment, "AB"[n % 2], **plan)
        if n % 4 == 1:
            packets.append(outcome(name, "Goal Reached", moment + 2 * DAY, **plan))
        elif n % 4 == 2:
            packets.append(outcome(name, "Scenario Left", moment + DAY, how="exited", **plan))
        if n % 3 == 0:
            packets.append(reader(name, "Mail Clicked", link=f"https://example.co.jp/{'ab'[n % 2]}?x=1&y=2"))
    archived(*packets)
    assert count()


@pytest.fixture
def grown(shop, monkeypatch):
    """Forty who were written to and ten held out, weeks ago; two versions; some left, some clicked."""
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    beginnings.once("fifty entered", lambda: fifty_enter(shop))
    yield shop
    settings.cache_clear()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_scenario_tells_of_its_goal_by_day_and_arm(grown, language):
    """Where people leave, the curve with both arms, the lift with its interval and both n, targets, versions: each with
    its table and its file, in both languages.
    """
    body = page("/console/scenarios/welcome", language)
    ja = language == "ja"
    for part in (
        "いちばん多く離れているのは「faq」の後です" if ja else "Most people leave after “faq”",
        "ゴールまでの日数" if ja else "Days until the goal",
        "送らない組が20%の版だけを数えています" if ja else "hold out 20%",
        "差は+" if ja else "The difference is +",
        "目標30人のうち" if ja else "of 30.",
        "版ごとの結果" if ja else "Version by version",
        "直前の変更の前後" if ja else "on either side of the latest change",
    ):
        assert part in body, part
    assert 'class="node mail stop"' in body and body.count('class="picture') >= 4
    for name in ("stops", "curve", "lift", "versions"):
        assert f'href="/console/scenarios/welcome/{name}.csv"' in body
        head, *lines = rows(f"/console/scenarios/welcome/{name}.csv")
        assert lines and all(len(line) == len(head) for line in lines)


def test_a_number_of_the_page_opens_as_many_people(grown):
    """Every link to people on the scenario's and the mail's pages: the page says the number that stands on the link,
    and the file has as many lines.
    """
    seen = 0
    for place in ("/console/scenarios/welcome", "/console/scenarios/welcome/mails/faq"):
        for address, number in re.findall(r'<a href="([^"]+people\?[^"]+)">([\d,]+)</a>', page(place)):
            path = html.unescape(address)
            lines = rows(path.replace("people?", "people.csv?"))[1:]
            assert len(lines) == int(number), path
            if int(number):
                assert f"{number}人（同じ方が" in page(path)
                seen += 1
    assert seen > 25


def test_the_page_of_a_mail_has_clicks_by_link_and_opens_last(grown):
    """Its ways from the decision to the click with what each is counted out of; links; both variants; the next page."""
    body = page("/console/scenarios/welcome/mails/faq")
    assert body.index("クリック") < body.index("開封（参考）") and "example.co.jp/a?x=1&amp;y=2" in body
    ways = {row[0]: row[1:] for row in rows("/console/scenarios/welcome/mails/faq/mail.csv")}
    assert ways["届いた"][0] == "40" and ways["クリック"][2] == "届いた" and ways["決定"][1] == "–"
    assert sum(int(row[1]) for row in rows("/console/scenarios/welcome/mails/faq/links.csv")[1:]) == int(
        ways["クリック"][0]
    )
    assert len(rows("/console/scenarios/welcome/mails/faq/variants.csv")) == 3
    assert "案の比較" in body and "/console/scenarios/welcome/mails/faq" in page("/console/scenarios/welcome")


def test_a_list_goes_on_page_by_page(grown):
    """Fifty at a time; htmx gets the rows alone; a cursor that is none begins anew; what is no number is 404."""
    first = page("/console/scenarios/welcome/people?what=entered")
    assert first.count("<time class") == 50 and "続きを見る" not in first
    assert page("/console/scenarios/welcome/people?what=entered&cursor=48").count("<time class") == 2
    assert page("/console/scenarios/welcome/people?what=entered&cursor=x").count("<time class") == 50
    for path in ("people", "people?what=x", "people.csv?what=x", "mails/nothing", "mails/faq/x.csv", "x.csv", "x"):
        headers = {"Host": "127.0.0.1:8000", "Accept": "text/html"}
        answer = console({**asked("GET", f"/console/scenarios/welcome/{path}", headers=headers), "cookies": []}, None)
        assert answer["statusCode"] == 404, path


def test_a_list_that_is_too_long_for_a_file_is_no_shorter_one(grown, monkeypatch):
    """Whoever would wait too long is told where to get it; nothing is cut off in silence."""
    monkeypatch.setattr(behind, "MOST_SAVED", 49)
    headers = {"Host": "127.0.0.1:8000", "Accept": "text/html", "Accept-Language": "en"}
    path = "/console/scenarios/welcome/people.csv?what=entered"
    answer = console({**asked("GET", path, headers=headers), "cookies": []}, None)
    assert answer["statusCode"] == 413 and "mikomi results --people" in answer["body"]
    monkeypatch.setattr(behind, "MOST_SAVED", 50)
    assert len(rows(path)) == 51


def test_few_people_are_marked(grown):
    """A rate of fewer than thirty says that it is for orientation only."""
    told = rows("/console/scenarios/welcome/versions.csv")[1:]
    assert [("人数が少ない" in row[5]) for row in told] == [int(row[2]) < SMALL for row in told]
    assert any("人数が少ない" in row[5] for row in told)


def test_a_variant_is_counted_by_its_versions_and_by_a_goal_after_its_delivery(shop):
    """The version that worded the mail and the one by which the run entered; a goal before the delivery is none of the
    mail's."""
    before, after = NOW - 3 * DAY, NOW - 2 * DAY
    archived(*run("1", before), outcome("1", "Goal Reached", after), first=1)
    archived(*run("2", after, variant="B"), outcome("2", "Goal Reached", before), first=20)
    archived(*run("3", after, variant="B", ends=()), outcome("3", "Mail Delivered", after, **MAIL_3), first=40)
    assert count()
    rows = rolled.scenarios().of("variant_days", "welcome")
    told = [(row["variant"], row["plan"], row["entered_by"], row["reached_on"], row["mails"]) for row in rows]
    assert sorted(told, key=str) == [("A", 1, 1, "2026-11-22", 1), ("B", 1, 1, None, 1), ("B", 2, 1, None, 1)]


MAIL_3 = {"step": "faq", "variant": "B", "mail": "m-3", "plan": 2}
