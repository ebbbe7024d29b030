"""What becomes of the given events: packets as they would stand in the log, folded by `replay` as a rebuild would.

Rules
1. No second engine: forms are filled in by `tracking.forms`, everything is decided by `decide`, in the order of the
   log. What follows time is what the fold makes of it.
2. Chance is taken out where a test cannot mean it: nobody is held out, and a split takes the arm that the test names.
3. What the given says of something that did not happen (a click in a mail that never went out) is told, not guessed.
"""

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from mikomi import keys, mail_address, packing
from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.core.behaviour.rulebook import Rulebooks, compile
from mikomi.core.replay import Footprints, retell
from mikomi.core.scenarios import mailing, schedule
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.scenarios.mailing import Broadcast
from mikomi.core.tracking import forms
from mikomi.core.tracking.forms import Incomplete, Posted
from mikomi.core.tryouts.chance import without_chance
from mikomi.core.webhooks import reply
from mikomi.model.base import DAY, Json, Millis
from mikomi.model.decision import Because
from mikomi.model.duration import Span
from mikomi.model.effects import Effect, SendAlert, SendMail, SendWebhook
from mikomi.model.events import (
    BROADCAST_DUE,
    ENTER_SCENARIO,
    MAIL_CLICKED,
    MAIL_OPENED,
    MAIL_REPLIED,
    PAGE_ENGAGED,
    REP_ANSWERED,
    TOPIC_UNSUBSCRIBED,
    UNSUBSCRIBED,
    WEBHOOK_ENDED,
    Event,
    Packet,
)
from mikomi.model.person import Person
from mikomi.model.plan import Plan, nothing_published
from mikomi.model.scenario import MailStep
from mikomi.model.step_tree import steps_of
from mikomi.model.stored_json import of_plain
from mikomi.model.trigger import ScheduleTrigger
from mikomi.model.tryout import Given, Tryout

BROWSER = "test"
SUBJECT = f"a:{BROWSER}"
WATCHED = 30 * DAY
LONGEST = 400 * DAY
"""From the beginning of a test to its end: a mailing of every hour is decided every hour."""
_NEXT: Millis = 1_000
"""Between two events of which nobody says how far they lie apart."""


class Impossible(Exception):
    """What this entry of `given` says cannot happen: `code` as the check's sentences have it, and what they need."""

    def __init__(self, entry: int, code: str, **params: Any) -> None:
        super().__init__(code)
        self.entry, self.code, self.params = entry, code, params


class WentOut(NamedTuple):
    """A mail or an alert that went out, or a mail that did not (`skip`)."""

    kind: str
    name: str
    scenario: str | None
    at: Millis
    effect: SendMail | SendAlert
    skip: str | None = None


