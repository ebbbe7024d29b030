"""A webhook, from its row to the reply's traits: signed as the reference library reads it, tried for a day, under one
id, taken into account once, whatever the other system does and wherever a process dies.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
from mikomi import clock, keys, tokens
from mikomi.aws import ledger, log, people
from mikomi.aws.ledger import Key
from mikomi.core.webhooks import payload, reply, signature
from mikomi.model.base import DAY
from mikomi.model.effects import SendWebhook
from mikomi.outward import client
from mikomi.shell.effects import due_work, webhook
from standardwebhooks import Webhook, WebhookVerificationError

from tests.core.mails import NOW, lead
from tests.core.story import plan_of
from tests.functions.outbox import Died, at_each_call, dying, set_clock
from tests.functions.receiver import NAME, Receiver, answer
from tests.functions.world import ROOT

URL = f"https://{NAME}/in"
HOOK = {"id": "ask", "webhook": {"url": URL, "secret": ["crm", "crm-2"], "wait_up_to": "1h"}}
SCENARIO = {"id": "s", "trigger": {"when": {"submitted": "contact"}}, "steps": [HOOK]}
MINUTE = 60_000


@pytest.fixture
def office(world):
    world.publish(plan_of([SCENARIO], {"bands": [{"id": "hot", "name": "Hot", "from": 80}]}))
    set_clock(NOW)
    webhook._slow.clear()
    people.commit(lead(1, company="東洋"))
    yield world
    clock.shift(timedelta())


@pytest.fixture
def receiver(tmp_path, monkeypatch):
    with Receiver(tmp_path) as made:
        monkeypatch.setattr(client, "OPEN", made.way)
        yield made


def effect(**more) -> SendWebhook:
    usual = {
        "id": "run-1.ask",
        "person": lead(1).id,
        "at": NOW,
        "event_id": "e",
        "plan": 1,
        "scenario": "s",
        "step": "ask",
    }
    return SendWebhook(**{**usual, "enrolment": "run-1", **more})


KEY = Key.of_webhook(lead(1).id, "run-1.ask")


def sent(**more):
    webhook.send(effect(**more), lead(1))
    due_work.wake(*KEY)


def row():
    found = ledger.read(KEY)
    assert found
    return found


def noted():
    return [event for packet in log.packets(f"p:{lead(1).id}") for event in packet.events]


def verified(post, name="crm"):
    """What the reference library reads, with the secret that the receiver was given."""
    held = Webhook(signature.secret_of(ROOT, name))
    # its clock is the machine's own; ours stands elsewhere
    seconds = int(post.headers["webhook-timestamp"])
    signed = held.sign(post.headers["webhook-id"], datetime.fromtimestamp(seconds, UTC), post.body.decode())
    assert signed in post.headers["webhook-signature"].split(" ")
    return json.loads(post.body)


def test_the_receiver_can_be_sure_and_reads_the_lead_and_the_step(office, receiver):
    """By each of the secrets; the body in its shape, byte for byte as it was signed."""
    sent()
    (post,) = receiver.posts
    said = verified(post)
    assert verified(post, "crm-2") == said
    assert (
        said["type"] == "scenario.step"
        and said["timestamp"] == f"{datetime.fromtimestamp(NOW / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
    )
    assert set(said["data"]["lead"]) == {
        "id", "email", "user_id", "traits", "tags", "score", "band", "owner", "url",
    }  # fmt: skip
    assert said["data"]["lead"]["traits"]["company"] == "東洋" and said["data"]["lead"]["id"] == lead(1).id
    assert said["data"]["step"] == {"scenario": "s", "step": "ask", "run": "run-1", "version": 1}
    assert post.headers["content-type"] == "application/json" and row().status == "sent"


def test_the_reference_library_believes_it_now_and_nothing_bent(office, receiver):
    """With its own check of the time; not under another secret, with another body, id or moment."""
    body = payload.body(effect(), lead(1), plan_of([SCENARIO]), NOW, "https://ma.example.co.jp/console")
    key = signature.key_of(ROOT, "crm")
    headers = signature.headers("wh_1", int(datetime.now(UTC).timestamp()), body, [key])
    held = Webhook(signature.secret_of(ROOT, "crm"))
    assert held.verify(body, headers)["type"] == payload.KIND
    bent = [
        (body + b" ", headers),
        (body, headers | {"webhook-id": "wh_2"}),
        (body, headers | {"webhook-timestamp": str(int(headers["webhook-timestamp"]) - 1)}),
        (body, signature.headers("wh_1", int(headers["webhook-timestamp"]), body, [signature.key_of(ROOT, "other")])),
    ]
    for each, beside in bent:
        with pytest.raises(WebhookVerificationError):
            held.verify(each, beside)
    assert signature.key_of(ROOT, "crm") != tokens.derive(ROOT, "secret write key")


def test_a_reply_is_an_event_of_its_own_and_sets_traits(office, receiver):
    """In one packet, first what it says of the lead; an address or an id is nobody's to change."""
    said = {"traits": {"employees": 300, "email": "evil@example.com", "userId": "u9", "deep": {"a": 1}, "ok": True}}
    receiver.says = [answer(200, json.dumps(said).encode())]
    sent()
    identified, ended = noted()
    assert identified.traits == {"employees": 300, "ok": True} and identified.origin == ended.origin == "webhook"
    assert ended.properties == {"how": "replied", "scenario": "s", "step": "ask", "enrolment": "run-1"}
    due_work.wake(*KEY)
    webhook.send(effect(), lead(1))
    assert len(receiver.posts) == 1 and len(noted()) == 2


