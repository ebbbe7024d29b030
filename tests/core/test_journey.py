"""Scenarios run as they are written: waits, windows, branches, offers, re-entry, goals.

Stories, told through the real `decide`.
"""

import pytest
from msgspec.structs import replace

from tests.core.story import Story, at, plan_of, tokyo

MAIL = {"id": "hello", "mail": {"template": "hello", "subject": "こんにちは"}}


def on_download(*steps, **keys):
    return {"id": "s", "trigger": {"when": {"submitted": "download"}}, "steps": list(steps), **keys}


def told(story):
    return [(b.kind, b.code) for b in story.because]


def test_steps_follow_in_the_order_of_the_file_and_waits_count_from_the_step_before():
    """Order is time: thanks at once, two days later FAQ, then three days on to the next weekday at ten."""
    story = Story(
        plan_of([
            on_download(
                {"id": "thanks", "mail": {"template": "t", "kind": "transactional"}},
                {"wait": "2d"},
                {"id": "faq", "mail": {"template": "t"}},
                {"wait": {"for": "3d", "at": "10:00", "on": "weekdays"}},
                {"id": "cases", "mail": {"template": "t"}},
            )
        ]),
        start="2026-11-24 15:30",
    ).submit("download").until("2026-12-31 00:00")  # fmt: skip
    assert story.mails == [
        ("2026-11-24 15:30", "thanks"),
        ("2026-11-26 15:30", "faq"),
        # 26 + 3 days is Sunday the 29th, 15:30: the next weekday at ten is Monday the 30th
        ("2026-11-30 10:00", "cases"),
    ]
    assert story.status_of("s") == "finished"


def test_a_late_timer_decides_what_a_punctual_one_would():
    """A step's time is its due time, not when somebody looked: one late look, many punctual ones, the same mails."""
    plan = plan_of([on_download(MAIL, {"wait": "1d"}, {**MAIL, "id": "b"}, {"wait": "2bd"}, {**MAIL, "id": "c"})])
    late = Story(plan).submit("download").until("2026-12-20 00:00")
    punctual = Story(plan).submit("download")
    for day in range(24, 31):
        for hour in ("00:00", "10:00", "23:30"):
            punctual.until(f"2026-11-{day} {hour}")
    punctual.until("2026-12-20 00:00")
    assert punctual.mails == late.mails
    assert punctual.person == late.person


def test_business_days_skip_weekends_holidays_and_the_companys_own_closed_days():
    story = Story(plan_of([on_download({"wait": "4営業日"}, MAIL)]), start="2026-12-25 11:00")
    story.submit("download").until("2027-02-01 00:00")
    # 25 Dec is a Friday; 28 Dec is the last working day; 29 Dec – 3 Jan are closed, 1 Jan is a holiday: 28, 4, 5, 6
    assert story.mails == [("2027-01-06 11:00", "hello")]


def test_marketing_mail_waits_for_the_window_and_transactional_mail_does_not():
    window = {"days": "weekdays", "from": "09:00", "to": "18:00"}
    story = Story(
        plan_of([
            on_download({"id": "thanks", "mail": {"template": "t", "kind": "transactional"}}, MAIL, send_window=window)
        ]),
        start="2026-11-27 20:00",  # a Friday evening
    ).submit("download").until("2026-12-05 00:00")  # fmt: skip
    assert story.mails == [("2026-11-27 20:00", "thanks"), ("2026-11-30 09:00", "hello")]


def test_a_window_that_says_skip_ends_the_step_without_a_mail():
    window = {"days": "weekdays", "from": "09:00", "to": "18:00", "outside": "skip"}
    story = Story(plan_of([on_download(MAIL, send_window=window)]), start="2026-11-28 12:00").submit("download")
    assert story.mails == [("2026-11-28 12:00", "hello (window_closed)")]


def test_the_mail_limit_postpones_over_all_scenarios_and_the_higher_priority_writes_first():
    """I18: two marketing mails in seven days, whichever scenario they come from."""
    one = {"id": "low", "priority": 10, "trigger": {"when": {"submitted": "x"}}, "steps": [{"wait": "1h"}, MAIL]}
    two = {
        "id": "high",
        "priority": 90,
        "trigger": {"when": {"submitted": "x"}},
        "steps": [{"wait": "1h"}, {**MAIL, "id": "vip"}],
    }
    story = Story(plan_of([one, two], limits={"marketing_mails": 1, "per": "7d"})).submit("x").until("2026-12-31 00:00")
    assert story.mails == [("2026-11-24 11:00", "vip"), ("2026-12-01 11:00", "hello")]


