"""The function that carries out what was decided and wakes what waits, on moto, with real envelopes.

Time is moved with `mikomi.clock`, deliveries are repeated, timers and stream records get lost.
"""

import json
from datetime import timedelta

import boto3
import pytest
from mikomi import clock, keys
from mikomi.aws import people, timers
from mikomi.aws.clients import client
from mikomi.model.effects import SendMail
from mikomi.model.person import Enrolment, Person
from mikomi.model.plan import MailTemplate
from mikomi.shell import failures
from mikomi.shell.effects import due_work
from mikomi.shell.people import fold
from moto.core import DEFAULT_ACCOUNT_ID
from moto.sesv2.models import sesv2_backends
from msgspec.structs import replace

from functions.schedule_step import app
from tests.core.story import plan_of
from tests.functions import envelopes
from tests.functions.world import REGION, packet

LEGAL = "{{ sender.name }} {{ company.name }} {{ company.postal_address }} {{ company.contact }} {{ unsubscribe_url }}"
TEMPLATE = MailTemplate(
    id="t",
    html=f"<html><title>件名</title><body>こんにちは {LEGAL}</body></html>",
    text=f"こんにちは {LEGAL}",
    subject="件名",
)
SCENARIO = {
    "id": "s",
    "trigger": {"when": {"submitted": "download"}},
    "steps": [
        {"id": "thanks", "mail": {"template": "t", "kind": "transactional"}},
        {"wait": "2d"},
        {"id": "faq", "mail": {"template": "t"}},
    ],
}
LEAD = keys.lead_id("email:yamada@example.com")
PK = keys.person_pk(LEAD)


@pytest.fixture
def shop(world):
    plan = plan_of([SCENARIO])
    world.publish(plan.model_copy(update={"mails": {"t": TEMPLATE}}))
    yield world
    clock.shift(timedelta())


def ask_for_the_document():
    now = clock.now()
    consent = {"consent": {"marketing": True, "text": "はい", "source": "form:download"}}
    who = {"type": "identify", "traits": {"email": "yamada@example.com"}, "context": consent}
    what = {"type": "track", "name": "Form Submitted", "properties": {"form": "download"}}
    fold.fold_packets(
        [packet("a:b1", {"id": "i", "origin": "form", **who}, {"id": "f", "origin": "form", **what}, at=now)]
    )


def the_lead(world):
    return next(row for row in world.rows() if row["pk"]["S"] == PK and row["sk"]["S"] == "person")


def mailed():
    return sesv2_backends[DEFAULT_ACCOUNT_ID][REGION].core_backend.sent_messages


def days_pass(days):
    clock.shift(clock.shifted() + timedelta(days=days))


def test_a_commits_mail_goes_out_once_and_its_timer_is_armed_once_though_the_record_comes_twice(shop):
    ask_for_the_document()
    for _ in range(2):
        assert app.handler(envelopes.stream(the_lead(shop)), None) == {"batchItemFailures": []}
    assert len(mailed()) == 1
    assert len(shop.schedules()) == 1


def test_when_the_moment_comes_the_step_is_decided_and_its_mail_sent(shop):
    ask_for_the_document()
    app.handler(envelopes.stream(the_lead(shop)), None)
    wake = {"pk": PK, "sk": "person", "due_at": 0}
    app.handler(envelopes.queue(wake), None)
    assert "effects" in the_lead(shop), "woken too early, nothing is decided"
    days_pass(2.1)
    for _ in range(2):
        assert app.handler(envelopes.queue(wake), None) == {"batchItemFailures": []}
        app.handler(envelopes.stream(the_lead(shop)), None)
    assert len(mailed()) == 2


def test_a_lost_timer_is_made_good_by_the_sweep(shop):
    """Nobody armed anything; the row says what is due."""
    ask_for_the_document()
    days_pass(2.1)
    assert app.handler({"sweep": True}, None) == {"overdue": 1}
    (message,) = shop.messages()
    app.handler(envelopes.queue(message), None)
    app.handler(envelopes.stream(the_lead(shop)), None)
    assert len(mailed()) == 2  # the look afterwards found the thanks mail, whose record was lost too


def test_a_lost_stream_record_is_made_good_by_the_look_afterwards(shop):
    """The item lists an effect until it is known to be carried out: a quarter of an hour later somebody looks."""
    ask_for_the_document()
    days_pass(0.02)
    app.handler({"sweep": True}, None)
    for message in shop.messages():
        app.handler(envelopes.queue(message), None)
    assert len(mailed()) == 1
    person = people.load(LEAD)
    assert person is not None and person.effects == () and person.check_at is None
    days_pass(0.02)
    assert app.handler({"sweep": True}, None) == {"overdue": 0}


