"""A change in flight: people moved to another version, written to in other words, taken out, moved by hand.

Told through the real `decide`; the placing itself stands in `test_transfer.py`.
"""

from mikomi.model.events import RUN_CHANGED

from tests.core.story import Story, at, plan_of

MAIL = {"template": "t", "kind": "transactional"}


def mail(id, **more):
    return {"id": id, "mail": {**MAIL, **more}}


def version(number, *steps, **keys):
    scenario = {"id": "s", "trigger": {"when": {"submitted": "download"}}, "steps": list(steps), **keys}
    return plan_of([scenario], version=number)


def changed(story, act, **more):
    """The event of a change, told to this person."""
    said = {"act": act, "scenario": "s", **more}
    story.happens(
        type="track", name=RUN_CHANGED, properties=said, origin="server", proof=2, subject=f"p:{story.person.id}"
    )
    return story


def steps_of(story):
    return [step for _, step in story.mails]


OLD = version(1, mail("thanks"), {"wait": "2d"}, mail("price"), {"wait": "2d"}, mail("last"))


def test_a_price_corrected_in_flight_reaches_those_who_wait_before_it():
    """The run stays where it is; its next mail is of the version that corrected it, under the id that it had."""
    story = Story(OLD).submit("download")
    story.publish(version(2, mail("thanks"), {"wait": "2d"}, mail("price", template="new"), {"wait": "2d"}, mail("x")))
    changed(story, "words", to=2).until("2026-12-10 10:00")
    assert steps_of(story) == ["thanks", "price", "last"]
    run, price, last = story.person.enrolments[0], story.letters[1], story.letters[2]
    assert (price.plan, price.template, price.id) == (2, "new", f"{run.id}.price")
    assert (last.plan, last.template) == (1, "t"), "the new version does not have this step: its words stay"
    assert run.plan == 1 and story.codes("moved") == ["words"]


def test_words_never_speak_of_an_offer_that_the_run_does_not_have():
    offer = {"id": "o", "valid_for": "3d"}
    story = Story(OLD).submit("download")
    story.publish(version(2, mail("thanks", offer=offer), {"wait": "2d"}, mail("price"), {"wait": "2d"}, mail("last")))
    changed(story, "words", to=2).until("2026-12-10 10:00")
    assert [letter.plan for letter in story.letters] == [1, 1, 1]


def test_an_offer_keeps_its_deadline_and_takes_the_words_of_the_new_version():
    offer = {"id": "o", "valid_for": "3d"}
    old = version(1, mail("a", offer=offer), {"wait": "1d"}, mail("b"))
    story = Story(old).submit("download")
    story.publish(version(2, mail("a", offer={**offer, "valid_for": "9d"}), {"wait": "1d"}, mail("b")))
    changed(story, "words", to=2).until("2026-12-10 10:00")
    assert [(letter.plan, letter.offer_deadline) for letter in story.letters] == [
        (1, at("2026-11-27 10:00")),
        (2, at("2026-11-27 10:00")),
    ]


def test_moved_to_a_version_a_run_goes_on_by_its_steps_and_repeats_none():
    story = Story(OLD).submit("download").until("2026-11-27 10:00")
    assert steps_of(story) == ["thanks", "price"]
    new = version(2, mail("thanks"), {"wait": "2d"}, mail("price"), {"wait": "3d"}, mail("cases"), mail("last"))
    story.publish(new)
    changed(story, "version", to=2).until("2026-12-10 10:00")
    assert story.mails[2:] == [("2026-11-29 10:00", "cases"), ("2026-11-29 10:00", "last")], "the wait counts on"
    assert story.status_of("s") == "finished"


def test_a_wait_that_would_be_over_in_the_new_version_ends_when_somebody_is_moved():
    story = Story(OLD).submit("download").until("2026-11-25 16:00")
    story.publish(version(2, mail("thanks"), {"wait": "1h"}, mail("price"), {"wait": "2d"}, mail("last")))
    changed(story, "version", to=2).until("2026-11-26 00:00")
    assert story.mails[1:] == [("2026-11-25 16:00", "price")]


def test_steps_that_changed_places_are_done_once_each():
    """Nothing again of what was had, nothing left out of what was not."""
    tell = {"id": "tell", "alert": {"why": "w", "to": "sato", "urgency": "now"}}
    points = {"add_points": 5}
    old = version(1, mail("a"), points, tell, {"wait": "2d", "id": "w"}, mail("b"), mail("c"))
    story = Story(old).submit("download")
    story.publish(version(2, {"wait": "2d", "id": "w"}, mail("c"), mail("a"), tell, points, mail("b")))
    changed(story, "version", to=2).until("2026-12-10 10:00")
    assert steps_of(story) == ["a", "c", "b"]
    assert len(story.alerts) == 1
    assert story.codes("not_again") == [None, None, None]
    assert [b.points for b in story.because if b.kind == "points"] == [5]


def test_what_stands_newly_before_somebody_is_said_and_not_sent():
    story = Story(OLD).submit("download").until("2026-11-27 10:00")
    story.publish(version(2, mail("thanks"), mail("new"), {"wait": "2d"}, mail("price"), {"wait": "2d"}, mail("last")))
    changed(story, "version", to=2).until("2026-12-10 10:00")
    assert "new" not in steps_of(story)
    assert [b.params["missed"] for b in story.because if b.kind == "moved"] == [["new"]]
    assert story.codes("moved") == ["missed"]


