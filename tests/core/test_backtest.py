"""A plan tried on what has happened: it decides as was decided, it looks at nothing that came later, and what nobody
can know has no number."""

from collections.abc import Iterable, Set
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.backtest import course, report
from mikomi.core.backtest.course import DecidedDeed
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.lack import lack_of
from mikomi.core.backtest.trial import Bench, Ran, Trial
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.core.replay import Footprints
from mikomi.model.base import Json, Millis
from mikomi.model.effects import Note
from mikomi.model.events import MAIL_CLICKED, Due, Event, Packet
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from msgspec.structs import replace

from tests.core.story import SUBJECT, Story, plan_of
from tests.effort import effort

START = "2026-11-02 10:00"
HOUR, DAY = 3_600_000, 86_400_000
EVER = TriedDays(0, 2_000_000_000_000, "Asia/Tokyo")
SCORING: Json = {
    "rules": [
        {"id": "price", "name": "価格", "when": {"visited": "/price"}, "points": 10},
        {"id": "click", "name": "クリック", "when": {"clicked": "*"}, "points": 10},
    ],
    "bands": [{"id": "hot", "name": "Hot", "from": 30}, {"id": "cool", "name": "Cool", "from": 0}],
    "alert": {"on_enter": "hot", "to": ["sato"]},
}


def mail(id: str) -> Json:
    return {"id": id, "mail": {"template": "t"}}


STEPS = [mail("one"), {"wait": "1d"}, mail("two")]


def plan(*steps: Json, version: int = 1, when: Json | None = None, price: float = 10, **more: Any) -> Plan:
    """Mails to whoever asks; so many points for a look at the prices."""
    scenario = {
        "id": "s",
        "trigger": {"when": when or {"submitted": "f"}},
        "reentry": "after_exit",
        "steps": list(steps or STEPS),
        **more,
    }
    rules = [{**rule, "points": price} if rule["id"] == "price" else rule for rule in SCORING["rules"]]
    return plan_of([scenario], scoring={**SCORING, "rules": rules}, version=version)


class Lived(Story):
    """Somebody whose events are kept as the log would have them."""

    def __init__(self, of: Plan) -> None:
        self.packets: list[Packet] = []
        super().__init__(of, start=START)

    def fold(self, event: Event) -> Story:
        if not self.packets:
            self.person = Person(id="l_someone", email="yamada@example.com", proof=1)
        made = Packet(subject=event.subject, sort=event.id, received_at=event.received_at, events=(event,))
        self.packets.append(made)
        return super().fold(event)

    def later(self, span: Millis) -> "Lived":
        self.now += span
        return self

    def follows(self, step: str, then: str = "") -> None:
        """They click in the mail of this step, and land on a page."""
        sent = next(each for each in reversed(self.letters) if each.step == step and not each.skip)
        about = {"scenario": sent.scenario, "step": step, "enrolment": sent.enrolment, "link": "https://example.co.jp/"}
        click = f"c{self.count}"
        subject = f"p:{self.person.id}"
        self.happens(
            id=click, type="track", name=MAIL_CLICKED, properties=about, origin="mail", proof=2, subject=subject
        )
        if then:
            page = {"path": then, "url": f"https://example.co.jp{then}", "referrer": ""}
            known = {"page": page, "recognised": self.person.id, "clicked": click}
            self.later(1_000).happens(type="page", context=known)

    def passes(self) -> "Lived":
        """A minute goes by, and what fell due happens."""
        self.now += 60_000
        self._take(decide(self.person, Due(at=self.now), self.books_now, self.now))
        return self

    @property
    def prints(self) -> Footprints:
        return Footprints(self.packets, [SUBJECT])

    def really(self) -> list[DecidedDeed]:
        """What the log has of what was decided."""
        notes = (effect for effect in self.effects if isinstance(effect, Note))
        return [DecidedDeed(line.name, line.at, line.properties) for note in notes for line in note.lines]

    def under(self, version: int, _others: Set[int]) -> Rulebooks:
        return Rulebooks(self.books[version], self.books)

    def ran(self, bench: Bench, **other: Any) -> Ran:
        return bench.ran(self.person, other.get("prints", self.prints), other.get("under", self.under))


def books(of: Plan) -> Rulebooks:
    compiled = compile(of)
    return Rulebooks(compiled, {of.version: compiled})


def bench_of(life: Lived, candidate: Plan, against: Plan | None = None) -> Bench:
    days = TriedDays(0, life.now, "Asia/Tokyo")
    return Bench(books(candidate), books(against) if against else None, books_now(life), days, life.now)


def books_now(life: Lived) -> Rulebooks:
    return Rulebooks(life.books[life.active], life.books)


