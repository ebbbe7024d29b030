"""What is told of hand-overs: known after sixty days, won by what the last answer means, by band and by rule; the
system's delay apart from the people's, and what was done within the SLA.
"""

import json
from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.figures.rates import Rate
from mikomi.core.results import handovers, promptness, sales
from mikomi.core.results.counted import Counted
from mikomi.core.results.numbers import ALERTS
from mikomi.core.results.promptness import Wait
from mikomi.core.results.sales import ENOUGH, FEWEST, BandResult
from mikomi.core.results.sales_outline import outline
from mikomi.model.scoring import Scoring

from tests.core.story import plan_of

HOUR, DAY = 3_600_000, 86_400_000
TODAY = date(2026, 11, 24)
NOON = round(datetime(2026, 11, 24, 5, tzinfo=UTC).timestamp() * 1000)
"""Two in the afternoon of a Tuesday in Tokyo."""
SCORING = Scoring.model_validate(
    {
        "version": 1,
        "bands": [{"id": "warm", "name": "Warm", "from": 40}, {"id": "hot", "name": "Hot", "from": 80}],
        "feedback": {
            "meeting": {"label": "商談", "outcome": "positive"},
            "early": {"label": "まだ", "outcome": "negative"},
            "rival": {"label": "競合", "outcome": "exclude"},
        },
    }
)


WITH_SLA = Scoring.model_validate({**SCORING.model_dump(by_alias=True), "alert": {"on_enter": "hot", "sla": "4h"}})
PLAN = plan_of([]).model_copy(update={"scoring": SCORING})
PROMPT = PLAN.model_copy(update={"scoring": WITH_SLA})


def alert(ago, answer=None, band="hot", score=90.0, sent=1, answered=5, seen=None, name=None, rules=None):
    """Decided so many days ago; sent, seen and answered so many hours after that."""
    at = NOON - ago * DAY
    answers = dict(answer) if isinstance(answer, dict) else {answer: answered} if answer else {}
    last = max(answers, key=lambda key: answers[key]) if answers else None
    looked = [hours for hours in (seen, *answers.values()) if hours is not None]
    return {
        "alert": name or f"{ago}{last}{band}{score}{sent}", "person": f"l_{ago}",
        "band": band, "reason": "band", "scenario": None, "step": None,
        "score": score, "rules": None if rules is None else json.dumps(rules), "decided_at": at,
        "sent_at": None if sent is None else at + sent * HOUR, "seen_at": at + min(looked) * HOUR if looked else None,
        "answer": last, "answers": {key: at + hours * HOUR for key, hours in answers.items()},
    }  # fmt: skip


def counted_of(*alerts):
    answers = [
        {"alert": each["alert"], "answer": key, "answered_at": at}
        for each in alerts
        for key, at in each["answers"].items()
    ]
    return Counted(NOON, {"handovers": list(alerts), "handover_answers": answers})


def told(*alerts, plan=PLAN):
    return handovers.handovers(counted_of(*alerts), plan)


def test_a_handover_is_known_after_sixty_days_answered_or_not():
    """On both sides of the bound; unanswered by then is not won, an excluded one is in neither number."""
    alerts = told(
        alert(60, "meeting"), alert(61, "meeting"), alert(61), alert(90, "early"), alert(90, "rival"), alert(70, "gone")
    )
    assert sales.by_band(alerts, SCORING) == [BandResult("hot", Rate(1, 4, 1), 1)]


def test_bands_stand_from_the_highest_and_those_of_scenarios_last():
    """A band that is gone from the plan is told behind those of now; one without alerts is left out."""
    alerts = told(alert(70, band=None), alert(70, band="old"), alert(70, band="warm"), alert(70))
    assert [each.band for each in sales.by_band(alerts, SCORING)] == ["hot", "warm", "old", ""]


def test_the_score_is_held_against_what_is_known_alone():
    """Those who are not yet known or left out are in neither group; of few nothing is told."""
    won = [alert(70 + n, "meeting", score=180.0 + n) for n in range(ENOUGH)]
    lost = [alert(70 + n, "early", score=70.0 + n) for n in range(ENOUGH)]
    others = [alert(3, "meeting", score=0.0), alert(70, "rival", score=0.0), alert(71, "meeting", score=None)]
    apart = sales.told_apart(told(*won, *lost, *others))
    assert apart and (apart.auc, apart.first, apart.second) == (1.0, ENOUGH, ENOUGH)
    assert sales.told_apart(told(*won, *lost[1:])) is None
    assert sales.still_to_go(told(*won, *lost[1:])) == (0, 1) and sales.still_to_go(told(*others)) == (
        ENOUGH - 1,
        ENOUGH,
    )
    few = outline(counted_of(*won[2:], *lost), PLAN, [])
    assert few["to_go"] == {"won": 2, "lost": 0} and few["rules"] == [] and few["auc"] is None