def test_moved_to_a_version_without_the_scenario_nobody_moves():
    story = Story(OLD).submit("download")
    story.publish(plan_of([{"id": "t", "trigger": {"manual": True}, "steps": [mail("x")]}], version=2))
    before = story.person.enrolments
    changed(story, "version", to=2)
    assert story.codes("not_moved") == ["gone"] and story.person.enrolments == before
    changed(story, "words", to=2)
    assert story.codes("not_moved") == ["gone", "gone"] and story.person.enrolments == before


def test_told_twice_a_change_is_one():
    story = Story(OLD).submit("download").until("2026-11-27 10:00")
    story.publish(version(2, mail("thanks"), mail("last"), {"wait": "2d"}, mail("price"), {"wait": "9d"}))
    once = changed(story, "version", to=2).person
    changed(story, "version", to=2)
    assert story.person.enrolments == once.enrolments
    assert story.codes("not_moved") == ["there"]


def test_whoever_is_moved_while_the_scenario_is_paused_waits_there():
    story = Story(OLD).submit("download")
    story.publish(version(2, mail("thanks"), mail("price"), {"wait": "2d"}, status="paused"))
    changed(story, "version", to=2).until("2026-12-10 10:00")
    assert steps_of(story) == ["thanks"]
    story.publish(version(3, mail("thanks"), mail("price"), {"wait": "2d"}))
    assert steps_of(story.until("2026-12-10 12:00")) == ["thanks", "price"]


def test_a_wait_that_is_new_to_somebody_is_waited_from_then_on_also_after_a_pause():
    story = Story(version(1, mail("a"), {"wait": "2d", "id": "gone"}, mail("b"))).submit("download")
    new = [mail("a"), {"wait": "1d", "id": "other"}, mail("b")]
    story.publish(version(2, *new, status="paused"))
    changed(story, "version", to=2).until("2026-12-10 10:00")
    story.publish(version(3, *new))
    # the next look after the pause, and a day
    assert story.until("2026-12-12 10:00").mails[1:] == [("2026-12-11 11:00", "b")]


def test_stopped_for_everybody_a_run_ends_with_its_reason():
    story = changed(Story(OLD).submit("download"), "stop", by="suzuki", why="価格改定").until("2026-12-10 10:00")
    assert steps_of(story) == ["thanks"]
    ended = next(b for b in story.because if b.kind == "exited")
    assert (ended.code, ended.params) == ("stopped", {"by": "suzuki", "why": "価格改定"})


def test_by_hand_somebody_is_put_in_once_and_only_where_the_rules_let_them_in():
    story = changed(Story(OLD), "enter", by="sato")
    assert steps_of(story) == ["thanks"] and story.person.enrolments[0].because == "by_hand"
    changed(story, "enter", by="sato")
    assert story.codes("not_entered") == ["already_in"]
    changed(story, "exit", by="sato")
    assert story.status_of("s") == "exited"
    changed(story, "enter", by="sato")
    assert story.codes("not_entered")[-1] == "reentry" and steps_of(story) == ["thanks"]


def test_by_hand_to_a_step_what_was_had_is_not_had_again():
    story = Story(OLD).submit("download").until("2026-11-27 10:00")
    changed(story, "move", step="thanks", by="sato").until("2026-12-10 10:00")
    assert steps_of(story) == ["thanks", "price", "last"]
    assert story.mails[2] == ("2026-12-01 10:00", "last"), "both waits are waited again"
    assert [b.step for b in story.because if b.kind == "not_again"] == ["thanks", "price"]


def test_by_hand_to_a_later_step_what_lies_between_is_left_out():
    story = changed(Story(OLD).submit("download"), "move", step="last", by="sato").until("2026-12-10 10:00")
    assert story.mails == [("2026-11-24 10:00", "thanks"), ("2026-11-24 10:00", "last")]


def test_by_hand_to_no_step_and_out_of_no_run_change_nothing():
    story = Story(OLD).submit("download")
    before = story.person.enrolments
    changed(story, "move", step="nowhere")
    assert story.person.enrolments == before and story.codes("not_moved") == ["no_step"]
    assert changed(Story(OLD), "exit").codes("not_moved") == ["not_in"]


def test_an_act_that_only_a_newer_release_knows_changes_nothing():
    story = Story(OLD).submit("download")
    before = story.person.enrolments
    changed(story, "freeze")
    assert story.person.enrolments == before


def test_nobody_but_us_changes_a_run():
    """A browser or a server that sends an event of this name says something, and changes nothing."""
    story = Story(OLD).submit("download")
    before = story.person.enrolments
    for origin in ("client", "server"):
        story.happens(type="track", name=RUN_CHANGED, properties={"act": "stop", "scenario": "s"}, origin=origin)
    assert story.person.enrolments == before


def test_a_withdrawn_scenario_holds_those_inside_and_goes_on_when_it_comes_back():
    story = Story(OLD).submit("download")
    without = plan_of([], version=2).following(OLD, 0)
    assert without.withdrawn == ("s",)
    story.publish(without)
    assert steps_of(story.until("2026-12-10 10:00")) == ["thanks"]
    back = OLD.model_copy(update={"version": 3}).following(without, 0)
    assert back.withdrawn == ()
    story.publish(back)
    assert steps_of(story.until("2026-12-11 10:00")) == ["thanks", "price"]


def test_what_an_older_release_published_without_a_scenario_means_what_it_meant():
    """Its plans do not say what was withdrawn: whoever is inside goes on."""
    story = Story(OLD).submit("download")
    story.publish(plan_of([], version=2))
    assert steps_of(story.until("2026-12-10 10:00")) == ["thanks", "price", "last"]
