"""Sales hear of what somebody writes to us at once, of a return, and of one event once."""

from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.people.owners import ROUND_ROBIN
from mikomi.core.sales.ring import RINGS_ONCE
from mikomi.model.effects import SendAlert
from mikomi.model.form import Form
from mikomi.model.plan import EDITION

from tests.core.story import Story, plan_of, tokyo
from tests.core.test_slips import changed

REPS = [{"id": name, "name": name, "email": f"{name}@example.co.jp"} for name in ("sato", "boss", "chief")]
SCORING: dict[str, Any] = {
    "rules": [
        {"id": "price", "name": "料金", "when": {"visited": "/price"}, "points": 50},
        {"id": "wrote", "name": "問い合わせ", "when": {"submitted": "contact"}, "points": 50},
    ],
    "bands": [{"id": "hot", "name": "Hot", "from": 50}],
    "alert": {"on_enter": "hot", "to": "sato", "cooldown": "24h"},
    "feedback": {
        "early": {"label": "まだ早い", "snooze": "90d"},
        "rival": {"label": "競合", "score": "freeze"},
    },
}
CONTACT: dict[str, Any] = {
    "id": "contact",
    "name": "お問い合わせ",
    "fields": [
        {"trait": "email", "label": "メールアドレス", "type": "email"},
        {"trait": "inquiry", "label": "内容", "type": "textarea", "required": True},
    ],
}
CALL: dict[str, Any] = {"id": "s", "trigger": {"when": {"submitted": "contact"}}, "reentry": "after_exit"}


def story(tell="now", scoring=None, steps=None, start="2026-11-24 10:00", edition=EDITION):
    scenarios = [{**CALL, "steps": [{"id": "call", "alert": steps}]}] if steps else []
    form = Form.model_validate({**CONTACT, "tell": tell})
    plan = plan_of(scenarios, SCORING if scoring is None else scoring, reps=REPS)
    return Story(plan.model_copy(update={"forms": {"contact": form}, "edition": edition}), start=start)


def rung(told, escalated=False):
    return [each for each in told.effects if isinstance(each, SendAlert) and bool(each.escalates) is escalated]


def times(told):
    return [(tokyo(each.at), each.reason) for each in rung(told)]


def without(*rules):
    return {**SCORING, "rules": [rule for rule in SCORING["rules"] if rule["id"] not in rules]}


COLD = without("price", "wrote")


def test_an_inquiry_is_told_at_once_at_any_hour_and_whatever_the_band():
    """At three in the morning of a holiday too."""
    told = story(scoring=COLD, start="2026-11-23 03:00").submit("contact")
    assert times(told) == [("2026-11-23 03:00", "form")] and rung(told)[0].form == "contact"
    assert rung(told)[0].to == ("sato",) and told.codes("alert") == ["form"]


def test_today_waits_for_the_office_and_no_rings_nothing():
    assert not rung(told := story("today", COLD, start="2026-11-23 03:00").submit("contact"))
    assert [tokyo(each.due_at) for each in told.person.waiting] == ["2026-11-24 09:00"]
    assert len(rung(told.until("2026-11-24 09:00"))) == 1 and not told.person.waiting
    assert not rung(story("no", COLD).submit("contact")) and not rung(story(None, COLD).submit("contact"))


def test_each_inquiry_is_told_cooldown_and_snooze_or_not_but_not_of_a_rival():
    """Who writes again rings again; a repeated event does not."""
    told = story(scoring=COLD).submit("contact").until("2026-11-24 10:30").submit("contact")
    assert [each for _, each in times(told)] == ["form", "form"] and len({each.id for each in rung(told)}) == 2
    assert len(rung(told.answer("early").until("2026-11-24 11:00").submit("contact"))) == 3
    told.answer("rival").until("2026-11-24 12:00").submit("contact")
    assert len(rung(told)) == 3 and told.codes("no_alert")[-1] == "frozen"


def test_the_same_event_again_rings_once():
    told = story(scoring=COLD)
    event = {"type": "track", "name": "Form Submitted", "id": "f1", "properties": {"form": "contact"}, "origin": "form"}
    assert len(rung(told.happens(**event).happens(**event))) == 1 and told.codes("duplicate")