class TryoutCourse:
    """One test as it runs. `reasons` are in the order of what happened."""

    def __init__(self, tryout: Tryout, plan: Plan) -> None:
        self.tryout = tryout
        self.plan = without_chance(plan, tryout).following(nothing_published(), 0)
        self.calendar = Calendar.of(plan.settings)
        compiled = compile(self.plan)
        self.rulebooks = Rulebooks(compiled, {self.plan.version: compiled})
        self.person = self._somebody()
        self.packets: list[Packet] = []
        self.moments: list[Millis] = []
        begin = self.calendar.parse_moment(tryout.at)
        self._mailed_until = begin - 1
        self._follow(begin)
        self.until = min(self._until(self.moments[-1]), begin + LONGEST)
        self._come_mailings(self.until)
        self.sent, self.reasons, self.end = self.fold(self.until)

    def fold(self, until: Millis) -> tuple[list[WentOut], list[Because], Person]:
        """What has happened until then, and the person at that moment."""
        decided, reasons, person = self._decided(until)
        sent: list[WentOut] = []
        for now, effect in decided:
            if isinstance(effect, SendMail):
                sent.append(WentOut("mail", effect.step, effect.scenario, effect.at, effect, effect.skip))
            elif isinstance(effect, SendAlert):
                at = self.calendar.next_business_morning(now) if effect.digest else now
                sent.append(WentOut("alert", next(iter(effect.names), ""), effect.scenario, at, effect))
        return sent, reasons, person

    def _decided(self, until: Millis) -> tuple[list[tuple[Millis, Effect]], list[Because], Person]:
        """Every effect with the moment at which it was decided."""
        packets = [packet for packet in self.packets if packet.received_at <= until]
        story = retell(self.person, Footprints(packets, {SUBJECT}), lambda *_: self.rulebooks, until)
        decided: list[tuple[Millis, Effect]] = []
        reasons: list[Because] = []
        while True:
            try:
                step = next(story)
            except StopIteration as done:
                return decided, reasons, done.value
            reasons += step.because
            now = step.cause.received_at if isinstance(step.cause, Event) else step.cause.at
            decided += ((now, effect) for effect in step.effects)

    def facts(self, person: Person, now: Millis) -> Facts:
        return Facts(person=person, now=now, scoreboard=self.rulebooks.active)

    # --- what is given

    def _follow(self, begin: Millis) -> None:
        moment = begin
        for number, given in enumerate(self.tryout.given):
            if given.at:
                moment = self.calendar.parse_moment(given.at)
            elif given.after:
                moment = self.calendar.add(moment, given.after)
            elif number:
                moment += _NEXT
            if self.moments and moment < self.moments[-1]:
                raise Impossible(number, "given_order")
            if moment - begin > LONGEST:
                raise Impossible(number, "given_far", days=LONGEST // DAY)
            self.moments.append(moment)
            self._come_mailings(moment)
            self._happens(number, given, moment)

    def _happens(self, number: int, given: Given, now: Millis) -> None:
        match given:
            case Given(visited=str(path)):
                self._note(number, now, type="page", context={"page": {"path": path}, "pageId": f"p{number}"})
            case Given(engaged=str(path)):
                context = {"page": {"path": path}, "pageId": f"p{number}"}
                self._track(number, now, PAGE_ENGAGED, {"engaged_ms": given.seconds * 1000}, context=context)
            case Given(submitted=str(form)):
                self._submit(number, form, given, now)
            case Given(opened=str(step)):
                self._of_a_mail(number, now, MAIL_OPENED, step, {})
            case Given(clicked=str(step)):
                link = given.link or self.plan.settings.company.site or "https://example.com/"
                self._of_a_mail(number, now, MAIL_CLICKED, step, {"link": link})
            case Given(event=str(name)):
                self._track(number, now, name, given.properties)
            case Given(identify=dict(traits)):
                self._identify(number, now, {**self.tryout.lead, **traits}, given.consent, "server")
            case Given(confirmed=True):
                self._identify(number, now, {"email": self.person.email}, True, "mail")
            case Given(mailing=str(scenario)):
                self._broadcast(scenario, now, "sent")
            case Given(entered=str(scenario)):
                self._track(number, now, ENTER_SCENARIO, {"scenario": scenario}, origin="server", proof=2)
            case Given(answered=str(key)):
                alerts = [one.effect.id for one in self.fold(now)[0] if one.kind == "alert"]
                about = {"answer": key, "alert": alerts[-1] if alerts else ""}
                self._track(number, now, REP_ANSWERED, about, subject=self._own, origin="rep", proof=2)
            case Given(replied=str(step)):
                self._answer(number, now, step, given)
            case Given(unsubscribed_from=str(topic)):
                about = {"topic": topic}
                self._track(number, now, TOPIC_UNSUBSCRIBED, about, subject=self._own, origin="mail", proof=2)
            case _:
                self._track(number, now, UNSUBSCRIBED, {}, subject=self._own, origin="mail", proof=2)

    @property
    def _own(self) -> str:
        return f"p:{self.person.id}"

    def _track(self, number: int, now: Millis, name: str, properties: Json, **more: Any) -> None:
        self._note(number, now, type="track", name=name, properties=properties, **more)

    def _note(self, number: int, now: Millis, subject: str = SUBJECT, **event: Any) -> None:
        self._log(number, now, subject, event)

    def _log(self, number: int, now: Millis, subject: str, *events: Json) -> None:
        """One packet of these events."""
        browser = {"anonymous_id": BROWSER} if subject == SUBJECT else {}
        ids = [f"given-{number}" + f"-{place}" * (place > 0) for place in range(len(events))]
        known = {"subject": subject, "at": now, "received_at": now, **browser}
        made = tuple(of_plain(Event, {**known, "id": id, **event}) for id, event in zip(ids, events, strict=True))
        sort = packing.sort_of(now, ids[:1], events[0].get("proof", 1))
        self.packets.append(Packet(subject=subject, sort=sort, received_at=now, events=made))

    def _submit(self, number: int, name: str, given: Given, now: Millis) -> None:
        form = self.plan.forms[name]
        asked = {field.trait for field in form.fields}
        values = {trait: value for trait, value in self.tryout.lead.items() if trait in asked} | given.values
        posted = Posted(
            values=values,
            agreed=given.agreed,
            anonymous_id=BROWSER,
            message_id=f"given-{number}",
            original=now,
            sent_at=now,
            language=self.plan.settings.language,
        )
        try:
            filled = forms.fill(form, posted)
        except Incomplete as refused:
            raise Impossible(number, "given_form", form=name, problems=refused.problems) from refused
        packed = forms.packet(filled, posted, now)
        self.packets.append(packing.unpack(packed.subject, packed.sort, now, packed.events))

    def _identify(self, number: int, now: Millis, traits: Json, agrees: bool, origin: str) -> None:
        consent = {"consent": {"marketing": True, "text": self._name, "source": "test"}} if agrees else {}
        subject = self._own if origin == "mail" else SUBJECT
        self._note(number, now, subject, type="identify", traits=traits, context=consent, origin=origin, proof=2)

    def _of_a_mail(self, number: int, now: Millis, name: str, written: str, more: Json) -> None:
        scenario, _, step = written.rpartition("/")
        went = [
            one.effect
            for one in self.fold(now)[0]
            if isinstance(one.effect, SendMail) and not one.skip and one.name == step and scenario in ("", one.scenario)
        ]
        if not went:
            raise Impossible(number, "given_mail", name=written)
        mail = went[-1]
        about = {"scenario": mail.scenario, "step": mail.step, "enrolment": mail.enrolment, **more}
        self._track(number, now, name, about, subject=self._own, origin="mail", proof=2)

    def _answer(self, number: int, now: Millis, written: str, given: Given) -> None:
        """Whoever got the mail of this step replies to it; or the other system to its webhook."""
        scenario, _, step = written.rpartition("/")
        if any(
            each.id == step and isinstance(each, MailStep)
            for name, here in self.plan.scenarios.items()
            if scenario in ("", name)
            for each in steps_of(here.steps)
        ):
            self._of_a_mail(number, now, MAIL_REPLIED, written, {})
        else:
            self._reply(number, now, written, given)

    def _reply(self, number: int, now: Millis, written: str, given: Given) -> None:
        """What the other system makes of the webhook that was sent last: as `shell.effects.webhook` notes it."""
        scenario, _, step = written.rpartition("/")
        told_them = [
            effect
            for _, effect in self._decided(now)[0]
            if isinstance(effect, SendWebhook) and effect.step == step and scenario in ("", effect.scenario)
        ]
        if not told_them:
            raise Impossible(number, "given_webhook", name=written)
        hook, ours = told_them[-1], {"origin": "webhook", "proof": 2}
        traits = reply.traits_of(json.dumps({"traits": given.traits}).encode()) if given.taken else {}
        about = {
            "how": "replied" if given.taken else "given_up",
            "scenario": hook.scenario,
            "step": hook.step,
            "enrolment": hook.enrolment,
        }
        said: list[Json] = [{"type": "identify", "traits": traits, **ours}] if traits else []
        said.append({"type": "track", "name": WEBHOOK_ENDED, "properties": about, **ours})
        self._log(number, now, self._own, *said)

    # --- mailings that come by themselves

    def _come_mailings(self, until: Millis) -> None:
        """Those that are due from where the last look ended: what is given next may be a click in one."""
        due = sorted(
            (moment, scenario.id)
            for scenario in self.plan.scenarios.values()
            if scenario.status == "active" and isinstance(scenario.trigger, ScheduleTrigger)
            for moment in _until(
                schedule.dues(scenario, scenario.trigger, self.plan.settings, self._mailed_until), until
            )
        )
        for moment, name in due:
            audience, person = self.plan.scenarios[name].audience, self.fold(moment)[2]
            # nobody else is on the list
            if person.is_lead and (audience is None or holds(audience, self.facts(person, moment))):
                self._broadcast(name, moment, "schedule")
        self._mailed_until = until

    def _broadcast(self, name: str, now: Millis, code: str) -> None:
        scenario = self.plan.scenarios[name]
        limit = None
        if isinstance(scenario.trigger, ScheduleTrigger) and code == "schedule":
            limit = schedule.not_after(
                scenario.trigger, Calendar.of(self.plan.settings, scenario.timezone, scenario.calendar), now
            )
        of = Broadcast(f"{name}-{now}", name, now, limit, code)
        event = Event(
            subject=self._own,
            id=f"mailing-{of.mailing}",
            type="track",
            name=BROADCAST_DUE,
            at=now,
            received_at=now,
            origin="server",
            proof=2,
            properties=mailing.properties_of(of),
        )
        sort = packing.sort_of(now, [event.id], 2)
        self.packets.append(Packet(subject=self._own, sort=sort, received_at=now, events=(event,)))

    # --- who, and until when

    @property
    def _name(self) -> str:
        return str(self.tryout.name)

    def _somebody(self) -> Person:
        """Who the events turn out to be about: whoever has the first address that is named."""
        named = [self.tryout.lead, *(each.identify or each.values for each in self.tryout.given)]
        names_it = any(each.submitted or each.identify is not None for each in self.tryout.given)
        written = next((each["email"] for each in named if each.get("email")), None) if names_it else None
        email = mail_address.read(written) if isinstance(written, str) else None
        if email is None:
            return Person(id=keys.visitor_id(SUBJECT))
        return Person(id=keys.lead_id(f"email:{email}"), email=email)

    def _until(self, last: Millis) -> Millis:
        until = self.tryout.until
        if isinstance(until, Span):
            return self.calendar.add(last, until)
        end = self.calendar.parse_moment(until, end=True) if until else last + WATCHED
        expected = [self.calendar.parse_moment(each.at, end=True) for each in self.tryout.expect if each.at]
        return max(end, *(at + 60_000 for at in expected)) if expected else end


def _until(moments: Iterator[Millis], until: Millis) -> Iterator[Millis]:
    for moment in moments:
        if moment > until:
            return
        yield moment
