"""One day of somebody under a candidate in the shadow: what is told of it, with which label, and how days add up."""

import json
from typing import Any

import pytest
from mikomi.core.backtest import nights, shadow, shadow_text
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.nights import NightBench, NightSum
from mikomi.core.backtest.self_check import CheckDifference
from mikomi.core.backtest.shadow import DayDifference, PersonDay
from mikomi.core.backtest.trial import Trial
from mikomi.core.words.wording import names_of
from mikomi.model.plan import Plan

from tests.core.backtest_life import DAY, HOUR, Lived, books, books_now, mail, plan
from tests.core.story import at

ASKS = {"id": "asks", "if": {"clicked": "one"}, "wait_up_to": "1d", "then": [mail("yes")], "else": [mail("no")]}


def day(n: int = 0, of: int = 1) -> TriedDays:
    """From the day of the beginning on, so many days."""
    begin = at("2026-11-02 00:00") + n * DAY
    return TriedDays(begin, begin + of * DAY - 1, "Asia/Tokyo")


def night_of(life: Lived, candidate: Plan, days: TriedDays | None = None) -> NightSum:
    night = NightSum()
    bench = NightBench(books(candidate), books_now(life), days or day(), life.now, night)
    bench.measure(Trial(), life.ran(bench))
    return night


def differences(life: Lived, candidate: Plan, days: TriedDays | None = None) -> dict[str, Any]:
    """By what it is of: how, and with which label."""
    named = night_of(life, candidate, days).named
    return {
        f"{each['what']}/{each['was'].get('step', each['came'].get('step', ''))}": (each["how"], each["label"])
        for one in named
        for each in one["differences"]
    }


def asked(*steps: Any, **more: Any) -> Lived:
    life = Lived(plan(*steps, **more))
    life.submit("f")
    return life.later(HOUR).passes()


def test_the_plan_that_ran_differs_in_nothing() -> None:
    life = asked()
    life.later(HOUR).visit("/price")
    night = night_of(life, plan(version=2))
    assert (night.people, night.people_differ, night.named, night.active, night.events) == (1, 0, [], 1, 3)
    assert night.equal == 2, "the entry and the first mail"


def test_each_side_is_told_and_what_is_otherwise() -> None:
    """A mail more, a mail less, another template, another moment; entries and goals; each once."""
    life = asked(mail("one"))
    assert differences(life, plan(mail("one"), mail("zero"), version=2)) == {"mail/zero": ("more", "exact")}
    assert differences(life, plan({"wait": "2d"}, version=2)) == {"mail/one": ("less", "exact")}
    other = {"id": "one", "mail": {"template": "u"}}
    assert differences(life, plan(other, version=2)) == {"mail/one": ("otherwise", "exact")}
    assert differences(life, plan({"wait": "30m"}, mail("one"), version=2)) == {"mail/one": ("otherwise", "exact")}
    never = plan(mail("one"), version=2, when={"visited": "/never"})
    assert differences(life, never) == {"entered/": ("less", "exact"), "mail/one": ("less", "exact")}
    goal = {"name": "価格", "when": {"visited": "/price"}}
    life.later(HOUR).visit("/price")
    assert differences(life, plan(mail("one"), {"wait": "9d"}, version=2, goal=goal)) == {"goal/": ("more", "exact")}


def test_only_what_lies_in_the_day_is_told() -> None:
    """What is sent a day later is told on both days: as lacking on the one, and as another moment on the other."""
    life = asked(mail("one"))
    life.later(2 * DAY).passes()
    late = plan({"wait": "1d"}, mail("one"), version=2)
    told = night_of(life, late, day()).named[0]["differences"]
    assert [each["how"] for each in told] == ["less"], "not by then"
    told = night_of(life, late, day(1)).named[0]["differences"]
    assert [(each["how"], each["at"]) for each in told] == [("otherwise", told[0]["came"]["at"])]
    assert night_of(life, late, day(2)).named == [] and night_of(life, late, day(2)).active == 0


