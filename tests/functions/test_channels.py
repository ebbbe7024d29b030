"""Alerts by channels beside mail: delivered at least once under one id, whatever the other side says and wherever a
process dies; the mail goes its own way, or waits whether a channel takes the alert.
"""

import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from mikomi import clock
from mikomi.aws import channel_states, ledger, log, people, secrets
from mikomi.aws.ledger import Key
from mikomi.core.webhooks import retries, signature
from mikomi.model.base import DAY
from mikomi.outward import client
from mikomi.outward.client import NoReply, NotPublic, Replied
from mikomi.shell.effects import channel_delivery, due_work, sales_alert
from mikomi.shell.operator import unsettled
from standardwebhooks import Webhook

from tests.core.mails import NOW, SCENARIO, lead
from tests.core.story import plan_of
from tests.functions.outbox import Died, at_each_call, dying, sent, set_clock
from tests.functions.receiver import NAME, Receiver, answer
from tests.functions.test_sales_alert import REPS, SCORING, alert
from tests.functions.world import ROOT

MINUTE = 60_000
SECRETS = {
    "slack": "https://hooks.slack.com/services/T0/B0/x",
    "chatwork": "0123456789abcdef0123456789abcdef",
    "line": "https://webhook.worksmobile.com/message/0000",
    "teams": "https://prod-00.japaneast.logic.azure.com/workflows/0?sig=x",
}
CHAT = {
    "slack": {"id": "room", "kind": "slack", "secret": "slack"},
    "chatwork": {"id": "room", "kind": "chatwork", "secret": "chatwork", "room": "123456"},
    "line_works": {"id": "room", "kind": "line_works", "secret": "line"},
    "teams": {"id": "room", "kind": "teams", "secret": "teams"},
}
PROGRAM = {"id": "desk", "kind": "webhook", "secret": "crm", "url": f"https://{NAME}/in"}


class Outside:
    """What stands in the place of the way out: `says`, one after the other, the last again and again."""

    def __init__(self):
        self.says = [Replied(200, b"ok")]
        self.posts = []

    def post(self, url, headers, body, way=None):
        self.posts.append((url, dict(headers), body))
        said = self.says.pop(0) if len(self.says) > 1 else self.says[0]
        if isinstance(said, BaseException):
            raise said
        return said


@pytest.fixture
def outside(monkeypatch):
    made = Outside()
    monkeypatch.setattr(client, "post", made.post)
    return made


@pytest.fixture
def office(world):
    set_clock(NOW)
    channel_delivery._slow.clear()
    people.commit(lead(1))
    for name, value in SECRETS.items():
        secrets.put_away(name, value)
    yield world
    clock.shift(timedelta())


def about(moment, meant):
    return 0 <= moment - meant < MINUTE


def publish(world, *channels):
    plan = plan_of([SCENARIO], SCORING, reps=REPS, webhook_secrets=["crm"])
    made = plan.sales.model_validate({"channels": list(channels)})
    world.publish(plan.model_copy(update={"sales": made}))


def row(channel="room", effect="band-1"):
    return ledger.read(Key.of_channel("l_1", effect, channel))


def mail_row(effect="band-1", rep=None):
    return ledger.read(Key.of_alert("l_1", effect, rep))


def tell(effect=None):
    """The stream's reader, and then the step queue."""
    sales_alert.send(effect or alert(), lead(1))
    wake()


def wake(effect="band-1"):
    for name in ("room", "desk"):
        due_work.wake(*Key.of_channel("l_1", effect, name))


def ends(name):
    return [event for packet in log.packets("o:l_1") for event in packet.events if event.name == name]


