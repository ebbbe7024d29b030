"""What of a lead waits for somebody of sales: tasks that are open, and alerts with a time that nobody has answered.

Rules
1. It follows from the person alone, the most pressing first; what has no time comes last, in the order of its setting.
2. A task is the rep's for whom it was set, else the owner's. An alert is everybody's to whom it went. Where all of
   these have left, it is the owner's.
3. Whoever is no customer is nobody's work.
"""

from collections.abc import Collection, Iterable
from math import inf
from typing import NamedTuple

from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.people.owners import owner_of
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.sales import SalesAct

OWNERS = ""
"""In place of a rep's id: whoever the lead belongs to."""


class OpenWork(NamedTuple):
    """A task (`act`), or an alert that somebody else is told of when nobody answers it by `due_at` (`alert`)."""

    reps: tuple[str, ...]
    due_at: Millis | None
    act: SalesAct | None = None
    alert: SendAlert | None = None

    @property
    def presses(self) -> float:
        return inf if self.due_at is None else self.due_at


def of(person: Person) -> tuple[OpenWork, ...]:
    """As it stands in the person, whoever the reps are by now."""
    tasks = [OpenWork((act.of or OWNERS,), act.due_at, act=act) for act in person.dealings.tasks]
    alerts = [
        OpenWork(each.effect.escalates.to or (OWNERS,), each.due_at, alert=each.effect)
        for each in person.waiting
        if isinstance(each.effect, SendAlert) and each.effect.escalates
    ]
    return tuple(sorted([*alerts, *tasks], key=lambda work: work.presses))


def of_reps(person: Person, plan: Plan, reps: Collection[str] | None) -> tuple[OpenWork, ...]:
    """What is to be done by one of these reps; anybody's, where none is named."""
    if exclusion_of(person, plan.sales):
        return ()
    return tuple(
        work for work in of(person) if reps is None or not set(reps).isdisjoint(whose(work.reps, person, plan.settings))
    )


def whose(reps: Iterable[str], person: Person, settings: CompanySettings) -> tuple[str, ...]:
    """The reps of the company who are meant."""
    known = {rep.id for rep in settings.reps}
    there = tuple(rep for rep in reps if rep in known)
    owner = owner_of(person, settings)
    return there or ((owner,) if owner else ())