def test_what_fails_is_brought_again_and_the_rest_of_a_queue_batch_goes_on(shop):
    ask_for_the_document()
    days_pass(2.1)
    broken = {"pk": {"S": "person#v_broken"}, "sk": {"S": "person"}, "state": {"B": b"not zlib"}, "version": {"N": "1"}}
    boto3.client("dynamodb", region_name=REGION).put_item(TableName="state", Item=broken)
    wakes = [{"pk": "person#v_broken", "sk": "person", "due_at": 0}, {"pk": PK, "sk": "person", "due_at": 0}]
    assert app.handler(envelopes.queue(*wakes), None) == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
    assert "effects" in the_lead(shop)


def test_an_alias_and_other_rows_in_the_stream_are_passed_over(shop):
    alias = {"pk": {"S": "person#v_x"}, "sk": {"S": "person"}, "version": {"N": "2"}, "alias_of": {"S": LEAD}}
    assert app.handler(envelopes.stream(alias), None) == {"batchItemFailures": []}


def overdue_people(most):
    """So many people of one partition of the index whose step is overdue, the first the longest; their ids."""
    ids = [f"l_{number}" for number in range(8 * most) if keys.shard(f"l_{number}") == 0][:most]
    due = clock.now() - 3 * due_work.PATIENCE
    for place, each in enumerate(ids):
        run = Enrolment(id="r", scenario="s", plan=1, entered_at=1, event_id="e", since=1, due_at=due + place)
        people.commit(Person(id=each, email=f"{each}@example.com", enrolments=(run,)))
    return ids


@pytest.mark.parametrize("few", [1, 10])
def test_what_cannot_be_tried_takes_nobodys_place_in_the_sweep(shop, monkeypatch, few):
    """Rows that fail again and again stand first in the index, in any number; who is due behind them is still woken."""
    monkeypatch.setattr(due_work, "FEW", few)
    monkeypatch.setattr(due_work, "AT_ONCE", 2 * keys.SHARDS)
    monkeypatch.setattr(timers, "PAGE", 3)
    ids = overdue_people(12)
    for each in ids[:9]:
        failures.failed("wake", keys.person_pk(each), keys.PERSON, ValueError("poison"))
        failures.failed("wake", keys.person_pk(each), keys.PERSON, ValueError("poison"))
    assert app.handler({"sweep": True}, None) == {"overdue": 3}
    woken = [message["pk"] for message in shop.messages()]
    assert woken == [f"person#{each}" for each in ids[9 : 9 + (2 if few == 1 else 3)]]


def drained(world):
    """Whom the step queue asks to wake, in its order; it is empty then."""
    woken = []
    while messages := client("sqs").receive_message(QueueUrl=world.queue_url, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            woken.append(json.loads(message["Body"])["pk"])
            client("sqs").delete_message(QueueUrl=world.queue_url, ReceiptHandle=message["ReceiptHandle"])
    return woken


def test_after_an_outage_the_queue_is_filled_as_far_as_it_is_worked_off(shop, monkeypatch):
    """Sixty steps are overdue, and a partition's part of the queue is for twenty: each run tells all sixty and puts on
    it what it has room for, the earliest first. Three runs wake everybody."""
    monkeypatch.setattr(due_work, "FEW", 3)
    monkeypatch.setattr(due_work, "AT_ONCE", 3 + 17 * keys.SHARDS)
    whom = [f"person#{each}" for each in overdue_people(60)]
    for left in (60, 40, 20):
        assert app.handler({"sweep": True}, None) == {"overdue": left}
        assert app.handler({"sweep": True}, None) == {"overdue": left}, (
            "what stands in line is overdue until it is done"
        )
        here = whom[-left:]
        woken = drained(shop)
        assert woken[:20] == here[:20] and set(woken[20:]) <= set(here[:20]), "the second run adds nobody"
        for pk in here[:20]:
            client("dynamodb").delete_item(TableName="state", Key={"pk": {"S": pk}, "sk": {"S": keys.PERSON}})
    assert app.handler({"sweep": True}, None) == {"overdue": 0}


@pytest.mark.parametrize("order", [1, -1])
def test_a_commit_comes_again_whichever_of_its_mails_failed(shop, order):
    """Of two mails one belongs to a plan that cannot be read: the other goes out, once, and the record is reported."""
    ask_for_the_document()
    person, decided = people.decode(the_lead(shop)), people.decided(the_lead(shop))
    (mail,) = (effect for effect in decided if isinstance(effect, SendMail))
    assert isinstance(person, Person)
    lost = replace(mail, id="lost", plan=99)
    image = people.encode(person, [mail, lost][::order])
    for _ in range(2):
        assert len(app.handler(envelopes.stream(image), None)["batchItemFailures"]) == 1
        assert len(mailed()) == 1
