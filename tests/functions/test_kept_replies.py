"""What somebody wrote in a reply, where the company keeps that: a row that goes by itself; never in the log; told by
the timeline for as long as it is there, and that it is gone afterwards."""

import json
from contextlib import suppress
from typing import Any

import boto3
import pytest
from mikomi import clock, keys
from mikomi.aws import erasures, kept_replies, log, people
from mikomi.model.effects import SendAlert
from mikomi.settings import settings
from mikomi.shell.effects import sales_alert
from mikomi.shell.erasure import looks
from mikomi.shell.people import fold

from functions.console import app as console
from functions.schedule_step import app as step
from tests.core.inbound_mails import OOF
from tests.core.mails import NOW, mail_plan
from tests.functions import envelopes
from tests.functions.http_api import asked
from tests.functions.outbox import Died, at_each_call, dying, part, sent, set_clock
from tests.functions.read_api import KEY
from tests.functions.test_replies import ADDRESS, delivered, hear, noted, received, reply
from tests.functions.test_replies import office as office
from tests.functions.test_segment_pages import HERE
from tests.functions.test_segment_pages import get as page
from tests.functions.world import REGION

DAY = 86_400_000
TEXT = "社外秘の話です。\n\n> 導入事例をご紹介します。\n"


@pytest.fixture
def keeping(office, monkeypatch):
    """The company keeps what is written for thirty days."""
    office.publish(mail_plan(keep_replies="30d", version=2, **REPS))
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    settings.cache_clear()
    return office


REPS: dict[str, Any] = {
    "reps": [{"id": "sato", "name": "佐藤", "email": "sato@example.co.jp"}],
    "owner": {"default": "sato"},
}


def kept_rows(office):
    return [row for row in office.rows() if row["sk"]["S"].startswith("reply#")]


def fold_it():
    fold.fold_packets(list(log.packets("p:l_1")))


def entry():
    answer = console.handler(asked("GET", "/v1/leads/l_1/timeline", None, KEY), None)
    (found,) = [each for each in json.loads(answer["body"])["timeline"] if each["kind"] == "replied"]
    return found


def test_it_lies_in_a_row_that_goes_and_nowhere_else(keeping):
    """What somebody wrote, without what they answered; packed; the log says until when, and nothing of it."""
    assert hear(delivered(), received(reply(body=TEXT))) == []
    (row,) = kept_rows(keeping)
    [(name, properties)] = noted()
    assert name == "Mail Replied" and row["pk"]["S"] == keys.person_pk("l_1")
    (event,) = [each for packet in log.packets("p:l_1") for each in packet.events if each.name == "Mail Replied"]
    assert row["sk"]["S"] == f"reply#{event.id}" and int(row["expires_at"]["N"]) == (event.at + 30 * DAY) // 1000
    assert properties["kept_until"] == event.at + 30 * DAY
    assert kept_replies.find(("l_1", event.id), clock.now()) == "社外秘の話です。"
    assert "社外秘" not in str([keeping.rows(), noted(), *log.packets("p:l_1")])


@pytest.mark.parametrize(
    "came",
    [
        {"by": "colleague@example.com"},
        OOF,
        {"subject": "自動返信: x"},
        {"body": "> 導入事例をご紹介します。"},
    ],
    ids=["somebody else's", "a program's", "a program's subject", "nothing written"],
)
def test_of_others_and_of_programs_nothing_is_kept(keeping, came):
    assert hear(delivered(), received(reply(**{"body": TEXT, **came}))) == []
    assert kept_rows(keeping) == [] and all("kept_until" not in properties for _, properties in noted())


def test_without_the_setting_nothing_is_kept(office):
    assert hear(delivered(), received(reply(body=TEXT))) == []
    assert kept_rows(office) == [] and "kept_until" not in noted()[0][1]


