"""Replies on moto: whoever got a mail answers it, once; a program, a colleague and a forger do not; whatever is
delivered twice, comes too early or dies on the way."""

import json
from base64 import b64encode
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from mikomi import clock
from mikomi.aws import inbound_mails, log, mail_threads, people
from mikomi.aws.ledger import Key
from mikomi.settings import settings
from mikomi.shell.effects import replies, ses_events, step_mail

from local.replies import notice
from tests.core.inbound_mails import OOF, mail
from tests.core.mails import NOW, decided, lead, mail_plan
from tests.functions.outbox import Died, at_each_call, dying, set_clock
from tests.functions.ses_events import body
from tests.functions.world import REGION

ADDRESS = "yamada1@example.com"
SES = "0106-cafe-000000"
MINUTE = 60_000
BUCKET = "replies"


@pytest.fixture
def office(world, monkeypatch):
    """A stack with a reply domain; the lead's mail is on its way."""
    monkeypatch.setenv("MIKOMI_REPLY_DOMAIN", "reply.example.co.jp")
    monkeypatch.setenv("MIKOMI_REPLY_BUCKET", BUCKET)
    settings.cache_clear()
    s3 = boto3.client("s3", region_name=REGION)
    s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    world.publish(mail_plan())
    people.commit(lead())
    set_clock(NOW)
    step_mail.send(decided(id="run1.m0"), lead())
    yield world
    clock.shift(timedelta())
    monkeypatch.undo()
    settings.cache_clear()


def hear(*bodies):
    """What could not be taken now, by number."""
    return [number for number, taken in enumerate(ses_events.take_in(list(bodies))) if not taken]


def delivered(what="delivery", ses_id=SES, sk="run1.m0", to=ADDRESS):
    return body(what, Key.of_mail("l_1", sk), ses_id=ses_id, to=to)


