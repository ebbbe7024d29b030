"""A scenario as a picture with its numbers: who came to each step, what its mails did, how many reached its goal.

Rules
1. Order, branches and names are those of the file; numbers are those of the results, and where there are none yet the
   picture is the scenario alone.
2. A number hangs on a step's id: what has none (a wait) shows none.
3. Of a mail human clicks count, of those to whom it was delivered; a machine's opens are never a headline.
"""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from mikomi.core.figures.rates import Rate
from mikomi.core.figures.sentences import of_rate, percent
from mikomi.core.pictures.graph import Node, Way, graph, standing_alone
from mikomi.core.pictures.mermaid import flowchart
from mikomi.core.pictures.table import Chart, Link
from mikomi.core.telling import prose
from mikomi.core.telling.prose_waits import brief, scheduled
from mikomi.core.telling.tale import Tale
from mikomi.core.words import moments
from mikomi.core.words.conditions import in_words
from mikomi.core.words.wording import Names, names_of
from mikomi.model.plan import Plan, nothing_published
from mikomi.model.scenario import (
    AddPointsStep,
    AddTagStep,
    EnterStep,
    ExitStep,
    IfStep,
    MailStep,
    RemoveTagStep,
    Scenario,
    SendAlertStep,
    SetTraitStep,
    SplitStep,
    Step,
    TaskStep,
    UnknownStep,
    WaitStep,
    WebhookStep,
)
from mikomi.model.trigger import ManualTrigger, ScheduleTrigger, UnknownTrigger, WhenTrigger
from mikomi.model.words import in_language

FLOW: dict[str, tuple[str, str]] = {
    "picture": ("シナリオ「{name}」の流れ", "The steps of “{name}”"),
    "step": ("ステップ", "Step"),
    "reached": ("到達", "Reached"),
    "share": ("入った人のうち", "Of those who entered"),
    "clicks": ("クリック", "Clicks"),
    "entered": ("入った人 {n}", "{n} entered"),
    "under_way": ("進行中 {n}", "{n} under way"),
    "came": ("到達 {n}人（{share}）", "{n} came here ({share})"),
    "clicked": ("クリック {share}（{of}人中{n}人）", "clicks {share} ({n} of {of})"),
    "goal": ("ゴール", "Goal"),
    "goal.reached": ("達成 {share}（{of}人中{n}人）", "reached {share} ({n} of {of})"),
    "goal.not_yet": ("結果待ち {n}人", "{n} not yet known"),
    "start": ("開始", "Start"),
    "start.manual": ("手動・API", "by hand or API"),
    "start.unknown": ("新しい版の開始条件", "a trigger of a newer release"),
    "mail": ("メール", "Email"),
    "wait": ("待つ", "Wait"),
    "if": ("分岐", "If"),
    "split": ("振り分け", "Split"),
    "alert": ("営業通知", "Alert"),
    "task": ("営業のタスク", "Task"),
    "webhook": ("外部に知らせる", "Webhook"),
    "add_tag": ("タグを付ける", "Add tag"),
    "remove_tag": ("タグを外す", "Remove tag"),
    "add_points": ("加点", "Points"),
    "set_trait": ("属性", "Set"),
    "enter": ("別のシナリオへ", "Enter"),
    "exit": ("離脱", "Leave"),
    "unknown": ("新しい版のステップ", "A step of a newer release"),
    "yes": ("はい", "Yes"),
    "no": ("いいえ", "No"),
    "late": ("{span}たっても反応なし", "No reaction within {span}"),
}
Json = Mapping[str, Any]
PeopleOf = Callable[[str, str | None], str]
"""The page of the people behind a number (`entered`, `goal`; of a step: `step` and its id); "" where there is none."""


