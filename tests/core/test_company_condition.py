"""Rules by company: a condition, an owner, an exclusion mean a company by number, name or domain, however they are
written."""

import json
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour.state_index import StateIndex
from mikomi.core.checking import workspace
from mikomi.core.companies import marks, number
from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.people.owners import owner_of
from mikomi.core.score import half_lives
from mikomi.model.condition import CompanyIs
from mikomi.model.person import Person
from mikomi.model.sales_settings import SalesSettings
from msgspec.structs import replace

from tests.core.story import Story, at, plan_of
from tests.core.workspaces import examples

NUMBER = f"{number.check_digit('234567890123')}234567890123"
WRONG = f"{(number.check_digit('234567890123') + 1) % 10}234567890123"
REPS = [{"id": each, "name": each, "email": f"{each}@example.co.jp"} for each in ("sato", "suzuki")]
NOW = at("2026-11-30 10:00")
LIVES = half_lives.of_plan(plan_of([]))
SAYINGS = (
    "㈱青空",
    "青空株式会社",
    "（株） 青 空",
    "株式会社海",
    {"name": "青空 ㈱", "corporateNumber": NUMBER},
    "個人",
)
ADDRESSES = ("a@aozora.example.co.jp", "b@tokyo.aozora.example.co.jp", "c@gmail.com", "d@umi.example.co.jp")
WRITTEN = ("青空", "株式会社青空", NUMBER, f"T{NUMBER}", "aozora.example.co.jp", "@AOZORA.example.co.jp", "gmail.com")


class Sought(NamedTuple):
    condition: CompanyIs
    order: int


def codes_of(exclusion: dict[str, object]) -> set[str]:
    sales = {"version": 1, "exclusion": [{"id": "a", "name": "a", **exclusion}]}
    _, problems = workspace.read(examples() | {"sales.json": json.dumps(sales).encode()})
    return {each.code for each in problems if each.is_error}


def person(email: str, company: object) -> Person:
    story = Story(plan_of([]))
    story.identify({"company": company})
    return replace(story.person, email=email)


@pytest.mark.parametrize(
    ("email", "company", "written", "fits"),
    [
        ("a@x.example.co.jp", "㈱青空", "株式会社青空", True),
        ("a@x.example.co.jp", "㈱青空", "海", False),
        ("a@x.example.co.jp", {"name": "別名", "corporateNumber": NUMBER}, f"T{NUMBER}", True),
        ("a@x.example.co.jp", {"name": "別名", "corporateNumber": NUMBER}, WRONG, False),
        ("a@tokyo.aozora.example.co.jp", "別名", "@Aozora.example.co.jp", True),
        ("a@notaozora.example.co.jp", "別名", "aozora.example.co.jp", False),
        ("a@gmail.com", "別名", "gmail.com", False),
    ],
)
def test_a_company_is_meant_by_number_name_or_domain(email: str, company: object, written: str, fits: bool) -> None:
    """However either is spelled; a part of a host is none, and where anybody has an address is no company's."""
    assert marks.is_named(marks.of(person(email, company)), written) is fits


PEOPLE = st.builds(lambda email, company: person(email, company), st.sampled_from(ADDRESSES), st.sampled_from(SAYINGS))


@given(PEOPLE, PEOPLE, st.sampled_from(WRITTEN))
def test_who_becomes_or_stops_being_of_it_is_seen_at_once(before: Person, after: Person, written: str) -> None:
    """Whenever the condition's answer changes, the index of what a change concerns has it."""
    sought = Sought(CompanyIs(company=written), 0)
    touched = StateIndex([sought]).changed(before, after, NOW, LIVES, ())
    own = [marks.is_named(marks.of(each), written) for each in (before, after)]
    assert touched == [sought] if own[0] != own[1] else True


def test_a_scenario_begins_by_the_company() -> None:
    """Once it is known, by whatever spelling."""
    begins = {"id": "s", "trigger": {"when": {"company": "株式会社青空"}}, "steps": [{"id": "one", "add_tag": "x"}]}
    story = Story(plan_of([begins]))
    story.identify({"company": "㈱海"})
    assert "x" not in story.person.tags
    story.identify({"company": "（株）青空"})
    assert "x" in story.person.tags


def test_the_owner_follows_from_the_company() -> None:
    """The first rule that fits, by any of the names of a list."""
    rules = [{"when": {"company": ["海", NUMBER]}, "to": "suzuki"}]
    plan = plan_of([], reps=REPS, owner={"rules": rules, "default": "sato"})
    for company, rep in (
        ("株式会社海", "suzuki"),
        ({"name": "x", "corporateNumber": NUMBER}, "suzuki"),
        ("空", "sato"),
    ):
        story = Story(plan)
        story.identify({"email": "a@x.example.co.jp", "company": company}, proof=2, origin="server")
        assert owner_of(story.person, plan.settings) == rep


def test_a_number_excludes_whatever_the_company_is_called() -> None:
    """Also with spaces and a T; another number does not."""
    sales = SalesSettings.model_validate({"exclusion": [{"id": "rival", "name": "r", "numbers": [f"T {NUMBER}"]}]})
    them = person("a@x.example.co.jp", {"name": "どこか", "corporateNumber": f"{NUMBER[:4]} {NUMBER[4:]}"})
    assert (excluded := exclusion_of(them, sales)) and excluded.id == "rival"
    assert exclusion_of(person("a@x.example.co.jp", "どこか"), sales) is None


def test_what_names_no_company_is_refused() -> None:
    """A wrong digit would never fit anybody, and nobody would see it."""
    assert codes_of({"numbers": [WRONG, "青空"]}) == {"E-company-named"}
    assert not codes_of({"numbers": [NUMBER, f"T{NUMBER}"]})
    for written in (WRONG, "株式会社", "個人", "123-456-789-0123"):
        assert not marks.names_one(written)
    for written in (*WRITTEN, "777", "T-1"):
        assert marks.names_one(written)
