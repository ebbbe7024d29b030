"""One form of an address all the way: told or typed, written to by SES, come back from it, suppressed."""

from datetime import timedelta

import pytest
from mikomi import clock, keys
from mikomi.aws import addresses, log, people
from mikomi.model.limit import Limit
from mikomi.shell.effects import step_mail
from mikomi.shell.people import fold
from moto.core import DEFAULT_ACCOUNT_ID
from moto.ses.models import ses_backends
from msgspec.structs import replace

from functions.feedback import app as feedback
from functions.identify import app as identify
from tests.core.mails import NOW, decided, lead, mail_plan
from tests.functions.form_pages import GOOD, forms
from tests.functions.http_api import asked, seen
from tests.functions.outbox import set_clock
from tests.functions.ses_events import body, queued
from tests.functions.test_forms import capture
from tests.functions.test_step_mail import row
from tests.functions.tracking import SECRET, post, stored

BOUNCE = "bounce"
OLD = ("a..b@docomo.ne.jp", '"a..b"@docomo.ne.jp')


@pytest.fixture
def office(world):
    world.publish(mail_plan(limits={"marketing_mails": 2, "per": "7d"}))
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def test_an_old_mobile_address_is_written_to_in_quotation_marks(office):
    """In the header and on the envelope; the row ends as sent."""
    step_mail.send(decided(), replace(lead(), email=OLD[0]))
    (accepted,) = ses_backends[DEFAULT_ACCOUNT_ID]["ap-northeast-1"].sent_messages
    assert f"To: {OLD[1]}" in accepted.raw_data.splitlines() and set(accepted.destinations) == {OLD[1]}
    assert row(decided()).status == "sent"


def test_what_comes_back_closes_the_address_in_all_its_spellings(office):
    """SES names the address as it was written to: bounced, it is suppressed for whoever writes it otherwise."""
    person = replace(lead(), email=OLD[0])
    people.commit(person)
    step_mail.send(decided(), person)
    went = row(decided())
    assert not feedback.handler(queued(body(BOUNCE, went.key, ses_id=went.ses_id, to=OLD[1])), None)[
        "batchItemFailures"
    ]
    for written in (*OLD, "A..B@Docomo.ne.jp", "\u200ba..b@docomo.ne.jp"):
        assert addresses.is_suppressed(written) == "bounce", written
    assert addresses.is_suppressed("ab@docomo.ne.jp") is None


@pytest.mark.parametrize(
    ("one", "other"),
    [OLD, ("info@日本語.jp", "INFO@xn--wgv71a119e.jp"), ("t@example.jp", "\ufeffＴ＠example.jp")],
)
def test_limits_and_suppression_know_one_mailbox(world, one, other):
    """Whatever was counted or suppressed under one spelling is under the other."""
    limit = Limit(1, 86_400_000)
    assert addresses.admit(one, "first", NOW, limit).verdict == "ok"
    assert addresses.admit(other, "second", NOW, limit).verdict == "limited"
    addresses.suppress(one, "unsubscribed", NOW)
    assert addresses.is_suppressed(other) == "unsubscribed"


TOLD = {
    "田中 <Tanaka@Example.jp>": "tanaka@example.jp",
    "mailto:tanaka@example.jp": "tanaka@example.jp",
    '"a..b"@docomo.ne.jp': "a..b@docomo.ne.jp",
    "\u200btanaka@example.jp": "tanaka@example.jp",
    "tanaka@日本語.jp": "tanaka@xn--wgv71a119e.jp",
}
REFUSED = {
    "tanaka@example,jp": "trait_email",
    "tanaka@example.jp / suzuki@example.jp": "trait_email",
    "未登録": "trait_email",
    "たなか@example.jp": "trait_email_local",
    5: "trait_email",
    ("a@example.jp",): "trait_email",
}


@pytest.mark.parametrize("written", TOLD)
@pytest.mark.parametrize("beside", [False, True])
def test_an_address_from_a_server_is_read(world, written, beside):
    """With a name around it, quoted, with what nobody sees: stored in its one form, without a warning."""
    traits = {"context": {"traits": {"email": written}}} if beside else {"traits": {"email": written}}
    answer = post("/v1/identify", {"userId": "u1", "messageId": "m", **traits}, SECRET)
    (event,) = stored(world)
    assert event.traits == {"email": TOLD[written]} and "warnings" not in answer.json


@pytest.mark.parametrize("written", REFUSED)
def test_what_is_no_address_is_named_to_the_server(world, written):
    """Taken with everything else; the answer says in both languages that this is nobody's address, and why."""
    body = {"userId": "u1", "messageId": "m", "traits": {"email": written, "lastName": "田中"}}
    answer = post("/v1/identify", body, SECRET)
    assert (answer.status, answer.json["accepted"]) == (200, 1)
    (warning,) = answer.json["warnings"]
    assert (warning["pointer"], warning["code"]) == ("/traits/email", REFUSED[written]) and warning["messages"]["en"]
    (event,) = stored(world)
    assert event.traits["lastName"] == "田中"
    beside = {"type": "identify", "userId": "u", "context": {"traits": {"email": written}}}
    told = post("/v1/batch", {"batch": [beside]}, SECRET)
    assert [w["pointer"] for w in told.json["warnings"]] == ["/batch/0/context/traits/email"]
    for nothing in (None, ""):
        assert "warnings" not in post("/v1/identify", {"userId": "u1", "traits": {"email": nothing}}, SECRET).json


def test_a_groups_address_is_the_groups_own(world):
    """Only an identify speaks of a person's address."""
    answer = post("/v1/group", {"userId": "u1", "groupId": "g", "messageId": "m", "traits": {"email": "代表"}}, SECRET)
    assert "warnings" not in answer.json and stored(world)[0].traits == {"email": "代表"}


def test_two_spellings_from_two_browsers_are_one_lead(world):
    """`日本語.jp` and its punycode, full width, invisible characters: one identity, one lead."""
    forms(world)
    spellings = ("info@日本語.jp", "info@xn--wgv71a119e.jp", "\u200bＩＮＦＯ@日本語.jp", '"info"@日本語.jp')
    for number, written in enumerate(spellings):
        capture({"anonymousId": f"b{number}", "fields": {"email": written}})
    for item in world.rows("events"):
        fold.fold_packets([log.decode(item)])
    assert {event.traits["email"] for event in stored(world) if event.type == "identify"} == {"info@xn--wgv71a119e.jp"}
    leads = [row["pk"]["S"] for row in world.rows() if row["sk"]["S"] == keys.PERSON and "rank" in row]
    assert leads == [keys.person_pk(people.find_alias(keys.email_alias("info@xn--wgv71a119e.jp")) or "")]


@pytest.mark.parametrize(
    ("written", "code"), [("たなか@example.jp", "field_email_local"), ("tanaka@example,jp", "field_email")]
)
def test_a_form_refuses_whom_it_could_not_write_to(world, written, code):
    """Nobody is thanked for an address to which no mail can go: the field says which part is wrong."""
    forms(world)
    headers = {"content-type": "application/json", "accept": "application/json"}
    filled = {**GOOD, "email": written}
    answer = seen(identify.handler(asked("POST", "/v1/forms/download", filled, headers), None))
    assert answer.status == 400 and [(p["pointer"], p["code"]) for p in answer.json["problems"]] == [("/email", code)]
    assert stored(world) == []
