"""A scenario's picture says its steps in the words of both languages, and the numbers of the results, each once."""

from typing import Any

import pytest
from mikomi.core.checking import workspace
from mikomi.core.pictures.table import Link, shown
from mikomi.core.telling.flow import FLOW, flow
from mikomi.core.words.conditions import CONDITIONS, denied, in_words
from mikomi.core.words.wording import names_of
from mikomi.model.condition import VERBS
from mikomi.model.plan import Plan
from mikomi.model.scenario import STEP_VERBS, Scenario

from tests.core.plans import condition
from tests.core.story import plan_of
from tests.core.workspaces import examples

STEPS: list[dict[str, Any]] = [
    {"id": "thanks", "mail": {"template": "thanks", "subject": "資料です"}},
    {"wait": {"for": "2d", "at": "10:00"}},
    {
        "id": "read",
        "if": {"clicked": "thanks"},
        "wait_up_to": "3d",
        "then": [{"add_tag": "読者"}],
        "else": [{"exit": True}],
    },
    {"id": "ab", "split": [{"id": "A", "steps": [{"add_points": 5}]}, {"id": "B", "steps": [{"remove_tag": "x"}]}]},
    {"id": "ring", "alert": {"why": "読まれました"}},
    {"set_trait": {"rank": 1}},
    {"enter": "other"},
]
WRITTEN: dict[str, Any] = {
    "id": "s",
    "name": "資料請求",
    "trigger": {"when": {"submitted": "download"}},
    "goal": {"name": "商談", "when": {"tag": "商談"}},
    "steps": STEPS,
}
RESULTS: dict[str, Any] = {
    "scenario": "s",
    "entered": 1204,
    "under_way": 88,
    "steps": [{"id": "thanks", "reached": 1204}, {"id": "read", "reached": 602}, {"id": "ring", "reached": 0}],
    "mails": [
        {"step": "thanks", "variant": "a", "delivered": 600, "clicked": 60},
        {"step": "thanks", "variant": "b", "delivered": 400, "clicked": None},
    ],
    "goal": {"reached": 57, "of": 1116, "not_yet": 88, "rate": 0.051},
}


def made(**more: Any) -> tuple[Plan, Scenario]:
    plan = plan_of([{**WRITTEN, **more}])
    return plan, plan.scenarios["s"]


def rows(results: Any, language: str = "ja", **more: Any) -> list[tuple[str, ...]]:
    plan, scenario = made(**more)
    picture = flow(scenario, results, names_of(plan, language), language)
    return [tuple(map(shown, row)) for row in picture.table.rows]


def test_numbers_stand_on_their_steps() -> None:
    """What was reached, of those who entered; human clicks of what was delivered, all variants together; the goal with
    its people and who is not yet; a step without an id or without anybody says so."""
    told = {row[0].strip("　"): row[1:] for row in rows(RESULTS)}
    assert told["開始 フォーム「download」を送信した"] == ("1,204", "100.0%", "–")
    assert told["メール 資料です"] == ("1,204", "100.0%", "クリック 6.0%（1,000人中60人）")
    assert told["分岐 メール「資料です」のリンクをクリックした"][:2] == ("602", "50.0%")
    assert told["営業通知 読まれました"][:2] == ("0", "0.0%")
    assert told["待つ 2日 → 10:00"] == ("–", "–", "–")
    assert told["ゴール 商談"][:2] == ("57", "5.1%（1,116人中57人、結果待ち88人）")


def test_the_picture_has_the_figures_of_its_table() -> None:
    """Each number of the table stands in the drawing, and each opens its people where there is a page."""
    plan, scenario = made()
    picture = flow(scenario, RESULTS, names_of(plan, "ja"), "ja", lambda what, step: f"/console/people?{step or what}")
    links = [cell for row in picture.table.rows for cell in row if isinstance(cell, Link)]
    assert [link.to.partition("?")[2] for link in links] == ["entered", "thanks", "read", "ring", "goal"]
    for link in links:
        assert link.shown in picture.svg and f'href="{link.to}"' in picture.svg


