"""Somebody's life as the log has it, in which versions come and go, and a plan tried on it."""

from collections.abc import Iterable, Set
from typing import Any

from mikomi.core.backtest import report
from mikomi.core.backtest.course import DecidedDeed
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.trial import Bench, Ran, Trial
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.core.replay import Footprints
from mikomi.model.base import Json, Millis
from mikomi.model.effects import Note
from mikomi.model.events import MAIL_CLICKED, Due, Event, Packet
from mikomi.model.person import Person
from mikomi.model.plan import Plan

from tests.core.story import SUBJECT, Story, plan_of

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


LONG = ["form", "price", "price", "day", "publish", "price", "price", "form", "day", "price", "click", "day"]