@pytest.mark.parametrize("kind", CHAT)
def test_a_rep_is_told_in_the_chat_and_by_mail(office, outside, kind):
    """One post, with the words of the mail and the links of its answers; the mail as ever; twice is once."""
    publish(office, CHAT[kind])
    for _ in range(2):
        tell()
    (post,) = outside.posts
    url, headers, body = post
    said = parse_qs(body.decode())["body"][0] if kind == "chatwork" else body.decode()
    assert "山田様" in said and "https://ma.example.co.jp/console/leads/l_1?alert=" in said
    assert url == (
        SECRETS[CHAT[kind]["secret"]] if kind != "chatwork" else "https://api.chatwork.com/v2/rooms/123456/messages"
    )
    assert kind != "chatwork" or headers["X-ChatWorkToken"] == SECRETS["chatwork"]
    assert row().status == "sent" and len(sent()) == 1 and mail_row().status == "sent"
    assert channel_states.read("room").taken_at is not None


@pytest.fixture
def receiver(tmp_path, monkeypatch):
    with Receiver(tmp_path) as made:
        monkeypatch.setattr(client, "OPEN", made.way)
        yield made


def test_a_program_can_be_sure_and_reads_the_alert_and_the_lead(office, receiver):
    """By the reference library, over the wire; each attempt under the same id."""
    publish(office, PROGRAM)
    receiver.says = [answer(500), answer(204)]
    tell()
    set_clock(row("desk").due_at)
    wake()
    first, second = receiver.posts
    held = Webhook(signature.secret_of(ROOT, "crm"))
    for post in (first, second):
        seconds = int(post.headers["webhook-timestamp"])
        moment = datetime.fromtimestamp(seconds, UTC)
        assert held.sign(post.headers["webhook-id"], moment, post.body.decode()) == post.headers["webhook-signature"]
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    said = json.loads(second.body)
    assert said["type"] == "alert.raised" and said["data"]["alert"]["reason"] == "band"
    assert said["data"]["lead"]["id"] == "l_1" and said["data"]["lead"]["url"].endswith("/console/leads/l_1")
    assert row("desk").status == "sent" and row("desk").attempt == 2


@pytest.mark.parametrize("status", [301, 302, 307, 500, 503])
def test_who_cannot_now_is_asked_again_for_a_day(office, outside, status):
    """A redirect is not followed: there is one address."""
    publish(office, CHAT["slack"])
    outside.says = [Replied(status, b"")]
    tell()
    while (waits := row()).status == "held":
        set_clock(waits.due_at)
        wake()
    assert row().status == "failed" and row().reason == "given_up" and about(clock.now(), NOW + DAY)
    assert {url for url, _, _ in outside.posts} == {SECRETS["slack"]}
    assert len(outside.posts) == len(retries.PAUSES) + 2
    assert len(sent()) == 1, "the mail went, once"
    (shown,) = unsettled.open_rows(10)
    assert shown.row.key == row().key and shown.person and shown.person.id == "l_1"
    state = channel_states.read("room")
    assert about(state.failing_since, NOW) and state.how == "given_up" and state.taken_at is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (Replied(410, b""), "gone"),
        (Replied(404, b"no_service"), "channel_refused"),
        (Replied(403, b"action_prohibited"), "channel_refused"),
        (NotPublic("private_address"), "not_public"),
    ],
)
def test_what_only_a_person_can_mend_is_not_tried_again(office, outside, said, reason):
    publish(office, CHAT["slack"])
    outside.says = [said]
    tell()
    assert row().status == "failed" and row().reason == reason and len(outside.posts) == 1
    outside.says = [Replied(200, b"ok")]
    assert unsettled.again(row().key)
    wake()
    assert row().status == "sent" and channel_states.read("room").failing_since is None


def test_a_program_ends_at_410_alone(office, outside):
    publish(office, PROGRAM)
    outside.says = [Replied(404, b""), Replied(410, b"")]
    tell()
    assert row("desk").status == "held"
    set_clock(row("desk").due_at)
    wake()
    assert row("desk").reason == "gone"


def test_a_measure_that_is_used_up_begins_anew(office, outside):
    """Chatwork: 300 in five minutes."""
    publish(office, CHAT["chatwork"])
    outside.says = [Replied(429, b""), Replied(200, b"{}")]
    tell()
    assert about(row().due_at, NOW + 5 * MINUTE) and channel_states.read("room").failing_since is None
    set_clock(row().due_at)
    wake()
    assert row().status == "sent"


