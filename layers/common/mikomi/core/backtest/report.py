"""What people tried under a candidate come to, as programs read it.

Rules
1. Whether the plans that ran are decided again as they were comes first.
2. A figure that hangs on a reaction to a mail that nobody got is `unknown` and has no value; one that hangs on which
   words a lot chose is `reweighted`, with its interval and how many people it is worth (`effective`), or `unknown`
   where too few drew them (`weighted`); every other is `exact`. What is `assumed` is only told to who asks for it.
3. `value` is the candidate's, `before` what it is held against; `without` is the candidate's without what came of mails
   that it would not have sent, where that is another number. `n` are the people behind the value.
"""

from mikomi.core.backtest.assumed import Assumption
from mikomi.core.backtest.assumed import figures as assume
from mikomi.core.backtest.counts import shown
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.self_check import SelfCheck
from mikomi.core.backtest.trial import COOLER, HOTTER, OPEN, Trial
from mikomi.core.backtest.weighted import LotSums, estimate
from mikomi.core.words import moments
from mikomi.model.base import Json

FEW = 30
"""Of fewer people nothing is said but what was counted."""
SAYS_WHO = ("threw", "broke")
"""Of who is left out by these reasons the first is named, with what was raised."""
ALWAYS = (HOTTER, COOLER)
ORDER = ("entries", "first_mails", "later_mails", "step_mails", "goals", "hot", "alerts", "points", "skips", "dollars")


def plain(trial: Trial, days: TriedDays, assumption: Assumption | None = None) -> Json:
    """The whole, in the order in which it is to be read; with `assumption`, what comes of that."""
    assumed = [*assume(trial.tally, assumption)] if assumption else []
    return {
        "self_check": of_check(trial.check),
        "period": {"from": _iso(days.begin, days), "to": _iso(days.end, days)},
        "people": trial.people,
        "events": trial.events,
        "begins": trial.begins,
        "left_out": dict(sorted(trial.left_out.items())),
        **{f"first_{why}": trial.first.get(why) for why in SAYS_WHO},
        "unsent": trial.unsent,
        "drew_other": trial.drew_other,
        "figures": [*figures(trial), *assumed] if trial.people else [],
        "contamination": {
            **vars(trial.contamination),
            "share": round(trial.contamination.visits / trial.contamination.of_visits, 4)
            if trial.contamination.of_visits
            else None,
        },
    }


def of_check(check: SelfCheck) -> Json:
    """How what really ran came out."""
    return {
        "effects": check.effects,
        "equal": check.equal,
        "explained": check.explained,
        "people": check.people,
        "people_differ": check.differ,
        "differences": [each._asdict() for each in check.differences],
    }


def figures(trial: Trial) -> list[Json]:
    """Each figure once, by its kind and name."""
    names = {*trial.before.amounts, *trial.after.amounts, *trial.after.hang, *trial.without.amounts, *ALWAYS}
    names |= {name for name, sums in trial.lots.items() if sums.other and (sums.counted or name.startswith("goals/"))}
    return [_figure(name, trial) for name in sorted(names, key=_place)]


def _place(name: str) -> tuple[int, str]:
    return ORDER.index(name.partition("/")[0]), name


def _figure(name: str, trial: Trial) -> Json:
    sums = trial.lots.get(name)
    if sums and sums.other:
        return _weighted(name, sums, trial)
    after, pure, known = trial.after, trial.without, not trial.after.hang[name]
    value = shown(name, after.amounts[name]) if known else None
    figure: Json = {
        "name": name,
        "label": "exact" if known else "unknown",
        "value": value,
        "low": None,
        "high": None,
        "n": after.people[name] if known else after.hang[name],
        "people": after.who.get(name, []) if known else [],
    }
    if name not in (*ALWAYS, OPEN):
        figure["before"] = _before(name, trial)
    if known and not pure.hang[name] and (other := shown(name, pure.amounts[name])) != value:
        figure["without"] = other
    return figure


def _weighted(name: str, sums: LotSums, trial: Trial) -> Json:
    """What hangs on no lot is counted, the rest is what those who drew the same come to."""
    made = estimate(sums) if not trial.after.hang[name] else None
    figure: Json = {"name": name, "label": "unknown", "value": None, "low": None, "high": None, "n": sums.people}
    if made:
        counted = trial.after.amounts[name] - sums.counted
        amounts = {each: round(counted + amount, 1) for each, amount in made._asdict().items()}
        figure |= {**amounts, "label": "reweighted", "n": sums.same, "effective": round(sums.effective)}
    return {**figure, "people": [], "before": _before(name, trial)}


def _before(name: str, trial: Trial) -> float | None:
    return None if trial.before.hang[name] else shown(name, trial.before.amounts[name])


def _iso(moment: int, days: TriedDays) -> str:
    return moments.local(moment, days.zone).isoformat(timespec="seconds")
