"""A scenario against the rest of the workspace: does all that it names exist, is each of its own names used once.

Rules
1. Every step is looked at, drafts included: a draft is what will run tomorrow. Only what cannot run yet is let pass
   there.
2. What depends on people or on time that we cannot know (a tag from outside) is doubtful, never wrong.
"""

import re
from dataclasses import dataclass, field
from typing import Any

from mikomi.core.behaviour.conditions import behaviours
from mikomi.core.checking import lint_conditions, lint_flow, lint_mailings, lint_webhooks
from mikomi.core.checking.document import Document, Path
from mikomi.core.checking.lint_conditions import Known
from mikomi.core.checking.lint_goals import check_entering, check_goal
from mikomi.core.checking.lint_settings import check_escalation, check_receivers, check_texts, check_timezone, check_url
from mikomi.core.checking.lint_targets import check_targets, check_window
from mikomi.core.scenarios import schedule
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings
from mikomi.model.duration import parse
from mikomi.model.scenario import (
    AddPointsStep,
    AddTagStep,
    EnterStep,
    ExitStep,
    IfStep,
    Mail,
    MailStep,
    RemoveTagStep,
    Scenario,
    SendAlertStep,
    SetTraitStep,
    SplitStep,
    Step,
    TaskStep,
    UnknownStep,
    WaitFor,
    WaitStep,
    WebhookStep,
    Window,
)
from mikomi.model.scoring import Scoring
from mikomi.model.step_tree import walk
from mikomi.model.trigger import ManualTrigger, ScheduleTrigger, UnknownTrigger, WhenTrigger
from mikomi.model.words import real_day

_UNTIL = re.compile(r"\s*(?P<what>\S+?)\s*(?:[+-]\s+(?P<span>\S+)\s*)?")
_MOMENT = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(T([01][0-9]|2[0-3]):[0-5][0-9])?")


@dataclass(frozen=True)
class Workspace:
    """What scenarios may name, whether or not each of its files is right in itself."""

    settings: CompanySettings | None
    scoring: Scoring
    scenarios: dict[str, Scenario]
    scenario_ids: tuple[str, ...]
    mails: tuple[str, ...]
    known: Known
    groups: tuple[str, ...] = field(default=())
    now: Millis | None = None
    """The time, where somebody can tell it: what is over is only doubtful then."""


def check(document: Document, scenario: Scenario, workspace: Workspace) -> None:
    _check_head(document, scenario, workspace)
    _check_ids(document, scenario)
    for step, _, path in walk(scenario.steps):
        _check_step(document, step, path, scenario, workspace)
    lint_flow.check_reach(document, scenario)
    lint_flow.check_past(document, scenario)
    check_targets(document, scenario)
    check_entering(document, scenario)
    if scenario.goal:
        check_window(document, scenario)
    if isinstance(scenario.trigger, WhenTrigger) and workspace.known.whole:
        lint_mailings.check_trigger(document, scenario.trigger, workspace.scenarios, workspace.scoring, workspace.known)
    if scenario.goal and workspace.known.whole:
        check_goal(document, scenario, workspace.scenarios, workspace.scoring, workspace.known)


def _check_head(document: Document, scenario: Scenario, workspace: Workspace) -> None:
    known, settings = workspace.known, workspace.settings
    check_timezone(document, ("timezone",), scenario.timezone)
    among = tuple(each.id for each in (settings.calendar, *settings.calendars)) if settings else ()
    if scenario.calendar and settings and scenario.calendar not in among:
        document.report("E-calendar", ("calendar",), name=scenario.calendar, among=among)
    active = scenario.active
    if active and active.from_ and active.until and active.from_ > active.until:
        document.report("E-from-until", ("active", "from"))
    match scenario.trigger:
        case WhenTrigger(when=when):
            lint_conditions.check(document, ("trigger", "when"), when, known)
            if lint_conditions.depends_on_opens_alone(when, known):
                document.report("W-opens-alone", ("trigger", "when"))
        case ScheduleTrigger() as trigger:
            lint_mailings.check_schedule(document, scenario, trigger, settings, workspace.now)
        case ManualTrigger() | UnknownTrigger():
            pass
    if scenario.audience:
        lint_conditions.check(document, ("audience",), scenario.audience, known)
    for i, condition in enumerate(scenario.exit_when):
        lint_conditions.check(document, ("exit_when", i), condition, known, scenario=scenario.id)
    if scenario.goal:
        lint_conditions.check(document, ("goal", "when"), scenario.goal.when, known, scenario=scenario.id)


