"""The guide's examples, published with the sample company's files and lived through as their stories say."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from mikomi import packing
from mikomi.cli.guide import source, story
from mikomi.cli.guide.source import ExampleFile, GuidePage, Language, ShownVariables
from mikomi.core.behaviour import membership
from mikomi.core.checking import workspace
from mikomi.core.decide import decide
from mikomi.core.mails import render, templates
from mikomi.core.mails.links import Links
from mikomi.core.scenarios import mailing, schedule
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.score import bands, totals
from mikomi.core.slots import Viewer, choose
from mikomi.core.tracking import forms
from mikomi.core.tracking.forms import Incomplete, Posted
from mikomi.core.tryouts import verdict
from mikomi.core.tryouts.course import TryoutCourse
from mikomi.core.week import report_at
from mikomi.model.effects import SendAlert, SendMail
from mikomi.model.events import BROADCAST_DUE, ENTER_SCENARIO, MAIL_CLICKED, MAIL_OPENED, Due
from mikomi.model.plan import Plan
from mikomi.model.problem import Problem
from mikomi.model.trigger import ScheduleTrigger
from mikomi.model.tryout import Tryout

from tests.core.story import Story

ROOT = Path(__file__).parents[2]
SOURCES = ROOT / "docs/guide/source"
LINKS = Links("root-of-all-keys", "https://ma.example.co.jp")
BEGIN = "2026-11-01 09:00"
HOUR = 3_600_000
MINUTE = 60_000
COMPANY: dict[Language, Path] = {"ja": ROOT / "examples", "en": ROOT / "examples-en"}


def pages(language: Language) -> tuple[GuidePage, ...]:
    return source.pages(SOURCES, language)


def sample(language: Language) -> dict[str, bytes]:
    """The sample company's files."""
    folder = COMPANY[language]
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def published(files: tuple[ExampleFile, ...], language: Language) -> tuple[Plan | None, tuple[Problem, ...]]:
    """What publishing says of the sample company with these files."""
    written = {file.name: file.text.encode() for file in files}
    return workspace.read(sample(language) | written, _millis(BEGIN, "Asia/Tokyo"))


def of_the_example(plan: Plan, files: tuple[ExampleFile, ...]) -> Plan:
    """The plan with the example's own scenarios alone: the sample company's would send mails of their own."""
    own = {file.name.split("/")[1].removesuffix(".json") for file in files if file.name.startswith("scenarios/")}
    return plan.model_copy(update={"scenarios": {name: s for name, s in plan.scenarios.items() if name in own}})


def _millis(written: str, zone: str) -> int:
    return int(datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone)).timestamp() * 1000)


class Life(Story):
    """Somebody who agreed to mail lives through a told story; what it claims is looked up, and kept as a fault
    where it is not so."""

    def __init__(self, plan: Plan, files: tuple[ExampleFile, ...] = ()) -> None:
        self.plan = plan
        self.files = files
        self.zone = plan.settings.timezone
        self.lacking: tuple[str, ...] = ()
        self.opens: dict[str, int] = {}
        super().__init__(plan, BEGIN)
        self.faults: list[str] = []

    def lived(self, lines: tuple[str, ...]) -> list[str]:
        """What of the story is not so."""
        for line in lines:
            said = story.line_of(line)
            self.until_moment(said.at)
            if said.is_outcome:
                comes = OUTCOMES[said.word]
                if not comes(self, said.rest) and not (self.ends_the_minute() and comes(self, said.rest)):
                    self.faults.append(f"{line} (but {self._rather(said.word)})")
            else:
                DEEDS[said.word](self, said.rest)
        told_of = {line for line in lines if "> mail" in line or "> alert" in line}
        for at, kind, names in self.happened():
            if not any(at[5:] in line and f"> {kind} {name}" in line for line in told_of for name in names):
                self.faults.append(f"not told: {at} > {kind} {names[0]}")
        return self.faults

    def until_moment(self, written: str) -> None:
        moment = _millis(written, self.zone)
        assert moment >= self.now - self.now % MINUTE, f"{written} comes too late in the story"
        while self.now < moment:  # by the hour, so that an alert that waits for the office is seen to wait
            self.now = min(moment, self.now - self.now % HOUR + HOUR)
            self._take(decide(self.person, Due(at=self.now), self.books_now, self.now))

    def ends_the_minute(self) -> bool:
        """A story tells minutes; what was thirty days ago at ten is too old a moment after ten."""
        self.now += MINUTE - 1 - self.now % MINUTE
        self._take(decide(self.person, Due(at=self.now), self.books_now, self.now))
        return True

    def _take(self, decision: Any) -> None:
        super()._take(decision)
        self.opens |= {waiting.effect.id: waiting.due_at for waiting in self.person.waiting}

    def alert_at(self, effect: SendAlert) -> str:
        return self.clock(self.opens.get(effect.id, effect.at))

    def happened(self) -> list[tuple[str, str, tuple[str, ...]]]:
        """Each mail and each alert that was decided: when, by the company's clock, and by which names it is known."""
        found: list[tuple[str, str, tuple[str, ...]]] = []
        for effect in self.effects:
            if isinstance(effect, SendMail) and not effect.skip:
                found.append((self.clock(effect.at), "mail", (effect.step,)))
            elif isinstance(effect, SendAlert):
                found.append((self.alert_at(effect), "alert", effect.names))
        return found

    def clock(self, at: int) -> str:
        return f"{datetime.fromtimestamp(at / 1000, ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"

    def _rather(self, word: str) -> str:
        if word in ("mail", "alert", "skipped"):
            skipped = [(self.clock(e.at), e.step, e.skip) for e in self.letters if e.skip]
            return f"{self.happened()}, skipped {skipped}"
        return f"{self.scored():g} {self.stands_in()}; tags {sorted(self.person.tags)}; {self.enrolments()}"

    def enrolments(self) -> dict[str, str]:
        return {one.scenario: one.status for one in self.person.enrolments}

    def scored(self) -> float:
        return totals.shown(totals.total(self.person, self.now, self.books_now.active.half_lives))

    def stands_in(self) -> str | None:
        rules = self.books_now.active
        band = bands.band_at(self.person, self.now, rules.half_lives, rules.bands)
        return band.id if band else None

    def is_at(self, what: str) -> bool:
        kind, _, name = what.partition(" ")
        return any(at == self.clock(self.now) and sort == kind and name in names for at, sort, names in self.happened())

    def in_segment(self, name: str) -> bool:
        return membership.is_in(self.plan.segments[name], self.person, self.books_now.active, self.now)


