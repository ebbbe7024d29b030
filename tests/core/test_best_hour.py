"""`"at": "best"`: which hour a wait ends at, by a person's own acts and everybody's; and that it stays so."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.behaviour import hours
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.scenarios import best_hour
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import DAY, Millis
from mikomi.model.company import CalendarSettings
from mikomi.model.lots import History, Lots
from mikomi.model.plan import MailTemplate, Plan
from msgspec.structs import replace

from tests.core.story import Story, at, plan_of, tokyo

HOUR = 3_600_000
WAIT: dict[str, Any] = {"for": "1d", "at": "best"}


def plan(wait: dict[str, Any] | None = None, **scenario: Any) -> Plan:
    steps = [
        {"wait": wait or WAIT},
        {"id": "m", "mail": {"template": "t"}},
        {"wait": "1d"},
        {"id": "n", "mail": {"template": "t"}},
    ]
    made = plan_of(
        [{"id": "s", "trigger": {"when": {"submitted": "f"}}, "steps": steps, "reentry": "after_exit", **scenario}]
    )
    return made.model_copy(update={"mails": {"t": MailTemplate(id="t", html="<p>x</p>", text="x", subject="a")}})


class Timed(Story):
    """A story in which everybody's hours are known."""

    def __init__(self, of: Plan, everybody: History = (), **more: Any) -> None:
        self.everybody = everybody
        super().__init__(of, **more)

    @property
    def books_now(self) -> Rulebooks:
        return Rulebooks(self.books[self.active], self.books, hours=self.everybody)


def everybody(*shares: tuple[int, float], begins: Millis = 0, number: int = 1) -> Lots:
    """An entry: hour of the week (0 begins Monday at midnight), and its share."""
    return Lots(number=number, from_=begins, weights={str(hour): share for hour, share in shares})


def lived(story: Timed, *moments: str) -> Timed:
    """Who looked at a page at these moments."""
    for moment in moments:
        story.until(moment)
        story.visit("/x")
    return story


def entered(story: Timed, timing: str, moment: str) -> str:
    """Somebody enters at this moment, by a form whose id lets the run go by these hours; until when it waits."""
    story.until(moment)
    stood, count = story.person, story.count
    for tried in range(100):
        story.count = count + tried * 1000
        story.submit("f")
        run = story.person.enrolments[-1]
        if best_hour.timing_of(run) == timing:
            assert run.timing == timing
            return tokyo(run.due_at)
        story.person = stood
    raise AssertionError("the lot never fell so")


EVENINGS = [f"2026-11-{day:02d} 21:{minute}" for day in range(3, 24) for minute in ("10", "50")]
"""Somebody who comes every evening at nine."""


def test_who_comes_in_the_evening_is_written_to_in_the_evening() -> None:
    """A Tuesday ten o'clock and a day: the evening at nine of that Wednesday, at the run's own minute."""
    story = lived(Timed(plan(), start="2026-11-02 10:00"), *EVENINGS)
    assert entered(story, "own", "2026-11-24 10:00").startswith("2026-11-25 21:")


def test_the_lot_of_one_in_five_goes_by_everybodys_hours() -> None:
    """The same person: where everybody comes on Thursdays at eight, that is the hour."""
    entry = everybody((3 * 24 + 8, 1.0))
    story = lived(Timed(plan(), (entry,), start="2026-11-02 10:00"), *EVENINGS)
    assert entered(story, "everybody", "2026-11-24 10:00").startswith("2026-11-26 08:")
    runs = [best_hour.timing_of(replace(story.person.enrolments[-1], id=str(n))) for n in range(4000)]
    assert 0.18 < runs.count("everybody") / 4000 < 0.22


def test_of_whom_nothing_is_known_everybodys_hours_hold() -> None:
    """In both arms."""
    story = Timed(plan(), (everybody((2 * 24 + 15, 0.6), (0, 0.4)),), start="2026-11-24 09:00")
    assert entered(story, "own", "2026-11-24 10:00").startswith("2026-11-25 15:")


