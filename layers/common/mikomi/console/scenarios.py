"""What the templates print of scenarios: which there are, and each as its picture, its goal and its targets.

Numbers are those of the results; where there are none yet, the page says so and shows the scenario alone.
"""

from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures.rates import Rate
from mikomi.core.figures.sentences import of_rate, percent
from mikomi.core.pictures.table import as_csv
from mikomi.core.telling.flow import flow, start_of
from mikomi.core.words import moments
from mikomi.core.words.conditions import in_words
from mikomi.model.base import Json
from mikomi.model.scenario import Scenario, Target
from mikomi.model.step_tree import targets_of
from mikomi.model.words import in_language

ORDER = ("active", "paused", "draft")


def listed(screen: Screen) -> Json:
    """Every scenario of the running plan: those under way first, then by name."""
    scenarios = sorted(
        screen.plan.scenarios.values(), key=lambda each: (ORDER.index(each.status), _name(each, screen), each.id)
    )
    return {"scenarios": [_row(scenario, screen) for scenario in scenarios]}


def seen(scenario: Scenario, results: Json | None, screen: Screen) -> Json:
    """One scenario's page. `results`: those of `GET /v1/results/scenarios/{id}`, where there are any."""
    picture = flow(scenario, results, screen.names, screen.language)
    return {
        **_row(scenario, screen),
        "described": in_language(scenario.description, screen.language),
        "svg": picture.svg,
        "table": picture.table,
        "as_of": _as_of(results, screen),
        "facts": _facts(scenario, results, screen),
    }


def steps_csv(scenario: Scenario, results: Json | None, screen: Screen) -> str:
    """The figures of the picture as a file."""
    return as_csv(flow(scenario, results, screen.names, screen.language).table)


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


def _as_of(results: Json | None, screen: Screen) -> str:
    if results is None:
        return say("scenario.no_results", screen.language)
    return say("scenario.as_of", screen.language, at=str(results["as_of"])[:16].replace("T", " "))


def _facts(scenario: Scenario, results: Json | None, screen: Screen) -> list[tuple[str, str]]:
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
    told = results.get("goal") if results else None
    if told:
        rate = Rate(told["reached"], told["of"], told["not_yet"])
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
