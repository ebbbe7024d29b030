"""A scenario's picture says its steps in the words of both languages, and the numbers of the results, each once."""

from typing import Any

import pytest
from mikomi.core.checking import workspace
from mikomi.core.pictures.table import Link, shown
from mikomi.core.telling.flow import FLOW, flow
from mikomi.core.words.conditions import CONDITIONS, in_words
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
    assert told["開始 フォーム「download」を送信"] == ("1,204", "100.0%", "–")
    assert told["メール 資料です"] == ("1,204", "100.0%", "クリック 6.0%（1,000人中60人）")
    assert told["分岐 メール「資料です」をクリック"][:2] == ("602", "50.0%")
    assert told["営業通知 読まれました"][:2] == ("0", "0.0%")
    assert told["待つ 2日 10:00"] == ("–", "–", "–")
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
    ({"visited": "/price", "times": 3, "within": "7d"}, "7日以内に「/price」を閲覧（3回）"),
    ({"engaged": "/cases/**", "seconds": 30}, "「/cases/**」を30秒以上閲覧"),
    ({"opened": "*"}, "メール「いずれかのメール」を開封"),
    ({"clicked": "s/thanks"}, "メール「資料です」をクリック"),
    ({"submitted": "contact"}, "フォーム「contact」を送信"),
    ({"event": "Trial Started"}, "「Trial Started」"),
    ({"score": ">= 80"}, "点数が >= 80"),
    ({"band": "hot"}, "ランクが「hot」"),
    ({"tag": "顧客"}, "タグ「顧客」がある"),
    ({"trait": "industry", "is": "IT"}, "industryが「IT」"),
    ({"trait": "industry", "in": ["IT", "製造"]}, "industryが「IT, 製造」のどれか"),
    ({"trait": "title", "matches": "長$"}, "titleが /長$/ に合う"),
    ({"trait": "phone", "exists": False}, "phoneがない"),
    ({"unsubscribed": True}, "配信停止をした"),
    ({"segment": "vip"}, "セグメント「vip」に入っている"),
    ({"not": {"tag": "x"}}, "（タグ「x」がある）ではない"),
    (
        {"all": [{"tag": "x"}, {"any": [{"tag": "y"}, {"tag": "z"}]}]},
        "タグ「x」がある かつ （タグ「y」がある または タグ「z」がある）",
    ),
]


@pytest.mark.parametrize(("written", "said"), CONDITIONS_IN_WORDS)
def test_a_condition_is_said_as_a_marketer_would(written: dict[str, Any], said: str) -> None:
    """Each verb, in both languages."""
    plan, _ = made()
    assert in_words(condition(written), names_of(plan, "ja"), "ja", "s") == said
    english = in_words(condition(written), names_of(plan, "en"), "en", "s")
    assert english and "{" not in english


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
