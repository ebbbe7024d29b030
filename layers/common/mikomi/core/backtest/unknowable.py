"""What hangs on a reaction to a mail that nobody got: nobody knows it, and no number is made of it.

Rules
1. A mail of the candidate that did not go out in reality has no reaction in the log. So what is later in its run is not
   known, if the scenario asks for a reaction; nor, of its reader, what conditions on opened or clicked mails bring.
2. What people do by themselves (visits, forms) is taken as it was.
"""

from collections.abc import Iterable, Iterator

from mikomi.core.behaviour.asked import conditions_inside
from mikomi.core.behaviour.conditions import behaviours
from mikomi.model.base import Millis
from mikomi.model.condition import Clicked, Condition, Happened, Opened
from mikomi.model.effects import SendMail
from mikomi.model.events import MAIL_CLICKED, MAIL_OPENED, MAIL_REPLIED
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario
from mikomi.model.trigger import WhenTrigger

_ECHOES = {MAIL_OPENED, MAIL_CLICKED, MAIL_REPLIED}


class Asks:
    """What of a plan asks for reactions to mails: rules and, by what lets people in or by what is asked inside,
    scenarios; and which scenarios have a goal."""

    def __init__(self, plan: Plan) -> None:
        self.rules = frozenset(rule.id for rule in plan.scoring.rules if _asks(rule.when))
        scenarios = plan.scenarios.values()
        self.entries = frozenset(one.id for one in scenarios if any(_asks(each) for each in _lets_in(one)))
        self.inside = frozenset(one.id for one in scenarios if any(_asks(each) for each in conditions_inside(one)))
        self.goals = frozenset(one.id for one in scenarios if one.goal is not None)


def _lets_in(scenario: Scenario) -> Iterator[Condition]:
    if isinstance(scenario.trigger, WhenTrigger):
        yield scenario.trigger.when
    if scenario.audience is not None:
        yield scenario.audience


def _asks(condition: Condition) -> bool:
    return any(
        isinstance(leaf, Opened | Clicked) or (isinstance(leaf, Happened) and leaf.event in _ECHOES)
        for leaf in behaviours(condition)
    )


class Unanswered:
    """The mails of one course that nobody got (`mails`), since when the person has got one of them, and by run since
    when there is one (`runs`, with the run's scenario)."""

    def __init__(self, mails: Iterable[SendMail]) -> None:
        self.mails = tuple(mails)
        self.since: Millis | None = min((mail.at for mail in self.mails), default=None)
        self.runs: dict[str, tuple[Millis, str]] = {}
        for mail in sorted(self.mails, key=lambda mail: mail.at):
            self.runs.setdefault(mail.enrolment, (mail.at, mail.scenario))

    def hangs(self, run: str, at: Millis) -> bool:
        """Whether somebody had got such a mail in this run before."""
        return run in self.runs and self.runs[run][0] < at

    def has_begun(self, at: Millis) -> bool:
        """Whether the person had got any such mail before."""
        return self.since is not None and self.since < at


NOTHING = Unanswered(())
