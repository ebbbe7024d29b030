"""Somebody is put into a scenario, taken out of it, or moved to a step, by hand.

Rules
1. It is an event of the log, by whom; what becomes of it the one decision says (`core.scenarios.changes`), by the
   scenario's own rules. What surely leads nowhere is refused at once.
2. The same press is one event, however often it arrives.
"""

from typing import Any

from mikomi import clock, keys, own_events
from mikomi.aws import log, people, plans
from mikomi.core.scenarios import changes, transfer
from mikomi.core.scenarios.changes import RunChange
from mikomi.model.events import RUN_CHANGED
from mikomi.model.person import Enrolment, Person
from mikomi.model.scenario import Scenario


class NotPossible(Exception):
    """`code` is the refusal's, as `errors` says it; `params` are its blanks."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def act(lead: str, verb: str, scenario: str, step: str | None, by: str, pressed: str = "") -> str:
    """Note it; the event's id. `pressed` tells one press from the next; without one each is its own. NotPossible."""
    person = people.load(lead) if keys.is_person(lead) else None
    if person is None or not person.is_lead:
        raise NotPossible("lead_unknown")
    if verb not in changes.BY_HAND:
        raise NotPossible("act_unknown", allowed=", ".join(changes.BY_HAND))
    if verb == "enter" and scenario not in plans.active().scenarios:
        raise NotPossible("scenario_unknown")
    if verb != "enter":
        _check_run(person, scenario, step if verb == "move" else None, moves=verb == "move")
    change = RunChange(verb, scenario, step=step if verb == "move" else None, by=by)
    now, subject = clock.now(), f"p:{person.id}"
    said = changes.properties_of(change)
    apart = keys.digest(verb, scenario, step or "", by, pressed or str(now))
    event = own_events.note(RUN_CHANGED, subject, apart, at=now, origin="rep", proof=2, properties=said)
    log.append(own_events.packet(subject, event, now))
    return str(event["id"])


def runs_of(person: Person) -> list[tuple[Enrolment, Scenario]]:
    """The runs that are under way, each with its scenario as it is on its version."""
    there = [(run, plans.version(run.plan).scenarios.get(run.scenario)) for run in person.enrolments]
    return [(run, scenario) for run, scenario in there if run.status == "active" and scenario is not None]


def _check_run(person: Person, scenario: str, step: str | None, *, moves: bool) -> None:
    found = [each for run, each in runs_of(person) if run.scenario == scenario]
    if not found:
        raise NotPossible("run_unknown")
    if moves and all(transfer.position_of(each, step or "") is None for each in found):
        raise NotPossible("step_unknown")
