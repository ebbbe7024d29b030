"""A rep's answer counts once for its alert, however late it is pressed again; who is off the list stays off it."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.people import union
from mikomi.core.sales.feedback import KEPT_ANSWERS
from mikomi.core.score import half_lives
from mikomi.core.score.totals import total
from mikomi.model.person import Person

from tests.core.story import Story, plan_of
from tests.core.test_bands import NURTURE, SCORING

CALL = {
    "id": "call",
    "trigger": {"when": {"submitted": "download"}},
    "reentry": "after_exit",
    "steps": [{"wait": "1d"}, {"id": "ring", "alert": {"to": "owner", "why": "お電話を", "urgency": "now"}}],
}
PLAN = plan_of([NURTURE, CALL], SCORING)


def hot() -> Story:
    return Story(PLAN).submit("contact").visit("/price").visit("/price").visit("/price")


def points(story: Story) -> float:
    return total(story.person, story.now, half_lives.of(None))


@pytest.mark.parametrize("later", ["2026-11-24 10:00", "2026-11-25 10:01", "2026-11-27 09:00", "2027-10-01 09:00"])
@pytest.mark.parametrize("rep", ["sato", "suzuki"])
def test_the_same_answer_to_the_same_alert_counts_once(later: str, rep: str) -> None:
    """80 → 40, and 40 it stays, pressed again at once, after days, by another rep; and it is said."""
    story = hot()
    story.answer("early", alert="band-1").until(later).answer("early", alert="band-1", rep=rep)
    assert points(story) == 40
    assert story.codes("feedback") == ["early", "again"]
    told = [because.params for because in story.because if because.kind == "feedback"]
    assert told[-1] == {"answer": "まだ早い", "rep": rep}


def test_another_alert_or_another_answer_counts_beside_it() -> None:
    """The next alert may be answered alike, and the same alert otherwise."""
    story = hot().answer("early", alert="band-1")
    story.answer("early", alert="band-2").answer("meeting", alert="band-2").answer("meeting", alert="band-1")
    assert points(story) == 20 and story.codes("feedback") == ["early", "early", "meeting", "meeting"]


def test_an_answer_without_an_alert_is_taken_as_it_comes() -> None:
    """What older releases logged names its alert too; what does not is told apart by its event alone."""
    story = hot().answer("early").until("2026-11-27 10:00").answer("early")
    assert story.codes("feedback") == ["early", "early"]


def test_the_latest_answers_are_remembered() -> None:
    """The item does not grow: of more answers than anybody gives, the oldest is forgotten, and no other."""
    story = hot()
    for number in range(KEPT_ANSWERS + 1):
        story.now += 1
        story.answer("meeting", alert=f"band-{number}")
    assert len(story.person.answered) == KEPT_ANSWERS == 20
    story.answer("meeting", alert="band-1").answer("meeting", alert="band-0")
    assert story.codes("feedback")[-2:] == ["again", "meeting"]


ANSWERED = st.dictionaries(st.sampled_from("abcde"), st.integers(1, 9))


@given(first=ANSWERED, second=ANSWERED, third=ANSWERED)
def test_a_merge_forgets_no_answer(first: dict[str, int], second: dict[str, int], third: dict[str, int]) -> None:
    """I21: whatever the order, an answer that one part was given is one of the whole, at its first moment."""
    one, two, three = (Person(id=f"v_{n}", answered=held) for n, held in enumerate((first, second, third)))
    merged = union.absorb(union.absorb(one, two), three).answered
    assert merged == union.absorb(union.absorb(one, three), two).answered
    assert merged == {
        mark: min(h[mark] for h in (first, second, third) if mark in h) for mark in {**first, **second, **third}
    }


def test_who_is_off_the_list_rings_no_alert_of_a_scenario() -> None:
    """競合 without leaving the scenario: its alert step says why it is silent, and the journey goes on."""
    only_freezes = {**SCORING, "feedback": {"competitor": {"label": "競合", "score": "freeze"}}}
    story = Story(plan_of([CALL], only_freezes)).submit("download").answer("competitor", alert="band-1")
    story.until("2026-11-26 10:00")
    assert story.alerts == [] and story.codes("no_alert") == ["frozen"] and story.status_of("call") == "finished"
    story.submit("download").until("2026-11-28 10:00")
    assert story.alerts == [] and not story.person.is_ranked


def test_an_alert_that_waits_for_its_hour_is_dropped_by_the_answer() -> None:
    """Raised at night for the opening of the office; taken off the list before it opens."""
    opens = {**SCORING, "alert": {"on_enter": "hot", "to": "owner", "outside_hours": "next_open"}}
    story = Story(plan_of([], opens), start="2026-11-24 20:00").submit("contact").submit("contact")
    assert story.person.waiting
    story.answer("competitor", alert="other").until("2026-11-25 12:00")
    assert story.alerts == [] and story.codes("no_alert") == ["frozen"]


@pytest.mark.parametrize(
    ("person", "ranked"),
    [
        ({}, False),
        ({"email": "a@example.com"}, True),
        ({"user_id": "u"}, True),
        ({"email": "a@example.com", "frozen_at": 1}, False),
    ],
)
def test_the_ranking_holds_whom_sales_may_work_on(person: dict[str, Any], ranked: bool) -> None:
    """Leads, and none that was taken off the list."""
    assert Person(id="l_1", **person).is_ranked is ranked
