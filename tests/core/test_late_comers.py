"""Whoever comes too late for the moment of a wait: skips what they missed, leaves, or goes on, as the wait says."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.words.wording import sentence
from mikomi.model.plan import EDITION, Plan

from tests.core.story import Story, at, plan_of, tokyo
from tests.core.workspaces import with_change

WEEK_BEFORE, DAY_BEFORE, ON_THE_DAY, AFTER = (
    "2026-12-04 10:00",
    "2026-12-10 10:00",
    "2026-12-11 08:00",
    "2026-12-12 10:00",
)
WAITS: list[dict[str, Any]] = [
    {"until": "seminar - 7d", "at": "10:00"},
    {"until": "seminar - 1d", "at": "10:00"},
    {"until": "seminar", "at": "08:00"},
    {"until": "seminar + 1d", "at": "10:00"},
]
MAILS = ("week", "eve", "today", "thanks")


def seminar(past: str | None = None, *waits: dict[str, Any]) -> Plan:
    """A mail a week before, the day before, on the day, after."""
    steps: list[dict[str, Any]] = []
    for wait, mail in zip(waits or WAITS, MAILS, strict=True):
        said = {"past": past, **wait} if past else wait
        steps += [{"wait": said}, {"id": mail, "mail": {"template": mail}}, {"add_tag": mail}]
    return plan_of([{"id": "seminar", "trigger": {"when": {"submitted": "register"}}, "steps": steps}])


def registered(plan: Plan, start: str, day: str = "2026-12-11") -> Story:
    story = Story(plan, start=start)
    return story.identify({"seminar": day}).submit("register").until("2027-01-31 00:00")


def test_who_registers_on_the_day_gets_one_mail() -> None:
    """Not three at once: what was a week before and the day before is over; a day is there until its night."""
    days = [{"until": f"seminar {when}".strip()} for when in ("- 7d", "- 1d", "", "+ 1d")]
    story = registered(seminar(None, *days), "2026-12-11 09:00")
    assert story.mails == [("2026-12-11 09:00", "today"), ("2026-12-12 00:00", "thanks")]
    assert set(story.person.tags) == {"today", "thanks"}


def test_with_an_hour_the_hour_counts() -> None:
    """At eight sharp nobody is late; a minute later it is over, unless the wait says that it goes on."""
    assert registered(seminar(), "2026-12-11 08:00").mails[0] == ("2026-12-11 08:00", "today")
    assert registered(seminar(), "2026-12-11 08:01").mails == [("2026-12-12 10:00", "thanks")]
    waits = [*WAITS[:2], {**WAITS[2], "past": "go_on"}, WAITS[3]]
    assert registered(seminar(None, *waits), "2026-12-11 08:01").mails == [
        ("2026-12-11 08:01", "today"),
        ("2026-12-12 10:00", "thanks"),
    ]


def test_who_is_late_leaves_where_the_wait_says_exit() -> None:
    """With its reason; nothing that follows happens."""
    story = registered(seminar("exit"), "2026-12-05 10:00")
    assert story.mails == [] and story.codes("exited") == ["too_late"] and not story.person.tags


def test_what_was_skipped_is_told() -> None:
    """By the mails' names, in both languages."""
    story = registered(seminar(), "2026-12-11 07:00")
    told = [one for one in story.because if one.code == "too_late"]
    assert [one.params["missed"] for one in told] == [["week"], ["eve"]]
    names = {"scenario:seminar": "セミナー", "step:seminar/week": "一週間前のご案内"}
    assert "（「一週間前のご案内」）" in sentence(told[0], "ja", names)
    assert sentence(told[1], "en", names).endswith("(eve)")


def test_inside_a_branch_the_branch_goes_on_to_its_end() -> None:
    """What is skipped ends with the list; what stands after the branch happens."""
    late = [{"wait": {"until": "2026-11-01"}}, {"add_tag": "missed"}]
    steps = [{"id": "b", "if": {"trait": "email", "exists": False}, "then": [], "else": late}, {"add_tag": "after"}]
    story = Story(plan_of([{"id": "s", "trigger": {"when": {"submitted": "x"}}, "steps": steps}])).submit("x")
    assert set(story.person.tags) == {"after"} and story.codes("finished") == ["finished"]


@settings(max_examples=60, deadline=None)
@given(minutes=st.integers(0, 20 * 1440))
def test_nobody_late_gets_what_was_over_and_nobody_in_time_misses_anything(minutes: int) -> None:
    """For every moment of registering: exactly the mails whose moment had not gone by, each at its moment."""
    start = at("2026-11-25 00:00") + minutes * 60_000
    moments = [WEEK_BEFORE, DAY_BEFORE, ON_THE_DAY, AFTER]
    due = [(moment, mail) for moment, mail in zip(moments, MAILS, strict=True) if at(moment) >= start]
    assert registered(seminar(), tokyo(start)).mails == due
    assert registered(seminar("skip"), tokyo(start)).mails == due
    assert registered(seminar("exit"), tokyo(start)).mails == (due if len(due) == 4 else [])


@settings(max_examples=40, deadline=None)
@given(minutes=st.integers(0, 20 * 1440))
def test_what_an_older_release_published_decides_as_it_did(minutes: int) -> None:
    """A plan without a number of its rules goes on at once, as `go_on` says it now: bit for bit the same person."""
    start = tokyo(at("2026-11-25 00:00") + minutes * 60_000)
    written = seminar().model_dump(by_alias=True, exclude_none=True)
    older = Plan.read(
        Plan.model_validate({k: v for k, v in written.items() if k != "edition"}).model_dump_json().encode()
    )
    assert older.edition == 1
    before, now = registered(older, start), registered(seminar("go_on"), start)
    assert before.mails == now.mails and len(before.mails) == 4
    assert (before.person, before.because) == (now.person, now.because)


def test_the_workspace_is_published_by_the_newest_rules() -> None:
    """And says so for ever after, also when it is read again."""
    plan, _ = workspace.read(with_change("settings.json", "サンプル商店", "サンプル商店"))
    assert plan is not None and plan.edition == EDITION
    assert Plan.read(plan.model_dump_json(by_alias=True).encode()).edition == EDITION


@pytest.mark.parametrize(
    ("steps", "code"),
    [
        ('{ "wait": { "until": "seminar - 1d" } }, { "add_tag": "x" }', "W-past"),
        ('{ "wait": { "until": "2099-01-01" } }, { "add_tag": "x" }', "W-past"),
        ('{ "wait": { "until": "seminar - 1d", "past": "go_on" } }, { "add_tag": "x" }', None),
        ('{ "wait": { "until": "seminar - 1d" } }, { "wait": "1d" }, { "add_tag": "x" }', None),
        ('{ "wait": { "for": "1d", "past": "skip" } }, { "add_tag": "x" }', "E-wait-past"),
        ('{ "wait": { "at": "10:00", "past": "skip" } }, { "add_tag": "x" }', "E-wait-past"),
        ('{ "wait": { "until": "seminar", "past": "later" } }, { "add_tag": "x" }', "E-choice"),
    ],
)
def test_the_check_asks_what_becomes_of_late_comers(steps: str, code: str | None) -> None:
    """Where something would be missed and the wait does not say; a wait that is never over beforehand says nothing."""
    _, problems = workspace.read(with_change("scenarios/winter-sale.json", '"steps": [', f'"steps": [ {steps},'))
    assert {problem.code for problem in problems} == ({code} if code else set())
