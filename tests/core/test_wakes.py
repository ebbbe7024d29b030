"""Time passing as an occasion: who stops coming is met, once for each time that they do; nobody is woken for ever."""

from typing import Any

import pytest
from mikomi.core.people import union
from mikomi.core.scenarios import wakes
from mikomi.model.events import LOOKED_BACK
from mikomi.model.person import Person
from mikomi.model.stored_json import of_plain
from msgspec.structs import replace

from tests.core.story import Story, at, plan_of, tokyo

DAY = 86_400_000
QUIET: dict[str, Any] = {"not": {"visited": "/**", "within": "30d"}}
MAIL: list[dict[str, Any]] = [{"id": "miss-you", "mail": {"template": "miss-you"}}]
START = "2026-11-24 10:00"
FIRST_MAIL = ("2026-12-24 10:00", "miss-you")


def dormant(when: dict[str, Any] = QUIET, *, steps: Any = None, **more: Any) -> dict[str, Any]:
    return {"id": "dormant", "trigger": {"when": when}, "steps": steps or MAIL, **more}


def came(*scenarios: dict[str, Any], **more: Any) -> Story:
    return Story(plan_of([*scenarios], **more), start=START).visit("/price")


# --- the dormant customer


def test_who_stops_coming_is_met_after_thirty_days_of_nothing() -> None:
    """Once, at the first moment at which the last visit is older than thirty days, and never again by itself."""
    story = came(dormant(reentry="after_exit"))
    assert story.person.wakes_at == at(START) + 30 * DAY + 1
    assert story.until("2026-12-24 10:00").mails == []
    assert story.until("2028-11-24 10:00").mails == [FIRST_MAIL]
    assert story.person.wakes_at is None and story.person.due_at is None


def test_each_visit_puts_it_off() -> None:
    """Who comes every three weeks is never quiet."""
    story = came(dormant())
    for day in ("2026-12-15 10:00", "2027-01-05 10:00", "2027-01-26 10:00"):
        story.until(day).visit("/cases")
    assert story.mails == [] and story.until("2027-03-01 00:00").mails == [("2027-02-25 10:00", "miss-you")]


@pytest.mark.parametrize(
    ("reentry", "again"), [("never", 0), ("after_exit", 1), ({"after": "60d"}, 1), ({"after": "90d"}, 0)]
)
def test_who_comes_back_and_falls_quiet_again_comes_in_as_the_scenario_says(reentry: Any, again: int) -> None:
    """Back on the first of February, quiet again on the third of March: 69 days after the first time."""
    story = came(dormant(reentry=reentry)).until("2027-02-01 10:00").visit("/").until("2027-12-01 00:00")
    assert story.mails == [FIRST_MAIL, *[("2027-03-03 10:00", "miss-you")] * again]


def test_who_never_did_it_does_not_fall_quiet() -> None:
    """Of whom it was true all along it does not become true."""
    story = Story(plan_of([dormant()]), start=START).until("2028-01-01 00:00")
    assert story.mails == [] and story.person.wakes_at is None


def test_who_has_no_name_yet_is_not_woken() -> None:
    """Until they give one: then they are met as everybody is."""
    story = Story(plan_of([dormant()]), start=START, lead=False).visit("/")
    assert story.person.wakes_at is None
    story.person = replace(story.person, email="yamada@example.com")
    assert story.until("2026-12-01 00:00").submit("f").person.wakes_at == at(START) + 30 * DAY + 1


def test_what_else_the_trigger_asks_for_is_asked_when_time_has_come() -> None:
    """The tag that is there by then counts; one that comes later is no occasion."""
    both = {"all": [{"tag": "customer"}, {"submitted": "order"}, QUIET]}
    for tagged, mails in (("2026-12-20 10:00", [FIRST_MAIL]), ("2026-12-25 10:00", [])):
        tag = {"id": "t", "trigger": {"when": {"submitted": "join"}}, "steps": [{"add_tag": "customer"}]}
        story = came(dormant(both), tag).submit("order").until(tagged).submit("join").until("2027-06-01 00:00")
        assert story.mails == mails


def test_several_visits_are_too_few_as_soon_as_one_of_them_is_too_old() -> None:
    """Less than three times in thirty days: when the third latest is thirty days old."""
    story = came(dormant({"not": {"visited": "/**", "times": 3, "within": "30d"}}))
    for day in ("2026-12-01 10:00", "2026-12-05 10:00", "2026-12-09 10:00"):
        story.until(day).visit("/")
    assert story.until("2027-06-01 00:00").mails == [("2026-12-31 10:00", "miss-you")]


def test_a_day_that_a_trait_names_comes_and_grows_old() -> None:
    """The day of a contract, and thirty days after that of the last order, by the company's clock."""
    comes, old = {"trait": "contract", "is": "within 30d"}, {"not": {"trait": "order", "is": "within 30d"}}
    for trigger, met in ((comes, "2027-02-01 00:00"), (old, "2026-12-21 00:00")):
        story = came(dormant(trigger, reentry="after_exit")).identify({"contract": "2027-02-01", "order": "2026-11-20"})
        assert story.until("2028-01-01 00:00").mails == [(met, "miss-you")]


def test_what_lies_far_ahead_is_looked_for_again_every_year() -> None:
    """A trait from a stranger may name any day: nobody is woken in the year 9000."""
    story = came(dormant({"trait": "contract", "is": "within 30d"})).identify({"contract": "2029-06-01"})
    woken = []
    while story.person.wakes_at is not None:
        woken.append(tokyo(story.person.wakes_at)[:10])
        story.until(tokyo(story.person.wakes_at + 60_000))
    assert woken == ["2027-11-25", "2028-11-25", "2029-06-01"] and len(story.mails) == 1


