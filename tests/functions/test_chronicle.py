"""What came of a mail or an alert stands in the log, once, whatever dies or gets lost in between. On moto."""

import json
from collections import Counter
from datetime import timedelta

import pytest
from mikomi import clock, keys
from mikomi.aws import digests, ledger, log, people
from mikomi.aws.ledger import Key
from mikomi.model import outcomes, stored_json
from mikomi.model.effects import Note, NoteLine, SendAlert
from mikomi.model.events import Event
from mikomi.model.person import Person
from mikomi.shell.effects import chronicle, dispatch, sales_alert, step_mail
from mikomi.shell.people import fold
from msgspec.structs import replace

from functions.feedback import app as feedback
from functions.score import app as score
from tests.core.mails import NOW, decided, lead, mail_plan
from tests.functions import envelopes
from tests.functions.outbox import Died, at_each_call, dying, sent, set_clock
from tests.functions.ses_events import body, queued
from tests.functions.test_step_mail import row

NOTE = Note(
    id="note-1",
    person="l_1",
    at=NOW,
    lines=(NoteLine(name=outcomes.SCENARIO_ENTERED, at=NOW, properties={"scenario": "s"}),),
)
REP = {"id": "sato", "name": "佐藤", "email": "sato@example.co.jp"}
QUARTER = 15 * 60_000


@pytest.fixture
def office(world):
    """A published plan, a lead in the table, ten o'clock on a Tuesday."""
    world.publish(mail_plan(reps=[REP], limits={"marketing_mails": 50, "per": "7d"}))
    people.commit(lead())
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def the_lead() -> Person:
    person = people.load("l_1")
    assert person is not None
    return person


def told(person="l_1") -> list[Event]:
    return [event for packet in log.packets(keys.noted_subject(person)) for event in packet.events]


def names() -> Counter[str]:
    return Counter(event.name for event in told())


def test_a_sent_mail_says_which_it_was(office):
    """Scenario, step, run, plan and words: what results are grouped by."""
    step_mail.send(decided(), lead())
    (event,) = told()
    assert (event.name, event.proof) == (outcomes.MAIL_SENT, 2) and event.at >= NOW
    said = event.properties
    assert (said["mail"], said["step"], said["scenario"], said["plan"]) == ("run1.faq", "faq", "nurture", 1)


def test_a_skipped_mail_says_why(office):
    """As its row does."""
    step_mail.send(decided(skip="no_consent"), lead())
    (event,) = told()
    assert (event.name, event.properties["reason"]) == (outcomes.MAIL_SKIPPED, "no_consent")


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("skip", [None, "no_consent"])
def test_whoever_dies_at_whichever_call_the_log_has_it_once(office, before, skip):
    """The process dies, the record comes again, and a quarter of an hour later somebody looks."""
    effect = decided(skip=skip)
    for at in range(1, 12):
        mail = replace(effect, id=f"run1.{skip}{before}{at}")
        fold.commit(the_lead(), [mail], clock.now(), the_lead())
        try:
            with at_each_call(dying(at, before)):
                step_mail.send(mail, lead())
        except Died:
            step_mail.send(mail, lead())
        set_clock(clock.now() + 2 * QUARTER)
        dispatch.look_after("l_1", clock.now())
        step_mail.resume(*Key.of_mail("l_1", mail.id))
        ended = [event for event in told() if event.properties["mail"] == mail.id]
        assert len(ended) == 1, at
        assert ended[0].name == (outcomes.MAIL_SKIPPED if skip else outcomes.MAIL_SENT)
    assert skip or len(sent()) >= 11


def test_a_row_that_moved_though_nobody_heard_is_told(office):
    """The move went through, its answer was lost, and the call that came again was refused."""
    effect = decided()
    assert chronicle.begin(Key.of_mail("l_1", effect.id), "claimed", effect, NOW)
    seen = row(effect)
    assert ledger.move(seen, "failed", NOW, reason="refused") and names() == {}
    assert not chronicle.move(seen, "failed", NOW, reason="refused")
    (event,) = told()
    assert (event.name, event.properties["reason"]) == (outcomes.MAIL_FAILED, "refused")


def test_delivered_and_refused_are_told_by_ses(office):
    """Delivered as often as SES says so, once; a mail that SES rejects afterwards has failed."""
    key = Key.of_mail("l_1", "run1.faq")
    step_mail.send(decided(), lead())
    for _ in range(2):
        assert feedback.handler(queued(body("delivery", key), body("reject", key)), None) == {"batchItemFailures": []}
    assert names() == {outcomes.MAIL_SENT: 1, outcomes.MAIL_DELIVERED: 1, outcomes.MAIL_FAILED: 1}


def test_a_note_is_written_once_and_missed_where_it_is_missing(office):
    """Carried out twice it stands there once; a record that nobody read is noticed by the look."""
    person = fold.commit(the_lead(), [NOTE], clock.now(), the_lead())
    assert not dispatch.has_ended(NOTE, person)
    set_clock(NOW + 2 * QUARTER)
    dispatch.look_after("l_1", clock.now())
    assert names() == {outcomes.SCENARIO_ENTERED: 1} and the_lead().effects == ()
    dispatch.carry_out(NOTE, person)
    assert names() == {outcomes.SCENARIO_ENTERED: 1} and dispatch.has_ended(NOTE, person)


def test_nobody_is_made_of_what_was_decided(office):
    """score takes none of it for something that somebody did, even where a record slips through its filter."""
    chronicle.write(NOTE)
    before = office.rows()
    (image,) = [item for item in office.rows("events") if item["pk"]["S"] == "o:l_1"]
    assert score.handler(envelopes.stream(image), None) == {"batchItemFailures": []}
    assert office.rows() == before


def test_a_digest_tells_of_each_alert_in_it(office):
    """When it is sent, the alerts in it were."""
    alerts = [
        SendAlert(id=f"a{n}", person="l_1", at=NOW, event_id="e", plan=1, reason="step", to=("sato",), digest=True)
        for n in (1, 2)
    ]
    pk = keys.digest_pk("sato", "2026-11-25")
    for alert in alerts:
        assert digests.gather(pk, json.dumps({"person": "l_1", "effect": stored_json.written(alert).decode()}), NOW)
    sales_alert.send_digest(pk, clock.now())
    assert names() == {outcomes.ALERT_SENT: 2}
    assert {event.properties["alert"] for event in told()} == {"a1", "a2"}