def test_a_deal_that_ended_since_says_more_than_an_answer():
    """Won and lost by the stage; not one that ended before the alert, nor one that goes on; when it ended is told."""
    made = [
        alert(70, name="silent"),
        alert(80, "early", name="no"),
        alert(90, "meeting", name="yes"),
        alert(100, "rival"),
    ]
    at = NOON - 65 * DAY

    def won(person, stage, at=at):
        rows = [{"person": person, "stage": stage, "staged_at": at}]
        counted = counted_of(*made)
        alerts = handovers.handovers(counted._replace(answers={**counted.answers, "handover_deals": rows}), PLAN)
        return {each.person: each for each in alerts}[person]

    assert won("l_70", "won").is_won and won("l_70", "won").came["outcome"] == at
    assert won("l_80", "won").is_won and not won("l_90", "lost").is_won and won("l_100", "lost").is_judged
    assert won("l_90", "opportunity").is_won and not won("l_70", "won", NOON - 71 * DAY).is_won
    assert won("l_70", "won", NOON - 70 * DAY).is_won


WEEK = 7


def test_the_systems_delay_is_apart_from_the_peoples():
    """Median and P95 of those who have it behind them, since the alert for people, with those who still wait beside;
    what was decided on a Saturday is in none of it; nothing of nobody.
    """
    alerts = told(
        *(alert(WEEK, "early", sent=n, answered=n + 2 * n, seen=n + 1, name=str(n)) for n in range(1, 21)),
        alert(WEEK, name="waits"),
        alert(WEEK, sent=None, name="unsent"),
        alert(3, "meeting", name="on Saturday"),
    )
    waits = promptness.waits(alerts)
    assert waits["sent"] == Wait(10 * HOUR, 19 * HOUR, 21, 1)
    assert waits["seen"] == Wait(HOUR, HOUR, 20, 1)
    assert waits["attempt"] == waits["contact"] == waits["outcome"] == Wait(20 * HOUR, 38 * HOUR, 20, 1)
    assert promptness.waits([])["sent"] == Wait(None, None, 0, 0)
    before_it_was_noted = promptness.waits(told(alert(WEEK, "early", sent=2, answered=1)))
    assert before_it_was_noted["attempt"] == Wait(0, 0, 1, 0)


def test_an_answer_is_an_attempt_and_says_more_by_what_it_means():
    """Nobody there is an attempt and no contact; a talk without an outcome is a contact because the answer says so; who
    answered has seen it.
    """
    told_more = {
        **SCORING.model_dump(by_alias=True)["feedback"],
        "nobody": {"label": "不在"},
        "talked": {"label": "検討中", "contact": True},
    }
    scoring = Scoring.model_validate({"version": 1, "feedback": told_more})
    answers = {"nobody": 2, "talked": 4, "meeting": 8}
    (one,) = told(alert(WEEK, answers, sent=1), plan=PLAN.model_copy(update={"scoring": scoring}))
    hours = {stage: (at - one.decided_at) / HOUR for stage, at in one.came.items()}
    assert hours == {"sent": 1, "seen": 2, "attempt": 2, "contact": 4, "outcome": 8} and one.answer == "meeting"


def test_the_sla_is_kept_by_who_tries_in_time():
    """To the hour on both sides; one that nobody tried is late once it is over and "not yet" before; without an SLA, or
    decided on a Saturday, there is nothing to keep.
    """
    made = [
        alert(WEEK, "early", sent=1, answered=5, name="just in time"),
        alert(WEEK, "early", sent=1, answered=5.001, name="late"),
        alert(WEEK, sent=1, name="nobody"),
        alert(3, "early", name="Saturday"),
        alert(0, sent=-3.5, name="running"),
        alert(0, sent=-4, name="its last moment"),
        alert(0, sent=-4.5, name="over"),
    ]
    assert promptness.within_sla(told(*made, plan=PROMPT), NOON) == Rate(1, 4, 2)
    assert promptness.within_sla(told(*made), NOON) == Rate(0, 0)
    assert (
        outline(counted_of(*made), PLAN, [])["sla"] is None and outline(counted_of(*made), PROMPT, [])["sla"]["of"] == 4
    )


