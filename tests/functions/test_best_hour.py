"""Everybody's hours over the real functions: counted by a night, an entry a month, gone by from its hour on; whether a
person's own pay, as the results tell it."""

from typing import Any

import pytest
from mikomi import clock
from mikomi.aws import archive, lots, people, plans
from mikomi.cli.__main__ import _parser
from mikomi.core.behaviour import hours
from mikomi.core.results.winners import begins
from mikomi.model.base import DAY
from mikomi.model.person import Person
from mikomi.settings import settings
from mikomi.shell import rulebooks
from mikomi.shell.archive import habits, intake

from functions.compact.app import handler as night
from functions.results.app import handler
from tests.core.story import at, plan_of
from tests.functions.read_api import it_is
from tests.functions.test_result_pages import page
from tests.functions.test_results import SCENARIO, outcome, results

NOW = at("2026-11-24 10:00")
HOUR = 3_600_000
MAIL: dict[str, Any] = {"template": "faq"}
TIMED = {**SCENARIO, "steps": [{"wait": {"for": "1d", "at": "best"}}, {"id": "faq", "mail": MAIL}]}
MONDAY_NINE = at("2026-11-23 09:00")


@pytest.fixture
def shop(world):
    it_is(NOW)
    world.publish(plan_of([TIMED]))
    yield world
    clock.shift(clock.shifted() * 0)


def everybody_lives(numbers, *marks):
    """These people, each with acts in these hours; and something new, for the night to compact."""
    for number in numbers:
        person = Person(id=f"l_{number:026d}", email=f"p{number}@example.com", memory={hours.KEY: marks})
        people.commit(person)
    intake.write([(f"{clock.now():025}", outcome("someone", "Scenario Entered", clock.now()))])


def test_a_month_has_one_entry_and_everybody_goes_by_it(shop):
    """Counted in the night out of everybody as they stand, on the company's wall; told to the log; asked for by whoever
    decides, as soon as it is written; the next no sooner than four weeks later."""
    everybody_lives(range(habits.ENOUGH), MONDAY_NINE, MONDAY_NINE + DAY)
    assert handler({"count": True}, None)["hours"] == 0
    night({"compact": True}, None)
    assert handler({"count": True}, None)["hours"] == 1
    (entry,) = lots.standing(lots.EVERYBODYS_HOURS).history
    assert entry.weights == {"9": 0.5, "33": 0.5} and entry.from_ == begins(entry.at)
    assert handler({"count": True}, None)["hours"] == 0
    lots.forget_all()
    plan = plans.active()
    assert rulebooks.holding(plan, frozenset()).hours == (entry,)
    it_is(NOW + 28 * DAY - HOUR)
    assert handler({"count": True}, None)["hours"] == 0
    it_is(NOW + 28 * DAY + HOUR)
    assert handler({"count": True}, None)["hours"] == 1
    assert [each.number for each in lots.standing(lots.EVERYBODYS_HOURS).history] == [1, 2]


def test_of_too_few_people_there_is_no_entry(shop):
    """Forty-nine say too little, whoever was there besides and did nothing; and a plan that asks for no hours has none
    counted."""
    everybody_lives(range(1, habits.ENOUGH), MONDAY_NINE)
    people.commit(Person(id=f"l_{9_999:026d}", email="idle@example.com"))
    night({"compact": True}, None)
    assert handler({"count": True}, None)["hours"] == 0
    everybody_lives([0], MONDAY_NINE)
    night({"compact": True}, None)
    shop.publish(plan_of([{**TIMED, "steps": [{"id": "faq", "mail": MAIL}]}], version=2))
    assert handler({"count": True}, None)["hours"] == 0
    assert lots.standing(lots.EVERYBODYS_HOURS).history == () and archive.hours()


def timed(timing, mails, clicks, first, moment=NOW - 20 * DAY):
    """So many mails by these hours; some of them were clicked within the hour, one much too late."""
    rows = []
    for number in range(mails):
        who = f"{timing}-{first}-{number}"
        said = {"step": "faq", "timing": timing, "mail": f"m-{who}"}
        rows.append(outcome(who, "Mail Delivered", moment, **said))
        if number < clicks:
            rows.append(outcome(who, "Mail Clicked", moment + HOUR, "p", **said))
        elif number == clicks:
            rows.append(outcome(who, "Mail Clicked", moment + 9 * DAY, "p", **said))
    intake.write([(f"{first + place:025}", each) for place, each in enumerate(rows)])


def test_results_hold_own_hours_against_everybodys(shop):
    """Who clicked within seven days of each; nothing is claimed before it may be."""
    timed("everybody", 50, 5, first=1)
    timed("own", 200, 40, first=1_000)
    timed("own", 10, 0, first=3_000, moment=NOW - DAY)
    handler({"count": True}, None)
    (told,) = results()["timings"]
    assert told["step"] == "faq" and told["better"] is None
    assert [(each["timing"], each["weight"], each["reached"], each["of"]) for each in told["arms"]] == [
        ("everybody", 0.2, 5, 50),
        ("own", 0.8, 40, 200),
    ]
    assert told["arms"][1]["not_yet"] == 10


def test_without_such_a_wait_nothing_is_compared(shop):
    """No mail, no row."""
    handler({"count": True}, None)
    assert results()["timings"] == []


@pytest.mark.parametrize(
    ("language", "named"), [("ja", ("皆さまの時刻", "ご本人の時刻")), ("en", ("Everybody’s hour", "Their own hour"))]
)
def test_the_pages_and_the_command_hold_them_side_by_side(shop, monkeypatch, capsys, language, named):
    """The scenario's page, the mail's, and `mikomi results`: whose hours, who clicked, and what may be said; not as if
    they were variants."""
    monkeypatch.setenv("MIKOMI_API_URL", "http://127.0.0.1:8000")
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    settings.cache_clear()
    timed("everybody", 50, 5, first=1)
    timed("own", 200, 40, first=1_000)
    handler({"count": True}, None)
    for place in ("/console/scenarios/welcome", "/console/scenarios/welcome/mails/faq"):
        text = page(place, language)
        assert all(each in text for each in (*named, "10.0%", "20.0%")), place
        assert {"ja": "送る時刻の比較：", "en": "Hours of “"}[language] in text
        assert {"ja": "案の比較：", "en": "Variants of “"}[language] not in text
    settings.cache_clear()
    asked = _parser().parse_args(["results", "welcome", "--lang", language])
    assert asked.act(asked) == 0
    said = capsys.readouterr().out
    assert {"ja": "送る時刻の比較: faq", "en": "hours of faq"}[language] in said
    assert all(each.replace("Everybody’s", "everybody's").replace("Their", "their") in said for each in named)
