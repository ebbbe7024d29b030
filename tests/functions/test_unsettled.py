"""The console's page of mails in question: what it shows, and that its two buttons do what they say, once."""

from datetime import timedelta

import pytest
from mikomi import clock, keys, observe
from mikomi.aws import addresses, people
from mikomi.aws.ledger import CLAIM_LASTS, Key
from mikomi.aws.refusals import AwsRefusal
from mikomi.settings import settings
from mikomi.shell.effects import step_mail

from functions.schedule_step import app as schedule_step
from tests.core.mails import NOW, decided, lead, mail_plan
from tests.functions import envelopes
from tests.functions.outbox import at_each_call, sent, set_clock
from tests.functions.ses_events import body
from tests.functions.test_console import HERE, Text, get, post
from tests.functions.test_ses_events import KEY, hear, sweep
from tests.functions.test_step_mail import answering, item, row

PAGE = "/console/attention/mails"


@pytest.fixture
def office(world, monkeypatch):
    """The console as the local stack opens it; a mail that nobody knows the fate of, and one that SES refused."""
    monkeypatch.setenv("MIKOMI_API_URL", HERE)
    monkeypatch.setenv("MIKOMI_CONSOLE_OPEN", "1")
    monkeypatch.setattr(observe, "count", lambda _metric, _n=1: None)
    settings.cache_clear()
    world.publish(mail_plan())
    people.commit(lead())
    set_clock(NOW)
    with at_each_call(answering(AwsRefusal("InternalFailure", 500), True)):
        step_mail.send(decided(on_unknown="stop"), lead())
    sweep(world, CLAIM_LASTS + 240_000)
    with at_each_call(answering(AwsRefusal("MessageRejected", 400))):
        step_mail.send(decided("cases", variant="A"), lead())
    yield world
    clock.shift(timedelta())


def press(verb, key=KEY, token=None):
    page = get(PAGE)["body"]
    fields = {"owner": keys.as_tag(key.pk), "row": keys.as_tag(key.sk), "verb": verb}
    token = token if token is not None else page.partition('name="csrf" value="')[2].partition('"')[0]
    return post(PAGE, {**fields, "csrf": token}, Origin="http://127.0.0.1:8000")


def wake(world):
    """The stream arms what an operator asked for, the queue brings it."""
    rows = [each for each in world.rows() if each["sk"]["S"].startswith("mail#")]
    schedule_step.handler(envelopes.stream(*rows), None)
    for message in world.messages():
        assert schedule_step.handler(envelopes.queue(message), None) == {"batchItemFailures": []}


def test_the_page_tells_what_happened_and_what_to_do(office):
    """Both mails, the latest first: state, reason, SES's own word, whom it is about, a warning where it may double."""
    page = Text(get(PAGE)["body"])
    for words in (
        "outcome unknown",
        "the mail service did not answer",
        "failed",
        "MessageRejected",
        "may arrive twice",
    ):
        assert words in page, words
    assert ("href", "/console/leads/l_1") in page.attributes
    html = get(PAGE)["body"]
    assert html.index("MessageRejected") < html.index("did not answer")


def test_an_event_in_between_takes_it_off_the_page(office):
    """SES's word comes late: nothing is in question any more, and a button of the old page does nothing."""
    hear(body("send", KEY))
    assert "did not answer" not in get(PAGE)["body"]
    assert press("again")["statusCode"] in (302, 303)
    assert row(decided()).status == "sent" and len(sent()) == 1


def test_send_again_sends_once_however_often_it_is_pressed(office):
    """The operator's word: the row waits anew and goes the way of every mail."""
    for _ in range(2):
        assert press("again")["headers"]["location"] == PAGE
    assert row(decided()).status == "held"
    for _ in range(2):
        wake(office)
    assert row(decided()).status == "sent" and len(sent()) == 2
    assert "did not answer" not in get(PAGE)["body"]


def test_sent_again_it_keeps_every_promise(office):
    """I16: the address was closed meanwhile; the operator's word opens nothing."""
    addresses.suppress("yamada1@example.com", "complaint", NOW)
    press("again")
    wake(office)
    assert item(office, decided())["reason"]["S"] == "suppressed" and len(sent()) == 1


def test_leave_changes_nothing_but_the_page(office):
    """The row says what it said; nobody is shown it, the sweep does not find it."""
    press("leave")
    held = item(office, decided())
    assert held["status"]["S"] == "unknown" and "due_shard" not in held
    assert "did not answer" not in get(PAGE)["body"]
    assert schedule_step.handler({"sweep": True}, None) == {"overdue": 0}


def test_only_a_page_of_ours_may_press(office):
    """Without the token nothing moves; a key that is none of ours is passed over."""
    assert press("again", token="")["statusCode"] == 403
    assert row(decided()).status == "unknown"
    assert press("again", key=Key("plan#active", "plan"))["statusCode"] in (302, 303)


def test_with_nothing_in_question_the_page_says_so(office):
    """Both are dealt with: an empty page that explains itself."""
    press("leave")
    press("leave", key=Key.of_mail("l_1", decided("cases").id))
    assert "No emails to check" in Text(get(PAGE)["body"])