def test_twice_is_one_row_with_its_first_moment(keeping):
    said = received(reply(body=TEXT))
    assert hear(delivered(), said) == []
    before = kept_rows(keeping)
    assert hear(received(reply(body=TEXT), key="replies/2", after=5 * DAY)) == [] and kept_rows(keeping) == before


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("call", range(9))
def test_the_log_never_says_that_there_is_a_text_without_one(keeping, call, before):
    """Dead before or after any call, and delivered again: the row is there before the event, once."""
    said = received(reply(body=TEXT))
    hear(delivered())
    with at_each_call(dying(call, before)), suppress(Died):
        hear(said)
    assert len(kept_rows(keeping)) >= len(noted())
    assert hear(said) == []
    assert len(kept_rows(keeping)) == len(noted()) == 1


def test_the_timeline_shows_it_and_then_that_it_is_gone(keeping):
    """On the lead's page in both languages, and to programs; gone on the dot, also while the table has the row."""
    hear(delivered(), received(reply(body="<b>社外秘</b>\n二行目\n")))
    fold_it()
    assert entry()["what"]["reply"] == "<b>社外秘</b>\n二行目"
    body = page("/console/leads/l_1", "ja")["body"]
    assert "&lt;b&gt;社外秘&lt;/b&gt;\n二行目" in body and "本文は 12月24日" in body
    set_clock(NOW + 31 * DAY)
    assert kept_rows(keeping) and entry()["what"]["reply"] is None
    assert "The text is gone" in page("/console/leads/l_1", "en")["body"]
    (row,) = kept_rows(keeping)
    boto3.client("dynamodb", region_name=REGION).delete_item(TableName="state", Key={"pk": row["pk"], "sk": row["sk"]})
    body = page("/console/leads/l_1", "ja")["body"]
    assert "本文は残っていません" in body and "社外秘" not in body


def test_a_reply_that_was_never_kept_says_nothing_of_it(office, monkeypatch):
    hear(delivered(), received(reply(body=TEXT)))
    fold_it()
    assert "reply" not in entry()["what"]


def test_the_alert_of_a_reply_begins_with_what_was_written(keeping):
    """In the rep's mail, cut to a bearable length; without it where it is gone."""
    hear(delivered(), received(reply(body="見積もりをお願いします。" + "あ" * 900)))
    fold_it()
    (event,) = [each for packet in log.packets("p:l_1") for each in packet.events if each.name == "Mail Replied"]
    person = people.load("l_1")
    assert person is not None
    for number, (later, shown) in enumerate([(0, True), (31 * DAY, False)]):
        set_clock(NOW + later + 120_000)
        alert = SendAlert(
            id=f"a{number}",
            at=clock.now(),
            event_id=event.id,
            plan=2,
            reason="step",
            to=("owner",),
            scenario="nurture",
            step="call",
        )
        sales_alert.send(alert, person)
        text = part(sent()[-1], "plain")
        assert sent()[-1]["To"] == "sato@example.co.jp"
        assert (
            ("見積もりをお願いします。" in text) is shown and ("メールへの返信" in text) is shown and len(text) < 2_500
        )


def test_it_is_no_mail(keeping):
    """The row is behind the person's own: whoever reads a lead's mails does not meet it."""
    hear(delivered(), received(reply(body=TEXT)))
    answer = console.handler(asked("GET", "/v1/leads/l_1/mails", None, KEY), None)
    assert [each["id"] for each in json.loads(answer["body"])["mails"]] == ["run1.m0"]


def test_an_erasure_takes_the_text_and_what_the_mail_was_made_of(keeping):
    """Both lie in the person's partition, which it empties; a later reply to the old mail is nobody's."""
    people.give_alias(keys.email_alias(ADDRESS), "l_1", NOW)
    hear(delivered(), received(reply(body=TEXT)))
    fold_it()
    assert kept_rows(keeping) and any("made_of_1" in row for row in keeping.rows())
    set_clock(NOW + DAY)
    found = looks.find(ADDRESS)
    assert found is not None
    asked_for = looks.ask(found, "dpo")
    step.handler(envelopes.queue({"pk": asked_for.pk, "sk": erasures.ERASURE, "due_at": 0}), None)
    assert kept_rows(keeping) == [] and not any("made_of_1" in row for row in keeping.rows())
    hear(received(reply(body=TEXT, Message_ID="<late@customer>"), key="replies/9", after=DAY + 3_600_000))
    assert kept_rows(keeping) == []