def tried(life: Lived, candidate: Plan, against: Plan | None = None) -> Trial:
    """The whole report on one person."""
    bench, trial = bench_of(life, candidate, against), Trial()
    ran = life.ran(bench)
    bench.check(trial, ran, life.really())
    bench.measure(trial, ran)
    return trial


def figures(trial: Trial) -> dict[str, Json]:
    return {each["name"]: each for each in report.figures(trial)}


ACTS = ("price", "form", "other", "click", "publish", "hour", "day", "unsubscribe", "answer")


def live(acts: Iterable[str]) -> Lived:
    """Somebody's life, in which versions come and go."""
    life, version = Lived(plan(price=8)), 1
    for act in acts:
        life.later(1_000)
        match act:
            case "price":
                life.visit("/price")
            case "form":
                life.submit("f")
            case "click" if any(not each.skip for each in life.letters):
                life.follows(next(each.step for each in life.letters if not each.skip), "/price")
            case "publish":
                version += 1
                steps = STEPS if version % 2 else [mail("zero"), {"wait": "2h"}, mail("two")]
                life.publish(plan(*steps, version=version, price=8 + version))
            case "hour" | "day":
                life.later(HOUR if act == "hour" else DAY)
            case "unsubscribe":
                life.unsubscribe()
            case "answer" if life.alerts:
                life.answer("meeting", life.alerts[-1].id)
            case _:
                life.visit("/other")
    return life.passes()


acts_of = st.lists(st.sampled_from(ACTS), max_size=25)


@settings(max_examples=effort(60), deadline=None)
@given(acts_of)
def test_what_ran_is_decided_again_as_it_was(acts: list[str]) -> None:
    """P3: whatever somebody did, whichever versions came and went: entries, mails, alerts, goals and points. And who is
    tried under the very plan that always ran has the same figures."""
    life = live(acts)
    trial = tried(life, plan(version=9))
    assert trial.check.effects > 0
    assert trial.check.is_equal, trial.check.differences
    alone = live([act for act in acts if act != "publish"])
    trial = tried(alone, plan(price=8))
    for each in report.figures(trial):
        assert each["label"] == "exact" and each["value"] == each.get("before", 0) and "without" not in each, each
    assert trial.contamination.events == trial.unsent == 0


@settings(max_examples=effort(60), deadline=None)
@given(acts_of, st.integers(0, 24), st.data())
def test_nothing_that_came_later_is_looked_at(acts: list[str], place: int, data: st.DataObject) -> None:
    """No look-ahead: whatever becomes of the log after a moment (gone, in another order, something else), everything
    that is decided before it stays, under what ran and under a candidate."""
    life = live(acts)
    packets = sorted(life.packets, key=lambda packet: packet.received_at)
    moment = packets[min(place, len(packets) - 1)].received_at + 1
    before = [packet for packet in packets if packet.received_at < moment]
    later = data.draw(st.permutations([packet for packet in packets if packet.received_at >= moment]))
    kept = later[: data.draw(st.integers(0, len(later)))]
    changed = [*before, *(_as_another(packet, number, moment) for number, packet in enumerate(kept))]
    until = life.now + 40 * DAY
    candidate = books(plan(mail("zero"), *STEPS, version=9, price=20))
    for under in (life.under, course.always(candidate)):
        was = course.run(life.person, life.prints, under, until)
        came = course.run(life.person, life.prints._replace(packets=changed), under, until)
        assert _before(was, moment) == _before(came, moment)
        alone = course.run(life.person, life.prints._replace(packets=before), under, moment - 1)
        assert course.run(life.person, life.prints, under, moment - 1) == alone, "nor at what comes after its end"


def _as_another(packet: Packet, number: int, moment: Millis) -> Packet:
    """The same act at another time, or another act, but never before this moment."""
    at = moment + number * 7_000
    events = tuple(
        replace(event, at=at, received_at=at, context={"page": {"path": "/price"}}) for event in packet.events
    )
    return replace(packet, received_at=at, events=events)


def _before(of: course.LogCourse, moment: Millis) -> tuple[Any, ...]:
    return (
        [deed for deed in of.deeds if deed.decided_at < moment],
        [each for each in of.sent if each.decided_at < moment],
        [reason for reason in of.reasons if reason.at < moment],
    )


LONG = ["form", "price", "price", "day", "publish", "price", "price", "form", "day", "price", "click", "day"]


def _newest(life: Lived) -> Any:
    return lambda _version, _others: books_now(life)


def _first(life: Lived) -> Any:
    return lambda _version, _others: Rulebooks(life.books[1], life.books)