def test_alerts_are_known_by_their_reason_and_points_and_bands_are_of_the_day() -> None:
    """Hot an hour earlier is one alert at another moment; more points are told by their rule, the band at the end."""
    life = Lived(plan(price=10))
    for _ in range(3):
        life.later(HOUR).visit("/price")
    life.passes()
    night = night_of(life, plan(price=15, version=2))
    told = {each["what"]: each for each in night.named[0]["differences"]}
    assert [*told] == ["alert", "points"] and told["alert"]["how"] == "otherwise"
    assert told["alert"]["was"]["at"] - told["alert"]["came"]["at"] == HOUR
    assert (told["points"]["was"], told["points"]["came"]) == ({"points": 30}, {"points": 45})
    cold = night_of(life, plan(price=1, version=2)).named[0]["differences"]
    assert [(each["what"], each["how"]) for each in cold] == [
        ("alert", "less"), ("points", "otherwise"), ("band", "otherwise"),
    ]  # fmt: skip
    life.later(DAY).passes()
    assert night_of(life, plan(price=1, version=2), day(1)).named == [], "nobody did anything: the band is no news"


def test_what_hangs_on_a_mail_that_nobody_got_is_unknown() -> None:
    """What follows in its run, its goal, points for clicks; not what was decided before, nor the mail itself."""
    life = asked({"wait": "9d"})
    life.later(2 * DAY).passes()
    told = differences(life, plan(mail("one"), ASKS, version=2), day(0, 3))
    assert told == {"mail/one": ("more", "exact"), "mail/no": ("more", "unknown")}
    waits = plan(mail("one"), {"wait": "1d"}, mail("no"), version=2)
    assert differences(life, waits, day(0, 3))["mail/no"] == ("more", "exact"), "nothing asks for a reaction there"


def test_a_visit_through_a_mail_that_would_not_have_been_sent_makes_it_unknown() -> None:
    """With that visit they would be Hot, as they are, without it they would not: nobody knows."""
    life = Lived(plan(mail("one")))
    life.submit("f")
    for _ in range(2):
        life.later(HOUR).visit("/price")
    life.later(HOUR)
    life.follows("one", "/price")
    life.passes()
    told = differences(life, plan({"wait": "1d"}, version=2))
    assert told["mail/one"] == ("less", "exact")
    assert told["points/"] == ("otherwise", "unknown")
    night = night_of(life, plan({"wait": "1d"}, version=2))
    assert night.unknown.total() == sum(
        each["label"] == "unknown" for one in night.named for each in one["differences"]
    )


def test_a_mail_that_is_not_sent_on_one_side_says_why() -> None:
    life = Lived(plan(mail("one")))
    life.visit("/other")
    life.later(1_000).unsubscribe()
    life.later(1_000).submit("f")
    life.later(HOUR).passes()
    transactional = {"id": "one", "mail": {"template": "t", "kind": "transactional"}}
    candidate = plan(transactional, version=2)
    [told] = [each for each in night_of(life, candidate).named[0]["differences"] if each["what"] == "mail"]
    assert told["how"] == "more" and told["was"]["skip"] == "unsubscribed"
    said = shadow_text.difference(told, day(), names_of(candidate, "en"), "en")
    assert "the candidate would, it did not happen (not sent: " in said and said.endswith("[exact]")
    assert night_of(life, plan(mail("one"), version=2)).people_differ == 0, "sent on neither side"


def one(person: str, n: int = 1, label: Any = "exact") -> PersonDay:
    made = [DayDifference("mail", "more", f"e.{number}", 1_000, {}, {"scenario": "s"}, label) for number in range(n)]
    return PersonDay(person, tuple(made), 2, 1)


def test_all_are_counted_and_the_first_are_named() -> None:
    night = NightSum()
    for number in range(nights.SHOWN + 5):
        night.add(one(f"l_{number}", nights.MOST + 3 if number == 0 else 1))
    night.add(one("l_same", 0))
    assert (night.people, night.people_differ, night.equal) == (
        nights.SHOWN + 6,
        nights.SHOWN + 5,
        2 * nights.SHOWN + 12,
    )
    assert len(night.named) == nights.SHOWN and night.named[0]["more"] == 3
    assert len(night.named[0]["differences"]) == nights.MOST
    assert night.differ == {"mail/more": nights.SHOWN + 4 + nights.MOST + 3}
    said = [*shadow_text.totals(night.plain(), "en")]
    assert said[-1] == "The first 100 people are shown." and "something differs for 105 people" in said[0]


