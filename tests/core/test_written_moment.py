"""Days and moments as people and programs write them: read whole, never guessed at; what is none holds the step."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mikomi.core.mails import filters, templates
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.words import wording
from mikomi.core.written_moment import LONGEST, read
from mikomi.model.company import CompanySettings

from tests.core.story import SETTINGS, Story, plan_of, tokyo
from tests.core.test_journey import MAIL, on_download

FIFTH = (
    "2027-01-05", "2027-1-5", "2027/1/5", "2027/01/05", "2027.1.5", "2027. 1. 5", "２０２７年１月５日",
    "2027年01月05日", "2027 年 1 月 5 日", "2027年1月5日(火)", "2027年01月05日（火）", "2027年1月5日 火曜日",
    "2027/1/5(火・祝)", "２０２７／１／５", "２０２７－１－５", "2027‐1‐5", "2027−1−5", "2027ー1ー5",
    "令和9年1月5日", "令和９年１月５日(火)", "㋿9年1月5日", "令和 9年 1月 5日", "令和九年一月五日",
    "二〇二七年一月五日", "R9.1.5", "R9/1/5", "r9-1-5", "R.9.1.5", "Ｒ９．１．５", "令和9.1.5", "平成39年1月5日",
    "5 January 2027", "5 Jan 2027", "5th January 2027", "5th of January, 2027", "January 5, 2027", "Jan 5, 2027",
    "JAN. 5, 2027", "January 5th 2027", "05-Jan-2027", "Tuesday, January 5, 2027", "Tue 5 Jan 2027", "20270105",
    " 2027-01-05\n", "\u200b2027-01-05", "2027-01-05\u3000",
)  # fmt: skip
MOMENTS = {
    "2027-01-05T10:00": "2027-01-05 10:00",
    "2027-01-05 10:00:59": "2027-01-05 10:00",
    "2027/1/5 9:05": "2027-01-05 09:05",
    "2027年1月5日 15時": "2027-01-05 15:00",
    "2027年1月5日（火）午後3時半": "2027-01-05 15:30",
    "令和9年1月5日 午前0時5分": "2027-01-05 00:05",
    "2027年1月5日 正午": "2027-01-05 12:00",
    "2027年1月5日 午後12時": "2027-01-05 12:00",
    "2027/1/5 3:30 PM": "2027-01-05 15:30",
    "2027/1/5 12:15 a.m.": "2027-01-05 00:15",
    "Jan 5, 2027 at 3pm": "2027-01-05 15:00",
    "2027-01-04T24:00": "2027-01-05 00:00",
    "202701051000": "2027-01-05 10:00",
    "20270105T100000": "2027-01-05 10:00",
    "20270105T102345": "2027-01-05 10:23",
    # with an offset of their own, by the clock of Tokyo
    "2027-01-04T20:00:00Z": "2027-01-05 05:00",
    "2027-01-04T20:00:00.123456789Z": "2027-01-05 05:00",
    "2027-01-04T20:00:00-05:00": "2027-01-05 10:00",
    "2027-01-04T20:00:00−05:00": "2027-01-05 10:00",
    "2027-01-04T20:00-0500": "2027-01-05 10:00",
    "2027-01-04 20:00:00 +0000": "2027-01-05 05:00",
    "2027-01-05T05:30+05:30": "2027-01-05 09:00",
    "2027-01-05T09:00+09:00[Asia/Tokyo]": "2027-01-05 09:00",
    "2027-01-05 09:00 JST": "2027-01-05 09:00",
    "20270104T200000Z": "2027-01-05 05:00",
    "Mon, 04 Jan 2027 20:00:00 GMT": "2027-01-05 05:00",
    "Tue Jan 05 2027 09:00:00 GMT+0900 (日本標準時)": "2027-01-05 09:00",
    "Tue Jan  5 09:00:00 2027": "2027-01-05 09:00",
    "Tue Jan  5 09:00:00 JST 2027": "2027-01-05 09:00",
    "1799107200": "2027-01-05 09:00",
    "1799107200000": "2027-01-05 09:00",
}
NONE = (
    "", " ", "未定", "来年の春", "なし", "-", "null", "1/5", "1月5日", "2027", "2027年1月", "2027-01", "5/1/2027",
    "01/05/2027", "5.1.2027", "27/1/5", "270105", "2027/1-5", "2027-02-30", "2027-13-01", "2027年2月29日",
    "令和9年2月30日", "令和0年1月5日", "0000-00-00", "9999-12-31", "1899-12-31", "2200-01-01",
    "0001-01-01T00:00:00Z", "2027-01-05 25:00", "2027-01-05T10:60", "2027-01-05T24:01", "2027-01-05 15",
    "2027-01-05T", "2027-01-05 EST", "2027-01-05T10:00+15:00", "2027-01-05 午後", "2027-01-05 午後13時",
    "2027-01-05頃", "2027-01-05から", "2027-01-05 ～ 2027-01-10", "約2027-01-05", "2027-01-055", "12027-01-05",
    "Feb 30, 2027", "Foo 5, 2027", "十年", "46392", "202713011000", "2027-01-05T10:00" + " " * LONGEST,
)  # fmt: skip


@pytest.mark.parametrize("written", FIFTH)
def test_a_day_is_read_however_people_write_it(written: str) -> None:
    """Width, dashes, eras, kanji, weekdays, English: all the fifth of January 2027, and a whole day."""
    found = read(written)
    assert found is not None and found.is_day
    assert (found.at.date(), found.at.tzinfo) == (date(2027, 1, 5), None)


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("明治45年7月29日", date(1912, 7, 29)),
        ("M33.1.1", date(1900, 1, 1)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("T15/12/24", date(1926, 12, 24)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("S1-12-25", date(1926, 12, 25)),
        ("㍻31年4月30日", date(2019, 4, 30)),
        ("H元.1.8", date(1989, 1, 8)),
        ("令和1年5月1日", date(2019, 5, 1)),
        ("R元年5月1日", date(2019, 5, 1)),
        ("令和十一年十一月二十三日", date(2029, 11, 23)),
        ("二〇三〇年十月三十日", date(2030, 10, 30)),
    ],
)
def test_each_era_has_its_years(written: str, day: date) -> None:
    """All five, by name, by letter and in one character; first years as 1 and as 元."""
    found = read(written)
    assert found is not None and found.at.date() == day


@pytest.mark.parametrize("written", MOMENTS)
def test_a_moment_is_the_whole_text_by_the_companys_clock(written: str) -> None:
    """An hour by the wall is the company's; an offset of the text's own is converted, and nothing is cut off."""
    found = read(written)
    assert found is not None and not found.is_day
    calendar = Calendar.of(CompanySettings.model_validate(SETTINGS))
    assert tokyo(calendar.parse_moment(written)) == tokyo(calendar.parse_moment(written, end=True)) == MOMENTS[written]


@pytest.mark.parametrize("written", NONE)
def test_what_could_mean_several_moments_or_none_is_not_read(written: str) -> None:
    """No year, two possible days, no such day or hour, years beside the calendar, words beside the day."""
    assert read(written) is None


@pytest.mark.parametrize(
    ("written", "day"),
    [("25/12/2027", 25), ("12/25/2027", 25), ("25.12.2027", 25), ("12/12/2027", 12), ("13/12/2027", 13)],
)
def test_a_day_that_can_be_one_alone_is_read(written: str, day: int) -> None:
    """Day and month in either order where only one order is in the calendar."""
    found = read(written)
    assert found is not None and found.at.date() == date(2027, 12, day)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (20270105, "2027-01-05"),
        (1_799_107_200, "2027-01-05"),
        (1_799_107_200_000, "2027-01-05"),
        (20270105.0, "2027-01-05"),
    ],
)
def test_numbers_of_programs_are_moments(value: float, shown: str) -> None:
    """A day in eight digits; seconds and milliseconds since 1970."""
    found = read(value)
    assert found is not None and f"{found.at:%Y-%m-%d}" == shown


@pytest.mark.parametrize(
    "value", [None, True, [], {}, ["2027-01-05"], -5, 0, 46392, 10**15, 10**400, 1.5, float("nan"), 1e300]
)
def test_values_of_other_kinds_are_no_moments(value: Any) -> None:
    """Whatever JSON can hold is answered, never raised."""
    assert read(value) is None and read(10**5000) is None


@given(st.text(max_size=LONGEST + 5) | st.text("0123456789年月日時-/.T:+Z令和元一十 ()", max_size=30))
@example("2027年1月5日" + "(" * 70)
@example("十十年1月1日")
@example("２０２７年１月５日" * 3)
def test_no_text_makes_the_reading_fail(written: str) -> None:
    """Any text is a moment of a year that somebody plans for, or none."""
    found = read(written)
    assert found is None or 1900 <= found.at.year < 2200


@given(st.dates(date(1900, 1, 1), date(2199, 12, 31)), st.sampled_from(["-", "/", "."]), st.booleans())
def test_every_day_is_read_in_every_spelling(day: date, mark: str, wide: bool) -> None:
    """Law: what a day is written as in any of the forms is read back as that day."""
    names = f"{day:%B} {day.day}, {day.year}", f"{day.day} {day:%b} {day.year}", f"{day:%a, %d %b %Y}"
    spellings = [
        f"{day.year}{mark}{day.month}{mark}{day.day}",
        f"{day.year}年{day.month}月{day.day}日",
        f"{day:%Y%m%d}",
        *names,
    ]
    if day.year > 2018:
        spellings += [f"令和{day.year - 2018}年{day.month}月{day.day}日"] if day.year < 2118 else []
    for written in spellings:
        text = written.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789/"}) if wide else written
        found = read(text)
        assert found is not None and found.is_day and found.at.date() == day, text


@given(st.datetimes(datetime(1990, 1, 1), datetime(2199, 12, 31)), st.timezones())  # noqa: DTZ001 zones are drawn
def test_an_iso_time_is_the_moment_that_python_reads(wall: datetime, zone: Any) -> None:
    """Law: with any place's offset the moment is the one that the offset says."""
    moment = wall.replace(tzinfo=zone)
    offset = moment.utcoffset() or timedelta(0)
    if offset % timedelta(minutes=1) or abs(offset) > timedelta(hours=14):
        return
    found = read(moment.isoformat(timespec="milliseconds"))
    assert found is not None and abs(found.at - moment) < timedelta(milliseconds=1)