def _check_ids(document: Document, scenario: Scenario) -> None:
    """Numbers hang on ids: two steps of one id would share them."""
    steps: set[str] = set()
    offers: set[str] = set()
    for step, _, path in walk(scenario.steps):
        _once(document, steps, step.id, (*path, "id"), ("ステップの id", "step id"))
        if isinstance(step, MailStep):
            if step.mail.offer:
                at = (*path, "mail", "offer", "id")
                _once(document, offers, step.mail.offer.id, at, ("オファーの id", "offer id"))
            _check_arms(document, (*path, "mail", "variants"), step.mail.variants or [])
        elif isinstance(step, SplitStep):
            _check_arms(document, (*path, "split"), step.split)
            _check_held_out(document, (*path, "split"), step)


def _once(document: Document, seen: set[str], name: str | None, path: Path, what: tuple[str, str]) -> None:
    if name is None:
        return
    if name in seen:
        document.report("E-twice", path, name=name, what=what)
    seen.add(name)


def _check_arms(document: Document, path: Path, arms: Any) -> None:
    seen: set[str] = set()
    for i, arm in enumerate(arms):
        _once(document, seen, arm.id, (*path, i, "id"), ("id", "id"))
    if arms and not any(arm.weight for arm in arms):
        document.report("E-weights", path)
        return
    for i, arm in enumerate(arms):
        if not arm.weight:
            document.report("W-weight", (*path, i, "weight"))


def _check_held_out(document: Document, path: Path, step: SplitStep) -> None:
    for i, arm in enumerate(step.split):
        if arm.holdout and arm.steps:
            document.report("W-holdout-steps", (*path, i, "steps"), name=arm.id, key=True)
    if all(arm.holdout for arm in step.split):
        document.report("W-all-held-out", path, key=True)


def _check_step(document: Document, step: Step, path: Path, scenario: Scenario, workspace: Workspace) -> None:
    match step:
        case MailStep(mail=mail):
            _check_mail(document, mail, (*path, "mail"), scenario, workspace)
        case WaitStep(wait=WaitFor() as wait):
            _check_until(document, wait, (*path, "wait", "until"), scenario, workspace)
        case WaitStep():
            pass
        case IfStep(if_=condition):
            lint_conditions.check(document, (*path, "if"), condition, workspace.known, scenario=scenario.id, step=True)
            if lint_conditions.depends_on_opens_alone(condition, workspace.known):
                document.report("W-opens-alone", (*path, "if"))
            trigger = scenario.trigger
            if isinstance(trigger, WhenTrigger) and condition == trigger.when and behaviours(condition):
                document.report("W-if-trigger", (*path, "if"), key=True)
            if not step.then and not step.else_ and step.wait_up_to is None:
                document.report("W-empty-branch", (*path, "if"), key=True)
        case SendAlertStep(alert=alert):
            check_receivers(document, (*path, "alert", "to"), alert.to, workspace.settings)
            check_escalation(document, (*path, "alert", "escalate"), alert, workspace.settings)
            check_texts(document, (*path, "alert", "why"), alert.why)
        case TaskStep(task=wish):
            tasks = workspace.known.tasks
            if tasks is not None and wish.kind not in tasks:
                document.report("E-task", (*path, "task", "kind"), name=wish.kind, among=tasks)
            check_receivers(document, (*path, "task", "to"), wish.to, workspace.settings)
            check_texts(document, (*path, "task", "why"), wish.why)
        case WebhookStep(webhook=hook):
            lint_webhooks.check(document, (*path, "webhook"), hook, workspace.settings)
        case EnterStep(enter=name):
            if name not in workspace.scenario_ids:
                needs = f"scenarios/{name}.json"
                document.report("E-scenario", (*path, "enter"), name=name, among=workspace.scenario_ids, needs=needs)
        case ExitStep(exit=name):
            if isinstance(name, str):
                check_exit(document, (*path, "exit"), name, workspace)
        case SetTraitStep(set_trait=traits):
            for trait in traits:
                check_texts(document, (*path, "set_trait", trait), trait)
        case SplitStep() | AddTagStep() | RemoveTagStep() | AddPointsStep():
            pass  # all that they name is their own
        case UnknownStep():
            pass  # never in a file


def check_exit(document: Document, path: Path, name: str, workspace: Workspace) -> None:
    among = (*workspace.scenario_ids, *workspace.groups, "*")
    if workspace.known.whole and name not in among:
        document.report("E-exit", path, name=name, among=among)