def test_time_ends_a_run_reaches_its_goal_and_takes_a_branch() -> None:
    """Asked of a run as of a trigger, at the moment itself."""
    ever = {"not": {"visited": "/**", "within": "30d", "since": "ever"}}
    wait = {"trigger": {"when": {"submitted": "f"}}, "steps": [{"wait": "90d"}, *MAIL]}
    branch = {"if": ever, "wait_up_to": "60d", "then": [{"add_tag": "quiet"}], "else": [{"add_tag": "late"}]}
    story = came(
        {**wait, "id": "exits", "exit_when": [ever]},
        {**wait, "id": "goal", "goal": {"name": "g", "when": ever, "then": "exit"}},
        {**wait, "id": "asks", "steps": [{"id": "b", **branch}, {"wait": "90d"}]},
    )
    story.submit("f").until("2027-01-10 00:00")
    assert story.mails == [] and "quiet" in story.person.tags
    told = {(b.kind, b.scenario): (tokyo(b.at), b.code) for b in story.because if b.kind in ("goal", "exited", "step")}
    assert told["exited", "exits"] == (FIRST_MAIL[0], "exit_when/0")
    assert told["step", "asks"] == (FIRST_MAIL[0], "then")
    assert told["exited", "goal"][0] == FIRST_MAIL[0]


def test_plans_of_before_are_asked_by_events_alone() -> None:
    """What an older release published decides as it did: nobody is woken, and nothing comes of time."""
    for edition in (1, 2):
        story = Story(plan_of([dormant()]).model_copy(update={"edition": edition}), start=START).visit("/")
        assert story.person.wakes_at is None and story.until("2027-06-01 00:00").mails == []


def test_points_and_bands_follow_from_what_time_let_in() -> None:
    """An alert for a band that somebody enters by it rings, under a name that nobody else's has."""
    scoring = {
        "bands": [{"id": "hot", "name": "Hot", "from": 10}, {"id": "cool", "name": "Cool", "from": 0}],
        "alert": {"on_enter": "hot", "to": "sato"},
    }
    steps = [{"add_points": 20, "reason": "静かになった"}]
    one, other = (came(dormant(steps=steps), scoring=scoring) for _ in range(2))
    other.person = replace(other.person, id="l_other")
    ids = [story.until("2027-01-01 00:00").alerts[0].id for story in (one, other)]
    runs = [story.person.enrolments[0].id for story in (one, other)]
    assert len(one.alerts) == 1 and len({*ids, *runs}) == 4


# --- a plan that is published today


def looked_back(story: Story, wake: int, version: int) -> Story:
    told = {"plan": version, "seen": [], "wakes_at": wake}
    return story.happens(
        type="track", name=LOOKED_BACK, origin="server", proof=2, properties=told, subject=f"p:{story.person.id}"
    )


def test_who_never_comes_again_is_woken_for_a_plan_of_today() -> None:
    """The walk's event says when; the person meets the plan at that moment, and not before."""
    story = came({"id": "other", "trigger": {"when": {"visited": "/**", "within": "90d", "times": 9}}, "steps": MAIL})
    story.until("2026-12-10 10:00")
    plan = plan_of([dormant()], version=2)
    story.publish(plan)
    wake = wakes.next_entry(story.person, story.books[2], story.now)
    assert wake == at(START) + 30 * DAY + 1
    looked_back(story, wake, 2)
    assert [mark.plan for mark in story.person.plans] == [1] and story.person.wakes_at == wake
    assert story.until("2027-06-01 00:00").mails == [FIRST_MAIL]
    assert [(mark.plan, mark.from_) for mark in story.person.plans][1:] == [(2, wake)]


def test_who_is_told_late_is_let_in_once() -> None:
    """Woken already for that moment, by what they did meanwhile or by a repeated telling: nothing more."""
    story = came(dormant(reentry="after_exit")).until("2027-01-10 10:00")
    assert story.mails == [FIRST_MAIL]
    looked_back(story, at(START) + 30 * DAY + 1, 1).until("2027-06-01 00:00")
    assert story.mails == [FIRST_MAIL] and story.person.wakes_at is None


# --- what is stored


def test_of_two_who_are_one_the_sooner_wake_counts() -> None:
    """And none is lost: at worst somebody is woken for nothing."""
    one, other = Person(id="l_1", wakes_at=5), Person(id="v_2", wakes_at=3)
    assert union.absorb(one, other).wakes_at == union.absorb(other, one).wakes_at == 3
    assert union.absorb(one, Person(id="v_2")).wakes_at == union.absorb(Person(id="l_1"), one).wakes_at == 5


def test_an_older_plan_keeps_what_a_newer_release_wrote() -> None:
    """Where part of the plan is a newer release's, its wake stays until it comes."""
    story = came(dormant())
    unread = plan_of(version=2).model_copy(update={"unread": ("scenarios/x",)})
    story.publish(unread)
    wake = story.person.wakes_at
    assert wake is not None and story.visit("/").person.wakes_at == wake
    assert story.until("2027-06-01 00:00").person.wakes_at is None


def test_what_is_stored_is_read_again() -> None:
    """A wake is an addition to what is stored of a person."""
    person = Person(id="l_1", wakes_at=7)
    assert of_plain(Person, {"id": "l_1", "wakes_at": 7}) == person and person.due_at == 7