def test_without_consent_marketing_mail_is_skipped_with_its_reason_and_the_journey_goes_on():
    story = Story(plan_of([on_download(MAIL, {"add_tag": "done"})]), consent=False).submit("download")
    assert story.mails == [("2026-11-24 10:00", "hello (no_consent)")]
    assert "done" in story.person.tags


def test_nothing_marketing_after_unsubscribing():
    story = Story(plan_of([on_download(MAIL, {"wait": "1d"}, {**MAIL, "id": "b"})])).submit("download").unsubscribe()
    story.until("2026-12-01 00:00")
    assert story.mails == [("2026-11-24 10:00", "hello"), ("2026-11-25 10:00", "b (unsubscribed)")]


REACTION = {
    "id": "read",
    "if": {"any": [{"clicked": "hello"}, {"engaged": "/cases/**", "seconds": 30}]},
    "wait_up_to": "4d",
    "then": [{"add_tag": "reader"}],
    "else": [{"add_tag": "silent"}],
}


def test_a_branch_that_waits_takes_then_the_moment_the_reaction_comes():
    story = (
        Story(plan_of([on_download(MAIL, REACTION, {"add_tag": "after"})])).submit("download").until("2026-11-25 10:00")
    )
    assert story.person.tags == {}
    story.click("s", "hello")
    assert set(story.person.tags) == {"reader", "after"}


def test_a_branch_that_waits_takes_else_when_time_is_up_and_engaged_seconds_add_up_within_one_page_view():
    plan = plan_of([on_download(MAIL, REACTION)])
    silent = Story(plan).submit("download").engage("/cases/a", 20, page="p1").engage("/cases/a", 20, page="p2")
    silent.until("2026-11-28 10:00")
    assert set(silent.person.tags) == {"silent"}
    reader = Story(plan).submit("download").engage("/cases/a", 20, page="p1").engage("/cases/a", 20, page="p1")
    assert set(reader.person.tags) == {"reader"}


def test_an_early_click_counts_for_a_branch_that_is_reached_later():
    branch = {"id": "clicked", "if": {"clicked": "hello"}, "then": [{"add_tag": "yes"}], "else": [{"add_tag": "no"}]}
    plan = plan_of([on_download(MAIL, {"wait": "3d"}, branch)])
    story = Story(plan).submit("download").click("s", "hello").until("2026-11-30 00:00")
    assert set(story.person.tags) == {"yes"}


def test_visits_before_entry_do_not_count_in_a_scenarios_own_branches():
    branch = {
        "id": "saw",
        "if": {"visited": "/offer", "times": 2},
        "then": [{"add_tag": "yes"}],
        "else": [{"add_tag": "no"}],
    }
    plan = plan_of([on_download({"wait": "1d"}, branch)])
    assert set(
        Story(plan).visit("/offer").submit("download").visit("/offer").until("2026-11-26 00:00").person.tags
    ) == {"no"}
    assert set(
        Story(plan).submit("download").visit("/offer").visit("/offer").until("2026-11-26 00:00").person.tags
    ) == {"yes"}


def test_an_offer_has_a_deadline_of_this_persons_own_and_steps_count_back_from_it():
    offer = {"id": "free", "valid_for": "7d", "ends_at": "23:59"}
    steps = [
        {"id": "offer", "mail": {"template": "t", "offer": offer}},
        {"wait": {"until": "offer.free - 1d", "at": "10:00"}},
        {"id": "last", "mail": {"template": "t"}},
    ]
    story = Story(plan_of([on_download(*steps)]), start="2026-11-24 16:00").submit("download").until("2026-12-31 00:00")
    assert story.mails == [("2026-11-24 16:00", "offer"), ("2026-11-30 10:00", "last")]
    assert [tokyo(mail.offer_deadline) for mail in story.letters] == ["2026-12-01 23:59"] * 2, (
        "the later mail knows it too"
    )


@pytest.mark.parametrize(
    ("reentry", "runs"), [("never", 1), ("after_exit", 3), ({"after": "10d"}, 2), ({"after": "60d"}, 1)]
)
def test_reentry_is_as_written(reentry, runs):
    """I10: three occasions, six days apart; each run lasts a day."""
    story = Story(plan_of([on_download({"wait": "1d"}, {"add_points": 1}, reentry=reentry)]))
    for day in ("2026-11-24", "2026-11-30", "2026-12-06"):
        story.until(f"{day} 12:00").submit("download")
    story.until("2026-12-20 00:00")
    assert story.codes("entered") == ["trigger"] * runs
    assert sum(b.kind == "points" for b in story.because) == runs


