"""A scenario told in prose says all that its file says: every verb, every key and every word that a key may have.

The models are walked: whoever adds a key says in `KEYS` how it is written in two ways, and its prose has to tell them
apart in both languages.
"""

import itertools
from typing import Any, Literal, get_args, get_origin

import pytest
from mikomi.core.telling.prose import as_text, prose
from mikomi.core.telling.prose_steps import ProseLine
from mikomi.core.words.scenario_lines import SCENARIO
from mikomi.model.base import Frozen
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario
from mikomi.model.unknown import Unknown
from mikomi.model.words import Localised

from tests.core.scenario_keys import BASE, KEYS, STEP, Written, step
from tests.core.story import plan_of

TOLD_ELSEWHERE = {"note", "version"}
"""`note` is for who reads the file; there is one version."""
EVERY_STEP = {"id", "target"}
"""Keys that any step may have; `Target` is written out above, and an id is the step's name in the numbers."""


def models_in(kind: Any, seen: set[type[Frozen]]) -> set[type[Frozen]]:
    """The models that can be written below this annotation."""
    if isinstance(kind, type) and issubclass(kind, Frozen) and get_origin(kind) is None:
        if kind not in seen and not issubclass(kind, Unknown):
            seen.add(kind)
            for field in kind.model_fields.values():
                models_in(field.annotation, seen)
    else:
        for each in get_args(kind):
            models_in(each, seen)
    return seen


MODELS = {model.__name__: model for model in sorted(models_in(Scenario, set()), key=lambda model: model.__name__)}
FIELDS = [
    (name, field.alias or key, field.annotation)
    for name, model in MODELS.items()
    if model is not Localised and model.__name__ != "Span"
    for key, field in model.model_fields.items()
    if key not in TOLD_ELSEWHERE and not (name.endswith("Step") and key in EVERY_STEP)
]


def told(written: Written, language: str) -> str:
    plan = plan_of([{**BASE, **written}])
    return as_text(prose(next(iter(plan.scenarios.values())), plan, language))


def literals(kind: Any) -> set[Any]:
    if get_origin(kind) is Literal:
        return set(get_args(kind))
    return set().union(*(literals(each) for each in get_args(kind))) if get_args(kind) else set()


def values_of(key: str, written: Any) -> list[Any]:
    """What stands under this key, wherever it stands."""
    if isinstance(written, list):
        return [value for each in written for value in values_of(key, each)]
    if not isinstance(written, dict):
        return []
    return [value for name, each in written.items() for value in ([each] if name == key else values_of(key, each))]


@pytest.mark.parametrize(("model", "key", "kind"), FIELDS, ids=lambda each: each if isinstance(each, str) else "")
def test_every_key_is_told(model: str, key: str, kind: Any) -> None:
    """Two files that differ in this key alone are told differently, in both languages; so is each word that it may
    have."""
    ways = KEYS.get(model, {}).get(key, [])
    assert len(ways) >= 2, f"{model}.{key} is new: write it in two ways here, and tell it in core/telling/prose*.py"
    written = [str(value) for value in values_of(key, ways)]
    assert not {str(each) for each in literals(kind)} - set(written) - {"True"}, f"{model}.{key} has a word more"
    for language in ("ja", "en"):
        texts = [told(way, language) for way in ways]
        assert len(set(texts)) == len(texts), texts


def test_nothing_is_told_of_keys_that_are_none() -> None:
    """What `KEYS` holds is in the models: a key that went away goes away here."""
    assert {(model, key) for model, keys in KEYS.items() for key in keys} == {(model, key) for model, key, _ in FIELDS}


def test_the_walk_finds_the_language() -> None:
    """Steps, conditions, triggers: a walk that finds nothing would be content with everything."""
    assert {"WaitFor", "Arm", "Clicked", "Not", "Joining", "Target"} <= set(MODELS) and len(FIELDS) > 90


def test_both_languages_have_the_same_places() -> None:
    """A sentence says the same in either, and nothing is left in braces."""
    for key, pair in SCENARIO.items():
        ja, en = ({part.partition("}")[0] for part in text.split("{")[1:]} for text in pair)
        assert ja == en, key


