"""What came of hand-overs, how soon, and by which rules, as programs read it. Waits are in seconds."""

from mikomi.core.figures.rates import Rate, interval
from mikomi.core.results import patterns, promptness, propensity, sales
from mikomi.core.results.counted import Counted
from mikomi.core.results.handovers import KNOWN_AFTER, handovers, has_sla
from mikomi.core.results.promptness import Wait
from mikomi.core.results.sales import BandResult, RuleResult
from mikomi.model.base import Json
from mikomi.model.plan import Plan


def outline(counted: Counted, plan: Plan, deals: list[Json]) -> Json:
    """`deals`: how they stand, stage by stage."""
    alerts = handovers(counted, plan)
    apart, to_go = sales.told_apart(alerts), sales.still_to_go(alerts)
    within = promptness.within_sla(alerts, counted.as_of or 0)
    return {
        "deals": deals,
        "as_of": counted.moment,
        "known_after_days": KNOWN_AFTER,
        "handed_over": len(alerts),
        "sent": sum(each.is_sent for each in alerts),
        "seen": sum("seen" in each.came for each in alerts),
        "answered": sum(each.answer is not None for each in alerts),
        "bands": [_band(each) for each in sales.by_band(alerts, plan.scoring)],
        "propensity": propensity.outline(propensity.propensity(alerts, counted)),
        "patterns": patterns.outline(patterns.patterns(alerts, counted, plan)),
        "to_go": None if to_go.is_over else to_go._asdict(),
        "auc": apart._asdict() if apart else None,
        "rules": [_rule(each) for each in sales.by_rule(alerts)] if to_go.is_over else [],
        "in_business_hours": sum(each.in_hours for each in alerts),
        "waits": {stage: _wait(wait) for stage, wait in promptness.waits(alerts).items()},
        "sla": {"within": within.reached, "not_yet": within.not_yet, **_share(within)} if has_sla(plan) else None,
    }


def _band(each: BandResult) -> Json:
    counts = {"won": each.rate.reached, "not_yet": each.rate.not_yet, "excluded": each.excluded}
    return {"band": each.band or None, **counts, **_share(each.rate)}


def _rule(each: RuleResult) -> Json:
    low, high = each.apart or (None, None)
    sides = {"with": each.having, "without": each.lacking}
    won = {name: {"won": rate.reached, **_share(rate)} for name, rate in sides.items()}
    return {"rule": each.rule, **won, "difference": {"low": low, "high": high}, "verdict": each.verdict}


def _share(rate: Rate) -> Json:
    low, high = interval(rate) if rate.of else (None, None)
    return {"of": rate.of, "rate": rate.share, "low": low, "high": high}


def _wait(wait: Wait) -> Json:
    seconds = {name: None if ms is None else ms / 1000 for name, ms in (("median", wait.median), ("p95", wait.p95))}
    return {**seconds, "of": wait.of, "open": wait.open}