def _traits(written: str) -> dict[str, Any]:
    """`company=ACME, employees=120`: numbers are numbers."""
    pairs = (pair.split("=", 1) for pair in written.split(", ") if pair)
    return {name: float(value) if value.replace(".", "", 1).isdigit() else value for name, value in pairs}


def _does(life: Life, rest: str) -> None:
    name, _, properties = rest.partition(": ")
    life.happens(type="track", name=name, properties=_traits(properties), origin="server", proof=2)


def _mail_event(life: Life, name: str, rest: str) -> None:
    step, _, link = rest.partition(" ")
    scenario = next(e.scenario for e in life.letters if e.step == step)
    told = {"scenario": scenario, "step": step, "link": link or "https://example.co.jp/"}
    life.happens(type="track", name=name, properties=told, origin="mail", proof=2, subject=f"p:{life.person.id}")


def _enter(life: Life, scenario: str) -> None:
    life.happens(
        type="track", name=ENTER_SCENARIO, properties={"scenario": scenario}, origin="server", proof=2, user_id="u-1"
    )


def _turn_in_mailing(life: Life, scenario: str) -> None:
    """The mailing is due at this very moment, and the person's turn has come."""
    written = life.plan.scenarios[scenario]
    assert isinstance(written.trigger, ScheduleTrigger)
    calendar = Calendar.of(life.plan.settings, written.timezone)
    assert schedule.next_due(written, written.trigger, life.plan.settings, life.now - 1) == life.now
    last = schedule.not_after(written.trigger, calendar, life.now)
    due = mailing.Broadcast("m-1", scenario, life.now, last, "schedule")
    told = mailing.properties_of(due)
    life.happens(type="track", name=BROADCAST_DUE, properties=told, origin="server", proof=2, subject="p:l_someone")


def _fills(life: Life, rest: str) -> None:
    """The form as our own page posts it; `agrees` is its box."""
    name, _, written = rest.partition(": ")
    values = _traits(", ".join(each for each in written.split(", ") if "=" in each))
    posted = Posted({"email": "yamada@example.com", **values}, "on" if "agrees" in written else None, "browser-1")
    life.lacking = ()
    try:
        filled = forms.fill(life.plan.forms[name], posted)
    except Incomplete as incomplete:
        life.lacking = tuple(incomplete.problems)
        return
    packed = forms.packet(filled, posted, life.now)
    for event in packing.unpack(packed.subject, packed.sort, packed.received_at, packed.events).events:
        life.fold(event)


def _agreed(life: Life, rest: str) -> bool:
    return life.person.consent is not None and life.person.consent.text == rest


def _report(life: Life, rest: str) -> bool:
    report = life.plan.settings.report
    assert report is not None
    return report.to == rest.split(", ") and report_at(life.now, report, Calendar.of(life.plan.settings)) == life.now


def _passes(life: Life, name: str) -> bool:
    """The test among the example's files is met by the example's scenarios."""
    written = next(file.text for file in life.files if file.name == f"tests/{name}.test.json")
    failed = verdict.failures(TryoutCourse(Tryout.model_validate_json(written), life.plan))
    life.faults += [str(each) for each in failed]
    return not failed


def _server_says(life: Life, traits: dict[str, Any]) -> None:
    life.identify(traits, proof=2, origin="server")


