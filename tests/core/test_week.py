"""Weeks side by side: where they begin and end by the company's clock, and what counts in which."""

from datetime import datetime
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st
from mikomi.core import week
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.week import Period, Thing
from mikomi.model.company import CompanySettings, WeeklyReport

from tests.core.story import at

HOUR = 3_600_000


def calendar(zone="Asia/Tokyo"):
    said = {"company": {"name": "x", "postal_address": "y", "contact": "z"}}
    settings = CompanySettings.model_validate({**said, "sender": {"name": "x", "address": "a@example.co.jp"}})
    return Calendar.of(settings, zone)


def moment(written, zone):
    return round(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


def test_a_week_begins_on_monday_at_midnight_of_the_company():
    """On both sides of it: the last millisecond of Sunday is the last week's."""
    monday = at("2026-11-23 00:00")
    for now, begins in ((monday, monday), (monday - 1, at("2026-11-16 00:00"))):
        assert week.periods(now, calendar())["this"].begins == begins
    spans = week.periods(at("2026-11-25 10:30"), calendar())
    assert spans["this"] == Period(monday, at("2026-11-25 10:30") + 1)
    assert spans["then"] == Period(at("2026-11-16 00:00"), at("2026-11-18 10:30") + 1)
    assert spans["last"] == Period(at("2026-11-16 00:00"), monday)
    assert spans["before"] == Period(at("2026-11-09 00:00"), at("2026-11-16 00:00"))


def test_over_a_change_of_the_clock_the_same_hour_is_compared():
    """Berlin turns its clocks back on 25 October 2026: a week of 169 hours, and still the same hour on the wall."""
    zone = "Europe/Berlin"
    spans = week.periods(moment("2026-10-26T09:00", zone), calendar(zone))
    assert spans["then"].ends - 1 == moment("2026-10-19T09:00", zone)
    assert spans["last"].ends - spans["last"].begins == 169 * HOUR


@given(st.integers(at("2026-01-01 00:00"), at("2030-01-01 00:00")), st.sampled_from(["Asia/Tokyo", "America/Santiago"]))
def test_weeks_lie_side_by_side(now, zone):
    """Whatever the moment: no gap and no overlap, and the period compared with never leaves its week."""
    spans = week.periods(now, calendar(zone))
    assert spans["before"].ends == spans["last"].begins and spans["last"].ends == spans["this"].begins
    assert spans["this"].begins <= now < spans["this"].ends
    assert spans["last"].begins == spans["then"].begins <= spans["then"].ends <= spans["last"].ends
    assert calendar(zone).local(spans["this"].begins).weekday() == 0


def test_numbers_are_the_lengths_of_lists():
    """Rows of each question stand where they belong: their week, the hot band alone, mails by what became of them."""
    row = {"week": "2026-11-23", "subject": "o:l_1", "happened_at": 5, "scenario": "s", "step": "m"}
    answers = {
        "week_goals": [row, {**row, "week": "2026-11-16"}],
        "week_bands": [{**row, "band": "hot"}, {**row, "band": "warm"}],
        "week_leads": [row],
        "week_visitors": [{**row, "subject": "a:b1"}, {**row, "subject": "a:b2"}],
        "week_mails": [{**row, "name": name} for name in ("Mail Sent", "Mail Sent", "Mail Delivered", "Mail Clicked")],
    }
    lists = week.lists(answers, "2026-11-23", "hot")
    assert week.numbers(lists) == {
        "goals": 1, "hot": 1, "leads": 1, "visitors": 2, "sent": 2, "delivered": 1, "clicked": 1,
    }  # fmt: skip
    assert lists["goals"] == [Thing("l_1", 5, "s", "m")] and lists["visitors"][0].who == "a:b1"
    assert week.lists(answers, "2026-11-23", None)["hot"] == []


def test_a_part_of_a_week_holds_what_happened_in_it():
    """The beginning is in it, the end is not."""
    things = [Thing("l_1", moment) for moment in (9, 10, 19, 20)]
    assert [each.at for each in week.within({"goals": things}, Period(10, 20))["goals"]] == [10, 19]


def test_time_alone_changes_a_number_when_the_last_week_comes_to_more():
    """A week after it happened, an hour from now at the soonest; and on Monday in any case."""
    now, monday = at("2026-11-25 10:00"), at("2026-11-30 00:00")
    for happened, next_at in (
        ("2026-11-18 10:30", now + HOUR),
        ("2026-11-19 12:00", at("2026-11-26 12:00")),
        (None, monday),
    ):
        ahead = [Thing("l_1", at(happened))] if happened else []
        assert week.next_change(now, ahead, calendar()) == next_at
    assert week.next_change(monday - 1, [Thing("l_1", monday - 1 - 7 * 24 * HOUR)], calendar()) == monday


def test_nothing_counted_is_null_and_not_zero():
    """Programs tell a stack that has not counted from one where nothing happened."""
    assert week.results(None) == {"as_of": None, "hot": None, "this": None, "then": None, "last": None, "before": None}


def test_the_report_is_due_on_its_weekday_at_its_hour():
    """This very moment counts; a minute later it is next week's. Over a change of the clock the hour stays."""
    due = at("2026-11-30 08:30")
    report = WeeklyReport(to=["sato"])
    for after, expected in (
        (at("2026-11-24 10:00"), due),
        (due, due),
        (due + 1, at("2026-12-07 08:30")),
        (at("2026-11-30 00:00"), due),
    ):
        assert week.report_at(after, report, calendar()) == expected
    sunday = WeeklyReport(to=["sato"], on="sun", at="00:00")
    assert week.report_at(at("2026-11-24 10:00"), sunday, calendar()) == at("2026-11-29 00:00")
    zone = "Europe/Berlin"
    assert week.report_at(moment("2026-10-24T09:00", zone), report, calendar(zone)) == moment("2026-10-26T08:30", zone)
