"""The console's pages of results: the numbers that programs read stand on them, each beside what it is counted out
of.
"""

import csv
import io
from datetime import UTC, date, datetime, timedelta

import pytest
from mikomi import clock
from mikomi.core.figures.rates import Rate
from mikomi.core.results import Counted, variant_days
from mikomi.settings import settings

from functions.console.app import handler as console
from tests.functions.archive import archived
from tests.functions.http_api import asked
from tests.functions.test_results import SCENARIO, count, outcome, reader, results, run, shop

assert shop and SCENARIO["id"] == "welcome"


@pytest.fixture
def told(shop, monkeypatch):
    """Three entered, two got the mail (variants A and B), one clicked and reached the goal, one was skipped."""
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    archived(*run("1"), *run("2", variant="B"), first=1)
    skipped = {"step": "faq", "variant": "B", "mail": "m-3", "reason": "no_consent"}
    archived(*run("3", variant="B", ends=()), outcome("3", "Mail Skipped", **skipped), first=20)
    archived(reader("1", "Mail Opened"), reader("1", "Mail Clicked"), outcome("1", "Goal Reached"), first=40)
    archived(outcome("1", "Scenario Left", how="goal"), first=60)
    assert count()
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
    for row, mail in zip(mails, counted, strict=True):
        assert row[1:5] == [str(mail[name]) for name in ("decided", "sent", "delivered", "clicked")]
    assert mails[0][8] == "100.0%" and mails[1][8] == "0.0%"
    assert mails[1][9] == "配信への同意がありません 1" and mails[0][9] == "–"


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
    rows = [
        {"scenario": "s", "step": "m", "variant": "A", "delivered_on": "2026-11-01", "clicked_on": on, "mails": n}
        for on, n in (("2026-11-08", 3), ("2026-11-09", 4), (None, 5))
    ]
    for today, rate in ((8, Rate(0, 0, 12)), (9, Rate(3, 12))):
        counted = Counted(round(datetime(2026, 11, today, 12, tzinfo=UTC).timestamp() * 1000), {"variant_days": rows})
        assert variant_days(counted, "s", "m", "A") == {day: rate}
        assert variant_days(counted, "s", "m", "B") == {} == variant_days(counted, "x", "m", "A")


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