def _check_mail(document: Document, mail: Mail, path: Path, scenario: Scenario, workspace: Workspace) -> None:
    check_template(document, (*path, "template"), mail.template, workspace)
    for i, variant in enumerate(mail.variants or ()):
        if variant.template:
            check_template(document, (*path, "variants", i, "template"), variant.template, workspace)
    if mail.judged_by == "goal" and scenario.goal is None:
        document.report("E-judged-goal", (*path, "judged_by"))
    if mail.winner:
        _check_winner(document, mail, path, scenario)
    topics = workspace.known.topics
    if mail.topic and mail.kind == "transactional":
        document.report("E-topic-kind", (*path, "topic"), key=True)
    elif mail.topic and topics is not None and mail.topic not in topics:
        document.report("E-topic", (*path, "topic"), name=mail.topic, among=topics)
    if mail.offer is None:
        return
    check_url(document, (*path, "offer", "url"), mail.offer.url)
    shut = _longest_shut(scenario.send_window) if scenario.send_window and mail.kind == "marketing" else 0
    span = mail.offer.valid_for
    if span.unit != "bd" and span.millis < shut:
        gap = round(shut / 3_600_000)
        document.report("E-offer-window", (*path, "offer", "valid_for"), length=str(span), gap=gap)


def _check_winner(document: Document, mail: Mail, path: Path, scenario: Scenario) -> None:
    """Shares that follow the results are nobody's to write; and there must be a later to follow them in."""
    for i, variant in enumerate(mail.variants or ()):
        if "weight" in variant.model_fields_set:
            document.report("E-winner-weight", (*path, "variants", i, "weight"), key=True)
    trigger = scenario.trigger
    if isinstance(trigger, ScheduleTrigger) and trigger.who == "now" and not schedule.is_cron(trigger.schedule):
        document.report("W-winner-at-once", (*path, "winner"), key=True)


def check_template(document: Document, path: Path, name: str, workspace: Workspace) -> None:
    if name not in workspace.mails:
        needs = f"mails/{name}.html"
        document.report("E-template", path, name=name, among=workspace.mails, needs=needs)


def _longest_shut(window: Window) -> int:
    """Milliseconds from the window's end on its last day of a week to its next opening (holidays left out)."""
    minutes = [int(clock[:2]) * 60 + int(clock[3:]) for clock in (window.from_, window.to)]
    start, end = minutes[0], 1440 if window.to == "23:59" else minutes[1]
    open_minutes = 1440 if start == end else (end - start) % 1440 or 1440
    days_off = {"all": 0, "weekdays": 2, "weekends": 5}[window.days]
    return (1440 - open_minutes + days_off * 1440) * 60_000


def _check_until(document: Document, wait: WaitFor, path: Path, scenario: Scenario, workspace: Workspace) -> None:
    if wait.until is None:
        return
    match = _UNTIL.fullmatch(wait.until)
    what = match["what"] if match else ""
    readable = bool(match) and (not what[:1].isdigit() or bool(_MOMENT.fullmatch(what)))
    if match and match["span"]:
        try:
            parse(match["span"])
        except ValueError:
            readable = False
    if not readable:
        document.report("E-until", path, name=wait.until)
    elif what[:1].isdigit():
        _check_day(document, what, path, scenario, workspace)


def _check_day(document: Document, written: str, path: Path, scenario: Scenario, workspace: Workspace) -> None:
    try:
        real_day(written)
    except ValueError:
        document.report("E-date", path, name=written)
        return
    if workspace.now is None or workspace.settings is None or scenario.status != "active":
        return
    try:
        over = (
            Calendar.of(workspace.settings, scenario.timezone, scenario.calendar).parse_moment(written, end=True)
            <= workspace.now
        )
    except (ArithmeticError, LookupError, OSError, ValueError):
        return  # the time zone is reported in its own place
    if over:
        document.report("W-until-past", path, name=written)


def check_feedback(document: Document, scoring: Scoring, workspace: Workspace) -> None:
    for key, answer in scoring.feedback.items():
        if answer.exit:
            check_exit(document, ("feedback", key, "exit"), answer.exit, workspace)
        if answer.enter and answer.enter not in workspace.scenario_ids:
            document.report(
                "E-scenario",
                ("feedback", key, "enter"),
                name=answer.enter,
                among=workspace.scenario_ids,
                needs=f"scenarios/{answer.enter}.json",
            )