@pytest.mark.parametrize("language", ["ja", "en"])
def test_before_the_first_results_the_picture_is_the_scenario(language: str) -> None:
    """Every step is there, in order and nested as it is written, and no number is made up."""
    told = rows(None, language)
    assert [len(row[0]) - len(row[0].lstrip("　")) for row in told] == [0, 0, 0, 0, 1, 1, 0, 1, 1, 0, 0, 0, 0]
    assert all(row[1:] == ("–", "–", "–") for row in told)
    nobody = {**RESULTS, "entered": 0, "steps": [], "mails": [], "goal": {"reached": 0, "of": 0, "not_yet": 0}}
    assert rows(nobody, language)[0][1] == "0"


@pytest.mark.parametrize("language", ["ja", "en"])
@pytest.mark.parametrize("trigger", [{"schedule": "2026-12-10T10:00"}, {"manual": True}, {"when": {"band": "hot"}}])
def test_a_scenario_says_how_it_starts(trigger: dict[str, Any], language: str) -> None:
    """Each trigger in words."""
    assert len(rows(None, language, trigger=trigger)[0][0]) > 6


def test_every_verb_has_its_words() -> None:
    """Of steps and of conditions, in both languages with the same places."""
    assert set(STEP_VERBS) <= set(FLOW) and {"visited", "segment", "trait.is", "all", "any", "not"} <= set(CONDITIONS)
    for table in (FLOW, CONDITIONS):
        for key, (ja, en) in table.items():
            assert {part.partition("}")[0] for part in ja.split("{")[1:]} == {
                part.partition("}")[0] for part in en.split("{")[1:]
            }, key


CONDITIONS_IN_WORDS = [
    ({"visited": "/price", "times": 3, "within": "7d"}, "7日以内に3回以上「/price」を閲覧した"),
    ({"engaged": "/cases/**", "seconds": 30}, "「/cases/**」を30秒以上閲覧した"),
    ({"opened": "*"}, "いずれかのメールを開封した"),
    ({"clicked": "s/thanks"}, "メール「資料です」のリンクをクリックした"),
    ({"submitted": "contact"}, "フォーム「contact」を送信した"),
    ({"event": "Trial Started"}, "「Trial Started」をした"),
    ({"score": ">= 80"}, "点数が 80 以上の"),
    ({"band": "hot"}, "ランクが「hot」の"),
    ({"stage": "won"}, "営業のステージが「受注」の"),
    ({"not": {"stage": "won"}}, "営業のステージが「受注」ではない"),
    ({"company": "青空"}, "会社が「青空」の"),
    ({"affinity": "料金"}, "「料金」のページをよく見ている"),
    ({"not": {"affinity": "料金"}}, "「料金」のページをよく見ていない"),
    ({"not": {"company": ["青空", "海"]}}, "会社が「青空、海」のどれかではない"),
    ({"tag": "顧客"}, "タグ「顧客」がある"),
    ({"trait": "industry", "is": "IT"}, "industryが「IT」の"),
    ({"trait": "industry", "in": ["IT", "製造"]}, "industryが「IT, 製造」のどれかの"),
    ({"trait": "title", "matches": "長$"}, "titleが /長$/ に合う"),
    ({"trait": "phone", "exists": False}, "phoneがない"),
    ({"unsubscribed": True}, "配信停止をした"),
    ({"unsubscribed_from": "news"}, "「news」の配信停止をした"),
    ({"not": {"unsubscribed_from": "news"}}, "「news」の配信停止をしていない"),
    ({"not": {"band": "hot"}}, "ランクが「hot」ではない"),
    ({"not": {"visited": "/price", "within": "14d"}}, "14日以内に「/price」を閲覧していない"),
    ({"not": {"any": [{"tag": "x"}, {"not": {"tag": "y"}}]}}, "タグ「x」がない、かつタグ「y」がある"),
    ({"not": {"all": [{"band": "hot"}, {"tag": "x"}]}}, "ランクが「hot」ではない、またはタグ「x」がない"),
    ({"not": {"trait": "phone", "exists": False}}, "phoneがある"),
    ({"not": {"unsubscribed": True}}, "配信停止をしていない"),
    ({"not": {"trait": "employees", "is": "> 5"}}, "employeesが 5 を超えない"),
    ({"not": {"trait": "title", "matches": "長$"}}, "titleが /長$/ に合わない"),
    ({"all": [{"band": "hot"}, {"score": "< 5", "axis": "fit"}]}, "ランクが「hot」で、かつ属性の点数が 5 未満の"),
    ({"any": [{"band": "hot"}, {"band": "warm"}]}, "ランクが「hot」である、またはランクが「warm」の"),
    ({"not": {"segment": "vip"}}, "セグメント「vip」に入っていない"),
    ({"clicked": "s/thanks", "link": "https://a"}, "メール「資料です」のリンク「https://a」をクリックした"),
    ({"event": "A", "where": {"plan": ["a", "b"]}}, "「A」（plan: a、b）をした"),
    ({"visited": "/a", "since": "ever"}, "これまでに「/a」を閲覧した"),
    ({"segment": "vip"}, "セグメント「vip」に入っている"),
    ({"not": {"tag": "x"}}, "タグ「x」がない"),
    (
        {"all": [{"tag": "x"}, {"any": [{"tag": "y"}, {"tag": "z"}]}]},
        "タグ「x」がある、かつ（タグ「y」がある、またはタグ「z」がある）",
    ),
]


