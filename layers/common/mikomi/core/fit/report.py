"""A proposal as programs read it, and the same in sentences.

Rules
1. Whatever is said of how well points tell apart stands beside how many were won and lost, and its interval.
2. Nothing is written that is not proposed: where it is better not to change, there is no file.
"""

from collections.abc import Mapping, Sequence
from difflib import unified_diff

from mikomi.core.figures.ranks import Gain, Separation
from mikomi.core.fit.cases import HandoverCase
from mikomi.core.fit.proposal import PointsProposal, known_until
from mikomi.core.fit.scoring_text import FILE
from mikomi.core.words import moments
from mikomi.core.words.fit_lines import fit_line
from mikomi.model.base import Json, Millis
from mikomi.model.scoring import Rule
from mikomi.model.words import in_language


def difference(before: str, after: str) -> str:
    """The two texts of the file as a unified diff."""
    then, now = (text.splitlines(keepends=True) for text in (before, after))
    return "".join(unified_diff(then, now, f"a/{FILE}", f"b/{FILE}"))


def plain(
    made: PointsProposal,
    cases: Sequence[HandoverCase],
    rules: Sequence[Rule],
    as_of: Millis,
    left_out: Mapping[str, int],
) -> Json:
    """All of it but the file. Moments are in milliseconds."""
    trial = made.trial
    return {
        "verdict": made.verdict,
        "known_until": known_until(as_of),
        "held_out_since": made.since,
        "to_go": made.to_go._asdict(),
        "earlier": made.earlier._asdict(),
        "held_out": made.later._asdict(),
        "auc": {
            "before": _separation(trial.before) if trial else None,
            "after": _separation(trial.after) if trial else None,
            "gain": trial.gain._asdict() if trial else None,
        },
        "rules": [
            {
                "rule": rule.id,
                "points": rule.points,
                "proposed": made.points.get(rule.id),
                "handed_over": sum(bool(case.given.get(rule.id)) for case in cases),
            }
            for rule in rules
        ],
        "left_out": dict(left_out),
    }


def sentences(made: PointsProposal, as_of: Millis, left_out: Mapping[str, int], zone: str, language: str) -> list[str]:
    """What is to be known before a number of it is used."""
    days = {
        "since": moments.day(moments.local(made.since, zone).date().isoformat(), language),
        "until": moments.day(moments.local(known_until(as_of), zone).date().isoformat(), language),
    }
    said = [fit_line(f"left_out.{why}", language, n=f"{n:,}") for why, n in sorted(left_out.items()) if n]
    counts = {
        "won": f"{made.earlier.won:,}",
        "lost": f"{made.earlier.lost:,}",
        "later_won": f"{made.later.won:,}",
        "later_lost": f"{made.later.lost:,}",
    }
    if made.verdict == "too_few":
        to_go = {name: f"{n:,}" for name, n in made.to_go._asdict().items()}
        return [fit_line("too_few", language, **to_go), *said]
    said = [fit_line("learnt_of", language, **days, **counts), *said]
    if made.trial:
        before, after, gained = made.trial
        said.append(fit_line("before", language, **_said(before)))
        said.append(fit_line("after", language, **_said(after)))
        said.append(fit_line("gain", language, **_said(gained)))
    said.append(fit_line(made.verdict, language))
    if made.verdict == "better" and made.trial and made.trial.gain.low <= 0:
        said.append(fit_line("by_chance", language))
    return said


def rows(made: PointsProposal, rules: Sequence[Rule], language: str) -> list[str]:
    """What changes, a rule a line, the greatest change first."""
    changed = [rule for rule in rules if made.points.get(rule.id, rule.points) != rule.points]
    changed.sort(key=lambda rule: (-abs(made.points[rule.id] - rule.points), rule.id))
    return [
        fit_line(
            "rule",
            language,
            name=in_language(rule.name, language, rule.id),
            before=f"{rule.points:g}",
            after=f"{made.points[rule.id]:g}",
        )
        for rule in changed
    ]


def _separation(each: Separation) -> Json:
    return {"auc": each.auc, "low": each.low, "high": each.high, "won": each.first, "lost": each.second}


def _said(figure: Separation | Gain) -> dict[str, str]:
    return {name: f"{value:.2f}" for name, value in figure._asdict().items() if name in ("auc", "value", "low", "high")}