@pytest.mark.parametrize("under", [_newest, _first])
def test_a_replay_under_another_version_is_found(under: Any) -> None:
    """A planted bug: everybody is replayed under the newest plan, or under the first one."""
    life = live(LONG)
    bench, trial = bench_of(life, plan(version=9)), Trial()
    bench.check(trial, life.ran(bench, under=under(life)), life.really())
    assert not trial.check.is_equal
    bench.check(fine := Trial(), life.ran(bench), life.really())
    assert fine.check.is_equal and fine.check.effects > 5


def test_an_effect_left_out_or_another_one_is_found() -> None:
    """Planted bugs: the replay leaves an effect out, has one too many, sends it otherwise or far later, or comes to
    other points; each is one difference, named with its person."""
    life = live(LONG)
    bench = bench_of(life, plan(version=9))
    ran, really = life.ran(bench), life.really()
    for number, deed in enumerate(ran.course.deeds):
        if deed.name not in ("Scenario Entered", "Mail Decided", "Alert Decided"):
            continue
        rest = ran.course.deeds[:number] + ran.course.deeds[number + 1 :]
        other = deed._replace(said={**deed.said, "plan": 77})
        for deeds, how in (
            (rest, "lacking"),
            ((*rest, other), "otherwise"),
            ((*rest, deed._replace(at=deed.at + 61_000)), "otherwise"),
        ):
            bench.check(trial := Trial(), ran._replace(course=ran.course._replace(deeds=deeds)), really)
            assert [(each.person, each.how) for each in trial.check.differences] == [("l_someone", how)]
            assert (trial.check.effects - trial.check.equal, trial.check.differ) == (1, 1)
    bench.check(trial := Trial(), ran, really[:-1] if really[-1].name in ("Mail Decided",) else [])
    assert {each.how for each in trial.check.differences} == {"invented"}
    poorer = ran._replace(person=replace(ran.person, members={}))
    bench.check(trial := Trial(), poorer, really)
    assert [each.how for each in trial.check.differences] == ["points"]


def test_packets_that_changed_places_explain_what_they_show_and_nothing_else() -> None:
    """The form was folded behind the looks at the prices that came after it: shown by telling it so. The notes of
    somebody else are explained by no order."""
    life = Lived(plan(*STEPS, audience={"score": "< 25"}))
    form = life.later(1_000).now
    for _ in range(3):
        life.later(1_000).visit("/price")
    after, life.now = life.now, form
    life.submit("f")
    life.now = after + HOUR
    life.passes()
    trial = tried(life, plan(version=2))
    assert not trial.check.is_equal and trial.check.holds
    assert trial.check.effects == trial.check.equal + trial.check.explained
    assert {each.explained for each in trial.check.differences} == {"order"}
    bench = bench_of(life, plan(version=2))
    other = live(LONG)
    bench.check(none := Trial(), life.ran(bench), other.really())
    assert not none.check.holds and {each.explained for each in none.check.differences} == {None}


def test_a_log_that_lacks_what_was_folded_or_holds_what_never_was_is_known() -> None:
    """Also of a browser that several hold, whose events are theirs together; what came twice counts once."""
    life = live(["form", "price", "price"])
    prints, until = life.prints, life.now
    assert lack_of(life.person, prints, until) is None
    again = replace(life.packets[-1], sort="again", received_at=life.packets[-1].received_at + 1)
    assert lack_of(life.person, prints._replace(packets=[*life.packets, again]), until) is None
    assert lack_of(life.person, prints._replace(packets=life.packets[1:]), until) == "gaps"
    for at in (life.packets[1].received_at, life.now):
        event = replace(life.packets[-1].events[0], id="new", received_at=at)
        new = Packet(subject=SUBJECT, sort="new", received_at=at, events=(event,))
        assert lack_of(life.person, prints._replace(packets=[*life.packets, new]), until) == "lags"
        assert lack_of(life.person, prints._replace(packets=[*life.packets, new]), at - 1) == (
            "lags" if at < life.now else None
        )
    half = replace(life.person.members[SUBJECT], events=2)
    mine, theirs = (
        replace(life.person, members={SUBJECT: half}),
        replace(life.person, id="l_x", members={SUBJECT: half}),
    )
    assert lack_of(mine, prints, until) == "lags" and lack_of(mine, prints._replace(others=[theirs]), until) is None


def test_two_moments_within_a_minute_are_one() -> None:
    life = live(LONG)
    bench = bench_of(life, plan(version=9))
    really = [deed._replace(at=deed.at + 60_000) for deed in life.really()]
    bench.check(trial := Trial(), life.ran(bench), really)
    assert trial.check.is_equal


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