@pytest.mark.parametrize(("written", "said"), CONDITIONS_IN_WORDS)
def test_a_condition_is_said_as_a_marketer_would(written: dict[str, Any], said: str) -> None:
    """Each verb, in both languages."""
    plan, _ = made()
    assert in_words(condition(written), names_of(plan, "ja"), "ja", "s") == said
    english = in_words(condition(written), names_of(plan, "en"), "en", "s")
    assert english and "{" not in english


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"not": {"visited": "/a"}}, "has not viewed /a"),
        ({"not": {"clicked": "*"}}, "has not clicked a link in any email"),
        ({"not": {"submitted": "f"}}, "has not sent the form “f”"),
        ({"not": {"event": "A"}}, "has not done “A”"),
        ({"not": {"score": ">= 80"}}, "does not have a score of 80 or more"),
        ({"not": {"trait": "phone", "exists": True}}, "has no value for phone"),
        ({"not": {"any": [{"tag": "x"}, {"band": "hot"}]}}, "is not tagged “x” and is not in the band “hot”"),
        ({"visited": "/a", "times": 2, "within": "1w"}, "viewed /a at least 2 times within 1 week"),
    ],
)
def test_english_says_no_without_brackets(written: dict[str, Any], said: str) -> None:
    """What is not so is a clause of its own, so that it stands behind “whoever”."""
    plan, _ = made()
    assert in_words(condition(written), names_of(plan, "en"), "en", "s") == said


def test_every_clause_can_be_denied() -> None:
    """Whatever ends (or in English begins) a clause of ours has its negation: none falls back to quoting."""
    for key, pair in CONDITIONS.items():
        if key.partition(".")[0] in (
            "visited",
            "opened",
            "clicked",
            "score",
            "band",
            "tag",
            "trait",
            "segment",
            "event",
        ):
            for language, text in zip(("ja", "en"), pair, strict=True):
                assert denied(text, language) not in (text, CONDITIONS["not"][language != "ja"].format(text=text)), key


def test_all_conditions_are_tried() -> None:
    """The list above holds each verb of the language."""
    assert set(VERBS) <= {verb for written, _ in CONDITIONS_IN_WORDS for verb in _verbs(written)}


def _verbs(written: Any) -> set[str]:
    inner = [each for value in written.values() for each in (value if isinstance(value, list) else [value])]
    return set(written).union(*(_verbs(each) for each in inner if isinstance(each, dict)))


@pytest.mark.parametrize("language", ["ja", "en"])
def test_the_examples_are_drawn(language: str) -> None:
    """Each scenario of the sample company."""
    plan, _ = workspace.read(examples())
    assert plan is not None and plan.scenarios
    for scenario in plan.scenarios.values():
        assert flow(scenario, None, names_of(plan, language), language).svg.startswith("<svg")
