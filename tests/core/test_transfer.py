"""Where a run of one version of a scenario would stand in another, and what it never has twice."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from mikomi.core.scenarios.transfer import KNOWS_WAYS, Transfer, mark_at, passed_at, position_of, transfer, way_on
from mikomi.model.events import RUN_CHANGED
from mikomi.model.person import Enrolment
from mikomi.model.plan import EDITION
from mikomi.model.scenario import MailStep, Scenario, SendAlertStep
from mikomi.model.step_tree import walk
from msgspec.structs import replace

from tests.core.story import Story, plan_of, tokyo
from tests.effort import effort

HERE = {"id": "here", "wait": "5d"}
ALERT = {"id": "te", "alert": {"why": "w", "to": "sato", "urgency": "now"}}


def mail(id):
    return {"id": id, "mail": {"template": "t", "kind": "transactional"}}


def branch(id, then=(), otherwise=()):
    return {"id": id, "if": {"tag": "x"}, "then": list(then), "else": list(otherwise)}


def scenario(*steps):
    return Scenario.model_validate({"id": "s", "name": "s", "trigger": {"manual": True}, "steps": list(steps)})


def run_at(position, *mails):
    return Enrolment(
        id="r",
        scenario="s",
        plan=1,
        entered_at=0,
        since=0,
        event_id="e",
        position=position,
        mails=dict.fromkeys(mails, 0),
    )


def placed(old, new, position, *mails):
    place = transfer(run_at(position, *mails), scenario(*old), scenario(*new))
    assert isinstance(place, Transfer)
    return place


@pytest.mark.parametrize(
    ("old", "position", "new", "lands", "kept"),
    [
        ([mail("a"), HERE], "1", [mail("a"), HERE], "1", True),
        ([mail("a"), HERE], "1", [mail("z"), branch("q", [HERE])], "1/then/0", True),
        # a wait without an id is known by the step before it
        ([mail("a"), {"wait": "1d"}, mail("b")], "1", [mail("z"), mail("a"), {"wait": "9d"}, mail("b")], "2", True),
        ([mail("a"), {"wait": "1d"}, {"wait": "2d"}], "2", [mail("a"), {"wait": "7d"}, {"wait": "8d"}], "2", True),
        ([mail("a"), {"wait": "1d"}, mail("b")], "1", [mail("a"), mail("b")], "1", False),
        # or by the step after it
        ([mail("a"), {"wait": "1d"}, mail("b")], "1", [mail("a"), mail("z"), {"wait": "9d"}, mail("b")], "2", True),
        ([mail("a"), {"wait": "1d"}, mail("b")], "1", [{"wait": "2d"}, mail("b")], "0", True),
        ([mail("a"), {"wait": "1d"}, mail("b")], "1", [mail("b")], "0", False),
        ([mail("a"), {"wait": "1d"}], "1", [mail("z"), {"wait": "9d"}], "0", False),
        # gone: behind the last that is still there
        ([mail("a"), mail("b"), HERE], "2", [mail("a"), mail("c")], "1", False),
        ([branch("q", [mail("a"), HERE])], "0/then/1", [branch("q", [mail("a"), mail("n")])], "0/then/1", False),
        ([branch("q", [HERE])], "0/then/0", [branch("q", [mail("n")])], "0/then/0", False),
        ([mail("a"), branch("q", [HERE]), mail("b")], "1/then/0", [mail("a"), mail("b")], "1", False),
        ([branch("q", [mail("a"), HERE])], "0/then/1", [mail("n"), mail("a"), mail("b")], "2", False),
        ([HERE, mail("a")], "0", [mail("n"), mail("a")], "0", False),
        ([mail("a"), HERE], "1", [mail("a")], "1", False),
        # the same id with another verb is another step
        ([mail("a"), {"id": "x", "wait": "1d"}], "1", [mail("a"), {"id": "x", "add_tag": "t"}], "1", False),
        # an arm that is gone: behind its split
        (
            [{"id": "q", "split": [{"id": "A", "steps": [HERE]}, {"id": "B"}]}, mail("z")],
            "0/A/0",
            [{"id": "q", "split": [{"id": "C", "steps": [mail("n")]}, {"id": "B"}]}, mail("z")],
            "1",
            False,
        ),
    ],
)  # fmt: skip
def test_where_somebody_would_stand(old, position, new, lands, kept):
    place = placed(old, new, position)
    assert (place.position, place.kept) == (lands, kept)


def test_the_end_is_told_as_none():
    place = placed([mail("a"), HERE], [mail("a")], "1")
    assert (place.here, place.there) == ("here", None)


def test_what_stands_newly_before_is_named_but_for_branches_that_were_not_taken():
    old = [branch("q", [HERE], [])]
    new = [mail("n"), branch("q", [{"add_tag": "m"}, HERE], [mail("other")]), mail("later")]
    assert placed(old, new, "0/then/0").missed == ("n", "1/then/0")


def test_a_mail_of_the_other_branch_was_not_missed_and_not_had():
    old = [branch("q", [mail("a")], [mail("b")]), HERE, mail("c")]
    place = placed(old, [*old, mail("d")], "1", "a")
    assert place.missed == ()
    assert "mail:a" in place.passed and "mail:b" not in place.passed


def test_an_alert_of_the_other_branch_was_missed_or_not_as_the_way_is_known():
    """From edition 6 on a run knows its way, and gets what it did not have; of one from before all is taken for had."""
    old = scenario(branch("q", [ALERT], [{"add_tag": "m"}]), HERE)
    ways = {"if:q": "else"}
    assert way_on(run_at("0"), old, "0/else/0", EDITION) == ways
    assert way_on(run_at("0"), old, "1", EDITION) == {"if:q": ""}
    assert way_on(run_at("0"), old, "0/else/0", KNOWS_WAYS - 1) == {} == way_on(run_at("1"), old, "2", EDITION)
    assert way_on(run_at("0"), scenario(branch("q", [mail("a")])), "0/then/0", EDITION) == {}, "mails are known anyway"
    for known, passed in ((ways, {"add_tag:"}), ({}, {"add_tag:", "alert:te"})):
        run = replace(run_at("1"), ways=known)
        assert {mark[: mark.index(":") + 1] if "#" in mark else mark for mark in passed_at(run, old, "1")} == passed
    new = scenario(ALERT, branch("q", [], [{"add_tag": "m"}]), HERE, {**ALERT, "id": "later"})
    for taken, missed in (("else", ("te",)), ("then", ())):
        place = transfer(replace(run_at("1"), ways={"if:q": taken}), old, new)
        assert isinstance(place, Transfer) and place.missed == missed


def test_what_could_not_be_placed_says_why():
    old = scenario(HERE)
    assert transfer(run_at("0"), old, None) == "gone"
    assert transfer(run_at("0"), None, old) == "newer"
    assert transfer(run_at("0/new/0"), old, old) == "newer"


def test_a_step_is_found_by_its_name_and_only_there():
    steps = scenario(mail("a"), branch("q", [{"wait": "1d"}]))
    assert [position_of(steps, name) for name in ("a", "q", "1/then/0")] == ["0", "1", "1/then/0"]
    assert position_of(steps, "wait") is None and position_of(steps, "9") is None


def test_marks_stay_what_they_are_because_they_are_stored():
    steps = scenario(mail("a"), {"wait": "1d"}, {"add_tag": "x"}, {"add_tag": "x"}, branch("q", [{"wait": "1d"}]))
    marks = [mark_at(steps, place.position) for place in walk(steps.steps)]
    assert marks == [
        "mail:a", "wait:>mail:a#0", "add_tag:6l7_urvJ#0", "add_tag:6l7_urvJ#1", "if:q", "wait:if:q/then>#0",
    ]  # fmt: skip


# --- the law: through any changes, at any moment, no step twice, and none left out in silence

IDS = st.sampled_from("abcdefg")
DEED = st.one_of(
    IDS.map(mail),
    IDS.map(lambda id: {"id": f"t{id}", "alert": {"why": "w", "to": "sato", "urgency": "now"}}),
    st.sampled_from([{"add_points": 1}, {"add_points": 2}]),
)
WAIT = st.sampled_from([{"wait": "1d"}, {"wait": "2d"}, {"id": "w", "wait": "1d"}])


def _lists(depth):
    inner = st.one_of(DEED, WAIT) if depth == 0 else st.one_of(DEED, WAIT, _branches(depth - 1))
    return st.lists(inner, min_size=1, max_size=4)


def _branches(depth):
    return st.builds(
        lambda id, tag, then, otherwise: {"id": f"i{id}", "if": {"tag": tag}, "then": then, "else": otherwise},
        IDS, st.sampled_from(["x", "y"]), _lists(depth), _lists(depth),
    )  # fmt: skip


def _each_id_once(steps, seen):
    kept = []
    for step in steps:
        if step.get("id") in seen:
            continue
        seen.add(step.get("id"))
        seen.discard(None)
        inside = {name: _each_id_once(step[name], seen) for name in ("then", "else") if name in step}
        kept.append({**step, **inside})
    return kept


VERSION = _lists(2).map(lambda steps: _each_id_once(steps, set()) or [mail("z")])


ASIDE = [branch("i", [ALERT], [mail("a")]), {"wait": "1d"}]
TWICE = [ALERT, {**ALERT, "id": "tb"}]


@example(versions=[ASIDE, [ALERT, branch("i", [mail("a")], [mail("f")])]], days=[0, 0, 0])
@example(versions=[[*TWICE, {"wait": "1d"}], TWICE], days=[0, 0, 0])
@given(versions=st.lists(VERSION, min_size=2, max_size=4), days=st.lists(st.integers(0, 40), min_size=3, max_size=3))
@settings(max_examples=effort(150), deadline=None)
def test_no_step_is_repeated_through_any_changes_and_none_is_left_out_in_silence(versions, days):
    """Each mail, alert and gift of points at most once a run; and of the version in which it ends, whatever the run
    came past was had, is said to be missed, or lies in a branch that was not taken."""
    plans = [
        plan_of([{"id": "s", "trigger": {"when": {"submitted": "download"}}, "steps": steps}], version=number)
        for number, steps in enumerate(versions, 1)
    ]
    story = Story(plans[0]).submit("download")
    for plan, wait in zip(plans[1:], days, strict=False):
        story.until(tokyo(story.now + wait * 3 * 3_600_000))
        story.publish(plan)
        to_it = {"act": "version", "scenario": "s", "to": plan.version}
        story.happens(
            type="track", name=RUN_CHANGED, properties=to_it, origin="server", proof=2, subject=f"p:{story.person.id}"
        )
    story.until("2027-03-01 10:00")
    assert story.status_of("s") == "finished"
    for ids in ([letter.id for letter in story.letters], [alert.id for alert in story.alerts]):
        assert len(ids) == len(set(ids))
    moved = [b for b in story.because if b.kind == "moved"]
    if not moved or moved[-1].plan != plans[-1].version:
        return  # the run had ended before
    said = {name for each in moved for name in each.params["missed"]}
    said |= {b.step for b in story.because if b.kind == "not_again"}
    # what one event raises rings once, and each reason names the alert that tells it
    rung = {alert.id for alert in story.alerts}
    had = {letter.step for letter in story.letters} | {alert.step for alert in story.alerts}
    had |= {b.step for b in story.because if b.kind == "alert" and b.params.get("alert") in rung}
    for step in plans[-1].scenarios["s"].steps:
        if isinstance(step, MailStep | SendAlertStep):
            assert step.id in had | said, f"{step.id} was left out in silence"