def test_before_anything_is_known_of_anybody_the_company_is_asked_for_its_hours() -> None:
    """A Friday evening and a day: Monday, within the business hours."""
    story = Timed(plan(), start="2026-11-27 09:00")
    assert entered(story, "own", "2026-11-27 19:00").startswith("2026-11-30 09:")


@pytest.mark.parametrize(
    ("opening", "moment", "first", "last"),
    [
        (("09:00", "18:00"), "2026-11-24 03:00", "09:00", "17:59"),
        (("22:00", "06:00"), "2026-11-24 12:00", "22:00", "22:59"),
        (("22:00", "06:00"), "2026-11-24 03:00", "03:00", "04:59"),
        (("00:00", "00:00"), "2026-11-24 12:00", "12:00", "13:59"),
        (("08:30", "17:30"), "2026-11-24 03:00", "08:00", "08:59"),
        (("08:30", "17:30"), "2026-11-24 17:00", "08:00", "08:59"),
        (("22:30", "05:30"), "2026-11-24 12:00", "22:00", "22:59"),
        (("22:30", "05:30"), "2026-11-24 05:00", "22:00", "22:59"),
    ],
)
def test_business_hours_may_pass_midnight(opening: tuple[str, str], moment: str, first: str, last: str) -> None:
    """Of equally good hours the first: of a shop that opens at night the evening, of one that never closes the next."""
    begins, ends = opening
    hours_ = {"days": "all", "from": begins, "to": ends}
    made = plan({"at": "best"})
    settings = made.settings.model_copy(
        update={"calendar": CalendarSettings.model_validate({"id": "x", "business_hours": hours_})}
    )
    story = Timed(made.model_copy(update={"settings": settings}), start="2026-11-24 00:00")
    assert first <= entered(story, "own", moment)[-5:] <= last


def test_a_shop_that_opens_at_weekends_is_asked_for_these() -> None:
    """A Tuesday and three days: the Saturday after it."""
    made = plan({"for": "3d", "at": "best"})
    hours_ = {"days": "weekends", "from": "10:00", "to": "12:00"}
    calendar = CalendarSettings.model_validate({"id": "x", "business_hours": hours_})
    settings = made.settings.model_copy(update={"calendar": calendar})
    story = Timed(made.model_copy(update={"settings": settings}), start="2026-11-24 00:00")
    assert entered(story, "own", "2026-11-24 12:00").startswith("2026-11-28 10:")


def test_the_last_hour_of_a_week_is_one() -> None:
    """Everybody looks on Sundays at eleven in the evening."""
    story = Timed(plan({"for": "3d", "at": "best"}), (everybody((167, 0.9), (3, 0.1)),), start="2026-11-24 09:00")
    assert entered(story, "everybody", "2026-11-26 10:00").startswith("2026-11-29 23:")


def test_on_a_named_day_nobody_comes_too_late_before_it_is_over() -> None:
    """After the window on that very day the run goes on, and the mail waits; at midnight it is too late."""
    named = plan({"until": "2026-11-24", "at": "best"}, send_window={"from": "09:00", "to": "18:00"})
    story = Timed(named, start="2026-11-24 09:00").until("2026-11-24 19:00").submit("f")
    assert story.codes("step") == [] and story.codes("waiting")[-1] == "postponed"
    story = Timed(named, start="2026-11-24 09:00").until("2026-11-25 00:00").submit("f")
    assert "too_late" in story.codes("step")


def test_who_comes_at_the_best_minute_itself_goes_on_then() -> None:
    """The moment at which the wait would be over is one of its own."""
    story = lived(Timed(plan(), start="2026-11-02 10:00"), *EVENINGS)
    entered(story, "own", "2026-11-24 10:00")
    run = story.person.enrolments[-1]
    calendar = Calendar.of(plan().settings)
    best = best_hour.BestHours(run, story.person, calendar, None, ())
    assert run.due_at is not None and best.after(run.due_at, "all") == run.due_at


