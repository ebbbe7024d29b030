"""What differs between two plans is told: every key, in both languages, of the right thing; and nothing else is.

The models are walked for their names; the sample company's plan is walked for its values.
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.telling.revised_keys import CONDITIONS
from mikomi.core.telling.revision import Revised, as_text, in_brief, plain, revision
from mikomi.core.words import key_names
from mikomi.model.base import Frozen
from mikomi.model.company import CompanySettings
from mikomi.model.duration import Span
from mikomi.model.form import Form
from mikomi.model.plan import Plan
from mikomi.model.sales_settings import SalesSettings
from mikomi.model.scenario import Scenario, WaitFor
from mikomi.model.scoring import Scoring
from mikomi.model.segment import Segment
from mikomi.model.slot import Slot
from pydantic import ValidationError

from tests.core.scenario_keys import BASE, KEYS, Written
from tests.core.story import plan_of
from tests.core.test_prose import literals, models_in
from tests.core.workspaces import examples
from tests.effort import effort

PARTS = {"scenarios": "scenario", "mails": "mail", "forms": "form", "slots": "slot", "segments": "segment"}
BOOKS = {"format", "version", "published_at", "sequencers", "standing_range", "half_lives", "withdrawn", "edition"}
"""What publishing notes of a plan, and no file says."""


def named_models() -> list[type[Frozen]]:
    seen: set[type[Frozen]] = set()
    for model in (CompanySettings, SalesSettings, Scoring, Scenario, Form, Slot, Segment):
        models_in(model, seen)
    return sorted(seen - {*CONDITIONS, Span, WaitFor}, key=lambda model: model.__name__)


def pairs() -> Iterator[tuple[str, str, Written, Written]]:
    for model, keys in KEYS.items():
        for key, ways in keys.items():
            yield from ((model, key, ways[0], way) for way in ways[1:])


@pytest.mark.parametrize(("model", "key", "one", "other"), [*pairs()])
def test_no_key_of_a_scenario_changes_in_silence(model: str, key: str, one: Written, other: Written) -> None:
    """Two scenarios that differ in this key alone differ in words, in both languages, and not in the same words."""
    if (model, key) == ("Scenario", "id"):
        return
    before, after = plan_of([{**BASE, **one}]), plan_of([{**BASE, **other}])
    for language in ("ja", "en"):
        (told,) = revision(before, after, language)
        assert (told.kind, told.verb) == ("scenario", "changed") and told.differences
        assert all(each.before != each.after for each in told.differences)


def leaves(written: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    items = written.items() if isinstance(written, dict) else enumerate(written) if isinstance(written, list) else ()
    for key, value in items:
        if path or key not in BOOKS:
            yield (*path, key), value
            yield from leaves(value, (*path, key))


@cache
def sample() -> tuple[Plan, dict[str, Any], list[tuple[tuple[str | int, ...], Any]]]:
    plan, _ = workspace.read(examples())
    assert plan
    written = plan.model_dump(mode="json", by_alias=True, exclude_none=True)
    return plan, written, list(leaves(written))


def other_value(value: Any) -> Any:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + 1
        case str() if value.startswith("2026-"):
            return value.replace("2026", "2027")
        case str() if value.endswith(" - 1d"):
            return value.replace("1d", "2d")
        case str():
            return value + "x"
        case list():
            return value[:-1]
        case _:
            return None


def with_another(written: dict[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    copy: Any = json.loads(json.dumps(written))
    place = copy
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return copy


@given(st.data())
@settings(max_examples=effort(200), deadline=None)
def test_whatever_differs_is_named(data: st.DataObject) -> None:
    """Any value of the sample company's plan, changed or taken away: just what holds it is told, with a difference."""
    plan, written, places = sample()
    path, value = places[data.draw(st.integers(0, len(places) - 1))]
    try:
        other = Plan.model_validate_json(json.dumps(with_another(written, path, other_value(value))))
    except ValidationError:
        return
    told = revision(plan, other, "ja")
    assert bool(told) != plan.says_the_same(other)
    if path[0] in PARTS and len(path) > 2 and path[2] != "id":
        (one,) = told or (None,)
        if one is not None:
            assert (one.kind, one.id) == (PARTS[str(path[0])], path[1]) and one.differences
            assert all(each.before != each.after for each in one.differences)


def test_what_is_the_same_has_no_difference() -> None:
    """Of a plan and itself under another number, nothing is told."""
    plan, _, _ = sample()
    later = plan.model_copy(update={"version": 9, "published_at": 5, "withdrawn": ("old",)})
    assert plan.says_the_same(later) and revision(plan, later, "en") == ()
    assert as_text((), "en") == "There is no difference.\n"


