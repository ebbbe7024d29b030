"""How somebody stood when they were handed over, the file with other points in it, and what is said of them."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.fit import report, scoring_text
from mikomi.core.fit.cases import standings
from mikomi.core.fit.proposal import PointsProposal, WonAndLost, known_until, line_of, proposal
from mikomi.core.fit.scoring_text import NotWritten
from mikomi.core.results.sales import ToGo
from mikomi.core.words.fit_lines import LINES

from tests.core.backtest_life import DAY, HOUR, Lived, books, plan
from tests.core.test_fit import AS_OF, held_out, scored_by, world

SCORING = (Path(__file__).parents[2] / "examples/scoring.json").read_bytes()


def test_somebody_is_looked_at_as_they_stood_and_not_as_of_today():
    """What came later, and what came of the hand-over, is in none of it; what faded by then has faded; before the first
    event nobody stands anywhere.
    """
    life = Lived(plan(price=10))
    begun = life.now
    life.later(HOUR).submit("f")
    life.later(HOUR).visit("/price")
    then = life.now
    life.later(DAY).visit("/price")
    life.later(DAY).visit("/price")
    now = life.now
    came = standings(life.person, life.prints, books(plan(price=4, version=2)), [begun - 1, then, now])
    assert came.keys() == {then, now}
    assert came[then] == (4, {"price": 4}) and came[now].given == {"price": 12}
    alone = standings(life.person, life.prints, books(plan(price=4, version=2)), [then])
    assert alone[then] == came[then]


@given(st.dictionaries(st.sampled_from([each["id"] for each in json.loads(SCORING)["rules"]]), st.integers(-90, 90)))
def test_the_file_changes_in_its_points_alone(points):
    """Read again it says the new points; every line without one of them is the line that it was."""
    text = scoring_text.with_points(SCORING, points)
    before, after = json.loads(SCORING), json.loads(text)
    for rule in before["rules"]:
        rule["points"] = points.get(rule["id"], rule["points"])
    assert after == before
    lines = [*zip(SCORING.decode().splitlines(), text.splitlines(), strict=True)]
    assert all('"points"' in old for old, new in lines if old != new)


def test_what_cannot_be_written_is_named():
    """A rule that the file does not have, and one whose points are no number."""
    with pytest.raises(NotWritten, match="gone"):
        scoring_text.with_points(SCORING, {"gone": 1})
    with pytest.raises(NotWritten, match="a"):
        scoring_text.with_points(b'{"rules": [{"id": "a", "points": "many"}]}', {"a": 1})
    with pytest.raises(NotWritten):
        scoring_text.with_points(b"[]", {"a": 1})


def told(made, language="en"):
    return report.sentences(made, AS_OF, {"gaps": 2, "erased": 0}, "Asia/Tokyo", language)


def test_what_is_said_has_its_numbers_in_both_languages():
    """Each verdict by its sentence; how well points tell apart never without n and interval; who is left out."""
    it = world(3, 400)
    later = held_out(it, 200)
    cases = [*it.cases(), *later]
    made = proposal(cases, it.rules, AS_OF, scored_by(cases)(it.rules))
    assert made.verdict == "better" and made.trial
    for language in ("ja", "en"):
        said = "\n".join(told(made, language))
        for number in (made.earlier.won, made.later.lost, 2):
            assert f"{number:,}" in said
        for figure in (*made.trial.before[:3], *made.trial.after[:3], *made.trial.gain):
            assert f"{figure:.2f}" in said
        assert "{" not in said
    chance = made._replace(trial=made.trial._replace(gain=made.trial.gain._replace(low=-0.01)))
    assert told(chance)[-1] == LINES["by_chance"][1] and told(made)[-1] == LINES["better"][1]
    nothing = PointsProposal("same", ToGo(0, 0), made.since, WonAndLost(40, 40), WonAndLost(20, 20), {})
    for verdict in ("untried", "same", "worse"):
        assert told(nothing._replace(verdict=verdict))[-1] == LINES[verdict][1]
    few = PointsProposal("too_few", ToGo(12, 3), made.since, WonAndLost(18, 27), WonAndLost(0, 0), {})
    assert "12 won and 3" in told(few)[0] and len(told(few)) == 2


def test_points_that_order_no_better_are_not_proposed():
    """Other points, and the very same order of everybody who was held out: better not to change."""
    it = world(3, 400)
    cases = [*it.cases(), *held_out(it, 200)]
    totals = {case.alert: case.total for case in cases}
    made = proposal(cases, it.rules, AS_OF, lambda _points: totals)
    assert made.trial and made.trial.gain.value == 0 and made.verdict == "worse"


def test_programs_read_the_same():
    """n beside every figure; which rule would give how much, and how many had it."""
    it = world(3, 400)
    cases = [*it.cases(), *held_out(it, 200)]
    made = proposal(cases, it.rules, AS_OF, scored_by(cases)(it.rules))
    plain = report.plain(made, cases, it.rules, AS_OF, {"gaps": 2})
    assert plain["verdict"] == "better" and plain["auc"]["after"]["won"] == made.later.won == plain["held_out"]["won"]
    assert (plain["known_until"], plain["held_out_since"]) == (known_until(AS_OF), line_of(AS_OF))
    first = plain["rules"][0]
    assert first["proposed"] == made.points[first["rule"]] and first["points"] == it.rules[0].points
    assert 0 < first["handed_over"] < len(cases) == sum(made.earlier) + sum(made.later)
    assert json.dumps(plain) and plain["left_out"] == {"gaps": 2}
    few = proposal(cases[:4], it.rules, AS_OF, scored_by(cases)(it.rules))
    plain = report.plain(few, cases[:4], it.rules, AS_OF, {})
    assert plain["auc"] == {"before": None, "after": None, "gain": None} and plain["rules"][0]["proposed"] is None
    changed = report.rows(made, it.rules, "en")
    assert len(changed) == sum(made.points[each.id] != each.points for each in it.rules) and " → " in changed[0]
    assert report.difference("a\nb\n", "a\nc\n").startswith("--- a/scoring.json\n+++ b/scoring.json\n")
