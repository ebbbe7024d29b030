"""What SES says afterwards, taken in on moto: rows that learn that they were sent, addresses that are closed for good.

Events come late, twice, out of order or never; silence is followed up by the sweep, a bounded number of times.
"""

import json
from datetime import timedelta
from itertools import permutations

import pytest
from mikomi import clock, keys, observe
from mikomi.aws import addresses, log, people
from mikomi.aws.ledger import CLAIM_LASTS, Key
from mikomi.aws.refusals import AwsRefusal
from mikomi.shell.effects import step_mail
from mikomi.shell.people import fold
from msgspec.structs import replace

from functions.feedback import app
from functions.schedule_step import app as schedule_step
from tests.core.mails import NOW, decided, lead, mail_plan
from tests.functions import envelopes
from tests.functions.outbox import Died, at_each_call, dying, sent, set_clock
from tests.functions.ses_events import EVENTS, KINDS, body, queued
from tests.functions.test_step_mail import answering, item, row

KEY = Key.of_mail("l_1", "run1.faq")
SILENCE = AwsRefusal("InternalFailure", 500)


@pytest.fixture
def office(world):
    """A published plan, a lead in the table, ten o'clock on a Tuesday."""
    world.publish(mail_plan(limits={"marketing_mails": 5, "per": "7d"}))
    people.commit(lead())
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


@pytest.fixture
def counted(monkeypatch):
    """The metrics that were counted."""
    counts: dict[str, int] = {}

    def count(metric, n=1):
        counts[metric] = counts.get(metric, 0) + n

    monkeypatch.setattr(observe, "count", count)
    return counts


def unanswered(effect=None, accepted=True):
    """A mail that SES took (or not) and whose answer was lost; answers the row."""
    effect = effect or decided()
    with at_each_call(answering(SILENCE, accepted)):
        step_mail.send(effect, lead())
    return row(effect)


def hear(*bodies):
    return app.handler(queued(*bodies), None)["batchItemFailures"]


def sweep(world, later):
    """Time passes, the sweep looks, the queue brings what it found."""
    set_clock(clock.now() + later)
    schedule_step.handler({"sweep": True}, None)
    for message in world.messages():
        assert schedule_step.handler(envelopes.queue(message), None) == {"batchItemFailures": []}


@pytest.mark.parametrize("kind", ["send", "delivery", "delivery_delay", "bounce", "complaint", "bounce_transient"])
def test_any_word_of_ses_settles_a_lost_answer(office, kind):
    """I13: SES took it, its answer was lost. One event of any kind, and the row is sent; the sweep finds nothing."""
    assert unanswered().status == "claimed"
    for _ in range(2):
        assert hear(body(kind, KEY)) == []
    assert (row(decided()).status, row(decided()).ses_id) == ("sent", "ses-1")
    sweep(office, CLAIM_LASTS + 600_000)
    assert len(sent()) == 1


def test_events_in_any_order_and_twice_end_the_same(office):
    """Send, Delivery and Bounce, permuted and doubled: sent once, suppressed once, one event in the log."""
    for number, order in enumerate(permutations(["send", "delivery", "bounce"]), 1):
        with at_each_call(answering(SILENCE, True)):
            step_mail.send(decided(number=number), lead(number))
        key = Key.of_mail(f"l_{number}", decided(number=number).id)
        hear(*(body(kind, key, to=f"yamada{number}@example.com") for kind in (*order, *order)))
        assert row(decided(number=number), number).status == "sent"
        assert [event.name for packet in log.packets(f"p:l_{number}") for event in packet.events] == ["Mail Bounced"]


def test_ses_rejecting_what_it_took_is_a_failure_whichever_comes_first(office):
    """A virus is found after the answer: the row is failed with SES's reason, and a late Send does not undo that."""
    for number, order in enumerate((("send", "reject"), ("reject", "send"))):
        effect = decided(id=f"run1.r{number}")
        unanswered(effect)
        hear(*(body(kind, Key.of_mail("l_1", effect.id)) for kind in order))
        held = item(office, effect)
        assert (held["status"]["S"], held["reason"]["S"], held["detail"]["S"]) == ("failed", "refused", "Bad content")


def test_silence_is_followed_by_a_second_attempt(office):
    """The process died before SES: a quarter of an hour later the sweep finds the claim, and the mail goes out once."""
    unanswered(accepted=False)
    sweep(office, CLAIM_LASTS - 60_000)
    assert not sent()
    sweep(office, 240_000)
    assert len(sent()) == 1 and (row(decided()).status, row(decided()).attempt) == ("sent", 2)


def test_three_silences_end_as_unknown_and_an_operator_sees_it(office, counted):
    """I30: attempts are bounded. The row says unknown, stands in the list of troubles, and is counted."""
    with at_each_call(answering(SILENCE)) as made:
        step_mail.send(decided(), lead())
        for _ in range(5):
            sweep(office, CLAIM_LASTS + 240_000)
    held = item(office, decided())
    assert (held["status"]["S"], held["reason"]["S"]) == ("unknown", "no_answer")
    assert held["due_shard"]["S"] == keys.trouble_shard(KEY.pk)
    assert made.count("SendEmail") == 3 and counted["MailUnknown"] == 1


def test_a_scenario_may_say_that_silence_is_the_end(office):
    """`on_unknown: stop`: no second attempt, for mails that must never come twice."""
    effect = decided(on_unknown="stop")
    unanswered(effect, accepted=False)
    sweep(office, CLAIM_LASTS + 240_000)
    assert row(effect).status == "unknown" and not sent()