def flow(
    scenario: Scenario,
    results: Json | None,
    names: Names,
    language: str,
    people_of: PeopleOf = lambda *_: "",
    worst: str | None = None,
) -> Chart:
    """The picture and its table.

    Args:
        results: `entered`, `under_way`, `steps`, `mails`, `goal`, as `GET /v1/results/scenarios/{id}` has them.
        worst: the step after which most people left: it is marked.
    """
    head = tuple(_say(key, language) for key in ("step", "reached", "share", "clicks"))
    nodes = _Flow(scenario, results, names, language, people_of, worst).nodes()
    return graph(nodes, title_of(scenario, language), head)


def as_file(scenario: Scenario, plan: Plan, language: str) -> str:
    """The picture of the scenario alone, as a file that stands for itself."""
    described = prose.as_text(prose.prose(scenario, plan, language))
    return standing_alone(steps_of(scenario, plan, language), title_of(scenario, language), described)


def as_mermaid(scenario: Scenario, plan: Plan, language: str) -> str:
    """The same as the text of a Mermaid diagram."""
    return flowchart(steps_of(scenario, plan, language), title_of(scenario, language))


def title_of(scenario: Scenario, language: str) -> str:
    return _say("picture", language, name=name_of(scenario, language))


def name_of(scenario: Scenario, language: str) -> str:
    return in_language(scenario.name, language, scenario.id)


def steps_of(scenario: Scenario, plan: Plan, language: str) -> tuple[Node, ...]:
    """What is drawn: the start, every step with its branches, the goal."""
    return _Flow(scenario, None, names_of(plan, language), language, lambda *_: "", None).nodes()


def start_of(scenario: Scenario, names: Names, language: str) -> str:
    """How somebody gets into the scenario, in words."""
    match scenario.trigger:
        case WhenTrigger(when=when):
            return in_words(when, names, language, scenario.id)
        case ScheduleTrigger(schedule=schedule):
            return scheduled(schedule, Tale(scenario, nothing_published(), language, names)).strip()
        case ManualTrigger():
            return _say("start.manual", language)
        case UnknownTrigger():
            return _say("start.unknown", language)


