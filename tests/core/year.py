"""A year of somebody's life under a plan, drawn by a seed: everything that can happen to them, and all that follows.

Nothing here expects anything of the plan but that it can be followed: what is decided is carried out as far as words
go (mails, alerts, slots, forms), and whatever fails is `broken`, with where and how.
"""

import random
import re
from collections.abc import Callable
from typing import Any

from mikomi import packing
from mikomi.core.behaviour import membership
from mikomi.core.behaviour.rulebook import Rulebook, Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.core.mails import message, render
from mikomi.core.mails.message import OutgoingMail
from mikomi.core.people.absence import Recipient
from mikomi.core.people.owners import reps_for
from mikomi.core.sales import alert_mail, alerts
from mikomi.core.sales.alerts import Occasion
from mikomi.core.scenarios import mailing, schedule
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.scenarios.mailing import Broadcast
from mikomi.core.slots import choose, viewer
from mikomi.core.telling import flow, portrait, prose
from mikomi.core.tracking import forms
from mikomi.core.tracking.forms import Incomplete, Posted
from mikomi.core.week import report_at
from mikomi.model import events as names
from mikomi.model import stored_json
from mikomi.model.base import DAY, Millis
from mikomi.model.decision import Decision
from mikomi.model.effects import SendAlert, SendMail
from mikomi.model.events import Due, Event
from mikomi.model.person import Person
from mikomi.model.plan import Plan, nothing_published
from mikomi.model.scenario import Scenario
from mikomi.model.stored_json import of_plain
from mikomi.model.trigger import ScheduleTrigger
from mikomi.model.words import in_language

from tests.core.mails import LINKS
from tests.core.story import at

BEGIN = at("2026-11-30 09:00")
YEAR = 365 * DAY
EMAIL = "hanako@example.co.jp"
VALUES: list[Any] = [
    "", "x", "株式会社サンプル", "100", 100, 0, -5, 2.5, 10**15, True, False, None, [], ["a", "b"], {"a": 1}, "部長",
    "2026-12-24", "2027-03-02T10:00", "2026-02-30", "1999-12-31T23:59:59.999Z", "not a day", "owner", "sato", "a" * 400,
    "<b>&\"'", "{{ lead.name }}", "\u202eevil", "a\r\nBcc: x@y", "https://e.example/?a=1&b=2", 1e300, "１００",
]  # fmt: skip


