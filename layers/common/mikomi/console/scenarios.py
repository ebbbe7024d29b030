"""What the templates print of scenarios: which there are, and each as its picture, its goal and its targets.

Numbers are those of the results; where there are none yet, the page says so and shows the scenario alone.
"""

from datetime import datetime

from mikomi.console import mails_table
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core import results
from mikomi.core.figures.rates import Rate
from mikomi.core.figures.sentences import of_rate, percent
from mikomi.core.pictures.table import as_csv
from mikomi.core.results import Counted
from mikomi.core.telling.flow import flow, start_of
from mikomi.core.words import moments
from mikomi.core.words.conditions import in_words
from mikomi.model.base import Json
from mikomi.model.scenario import Scenario, Target
from mikomi.model.step_tree import targets_of
from mikomi.model.words import in_language
from mikomi.shell.archive import counted

ORDER = ("active", "paused", "draft")


def listed(screen: Screen) -> Json:
    """Every scenario of the running plan: those under way first, then by name."""
    scenarios = sorted(
        screen.plan.scenarios.values(), key=lambda each: (ORDER.index(each.status), _name(each, screen), each.id)
    )
    told = results.overview(counted.scenarios(), screen.plan, screen.language)
    numbers = {row["id"]: row for row in told["scenarios"]} if told["as_of"] else {}
    rows = [{**_row(each, screen), "counts": _counts(numbers.get(each.id), screen)} for each in scenarios]
    return {"scenarios": rows, "as_of": _as_of(told, screen)}


def seen(scenario: Scenario, screen: Screen) -> Json:
    """One scenario's page."""
    rolled = counted.scenarios()
    told = _of(scenario, rolled, screen)
    picture = flow(scenario, told, screen.names, screen.language)
    mails = told["mails"] if told else []
    return {
        **_row(scenario, screen),
        "described": in_language(scenario.description, screen.language),
        "svg": picture.svg,
        "table": picture.table,
        "as_of": _as_of(told, screen),
        "facts": _facts(scenario, told, screen),
        "mails": mails_table.table(scenario.id, mails, screen) if mails else None,
        "comparisons": mails_table.comparisons(scenario, rolled, screen) if told else [],
    }


def file(scenario: Scenario, name: str, screen: Screen) -> str:
    """A table of the page as a file: `steps` or `mails`."""
    told = _of(scenario, counted.scenarios(), screen)
    if name == "mails":
        return as_csv(mails_table.table(scenario.id, told["mails"] if told else [], screen))
    return as_csv(flow(scenario, told, screen.names, screen.language).table)


def _of(scenario: Scenario, rolled: Counted, screen: Screen) -> Json | None:
    """What was counted of it last; None where nothing was counted yet."""
    told = results.scenario_results(scenario.id, rolled, screen.plan)
    return told if told and told["as_of"] else None


def _counts(row: Json | None, screen: Screen) -> str:
    """How many are in it and how many reached its goal, in a line."""
    if row is None:
        return ""
    language = screen.language
    said = say("scenario.told", language, entered=f"{row['entered']:,}", under_way=f"{row['under_way']:,}")
    goal = row["goal"]
    if not goal:
        return said
    return f"{said} · {say('goal', language)}: {of_rate(Rate(goal['reached'], goal['of'], goal['not_yet']), language)}"


def _row(scenario: Scenario, screen: Screen) -> Json:
    goal = scenario.goal
    return {
        "id": scenario.id,
        "name": _name(scenario, screen),
        "status": scenario.status,
        "standing": say(f"scenario.{scenario.status}", screen.language),
        "start": start_of(scenario, screen.names, screen.language),
        "goal": in_language(goal.name, screen.language) if goal else "",
    }


def _name(scenario: Scenario, screen: Screen) -> str:
    return in_language(scenario.name, screen.language, scenario.id)


def _as_of(result: Json | None, screen: Screen) -> str:
    if result is None or result["as_of"] is None:
        return say("scenario.no_results", screen.language)
    moment = round(datetime.fromisoformat(result["as_of"]).timestamp() * 1000)
    return say("scenario.as_of", screen.language, at=moments.full(moment, screen.zone, screen.language, screen.now))


def _facts(scenario: Scenario, result: Json | None, screen: Screen) -> list[tuple[str, str]]:
    """What is not a step: who may enter, what it is for and how long that is looked for, targets, ways out."""
    language, names = screen.language, screen.names
    facts = [(say("scenario.version", language), str(screen.plan.version))]
    if scenario.audience:
        facts.append((say("scenario.audience", language), in_words(scenario.audience, names, language, scenario.id)))
    if scenario.goal:
        asked = in_words(scenario.goal.when, names, language, scenario.id)
        within = moments.written(scenario.goal.within, language)
        facts.append((say("goal", language), say("scenario.goal", language, asked=asked, within=within)))
    for step, target in targets_of(scenario).items():
        what = say("goal", language) if step is None else names.get(f"step:{scenario.id}/{step}", step)
        facts.append((say("scenario.target", language, what=what), _target(target, language)))
    goal = result["goal"] if result else None
    if goal:
        rate = Rate(goal["reached"], goal["of"], goal["not_yet"])
        facts.append((say("scenario.reached", language), of_rate(rate, language)))
    for condition in scenario.exit_when:
        facts.append((say("scenario.exit", language), in_words(condition, names, language, scenario.id)))
    if scenario.holdout:
        facts.append((say("scenario.holdout", language), f"{scenario.holdout:g}%"))
    return facts


def _target(target: Target, language: str) -> str:
    parts = [
        say("scenario.target_count", language, n=f"{target.count:,}") if target.count else "",
        percent(target.rate) if target.rate else "",
        say("scenario.target_by", language, day=target.by) if target.by else "",
    ]
    return " · ".join(filter(None, parts))
