"""By whose clock a scenario waits and writes: the reader's own, where a trustworthy word of it is known."""

from datetime import date, datetime, timedelta
from itertools import permutations
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.mails import sending
from mikomi.core.people import union, zone
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.words import wording
from mikomi.model.company import CompanySettings
from mikomi.model.person import Person, Trait
from mikomi.model.scenario import Window
from msgspec.structs import replace

from tests.core.story import SETTINGS, Story, at, plan_of
from tests.effort import effort

NEW_YORK = "America/New_York"
MORNING: dict[str, Any] = {"wait": {"at": "09:00", "on": "weekdays"}}
MAIL: dict[str, Any] = {"id": "m", "mail": {"template": "m"}}
START = "2026-11-24 10:00"
ZONES = sorted(set(zone._names().values()))


def lived(*steps: dict[str, Any], told: str | None = None, trait: Any = None, start: str = START, **more: Any) -> Story:
    written = {"id": "s", "trigger": {"when": {"submitted": "f"}}, "steps": [*steps, MAIL], "clock": "recipient"}
    story = Story(plan_of([{**written, **more}]), start=start)
    if told:
        story.happens(type="page", context={"page": {"path": "/"}, "timezone": told})
    if trait is not None:
        story.identify({"timezone": trait})
    return story.submit("f").until("2027-06-30 00:00")


def wall(story: Story, of: str) -> str:
    """When the mail was due, on the wall of this zone."""
    return f"{datetime.fromtimestamp(story.letters[-1].at / 1000, ZoneInfo(of)):%a %H:%M}"


# --- whose word counts


@pytest.mark.parametrize("said", ["America/New_York", "america/new_york", " America/New York "])
def test_a_zone_is_known_however_it_is_spelt(said: str) -> None:
    """By the tz database's own names, whatever their capitals."""
    assert zone.named(said) == NEW_YORK


@pytest.mark.parametrize(
    "said",
    [
        "", " ", "Factory", "localtime", "posixrules", "Mars/Olympus", "../../etc/passwd", "/etc/localtime", "America",
        "America/New_York\0", "EST5EDT,M3.2.0,M11.1.0", "+09:00", "x" * 5_000, 9, None, ["Asia/Tokyo"], {"a": 1}, True,
    ],
)  # fmt: skip
def test_what_is_no_zone_says_nothing(said: Any) -> None:
    """Neither by a browser nor as a trait; and what was known stays."""
    assert zone.named(said) is None
    story = Story(plan_of([]), start=START)
    story.happens(type="page", context={"page": {"path": "/"}, "timezone": NEW_YORK})
    story.happens(type="page", context={"page": {"path": "/"}, "timezone": said}).identify({"timezone": said})
    assert zone.of(story.person) == NEW_YORK and zone.source_of(story.person) == "browser"


@pytest.mark.parametrize("said", ["UTC", "Etc/UTC", "Etc/GMT+5", "GMT", "Zulu", "GMT+0"])
def test_a_browser_in_utc_is_nowhere_a_trait_in_utc_is_believed(said: str) -> None:
    """Whoever hides where they are says UTC, and so do machines."""
    story = Story(plan_of([]), start=START).happens(type="page", context={"page": {"path": "/"}, "timezone": said})
    assert story.person.timezone is None
    assert zone.of(story.identify({"timezone": said}).person) == zone.named(said) is not None


def test_a_trait_goes_before_a_browser() -> None:
    """Also before one that told later; without it the browser's word counts again."""
    story = Story(plan_of([]), start=START).identify({"timezone": "Europe/Berlin"}).until("2026-11-25 10:00")
    story.happens(type="page", context={"page": {"path": "/"}, "timezone": NEW_YORK})
    assert zone.of(story.person) == "Europe/Berlin" and zone.source_of(story.person) == "trait"
    assert zone.of(story.identify({"timezone": ""}).person) == NEW_YORK


def test_the_latest_word_counts_in_any_order_of_arrival() -> None:
    """By the events' own time."""
    said = [(1, "Asia/Tokyo"), (2, "Europe/Paris"), (3, NEW_YORK)]
    for order in permutations(said):
        story = Story(plan_of([]), start=START)
        for day, name in order:
            story.happens(type="page", at=story.now - 10**9 + day, context={"timezone": name})
        assert zone.of(story.person) == NEW_YORK


def test_a_strangers_browser_says_nothing_of_a_proven_lead() -> None:
    """A browser that came by a link of a mail to the lead does; one that only claims the address does not."""
    page: dict[str, Any] = {"type": "page", "context": {"page": {"path": "/"}, "timezone": NEW_YORK}}
    story = Story(plan_of([]), start=START).identify({"email": "yamada@example.com"}, proof=2, origin="server")
    story.person = replace(story.person, email_proof=3, proof=2, members={})
    assert zone.of(story.happens(**page, subject="a:stranger", anonymous_id="stranger").person) is None
    member = replace(story.person.members["a:stranger"], proof=2)
    story.person = replace(story.person, members={"a:stranger": member})
    assert zone.of(story.happens(**page, subject="a:stranger", anonymous_id="stranger").person) == NEW_YORK


def test_two_who_are_one_live_where_was_told_last() -> None:
    """Joined in either order, and again, the same."""
    one, other = (
        Person(id=id, timezone=Trait(value=name, at=moment))
        for id, name, moment in (("l_1", "Asia/Tokyo", 1), ("v_2", NEW_YORK, 2))
    )
    joined = union.absorb(one, other)
    assert zone.of(joined) == zone.of(union.absorb(other, one)) == zone.of(union.absorb(joined, other)) == NEW_YORK


# --- what goes by it


