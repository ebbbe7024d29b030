"""The console's pages of scenarios: every one of the running plan, drawn as it is written, in both languages."""

import csv
import io
import re
from datetime import timedelta
from typing import Any
from xml.etree import ElementTree

import pytest
from mikomi import clock
from mikomi.settings import settings

from functions.console.app import handler
from tests.core.story import plan_of
from tests.functions.http_api import asked
from tests.functions.read_api import NOW, it_is

HERE = "http://127.0.0.1:8000"
EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
STEPS = [
    {"id": "thanks", "mail": {"template": "thanks", "subject": EVIL}},
    {
        "id": "read",
        "if": {"clicked": "thanks"},
        "wait_up_to": "3d",
        "then": [{"add_tag": EVIL}],
        "else": [{"exit": True}],
    },
]
GOAL = {
    "name": "商談",
    "when": {"tag": "商談"},
    "within": "14d",
    "target": {"count": 20, "rate": 0.05, "by": "2027-03-31"},
}
SCENARIOS: list[dict[str, Any]] = [
    {"id": "late", "name": "下書きのもの", "status": "draft", "trigger": {"manual": True}, "steps": STEPS[:1]},
    {"id": "asked", "name": {"ja": "資料請求", "en": "Asked for it"}, "description": EVIL, "goal": GOAL, "holdout": 5,
     "audience": {"not": {"tag": "顧客"}}, "exit_when": [{"unsubscribed": True}],
     "trigger": {"when": {"submitted": "download"}}, "steps": STEPS},
]  # fmt: skip


@pytest.fixture
def at_home(world, monkeypatch):
    """The console as the local stack opens it."""
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    it_is(NOW)
    world.publish(plan_of(SCENARIOS))
    yield world
    clock.shift(timedelta())


def get(path, language="ja"):
    headers = {"Host": "127.0.0.1:8000", "Accept": "text/html", "Accept-Language": language}
    return handler({**asked("GET", path, headers=headers), "cookies": []}, None)


def test_the_list_has_every_scenario_and_what_it_is_for(at_home):
    """Those that run first; each with how it starts and its goal, and a page of its own."""
    body = get("/console/scenarios")["body"]
    assert body.index("資料請求") < body.index("下書きのもの")
    for part in (
        "稼働中",
        "下書き",
        "フォーム「download」を送信した",
        "ゴール: 商談",
        'href="/console/scenarios/asked"',
    ):
        assert part in body
    assert "Asked for it" in get("/console/scenarios", "en")["body"]


def test_without_scenarios_the_page_says_what_to_do(at_home):
    """A plan of none."""
    at_home.publish(plan_of([], version=2))
    assert "scenarios/ にファイルを置いて" in get("/console/scenarios")["body"]


@pytest.mark.parametrize("language", ["ja", "en"])
def test_a_scenario_is_drawn_with_all_that_it_says(at_home, language):
    """Its picture, the same as a table, its goal with its window, targets, who may enter, what ends it."""
    answer = get("/console/scenarios/asked", language)
    body = answer["body"]
    assert answer["statusCode"] == 200 and body.count("<svg") >= 2 and '<table class="figures"' in body
    parts = (
        (
            "入ってから14日以内",
            "20人 · 5.0% · 2027-03-31 まで",
            "タグ「顧客」がない",
            "配信停止をした",
            "5%",
            "3日たっても反応なし",
        )
        if language == "ja"
        else (
            "within 14 d of entering",
            "20 people · 5.0% · by 2027-03-31",
            "has unsubscribed",
            "No reaction within 3 d",
        )
    )
    for part in parts:
        assert part in body, part
    assert ("結果の集計はまだありません" if language == "ja" else "There are no results yet") in body


def test_what_marketers_wrote_is_text(at_home):
    """In the picture, in the table and beside them; no script, no style, nothing that runs."""
    body = get("/console/scenarios/asked")["body"]
    assert "<script>alert" not in body and "<img" not in body and "&lt;script&gt;" in body
    assert " style=" not in body and " onerror=" not in re.sub(r"onerror=alert\(2\)(&gt;|#62;)", "", body)
    assert "default-src 'none'" in get("/console/scenarios/asked")["headers"]["content-security-policy"]


@pytest.mark.parametrize(("language", "said"), [("ja", "だれが、いつ入るか"), ("en", "Who comes in, and when")])
def test_a_scenario_is_read_back_in_words(at_home, language, said):
    """Beside its picture: prose in chapters with the numbers of its steps, and the text of which Mermaid draws it."""
    body = get("/console/scenarios/asked", language)["body"]
    prose = body.partition('id="prose"')[2].partition("</section>")[0]
    assert f"<h3>{said}</h3>" in prose and prose.count("<h3>") == 6
    assert "<b>2.1</b>" in prose and 'class="in2 step"' in prose
    assert "flowchart TD" in body and "&gt;|&#34;" in body.partition("flowchart TD")[2]


def test_the_picture_is_a_file(at_home):
    """SVG to be kept, which brings its own colours; the page's policy goes with it."""
    answer = get("/console/scenarios/asked/graph.svg", "en")
    assert answer["headers"]["content-type"].startswith("image/svg+xml")
    assert 'filename="asked.svg"' in answer["headers"]["content-disposition"]
    picture = ElementTree.fromstring(answer["body"])
    assert picture[0].text == "The steps of “Asked for it”" and "<script" not in answer["body"]


def test_the_table_is_a_file_too(at_home):
    """The same rows, as spreadsheets read them."""
    answer = get("/console/scenarios/asked/steps.csv")
    assert answer["headers"]["content-type"].startswith("text/csv")
    assert 'filename="asked-steps.csv"' in answer["headers"]["content-disposition"]
    rows = list(csv.reader(io.StringIO(answer["body"].removeprefix("\ufeff"))))
    assert rows[0] == ["ステップ", "到達", "入った人のうち", "クリック"] and len(rows) == 7
    assert rows[-1] == ["ゴール 商談", "–", "–", "–"]


@pytest.mark.parametrize("path", ["nobody", "asked/steps.xls", "asked/steps.csv/x", "%3Cscript%3E"])
def test_a_scenario_that_is_not_there_is_said_to_be_gone(at_home, path):
    """With the way back to the list."""
    answer = get(f"/console/scenarios/{path}")
    assert answer["statusCode"] == 404 and 'href="/console/scenarios"' in answer["body"]
