"""Fields for numbers, dates, one choice in view and several choices: what becomes a trait, what is asked for again, and
how conditions ask for it."""

import json
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour import traits
from mikomi.core.checking import workspace
from mikomi.core.tracking import form_values, typed
from mikomi.core.tracking.form_values import Problems
from mikomi.model.condition import TraitIs
from mikomi.model.form import FormField

from tests.core.workspaces import examples, with_change

OPTIONS = ["費用", {"value": "cases", "label": {"ja": "事例", "en": "Case studies"}}, "その他"]
FIELDS: dict[str, dict[str, Any]] = {
    "radio": {"type": "radio", "options": OPTIONS},
    "checkboxes": {"type": "checkboxes", "options": OPTIONS},
    "number": {"type": "number", "min": -5, "max": 1000, "step": 0.5},
    "date": {"type": "date", "earliest": "2027-01-05", "latest": "2027-12-31"},
}


def field(name: str, **more: Any) -> FormField:
    return FormField.model_validate({"trait": "x", "label": "x", **FIELDS[name], **more})


def taken(name: str, written: Any, **more: Any) -> Any:
    """The trait, or the code of what is wrong."""
    problems: Problems = {}
    value = form_values.trait(field(name, **more), written, problems)
    return problems["x"][0] if problems else value


@pytest.mark.parametrize(
    ("name", "written", "trait"),
    [
        ("radio", "Case studies", "cases"),
        ("radio", "", None),
        ("radio", "価格", "field_option"),
        ("radio", ["費用", "cases"], "field_several"),
        ("checkboxes", "事例", ["cases"]),
        ("checkboxes", ["その他", "費用", "費用"], ["費用", "その他"]),
        ("checkboxes", [], None),
        ("checkboxes", ["", None], None),
        ("checkboxes", ["費用", "価格"], "field_option"),
        ("checkboxes", ["費用"] * 21, "field_too_many"),
        ("number", "１,０００", 1000),
        ("number", " 2.5 ", 2.5),
        ("number", 3, 3),
        ("number", "−5", -5),
        ("number", "", None),
        ("number", "百", "field_number"),
        ("number", "NaN", "field_number"),
        ("number", "1e99", "field_number"),
        ("number", "9" * 40, "field_number"),
        ("number", "-5.5", "field_at_least"),
        ("number", "1000.5", "field_at_most"),
        ("number", "0.3", "field_step"),
        ("date", "2027/1/5", "2027-01-05"),
        ("date", "令和9年12月31日", "2027-12-31"),
        ("date", "2027-02-30", "field_date"),
        ("date", "来週", "field_date"),
        ("date", "2027-01-05T10:00", "field_date"),
        ("date", "2027-01-04", "field_not_before"),
        ("date", "2028-01-01", "field_not_after"),
    ],
)
def test_what_was_filled_in_becomes_a_trait_or_is_asked_for_again(name: str, written: Any, trait: Any) -> None:
    """Numbers are numbers, dates one spelling, of several choices a list in the form's order."""
    assert taken(name, written) == trait


@given(st.one_of(st.text(max_size=40), st.integers(), st.floats(), st.lists(st.text(max_size=5), max_size=30)))
def test_nothing_that_is_typed_ends_otherwise(written: Any) -> None:
    """Whatever arrives is a value within the field's bounds, nothing, or a problem with a code."""
    for name in FIELDS:
        value = taken(name, written)
        assert value is None or isinstance(value, str | list) or -5 <= value <= 1000


def test_bounds_are_those_that_stand_there() -> None:
    """0.1 is 0.1: three steps of it are 0.3."""
    problems: Problems = {}
    assert typed.number(field("number", min=0, max=1, step=0.1), "0.3", problems) == 0.3 and not problems


@pytest.mark.parametrize(
    ("given", "condition", "holds"),
    [
        (["費用", "cases"], {"is": "cases"}, True),
        (["費用"], {"is": "cases"}, False),
        (["費用"], {"in": ["cases", "費用"]}, True),
        (["費用"], {"matches": "^費"}, True),
        (["費用"], {"exists": True}, True),
        (1000, {"is": ">= 1000"}, True),
        ("2027-01-05", {"is": "< 2027-01-06"}, True),
    ],
)
def test_conditions_ask_for_what_was_stored(given: Any, condition: dict[str, Any], holds: bool) -> None:
    """Of a list one item is enough; numbers and days compare."""
    asked = TraitIs.model_validate({"trait": "x", **condition})
    assert traits.holds(asked, given, 1_796_100_000_000, ZoneInfo("Asia/Tokyo")) is holds


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ({"type": "radio"}, "E-options"),
        ({"type": "checkboxes", "options": []}, "E-options"),
        ({"type": "text", "min": 1}, "E-field-key"),
        ({"type": "number", "earliest": "2027-01-05"}, "E-field-key"),
        ({"type": "number", "min": 5, "max": 4}, "E-field-bounds"),
        ({"type": "date", "earliest": "2027-01-05", "latest": "2027-01-04"}, "E-field-bounds"),
        ({"type": "number", "step": 0}, "E-range"),
        ({"type": "date", "latest": "2027-02-30"}, "E-date"),
    ],
)
def test_a_field_that_cannot_be_asked_is_refused(written: dict[str, Any], code: str) -> None:
    """One slip, one problem; a key that nothing would read is one."""
    new = json.dumps({"trait": "phone", "label": "x"} | written)
    old = '{ "trait": "phone", "label": { "ja": "電話番号", "en": "Phone" }, "type": "tel", "unless_known": true }'
    _, problems = workspace.read(with_change("forms/download.json", old, new))
    assert [problem.code for problem in problems] == [code]
    assert workspace.read(examples())[1] == ()