def test_a_visitor_is_nobody_to_call():
    """Somebody without an address: there is nothing to answer to."""
    told = story(scoring=COLD)
    unknown = Story(told.books_now.active.plan, lead=False)
    assert not rung(unknown.submit("contact"))


def test_who_is_told_is_whom_the_band_alert_tells_else_the_owner():
    lone = story(scoring={}).submit("contact")
    assert rung(lone)[0].to and set(rung(lone)[0].to) <= {rep["id"] for rep in REPS}
    assert ROUND_ROBIN  # the owner of whom nobody else was named for


def test_the_alert_of_a_band_cools_down_after_an_inquiry():
    """Whoever was just told of the lead is not told an hour later that it is hot."""
    told = story(scoring=without("wrote")).submit("contact").until("2026-11-24 11:00").visit("/price")
    assert [why for _, why in times(told)] == ["form"] and told.codes("no_alert") == ["cooldown"]


# --- one event, one alert

STEPS: list[dict[str, str] | None] = [
    None,
    *({"to": "boss", "why": "電話", "urgency": urgency} for urgency in ("now", "today", "digest")),
]


@given(
    tell=st.sampled_from(("now", "today", "no")),
    step=st.sampled_from(STEPS),
    crosses=st.booleans(),
    hours=st.sampled_from(("now", "next_open", "digest")),
    start=st.sampled_from(("2026-11-24 10:00", "2026-11-23 03:00")),
    late=st.booleans(),
)
def test_one_event_rings_once(tell, step, crosses, hours, start, late):
    """However many alerts it raises: one goes out, to all whom they name, for the strongest reason, as early as the
    first would have; the reasons all name it; and silence is followed by one."""
    escalates = {"sla": "2h", "escalate": "chief"} if late else {}
    scoring = SCORING if crosses else without("wrote")
    scoring = {**scoring, "alert": {**SCORING["alert"], "outside_hours": hours, **escalates}}
    steps = {**step, **escalates} if step else None
    apart = story(tell, scoring, steps, start, edition=RINGS_ONCE - 1).submit("contact").until("2026-12-10 00:00")
    once = story(tell, scoring, steps, start).submit("contact").until("2026-12-10 00:00")
    each, one = rung(apart), rung(once)
    assert len(one) == min(len(each), 1)
    if not each:
        return
    assert set(one[0].to) == {rep for alert in each for rep in alert.to}
    assert one[0].id in {alert.id for alert in each}
    assert one[0].digest == all(alert.digest for alert in each)
    named = [why.params["alert"] for why in once.because if why.kind == "alert" and why.code != "escalated"]
    assert set(named) == {one[0].id} and len(named) == len(each)
    if any(alert.reason == "form" for alert in each):
        assert one[0].reason == "form"
    if any(alert.reason == "band" for alert in each):
        assert (one[0].band, one[0].crossing) == ("hot", 1)
    followed = rung(once, escalated=True)
    assert len(followed) == min(len(rung(apart, escalated=True)), 1)
    assert all(alert.escalates.alert == one[0].id and alert.to == ("chief",) for alert in followed)
    assert [alert.at for alert in followed] == sorted(alert.at for alert in rung(apart, escalated=True))[:1]


@pytest.mark.parametrize("answered", [True, False])
def test_an_answer_to_the_one_alert_stops_what_follows_on_silence(answered):
    scoring = {**SCORING, "alert": {**SCORING["alert"], "sla": "2h", "escalate": "chief"}}
    told = story(scoring=scoring, steps=STEPS[1]).submit("contact")
    if answered:
        told.answer("early", rung(told)[0].id)
    assert len(rung(told.until("2026-12-10 00:00"), escalated=True)) == (not answered)


def test_alerts_of_different_events_stay_apart():
    """A minute lies between the price page that makes the lead hot and the form."""
    told = story().visit("/price").until("2026-11-24 10:01").submit("contact")
    assert [why for _, why in times(told)] == ["band", "form"]


def test_a_form_is_one_event_though_it_comes_as_two():
    """What its answers are worth lifts the lead with the first of them, and rings with the second."""
    worth = {"id": "chief", "name": "役職", "when": {"trait": "title", "is": "部長"}, "points": 60}
    for edition, rings in ((EDITION, ["form"]), (RINGS_ONCE - 1, ["band", "form"])):
        told = story(scoring={**COLD, "rules": [worth]}, edition=edition)
        told.identify({"title": "部長"}, origin="form").submit("contact")
        assert [why for _, why in times(told)] == rings and rung(told)[-1].band in ("hot", None)
        assert told.person.band == "hot" and told.person.crossings == 1