def judged(having, lacking, won_having, won_lacking):
    """So many with points of a rule and without, of which so many were won."""
    sides = ((having, won_having, {"price": 15.0, "all": 1.0}), (lacking, won_lacking, {"all": 1.0}))
    return [
        alert(70, "meeting" if n < won else "early", rules=rules, name=f"{len(rules)}-{n}")
        for of, won, rules in sides
        for n in range(of)
    ]


def verdict(*made):
    return {each.rule: each for each in sales.by_rule(told(*made))}["price"]


def test_a_rule_is_held_against_those_without_it():
    """More often and less often won where the interval leaves 0 out; nothing only where it holds 0 and is narrow; "not
    yet" with few on one side, where it is wide, and where everybody has the rule.
    """
    assert verdict(*judged(60, 60, 40, 10)).verdict == "more" and verdict(*judged(60, 60, 10, 40)).verdict == "less"
    idle = verdict(*judged(300, 300, 90, 90))
    low, high = idle.apart
    assert idle.verdict == "nothing" and low < 0 < high and high - low <= 0.2
    assert (idle.having, idle.lacking) == (Rate(90, 300), Rate(90, 300))
    assert verdict(*judged(40, 40, 12, 12)).verdict == "not_yet"
    assert verdict(*judged(FEWEST, FEWEST, FEWEST, 0)).verdict == "more"
    assert verdict(*judged(FEWEST - 1, 60, FEWEST - 1, 0)).verdict == "not_yet"
    everybody = {each.rule: each for each in sales.by_rule(told(*judged(60, 60, 30, 30)))}["all"]
    assert (everybody.verdict, everybody.apart, everybody.lacking) == ("not_yet", None, Rate(0, 0))


def test_a_rule_is_judged_by_what_the_log_says_alone():
    """Alerts of before points were noted are on neither side; nor is what is not known yet, or left out."""
    made = judged(3, 2, 1, 1)
    more = [
        alert(70, "meeting"),
        alert(5, "meeting", rules={"price": 1}),
        alert(70, "rival", rules={"price": 1}, name="r"),
    ]
    assert verdict(*made, *more)[1:3] == (Rate(1, 3), Rate(1, 2))


MADE = st.lists(
    st.tuples(
        st.integers(0, 120),
        st.sampled_from([None, "meeting", "early", "rival"]),
        st.sampled_from(["hot", "warm", None]),
    ),
    max_size=20,
)


@given(MADE)
def test_every_handover_is_in_one_number(made):
    """P8: known, not yet or left out, each once; programs get n beside every rate; and what a number counts is as long
    as the list that it opens.
    """
    rows = [
        alert(ago, answer, band, name=str(n), rules={"price": 1} if n % 2 else {})
        for n, (ago, answer, band) in enumerate(made)
    ]
    alerts = told(*rows, plan=PROMPT)
    bands = sales.by_band(alerts, SCORING)
    assert sum(each.rate.entered + each.excluded for each in bands) == len(made)
    said = outline(counted_of(*rows), PROMPT, [])
    for each in said["bands"]:
        assert ((each["rate"] is None) == (each["of"] == 0) and each["low"] is None) or each["low"] <= each["rate"]

    def behind(what, detail=None, band=None):
        return len(handovers.chosen(alerts, what, band, detail, NOON))

    for each in bands:
        assert behind("alert_won", band=each.band) == each.rate.reached
        assert behind("alert_judged", band=each.band) == each.rate.of
        assert behind("alert_not_yet", band=each.band) == each.rate.not_yet
        assert behind("alert_excluded", band=each.band) == each.excluded
    for stage, wait in promptness.waits(alerts).items():
        assert (behind("alert_came", stage), behind("alert_waits", stage)) == (wait.of, wait.open)
    within = promptness.within_sla(alerts, NOON)
    found = tuple(behind(what) for what in ("alert_in_time", "alert_due", "alert_running"))
    assert found == (within.reached, within.of, within.not_yet)
    for each in sales.by_rule(alerts):
        assert (
            behind("rule_with", each.rule) == each.having.of
            and behind("rule_without_won", each.rule) == each.lacking.reached
        )
    assert behind("alert") == len(made) == behind("alert_sent") + behind("alert_unsent")
    assert all(handovers.counts(name, "x", NOON) for name in ALERTS) and handovers.counts("x", None, NOON) is None