class _Flow:
    def __init__(
        self,
        scenario: Scenario,
        results: Json | None,
        names: Names,
        language: str,
        people_of: PeopleOf,
        worst: str | None,
    ) -> None:
        self.scenario, self.results, self.names, self.language = scenario, results, names, language
        self.people_of, self.worst = people_of, worst
        self.tale = Tale(scenario, nothing_published(), language, names)  # of the plan a wait needs the names alone
        self.entered = results["entered"] if results else 0
        self.reached = {step["id"]: step["reached"] for step in results["steps"]} if results else {}

    def nodes(self) -> tuple[Node, ...]:
        return (self._start(), *map(self._node, self.scenario.steps), *self._goal())

    def _say(self, key: str, **values: object) -> str:
        return _say(key, self.language, **values)

    def _start(self) -> Node:
        name = start_of(self.scenario, self.names, self.language)
        if not self.results:
            return Node(self._say("start"), name, tone="enter", row=("–",) * 3)
        figures = (
            self._say("entered", n=f"{self.entered:,}"),
            self._say("under_way", n=f"{self.results['under_way']:,}"),
        )
        row = (self._people("entered", None, self.entered), "100.0%" if self.entered else "–", "–")
        return Node(
            self._say("start"),
            name,
            figures,
            1.0 if self.entered else 0.0,
            "enter",
            self.people_of("entered", None),
            row,
        )

    def _goal(self) -> tuple[Node, ...]:
        goal = self.scenario.goal
        if goal is None:
            return ()
        verb, name = self._say("goal"), in_language(goal.name, self.language)
        told = self.results.get("goal") if self.results else None
        if not told:
            return (Node(verb, name, tone="goal", row=("–",) * 3),)
        rate = Rate(told["reached"], told["of"], told["not_yet"])
        share = "–" if rate.share is None else percent(rate.share)
        figures = (
            self._say("goal.reached", share=share, of=f"{rate.of:,}", n=f"{rate.reached:,}"),
            self._say("goal.not_yet", n=f"{rate.not_yet:,}"),
        )
        row = (self._people("goal", None, rate.reached), of_rate(rate, self.language), "–")
        return (Node(verb, name, figures, rate.share or 0.0, "goal", self.people_of("goal", None), row),)

    def _node(self, step: Step) -> Node:
        verb, name = self._words(step)
        tone = "mail" if isinstance(step, MailStep) else "alert" if isinstance(step, SendAlertStep | TaskStep) else ""
        ways = tuple(
            Way(self._way(step, branch.name), tuple(map(self._node, branch.steps)), _ends(branch.steps))
            for branch in step.branches
        )
        if not step.id or step.id not in self.reached:
            return Node(verb, name, tone=tone, row=("–",) * 3, ways=ways)
        tone = f"{tone} stop".lstrip() if step.id == self.worst else tone
        came, clicks = self.reached[step.id], self._clicks(step.id)
        part = came / self.entered if self.entered else 0.0
        figures = (self._say("came", n=f"{came:,}", share=percent(part)), *([clicks] if clicks else []))
        row = (self._people("step", step.id, came), percent(part), clicks or "–")
        return Node(verb, name, figures, part, tone, self.people_of("step", step.id), row, ways)

    def _people(self, what: str, step: str | None, count: int) -> "str | Link":
        page = self.people_of(what, step)
        return Link(f"{count:,}", page) if page else f"{count:,}"

    def _clicks(self, step: str) -> str:
        mails = [mail for mail in self.results["mails"] if mail["step"] == step] if self.results else []
        if not mails:
            return ""
        clicked, of = (sum(mail[key] or 0 for mail in mails) for key in ("clicked", "delivered"))
        return self._say("clicked", share=percent(clicked / of) if of else "–", n=f"{clicked:,}", of=f"{of:,}")

    def _words(self, step: Step) -> tuple[str, str]:
        language, names = self.language, self.names
        named = names.get(f"step:{self.scenario.id}/{step.id}", step.id or "")
        match step:
            case WaitStep(wait=wait):
                return self._say("wait"), brief(wait, self.tale)
            case MailStep():
                return self._say("mail"), named
            case IfStep(if_=condition):
                return self._say("if"), in_words(condition, names, language, self.scenario.id)
            case SplitStep(split=arms):
                return self._say("split"), " / ".join(arm.id for arm in arms)
            case SendAlertStep():
                return self._say("alert"), named
            case TaskStep(task=wish):
                return self._say("task"), names.get(f"task:{wish.kind}", wish.kind)
            case WebhookStep(webhook=hook):
                return self._say("webhook"), urlsplit(hook.url).hostname or named
            case AddTagStep(add_tag=tag):
                return self._say("add_tag"), tag
            case RemoveTagStep(remove_tag=tag):
                return self._say("remove_tag"), tag
            case AddPointsStep(add_points=points):
                return self._say("add_points"), f"{points:+g}"
            case SetTraitStep(set_trait=traits):
                return self._say("set_trait"), ", ".join(names.get(f"trait:{trait}", trait) for trait in traits)
            case EnterStep(enter=scenario):
                return self._say("enter"), names.get(f"scenario:{scenario}", scenario)
            case ExitStep(exit=what):
                return self._say("exit"), "" if what is True else names.get(f"scenario:{what}", str(what))
            case UnknownStep():
                return self._say("unknown"), ""

    def _way(self, step: Step, name: str) -> str:
        if not isinstance(step, IfStep):
            return name
        if name == "then":
            return self._say("yes")
        return (
            self._say("late", span=moments.spelt(step.wait_up_to, self.language))
            if step.wait_up_to
            else self._say("no")
        )


def _ends(steps: "list[Step]") -> bool:
    """Whether this way leads out of the scenario."""
    return bool(steps) and isinstance(steps[-1], ExitStep) and steps[-1].exit is True


def _say(key: str, language: str, **values: object) -> str:
    return FLOW[key][language != "ja"].format(**values)