class PlannedLife:
    """One person under this plan (published as version 1)."""

    def __init__(self, plan: Plan, chance: random.Random) -> None:
        self.chance = chance
        self.plan = plan.following(nothing_published(), 0).model_copy(update={"version": 1})
        self.rules: Rulebook = compile(self.plan)
        self.books = Rulebooks(self.rules, {1: self.rules})
        self.calendar = Calendar.of(self.plan.settings)
        self.text = self.plan.model_dump_json(by_alias=True, exclude_none=True)
        self.words = sorted(set(re.findall(r'"([^"\\]{1,60})"', self.text)))
        self.paths = [word.replace("**", "a/b").replace("*", "a") for word in self.words if word.startswith("/")] or [
            "/"
        ]
        self.traits = sorted({*re.findall(r'"trait":"([^"\\]+)"', self.text), "company", "firstName", "title", "owner"})
        self.person = Person(id="l_1", email=EMAIL, proof=1)
        self.now = BEGIN
        self.count = 0
        self.mails: list[SendMail] = []
        self.alerts: list[SendAlert] = []
        self.letters = 0
        self.events: list[Event] = []

    def lived(self, happenings: int) -> "PlannedLife":
        """So many events over a year, the first of them that the person agrees to mail."""
        self._agrees()
        for moment in sorted(self.chance.randrange(YEAR) for _ in range(happenings)):
            self._until(BEGIN + moment)
            self.chance.choice(HAPPENINGS)(self)
        self._until(BEGIN + YEAR)
        return self

    # --- time, and what is decided

    def _until(self, moment: Millis) -> None:
        self.now = max(moment, self.now)
        self._take(decide(self.person, Due(at=self.now), self.books, self.now))

    def _happens(self, **event: Any) -> None:
        self.count += 1
        whole = {
            "subject": "a:b1", "anonymous_id": "b1", "id": f"e{self.count}", "at": self.now, "received_at": self.now,
            **event,
        }  # fmt: skip
        self._fold(of_plain(Event, whole))

    def _fold(self, event: Event) -> None:
        self.events = [*self.events[-40:], event]
        self._take(decide(self.person, event, self.books, self.now))

    def _take(self, decision: Decision) -> None:
        self.person = decision.person
        for why in decision.because:
            assert why.code != "broken", f"{why.scenario} could not be followed"
        for effect in decision.effects:
            if isinstance(effect, SendMail) and not effect.skip:
                self.mails.append(effect)
                self._write(effect)
            elif isinstance(effect, SendAlert):
                self.alerts.append(effect)
                self._tell(effect)

    def _write(self, effect: SendMail) -> None:
        words = render.mail(effect, self.person, self.plan, LINKS)
        settings = self.plan.settings
        message.mime(
            OutgoingMail(
                id=effect.id, to=EMAIL, sender_name=in_language(settings.sender.name, settings.language),
                sender_address=settings.sender.address, reply_to=settings.sender.reply_to, subject=words.subject,
                html=words.html, text=words.text, unsubscribe_url=words.unsubscribe_url, at=self.now,
            )
        )  # fmt: skip
        self.letters += 1

    def _tell(self, effect: SendAlert) -> None:
        settings = self.plan.settings
        for rep in reps_for(effect.to, self.person, settings):
            alert = alerts.compose(
                Occasion(effect, self.person, self.events, Recipient(rep), self.now, effect.at), self.plan, LINKS
            )
            words = alert_mail.alert_words(alert)
            message.mime(
                OutgoingMail(
                    id=f"{effect.id}.{rep.id}".replace("#", "."), to=rep.email, subject=words.subject, html=words.html,
                    sender_name=in_language(settings.sender.name, rep.language or settings.language), text=words.text,
                    sender_address=settings.sender.address, at=self.now,
                )
            )  # fmt: skip

    # --- what happens

    def _agrees(self) -> None:
        consent = {"consent": {"marketing": True, "text": "yes", "source": "form:x"}}
        self._happens(type="identify", traits={"email": EMAIL}, context=consent, origin="form")

    def visits(self) -> None:
        path = self.chance.choice(self.paths)
        if self.chance.random() < 0.4:
            context = {"page": {"path": path}, "pageId": f"p{self.count}"}
            told = {"engaged_ms": self.chance.choice([1, 5_000, 60_000, 10**7])}
            self._happens(type="track", name=names.PAGE_ENGAGED, properties=told, context=context)
        else:
            self._happens(type="page", context={"page": {"path": path}})

    def submits(self) -> None:
        if not self.plan.forms:
            return
        form = self.plan.forms[self.chance.choice(sorted(self.plan.forms))]
        values = {field.trait: self._answer(field) for field in form.fields} | {"email": EMAIL}
        posted = Posted(values, self.chance.choice(["on", None]), "b1", language=self.plan.settings.language)
        try:
            filled = forms.fill(form, posted)
        except Incomplete:
            self._happens(type="track", name=names.FORM_SUBMITTED, properties={"form": form.id}, origin="form")
            return
        packed = forms.packet(filled, posted, self.now)
        for event in packing.unpack(packed.subject, packed.sort, packed.received_at, packed.events).events:
            self._fold(event)

    def _answer(self, field: Any) -> Any:
        options = [getattr(each, "value", each) for each in getattr(field, "options", None) or ()]
        return self.chance.choice(options or ["x", "12", "2027-01-15", "03-1234-5678"])

    def does(self) -> None:
        name = self.chance.choice([word for word in self.words if " " in word] or ["Order Placed"])
        told = {self.chance.choice(self.words): self._value() for _ in range(self.chance.randrange(4))}
        self._happens(type="track", name=name, properties=told, origin="server", proof=2)

    def is_said_to_be(self) -> None:
        traits = {self.chance.choice(self.traits): self._value() for _ in range(self.chance.randrange(1, 4))}
        if self.chance.random() < 0.3:
            traits["tags"] = [self.chance.choice(self.words)]
        self._happens(type="identify", traits=traits, origin="server", proof=2)

    def _value(self) -> Any:
        return self.chance.choice([*VALUES, *self.chance.sample(self.words, min(8, len(self.words)))])

    def reacts(self) -> None:
        if self.mails:
            mail = self.chance.choice(self.mails[-5:])
            told = {
                "scenario": mail.scenario,
                "step": mail.step,
                "enrolment": mail.enrolment,
                "link": "https://e.example/",
            }
            name = self.chance.choice([names.MAIL_OPENED, names.MAIL_CLICKED])
            self._happens(type="track", name=name, properties=told, origin="mail", proof=2, subject="p:l_1")

    def is_answered(self) -> None:
        key = self.chance.choice([*self.plan.scoring.feedback, "?"])
        alert = self.alerts[-1].id if self.alerts else ""
        told = {"answer": key, "alert": alert, "rep": "sato"}
        self._happens(type="track", name=names.REP_ANSWERED, properties=told, origin="rep", proof=2, subject="p:l_1")

    def is_let_in(self) -> None:
        if not self.plan.scenarios:
            return
        scenario = self.plan.scenarios[self.chance.choice(sorted(self.plan.scenarios))]
        if isinstance(scenario.trigger, ScheduleTrigger):
            self._mailing(scenario, scenario.trigger)
        else:
            told = {"scenario": scenario.id}
            self._happens(
                type="track", name=names.ENTER_SCENARIO, properties=told, origin="server", proof=2, user_id="u-1"
            )

    def _mailing(self, scenario: Scenario, trigger: ScheduleTrigger) -> None:
        due = schedule.next_due(scenario, trigger, self.plan.settings, self.now)
        if due is None or due > BEGIN + YEAR:
            return
        self._until(due)
        calendar = Calendar.of(self.plan.settings, scenario.timezone, scenario.calendar)
        last = schedule.not_after(trigger, calendar, due)
        schedule.joins_until(trigger, calendar)
        told = mailing.properties_of(Broadcast(f"m{due}", scenario.id, due, last, "schedule"))
        self._happens(
            type="track", name=names.BROADCAST_DUE, properties=told, origin="server", proof=2, subject="p:l_1"
        )

    def is_shown(self) -> None:
        for slot in self.plan.slots.values():
            choose(viewer("a:b1", self.person), slot, self.rules, self.now, "root", self.plan.settings.language)
        for segment in self.plan.segments.values():
            membership.is_in(segment, self.person, self.rules, self.now)

    def is_looked_at(self) -> None:
        """By sales, and by the table that keeps people."""
        language = self.plan.settings.language
        portrait.portray(self.person, self.plan, lambda _: self.plan, self.now, language)
        kept = stored_json.read(Person, stored_json.written(self.person))
        assert kept.enrolments == self.person.enrolments

    def unsubscribes(self) -> None:
        if self.chance.random() < 0.2:
            self._happens(type="track", name=names.UNSUBSCRIBED, origin="mail", proof=2, subject="p:l_1")
        else:
            self._agrees()


HAPPENINGS: list[Callable[[PlannedLife], None]] = [
    *[PlannedLife.visits] * 4, *[PlannedLife.submits] * 2, *[PlannedLife.does] * 2, *[PlannedLife.is_said_to_be] * 3,
    *[PlannedLife.reacts] * 4, *[PlannedLife.is_let_in] * 4, PlannedLife.is_answered, PlannedLife.is_shown,
    PlannedLife.is_looked_at, PlannedLife.unsubscribes,
]  # fmt: skip


def told(plan: Plan) -> None:
    """What is told of a plan, in prose and as a picture, in both languages; and it is read as it was written."""
    again = Plan.read(plan.model_dump_json(by_alias=True, exclude_none=True).encode())
    assert again.unread == () and again == plan
    if plan.settings.report:
        assert report_at(BEGIN, plan.settings.report, Calendar.of(plan.settings)) > BEGIN
    for nth, scenario in enumerate(plan.scenarios.values()):
        language, other = ("ja", "en") if nth % 2 else ("en", "ja")
        assert flow.as_file(scenario, plan, language) and flow.as_mermaid(scenario, plan, other)
        assert prose.as_text(prose.prose(scenario, plan, other))
