"""Plans and events of few words, for tests of conditions, rules and scores."""

from typing import Any

from mikomi.core.behaviour.rulebook import Rulebook, compile
from mikomi.model.company import CompanySettings
from mikomi.model.condition import Condition
from mikomi.model.events import FORM_SUBMITTED, MAIL_CLICKED, MAIL_OPENED, PAGE_ENGAGED, Event
from mikomi.model.person import Enrolment, Person, Trait
from mikomi.model.plan import EDITION, Plan
from mikomi.model.scenario import Scenario
from mikomi.model.scoring import Scoring
from mikomi.model.stored_json import of_plain
from msgspec.structs import replace
from pydantic import TypeAdapter

COMPANY = {
    "company": {"name": "株式会社サンプル商店", "postal_address": "大阪市", "contact": "info@example.co.jp"},
    "sender": {"name": "サンプル商店", "address": "news@example.co.jp"},
}
HOUR = 3_600_000
DAY = 24 * HOUR
NOON = 1_796_100_000_000

_CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


def condition(written: dict[str, Any]) -> Condition:
    return _CONDITION.validate_python(written)


def rule(id: str, when: dict[str, Any], points: float = 10, **more: Any) -> dict[str, Any]:
    return {"id": id, "name": id, "when": when, "points": points, **more}


def scenario(id: str, when: dict[str, Any], steps: list[dict[str, Any]] | None = None, **more: Any) -> dict[str, Any]:
    steps = steps or [{"add_tag": "entered"}]
    return {"id": id, "name": id, "status": "active", "trigger": {"when": when}, "steps": steps, **more}


def plan(
    *rules: dict[str, Any], scenarios: list[dict[str, Any]] | None = None, version: int = 1, **scoring: Any
) -> Plan:
    return Plan(
        edition=EDITION,
        version=version,
        settings=CompanySettings.model_validate(COMPANY),
        scoring=Scoring.model_validate({"rules": list(rules), **scoring}),
        scenarios={one["id"]: Scenario.model_validate(one) for one in scenarios or []},
    )


def book(*rules: dict[str, Any], **more: Any) -> Rulebook:
    return compile(plan(*rules, **more))


def visit(path: str, at: int = NOON, id: str = "e") -> Event:
    return Event(id=id, type="page", at=at, received_at=at, context={"page": {"path": path}})


def track(name: str, at: int = NOON, id: str = "e", origin: str = "client", **properties: Any) -> Event:
    told = {"id": id, "type": "track", "name": name, "at": at, "received_at": at, "origin": origin}
    return of_plain(Event, {**told, "properties": properties})


def submit(form: Any, at: int = NOON) -> Event:
    return track(FORM_SUBMITTED, at, form=form)


def engaged(path: str, ms: Any, at: int = NOON, page: str | None = "p1", id: str = "e") -> Event:
    event = track(PAGE_ENGAGED, at, id, engaged_ms=ms, path=path)
    return replace(event, context={"pageId": page} if page else {})


def clicked(scenario: str, step: str, at: int = NOON, **more: Any) -> Event:
    return track(MAIL_CLICKED, at, origin="mail", scenario=scenario, step=step, **more)


def opened(scenario: str, step: str, at: int = NOON, **more: Any) -> Event:
    return track(MAIL_OPENED, at, origin="mail", scenario=scenario, step=step, **more)


def lead(tags: tuple[str, ...] = (), **traits: Any) -> Person:
    return Person(
        id="l_1",
        tags=dict.fromkeys(tags, NOON),
        traits={name: Trait(value=told, at=NOON) for name, told in traits.items()},
    )


def enrolment(scenario: str, id: str = "n1", **more: Any) -> Enrolment:
    return Enrolment(
        id=id, scenario=scenario, **{"plan": 1, "entered_at": NOON, "event_id": "e", "since": NOON, **more}
    )
