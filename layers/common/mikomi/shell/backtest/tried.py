"""The plan that is tried: a published version, or what a workspace's folder says.

Rules
1. It is tried as if it had always run: points fade by its own half-life from the beginning on.
2. Variants that follow what is known are dealt by the weights that there were, where the step is the same.
"""

from mikomi.aws import plans
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.model.plan import Plan, nothing_published
from mikomi.shell import rulebooks
from mikomi.shell.history import NeverPublished


class NotUnderstood(ValueError):
    """Parts of it this release cannot read; what would be decided without them is not what it says."""


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
