"""What is told of hand-overs: known after sixty days, won by what the last answer means, the system's delay apart from
the person's.
"""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.figures.rates import Rate
from mikomi.core.results import sales
from mikomi.core.results.counted import Counted
from mikomi.core.results.sales import BandResult, Wait
from mikomi.model.scoring import Scoring

HOUR, DAY = 3_600_000, 86_400_000
TODAY = date(2026, 11, 24)
NOON = round(datetime(2026, 11, 24, 12, tzinfo=UTC).timestamp() * 1000)
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


def alert(ago, answer=None, band="hot", score=90.0, sent=1, answered=5):
    """Decided so many days ago, sent and answered so many hours after that."""
    at = NOON - ago * DAY
    sent_at = None if sent is None else at + sent * HOUR
    return {"alert": f"{ago}{answer}", "band": band, "reason": "band", "score": score, "decided_at": at,
            "sent_at": sent_at, "answered_at": at + answered * HOUR if answer else None, "answer": answer}  # fmt: skip


def told(*alerts):
    counted = Counted(NOON, {"handovers": list(alerts)})
    return counted, sales.handovers(counted, SCORING)


def test_a_handover_is_known_after_sixty_days_answered_or_not():
    """On both sides of the bound; unanswered by then is not won, an excluded one is in neither number."""
    counted, alerts = told(
        alert(60, "meeting"), alert(61, "meeting"), alert(61), alert(90, "early"), alert(90, "rival"), alert(70, "gone")
    )
    assert sales.by_band(counted, alerts, SCORING) == [BandResult("hot", Rate(1, 4, 1), 1)]


def test_bands_stand_from_the_highest_and_those_of_scenarios_last():
    """A band that is gone from the plan is told behind those of now; one without alerts is left out."""
    counted, alerts = told(alert(70, band=None), alert(70, band="old"), alert(70, band="warm"), alert(70))
    assert [each.band for each in sales.by_band(counted, alerts, SCORING)] == ["hot", "warm", "old", ""]


def test_the_score_is_held_against_what_is_known_alone():
    """Those who are not yet known or left out are in neither group; of few nothing is told."""
    won = [alert(70 + n, "meeting", score=80.0 + n) for n in range(10)]
    lost = [alert(70 + n, "early", score=70.0 + n) for n in range(10)]
    others = [alert(3, "meeting", score=0.0), alert(70, "rival", score=0.0), alert(71, "meeting", score=None)]
    apart = sales.told_apart(*told(*won, *lost, *others))
    assert apart and (apart.auc, apart.first, apart.second) == (1.0, 10, 10)
    assert sales.told_apart(*told(*won, *lost[1:])) is None


def test_the_systems_delay_is_apart_from_the_persons():
    """Median and P95 of those who have it behind them, with those who still wait beside; nothing of nobody."""
    _, alerts = told(
        *(alert(9, "early", sent=n, answered=n + 2 * n) for n in range(1, 21)), alert(9), alert(9, sent=None)
    )
    waits = sales.waits(alerts)
    assert waits.system == Wait(10 * HOUR, 19 * HOUR, 21, 1)
    assert waits.person == Wait(20 * HOUR, 38 * HOUR, 20, 1)
    assert sales.waits([]).system == Wait(None, None, 0, 0)


ALERTS = st.lists(
    st.tuples(
        st.integers(0, 120),
        st.sampled_from([None, "meeting", "early", "rival"]),
        st.sampled_from(["hot", "warm", None]),
    ),
    max_size=20,
)


@given(ALERTS)
def test_every_handover_is_in_one_number(made):
    """P8: known, not yet or left out, each once; programs get n beside every rate."""
    counted, alerts = told(*(alert(ago, answer, band) for ago, answer, band in made))
    bands = sales.by_band(counted, alerts, SCORING)
    assert sum(each.rate.entered + each.excluded for each in bands) == len(made)
    for each in sales.told_of(counted, SCORING)["bands"]:
        assert ((each["rate"] is None) == (each["of"] == 0) and each["low"] is None) or each["low"] <= each["rate"]
