"""A plan tried on what has happened, in figures: what nobody can know has no number, and what came of a mail that would
not have been sent is counted with and without."""

from typing import Any

import pytest
from mikomi.core.backtest import course, report
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.trial import Trial
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.model.base import Json, Millis
from mikomi.model.events import Event, Packet
from mikomi.model.plan import Plan

from tests.core.backtest_life import DAY, EVER, HOUR, LONG, Lived, bench_of, figures, live, mail, plan, tried


def test_what_came_of_a_mail_that_would_not_have_been_sent_is_counted_with_and_without() -> None:
    """The visit that a click led to, and what was done in it; not what somebody did by themselves."""
    life = Lived(plan(mail("one")))
    life.submit("f")
    life.later(HOUR).visit("/price")
    life.later(HOUR)
    life.follows("one", "/price")
    life.later(60_000).visit("/price")
    life.later(HOUR).visit("/price")
    life.passes()
    trial = tried(life, plan({"wait": "1d"}, version=2))
    assert trial.check.is_equal
    points = figures(trial)["points/price"]
    assert (points["value"], points["before"], points["without"]) == (40, 40, 20)
    assert (trial.contamination.visits, trial.contamination.of_visits, trial.contamination.people) == (1, 1, 1)
    assert figures(trial)["points/click"]["without"] == 0
    assert report.plain(trial, EVER)["contamination"]["share"] == 1.0


def test_a_reaction_before_its_mail_could_not_have_been() -> None:
    """The candidate sends the same mail, but later than it was clicked."""
    life = Lived(plan(mail("one")))
    life.submit("f")
    life.later(HOUR)
    life.follows("one", "/price")
    life.later(3 * DAY).passes()
    late, soon = plan({"wait": "2d"}, mail("one"), version=2), plan({"wait": "5m"}, mail("one"), version=2)
    assert tried(life, late).contamination.visits == 1
    assert tried(life, soon).contamination.visits == 0


def test_an_answer_to_an_alert_that_nobody_would_have_got_is_one_too() -> None:
    life = Lived(plan())
    for _ in range(3):
        life.later(1_000).visit("/price")
    assert life.alerts
    life.later(HOUR).answer("meeting", life.alerts[-1].id)
    trial = tried(life.passes(), plan(price=1, version=2))
    assert (trial.contamination.events, trial.contamination.visits, trial.contamination.people) == (1, 0, 1)


ASKS = {"id": "asks", "if": {"clicked": "zero"}, "wait_up_to": "1d", "then": [mail("yes")], "else": [mail("no")]}


def test_what_hangs_on_a_reaction_that_nobody_could_show_has_no_number() -> None:
    """A mail that nobody got: what follows from it in its run, its goal, points for clicks, and who is Hot by then."""
    life = Lived(plan(mail("one")))
    life.submit("f")
    life.later(2 * DAY).passes()
    goal = {"name": "価格", "when": {"visited": "/price"}}
    told = figures(trial := tried(life, plan(mail("zero"), ASKS, version=2, goal=goal)))
    assert trial.unsent == 2
    assert (told["first_mails/s"]["value"], told["first_mails/s"]["label"]) == (1, "exact")
    for name in ("later_mails/s", "goals/s", "hot/open"):
        assert (told[name]["label"], told[name]["value"], told[name]["n"]) == ("unknown", None, 1), name
        assert not told[name]["people"]
    assert (told["entries/s"]["value"], told["hot/more"]["value"]) == (1, 0)
    waits = figures(tried(life, plan(mail("zero"), {"wait": "1d"}, mail("no"), version=2)))
    assert waits["later_mails/s"]["value"] == 1, "nothing asks for a reaction there"


def test_who_would_be_hot_is_named_and_who_would_not() -> None:
    life = Lived(plan())
    life.visit("/price").visit("/price")
    life.passes()
    told = figures(tried(life, plan(version=2, price=20)))
    assert (told["hot/more"]["people"], told["hot/less"]["people"]) == (["l_someone"], [])
    assert (told["points/price"]["value"], told["points/price"]["before"]) == (40, 20)
    assert (told["alerts/sato"]["value"], told["alerts/sato"]["before"]) == (1, 0)
    assert told["alerts/sato/2026-11-02"]["value"] == 1
    told = figures(tried(life, plan(), plan(version=2, price=20)))
    assert (told["hot/more"]["people"], told["hot/less"]["people"]) == ([], ["l_someone"])
    assert (told["alerts/sato"]["value"], told["alerts/sato"]["before"]) == (0, 1)


