"""The plan that is tried: a published version, or what a workspace's folder says; against what, and on which days.

Rules
1. It is tried as if it had always run: points fade by its own half-life from the beginning on.
2. Variants that follow what is known are dealt by the weights that there were, where the step is the same.
"""

from typing import NamedTuple

from mikomi.aws import plans
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.trial import Bench
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.model.base import Json, Millis
from mikomi.model.plan import Plan, nothing_published
from mikomi.shell import rulebooks
from mikomi.shell.history import NeverPublished


class NotUnderstood(ValueError):
    """Parts of it this release cannot read; what would be decided without them is not what it says."""


class ToTry(NamedTuple):
    """What is tried, against what (None: what really ran), on which days, on people as they are `now` or later."""

    candidate: Plan
    against: Plan | None
    days: TriedDays
    now: Millis

    def bench(self) -> Bench:
        against = books_of(self.against) if self.against else None
        return Bench(books_of(self.candidate), against, running(), self.days, self.now)

    def plain(self) -> Json:
        """As JSON, for whoever tries it elsewhere."""
        plans_said = (_said(self.candidate), _said(self.against) if self.against else None)
        return {"candidate": plans_said[0], "against": plans_said[1], "days": list(self.days), "now": self.now}

    @classmethod
    def of_plain(cls, plain: Json) -> "ToTry":
        """What `plain` said."""
        against = Plan.read(plain["against"].encode()) if plain["against"] else None
        return cls(Plan.read(plain["candidate"].encode()), against, TriedDays(*plain["days"]), plain["now"])


def _said(plan: Plan) -> str:
    return plan.model_dump_json(by_alias=True, exclude_none=True)


def version(number: int) -> Plan:
    """The published version. Raises NeverPublished; and NotUnderstood, ValueError or NewerFormat for what this release
    cannot read."""
    if not 0 < number <= plans.pointer_version():
        raise NeverPublished(number)
    try:
        plan = plans.version(number)
    except KeyError:
        raise NeverPublished(number) from None
    if plan.unread:
        raise NotUnderstood(", ".join(plan.unread))
    return plan


def books_of(plan: Plan) -> Rulebooks:
    """The plan by itself, as if it had always run. A folder's gets the number that would come next."""
    numbered = plan if plan.version else plan.model_copy(update={"version": plans.pointer_version() + 1})
    return rulebooks.holding(numbered.following(nothing_published(), 0), frozenset())


def running() -> Rulebooks:
    """What runs now, as it runs."""
    return rulebooks.holding(plans.active(), frozenset())
