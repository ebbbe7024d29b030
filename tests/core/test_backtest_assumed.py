"""Clicks on mails that nobody got are told only to who asks to assume them, say that they are assumed, and have the
range of the mails that they are taken from."""

from collections import Counter

import pytest
from mikomi.core.backtest import lines, report
from mikomi.core.backtest.assumed import LEAST, Assumption, MailTally, figures
from mikomi.core.backtest.trial import Trial
from mikomi.model.base import Json

from tests.core.backtest_life import DAY, EVER, Lived, mail, plan, tried


def tally(mailed: dict[str, int], clicked: dict[str, int], nobody: dict[str, int]) -> MailTally:
    return MailTally(Counter(mailed), Counter(clicked), Counter(nobody))


def of(made: MailTally, rate: float | None = None) -> dict[str, Json]:
    return {each["name"]: each for each in figures(made, Assumption(rate))}


def test_the_rate_is_that_of_the_same_scenario_or_of_all_or_none() -> None:
    """On both sides of so many mails that a rate may be taken from."""
    near = of(tally({"s": LEAST, "t": 150}, {"s": 10, "t": 15}, {"s": 200}))["clicks/s"]
    assert (near["label"], near["value"], near["rate"], near["of"], near["n"]) == ("assumed", 40, 0.2, LEAST, 200)
    assert (near["low"], near["high"]) == (22.5, 66.1), "Wilson of 10 of 50, times 200"
    far = of(tally({"s": LEAST - 1, "t": 151}, {"s": 10, "t": 10}, {"s": 200}))["clicks/s"]
    assert (far["value"], far["rate"], far["of"]) == (20, 0.1, 200)
    none = of(tally({"s": 20, "t": LEAST - 21}, {"s": 10}, {"s": 200}))["clicks/s"]
    assert (none["label"], none["value"], none["of"], none["n"]) == ("unknown", None, LEAST - 1, 200)


def test_who_says_a_rate_gets_that_without_a_range() -> None:
    said = of(tally({"s": 500}, {"s": 400}, {"s": 30, "t": 10}), 0.05)
    assert {name: (each["value"], each["low"], each["high"]) for name, each in said.items()} == {
        "clicks/s": (1.5, None, None),
        "clicks/t": (0.5, None, None),
    }


def lived() -> Trial:
    """Their one mail was clicked by a person, and by a machine; the candidate sends two that nobody got."""
    life = Lived(plan(mail("one")))
    life.submit("f")
    life.later(60_000)
    life.follows("one")
    life.later(2 * DAY).passes()
    return tried(life, plan(mail("zero"), mail("one"), mail("two"), version=2))


def test_it_is_off_unless_somebody_asks() -> None:
    """And then it says what it is, and changes no other figure."""
    trial = lived()
    assert trial.tally == tally({"s": 1}, {"s": 1}, {"s": 2})
    plainly, assumed = report.plain(trial, EVER), report.plain(trial, EVER, Assumption(0.5))
    assert assumed["figures"][:-1] == plainly["figures"] and "assumed" not in {x["label"] for x in plainly["figures"]}
    (clicks,) = assumed["figures"][-1:]
    assert (clicks["name"], clicks["label"], clicks["value"]) == ("clicks/s", "assumed", 1.0)
    (row,) = lines.rows([clicks], {"scenario:s": "資料請求"}, "en")
    assert row.label == "assumed" and row.name == "Clicks on mails of “資料請求” that nobody got"
    for language, words in (("en", "as you said: 50 %"), ("ja", "指定された 50%")):
        assert any(words in each for each in lines.cautions(assumed, EVER, {}, language, {}))
        assert not any(words in each for each in lines.cautions(plainly, EVER, {}, language, {}))


@pytest.mark.parametrize(("by", "clicked"), [("human", 1), ("machine", 0)])
def test_a_machine_clicks_for_nobody(by: str, clicked: int) -> None:
    life = Lived(plan(mail("one")))
    life.submit("f")
    sent = life.letters[-1]
    said = {"scenario": "s", "step": "one", "enrolment": sent.enrolment, "by": by}
    life.later(60_000).happens(
        type="track", name="Mail Clicked", properties=said, origin="mail", proof=2, subject=f"p:{life.person.id}"
    )
    assert tried(life.later(DAY).passes(), plan(version=2)).tally.clicked["s"] == clicked


def test_parts_add_up() -> None:
    whole, trial = Trial(), lived()
    whole.join(trial)
    whole.join(trial)
    assert whole.tally == tally({"s": 2}, {"s": 2}, {"s": 4})