def full() -> NightSum:
    night, trial = NightSum(), Trial()
    night.add(one("l_a", label="unknown"))
    night.add(one("l_b"))
    trial.leave_out("threw", "l_c", "KeyError")
    trial.leave_out("gaps")
    trial.check.differences.append(CheckDifference("l_d", "lacking", "Mail Decided", "e.one", 1, {}, {}))
    trial.check.effects = 1
    night.join(trial, "behind")
    return night


def test_it_is_kept_and_taken_up_as_it_was() -> None:
    night = full()
    kept = json.loads(json.dumps(night.plain()))
    again = nights.of_plain(kept)
    assert again == night and again.plain() == night.plain() and again.state == "partly"
    again.join(Trial(), None)
    assert (again.state, again.after) == ("whole", None)


@pytest.mark.parametrize("gone", ["l_a", "l_b", "l_c", "l_d"])
def test_who_is_taken_out_is_named_nowhere(gone: str) -> None:
    """Neither among those who differ, nor in the self-check, nor as the first of whom it broke off."""
    night = full()
    assert night.ids == {"l_a", "l_b", "l_c", "l_d"}
    counted = night.people, night.people_differ, dict(night.differ), dict(night.left_out)
    thinned = night.without({gone})
    assert thinned is not None and gone not in json.dumps(thinned.plain())
    assert (thinned.people, thinned.people_differ, dict(thinned.differ), dict(thinned.left_out)) == counted
    assert thinned.without({gone, "l_nobody"}) is None, "there is nothing more of them"


def test_days_that_lack_are_named() -> None:
    assert nights.missed("2026-11-29", "2026-12-01", ["2026-11-30"]) == ["2026-11-29", "2026-12-01"]
    assert nights.missed("2026-11-29", "2026-11-28", []) == []


def cautions(**other: Any) -> list[str]:
    night = {**full().plain(), "state": "whole", "events": 3, **other}
    return [*shadow_text.cautions(night, day(), {}, "en", {})]


def test_what_has_to_be_known_comes_first_a_sentence_each() -> None:
    said = cautions()
    assert said[0].startswith("Self-check: NOT equal.")
    assert "There are 2 people only" in said[2]
    assert any("decision broke off for 1 people (first l_c: KeyError)" in each for each in said)
    assert any("The log of 1 people is not whole" in each for each in said)
    assert "Nobody did anything on this day." in cautions(events=0)
    assert "There is nobody to try it on." in cautions(people=0)
    assert "Not whole yet: 2 people were tried so far, the rest follow." in cautions(state="partly")
    assert cautions(state="not_understood")[0].startswith("This release cannot read all of the candidate")
    without = cautions(first_threw=None)
    assert any("(first –: –)" in each for each in without), "whoever it was is erased"


def test_differences_read_as_sentences_in_both_languages() -> None:
    life = Lived(plan(price=10))
    for _ in range(3):
        life.later(HOUR).visit("/price")
    life.passes()
    candidate = plan(price=5, version=2)
    names = names_of(candidate, "en")
    told = night_of(life, candidate).named[0]["differences"]
    said = [shadow_text.difference(each, day(), names, "en") for each in told]
    assert said == [
        "13:00  an alert to 佐藤: it happened, the candidate would not [exact]",
        "points by “価格”: it was 30 points, it would be 15 points [exact]",
        "the band: it was 30 points, “Hot”, it would be 15 points, “Cool” [exact]",
    ]
    said = [shadow_text.difference(each, day(), names, "ja") for each in told]
    assert said[1] == "点数「価格」: 実際は 30点、案では 15点 [再生]"
    night = night_of(life, candidate).plain()
    rows = [shadow_text.counted(row, "en") for row in shadow_text.rows(night, "en")]
    assert rows == ["Alerts: 1 only in reality", "Points: 1 otherwise", "Bands: 1 otherwise"]
    assert [row.name for row in shadow_text.rows(night, "ja")] == ["営業への通知", "点数", "ランク"]
    assert set(shadow.ORDER) == {"entered", "mail", "alert", "webhook", "goal", "points", "band"}