def doc_request() -> Plan:
    return plan_of(
        [
            {
                **BASE,
                "name": "資料請求",
                "status": "active",
                "trigger": {"when": {"submitted": "download"}},
                "audience": {"not": {"any": [{"tag": "顧客"}, {"band": "hot"}]}},
                "steps": [
                    {"wait": {"for": "3d", "at": "10:00", "on": "weekdays"}},
                    {
                        "id": "read",
                        "if": {"all": [{"band": "hot"}, {"visited": "/price", "times": 2, "within": "7d"}]},
                        "wait_up_to": "4d",
                        "then": [{"add_tag": "読者"}, {"exit": True}],
                        "else": [{"id": "again", "mail": {"template": "faq", "subject": "再送"}}],
                    },
                    {"enter": "other"},
                ],
            },
            {**BASE, "id": "other", "name": "次", "steps": [{"enter": "s"}]},
        ]
    )


def lines(language: str) -> list[ProseLine]:
    plan = doc_request()
    return [line for chapter in prose(plan.scenarios["s"], plan, language) for line in chapter.lines]


def test_it_reads_as_a_colleague_would_tell_it() -> None:
    """Clauses become sentences: attributes before 方, predicates before かどうか, a negation without brackets."""
    said = [line.text for line in lines("ja")]
    assert "フォーム「download」を送信した方が、その時に入ります。" in said
    assert "タグ「顧客」がある、またはランクが「hot」の方は入りません。" in said
    assert "シナリオ「次」のステップからも入ります。" in said
    assert "3日待ち、そのあと最初の平日 10:00 まで待ちます。" in said
    assert "ランクが「hot」で、かつ7日以内に2回以上「/price」を閲覧したかどうかを、最長4日見ます。" in said
    english = [line.text for line in lines("en")]
    assert "Whoever sent the form “download” comes in, at that moment." in english
    assert "Nobody comes in who is tagged “顧客” or is in the band “hot”." in english
    assert (
        "See for 4 days at most whether the person is in the band “hot” and viewed /price "
        "at least 2 times within 7 days." in english
    )


def test_steps_are_numbered_as_they_are_nested() -> None:
    """No two have the same number, and a branch stands further in than its step."""
    steps = [(line.number, line.depth, line.step) for line in lines("ja") if line.number]
    assert steps == [
        ("1.", 0, None), ("2.", 0, "read"), ("2.1", 2, None), ("2.2", 2, None), ("2.3", 2, "again"), ("3.", 0, None),
    ]  # fmt: skip


def test_a_branch_without_steps_says_so() -> None:
    """So that nobody thinks that something was forgotten in the telling."""
    written = step({"id": "i", "if": {"tag": "a"}, "then": [STEP]})
    assert "何もせず、次へ進みます。" in told(written, "ja") and "Nothing; they go on." in told(written, "en")


def test_an_unnamed_share_is_none() -> None:
    """Weights of nothing are no percentage, and no division by zero."""
    assert "–" in told(step({"id": "p", "split": [{"id": "A", "weight": 0}, {"id": "B", "weight": 0}]}), "ja")


@pytest.mark.parametrize(("edition", "said"), [(1, "待たずに次へ進みます"), (2, "次の待機までを飛ばします")])
def test_a_plan_is_told_by_the_rules_under_which_it_was_published(edition: int, said: str) -> None:
    """Who comes too late went on at once before a wait could say otherwise, and still does there."""
    plan = plan_of([{**BASE, **step({"wait": {"until": "2026-12-01"}})}]).model_copy(update={"edition": edition})
    assert said in as_text(prose(plan.scenarios["s"], plan, "ja"))


def test_where_a_band_is_left_is_told_beside_where_it_is_asked_for() -> None:
    """Of the trigger, the audience, a branch, the goal and an exit, once; not where it is left as it is entered, nor of
    a band that nobody asks for."""
    hot = {"not": {"any": [{"tag": "x"}, {"band": "hot"}]}}
    asking: list[Written] = [
        {"trigger": {"when": {"band": "hot"}}},
        {"audience": hot},
        {"exit_when": [hot, {"band": "hot"}]},
        {"goal": {"name": "g", "when": {"all": [{"band": "hot"}, {"tag": "x"}]}}},
        step({"id": "i", "if": {"band": "hot"}, "then": [], "else": []}),
    ]
    for leave, written in itertools.product((70, None), [*asking, {"audience": {"band": "cool"}}]):
        edge = {} if leave is None else {"leave_below": leave}
        bands = [{"id": "hot", "name": "Hot", "from": 80, **edge}, {"id": "cool", "name": "Cool", "from": 0}]
        plan = plan_of([{**BASE, **written}], {"rules": [], "bands": bands})
        for language, said in (
            ("ja", "「Hot」には 80 点で入り、70 点を下回るまでその区分のままです。"),
            ("en", "Hot is entered at 80 points, and left only under 70."),
        ):
            text = as_text(prose(plan.scenarios["s"], plan, language))
            assert text.count(said) == (leave is not None and written in asking), written
