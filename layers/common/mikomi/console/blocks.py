"""What the page of a scenario tells of its goal and its ways: block by block, each with its picture, its table and its
sentences.
"""

from datetime import timedelta
from typing import NamedTuple

from mikomi.console.behind import address, refusal
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.figures import sentences
from mikomi.core.figures.difference import difference
from mikomi.core.figures.rates import Rate, interval
from mikomi.core.pictures.bars import Bar, bars
from mikomi.core.pictures.table import Link, Table
from mikomi.core.results import goals, stops
from mikomi.core.results.counted import Counted
from mikomi.core.results.goals import Change, Version
from mikomi.core.results.numbers import REFUSED
from mikomi.core.results.stops import Stop
from mikomi.core.telling.comparison import Contender, comparison
from mikomi.core.telling.goal_curve import goal_curve
from mikomi.core.words import moments
from mikomi.model.scenario import Scenario
from mikomi.model.step_tree import held_out_at_entry

SMALL = 30
"""A rate of fewer people is marked: it is for orientation."""


class Block(NamedTuple):
    """`id` names its file; `said` are sentences, `lead` what is counted. Without a table there is no file."""

    id: str
    title: str
    lead: str
    said: list[str]
    svg: str = ""
    table: Table | None = None


def as_of(night: Counted, screen: Screen) -> str:
    """For which moment the numbers of the last night hold."""
    if night.as_of is None:
        return say("sources.not_yet", screen.language)
    at = moments.full(night.as_of, screen.zone, screen.language, screen.now)
    return say("sources.as_of", screen.language, at=at)


def blocks(scenario: Scenario, counted: Counted, screen: Screen) -> list[Block]:
    """Those of which there is something to tell."""
    made = [_stops(scenario, counted, screen), _refused(scenario, counted, screen)]
    if scenario.goal:
        made += [_targets(scenario, counted, screen), _curve(scenario, counted, screen)]
        made += [_lift(scenario, counted, screen), _versions(scenario, counted, screen)]
    return [block for block in made if block]


def _stops(scenario: Scenario, counted: Counted, screen: Screen) -> Block | None:
    language, found = screen.language, stops.stops(counted, scenario)
    reached = {row["step"]: row["reached"] for row in counted.of("scenario_steps", scenario.id)}
    entered = sum(stop.left + stop.under_way + stop.through for stop in found)
    if not entered:
        return None

    def bar(stop: Stop) -> Bar:
        came = reached.get(stop.step, 0) if stop.step else entered
        share = sentences.percent(stop.left / came) if came else "–"
        said = say("stops.bar", language, n=f"{stop.left:,}", share=share) if stop.left else ""
        to = {what: address(scenario.id, what, step=stop.step or "") for what in ("left", "waiting")}
        here = Link(f"{came:,}", address(scenario.id, "step", step=stop.step)) if stop.step else f"{came:,}"
        row = (here, Link(f"{stop.under_way:,}", to["waiting"]), Link(f"{stop.left:,}", to["left"]), share)
        return Bar(_step(scenario, stop.step, screen), stop.left, said, row, "stop", to["left"])

    head = tuple(say(f"stops.{name}", language) for name in ("step", "came", "waiting", "left", "share"))
    chart = bars([bar(stop) for stop in found], say("stops", language), head)
    worst = stops.worst(found)
    said = say("stops.none", language)
    if worst:
        came = reached.get(worst.step, 0) if worst.step else entered
        figures = {"left": f"{worst.left:,}", "came": f"{came:,}"}
        share = sentences.percent(worst.left / came) if came else "–"
        said = say("stops.worst", language, step=_step(scenario, worst.step, screen), share=share, **figures)
    return Block("stops", say("stops", language), say("stops.lead", language), [said], chart.svg, chart.table)


def _refused(scenario: Scenario, counted: Counted, screen: Screen) -> Block | None:
    """Whose turn it was in a mailing, and why they were not let in."""
    language, found = screen.language, counted.of("scenario_refusals", scenario.id)
    if not found:
        return None

    def bar(reason: str, n: int) -> Bar:
        to, why = address(scenario.id, REFUSED, detail=reason), refusal(reason, scenario.id, screen)
        return Bar(why, n, f"{n:,}", (Link(f"{n:,}", to),), "before", to)

    head = tuple(say(f"mail_page.{name}", language) for name in ("reason", "n"))
    ranked = sorted(found, key=lambda row: (-row["refused"], row["reason"]))
    chart = bars([bar(row["reason"], row["refused"]) for row in ranked], say("refused", language), head)
    return Block(REFUSED, say("refused", language), say("refused.lead", language), [], chart.svg, chart.table)


def _curve(scenario: Scenario, counted: Counted, screen: Screen) -> Block | None:
    followed = goals.follows(counted, scenario.id)
    if not followed.treated and not followed.held_out:
        return None
    chart = goal_curve(followed.treated, followed.held_out, followed.window, screen.language)
    title, lead = (say(key, screen.language) for key in ("curve", "curve.lead"))
    return Block("curve", title, lead, [], chart.svg, chart.table)


