"""Several calendars: a scenario that names one goes by its holidays, its days off and its hours."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.scenarios import schedule
from mikomi.model.plan import Plan
from mikomi.model.trigger import ScheduleTrigger

from tests.core.story import Story, at, plan_of, tokyo
from tests.core.workspaces import with_change

OTHERS = [
    {"id": "us", "country": "US", "business_hours": {"days": "weekdays", "from": "13:00", "to": "20:00"}},
    {"id": "shop", "closed": ["2026-11-26"]},
]
STEPS: list[dict[str, Any]] = [
    {"wait": "2bd"},
    {"id": "mail", "mail": {"template": "m"}},
    {"id": "call", "alert": {"why": "w", "urgency": "today"}},
]
WINDOW = {"days": "weekdays", "from": "09:00", "to": "18:00"}


def plan(calendar: str | None, **more: Any) -> Plan:
    named = {"calendar": calendar} if calendar else {}
    said = {"id": "s", "trigger": {"when": {"submitted": "x"}}, "steps": STEPS, **named, **more}
    return plan_of([said], calendars=OTHERS)


@pytest.mark.parametrize(
    ("calendar", "mail"),
    [
        # the 26th of November is Thanksgiving, and the shop is closed; in Japan it is a Thursday like any other
        (None, "2026-11-26 11:00"),
        ("jp", "2026-11-26 11:00"),
        ("us", "2026-11-27 11:00"),
        ("shop", "2026-11-27 11:00"),
    ],
)
def test_a_scenario_goes_by_the_calendar_that_it_names(calendar: str | None, mail: str) -> None:
    """In the business days of its waits."""
    story = Story(plan(calendar), start="2026-11-24 11:00").submit("x").until("2026-12-05 00:00")
    assert story.mails == [(mail, "mail")]


def test_an_alert_waits_for_the_opening_of_its_own_calendar() -> None:
    """Eleven is before the branch opens at thirteen, while the company itself is open."""
    steps = [STEPS[2]]
    assert Story(plan(None, steps=steps), start="2026-11-25 11:00").submit("x").person.waiting == ()
    waits = Story(plan("us", steps=steps), start="2026-11-25 11:00").submit("x").person.waiting
    assert [tokyo(one.due_at) for one in waits] == ["2026-11-25 13:00"]


@pytest.mark.parametrize(("calendar", "day"), [(None, "26"), ("us", "27"), ("shop", "27")])
def test_windows_and_mailing_days_are_those_of_the_calendar(calendar: str | None, day: str) -> None:
    """A weekday is a business day of the calendar that is named."""
    story = Story(plan(calendar, steps=[STEPS[1]], send_window=WINDOW), start="2026-11-25 19:00").submit("x")
    story.until("2026-12-01 00:00")
    assert story.mails == [(f"2026-11-{day} 09:00", "mail")]
    mailing = {"schedule": "2026-11-26T09:00", "on": "weekdays"}
    made = plan(calendar, trigger=mailing, steps=[STEPS[1]])
    trigger = made.scenarios["s"].trigger
    assert isinstance(trigger, ScheduleTrigger)
    due = schedule.next_due(made.scenarios["s"], trigger, made.settings, at("2026-11-20 00:00"))
    assert tokyo(due) == f"2026-11-{day} 09:00"


@settings(max_examples=40, deadline=None)
@given(hours=st.integers(0, 400))
def test_calendars_that_nobody_names_change_nothing(hours: int) -> None:
    """Also a plan of before there were several: the same story, whenever it begins."""
    start = tokyo(at("2026-11-20 00:00") + hours * 3_600_000)
    alone = plan_of([{"id": "s", "trigger": {"when": {"submitted": "x"}}, "steps": STEPS}])
    stories = [Story(each, start=start).submit("x").until("2027-01-20 00:00") for each in (plan(None), alone)]
    assert stories[0].mails == stories[1].mails and stories[0].person == stories[1].person


@pytest.mark.parametrize(
    ("calendars", "named", "code"),
    [
        ('[{ "id": "shop" }]', "shop", None),
        ('[{ "id": "shop" }]', "shpo", "E-calendar"),
        ('[{ "id": "shop" }, { "id": "shop" }]', "shop", "E-twice"),
        ('[{ "id": "shop", "country": "JPX" }]', "shop", "E-country"),
    ],
)
def test_the_check_knows_all_calendars(calendars: str, named: str, code: str | None) -> None:
    """A misspelt name is told with the near one; two of one id, and a country that nobody knows, are errors."""
    files = with_change("settings.json", '"calendar":', f'"calendars": {calendars}, "calendar":')
    sale = "scenarios/winter-sale.json"
    files[sale] = files[sale].replace(b'"trigger":', f'"calendar": "{named}", "trigger":'.encode(), 1)
    _, problems = workspace.read(files)
    assert [problem.code for problem in problems if problem.is_error] == ([code] if code else [])
    if code == "E-calendar":
        assert any("shop" in problem.ja for problem in problems)
