"""A scenario's goal and its ways as programs read them: the figures of the console's page, and no others."""

from datetime import date

from mikomi.core.figures.curve import Follow, rises
from mikomi.core.figures.difference import difference
from mikomi.core.figures.rates import Rate, interval
from mikomi.core.results import goals, stops
from mikomi.core.results.counted import Counted
from mikomi.core.results.goals import Aim, Change, Version
from mikomi.model.base import Json
from mikomi.model.scenario import Scenario
from mikomi.model.step_tree import held_out_at_entry


def goal(scenario: Scenario, counted: Counted) -> Json:
    """The curves (Kaplan and Meier), the lift, targets, versions, the latest change, and where people leave."""
    followed, changed = goals.follows(counted, scenario.id), goals.change(counted, scenario.id)
    return {
        "scenario": scenario.id,
        "as_of": counted.moment,
        "window_days": followed.window,
        "curves": {"treated": _curve(followed.treated), "held_out": _curve(followed.held_out)},
        "lift": _lift(scenario, counted),
        "targets": [_aim(aim) for aim in goals.aims(counted, scenario)],
        "versions": [_version(version) for version in goals.versions(counted, scenario.id)],
        "change": _change(changed) if changed else None,
        "stops": [
            {"step": stop.step, "waiting": stop.under_way, "left": stop.left, "through": stop.through}
            for stop in stops.stops(counted, scenario)
        ],
    }


def rate(of: Rate) -> Json:
    """A rate with all that makes it one; `rate` and its interval are null where nothing is known."""
    low, high = interval(of) if of.of else (None, None)
    return {"reached": of.reached, "of": of.of, "not_yet": of.not_yet, "rate": of.share, "low": low, "high": high}


def _curve(follows: list[Follow]) -> list[Json]:
    return [
        {
            "day": rise.days,
            "at_risk": rise.at_risk,
            "reached": rise.reached,
            "share": rise.share,
            "low": rise.low,
            "high": rise.high,
        }
        for rise in rises(follows)
    ]


def _lift(scenario: Scenario, counted: Counted) -> Json | None:
    """What was written to above what was held out, in shares; null without a holdout."""
    holdout = held_out_at_entry(scenario)
    if not scenario.goal or not 0 < holdout < 100:
        return None
    arms = goals.arms(counted, scenario.id, holdout)
    treated, held_out = (sum(arm.values(), Rate(0, 0)) for arm in arms)
    known = treated.share is not None and held_out.share is not None
    low, high = difference(held_out, treated) if known else (None, None)
    share = (treated.share or 0) - (held_out.share or 0) if known else None
    return {"treated": rate(treated), "held_out": rate(held_out), "lift": share, "low": low, "high": high}


def _aim(aim: Aim) -> Json:
    course, share = aim.course, aim.share
    return {
        "step": aim.step,
        "count": aim.target.count,
        "rate": aim.target.rate,
        "by": _day(aim.target.by),
        "standing": course.standing if course else None,
        "actual": course.actual if course else None,
        "expected": {"low": course.low, "high": course.high} if course and course.low is not None else None,
        "share": {**rate(share[0]), "standing": share[1]} if share else None,
    }


def _version(version: Version) -> Json:
    entries = {"from": version.first.isoformat(), "until": version.last.isoformat()}
    return {"plans": list(version.plans), "entries": entries, **rate(version.rate)}


def _change(change: Change) -> Json:
    told = change.verdict == "told"
    return {
        "verdict": change.verdict,
        "weeks": change.weeks if told else None,
        "before": rate(change.before) if told else None,
        "after": rate(change.after) if told else None,
        "until": change.until.isoformat() if change.until else None,
    }


def _day(said: date | str | None) -> str | None:
    return str(said) if said else None