def test_a_morning_is_the_readers() -> None:
    """9:00 in New York for whoever lives there; by the company's clock where nothing is known, or nobody asked."""
    assert wall(lived(MORNING, told=NEW_YORK), NEW_YORK) == "Tue 09:00"
    assert wall(lived(MORNING, trait=NEW_YORK, told="Europe/Paris"), NEW_YORK) == "Tue 09:00"
    assert wall(lived(MORNING), "Asia/Tokyo") == wall(lived(MORNING, told=NEW_YORK, clock="company"), "Asia/Tokyo")
    assert lived(MORNING).mails == [("2026-11-25 09:00", "m")]


def test_the_window_is_on_the_readers_wall() -> None:
    """Decided and asked again at the door by the same clock."""
    window = {"days": "weekdays", "from": "09:00", "to": "17:00"}
    story = lived(told=NEW_YORK, send_window=window)  # Tuesday 10:00 in Tokyo is Monday evening there
    assert wall(story, NEW_YORK) == "Tue 09:00"
    plan, (letter,) = story.books[1].plan, story.letters
    assert sending.look(letter, story.person, plan, letter.at) is None
    held = sending.look(letter, story.person, plan, letter.at + 9 * 3_600_000)
    assert isinstance(held, sending.Hold) and held.until == letter.at + 24 * 3_600_000
    at_home = replace(story.person, timezone=None)
    assert isinstance(sending.look(letter, at_home, plan, letter.at), sending.Hold)  # 23:00 in Tokyo


def test_holidays_stay_the_companys() -> None:
    """The 23rd of November is a holiday in Japan, Thanksgiving (the 26th) is none there."""
    assert wall(lived(MORNING, told=NEW_YORK, start="2026-11-20 23:30"), NEW_YORK) == "Tue 09:00"
    assert lived(MORNING, told=NEW_YORK, start="2026-11-26 10:00").mails == [("2026-11-26 23:00", "m")]


def test_a_moment_with_an_hour_is_the_companys_a_day_is_the_readers() -> None:
    """A seminar begins once; a morning comes to everybody."""
    assert lived({"wait": {"until": "2026-12-10T10:00"}}, told=NEW_YORK).mails == [("2026-12-10 10:00", "m")]
    assert lived({"wait": {"until": "2026-12-10"}}, told=NEW_YORK).mails == [("2026-12-10 14:00", "m")]
    assert wall(lived({"wait": {"until": "2026-12-10", "at": "08:00"}}, told=NEW_YORK), NEW_YORK) == "Thu 08:00"


def test_a_story_tells_the_hour_there() -> None:
    """Beside the company's own, in both languages; nothing where the company's clock is gone by."""
    story = lived(MORNING, told=NEW_YORK)
    (reason,) = [each for each in story.because if each.kind == "mail"]
    assert wording.sentence(reason, "en").endswith("(Tue 24 Nov, 09:00 in New York)")
    assert wording.sentence(reason, "ja").endswith("（New Yorkでは11月24日(火)09:00）")
    assert not [each for each in lived(MORNING).because if "zone" in each.params]


# --- anywhere, at any time of the year


def reader(name: str) -> Calendar:
    return Calendar.of(CompanySettings.model_validate(SETTINGS), reader=name)


@settings(max_examples=effort(150))
@given(st.sampled_from(ZONES), st.integers(at("2026-01-01 00:00"), at("2027-12-31 00:00")), st.times())
def test_an_hour_on_any_wall(name: str, moment: int, hour: Any) -> None:
    """The next time that a clock there shows it: never before, within a day and a change of the clock; an hour that the
    change skips is the hour after it."""
    shown = f"{hour:%H:%M}"
    found = reader(name).next_at(moment, shown)
    there = datetime.fromtimestamp(found / 1000, ZoneInfo(name))
    assert moment <= found <= moment + 26 * 3_600_000
    if f"{there:%H:%M}" != shown:
        skipped = datetime.combine(there.date(), hour, tzinfo=ZoneInfo(name))
        assert skipped.utcoffset() != there.utcoffset(), "the clock there never showed it that day"


@settings(max_examples=effort(100))
@given(st.sampled_from(ZONES), st.integers(at("2026-01-01 00:00"), at("2027-12-31 00:00")), st.booleans())
def test_mail_leaves_on_an_open_wall_anywhere(name: str, moment: int, at_night: bool) -> None:
    """The moment itself if the window is open there; else the first at which it is. A minute before it was shut."""
    opens, closes = ("20:00", "06:00") if at_night else ("09:00", "17:00")
    window, own = Window.model_validate({"from": opens, "to": closes}), reader(name)
    found = own.next_open(moment, window)
    there = datetime.fromtimestamp(found / 1000, ZoneInfo(name))
    clock = f"{there:%H:%M}"
    assert moment <= found and ((clock >= opens or clock < closes) if at_night else opens <= clock < closes)
    assert found == moment or not own.is_open(found - 60_000, window)


def test_the_clock_changes_at_the_readers() -> None:
    """2:30 on the night that skips it is 3:30; of the 1:30 that comes twice the first counts."""
    own = reader(NEW_YORK)

    def shown(moment: int) -> datetime:
        return datetime.fromtimestamp(moment / 1000, ZoneInfo(NEW_YORK))

    def wall_of(day: date, hour: str) -> int:
        return int(datetime.fromisoformat(f"{day}T{hour}").replace(tzinfo=ZoneInfo(NEW_YORK)).timestamp() * 1000)

    skips, doubles = date(2027, 3, 14), date(2026, 11, 1)
    assert f"{shown(own.next_at(wall_of(skips, '00:10'), '02:30')):%H:%M}" == "03:30"
    first = own.next_at(wall_of(doubles, "00:10"), "01:30")
    assert shown(first).utcoffset() == timedelta(hours=-4)
