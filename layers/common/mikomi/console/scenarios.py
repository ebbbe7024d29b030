"""What the templates print of scenarios: which there are, each as its picture with its goal, and each of its mails.

Numbers are those of the results; where there are none yet, the page says so and shows the scenario alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from mikomi.console import around, behind, blocks, journey, mail_page, mails_table, readback
from mikomi.console.blocks import Block
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures.rates import Rate
from mikomi.core.figures.sentences import of_rate, percent
from mikomi.core.pictures.table import Chart, as_csv
from mikomi.core.results import scenarios as results
from mikomi.core.results import stops
from mikomi.core.results.counted import Counted
from mikomi.core.telling.flow import flow, start_of
from mikomi.core.words import moments
from mikomi.core.words.conditions import in_words
from mikomi.model.base import Json
from mikomi.model.scenario import Scenario, Target
from mikomi.model.step_tree import targets_of
from mikomi.model.words import in_language
from mikomi.shell.archive import counted
from mikomi.shell.archive.behind import asked as numbers_of

ORDER = ("active", "paused", "draft")


def listed(screen: Screen) -> Json:
    """Every scenario of the running plan: those under way first, then by name."""
    scenarios = sorted(
        screen.plan.scenarios.values(), key=lambda each: (ORDER.index(each.status), _name(each, screen), each.id)
    )
    told = results.overview(counted.scenarios(), screen.plan, screen.language)
    numbers = {row["id"]: row for row in told["scenarios"]} if told["as_of"] else {}
    rows = [{**_row(each, screen), "counts": _counts(numbers.get(each.id), screen)} for each in scenarios]
    return {"scenarios": rows, "as_of": _as_of(told, screen), "withdrawn": screen.plan.withdrawn}


def seen(scenario: Scenario, screen: Screen) -> Json:
    """One scenario's page."""
    rolled = counted.scenarios()
    told = _of(scenario, rolled, screen)
    picture = _flow(scenario, told, rolled, screen)
    mails = told["mails"] if told else []
    return {
        **_row(scenario, screen),
        "described": in_language(scenario.description, screen.language),
        "svg": picture.svg,
        "table": picture.table,
        "readback": readback.seen(scenario, screen),
        "as_of": _as_of(told, screen),
        "facts": _facts(scenario, told, screen),
        "blocks": _blocks(scenario, rolled, screen) if told else [],
        "mails": mails_table.table(scenario.id, mails, screen) if mails else None,
        "comparisons": mails_table.comparisons(scenario, rolled, screen) if told else [],
    }


def mail(scenario: Scenario, step: str, screen: Screen) -> Json:
    """The page of one of its mails."""
    rolled = counted.scenarios()
    told = _of(scenario, rolled, screen)
    compared = mails_table.comparisons(scenario, rolled, screen, step) if told else []
    return {
        "scenario": scenario.id,
        "step": step,
        "template": mail_page.template_of(scenario, step),
        "of": _name(scenario, screen),
        "name": screen.names.get(f"step:{scenario.id}/{step}", step),
        "as_of": _as_of(told, screen),
        "blocks": mail_page.blocks(scenario, step, rolled, screen),
        "comparisons": compared,
    }


def journey_of(scenario: Scenario, screen: Screen) -> Json:
    """The page of the journey to its goal."""
    night = counted.looked_back()
    as_of = say("sources.not_yet", screen.language)
    if night.as_of is not None:
        at = moments.full(night.as_of, screen.zone, screen.language, screen.now)
        as_of = say("sources.as_of", screen.language, at=at)
    made = journey.blocks(scenario, night, screen)
    return {"scenario": scenario.id, "of": _name(scenario, screen), "as_of": as_of, "blocks": made}


def people(scenario: Scenario, query: Mapping[str, str], screen: Screen) -> Json | None:
    """A page of the people behind one of its numbers; None for what is no number."""
    asked = numbers_of(scenario, query)
    return {**behind.seen(scenario, asked, query, screen), "of": _name(scenario, screen)} if asked else None


def file(scenario: Scenario, place: Sequence[str], query: Mapping[str, str], screen: Screen) -> str | None:
    """A table of one of the pages as a file, by its address without `.csv`; None for what is none."""
    rolled = counted.scenarios()
    told = _of(scenario, rolled, screen)
    match place:
        case ["people"]:
            asked = numbers_of(scenario, query)
            return behind.file(asked, screen) if asked else None
        case ["steps"]:
            return as_csv(_flow(scenario, told, rolled, screen).table)
        case ["mails"]:
            return as_csv(mails_table.table(scenario.id, told["mails"] if told else [], screen))
        case ["mails", step, name] if mail_page.is_mail(scenario, step):
            return _file_of(mail_page.blocks(scenario, step, rolled, screen), name)
        case ["journey"]:
            return _file_of(journey.blocks(scenario, counted.looked_back(), screen), "journey")
        case [name] if told:
            return _file_of(_blocks(scenario, rolled, screen), name)
        case _:
            return None


def _blocks(scenario: Scenario, rolled: Counted, screen: Screen) -> list[Block]:
    last = around.block(scenario, rolled, screen) if scenario.goal else None
    return [*blocks.blocks(scenario, rolled, screen), *([last] if last else [])]


def _file_of(made: list[Block], name: str) -> str | None:
    return next((as_csv(block.table) for block in made if block.id == name and block.table), None)


def _flow(scenario: Scenario, of_it: Json | None, rolled: Counted, screen: Screen) -> Chart:
    """The picture; each number opens its people, and the step after which most left is marked."""
    worst = stops.worst(stops.stops(rolled, scenario))

    def people_of(what: str, step: str | None) -> str:
        return behind.address(scenario.id, what, step=step)

    return flow(scenario, of_it, screen.names, screen.language, people_of, worst.step if worst else None)


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