def test_nobody_is_in_the_same_scenario_twice_at_a_time_and_a_repeated_event_changes_nothing():
    story = Story(plan_of([on_download({"wait": "1d"}, MAIL, reentry="after_exit")]))
    story.submit("download").submit("download")
    assert len(story.person.enrolments) == 1
    before = story.person
    story.count -= 1
    story.submit("download")
    assert story.person is before and story.because[-1].kind == "duplicate"


def test_one_scenario_of_a_group_at_a_time():
    other = {"id": "o", "group": "nurture", "trigger": {"when": {"submitted": "other"}}, "steps": [MAIL]}
    story = (
        Story(plan_of([on_download({"wait": "1d"}, MAIL, group="nurture"), other])).submit("download").submit("other")
    )
    assert [e.scenario for e in story.person.enrolments] == ["s"]
    assert ("not_entered", "group") in told(story)


def test_the_audience_must_hold_on_entry_and_the_refusal_says_so():
    story = Story(plan_of([on_download(MAIL, audience={"not": {"tag": "顧客"}})]))
    story.person = replace(story.person, tags={"顧客": 1})
    story.submit("download")
    assert story.person.enrolments == () and ("not_entered", "audience") in told(story)


def test_the_goal_ends_the_scenario_and_exit_when_puts_out_whoever_became_a_customer():
    keys = {"goal": {"name": "商談", "when": {"submitted": "contact"}, "then": "exit"}, "exit_when": [{"tag": "顧客"}]}
    plan = plan_of([
        on_download({"wait": "5d"}, MAIL, **keys),
        {"id": "win", "trigger": {"when": {"submitted": "order"}}, "steps": [{"add_tag": "顧客"}]},
    ])  # fmt: skip
    reached = Story(plan).submit("download").submit("contact").until("2026-12-31 00:00")
    assert (reached.status_of("s"), reached.mails) == ("goal", [])
    bought = Story(plan).submit("download").submit("order").until("2026-12-31 00:00")
    assert (bought.status_of("s"), bought.mails) == ("exited", [])


def test_a_goal_reached_before_entry_is_no_goal_of_this_run():
    keys = {"goal": {"name": "商談", "when": {"submitted": "contact"}, "then": "exit"}}
    story = Story(plan_of([on_download({"wait": "5d"}, MAIL, **keys)])).submit("contact").submit("download")
    assert story.status_of("s") == "active"


def test_enter_starts_another_scenario_and_exit_leaves_this_one():
    steps = [{"enter": "b"}, {"exit": True}, {"add_tag": "never"}]
    other = {"id": "b", "trigger": {"manual": True}, "steps": [{"add_tag": "b"}]}
    story = Story(plan_of([on_download(*steps), other])).submit("download")
    assert set(story.person.tags) == {"b"}
    assert (story.status_of("s"), story.status_of("b")) == ("exited", "finished")


def test_a_tag_that_a_step_adds_lets_the_person_into_the_scenario_that_waits_for_it():
    other = {"id": "b", "trigger": {"when": {"tag": "hot"}}, "steps": [{"add_tag": "in"}]}
    story = (
        Story(plan_of([on_download({"wait": "1d"}, {"add_tag": "hot"}), other]))
        .submit("download")
        .until("2026-12-01 00:00")
    )
    assert "in" in story.person.tags


def test_an_enrolment_finishes_on_the_version_on_which_it_began():
    """I11: an upload neither repeats, skips nor rewrites the steps of those under way."""
    first = plan_of([on_download({"wait": "1d"}, MAIL)])
    second = plan_of([on_download({"wait": "9d"}, {**MAIL, "id": "rewritten"})], version=2)
    story = Story(first).submit("download")
    story.publish(second)
    story.until("2026-12-31 00:00")
    assert story.mails == [("2026-11-25 10:00", "hello")]
    assert story.letters[-1].plan == 1


def test_while_a_scenario_is_paused_its_people_wait_where_they_are():
    running = plan_of([on_download({"wait": "1d"}, MAIL)])
    story = Story(running).submit("download")
    story.publish(plan_of([on_download({"wait": "1d"}, MAIL, status="paused")], version=2))
    story.until("2026-11-29 00:00")
    assert story.mails == [] and story.status_of("s") == "active"
    story.publish(plan_of([on_download({"wait": "1d"}, MAIL)], version=3))
    story.until("2026-11-29 02:00")
    assert [step for _, step in story.mails] == ["hello"]


