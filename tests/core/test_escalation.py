"""An alert that nobody answers within its SLA is told to somebody else: once, at the right moment, and not at all where
somebody answered."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.checking import workspace
from mikomi.core.people.absence import Recipient
from mikomi.core.sales import alerts
from mikomi.model.effects import Escalates, Note, SendAlert
from mikomi.model.outcomes import ALERT_DECIDED, ALERT_ESCALATED

from tests.core.mails import LINKS, lead
from tests.core.story import Story, plan_of, tokyo
from tests.core.test_slips import changed, told

REPS = [
    {"id": "sato", "name": "佐藤", "email": "sato@example.co.jp"},
    {"id": "boss", "name": "部長", "email": "boss@example.co.jp"},
]
FEEDBACK = {
    "meeting": {"label": "商談化", "outcome": "positive"},
    "rival": {"label": "競合", "score": "freeze", "outcome": "exclude"},
}
HOT = {
    "rules": [{"id": "price", "name": "料金", "when": {"visited": "/price"}, "points": 50}],
    "bands": [{"id": "hot", "name": "Hot", "from": 50}],
    "feedback": FEEDBACK,
}


def asked(urgency="now", sla="2h", escalate="boss", **more):
    alert = {"to": "sato", "why": "問い合わせ", "urgency": urgency, "sla": sla, "escalate": escalate, **more}
    given = {name: value for name, value in alert.items() if value is not None}
    return {
        "id": "s",
        "trigger": {"when": {"submitted": "contact"}},
        "reentry": "after_exit",
        "steps": [{"id": "call", "alert": given}],
    }


def story(start="2026-11-24 10:00", alert=None, scoring=None, **written):
    settings = {"reps": REPS, **written}
    return Story(plan_of([asked(**(alert or {}))], scoring or {"feedback": FEEDBACK}, **settings), start=start)


def sent(story):
    return [(tokyo(each.at), each.to, bool(each.escalates)) for each in story.effects if isinstance(each, SendAlert)]


def late(story):
    return [effect for effect in story.effects if isinstance(effect, SendAlert) and effect.escalates]


def test_what_nobody_answers_is_told_to_whom_the_file_names_once():
    """At the very moment, not a minute earlier; however long nobody answers after that."""
    told_once = story().submit("contact")
    assert sent(told_once) == [("2026-11-24 10:00", ("sato",), False)]
    assert not late(told_once.until("2026-11-24 11:59"))
    told_once.until("2026-11-24 12:00").until("2026-12-24 12:00")
    assert sent(told_once)[1:] == [("2026-11-24 12:00", ("boss",), True)]
    first, second = (effect for effect in told_once.effects if isinstance(effect, SendAlert))
    assert second.about == (first.id, first.at) == first.about and second.id != first.id
    assert told_once.person.waiting == () and second.escalates == Escalates(alert=first.id, to=("sato",), at=first.at)


@pytest.mark.parametrize("key", ["meeting", "rival", "a-word-of-before"])
@pytest.mark.parametrize("which", ["this", "another", ""])
def test_an_answer_takes_it_away(key, which):
    """Whatever was answered, to whichever alert about the lead; even one that scoring.json does not know any more."""
    answered = story().submit("contact")
    alert = answered.effects[-1].id if which == "this" else which
    answered.answer(key, alert).until("2026-12-24 12:00")
    assert not late(answered) and answered.person.waiting == ()


def test_an_answer_after_it_was_told_changes_nothing():
    """It went out; the answer is taken all the same."""
    answered = story().submit("contact").until("2026-11-24 12:00").answer("meeting").until("2026-12-01 12:00")
    assert len(late(answered)) == 1 and answered.because[-1].kind == "feedback"


@pytest.mark.parametrize(
    ("start", "urgency", "sla", "due"),
    [
        ("2026-11-24 17:30", "now", "2h", "2026-11-25 09:00"),  # over while the office is closed
        ("2026-11-24 16:00", "now", "2h", "2026-11-25 09:00"),  # closed at six sharp
        ("2026-11-24 15:59", "now", "2h", "2026-11-24 17:59"),
        ("2026-11-24 22:00", "now", "2h", "2026-11-25 11:00"),  # told at night: counted from the opening
        ("2026-11-24 22:00", "today", "2h", "2026-11-25 11:00"),
        ("2026-11-27 22:00", "today", "1bd", "2026-12-01 09:00"),  # a Friday night: from Monday on
        ("2026-11-24 10:00", "digest", "2h", "2026-11-25 11:00"),  # gathered until the morning
        ("2026-11-24 09:00", "digest", "2h", "2026-11-25 11:00"),
        ("2026-11-24 10:00", "now", "1bd", "2026-11-25 10:00"),
    ],
)
def test_the_sla_is_counted_in_the_hours_in_which_somebody_is_there(start, urgency, sla, due):
    """From the moment at which the alert is told, or the office opens; told while the office is open."""
    waits = story(start, {"urgency": urgency, "sla": sla}).submit("contact").until("2026-12-24 12:00")
    assert [(tokyo(each.at), each.urgency, each.digest) for each in late(waits)] == [(due, "now", False)]


def test_the_alert_of_a_band_escalates_too():
    """By the same rule, under the same words of scoring.json."""
    scoring = {**HOT, "alert": {"on_enter": "hot", "to": "sato", "sla": "1h", "escalate": ["boss"]}}
    hot = story(scoring=scoring).visit("/price").until("2026-11-24 11:00")
    assert [(tokyo(each.at), each.to, each.band, each.reason) for each in late(hot)] == [
        ("2026-11-24 11:00", ("boss",), "hot", "band")
    ]


def test_an_alert_that_still_waits_keeps_what_follows_it():
    """Nobody can have answered what nobody was told: an answer of the night is about something else."""
    night = story("2026-11-24 22:00", {"urgency": "today"}).submit("contact").answer("meeting")
    assert [tokyo(each.due_at) for each in night.person.waiting] == ["2026-11-25 09:00", "2026-11-25 11:00"]
    night.until("2026-11-25 11:00")
    assert len(late(night)) == 1


def test_whoever_is_frozen_rings_no_more():
    """Not even for what was raised before."""
    frozen = story().submit("contact").answer("rival", "x").until("2026-12-01 12:00")
    assert frozen.person.frozen_at is not None and not late(frozen)


@pytest.mark.parametrize("alert", [{"sla": None}, {"escalate": None}])
def test_without_either_key_nothing_waits(alert):
    """`sla` alone is measured, as ever; plans of before decide as they did."""
    assert story(alert=alert).submit("contact").person.waiting == ()


def test_the_log_has_it_as_what_it_is():
    """No alert of its own, so that nothing counts it as one; beside it which alert it is about."""
    escalated = story().submit("contact").until("2026-11-24 12:00")
    lines = [line for effect in escalated.effects if isinstance(effect, Note) for line in effect.lines]
    assert [line.name for line in lines].count(ALERT_DECIDED) == 1
    (line,) = [line for line in lines if line.name == ALERT_ESCALATED]
    assert line.properties["escalates"] == late(escalated)[0].escalates.alert
    (reason,) = [each for each in escalated.because if each.code == "escalated"]
    assert reason.params["alert"] == late(escalated)[0].id and reason.scenario == "s" and reason.step == "call"


@given(
    st.lists(
        st.sampled_from(["contact", "answer", "2026-11-24 11:00", "2026-11-24 13:00", "2026-11-25 12:00"]), max_size=8
    )
)
def test_each_alert_escalates_once_or_was_answered(deeds):
    """Whatever happens in which order: of each alert at most one, none that was answered before it was due, and in the
    end one for each that nobody answered."""
    told = story()
    for deed in sorted(deeds, key=lambda each: each if each.startswith("20") else "2026-11-24 10:00"):
        if deed == "contact":
            told.submit("contact")
        elif deed == "answer":
            told.answer("meeting", "")
        else:
            told.until(deed)
    answered = {waits.effect.escalates.alert for waits in told.person.waiting}
    told.until("2026-12-30 12:00")
    about = [each.escalates.alert for each in late(told)]
    assert len(about) == len(set(about)) and answered <= set(about)


def test_the_mail_says_what_it_is_about():
    """Who was told first, that nobody responded, and links that answer the alert itself; in both languages."""
    escalated = story().submit("contact").until("2026-11-24 12:00")
    (effect,) = late(escalated)
    first = next(each for each in escalated.effects if isinstance(each, SendAlert))
    plan = escalated.books[1].plan
    for language, subject, heading, over in (
        ("ja", "【未対応】", "先にお知らせした担当: 佐藤", "2時間以内のご対応がありませんでした"),
        ("en", "No response yet: ", "Told first: 佐藤", "nobody responded within 2 h"),
    ):
        rep = plan.settings.reps[1].model_copy(update={"language": language})
        composed = alerts.compose(
            alerts.Occasion(effect, lead(), (), Recipient(rep), effect.at, effect.at), plan, LINKS
        )
        assert composed.subject.startswith(subject) and heading in composed.heading and over in composed.reason
        assert {choice.url for choice in composed.answers} == {
            LINKS.answer(lead().id, "boss", first.id, first.at, key) for key in FEEDBACK
        }
        usual = alerts.compose(alerts.Occasion(first, lead(), (), Recipient(rep), effect.at, effect.at), plan, LINKS)
        assert not usual.subject.startswith(subject) and heading not in usual.heading and over not in usual.reason


@pytest.mark.parametrize(
    ("keys", "code", "place"),
    [
        ({"escalate": "suzuki"}, "E-escalate", "/alert/escalate"),
        ({"sla": "1h", "escalate": "nobody"}, "E-rep", "/alert/escalate"),
        ({"sla": "1h", "escalate": ["suzuki", "nobody"]}, "E-rep", "/alert/escalate/1"),
        ({"sla": "1h", "escalate": "suzuki"}, None, ""),
    ],
)
def test_the_check_wants_a_time_and_a_rep(keys, code, place):
    """Said where it stands, for a step as for a band; nothing else is said."""
    step = {"id": "ring", "alert": {"why": "x", **keys}}
    bands = {"bands": [{"id": "hot", "name": "Hot", "from": 80}], "alert": {"on_enter": "hot", **keys}}
    plain = {problem.code for problem in workspace.read(changed("scenarios/price-3-views.json", steps=[step]))[1]}
    assert plain - {"W-mail-unused"} == ({code} if code else set())
    for files, at in (
        (changed("scenarios/price-3-views.json", steps=[step]), f"/steps/0{place}"),
        (changed("scoring.json", **bands), place),
    ):
        assert [problem.pointer for problem in told(files, code)] == ([at] if code else [])