@pytest.mark.parametrize(
    ("wait", "scenario", "moment", "hour"),
    [
        ({**WAIT, "on": "weekdays"}, {}, "2026-11-27 10:00", "2026-11-30 21:"),
        (WAIT, {}, "2026-11-27 10:00", "2026-11-30 21:"),
        ({**WAIT, "on": "weekends"}, {}, "2026-11-24 10:00", "2026-11-2"),
        (WAIT, {"send_window": {"from": "09:00", "to": "18:00"}}, "2026-11-24 10:00", "2026-11-2"),
        ({"at": "best"}, {}, "2026-11-24 22:30", "2026-11-25 21:"),
        ({"until": "2026-11-30", "at": "best"}, {}, "2026-11-24 10:00", "2026-11-30 21:"),
        ({"until": "2026-11-24", "at": "best"}, {}, "2026-11-24 10:00", "2026-11-24 21:"),
    ],
)
def test_days_windows_and_named_days_hold(
    wait: dict[str, Any], scenario: dict[str, Any], moment: str, hour: str
) -> None:
    """The kind of day, the send window, the day of `until`: the best hour is one of theirs."""
    story = lived(Timed(plan(wait, **scenario), start="2026-11-02 10:00"), *EVENINGS)
    due = entered(story, "own", moment)
    assert due.startswith(hour)
    if scenario:
        assert "09:00" <= due[-5:] < "18:00"


def test_a_window_that_is_shut_all_these_days_holds_the_mail_as_ever() -> None:
    """No hour of the coming days lies in it: the run goes on, and the mail waits for the window."""
    shut = {"send_window": {"days": "weekends", "from": "09:00", "to": "18:00"}}
    story = lived(Timed(plan({**WAIT, "on": "weekdays"}, **shut), start="2026-11-02 10:00"), *EVENINGS)
    assert entered(story, "own", "2026-11-23 10:00").startswith("2026-11-24 21:")
    story.until("2026-11-29 00:00")
    assert [step for _, step in story.mails][:1] == ["m"]


def test_the_mail_says_by_whose_hours_and_the_next_wait_ends_it() -> None:
    """The mail behind the wait, and only up to the next one; and the history says why."""
    story = lived(Timed(plan(), start="2026-11-02 10:00"), *EVENINGS)
    entered(story, "own", "2026-11-24 10:00")
    story.until("2026-12-01 10:00")
    assert [(each.step, each.timing) for each in story.letters] == [("m", "own"), ("n", None)]
    assert "best_own" in story.codes("waiting")


def test_an_entry_holds_from_its_beginning_on() -> None:
    """Who came to the wait before goes by the one before, however much later the run is folded."""
    entries = (everybody((24 + 8, 1.0)), everybody((24 + 20, 1.0), begins=at("2026-11-24 12:00"), number=2))
    ends = []
    for moment in ("2026-11-24 11:00", "2026-11-24 13:00"):
        ends.append(
            entered(Timed(plan({"for": "6d", "at": "best"}), entries, start="2026-11-24 09:00"), "everybody", moment)
        )
    assert [end[:13] for end in ends] == ["2026-12-01 08", "2026-12-01 20"]


ACTS = st.lists(st.integers(0, 24 * 28 - 1), max_size=80)


@given(ACTS, st.randoms(use_true_random=False))
def test_order_of_arrival_changes_nothing(marks: list[int], chance: Any) -> None:
    """The same acts in any order: the same hours, the latest fifty, each once."""
    lookout, mixed = hours.HourLookout(), [*marks]
    chance.shuffle(mixed)
    straight: tuple[Millis, ...] = ()
    shuffled: tuple[Millis, ...] = ()
    for one, other in zip(marks, mixed, strict=True):
        straight, shuffled = lookout.after(straight, one * HOUR + 7), lookout.after(shuffled, other * HOUR + 9)
    assert straight == shuffled == tuple(sorted({mark * HOUR for mark in marks})[-hours.KEPT :])


