"""Bands, the alert on entering one, and a rep's answers: stories through the real `decide`."""

import pytest
from mikomi.core.people import merging
from mikomi.model.events import Event
from msgspec.structs import replace

from tests.core.plans import DAY
from tests.core.story import SUBJECT, Story, plan_of

SCORING = {
    "rules": [
        {"id": "contact", "name": "お問い合わせ", "when": {"submitted": "contact"}, "points": 50},
        {"id": "price", "name": "料金", "when": {"visited": "/price"}, "points": 10},
        {"id": "industry", "name": "製造業", "points": 20, "axis": "fit",
         "when": {"trait": "industry", "is": "製造業"}},
    ],
    "decay": {"half_life": "30d"},
    "bands": [
        {"id": "hot", "name": "Hot", "from": 80},
        {"id": "warm", "name": "Warm", "from": 40},
        {"id": "cool", "name": "Cool", "from": 0},
    ],
    "alert": {"on_enter": "hot", "to": "owner", "cooldown": "24h", "outside_hours": "digest"},
    "feedback": {
        "meeting": {"label": "商談化", "tag": "商談化", "exit": "nurture"},
        "early": {"label": "まだ早い", "score": "halve", "snooze": "30d", "enter": "s"},
        "competitor": {"label": "競合", "tag": "競合", "score": "freeze", "exit": "*"},
    },
}  # fmt: skip
NURTURE = {
    "id": "s", "group": "nurture", "reentry": "after_exit", "trigger": {"when": {"submitted": "download"}},
    "steps": [{"wait": "9d"}, {"add_tag": "end"}],
}  # fmt: skip
PLAN = plan_of([NURTURE], SCORING)


def hot(**keys) -> Story:
    return Story(PLAN, **keys).submit("contact").visit("/price").visit("/price").visit("/price")


def test_the_moment_the_score_enters_the_band_raises_one_alert():
    """I24, I25: eighty is reached by the third view, not before, and further events above it raise nothing."""
    story = Story(PLAN).submit("contact").visit("/price").visit("/price")
    assert story.alerts == []
    story.visit("/price").visit("/price").submit("contact")
    assert [(a.band, a.score, a.before, a.crossing) for a in story.alerts] == [("hot", 80, 70, 1)]


@pytest.mark.parametrize(("own", "alerts"), [(True, 0), (False, 1)], ids=["a lead of its own", "nameless"])
def test_a_merge_enters_a_band_of_which_sales_was_not_told(own, alerts):
    """Who stood in the band as a lead of its own raised its alert; a browser without a name never did."""
    other = hot(lead=own)
    assert len(other.alerts) == own
    past = {"a:other": other.person.members[SUBJECT]}
    visitor = replace(other.person, id="v_other", members=past, heard=(), alerted_at=None)
    lead = Story(PLAN).visit("/")
    link = Event(subject="a:other", id="link", type="page", at=lead.now, received_at=lead.now)
    lead.person = merging.join(lead.person, visitor, link, lead.books[1], lead.now, brings=True)
    assert len(lead.visit("/about").alerts) == alerts


def test_a_visitor_raises_nothing_and_enters_the_band_when_it_becomes_a_lead():
    story = hot(lead=False)
    assert story.alerts == [] and story.person.band is None
    story.person = replace(story.person, email="yamada@example.com")
    story.visit("/")
    assert len(story.alerts) == 1


def test_a_score_that_faded_and_comes_back_enters_again_but_not_within_the_cooldown():
    story = hot().until("2026-11-24 15:00")
    story.visit("/price")
    assert len(story.alerts) == 1
    story.until("2026-12-24 10:00").submit("contact")
    assert len(story.alerts) == 2
    quick = hot()
    quick.answer("early")
    quick.person = replace(quick.person, snoozed_until=None)
    quick.submit("contact")
    assert len(quick.alerts) == 1 and quick.codes("no_alert") == ["cooldown"]


def test_outside_business_hours_the_alert_goes_into_the_digest():
    """Saturday night: gathered for Monday, and not urgent; Friday at eleven: at once."""
    assert [(a.digest, a.urgency) for a in hot(start="2026-11-28 22:00").alerts] == [(True, "digest")]
    assert [(a.digest, a.urgency) for a in hot(start="2026-11-27 11:00").alerts] == [(False, "now")]


def test_after_the_cooldown_to_the_millisecond_sales_are_told_again():
    """A day after the last alert: a millisecond earlier it says why not."""
    for early, alerts in ((1, 1), (0, 2)):
        story = hot()
        (first,) = story.alerts
        story.answer("early")
        story.person = replace(story.person, snoozed_until=None)
        story.now = first.at + DAY - early
        story.submit("contact")
        assert len(story.alerts) == alerts and story.codes("no_alert") == ["cooldown"] * early


def test_an_answers_tag_is_given_once_and_keeps_its_moment():
    """The same answer of another day adds no tag anew, and says so once."""
    story = Story(PLAN).answer("meeting")
    given = story.person.tags["商談化"]
    assert given == story.now
    story.until("2026-11-26 10:00").answer("meeting")
    assert story.person.tags["商談化"] == given and story.codes("tag") == ["added"]


def test_halve_takes_half_of_the_total_snooze_keeps_quiet_and_enter_lets_in():
    story = hot().identify({"industry": "製造業"})
    story.answer("early")
    from mikomi.core.score.totals import total

    assert round(total(story.person, story.now, story.books_now.active.half_lives), 6) == 50
    assert story.status_of("s") == "active"
    story.until("2026-12-01 10:00").submit("contact").submit("contact")
    assert len(story.alerts) == 1 and "snoozed" in story.codes("no_alert")


def test_freeze_earns_no_more_and_leaves_every_scenario():
    story = hot().submit("download")
    points = story.person.members
    story.answer("competitor").submit("contact")
    assert "競合" in story.person.tags and story.status_of("s") == "exited"
    assert story.person.members["a:browser-1"].points == points["a:browser-1"].points
    assert "frozen" in story.codes("no_points")


def test_meeting_leaves_the_group():
    story = Story(PLAN).submit("download").answer("meeting")
    assert (story.status_of("s"), "商談化" in story.person.tags) == ("exited", True)


def test_an_answer_that_the_plan_does_not_know_changes_nothing_and_says_so():
    story = Story(PLAN).answer("nonsense")
    assert story.codes("feedback") == ["unknown"]


def test_entering_a_band_lets_into_a_scenario_though_no_rule_names_points():
    """A trigger that asks for the band alone: the view that carries the lead into it lets it in, none before."""
    asks = {"id": "b", "trigger": {"when": {"band": "hot"}}, "steps": [{"add_tag": "in"}]}
    story = Story(plan_of([asks], SCORING)).submit("contact").visit("/price").visit("/price")
    assert story.status_of("b") is None
    assert story.visit("/price").status_of("b") == "finished"
