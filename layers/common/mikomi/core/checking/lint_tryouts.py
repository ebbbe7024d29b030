"""`tests/<name>.test.json` against the rest: what it names exists. Whether what it expects comes true is asked by
`mikomi test` alone: publishing runs no test.
"""

from mikomi.core.checking import lint_conditions
from mikomi.core.checking.document import Document, Path
from mikomi.core.checking.lint_conditions import leaves
from mikomi.core.checking.lint_scenarios import Workspace
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.company import CompanySettings
from mikomi.model.condition import Behaviour
from mikomi.model.scenario import MailStep, Scenario, SendAlertStep, WebhookStep
from mikomi.model.step_tree import steps_of
from mikomi.model.tryout import Expected, Given, Tryout


def check(document: Document, tryout: Tryout, workspace: Workspace) -> None:
    known = workspace.known
    if tryout.scenario is not None:
        _check_scenario(document, ("scenario",), tryout.scenario, workspace)
    for number, given in enumerate(tryout.given):
        _check_given(document, ("given", number), given, workspace)
    for number, expected in enumerate(tryout.expect):
        path: Path = ("expect", number)
        _check_expected(document, path, expected, workspace)
        if expected.holds is not None:
            lint_conditions.check(document, (*path, "holds"), expected.holds, known)
            for leaf, at in leaves(known.in_place(expected.holds), (*path, "holds")):
                if isinstance(leaf, Behaviour):
                    document.report("E-test-holds", at)
        if expected.at and not document.source.problems and _is_before(expected.at, tryout.at, workspace.settings):
            document.report("E-test-before", (*path, "at"), name=expected.at)


def _is_before(written: str, begin: str, settings: CompanySettings | None) -> bool:
    if settings is None:
        return False
    try:
        calendar = Calendar.of(settings)
        return calendar.parse_moment(written) < calendar.parse_moment(begin)
    except (ArithmeticError, LookupError, OSError, ValueError):
        return False  # the time zone is reported in its own place


def _check_given(document: Document, path: Path, given: Given, workspace: Workspace) -> None:
    known = workspace.known
    if given.submitted is not None and given.submitted not in known.forms:
        needs = f"forms/{given.submitted}.json"
        document.report("E-form", (*path, "submitted"), name=given.submitted, among=known.forms, needs=needs)
    for key, written in (("clicked", given.clicked), ("opened", given.opened)):
        if written is not None:
            _check_step(document, (*path, key), written, _mails(workspace), "E-mail-step")
    for key, written in (("mailing", given.mailing), ("entered", given.entered)):
        if written is not None:
            _check_scenario(document, (*path, key), written, workspace)
    if given.replied is not None:
        answered = {
            name: _of_kind(workspace.scenarios.get(name), (WebhookStep, MailStep)) for name in workspace.scenario_ids
        }
        _check_step(document, (*path, "replied"), given.replied, answered, "E-reply")
    if given.unsubscribed_from is not None and known.topics is not None and given.unsubscribed_from not in known.topics:
        document.report("E-topic", (*path, "unsubscribed_from"), name=given.unsubscribed_from, among=known.topics)
    answers = tuple(workspace.scoring.feedback)
    if given.answered is not None and given.answered not in answers and known.bands is not None:
        document.report("E-answer", (*path, "answered"), name=given.answered, among=answers)


def _check_expected(document: Document, path: Path, expected: Expected, workspace: Workspace) -> None:
    if expected.mail is not None:
        _check_step(document, (*path, "mail"), expected.mail, _mails(workspace), "E-mail-step")
    rings = (*(workspace.known.bands or ()), *workspace.known.forms)
    if expected.alert is not None and expected.alert not in rings:
        alerts = {name: _of_kind(workspace.scenarios.get(name), (SendAlertStep,)) for name in workspace.scenario_ids}
        _check_step(document, (*path, "alert"), expected.alert, alerts, "E-alert", rings)
    for key, names in (("in", expected.in_), ("not_in", expected.not_in)):
        for number, name in enumerate([names] if isinstance(names, str) else names or ()):
            at: Path = (*path, key) if isinstance(names, str) else (*path, key, number)
            _check_scenario(document, at, name, workspace)


def _mails(workspace: Workspace) -> dict[str, tuple[str, ...] | None]:
    return workspace.known.mail_steps


def _of_kind(
    scenario: Scenario | None, kinds: tuple[type[SendAlertStep | WebhookStep | MailStep], ...]
) -> tuple[str, ...] | None:
    """The ids of its steps of these kinds; None of a scenario that cannot be read."""
    if scenario is None:
        return None
    return tuple(step.id for step in steps_of(scenario.steps) if isinstance(step, kinds) and step.id)


def _check_step(
    document: Document,
    path: Path,
    written: str,
    steps: dict[str, tuple[str, ...] | None],
    code: str,
    beside: tuple[str, ...] = (),
) -> None:
    """A step by its id, or as `scenario/step`. What stands in a scenario that cannot be read may be there."""
    scenario, _, step = written.rpartition("/")
    if scenario and scenario not in steps:
        document.report("E-scenario", path, name=scenario, among=tuple(steps))
        return
    homes = [steps[scenario]] if scenario else list(steps.values())
    if any(home is None or step in home for home in homes):
        return
    among = tuple(dict.fromkeys(each for home in homes for each in home or ()))
    document.report(code, path, name=step, among=(*among, *beside))


def _check_scenario(document: Document, path: Path, name: str, workspace: Workspace) -> None:
    if name not in workspace.scenario_ids:
        needs = f"scenarios/{name}.json"
        document.report("E-scenario", path, name=name, among=workspace.scenario_ids, needs=needs)