# --- what a scenario makes of it

UNTIL = {"wait": {"until": "renewal - 3d", "at": "10:00"}}


def waiting(renewal: Any, **more: Any) -> Story:
    story = Story(plan_of([on_download(UNTIL, MAIL, **more)])).identify({"renewal": renewal})
    return story.submit("download")


@pytest.mark.parametrize("written", ["2027/1/8", "令和9年1月8日(金)", "2027-01-07T20:00:00Z", "Jan 8, 2027", 20270108])
def test_a_wait_for_a_date_trait_ends_on_that_day(written: Any) -> None:
    """Three days before, at ten o'clock, in whatever way the trait says the day."""
    assert waiting(written).until("2027-02-01 00:00").mails == [("2027-01-05 10:00", "hello")]


@pytest.mark.parametrize("written", ["未定", "2027-02-30", "5/1/2027", "9999-12-31", True, ["2027-01-08"], {"day": 8}])
def test_what_cannot_be_read_holds_the_step_and_says_so_once(written: Any) -> None:
    """No mail, however long and whatever happens; the reason is in the story once, and names the trait."""
    story = waiting(written).visit("/price").until("2027-12-31 00:00").visit("/price")
    assert story.mails == []
    (run,) = story.person.enrolments
    assert (run.status, run.held_by, run.due_at) == ("active", "renewal", None)
    (reason,) = [b for b in story.because if b.kind == "waiting"]
    assert (reason.code, reason.params) == ("unreadable", {"traits": ["renewal"]})
    names = {"trait:renewal": "更新日", "scenario:s": "更新のご案内"}
    assert "待機中です。更新日を日時として読み取れません" in wording.sentence(reason, "ja", names)
    assert "更新日 is not a date we can read" in wording.sentence(reason, "en", names)