def received(raw, *, key="replies/1", dmarc="PASS", source=ADDRESS, after=MINUTE):
    """SES puts it into the bucket, and says so."""
    boto3.client("s3", region_name=REGION).put_object(Bucket=BUCKET, Key=key, Body=raw)
    at = datetime.fromtimestamp((NOW + after) / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
    return json.dumps(notice(key, source, at, dmarc))


def reply(by=ADDRESS, subject="Re: x", ses_id=SES, **more):
    thread = f"<{ses_id}@ap-northeast-1.amazonses.com>"
    return mail(subject, From=f"Yamada <{by}>", In_Reply_To=thread, References=thread, **more)


def noted():
    return [
        (event.name, event.properties)
        for packet in log.packets("p:l_1")
        for event in packet.events
        if "Repl" in event.name
    ]


def bucket():
    return [
        each["Key"]
        for each in boto3.client("s3", region_name=REGION).list_objects_v2(Bucket=BUCKET).get("Contents", [])
    ]


def test_a_reply_is_an_event_of_the_lead_and_nothing_of_it_is_kept(office):
    """It names the mail as a click does, and the bucket is empty afterwards; no word of it is anywhere."""
    said = reply(body="社外秘の話です")
    assert hear(delivered(), received(said)) == []
    [(name, properties)] = noted()
    assert name == "Mail Replied" and properties["mail"] == "run1.m0"
    assert {"scenario", "step", "enrolment"} <= set(properties)
    assert bucket() == []
    kept = str([office.rows(), noted(), *log.packets("p:l_1")])
    assert "社外秘" not in kept and ADDRESS not in str(noted())


def test_twice_is_once_by_whatever_way(office):
    """The same notice again, the object gone; the same mail received twice under two keys, a day apart, and later."""
    said = received(reply())
    assert hear(delivered(), said) == [] and hear(said, said) == []
    assert hear(received(reply(), key="replies/2", after=MINUTE + 86_400_000)) == []
    assert hear(delivered(), delivered("send")) == []
    assert hear(received(reply(), key="replies/3", after=90 * 86_400_000)) == []
    assert [name for name, _ in noted()] == ["Mail Replied"] and bucket() == []
    assert hear(received(reply(Message_ID="<another@customer>"), key="replies/4")) == []
    assert len(noted()) == 2


def test_a_reply_that_comes_before_the_mail_is_known_waits_for_it(office):
    """It is not lost, and not taken for somebody else's; after ten minutes it is no mail of ours."""
    early = received(reply())
    set_clock(NOW + MINUTE)
    assert hear(early) == [0] and bucket() == ["replies/1"] and noted() == []
    assert hear(early, delivered("send")) == [] and len(noted()) == 1
    never = received(reply(ses_id="somebody-elses"), key="replies/2")
    set_clock(NOW + 5 * MINUTE)
    assert hear(never) == [0]
    set_clock(NOW + 12 * MINUTE)
    assert hear(never) == [] and bucket() == [] and len(noted()) == 1
    assert hear(received(mail("x", In_Reply_To=None, References=None))) == [] and bucket() == []


@pytest.mark.parametrize("subject, more", [("自動応答: x", OOF), ("Re: x", {"Auto_Submitted": "auto-replied"})])
def test_a_program_s_answer_is_no_reply(office, subject, more):
    """It is noted as one, with its sign; from elsewhere it is nothing."""
    assert (
        hear(delivered(), received(reply(subject="=?utf-8?B?" + b64encode(subject.encode()).decode() + "?=", **more)))
        == []
    )
    [(name, properties)] = noted()
    assert name == "Mail Auto-Replied" and properties["reason"] in ("auto_submitted", "subject")
    assert hear(received(reply(by="else@example.com", Message_ID="<2@x>", **OOF), key="replies/2")) == []
    assert len(noted()) == 1


def test_a_colleague_s_answer_is_told_and_is_not_the_lead_s(office):
    """Under a name of its own, without an address; the company's own answer is nothing."""
    assert hear(delivered(), received(reply(by="boss@example.com"))) == []
    assert hear(received(reply(by="news@example.co.jp", Message_ID="<2@x>"), key="replies/2")) == []
    [(name, properties)] = noted()
    assert name == "Mail Replied By Another" and "boss" not in json.dumps(properties)


def test_a_mailbox_s_other_spellings_are_its_own(office):
    """Who was written to with a tag may answer without it; capitals and full width are the same mailbox."""
    sent = delivered(to="Yamada1+news@example.com")
    assert hear(sent, received(reply(by="ｙamada1@EXAMPLE.com"))) == []
    assert [name for name, _ in noted()] == ["Mail Replied"]


def test_whom_its_domain_disowns_is_not_believed(office):
    """DMARC failed: nothing is noted, nothing kept. A domain that says nothing of it is believed."""
    assert hear(delivered(), received(reply(), dmarc="FAIL")) == [] and noted() == [] and bucket() == []
    assert hear(received(reply(), dmarc="GRAY")) == [] and len(noted()) == 1


def test_of_one_mail_so_many_replies_are_noted(office):
    """Whoever knows the id cannot fill the log."""
    assert hear(delivered()) == []
    for number in range(mail_threads.MOST + 5):
        assert hear(received(reply(Message_ID=f"<{number}@x>"), key=f"replies/{number}")) == []
    assert len(noted()) == mail_threads.MOST and bucket() == []


@pytest.mark.parametrize("k", range(9))
def test_whoever_dies_anywhere_brings_it_again(office, k):
    """Before and after each call: in the end one event, and an empty bucket."""
    said = [delivered(), received(reply())]
    for before in (True, False):
        with suppress(Died), at_each_call(dying(k, before)):
            hear(*said)
    assert hear(*said) == [] and hear(*said) == []
    assert [name for name, _ in noted()] == ["Mail Replied"] and bucket() == []


def test_without_a_reply_domain_nothing_is_asked_or_kept(office, monkeypatch):
    """Not one call more, and no row."""
    with at_each_call(lambda _, __, go: go()) as with_domain:
        assert hear(delivered()) == []
    monkeypatch.delenv("MIKOMI_REPLY_DOMAIN")
    settings.cache_clear()
    with at_each_call(lambda _, __, go: go()) as without:
        assert hear(delivered()) == []
    assert sorted(with_domain) == sorted([*without, "BatchWriteItem"])


def test_a_batch_is_noted_by_one_call(office):
    """Twenty-five events, one write."""
    sent = [delivered("send", ses_id=f"id-{n}") for n in range(25)]
    with at_each_call(lambda _, __, go: go()) as calls:
        ses_events.take_in(sent)
    assert calls.count("BatchWriteItem") == 1
    assert len(mail_threads.find([f"id-{n}" for n in range(25)])) == 25


def left(go, times):
    """The table answers that it did not take what it was asked to write, so many times."""

    def meet(_, operation, go_on):
        nonlocal times
        if operation != "BatchWriteItem" or not times:
            return go_on()
        times -= 1
        return {"UnprocessedItems": {settings().state_table: go}}

    return meet


def put(ses_id):
    """The row of this mail, as it is written."""
    with at_each_call(lambda _, __, go: go()):
        mail_threads.note([(ses_id, Key.of_mail("l_1", "run1.m0"), ADDRESS)], NOW)
    item = boto3.client("dynamodb", region_name=REGION).get_item(
        TableName=settings().state_table,
        Key={"pk": {"S": f"thread#{ses_id}"}, "sk": {"S": "thread"}},
        ConsistentRead=True,
    )["Item"]
    return [{"PutRequest": {"Item": item}}]


def test_what_is_not_noted_comes_again(office):
    """Nothing is made of an event before its mail's id is known for replies; a busy table is not asked without end."""
    rows = put("other")
    with at_each_call(left(rows, 1_000)) as calls:
        assert hear(delivered(), received(reply(ses_id="x"))) == [0, 1]
    assert mail_threads.find([SES]) == [] and calls.count("BatchWriteItem") < 10


def test_what_a_busy_table_left_is_asked_again(office):
    """Twice refused, then written: nothing has to come again."""
    rows = put("other")
    with at_each_call(left(rows, 2)) as calls:
        assert hear(delivered(ses_id="other")) == []
    assert calls.count("BatchWriteItem") == 3 and len(mail_threads.find(["other"])) == 1


def test_what_is_no_notice_comes_again_and_ends_as_a_dead_letter(office):
    """SES's own test notice is none; one that lacks its parts is a fault to see."""
    assert hear("Successfully validated SNS topic for Amazon SES event publishing.") == []
    assert hear(json.dumps({"notificationType": "Received"})) == [0]
    assert inbound_mails.read("replies/none", 10) is None
    assert replies.PATIENCE < 5 * 180_000
