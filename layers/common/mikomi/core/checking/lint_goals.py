"""Goals that nobody can reach, goals that perhaps nobody can, segments that nobody can be in; and goals and exits that
everybody has reached who enters.

A condition is impossible if every way of fulfilling it is: it contradicts itself, or asks for points that no rule
gives. It is doubtful if it asks for a tag that nothing in the workspace sets, or a form that is not here: both may come
from elsewhere. Names that do not exist are reported where conditions are checked.
"""

import operator
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from mikomi.core.checking.document import Document, Path
from mikomi.core.checking.lint_conditions import Known
from mikomi.model.condition import (
    All,
    Any_,
    BandIs,
    Behaviour,
    Condition,
    Not,
    ScoreIs,
    Submitted,
    TagIs,
    TraitIs,
    UnsubscribedIs,
)
from mikomi.model.scenario import AddTagStep, Scenario
from mikomi.model.scoring import Band, Scoring
from mikomi.model.segment import Segment
from mikomi.model.step_tree import steps_of

_COMPARE = {">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq}

Why = tuple[str, str]


class Doubt(NamedTuple):
    """Why nobody may fulfil a condition; `certain`, if nobody can."""

    certain: bool
    why: Why


def check_goal(
    document: Document, scenario: Scenario, scenarios: dict[str, Scenario], scoring: Scoring, known: Known
) -> None:
    goal = scenario.goal
    assert goal is not None
    tags = tags_set(scenarios, scoring)
    doubt = doubt_of(known.in_place(goal.when), tags, scoring, known)
    active = scenario.active
    if goal.target and goal.target.by and active and active.from_ and goal.target.by < active.from_[:10]:
        doubt = Doubt(True, ("期限がシナリオの開始より前です", "it ends before the scenario begins"))
    if doubt:
        ja, en = doubt.why
        document.report("E-goal" if doubt.certain else "W-goal", ("goal", "when"), why=(ja, en))


def check_segment(document: Document, segment: Segment, scoring: Scoring, known: Known) -> None:
    """What is merely doubtful is left alone: that nobody is in a segment shows beside its name."""
    doubt = doubt_of(known.in_place(segment.when), frozenset(), scoring, known)
    if doubt and doubt.certain:
        document.report("W-segment-nobody", ("when",), why=doubt.why)


_LEAVES = ("すぐにシナリオを離れます", "leaves again at once")
_REACHES = ("すぐにゴールに達したことになります", "has reached the goal at once")


def check_entering(document: Document, scenario: Scenario) -> None:
    """What asks that something was not done since they entered is true of everybody who just did."""
    asked: list[tuple[Path, Condition, Why]] = [
        (("exit_when", place), condition, _LEAVES) for place, condition in enumerate(scenario.exit_when)
    ]
    if scenario.goal:
        asked.append((("goal", "when"), scenario.goal.when, _REACHES))
    for at, condition, what in asked:
        if of_newcomers(condition):
            document.report("W-at-once", at, what=what)


def of_newcomers(condition: Condition) -> bool | None:
    """The answer for whoever entered this moment and has done nothing since; None where that depends on who it is."""
    match condition:
        case All(all=parts):
            answers = {of_newcomers(part) for part in parts}
            return False if False in answers else None if None in answers else True
        case Any_(any=parts):
            answers = {of_newcomers(part) for part in parts}
            return True if True in answers else None if None in answers else False
        case Not(not_=part):
            answer = of_newcomers(part)
            return None if answer is None else not answer
        case _:
            return False if isinstance(condition, Behaviour) and condition.since != "ever" else None


def tags_set(scenarios: dict[str, Scenario], scoring: Scoring) -> frozenset[str]:
    """Tags that something in the workspace gives."""
    given = {answer.tag for answer in scoring.feedback.values() if answer.tag}
    for scenario in scenarios.values():
        given |= {step.add_tag for step in steps_of(scenario.steps) if isinstance(step, AddTagStep)}
    return frozenset(given)


def doubt_of(condition: Condition, tags: frozenset[str], scoring: Scoring, known: Known) -> Doubt | None:
    match condition:
        case All(all=parts):
            if contradiction := _contradiction(list(_together(parts)), scoring.bands):
                return contradiction
            doubts = [doubt for part in parts if (doubt := doubt_of(part, tags, scoring, known))]
            return max(doubts, default=None, key=lambda doubt: doubt.certain)
        case Any_(any=parts):
            ways = [doubt_of(part, tags, scoring, known) for part in parts]
            if all(ways):
                return min((way for way in ways if way), key=lambda doubt: doubt.certain)
        case TagIs(tag=tag) if tag not in tags:
            return Doubt(
                False, (f"「{tag}」というタグを付けるステップも回答もありません", f'nothing here sets the tag "{tag}"')
            )
        case Submitted(submitted=form) if form not in known.forms:
            return Doubt(
                False, (f"「{form}」というフォームが forms/ にありません", f'there is no form "{form}" in forms/')
            )
        case ScoreIs(score=comparison):
            sign, bound = _read(comparison)
            if sign in (">", ">=", "=") and bound > 0 and not any(rule.points > 0 for rule in scoring.rules):
                return Doubt(True, ("点数を加える規則がありません", "no rule gives points"))
        case TraitIs(in_=[]):
            return Doubt(True, ("in の一覧が空です", "the list of in is empty"))
        case _:
            pass
    return None


def _together(parts: list[Condition]) -> Iterator[Condition]:
    """All that must hold at once: what stands in an `all` of an `all`, or below two `not`; none of an `any` below a
    `not`."""
    for part in parts:
        match part:
            case All(all=inner):
                yield from _together(inner)
            case Not(not_=Not(not_=inner)):
                yield from _together([inner])
            case Not(not_=Any_(any=inner)):
                yield from _together([Not.model_validate({"not": each}) for each in inner])
            case _:
                yield part


def _contradiction(parts: list[Any], bands_of: list[Band]) -> Doubt | None:
    """Two parts of an `all` that exclude each other."""
    wanted = [part for part in parts if not isinstance(part, Not)]
    for part in parts:
        if isinstance(part, Not) and part.not_ in wanted:
            return Doubt(True, ("同じ条件とその否定が並んでいます", "a condition stands beside its own opposite"))
    if len({part.unsubscribed for part in wanted if isinstance(part, UnsubscribedIs)}) > 1:
        return Doubt(
            True,
            (
                "配信停止の人とそうでない人を同時に求めています",
                "it asks for people who both did and did not unsubscribe",
            ),
        )
    absent = {part.trait for part in wanted if isinstance(part, TraitIs) and part.exists is False}
    if any(isinstance(part, TraitIs) and part.exists is not False and part.trait in absent for part in wanted):
        return Doubt(
            True, ("ないはずの属性の値を求めています", "it asks for the value of a trait that must be missing")
        )
    bands = {part.band for part in wanted if isinstance(part, BandIs)}
    if len(bands) > 1:
        return Doubt(True, ("一人が同時に二つの区分に入ることはありません", "nobody is in two bands at once"))
    scores: dict[str | None, list[tuple[str, float]]] = {}
    for part in wanted:
        if isinstance(part, ScoreIs):
            scores.setdefault(part.axis, []).append(_read(part.score))
    for band in bands:
        scores.setdefault(None, []).extend(_scores_of(band, bands_of))
    if any(not _possible(comparisons) for comparisons in scores.values()):
        return Doubt(True, ("点数の条件が互いに矛盾しています", "its scores contradict each other"))
    return None


def _scores_of(band: str, bands: list[Band]) -> Iterator[tuple[str, float]]:
    """The scores of a band, as comparisons."""
    begins = next((each for each in bands if each.id == band), None)
    if begins is not None:
        yield (">=", begins.leaves_at)
        above = [each.from_ for each in bands if each.from_ > begins.from_]
        if above:
            yield ("<", min(above))


def _read(comparison: str) -> tuple[str, float]:
    found = re.fullmatch(r"\s*(>=|<=|>|<|=)\s*(\S+)\s*", comparison)
    assert found is not None, "the model's pattern"
    return found[1], float(found[2])


def _possible(comparisons: list[tuple[str, float]]) -> bool:
    """Whether one number fulfils all: one at, or beside, a bound does if any does."""
    tried = {bound + step for _, bound in comparisons for step in (-1e-6, 0, 1e-6)}
    return any(all(_COMPARE[sign](number, bound) for sign, bound in comparisons) for number in tried)