def test_a_date_that_is_corrected_lets_the_journey_go_on() -> None:
    """At once to the day that is readable now; still unreadable, it stays; emptied, the wait is over; long over, what
    was missed is skipped."""
    story = waiting("未定").until("2026-12-01 12:00").identify({"renewal": "来年"}).until("2026-12-02 12:00")
    assert story.mails == []
    story.identify({"renewal": "令和9年1月8日"}).until("2027-02-01 00:00")
    assert story.mails == [("2027-01-05 10:00", "hello")]
    assert waiting("未定").until("2026-12-01 12:00").identify({"renewal": "2026-11-01"}).mails == []
    for over in ("", None):
        assert waiting("未定").until("2026-12-01 12:00").identify({"renewal": over}).mails == [
            ("2026-12-01 12:00", "hello")
        ]


def test_another_scenarios_step_may_correct_the_date() -> None:
    """The trait is set by a step that falls due, with no event of the person's."""
    fixing = {
        "id": "fix",
        "trigger": {"when": {"submitted": "download"}},
        "steps": [{"wait": "2d"}, {"set_trait": {"renewal": "2027-01-08"}}],
    }
    story = Story(plan_of([on_download(UNTIL, MAIL), fixing])).identify({"renewal": "未定"}).submit("download")
    assert story.until("2027-02-01 00:00").mails == [("2027-01-05 10:00", "hello")]


def test_a_paused_scenario_keeps_who_is_on_hold() -> None:
    """Corrected while it is paused: nothing moves, and after the pause the mail still waits for its day."""
    plan, paused = (plan_of([on_download(UNTIL, MAIL, status=s)], version=v) for v, s in ((1, "active"), (2, "paused")))
    story = Story(plan).identify({"renewal": "未定"}).submit("download")
    story.publish(paused)
    story.until("2026-12-01 12:00").identify({"renewal": "2027-01-08"}).until("2026-12-15 00:00")
    assert story.mails == [] and story.person.enrolments[0].status == "active"
    story.publish(plan.model_copy(update={"version": 3}))
    assert story.until("2027-02-01 00:00").mails == [("2027-01-05 10:00", "hello")]


def test_a_branch_that_waits_for_an_event_alone_is_not_moved_by_a_hold() -> None:
    """Goals and exits still count for who is on hold."""
    story = waiting("未定", exit_when=[{"submitted": "contact"}]).submit("contact")
    assert (story.person.enrolments[0].status, story.mails) == ("exited", [])


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("令和9年1月5日", "1月5日(火)"),
        ("2027/1/5", "1月5日(火)"),
        ("2027-01-04T20:00:00Z", "1月5日(火)"),
        ("未定", "未定"),
    ],
)
def test_a_mail_shows_such_dates_by_the_companys_clock(written: str, shown: str) -> None:
    """`jdate` reads what a wait reads, an offset in the company's zone; anything else stands as it is."""
    page = templates.environment(False).from_string("{{ d | jdate }}")
    assert page.render({"d": written, filters.ZONE: "Asia/Tokyo"}) == shown