def test_a_mail_that_consent_or_a_limit_stops_is_counted_by_its_reason() -> None:
    life = Lived(plan())
    life.unsubscribe()
    life.later(HOUR).submit("f")
    told = figures(tried(life.passes(), plan(version=2)))
    assert told["skips/unsubscribed"]["value"] == 1 and "first_mails/s" not in told


def test_only_the_days_that_are_asked_for_count() -> None:
    life = Lived(plan())
    life.submit("f")
    life.later(DAY).passes()
    bench = bench_of(life, plan(version=2))
    bench.days = TriedDays(life.packets[-1].received_at + 1, life.now, "Asia/Tokyo")
    ran, trial = life.ran(bench), Trial()
    bench.check(trial, ran, life.really())
    bench.measure(trial, ran)
    assert trial.check.is_equal
    told = figures(trial)
    assert "entries/s" not in told and "first_mails/s" not in told and told["later_mails/s"]["value"] == 1


def test_points_are_compared_of_whom_nothing_has_happened_to_since() -> None:
    """A step gave points after the days that are looked at; before it was due they are compared."""
    life = Lived(plan({"wait": "1d"}, {"id": "more", "add_points": 25, "reason": "-"}))
    life.submit("f")
    life.later(2 * DAY).passes()
    bench = bench_of(life, plan(version=2))
    bench.days = TriedDays(0, life.packets[-1].received_at, "Asia/Tokyo")
    bench.check(since := Trial(), life.ran(bench), life.really())
    assert since.check.is_equal and life.person.members
    bench.days = TriedDays(0, life.now, "Asia/Tokyo")
    bench.check(then := Trial(), life.ran(bench), life.really())
    assert then.check.is_equal and then.check.effects == since.check.effects + 1


def test_who_a_plan_breaks_off_for_is_in_no_figure() -> None:
    """What a candidate raises passes through before anything is counted."""
    life = live(LONG)
    bench, trial = bench_of(life, plan(version=9)), Trial()
    bench.candidate = Rulebooks(_Broken(plan(version=9)), {})  # type: ignore[arg-type]
    ran = life.ran(bench)
    with pytest.raises(ZeroDivisionError):
        bench.measure(trial, ran)
    assert trial == Trial()


class _Broken:
    """A rulebook that throws when it is asked what an event means."""

    def __init__(self, of: Plan) -> None:
        self._of = compile(of)

    def __getattr__(self, name: str) -> Any:
        if name == "observe":
            raise ZeroDivisionError
        return getattr(self._of, name)


def test_parts_of_people_add_up() -> None:
    """What several processes counted is what one would have counted."""
    lives = [live(LONG), live(["price", "price", "price"]), live(["form", "day", "click"])]
    whole, parts = Trial(), Trial()
    for life in lives:
        bench = bench_of(life, plan(version=9, price=20))
        for trial in (whole, Trial()):
            ran = life.ran(bench)
            bench.check(trial, ran, life.really())
            bench.measure(trial, ran)
            if trial is not whole:
                parts.join(trial)
    assert report.plain(whole, EVER) == report.plain(parts, EVER)


def test_a_moved_run_and_a_look_back_are_said_to_no_candidate() -> None:
    """They are about versions that the candidate is none of."""
    life = live(["form"])
    moved = {"act": "version", "scenario": "s", "to": 7}
    subject = f"p:{life.person.id}"
    said = [
        Packet(subject=subject, sort=name, received_at=life.now, events=(_note(subject, name, about, life.now),))
        for name, about in (("Run Changed", moved), ("Looked Back", {"plan": 7, "seen": {}}))
    ]
    by_hand = _note(subject, "Run Changed", {"act": "exit", "scenario": "s"}, life.now)
    kept = Packet(subject=subject, sort="kept", received_at=life.now, events=(by_hand,))
    prints = course.as_if_always(life.prints._replace(packets=[*life.packets, *said, kept]))
    assert [packet.sort for packet in prints.packets] == [*(each.sort for each in life.packets), "kept"]


def _note(subject: str, name: str, about: Json, at: Millis) -> Event:
    return Event(
        subject=subject,
        id=name,
        type="track",
        name=name,
        at=at,
        received_at=at,
        properties=about,
        origin="server",
        proof=2,
    )
