"""How many are in the scenarios that a version changes or leaves out, for its report.

Rules
1. The publisher reads no people. What was counted last of the archive tells how many are under way, and when that was:
   about so many. Where nothing was counted yet it is not known, and said so.
2. A report never fails for want of a number.
"""

from mikomi.aws.refusals import AwsRefusal, Silence
from mikomi.core.checking.lint_mails import templates_of
from mikomi.core.checking.report import Insiders
from mikomi.core.results.counted import Counted
from mikomi.model.base import Millis
from mikomi.model.plan import Plan
from mikomi.model.scenario import MailStep, Scenario
from mikomi.model.step_tree import steps_of
from mikomi.settings import settings


def inside(plan: Plan, over: Plan) -> tuple[tuple[Insiders, ...], Millis | None]:
    """Who is in what is changed or gone, as of that moment; nobody where nothing is."""
    gone = sorted({*over.scenarios} - {*plan.scenarios})
    changed = sorted(
        each.id for each in plan.scenarios.values() if each.id in over.scenarios and _differs(each, plan, over)
    )
    if not over.version or not (gone or changed):
        return (), None
    counted = _counted()
    rows = [Insiders(scenario=each, becomes="wait", about=_under_way(each, counted)) for each in gone]
    rows += [Insiders(scenario=each, becomes="finish", about=_under_way(each, counted)) for each in changed]
    return tuple(row for row in rows if row.about != 0), counted.as_of


def _differs(scenario: Scenario, plan: Plan, over: Plan) -> bool:
    """In itself, or in what its mails say."""
    if scenario != over.scenarios[scenario.id]:
        return True
    mails = {mail for step in steps_of(scenario.steps) if isinstance(step, MailStep) for mail in templates_of(step)}
    return any(plan.mails.get(mail) != over.mails.get(mail) for mail in mails)


def _counted() -> Counted:
    from mikomi.shell.archive import counted

    try:
        return counted.scenarios() if settings().archive_bucket else Counted(None, {})
    except (AwsRefusal, Silence):
        return Counted(None, {})


def _under_way(scenario: str, counted: Counted) -> int | None:
    if counted.as_of is None:
        return None
    return sum(int(row.get("under_way", 0)) for row in counted.of("scenario_runs", scenario))
