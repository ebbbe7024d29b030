"""A goal counts until its window is over: on the way, after the last step, after leaving; once, and for one run."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.people import bounds, union
from mikomi.core.words.wording import names_of, sentence
from mikomi.model.decision import Because
from mikomi.model.person import Enrolment
from mikomi.model.scenario import Goal
from mikomi.model.step_tree import targets_of
from msgspec.structs import replace

from tests.core.story import Story, at, plan_of, tokyo

ENTRY: dict[str, Any] = {"trigger": {"when": {"submitted": "download"}}}
CONTACT: dict[str, Any] = {"name": "商談", "when": {"submitted": "contact"}}
THANKS: list[dict[str, Any]] = [{"id": "thanks", "mail": {"template": "thanks", "kind": "transactional"}}]


def scenario(goal: dict[str, Any] | None = None, id: str = "s", **more: Any) -> dict[str, Any]:
    return {"id": id, **ENTRY, "steps": THANKS, "goal": goal or CONTACT, **more}


def entered(*scenarios: dict[str, Any], start: str = "2026-11-24 10:00") -> Story:
    """Who has just asked for the download."""
    return Story(plan_of(scenarios or (scenario(),)), start).submit("download")


def run_of(story: Story, id: str = "s") -> Enrolment:
    """The run that was entered last."""
    return max((run for run in story.person.enrolments if run.scenario == id), key=lambda run: (run.entered_at, run.id))


def goals(story: Story) -> list[Because]:
    return [because for because in story.because if because.kind == "goal"]


def test_a_form_sent_91_minutes_after_the_last_mail_is_the_goal():
    """The run has ended with its last mail; what it was for is noted all the same, and it stays finished."""
    story = entered().until("2026-11-24 11:31").submit("contact")
    assert story.status_of("s") == "finished" and tokyo(run_of(story).goal_at) == "2026-11-24 11:31"
    (because,) = goals(story)
    assert (because.scenario, because.enrolment, because.plan) == ("s", run_of(story).id, 1)


@pytest.mark.parametrize("then", ["exit", "continue"])
@pytest.mark.parametrize(
    ("moment", "counts"), [("2026-12-24 10:00", True), ("2026-12-24 10:01", False), ("2026-12-25 10:00", False)]
)
def test_the_window_is_thirty_days_from_the_entry(then: str, moment: str, counts: bool):
    """To its last millisecond, whichever way the goal goes on; afterwards nothing is remembered for it."""
    story = entered(scenario({**CONTACT, "then": then}))
    assert run_of(story).goal_until == at("2026-12-24 10:00")
    story = story.until(moment).submit("contact")
    assert [tokyo(because.at) for because in goals(story)] == ([moment] if counts else [])
    assert (run_of(story).goal_at is not None) == counts
    assert run_of(story).goal_until is None and run_of(story).memory == {}
    assert story.status_of("s") == "finished"


def test_the_window_is_the_scenarios_own():
    """`within` says how long; it is that of the version on which the run began."""
    story = entered(scenario({**CONTACT, "within": "2日間"}))
    story.publish(plan_of([scenario({**CONTACT, "within": "30d"})], version=2))
    assert goals(story.until("2026-11-26 10:01").submit("contact")) == []
    story = entered(scenario({**CONTACT, "within": "2d"})).until("2026-11-26 10:00").submit("contact")
    assert len(goals(story)) == 1
    assert str(Goal.model_validate(CONTACT).within) == "30d"


@pytest.mark.parametrize("way", ["exit_when", "exit_step", "answer", "finished"])
def test_it_is_looked_for_whichever_way_the_run_ended(way: str):
    """Put out by a condition, by a step, by a rep's answer, or through: the goal counts."""
    steps = [{"exit": True}] if way == "exit_step" else THANKS if way == "finished" else [{"wait": "9d"}]
    scoring = {"feedback": {"no": {"label": "-", "exit": "*"}}}
    story = Story(plan_of([scenario(steps=steps, exit_when=[{"tag": "客"}])], scoring)).submit("download")
    if way == "exit_when":
        story.identify({"tags": ["客"]}, origin="server", proof=2)
    if way == "answer":
        story.answer("no")
    assert run_of(story).has_ended and run_of(story).status == ("finished" if way == "finished" else "exited")
    assert len(goals(story.until("2026-11-25 10:00").submit("contact"))) == 1


