"""A webhook step: decided once, waited for as long as the step says, moved on by how it ended, and by nothing else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.model.effects import SendWebhook
from mikomi.model.events import WEBHOOK_ENDED

from tests.core.story import Story, plan_of, tokyo
from tests.core.test_slips import changed, told

URL = "https://hooks.example.co.jp/mikomi"


def scenario(webhook=None, **keys):
    hook = {"url": URL, "secret": "crm", **(webhook or {})}
    steps = [{"id": "ask", "webhook": hook}, {"id": "big", "if": {"trait": "employees", "is": ">= 100"},
             "then": [{"add_tag": "large"}], "else": [{"add_tag": "small"}]}]  # fmt: skip
    return {"id": "s", "trigger": {"when": {"submitted": "contact"}}, "reentry": "after_exit", "steps": steps, **keys}


def story(webhook=None, **keys):
    return Story(plan_of([scenario(webhook, **keys)]))


def hooks(story):
    return [effect for effect in story.effects if isinstance(effect, SendWebhook)]


def ended(story, how="replied", traits=None, effect=None, **more):
    """How the webhook ended, as the packet has it."""
    sent = effect or hooks(story)[-1]
    subject = f"p:{story.person.id}"
    said = {"how": how, "scenario": sent.scenario, "step": sent.step, "enrolment": sent.enrolment, **more}
    if traits:
        story.happens(type="identify", traits=traits, origin="webhook", proof=2, subject=subject)
    return story.happens(
        type="track", name=WEBHOOK_ENDED, properties=said, origin="webhook", proof=2, subject=subject, id=f"e-{sent.id}"
    )


def test_without_a_wait_the_run_goes_on_at_once():
    """And the webhook is decided once, under an id of the run and the step."""
    gone_on = story().submit("contact")
    (effect,) = hooks(gone_on)
    assert "small" in gone_on.person.tags and effect.id == f"{effect.enrolment}.ask" and effect.plan == 1
    assert effect.person == gone_on.person.id and gone_on.codes("webhook") if hasattr(gone_on, "codes") else True


def test_the_reply_sets_traits_before_the_next_step_asks():
    """The run waits, and goes on in the moment of the reply, with what it said."""
    waits = story({"wait_up_to": "1h"}).submit("contact")
    assert not waits.person.tags and waits.person.enrolments[0].due_at is not None
    ended(waits, traits={"employees": 300})
    assert "large" in waits.person.tags and waits.person.trait("employees") == 300
    assert [each.code for each in waits.because if each.kind == "webhook"] == [None, "replied"]
    assert len(hooks(waits.until("2026-12-24 10:00"))) == 1


def test_a_reply_counts_once_however_often_it_is_told():
    """Told again it changes nothing: neither the trait that somebody corrected since, nor where the run stands."""
    waits = story({"wait_up_to": "1h"}).submit("contact")
    ended(waits, traits={"employees": 300})
    before = waits.person
    ended(waits)
    assert waits.person == before or waits.because[-1].kind == "duplicate"


@pytest.mark.parametrize("how", ["gone", "not_public", "given_up"])
def test_whoever_waits_goes_on_when_it_is_not_sent_any_more(how):
    """By what is known without it."""
    waits = ended(story({"wait_up_to": "3d"}).submit("contact"), how)
    assert "small" in waits.person.tags and waits.because[-1].kind != "waiting"
    assert how in [each.code for each in waits.because if each.kind == "webhook"]


def test_nobody_waits_longer_than_the_step_says():
    """On both sides of the moment; what comes later sets its traits, and moves nobody."""
    waits = story({"wait_up_to": "1h"}).submit("contact")
    assert not waits.until("2026-11-24 10:59").person.tags
    late = waits.until("2026-11-24 11:00")
    assert "small" in late.person.tags and [each.code for each in late.because if each.kind == "webhook"][-1] == "late"
    ended(late, traits={"employees": 300})
    assert set(late.person.tags) == {"small"} and late.person.trait("employees") == 300


@pytest.mark.parametrize("more", [{"enrolment": "other"}, {"step": "other"}])
def test_only_the_run_and_step_that_it_is_about_go_on(more):
    """An end of another run, or of another step, says nothing here."""
    waits = ended(story({"wait_up_to": "1h"}).submit("contact"), **more)
    assert not waits.person.tags


@pytest.mark.parametrize(("origin", "proof"), [("client", 1), ("client", 2), ("server", 2), ("form", 1)])
def test_nobody_else_can_say_that_it_ended(origin, proof):
    """The event is ours: by whatever key it comes from outside, it moves nobody."""
    waits = story({"wait_up_to": "1h"}).submit("contact")
    sent = hooks(waits)[0]
    waits.happens(
        type="track",
        name=WEBHOOK_ENDED,
        origin=origin,
        proof=proof,
        properties={"how": "replied", "step": "ask", "enrolment": sent.enrolment},
    )
    assert not waits.person.tags


def test_while_the_scenario_is_paused_nobody_goes_on():
    """The end is not forgotten: when the scenario goes on, so does whoever waited."""
    waits = story({"wait_up_to": "30d"}).submit("contact")
    waits.publish(plan_of([scenario({"wait_up_to": "30d"}, status="paused")], version=2))
    assert not ended(waits).until("2026-11-25 10:00").person.tags
    waits.publish(plan_of([scenario({"wait_up_to": "30d"})], version=3))
    assert "small" in waits.until("2026-11-25 12:00").person.tags


def test_whoever_is_held_out_is_sent_nowhere():
    """What the other system would do is part of what the scenario is measured by."""
    out = story(holdout=100).submit("contact")
    assert not hooks(out) and "small" in out.person.tags


def test_a_reply_is_no_sign_of_life():
    """Whoever was last here last week was here last week."""
    waits = story({"wait_up_to": "3d"}).submit("contact")
    before = waits.person.last_at
    waits.until("2026-11-26 10:00")
    assert ended(waits).person.last_at == before


@given(st.lists(st.sampled_from(["contact", "replied", "gone", "wait", "visit"]), max_size=10), st.booleans())
def test_every_run_goes_through_with_one_webhook(deeds, waiting):
    """Whatever happens in whichever order: each run sends one, and ends."""
    told_of = story({"wait_up_to": "2h"} if waiting else None)
    hour = 10
    for deed in deeds:
        if deed == "contact":
            told_of.submit("contact")
        elif deed == "visit":
            told_of.visit("/x")
        elif deed == "wait":
            hour += 1
            told_of.until(f"2026-11-24 {hour}:00")
        elif hooks(told_of):
            ended(told_of, deed)
    told_of.until("2026-12-24 10:00")
    assert all(run.status != "active" for run in told_of.person.enrolments)
    ids = [effect.id for effect in hooks(told_of)]
    assert len(ids) == len(set(ids)) and len(ids) == sum(each.kind == "entered" for each in told_of.because)
    assert tokyo(told_of.now) == "2026-12-24 10:00"


@pytest.mark.parametrize(
    ("hook", "code", "place"),
    [
        ({"url": URL, "secret": "crm"}, None, ""),
        ({"url": URL, "secret": ["crm", "crm-2"]}, None, ""),
        ({"url": URL, "secret": "cmr"}, "E-webhook-secret", "/secret"),
        ({"url": URL, "secret": ["crm", "x"]}, "E-webhook-secret", "/secret/1"),
        ({"url": "http://hooks.example.co.jp/", "secret": "crm"}, "E-webhook-https", "/url"),
        ({"url": "hooks.example.co.jp", "secret": "crm"}, "E-webhook-https", "/url"),
        ({"url": "https://localhost/", "secret": "crm"}, "E-webhook-host", "/url"),
        ({"url": "https://intranet/", "secret": "crm"}, "E-webhook-host", "/url"),
        ({"url": "https://crm.internal/", "secret": "crm"}, "E-webhook-host", "/url"),
        ({"url": "https://203.0.113.7/", "secret": "crm"}, "E-webhook-host", "/url"),
        ({"url": "https://0x7f.1/", "secret": "crm"}, "E-webhook-host", "/url"),
        ({"url": "https://[::1]/", "secret": "crm"}, "E-webhook-host", "/url"),
        ({"url": "https://me@hooks.example.co.jp/", "secret": "crm"}, "E-webhook-host", "/url"),
    ],
)
def test_the_check_wants_a_public_place_and_a_secret_that_is_there(hook, code, place):
    """Each where it stands, and nothing else."""
    steps = [{"id": "ask", "webhook": hook}]
    files = changed("settings.json", webhook_secrets=["crm", "crm-2"])
    files |= {
        "scenarios/price-3-views.json": changed("scenarios/price-3-views.json", steps=steps)[
            "scenarios/price-3-views.json"
        ]
    }
    assert [each.pointer for each in told(files, code)] == ([f"/steps/0/webhook{place}"] if code else [])
    found = {each.code for each in workspace.read(files)[1]} - {"W-mail-unused"}
    assert found == ({code} if code else set())