def test_variants_are_dealt_by_weight_and_always_the_same_to_the_same_enrolment():
    variants = [{"id": "A", "weight": 3}, {"id": "B", "weight": 1}]
    plan = plan_of([on_download({"id": "m", "mail": {"template": "t", "variants": variants}})])
    dealt = []
    for number in range(400):
        runs = [Story(plan) for _ in range(2)]
        for run in runs:
            run.count = 10 + number
            run.submit("download")
        assert runs[0].effects == runs[1].effects
        dealt.append(runs[0].letters[0].variant)
    assert 0.68 < dealt.count("A") / len(dealt) < 0.82


def test_whoever_is_held_out_gets_what_was_asked_for_but_no_marketing():
    steps = [{"id": "thanks", "mail": {"template": "t", "kind": "transactional"}}, MAIL]
    story = Story(plan_of([on_download(*steps, holdout=100)])).submit("download")
    assert story.mails == [("2026-11-24 10:00", "thanks"), ("2026-11-24 10:00", "hello (held_out)")]


def test_a_split_sends_each_person_down_one_arm_and_a_holdout_arm_gets_nothing():
    arms = [{"id": "a", "weight": 1, "steps": [{"add_tag": "a"}]}, {"id": "none", "weight": 0, "holdout": True}]
    story = Story(plan_of([on_download({"id": "x", "split": arms}, {"add_tag": "after"})])).submit("download")
    assert set(story.person.tags) == {"a", "after"}


@pytest.mark.parametrize(
    ("urgency", "when", "sent"),
    [
        ("now", "2026-11-28 22:00", "2026-11-28 22:00"),
        ("today", "2026-11-24 11:00", "2026-11-24 11:00"),
        ("today", "2026-11-28 22:00", "2026-11-30 09:00"),
        ("digest", "2026-11-28 22:00", "2026-11-28 22:00"),
    ],
)
def test_an_alert_goes_out_when_its_urgency_says_and_never_holds_up_the_journey(urgency, when, sent):
    step = {"id": "call", "alert": {"to": "owner", "why": "見ています", "do": "お電話を", "urgency": urgency}}
    story = Story(plan_of([on_download(step, {"add_tag": "on"})]), start=when).submit("download")
    assert "on" in story.person.tags
    story.until("2026-11-30 08:59")
    early = len(story.alerts)
    story.until("2026-11-30 09:00")
    assert [(alert.to, alert.digest) for alert in story.alerts] == [(("sato",), urgency == "digest")]
    assert (early == 1) == (at(sent) <= at("2026-11-30 08:59"))


def test_the_third_view_within_a_week_is_the_occasion_not_the_fourth():
    scenario = {
        "id": "p", "trigger": {"when": {"visited": "/price", "times": 3, "within": "7d"}}, "reentry": {"after": "30d"},
        "steps": [{"wait": "1h"}, MAIL],
    }  # fmt: skip
    story = Story(plan_of([scenario]))
    story.visit("/price").visit("/price")
    assert story.person.enrolments == ()
    story.visit("/price").visit("/price").until("2026-11-24 11:00")
    assert story.mails == [("2026-11-24 11:00", "hello")]


def test_a_server_gives_tags_and_lets_somebody_into_a_manual_scenario_and_a_browser_can_do_neither():
    """The secret key speaks for the company: tags of an import, and the start of a scenario that nothing triggers."""
    manual = {"id": "m", "trigger": {"manual": True}, "audience": {"tag": "展示会"}, "steps": [MAIL]}
    enter = {"type": "track", "name": "Enter Scenario", "properties": {"scenario": "m"}}
    browser = Story(plan_of([manual])).identify({"tags": ["展示会"]}).happens(**enter)
    assert browser.person.tags == {} and browser.person.enrolments == ()
    reader = Story(plan_of([manual])).identify({"tags": ["展示会"]}, proof=2).happens(**enter, proof=2)
    assert reader.person.enrolments == (), "a mail's link proves whose browser it is, not that the company speaks"
    enter["origin"] = "server"
    early = Story(plan_of([manual])).happens(**enter, proof=2)
    assert early.codes("not_entered") == ["audience"]
    server = Story(plan_of([manual])).identify({"tags": ["展示会"]}, proof=2).happens(**enter, proof=2)
    assert set(server.person.tags) == {"展示会"} and server.person.trait("tags") is None
    assert server.codes("entered") == ["manual"] and server.mails == [("2026-11-24 10:00", "hello")]


def test_points_for_a_tag_that_a_step_gives_stand_at_once():
    """The step comes after the event's own points: what it changes is asked again within the same event."""
    rule = {"id": "asked", "name": "-", "when": {"tag": "資料"}, "points": 7, "axis": "fit"}
    story = Story(plan_of([on_download({"add_tag": "資料"})], {"rules": [rule]})).submit("download")
    assert [given.points for given in story.person.standing.values()] == [7]