def _lift(scenario: Scenario, counted: Counted, screen: Screen) -> Block | None:
    holdout = held_out_at_entry(scenario)
    if not 0 < holdout < 100 or not scenario.goal:
        return None
    language, arms = screen.language, goals.arms(counted, scenario.id, holdout)
    if not arms.treated and not arms.held_out:
        return None
    plans = ",".join(map(str, goals.plans_with(counted, scenario.id, holdout)))

    def arm(name: str, before: str, weight: float) -> Contender:
        parts = {"of": "known", "reached": "known_goal", "not_yet": "open"}
        to = {part: address(scenario.id, before + what, plans=plans) for part, what in parts.items()}
        return Contender(say(f"lift.{name}", language), weight, getattr(arms, name), to)

    held, treated = arm("held_out", "held_out_", holdout), arm("treated", "", 100 - holdout)
    compared = comparison([held, treated], say("lift", language), counted.today, language)
    said = list(compared.verdicts)
    if (apart := _apart(held.total, treated.total)) is not None:
        said.append(say("lift.apart", language, **apart))
    days = max((version.window for version in goals.versions(counted, scenario.id)), default=0)
    lead = say("lift.lead", language, days=days, holdout=f"{holdout:g}")
    return Block("lift", say("lift", language), lead, said, compared.picture.svg, compared.picture.table)


def _targets(scenario: Scenario, counted: Counted, screen: Screen) -> Block | None:
    language, said = screen.language, []
    for aim in goals.aims(counted, scenario):
        what = _step(scenario, aim.step, screen) if aim.step else say("targets.goal", language)
        if aim.course:
            said.append(f"{what}: {sentences.of_course(aim.course, language)}")
        if aim.share and aim.target.rate:
            rate, standing = aim.share
            said.append(f"{what}: {sentences.of_share(rate, aim.target.rate, standing, language)}")
    return Block("targets", say("targets", language), "", said) if said else None


def _versions(scenario: Scenario, counted: Counted, screen: Screen) -> Block | None:
    language, known = screen.language, goals.versions(counted, scenario.id)
    if not known:
        return None
    names = ("version", "entries", "known", "reached", "not_yet", "rate")
    rows = tuple(_version(scenario, version, screen) for version in reversed(known))
    table = Table(tuple(say(f"versions.{name}", language) for name in names), rows)
    changed = goals.change(counted, scenario.id)
    said = [_change(changed, language)] if changed else []
    return Block("versions", say("versions", language), say("versions.lead", language), said, table=table)


def _version(scenario: Scenario, version: Version, screen: Screen) -> "tuple[str | Link, ...]":
    first, last = version.plans[0], version.plans[-1]
    plans, rate = ",".join(map(str, version.plans)), version.rate
    counts = (("known", rate.of), ("known_goal", rate.reached), ("open", rate.not_yet))
    return (
        f"{first}–{last}" if first != last else f"{first}",
        f"{version.first.isoformat()} – {version.last.isoformat()}",
        *(Link(f"{n:,}", address(scenario.id, what, plans=plans)) for what, n in counts),
        rate_with_interval(rate, screen.language),
    )


def rate_with_interval(rate: Rate, language: str) -> str:
    """`12.5%（8.1%～18.9%）`, marked where it speaks of few."""
    if rate.share is None:
        return "–"
    low, high = (sentences.percent(each) for each in interval(rate))
    small = f" ※{say('small', language)}" if rate.of < SMALL else ""
    if language == "ja":
        return f"{sentences.percent(rate.share)}（{low}～{high}）{small}"
    return f"{sentences.percent(rate.share)} ({low} to {high}){small.replace('※', '* ')}"


def _change(change: Change, language: str) -> str:
    if change.verdict == "another_aim":
        return say("change.another_aim", language)
    if change.verdict == "too_short":
        until = (change.until + timedelta(days=1)).isoformat() if change.until else ""
        return say("change.too_short" if until else "change.never", language, until=until)
    both = {"before": sentences.of_rate(change.before, language), "after": sentences.of_rate(change.after, language)}
    apart = _apart(change.before, change.after)
    if apart is None:
        return say("change.nobody", language, **both)
    return say("change.told", language, weeks=change.weeks, **both, **apart)


def _apart(first: Rate, second: Rate) -> dict[str, str] | None:
    if first.share is None or second.share is None:
        return None
    low, high = difference(first, second)
    figures = {"share": second.share - first.share, "low": low, "high": high}
    return {name: sentences.points(figure) for name, figure in figures.items()}


def _step(scenario: Scenario, step: str | None, screen: Screen) -> str:
    return say("stops.start", screen.language) if step is None else screen.names.get(f"step:{scenario.id}/{step}", step)