# --- who comes back


def comes_back(after="14d", **alert):
    return {**SCORING, "alert": {**SCORING["alert"], "returns_after": after, **alert}}


@pytest.mark.parametrize(
    ("at", "rings"),
    [("2026-12-07 23:59", False), ("2026-12-08 00:00", True), ("2026-12-08 23:00", True), ("2027-01-15 10:00", True)],
)
def test_a_hot_lead_rings_again_when_it_comes_back_after_days_of_the_calendar(at, rings):
    told = story(scoring=comes_back(outside_hours="now")).visit("/price").until(at).visit("/about")
    assert [why for _, why in times(told)] == ["band", "return"][: 1 + rings]
    if rings:
        assert rung(told)[-1].after_days >= 14 and told.codes("alert")[-1] == "return"


def test_hours_are_counted_by_the_clock():
    told = story(scoring=comes_back("30h", outside_hours="now")).visit("/price").until("2026-11-25 15:59").visit("/a")
    assert len(rung(told)) == 1
    assert len(rung(told.until("2026-11-26 21:59").visit("/b"))) == 2


def test_a_return_is_counted_from_the_last_visit_and_rings_once():
    told = story(scoring=comes_back(outside_hours="now")).visit("/price")
    for day in ("2026-12-01", "2026-12-08", "2026-12-15", "2026-12-29", "2026-12-30"):
        told.until(f"{day} 10:00").visit("/about")
    assert times(told)[1:] == [("2026-12-29 10:00", "return")]


def test_nobody_rings_by_a_return_who_is_not_hot_or_is_let_be():
    """Who never was hot; who was answered with a snooze; where the file has no such key; and by what a rep notes."""
    for scoring, acts in (
        (comes_back(), lambda told: told.visit("/about")),
        (comes_back(), lambda told: told.visit("/price").answer("early")),
        (comes_back(), lambda told: told.visit("/price").answer("rival")),
        (SCORING, lambda told: told.visit("/price")),
    ):
        told = acts(story(scoring=scoring)).until("2026-12-28 10:00").visit("/about")
        assert "return" not in [why for _, why in times(told)]
    told = story(scoring=comes_back()).visit("/price").until("2026-12-28 10:00").answer("early")
    assert [why for _, why in times(told)] == ["band"]


def test_whoever_becomes_hot_by_coming_back_rings_for_that():
    """The points had faded below the band meanwhile, and nobody looked; without a cooldown too."""
    scoring = {**comes_back(outside_hours="now"), "decay": {"half_life": "7d"}}
    scoring["alert"] = {name: value for name, value in scoring["alert"].items() if name != "cooldown"}
    told = story(scoring=scoring).visit("/price").until("2026-12-20 10:00").visit("/price")
    assert [why for _, why in times(told)] == ["band", "band"] and told.person.crossings == 2


def test_whoever_writes_after_a_silence_rings_once():
    told = story(scoring=comes_back()).visit("/price").until("2026-12-28 10:00").submit("contact")
    assert [why for _, why in times(told)] == ["band", "form"]


# --- the file


@pytest.mark.parametrize(
    ("kind", "required", "tell", "stands"),
    [
        ("textarea", True, None, "now"),
        ("textarea", False, None, "no"),
        ("text", True, None, "no"),
        *product(("textarea", "text"), (True, False), ("today",), ("today",)),
    ],
)
def test_a_form_that_needs_a_text_is_told_at_once_unless_the_file_says_otherwise(kind, required, tell, stands):
    """What is meant where nothing is written stands in the plan, so that no later release means something else."""

    fields = [CONTACT["fields"][0], {**CONTACT["fields"][1], "type": kind, "required": required}]
    plan, problems = workspace.read(changed("forms/contact.json", fields=fields, **({"tell": tell} if tell else {})))
    assert plan is not None and plan.forms["contact"].tell == stands, problems


def test_a_plan_of_before_tells_nobody_of_a_form():
    """Its forms have no `tell`, and what it means was fixed when it was published."""
    form = Form.model_validate(CONTACT)
    assert form.tell is None and form.tells == "now"
    assert not rung(story(None, COLD).submit("contact"))
