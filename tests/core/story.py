"""A person's life in short sentences, folded by the real `decide`: what tests of the core tell their stories with."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mikomi.core.behaviour import segments as named
from mikomi.core.behaviour.rulebook import Rulebook, Rulebooks, compile
from mikomi.core.decide import decide
from mikomi.model.company import CompanySettings
from mikomi.model.decision import Because
from mikomi.model.effects import Effect, SendAlert, SendMail
from mikomi.model.events import (
    FORM_SUBMITTED,
    MAIL_CLICKED,
    MAIL_PAUSED,
    PAGE_ENGAGED,
    REP_ACTED,
    REP_ANSWERED,
    TOPIC_UNSUBSCRIBED,
    UNSUBSCRIBED,
    Due,
    Event,
)
from mikomi.model.person import Person
from mikomi.model.plan import EDITION, Plan
from mikomi.model.scenario import Scenario
from mikomi.model.scoring import Scoring
from mikomi.model.segment import Segment
from mikomi.model.stored_json import of_plain

TOKYO = ZoneInfo("Asia/Tokyo")
SUBJECT = "a:browser-1"

SETTINGS: dict[str, Any] = {
    "company": {"name": "株式会社サンプル商店", "postal_address": "〒530-0003 大阪市", "contact": "info@example.co.jp"},
    "sender": {"name": "サンプル商店", "address": "news@example.co.jp"},
    "calendar": {
        "id": "jp",
        "country": "JP",
        "closed": ["2026-12-29", "2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02", "2027-01-03"],
        "business_hours": {"days": "weekdays", "from": "09:00", "to": "18:00"},
    },
    "reps": [{"id": "sato", "name": "佐藤", "email": "sato@example.co.jp"}],
}


def at(written: str) -> int:
    """Milliseconds of a Tokyo wall-clock moment, `2026-11-24 10:00`."""
    return int(datetime.fromisoformat(written).replace(tzinfo=TOKYO).timestamp() * 1000)


def tokyo(moment: int | None) -> str:
    """The Tokyo wall clock at this moment, `2026-11-24 10:00`."""
    assert moment is not None
    return f"{datetime.fromtimestamp(moment / 1000, TOKYO):%Y-%m-%d %H:%M}"


def plan_of(
    scenarios: Sequence[dict[str, Any]] = (),
    scoring: dict[str, Any] | None = None,
    version: int = 1,
    segments: dict[str, dict[str, Any]] | None = None,
    **settings: Any,
) -> Plan:
    """`segments`: the condition of each by its id."""
    written = {
        name: Segment.model_validate({"id": name, "name": name, "when": w}) for name, w in (segments or {}).items()
    }
    known = named.resolved(written)
    made = [Scenario.model_validate({"name": "-", "status": "active", **written}) for written in scenarios]
    return Plan(
        edition=EDITION,
        version=version,
        settings=CompanySettings.model_validate({**SETTINGS, **settings}),
        scoring=named.put_in_place(Scoring.model_validate(scoring or {}), known),
        scenarios={scenario.id: named.put_in_place(scenario, known) for scenario in made},
        segments=known,
    )


class Story:
    """One person, one plan, and a clock that the story moves."""

    def __init__(self, plan: Plan, start: str = "2026-11-24 10:00", lead: bool = True, consent: bool = True) -> None:
        self.books: dict[int, Rulebook] = {}
        self.publish(plan)
        self.now = at(start)
        self.count = 0
        self.effects: list[Effect] = []
        self.because: list[Because] = []
        self.person = Person(
            id="l_someone" if lead else "v_someone", email="yamada@example.com" if lead else None, proof=1
        )
        if lead:
            given = {"consent": {"marketing": True, "text": "はい", "source": "form:download"}} if consent else {}
            self.identify({"email": "yamada@example.com"}, context=given, origin="form")

    def publish(self, plan: Plan) -> None:
        self.books[plan.version] = compile(plan)
        self.active = plan.version

    @property
    def books_now(self) -> Rulebooks:
        return Rulebooks(self.books[self.active], self.books)

    def happens(self, **event: Any) -> "Story":
        self.count += 1
        whole = {
            "subject": SUBJECT,
            "id": f"m{self.count}",
            "at": self.now,
            "received_at": self.now,
            "anonymous_id": "browser-1",
            **event,
        }
        return self.fold(of_plain(Event, whole))

    def acts(self, act: str, **said: Any) -> "Story":
        """Somebody of sales does something with the lead by hand."""
        subject, told = f"p:{self.person.id}", {"act": act, "by": "sato", **said}
        return self.happens(
            subject=subject, type="track", name=REP_ACTED, origin="rep", proof=2, properties=told, anonymous_id=None
        )

    def fold(self, event: Event) -> "Story":
        self._take(decide(self.person, event, self.books_now, event.received_at))
        return self

    def _take(self, decision: Any) -> None:
        self.person = decision.person
        self.effects += decision.effects
        self.because += decision.because

    def visit(self, path: str) -> "Story":
        return self.happens(type="page", context={"page": {"path": path}})

    def engage(self, path: str, seconds: float, page: str = "p1") -> "Story":
        context = {"page": {"path": path}, "pageId": page}
        return self.happens(type="track", name=PAGE_ENGAGED, properties={"engaged_ms": seconds * 1000}, context=context)

    def submit(self, form: str) -> "Story":
        return self.happens(type="track", name=FORM_SUBMITTED, properties={"form": form}, origin="form")

    def identify(self, traits: dict[str, Any], **more: Any) -> "Story":
        return self.happens(type="identify", traits=traits, **more)

    def click(self, scenario: str, step: str) -> "Story":
        told = {"scenario": scenario, "step": step, "link": "https://example.co.jp/"}
        return self.happens(
            type="track", name=MAIL_CLICKED, properties=told, origin="mail", proof=2, subject=f"p:{self.person.id}"
        )

    def answer(self, key: str, alert: str = "", rep: str = "sato") -> "Story":
        told = {"answer": key, "rep": rep, **({"alert": alert} if alert else {})}
        return self.happens(
            type="track", name=REP_ANSWERED, properties=told, origin="rep", proof=2, subject=f"p:{self.person.id}"
        )

    def unsubscribe(self) -> "Story":
        return self.happens(type="track", name=UNSUBSCRIBED, origin="mail", proof=2, subject=f"p:{self.person.id}")

    def leave(self, topic: str) -> "Story":
        said, subject = {"topic": topic, "reason": "page"}, f"p:{self.person.id}"
        return self.happens(
            type="track", name=TOPIC_UNSUBSCRIBED, properties=said, origin="mail", proof=2, subject=subject
        )

    def pause(self) -> "Story":
        return self.happens(type="track", name=MAIL_PAUSED, origin="mail", proof=2, subject=f"p:{self.person.id}")

    def until(self, written: str) -> "Story":
        """Time passes; whatever falls due happens on the way."""
        self.now = at(written)
        self._take(decide(self.person, Due(at=self.now), self.books_now, self.now))
        return self

    @property
    def letters(self) -> list[SendMail]:
        """The decided mails, as effects."""
        return [effect for effect in self.effects if isinstance(effect, SendMail)]

    @property
    def mails(self) -> list[tuple[str, str]]:
        """Every mail that was decided: when (Tokyo) and which step; a skipped one with its reason in brackets."""
        return [
            (tokyo(e.at), f"{e.step} ({e.skip})" if e.skip else e.step) for e in self.effects if isinstance(e, SendMail)
        ]

    @property
    def alerts(self) -> list[SendAlert]:
        return [e for e in self.effects if isinstance(e, SendAlert)]

    def codes(self, kind: str) -> list[str | None]:
        return [b.code for b in self.because if b.kind == kind]

    def status_of(self, scenario: str) -> str | None:
        return next((e.status for e in self.person.enrolments if e.scenario == scenario), None)