def test_it_counts_once():
    """Twice the form is one goal, on the way and after the end alike; later ones are remembered by nobody."""
    story = entered().until("2026-11-24 12:00").submit("contact").submit("contact")
    assert len(goals(story)) == 1 and run_of(story).memory == {}
    story = entered(scenario(steps=[{"wait": "1d"}])).submit("contact").until("2026-11-26 10:00").submit("contact")
    assert len(goals(story)) == 1 and story.status_of("s") == "finished" and run_of(story).goal_until is None


def test_what_was_done_on_the_way_counts_towards_a_goal_of_several_times():
    """Two of three visits before the last step, the third after it: only what the goal asks for was kept."""
    thrice = {"name": "-", "when": {"visited": "/price", "times": 3, "within": "30d"}}
    steps = [{"id": "b", "if": {"visited": "/about"}, "wait_up_to": "1d", "then": [], "else": []}]
    story = entered(scenario(thrice, steps=steps)).visit("/price").visit("/price").visit("/faq")
    story = story.until("2026-11-25 10:00").visit("/about")
    assert story.status_of("s") == "finished" and len(run_of(story).memory) == 1
    assert goals(story) == [] and len(goals(story.visit("/price"))) == 1


def test_the_click_of_the_runs_own_last_mail_is_a_goal():
    """A mail's click counts for the run that sent it."""
    story = entered(scenario({"name": "-", "when": {"clicked": "thanks"}})).until("2026-11-24 12:00")
    mine = {"scenario": "s", "step": "thanks", "enrolment": run_of(story).id}
    other = {**mine, "enrolment": "another"}
    for told, count in ((other, 0), (mine, 1)):
        story.happens(
            type="track", name="Mail Clicked", properties=told, origin="mail", proof=2, subject=f"p:{story.person.id}"
        )
        assert len(goals(story)) == count


def test_what_time_or_a_tag_does_counts_too():
    """A goal that looks at the person: reached by the tag that another scenario sets, a day after the end."""
    story = entered(
        scenario({"name": "-", "when": {"tag": "済"}}),
        {"id": "other", **ENTRY, "steps": [{"wait": "1d"}, {"add_tag": "済"}]},
    ).until("2026-11-25 12:00")
    assert [tokyo(because.at) for because in goals(story)] == ["2026-11-25 10:00"]


def test_who_entered_again_does_it_on_the_run_that_is_under_way():
    """What somebody does counts once: the older run's goal is looked for no more, though its window is open."""
    again = scenario(reentry="after_exit", steps=[{"wait": "1d"}])
    story = entered(again).until("2026-11-26 10:00").submit("download").until("2026-11-26 12:00")
    first, second = story.person.enrolments
    assert first.goal_until is None and first.memory == {} and second.status == "active"
    (because,) = goals(story.submit("contact"))
    assert because.enrolment == second.id
    assert [run.goal_at is not None for run in story.until("2026-11-30 10:00").person.enrolments] == [True]


def test_who_is_held_out_is_looked_at_as_long():
    """The goal of a held-out run is what the others are held against."""
    story = entered(scenario(holdout=100)).until("2026-12-20 10:00").submit("contact")
    assert run_of(story).held_out and len(goals(story)) == 1


def test_done_after_the_window_ends_the_run_and_counts_for_nothing():
    """Still under way after its window: no goal, but nobody is written to for what they have done; `continue` goes
    on.
    """
    late = {**CONTACT, "within": "1d", "then": "exit"}
    steps = [{"wait": "5d"}, *THANKS]
    story = entered(scenario(late, steps=steps)).until("2026-11-26 10:00").submit("contact").until("2026-12-20 10:00")
    assert goals(story) == [] and story.status_of("s") == "exited" and story.mails == []
    assert "goal_late" in story.codes("exited") and run_of(story).goal_at is None
    on = entered(scenario({**late, "then": "continue"}, steps=steps)).until("2026-11-26 10:00").submit("contact")
    assert on.status_of("s") == "active" and goals(on) == []


ODD: tuple[Any, ...] = (-1, True, "", None, [5], {}, "NaN", 1e300, "1e999")