def one_of(before: Written, after: Written, language: str = "ja") -> Revised:
    (told,) = revision(plan_of([{**BASE, **before}]), plan_of([{**BASE, **after}]), language)
    return told


def steps(*written: Written) -> Written:
    return {"steps": list(written)}


def mail(name: str, subject: str) -> Written:
    return {"id": name, "mail": {"template": name, "subject": subject}}


def test_a_wait_is_told_by_the_mail_that_it_comes_before() -> None:
    """As a colleague would: before which mail it was how long, and is now."""
    one, two = mail("one", "はじめに"), mail("two", "続き")
    told = one_of(steps(one, {"wait": "3d"}, two), steps(one, {"wait": "5d"}, two))
    assert as_text([told], "ja") == "シナリオ「名前」を変更\n  2通目「続き」の前 › 待ち: 3日 → 5日\n"


def test_a_step_that_moved_is_not_a_new_one() -> None:
    """What has an id is itself wherever it stands: said with its old and new place, and with what else it says now."""
    branch = {"id": "asked", "if": {"tag": "x"}, "then": [mail("one", "新")]}
    told = one_of(steps(mail("one", "旧"), {"id": "asked", "if": {"tag": "x"}}), steps(branch))
    said = {each.where: (each.before, each.after, each.step) for each in told.differences}
    assert said == {
        "1通目のメール「新」 › 場所": ("ステップ 1", "ステップ 1.1（当てはまる方）", "one"),
        "1通目のメール「新」 › 件名": ("旧", "新", "one"),
    }


def test_new_and_gone_steps_are_told_as_explain_tells_them() -> None:
    """Each by itself, with the number under which it stands or stood."""
    told = one_of(steps({"add_tag": "a"}, {"wait": "1d"}), steps({"wait": "1d"}, mail("one", "件名")), "en")
    assert as_text([told], "en").splitlines()[1:] == [
        "  - step 1: Tag them “a”.",
        "  + step 2: Send the mail “件名” (one).",
    ]


def test_a_mail_is_told_line_by_line() -> None:
    """Of its text the lines that went and came; its HTML only where the text is the same."""
    plan, _, _ = sample()
    name, mail_of = next(iter(plan.mails.items()))
    text = mail_of.model_copy(update={"text": mail_of.text + "\nもう一行"})
    (told,) = revision(plan, plan.model_copy(update={"mails": {**plan.mails, name: text}}), "ja")
    assert [(each.before, each.after) for each in told.differences][-1] == (None, "もう一行") and told.id == name
    html = mail_of.model_copy(update={"html": mail_of.html + "\n<!-- x -->"})
    (told,) = revision(plan, plan.model_copy(update={"mails": {**plan.mails, name: html}}), "ja")
    assert told.differences[-1].where == "HTML" and told.differences[-1].after == "<!-- x -->"


def test_assets_are_named() -> None:
    """New ones, gone ones, and those of which the caller knows that they hold something else."""
    before, after = plan_of(), plan_of()
    before = before.model_copy(update={"assets": ("assets/a.pdf", "assets/b.pdf")})
    after = after.model_copy(update={"assets": ("assets/b.pdf", "assets/c.pdf")})
    told = revision(before, after, "en", ["assets/b.pdf"])
    assert in_brief(told, "en") == "File “a.pdf” removed, File “b.pdf” changed, File “c.pdf” added"
    assert [each["verb"] for each in plain(told)] == ["removed", "changed", "added"]


def test_every_key_and_word_has_a_name() -> None:
    """In `core/words/key_names.py`: a key without one would be told as it is written. Conditions, spans
    and waits have sentences."""
    for model in named_models():
        for name, field in model.model_fields.items():
            key = field.alias or name
            if key in ("then", "else", "steps", "split", "written"):
                continue
            asked = [f"{each.__name__}.{key}" for each in model.__mro__] + [key]
            assert any(each in key_names.KEY_NAMES for each in asked), f"{model.__name__}.{key} has no name"
            for word in literals(field.annotation) - {True}:
                known = key_names.value_name(model, key, word, "ja") or key_names.common_name(word, "ja")
                assert known, f"{model.__name__}.{key}: {word} has no name"


def test_no_name_is_of_a_key_that_is_none() -> None:
    """A key that went away takes its name along."""
    known = {"MailTemplate": {"subject", "text", "html", "tags"}, "MailTags": {"stage", "persona", "theme"}}
    for model in named_models():
        for each in model.__mro__:
            known.setdefault(each.__name__, set()).update(f.alias or n for n, f in model.model_fields.items())
    for name in key_names.KEY_NAMES:
        of, _, rest = name.partition(".")
        if rest and not name.startswith("="):
            assert rest.partition(".")[0] in known.get(of, set()), name
