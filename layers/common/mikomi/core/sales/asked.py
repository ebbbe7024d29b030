"""An act as somebody asks for it: what the event will say, or why it cannot be done.

Rules
1. What surely leads nowhere is refused before it stands in the log: a stage, rep or task that is not there, a text that
   is missing, an act that nobody can take back any more.
2. An act changes nothing by being old: what was seen when it was asked for is not asked here. The log's order decides.
"""

from typing import Any, NamedTuple, get_args

from mikomi.core.people import dealings
from mikomi.core.scenarios import overdue
from mikomi.core.scenarios.calendar import Calendar
from mikomi.model.base import Json, Millis
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.sales import SalesAct, SalesVerb

LONGEST = 200
LONGEST_TEXT = 2_000
"""Characters of a note."""
MOST_POINTS = 100
MOST_VALUE = 10**12
LONGEST_TAG = 100
OUTCOMES = ("reached", "not_reached", "again")
"""How a call ended."""
ENDS = ("done", "reached", "not_reached", "dropped")
"""How a task ended."""
VERBS: tuple[str, ...] = get_args(SalesVerb)
BY_RULE = "rule"
"""In place of a rep: the rules say whose it is."""


class Unfit(Exception):
    """It cannot be done. `code` is the refusal's, as `errors` says it; `params` are its blanks."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class ActWish(NamedTuple):
    """What is asked for, of whom, under which plan, when."""

    said: Json
    person: Person
    plan: Plan
    now: Millis

    def text(self, name: str, most: int = LONGEST) -> str:
        given = self.said.get(name, "")
        text = str(given).strip() if isinstance(given, str | int | float) and not isinstance(given, bool) else None
        if text is None or len(text) > most:
            raise Unfit("text_invalid", name=name, most=most)
        return text

    def needed(self, name: str, most: int = LONGEST) -> str:
        text = self.text(name, most)
        if not text:
            raise Unfit("act_wants", name=name)
        return text

    def one_of(self, name: str, among: tuple[str, ...]) -> str:
        text = self.text(name)
        if text not in among:
            raise Unfit("act_one_of", name=name, given=text, allowed=", ".join(among))
        return text


def properties(said: Json, person: Person, plan: Plan, now: Millis) -> Json:
    """What the event says beside who did it. Raises Unfit."""
    asked = ActWish(said, person, plan, now)
    match asked.text("act"):
        case "note":
            told: Json = {"text": asked.needed("text", LONGEST_TEXT)}
        case "call":
            told = _call(asked)
        case "task":
            told = _task(asked)
        case "done":
            told = _done(asked)
        case "stage":
            told = _stage(asked)
        case "owner":
            rep = asked.one_of("rep", (*(each.id for each in plan.settings.reps), BY_RULE))
            told = {"value": "" if rep == BY_RULE else rep}
        case "tag" | "untag":
            told = {"of": asked.needed("tag", LONGEST_TAG)}
        case "points":
            told = {"points": _points(asked), "text": asked.needed("text", LONGEST_TEXT)}
        case "exclude":
            told = {"value": asked.one_of("as", tuple(each.id for each in plan.sales.exclusion))}
        case "include":
            told = {"value": "customer"}
        case "undo":
            told = {"of": _remembered(asked).id}
        case _:
            raise Unfit("act_unknown")
    return {"act": said["act"], **{name: value for name, value in {**_words(asked), **told}.items() if value != ""}}


def _words(asked: ActWish) -> Json:
    return {"text": asked.text("text", LONGEST_TEXT)}


def _call(asked: ActWish) -> Json:
    outcome = asked.one_of("outcome", OUTCOMES)
    if outcome == "again":
        return {"value": outcome, "due_at": _moment(asked, "due"), "of": _rep(asked)}
    return {"value": outcome}


def _task(asked: ActWish) -> Json:
    kind = asked.one_of("kind", tuple(each.id for each in asked.plan.sales.tasks))
    if len(asked.person.dealings.tasks) >= dealings.OPEN_TASKS:
        raise Unfit("tasks_too_many", most=dealings.OPEN_TASKS)
    due = _moment(asked, "due") if asked.text("due") else overdue.due_by(kind, asked.plan, asked.now)
    return {"value": kind, "of": _rep(asked), **({"due_at": due} if due is not None else {})}


def _rep(asked: ActWish) -> str:
    reps = tuple(each.id for each in asked.plan.settings.reps)
    return asked.one_of("rep", reps) if asked.text("rep") else ""


def _done(asked: ActWish) -> Json:
    task = asked.needed("task")
    if not any(each.id == task for each in asked.person.dealings.tasks):
        raise Unfit("task_unknown")
    return {"of": task, "value": asked.one_of("outcome", ENDS)}


def _stage(asked: ActWish) -> Json:
    name = asked.one_of("stage", tuple(each.id for each in asked.plan.sales.stages))
    stage = asked.plan.sales.stage(name)
    if stage and stage.asks == "reason":
        asked.needed("text", LONGEST_TEXT)
    worth = asked.needed("value") if stage and stage.asks == "value" else asked.text("value")
    if not worth:
        return {"value": name}
    number = _number(worth)
    if number is None or not 0 <= number <= MOST_VALUE:
        raise Unfit("value_invalid")
    return {"value": name, "worth": number}


def _points(asked: ActWish) -> float:
    points = _number(asked.needed("points"))
    if points is None or not points or abs(points) > MOST_POINTS:
        raise Unfit("points_invalid", most=MOST_POINTS)
    return points


def _number(written: str) -> float | None:
    try:
        number = float(written.replace(",", "").replace("−", "-"))
    except ValueError:
        return None
    return number if abs(number) < float("inf") else None


def _moment(asked: ActWish, name: str) -> Millis:
    try:
        at = Calendar.of(asked.plan.settings).parse_moment(asked.needed(name))
    except ValueError:
        raise Unfit("moment_invalid", name=name) from None
    if at <= asked.now:
        raise Unfit("moment_over", name=name)
    return at


def _remembered(asked: ActWish) -> SalesAct:
    """The act that is to be taken back."""
    name = asked.needed("event")
    act = asked.person.dealings.act(name)
    if act is None or act.verb == "undo" or name in asked.person.dealings.taken_back:
        raise Unfit("act_gone")
    return act