@given(ACTS, st.integers(0, 14 * 24), st.sampled_from(["all", "weekdays", "weekends"]))
def test_the_hour_is_near_and_of_the_right_kind(marks: list[int], begins: int, days: Any) -> None:
    """Never before the wait's own end, never later than the third day of the kind after it, on such a day."""
    story = Timed(plan({"for": "1h", "at": "best", "on": days}), start="2026-11-02 00:00")
    memory = {hours.KEY: tuple(sorted({story.now + mark * HOUR for mark in marks})[-hours.KEPT :])}
    story.person = replace(story.person, memory=memory)
    story.now += 28 * DAY + begins * HOUR
    story.submit("f")
    due, since = story.person.enrolments[-1].due_at, story.now + HOUR
    assert due is not None and since <= due
    shown = datetime.fromisoformat(tokyo(due))
    assert days == "all" or (shown.weekday() >= 5) == (days == "weekends")
    assert due <= since + (22 if days == "weekends" else 12) * DAY


@given(st.lists(st.tuples(st.integers(0, 167), st.floats(0, 1)), max_size=20), ACTS)
def test_worth_is_a_share_of_days_and_hours(entry: list[tuple[int, float]], marks: list[int]) -> None:
    """Whatever is known: days and hours of a week share out one whole each, so none is lost and none counts twice."""
    story = Timed(plan(), (everybody(*entry),), start="2026-11-02 00:00")
    memory = {hours.KEY: tuple(sorted({story.now + mark * HOUR for mark in marks})[-hours.KEPT :])}
    story.person = replace(story.person, memory=memory)
    shares = best_hour.shrunk({0: 3}, [1.0] * 24)
    assert sum(shares) == pytest.approx(1) and shares[0] == max(shares)
    entered(story, "own", "2026-12-01 00:00")


def test_machines_and_opens_are_no_acts() -> None:
    """A click that a machine made, the page that it is shown and an open tell nothing of when somebody looks; a page, a
    form and a click do."""
    story = Timed(plan(), start="2026-11-24 10:00")
    assert hours.of(story.person) == ()
    story.visit("/x")
    assert hours.of(story.person) == (at("2026-11-24 10:00"),)
    story.until("2026-11-24 12:30")
    story.happens(type="page", context={"clicked": "c1", "page": {"path": "/x"}})
    told = {"scenario": "s", "step": "m", "by": "machine"}
    story.happens(type="track", name="Mail Clicked", properties=told, origin="mail", proof=2, subject="p:l_someone")
    story.happens(
        type="track",
        name="Mail Opened",
        properties={**told, "by": "human"},
        origin="mail",
        proof=2,
        subject="p:l_someone",
    )
    assert len(hours.of(story.person)) == 1
    story.happens(
        type="track",
        name="Mail Clicked",
        properties={**told, "by": "human"},
        origin="mail",
        proof=2,
        subject="p:l_someone",
    )
    assert hours.of(story.person)[-1] == at("2026-11-24 12:00")


def test_a_plan_that_does_not_ask_remembers_no_hours() -> None:
    """Nor is what was remembered kept once a plan no more asks."""
    story = Timed(plan(), start="2026-11-24 10:00")
    story.visit("/x")
    story.publish(plan_of([], version=2))
    story.visit("/y")
    assert hours.KEY not in story.person.memory
    assert not compile(plan_of([])).looks_back_for(hours.KEY) and compile(plan()).looks_back_for(hours.KEY)


def test_hours_of_the_week_begin_on_monday_in_utc() -> None:
    """The first is Monday's midnight, the last Sunday's eleven in the evening."""
    monday = at("2026-11-23 09:00")
    person = replace(Timed(plan()).person, memory={hours.KEY: (monday - HOUR, monday, monday + 7 * DAY)})
    assert hours.by_week(person) == {167: 1, 0: 2}


def test_the_latest_fifty_are_kept() -> None:
    """More than that nobody looks at."""
    kept: tuple[Millis, ...] = ()
    for mark in range(60):
        kept = hours.HourLookout().after(kept, mark * HOUR)
    assert (len(kept), kept[0], hours.HourLookout().keep) == (50, 10 * HOUR, 50)


@pytest.mark.parametrize(("wait", "asks"), [("1d", False), ({"at": "10:00"}, False), ({"at": "best"}, True)])
def test_only_a_wait_for_the_best_hour_asks(wait: Any, asks: bool) -> None:
    """No other wait makes people remember hours."""
    assert hours.is_asked(plan(wait)) is asks
