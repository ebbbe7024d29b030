"""Who is let into a scenario: groups, re-entry, seasons, and until when somebody waits; on both sides of each bound."""

import pytest
from msgspec.structs import replace

from tests.core.plans import DAY
from tests.core.story import Story, at, plan_of
from tests.core.test_journey import MAIL, on_download, told


def test_a_run_that_ended_keeps_nobody_out_of_its_group():
    """Finished, thrown out or arrived: the group is free again, and only then."""
    other = {"id": "o", "group": "nurture", "trigger": {"when": {"submitted": "other"}}, "steps": [MAIL]}
    away = {"id": "away", "trigger": {"when": {"submitted": "away"}}, "steps": [{"exit": "s"}]}
    keys = {"group": "nurture", "goal": {"name": "商談", "when": {"submitted": "contact"}, "then": "exit"}}
    plan = plan_of([on_download({"wait": "1d"}, MAIL, **keys), other, away])
    ended = [
        Story(plan).submit("download").until("2026-11-26 10:00"),
        Story(plan).submit("download").submit("contact"),
        Story(plan).submit("download").submit("away"),
    ]
    assert [story.status_of("s") for story in ended] == ["finished", "goal", "exited"]
    for story in ended:
        story.submit("other")
        assert story.status_of("o") == "finished" and ("not_entered", "group") not in told(story)


def entered(story, moment):
    """Whether the person is let in at this moment."""
    before = len(story.because)
    story.now = moment
    story.submit("download")
    return any(each.kind == "entered" for each in story.because[before:])


@pytest.mark.parametrize(
    ("season", "first", "last"),
    [
        ({"from": "2026-12-01T10:00"}, at("2026-12-01 10:00"), None),
        ({"from": "2026-12-01"}, at("2026-12-01 00:00"), None),
        # a minute belongs to the season to its end, and so does a day
        ({"until": "2026-12-01T10:00"}, None, at("2026-12-01 10:01") - 1),
        ({"until": "2026-12-01"}, None, at("2026-12-02 00:00") - 1),
    ],
)
def test_a_season_is_open_from_its_first_millisecond_to_its_last(season, first, last):
    """And closed a millisecond before and after."""
    plan = plan_of([on_download(MAIL, active=season)])
    for edge, away in ((first, -1), (last, 1)):
        if edge:
            assert entered(Story(plan), edge), "the edge itself lies in it"
            assert not entered(Story(plan), edge + away)
            assert entered(Story(plan), edge - away)


def test_who_may_enter_again_may_from_that_moment_on():
    """Ten days after the entry to the millisecond; of several runs, which merges bring together, the latest counts."""
    plan = plan_of([on_download(MAIL, reentry={"after": "10d"})])
    start = at("2026-11-24 10:00")
    assert not entered(Story(plan).submit("download"), start + 10 * DAY - 1)
    assert entered(Story(plan).submit("download"), start + 10 * DAY)
    story = Story(plan).submit("download")
    (run,) = story.person.enrolments
    later = replace(run, id="other", entered_at=run.entered_at + 5 * DAY)
    for runs in ((run, later), (later, run)):
        story.person = replace(story.person, enrolments=runs)
        assert not entered(story, start + 15 * DAY - 1)
    assert entered(story, start + 15 * DAY)


@pytest.mark.parametrize(
    ("until", "moment"),
    [
        ("2026-12-01T10:00", "2026-12-01 10:00"),
        ("2026-12-01T10:00 - 2h", "2026-12-01 08:00"),
        ("2026-12-01T10:00 + 1d", "2026-12-02 10:00"),
        ("2026-12-01 + 1d", "2026-12-02 00:00"),
        ("trait.renewal", "2026-12-10 00:00"),
        ("trait.renewal - 3d", "2026-12-07 00:00"),
    ],
)
def test_a_wait_until_a_moment_ends_at_that_moment(until, moment):
    """A moment, a day, a date of the person, and a span before or after each."""
    story = Story(plan_of([on_download({"wait": {"until": until}}, MAIL)]))
    story.identify({"renewal": "2026-12-10"}).submit("download").until("2026-12-31 00:00")
    assert story.mails == [(moment, "hello")]


def test_a_scenario_that_is_gone_goes_on_in_its_place():
    """Steps that fall due together go by priority; a scenario that is no longer published has the usual one, and its
    people finish it all the same."""
    both = [
        {"id": name, "trigger": {"when": {"submitted": "download"}}, "steps": [{"wait": "1d"}, {"add_tag": name}]}
        for name in ("s", "t")
    ]
    for priority, first in ((0, "by id"), (1, "stays")):
        for gone, stays in ((0, 1), (1, 0)):
            story = Story(plan_of(both)).submit("download")
            story.publish(plan_of([{**both[stays], "priority": priority}], version=2))
            ids = {run.scenario: run.id for run in story.person.enrolments}
            told = [b.params["tag"] for b in story.until("2026-11-26 10:00").because if b.kind == "tag"]
            in_order = {
                "stays": [both[stays]["id"], both[gone]["id"]],
                "by id": sorted(ids, key=lambda name: ids[name]),
            }
            assert told == in_order[first]


def test_who_is_thrown_out_on_the_way_keeps_no_other_scenario_from_its_goal():
    """One event: the first scenario ends the second one, and the third, entered last, reaches its goal all the same."""
    asks = {"id": "q", "if": {"submitted": "contact"}, "wait_up_to": "9d", "then": [{"exit": "second"}], "else": []}
    wait = {"wait": "9d"}
    goal = {"name": "商談", "when": {"submitted": "contact"}, "then": "exit"}
    journeys = {"first": [asks, wait], "second": [wait], "third": [wait]}
    plan = plan_of(
        [
            {
                "id": id,
                "trigger": {"when": {"submitted": id}},
                "steps": steps,
                **({"goal": goal} if id == "third" else {}),
            }
            for id, steps in journeys.items()
        ]
    )
    story = Story(plan).submit("first").submit("second").submit("third")
    story.submit("contact")
    assert [story.status_of(name) for name in ("first", "second", "third")] == ["active", "exited", "goal"]