def test_a_late_word_settles_even_what_was_given_up(office):
    """The event comes after the row became unknown: sent, and no trouble any more."""
    effect = decided(on_unknown="stop")
    unanswered(effect)
    sweep(office, CLAIM_LASTS + 240_000)
    hear(body("send", KEY))
    held = item(office, effect)
    assert held["status"]["S"] == "sent" and "due_shard" not in held


def test_what_is_in_doubt_is_never_called_skipped(office):
    """The answer was lost, then the person unsubscribed: perhaps the mail went out, so the row does not deny it."""
    unanswered()
    stored = people.load("l_1")
    assert stored is not None
    people.commit(replace(stored, unsubscribed_at=NOW))
    sweep(office, CLAIM_LASTS + 240_000)
    held = item(office, decided())
    assert (held["status"]["S"], held["reason"]["S"]) == ("unknown", "unsubscribed") and len(sent()) == 1


def test_the_documented_exception_is_noticed(office, counted):
    """Answer lost and no event in time: a second mail. When the events come after all, that is counted and rings."""
    unanswered()
    sweep(office, CLAIM_LASTS + 240_000)
    assert len(sent()) == 2
    hear(body("send", KEY, attempt=1, ses_id="the first one"))
    assert counted["PromiseBroken"] == 1 and row(decided()).status == "sent"


def test_the_next_step_waits_until_the_silence_is_resolved(office):
    """I15: a claim that went silent has not ended, however old it is; the second attempt ends it."""
    unanswered(accepted=False)
    after = decided("cases", variant="A", after="run1.faq")
    set_clock(NOW + CLAIM_LASTS + 60_000)
    step_mail.send(after, lead())
    assert row(after).status == "held"
    sweep(office, 240_000)
    sweep(office, 3_600_000)
    assert [message["Subject"] for message in sent()] == ["よくあるご質問", "導入企業3社の成功事例"]


def test_a_bounce_closes_the_address_and_the_fold_knows(office):
    """I16: later steps end with the reason `suppressed`, decided in the fold, and again at the address's own row."""
    step_mail.send(decided(), lead())
    hear(body("bounce", KEY, ses_id=row(decided()).ses_id, to="Yamada1@example.com"))
    assert addresses.is_suppressed("yamada1@example.com") == "bounce"
    for packet in log.packets("p:l_1"):
        fold.fold_packets([packet])
    person = people.load("l_1")
    assert person is not None and person.undeliverable == {"yamada1@example.com": "bounce"}
    assert person.proof == lead().proof, "a mail that came back proves nobody"
    later = decided("cases", variant="A")
    step_mail.send(later, person)
    assert item(office, later)["reason"]["S"] == "suppressed" and len(sent()) == 1


def test_a_complaint_is_never_lifted(office):
    """I17: a new opt-in lifts an unsubscription, never a complaint."""
    step_mail.send(decided(), lead())
    hear(body("complaint", KEY))
    hear(body("bounce", KEY))
    assert not addresses.lift("yamada1@example.com", NOW + 10**10)
    assert addresses.is_suppressed("yamada1@example.com") == "complaint"


def test_what_passes_by_itself_closes_nothing(office):
    """A full mailbox, a delay, a "this is no spam": the address stays open, and only what came back is told."""
    step_mail.send(decided(), lead())
    hear(*(body(kind, KEY) for kind in ("bounce_transient", "delivery_delay", "complaint_not_spam")))
    assert addresses.is_suppressed("yamada1@example.com") is None
    assert [event.name for packet in log.packets("p:l_1") for event in packet.events] == ["Mail Soft Bounced"]


def test_an_event_of_nobody_is_counted_and_dropped(office, counted):
    """The person was erased: nothing comes back, but the address stays closed by its hash."""
    assert hear(*(body(kind, Key.of_mail("l_gone", "x")) for kind in KINDS)) == []
    assert counted["MailEventWithoutRow"] == len(KINDS)
    assert not [each for each in office.rows() if "l_gone" in str(each)] and not office.rows("events")
    assert addresses.is_suppressed("yamada1@example.com") == "complaint"


def test_one_bad_message_fails_alone(office):
    """SNS's own test notice is passed over; what is not as SES describes it comes again, and ends in dead letters."""
    notice = (EVENTS / "sns_test_notice.txt").read_text()
    unanswered()
    broken = json.dumps({"mail": json.loads(body("send", KEY))["mail"]})
    assert hear(notice, broken, body("send", KEY)) == [{"itemIdentifier": "m2"}]
    assert row(decided()).status == "sent"


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("call", range(6))
def test_dying_at_any_call_and_coming_again_ends_the_same(office, call, before):
    """Kill at every AWS call: the bounce is taken in whole when it comes again, once."""
    unanswered()
    with at_each_call(dying(call, before)):
        try:
            hear(body("bounce", KEY))
        except Died:
            set_clock(clock.now() + 180_000)
    hear(body("bounce", KEY))
    assert row(decided()).status == "sent" and addresses.is_suppressed("yamada1@example.com") == "bounce"
    assert len(list(log.packets("p:l_1"))) == 1


def test_an_event_that_cannot_be_asked_about_holds_up_no_other(office):
    """An address that is no text: its event alone comes again, whatever its batch brings."""
    unanswered()
    good, bad = body("delivery", KEY), json.loads(body("delivery", KEY))
    bad["mail"]["destination"] = ["\ud800@example.co.jp"]
    assert len(hear(json.dumps(bad), good)) == 1
    assert row(decided()).status == "sent"