@pytest.mark.parametrize(
    "body", [b"", b"nonsense", b"[]", b'{"traits": []}', b'{"traits": {"a": {}}}', b"{" * 9_000, b"x" * 80_000, b"\xff"]
)
def test_a_reply_that_says_nothing_is_one_all_the_same(office, receiver, body):
    """It was taken; no trait is set."""
    receiver.says = [answer(200, body)]
    sent()
    assert [event.name for event in noted()] == ["Webhook Ended"] and row().status == "sent"


@pytest.mark.parametrize("status", [301, 302, 307, 400, 401, 404, 429, 500, 503])
def test_what_is_not_taken_is_tried_for_a_day_under_one_id(office, receiver, status):
    """At the moments that `retries` has; then it is given up, seen by an operator, and whoever waits goes on."""
    receiver.says = [answer(status, Location=URL)]
    sent()
    moments = []
    while row().status == "held":
        moments.append(((row().due_at or 0) - NOW) // MINUTE)
        set_clock(row().due_at or 0)
        due_work.wake(*KEY)
    assert moments[:4] == [1, 6, 36, 156] and moments[-1] == DAY // MINUTE and len(moments) == len(receiver.posts) - 1
    assert len({post.headers["webhook-id"] for post in receiver.posts}) == 1
    assert len({post.headers["webhook-timestamp"] for post in receiver.posts}) == len(receiver.posts)
    assert all(verified(post) for post in receiver.posts)
    assert (row().status, row().reason, row().detail) == ("failed", "given_up", str(status))
    assert [event.properties["how"] for event in noted()] == ["given_up"] and ledger.in_trouble(9)


def test_gone_is_the_end(office, receiver):
    """410: not once more."""
    receiver.says = [answer(410)]
    sent()
    assert (row().status, row().reason) == ("failed", "gone") and [e.properties["how"] for e in noted()] == ["gone"]


def test_a_place_that_is_not_public_is_the_end(office, receiver, monkeypatch):
    """By the way that the internet's is: nothing reaches the receiver of this machine."""
    monkeypatch.setattr(client, "OPEN", receiver.way._replace(is_open=lambda address: False))
    sent()
    assert (row().reason, row().detail) == ("not_public", "private_address") and receiver.posts == []
    assert [event.properties["how"] for event in noted()] == ["not_public"]


def test_it_is_taken_at_last(office, receiver):
    """An error, and then an answer: the traits of that one."""
    receiver.says = [answer(500), answer(200, b'{"traits": {"a": 1}}')]
    sent()
    set_clock(row().due_at or 0)
    due_work.wake(*KEY)
    assert row().status == "sent" and noted()[0].traits == {"a": 1} and row().attempt == 2


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("call", range(9))
def test_it_takes_effect_once_wherever_a_process_dies(office, receiver, call, before):
    """Die at any call, and go on as the queue and the sweep do: told at least once, under one id; noted once, with the
    reply that was noted first.
    """
    receiver.says = [answer(200, json.dumps({"traits": {"n": n}}).encode()) for n in range(4)]
    webhook.send(effect(), lead(1))
    with suppress(Died), at_each_call(dying(call, before)):
        due_work.wake(*KEY)
    for _ in range(3):
        set_clock(clock.now() + 16 * MINUTE)
        due_work.wake(*KEY)
    assert row().status == "sent"
    (traits,) = [event.traits for event in noted() if event.traits]
    assert traits in ({"n": 0}, {"n": 1}) and len(receiver.posts) <= 2
    assert len([event for event in noted() if event.name]) == 1
    assert len({post.headers["webhook-id"] for post in receiver.posts}) == 1


def test_a_slow_receiver_costs_a_process_its_time_once_a_minute(office, receiver, monkeypatch):
    """What else is to go there waits; nothing of it is tried, and nothing is lost."""
    monkeypatch.setattr(client, "WITHIN", 0.3)
    receiver.says = [lambda connection: connection.recv(1)]
    sent()
    assert row().detail == "too_slow" and len(receiver.posts) == 1
    other = Key.of_webhook(lead(1).id, "run-2.ask")
    webhook.send(effect(id="run-2.ask", enrolment="run-2"), lead(1))
    due_work.wake(*other)
    waits = ledger.read(other)
    assert waits and (waits.status, waits.reason, waits.attempt) == ("held", "receiver_busy", 0)
    assert len(receiver.posts) == 1
    receiver.says = [answer(204)]
    set_clock(waits.due_at or 0)
    due_work.wake(*other)
    after = ledger.read(other)
    assert after and after.status == "sent"


def test_after_it_was_given_up_an_operator_can_send_it_again(office, receiver):
    """And what is replied then is taken into account, once."""
    receiver.says = [answer(410), answer(200, b'{"traits": {"a": 1}}')]
    sent()
    assert ledger.move(row(), "held", clock.now(), due_at=clock.now())
    due_work.wake(*KEY)
    assert row().status == "sent" and [event.traits for event in noted() if event.traits] == [{"a": 1}]


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        ("x" * reply.LONGEST, True), ("x" * (reply.LONGEST + 1), False), (True, True), (1.5, True), (None, False),
        ({"a": 1}, False), (["a", "b"], True), (["a", 1], False), ([["a"]], False), (10**15, False),
        ("a\x00", False), ("", True),
    ],
)  # fmt: skip
def test_what_can_be_a_trait(value, kept):
    """On both sides of each bound."""
    assert (reply.traits_of(json.dumps({"traits": {"t": value}}).encode()) == {"t": value}) is kept


@pytest.mark.parametrize(
    ("name", "kept"), [("a" * 100, True), ("a" * 101, False), ("", False), ("a\nb", False), ("email", False)]
)
def test_what_can_be_a_traits_name(name, kept):
    assert bool(reply.traits_of(json.dumps({"traits": {name: 1}}).encode())) is kept


def test_of_too_many_traits_the_first_are_kept():
    many = {f"t{n}": n for n in range(reply.MOST + 5)}
    assert list(reply.traits_of(json.dumps({"traits": many}).encode())) == [f"t{n}" for n in range(reply.MOST)]


def test_numbers_that_are_none_are_no_trait():
    assert reply.traits_of(b'{"traits": {"a": NaN, "b": Infinity, "c": 1}}') == {"c": 1}


def test_whoever_is_gone_is_told_of_to_nobody(office, receiver):
    """The lead was erased meanwhile."""
    gone = Key.of_webhook("l_gone", "run-1.ask")
    webhook.send(effect(person="l_gone"), lead(1))
    due_work.wake(*gone)
    ended = ledger.read(gone)
    assert ended and (ended.status, ended.reason) == ("failed", "person_gone") and receiver.posts == []
    assert keys.hook_sk("x") < keys.PERSON