def test_who_hangs_is_left_alone_for_a_minute(office, outside):
    publish(office, CHAT["slack"])
    outside.says = [NoReply("too_slow")]
    tell()
    tell(alert(2))
    assert len(outside.posts) == 1 and row(effect="band-2") is not None


@pytest.mark.parametrize(("kept", "reason"), [(None, "no_secret"), ("https://evil.example.com/", "other_secret")])
def test_without_its_secret_nothing_is_said(office, outside, kept, reason):
    publish(office, CHAT["slack"])
    secrets.put_away("slack", kept)
    tell()
    assert not outside.posts and row().reason == reason and len(sent()) == 1


# --- before the mail


FIRST = {**CHAT["slack"], "mail": "fallback"}


def test_where_a_channel_takes_it_no_mail_goes(office, outside):
    """The log says once that the alert was sent."""
    publish(office, FIRST)
    tell()
    assert not sent() and mail_row().status == "held" and row().status == "sent"
    set_clock(mail_row().due_at)
    for _ in range(2):
        due_work.wake(*Key.of_alert("l_1", "band-1"))
    assert not sent() and mail_row().status == "sent"
    assert len(ends("Alert Sent")) == 1


@pytest.mark.parametrize("said", [Replied(404, b""), Replied(500, b""), NoReply("tls")])
def test_where_none_takes_it_within_a_quarter_of_an_hour_it_is_a_mail(office, outside, said):
    publish(office, FIRST)
    outside.says = [said]
    tell()
    while (waits := mail_row()).status == "held":
        set_clock(waits.due_at)
        wake()
        due_work.wake(*Key.of_alert("l_1", "band-1"))
    assert len(sent()) == 1 and clock.now() <= NOW + 16 * MINUTE
    assert len(ends("Alert Sent")) == 1


def test_whose_alerts_and_which_are_said(office, outside):
    """By rep, and by kind of alert."""
    publish(office, {**CHAT["slack"], "reps": ["suzuki"]}, {**PROGRAM, "alerts": ["form"]})
    tell()
    assert not outside.posts and row() is None and row("desk") is None
    tell(alert(2, to=("sato", "suzuki")))
    wake("band-2")
    assert len(outside.posts) == 1 and row(effect="band-2").rep == "suzuki"


def test_digests_are_mails(office, outside):
    publish(office, CHAT["slack"])
    tell(alert(digest=True))
    assert not outside.posts and row() is None


def test_who_was_taken_off_the_list_meanwhile_is_not_spoken_of(office, outside):
    publish(office, CHAT["slack"])
    sales_alert.send(alert(), lead(1))
    publish(office)
    wake()
    assert not outside.posts and row().reason == "no_channel" and row().status == "skipped"


# --- whoever dies


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("call", range(12))
@pytest.mark.parametrize("first", ["too", "fallback"])
def test_wherever_a_process_dies_somebody_is_told_and_the_mail_is_one_at_most(office, outside, first, before, call):
    """At each call to AWS, of the stream's reader and of the step queue: what comes after carries on, under one id."""
    publish(office, {**PROGRAM, "mail": first})
    with suppress(Died), at_each_call(dying(call, before)):
        tell()
    mail = mail_row()
    in_doubt = mail is not None and mail.status == "claimed" and bool(sent())  # SES's own event would have told
    for minutes in (0, 20, 40, 60):
        set_clock(NOW + minutes * MINUTE)
        tell()
        due_work.wake(*Key.of_alert("l_1", "band-1"))
    assert row("desk").status == "sent" and mail_row().status == "sent"
    assert len({headers["webhook-id"] for _, headers, _ in outside.posts}) == 1
    assert len(sent()) == (0 if first == "fallback" else 1 + in_doubt)
    assert len(ends("Alert Sent")) == 1