@pytest.mark.parametrize(
    ("properties", "worth"),
    [
        ({"value": 12000, "currency": "JPY"}, {"value": 12000, "currency": "JPY"}),
        ({"revenue": "12,000.5", "currency": "usd"}, {"value": 12000.5, "currency": "USD"}),
        ({"value": 3, "revenue": 5}, {"value": 3}),
        ({"value": "much", "revenue": 5, "currency": "yen!"}, {"value": 5}),
        ({"value": 0}, {"value": 0}),
        *[({"value": odd}, {}) for odd in ODD],
        ({"currency": "JPY"}, {}),
        ({}, {}),
    ],
)  # fmt: skip
def test_a_conversion_is_worth_what_its_event_says(properties: dict[str, Any], worth: dict[str, Any]):
    """On the way and after the end; what is no amount is none, and never an error."""
    bought = {"name": "購入", "when": {"event": "Order Completed"}}
    for steps in (THANKS, [{"wait": "9d"}]):
        story = entered(scenario(bought, steps=steps)).until("2026-11-25 10:00")
        story.happens(type="track", name="Order Completed", properties=properties)
        (because,) = goals(story)
        assert because.params == worth and because.code == ("valued" if worth else None)


def test_the_timeline_says_what_it_was_worth():
    """In both languages, with and without a currency."""
    names = names_of(plan_of([scenario()]), "ja")
    goal = Because(kind="goal", event_id="e", at=0, plan=1, scenario="s", code="valued", params={"value": 12000.0})
    assert "（12,000）" in sentence(goal, "ja", names)
    yen = replace(goal, params={"value": 9.5, "currency": "USD"})
    assert "(9.50 USD)" in sentence(yen, "en", names)


def test_who_was_in_nothing_is_asked_nothing():
    """A finished run whose goal is reached, or over, is not looked at: its plan need not be loaded any more."""
    story = entered().until("2026-11-24 12:00")
    assert [run.is_followed for run in story.person.enrolments] == [True]
    assert [run.is_followed for run in story.submit("contact").person.enrolments] == [False]
    none = entered({"id": "s", **ENTRY, "steps": THANKS})
    assert [run.is_followed for run in none.person.enrolments] == [False]


def test_of_several_that_ended_the_latest_stays():
    """People who turn out to be one: the goal counts for the run that was entered last, and the person stays small."""
    one = entered().person
    two = entered(start="2026-11-25 10:00").person
    joined, _ = bounds.within(union.absorb(one, replace(two, id="l_two")), half_lives(), one)
    assert [tokyo(run.entered_at) for run in joined.enrolments] == ["2026-11-25 10:00"]


def half_lives() -> Any:
    return Story(plan_of([scenario()])).books[1].half_lives


def test_a_goal_that_was_noted_is_kept_by_a_merge():
    """Of two copies of one run the one that knows of the goal is the run, in either order."""
    before = entered().until("2026-11-25 10:00")
    without = before.person
    reached = before.submit("contact").person
    for one, other in ((without, reached), (reached, without)):
        assert union.absorb(one, other).enrolments == reached.enrolments


@given(
    steps=st.sampled_from([THANKS, [{"wait": "2d"}], [{"wait": "40d"}], [{"exit": True}]]),
    within=st.sampled_from(["1d", "3d", "30d"]),
    then=st.sampled_from(["exit", "continue"]),
    hours=st.lists(st.integers(1, 24 * 45), min_size=1, max_size=5, unique=True),
)
def test_the_goal_is_the_first_act_within_the_window(steps: list[Any], within: str, then: str, hours: list[int]):
    """Whatever the run does meanwhile: the goal is reached at the first act after entering, if in its window."""
    story = entered(scenario({**CONTACT, "within": within, "then": then}, steps=steps))
    entry = story.now
    for hour in sorted(hours):
        story.until(tokyo(entry + hour * 3_600_000)).submit("contact")
    first = min(hours) * 3_600_000
    counts = first <= int(within[:-1]) * 86_400_000
    assert [because.at for because in goals(story)] == ([entry + first] if counts else [])
    assert run_of(story).goal_at == (entry + first if counts else None)


def test_targets_are_found_by_what_they_are_of():
    """Of the goal, and of steps at any depth, by their id."""
    inner = {"id": "c", "add_tag": "x", "target": {"rate": 0.5}}
    steps = [{"id": "a", "if": {"tag": "x"}, "then": [inner], "target": {"count": 9, "by": "2027-03-31"}}, *THANKS]
    made = plan_of([scenario({**CONTACT, "target": {"count": 20, "rate": 0.05}}, steps=steps)]).scenarios["s"]
    found = {of: (target.count, target.rate, target.by) for of, target in targets_of(made).items()}
    assert found == {None: (20, 0.05, None), "a": (9, None, "2027-03-31"), "c": (None, 0.5, None)}
    assert targets_of(plan_of([{"id": "s", **ENTRY, "steps": THANKS}]).scenarios["s"]) == {}
