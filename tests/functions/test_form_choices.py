"""Choices, numbers and dates on a form's page: as a browser without JavaScript sends them, and shown again as sent."""

import re
from datetime import timedelta

import pytest
from mikomi import clock
from mikomi.model.form import Form
from mikomi.model.plan import Plan

from tests.functions.form_pages import DOWNLOAD, forms, get, press, stored

FIELDS = [
    DOWNLOAD["fields"][0],
    {"trait": "size", "label": "規模", "type": "radio", "required": True, "options": ["小", "大"]},
    {
        "trait": "interests",
        "label": "関心",
        "type": "checkboxes",
        "required": True,
        "options": ["費用", {"value": "cases", "label": "事例"}],
    },
    {"trait": "employees", "label": "従業員数", "type": "number", "min": 1, "step": 1},
    {"trait": "start", "label": "開始日", "type": "date", "earliest": "2026-01-01"},
]
FORM = Form.model_validate({"id": "choices", "name": "選択", "fields": FIELDS})
GOOD = {
    "email": "hanako@example.co.jp",
    "size": "大",
    "interests": ["費用", "cases"],
    "employees": "１２",
    "start": "2027/1/5",
}


@pytest.fixture
def plan(world):
    with_forms: Plan = forms(world)
    yield world.publish(with_forms.model_copy(update={"forms": {"choices": FORM}}))
    clock.shift(timedelta())


def test_the_page_asks_by_groups_that_have_names(world, plan):
    """A group is a fieldset with its legend; each choice has its own label; the bounds stand in the page."""
    page = get("/f/choices?lang=ja").text
    assert page.count("<fieldset") == 2 and page.count("<legend>") == 2
    assert 'role="radiogroup" aria-required="true"' in page and 'type="number"' in page and 'min="1"' in page
    assert 'type="date"' in page and 'min="2026-01-01"' in page
    ids = re.findall(r' id="(f-[^"]+)"', page)
    assert len(ids) == len(set(ids)) and all(f'for="{each}"' in page for each in ids)


def test_what_was_ticked_is_stored(world, plan):
    """Two boxes are a list, a number is a number, a day has one spelling."""
    assert press(get("/f/choices"), GOOD, form="choices").status == 200
    assert stored(world)[0].traits == {
        "email": "hanako@example.co.jp",
        "size": "大",
        "interests": ["費用", "cases"],
        "employees": 12,
        "start": "2027-01-05",
    }


def test_what_is_wrong_comes_back_with_what_was_ticked(world, plan):
    """Each sentence beside its field and in the summary; every tick stays."""
    values = {"email": GOOD["email"], "interests": GOOD["interests"], "employees": "0", "start": "来週"}
    again = press(get("/f/choices?lang=ja"), values, form="choices", query="?lang=ja")
    assert again.status == 400 and not world.rows("events")
    assert "1以上で入力してください" in again.text and "日付を2027-01-05のように" in again.text
    assert re.findall(r'value="(\w+)" checked', again.text) == ["費用", "cases"]
    assert 'href="#f-size"' in again.text and 'aria-describedby="bad-size"' in again.text