DEEDS: Mapping[str, Callable[[Life, str], Any]] = {
    "visits": lambda life, rest: life.visit(rest),
    "reads": lambda life, rest: life.engage(rest.split()[0], float(rest.split()[1]), f"p{life.count}"),
    "submits": lambda life, rest: life.submit(rest),
    "opens": lambda life, rest: _mail_event(life, MAIL_OPENED, rest),
    "clicks": lambda life, rest: _mail_event(life, MAIL_CLICKED, rest),
    "does": _does,
    "has": lambda life, rest: _server_says(life, _traits(rest)),
    "tagged": lambda life, rest: _server_says(life, {"tags": [rest]}),
    "entered": _enter,
    "fills": _fills,
    "mailing": _turn_in_mailing,
    "answered": lambda life, rest: life.answer(rest),
    "unsubscribes": lambda life, rest: life.unsubscribe(),
    "leaves": lambda life, rest: life.leave(rest),
    "staged": lambda life, rest: life.acts("stage", value=rest),
    "pauses": lambda life, rest: life.pause(),
    "waits": lambda life, rest: None,
}


def _skipped(life: Life, rest: str) -> bool:
    step, why = rest.split(" ", 1)
    return any(e.step == step and e.skip == why and e.at <= life.now for e in life.letters)


def _alert(life: Life, rest: str) -> bool:
    what, _, to = rest.partition(" ")
    return any(
        effect.to == tuple(to.split("・")) if to else True
        for effect in life.alerts
        if what in effect.names and life.alert_at(effect) == life.clock(life.now)
    )


def _subject(life: Life, rest: str) -> bool:
    return render.mail(life.letters[-1], life.person, life.plan, LINKS).subject == rest


def _slot(life: Life, rest: str) -> bool:
    slot, choice = rest.split("/")
    shown = choose(
        Viewer("a:browser-1", life.person), life.plan.slots[slot], life.books_now.active, life.now, "r", "ja"
    )
    return (shown.choice if shown else None) == (None if choice == "otherwise" else choice)


OUTCOMES: Mapping[str, Callable[[Life, str], bool]] = {
    "mail": lambda life, rest: life.is_at(f"mail {rest}"),
    "skipped": _skipped,
    "alert": _alert,
    "in": lambda life, rest: life.status_of(rest) == "active",
    "out": lambda life, rest: life.status_of(rest) != "active",
    "ended": lambda life, rest: life.enrolments().get(rest.split()[0]) == rest.split()[1],
    "tag": lambda life, rest: rest in life.person.tags,
    "untagged": lambda life, rest: rest not in life.person.tags,
    "trait": lambda life, rest: all(life.person.trait(k) == v for k, v in _traits(rest).items()),
    "score": lambda life, rest: abs(life.scored() - float(rest)) < 0.05,
    "band": lambda life, rest: life.stands_in() == rest,
    "belongs": lambda life, rest: life.in_segment(rest),
    "not": lambda life, rest: not life.in_segment(rest),
    "shown": _slot,
    "nothing": lambda life, rest: not life.effects,
    "subject": _subject,
    "lacks": lambda life, rest: life.lacking == tuple(rest.split(", ")),
    "agreed": _agreed,
    "report": _report,
    "passes": _passes,
    "task": lambda life, rest: [act.value for act in life.person.dealings.tasks] == rest.split(", "),
    "owner": lambda life, rest: life.person.trait("owner") == rest,
}

OFFERED = """{
"version": 1, "id": "places", "name": "-", "status": "active",
"trigger": {"when": {"any": [{"submitted": "download"}, {"submitted": "places"}]}},
"steps": [{"id": "offer", "mail": {"template": "limited-offer", "offer":
  {"id": "free", "valid_for": "7d", "ends_at": "23:59", "url": "https://example.co.jp/offer"}}}]}"""
"""A scenario whose mail has everything that a mail can speak of: an offer, and what a form gives."""


JUDGED = """{
"version": 1, "id": "places", "name": "-", "fields": [
  {"trait": "email", "label": "-", "type": "email", "required": true},
  {"trait": "q", "label": "-", "type": "radio", "options": [{"value": "a", "points": 3}, "b"]}],
"quiz": {"trait": "waste", "results": [{"id": "none", "from": 0, "title": "-"}, {"id": "some", "from": 3, "title":
  {"ja": "改善の余地があります", "en": "There is room"}, "text":
  {"ja": "まず、紙を減らします。", "en": "Begin with the paper."}}]}}"""
"""And a form with a quiz, of which it can speak as well."""


def shown(shown: ShownVariables, language: Language) -> dict[str, str]:
    """What a reader with these traits sees of each place, in a mail of 24 November, ten o'clock."""
    files = (ExampleFile("scenarios/places.json", OFFERED), ExampleFile("forms/places.json", JUDGED))
    plan, _ = published(files, language)
    assert plan is not None
    life = Life(of_the_example(plan, files))
    life.until_moment("2026-11-24 10:00")
    _server_says(life, shown.traits)
    life.submit("download")
    letter = life.letters[-1]
    seen = render.context(letter, render.addressee(letter, life.person, life.plan), life.plan, LINKS)
    words = templates.environment(html=False)
    return {place.template: words.from_string(place.template).render(seen) for place in shown.places}
