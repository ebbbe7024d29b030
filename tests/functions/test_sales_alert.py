"""Alerts on moto's SES, through the stream handler: one for each rep and occasion, whatever is repeated or dies; what
is over a day's measure or out of hours comes in one digest; an alert without a receiver is seen."""

from base64 import b64encode
from contextlib import suppress
from datetime import datetime, timedelta

import pytest
from mikomi import clock, keys
from mikomi.aws import digests, ledger, log, people
from mikomi.aws.ledger import Key
from mikomi.aws.refusals import AwsRefusal
from mikomi.model.effects import Escalates, SendAlert
from mikomi.model.person import Member
from mikomi.shell.effects import sales_alert
from msgspec.structs import replace

from functions.alert.app import handler
from tests.core.mails import NOW, SCENARIO, lead
from tests.core.story import TOKYO, at, plan_of
from tests.functions.outbox import Died, at_each_call, dying, part, sent, set_clock
from tests.functions.test_step_mail import answering
from tests.functions.world import packet

REPS = [
    {"id": "sato", "name": "佐藤", "email": "sato@example.co.jp"},
    {"id": "suzuki", "name": "鈴木", "email": "suzuki@example.co.jp", "language": "en"},
]
SCORING = {
    "bands": [{"id": "hot", "name": "Hot", "from": 80}],
    "alert": {"on_enter": "hot", "max_per_rep_per_day": 2},
    "feedback": {"meeting": {"label": "商談化"}},
}
MORNING = at("2026-11-25 09:00")


@pytest.fixture
def office(world):
    world.publish(plan_of([SCENARIO], SCORING, reps=REPS))
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def alert(number=1, **more) -> SendAlert:
    usual = {
        "id": f"band-{number}",
        "at": NOW,
        "event_id": "e",
        "plan": 1,
        "reason": "band",
        "to": ("sato",),
        "band": "hot",
    }
    return SendAlert(**{**usual, **more})


def record(effect, number=1, sequence="1"):
    """The stream record of the commit that decided this alert, as Lambda hands it over (binary in base64)."""
    person = lead(number)
    image = people.encode(replace(person, version=1), [effect])
    image["state"] = {"B": b64encode(image["state"]["B"]).decode()}
    return {"eventName": "MODIFY", "dynamodb": {"SequenceNumber": sequence, "NewImage": image}}


def deliver(*records):
    return handler({"Records": list(records)})["batchItemFailures"]


def row(effect, number=1, rep=None):
    return ledger.read(Key.of_alert(f"l_{number}", effect.id, rep))


def test_sales_are_told_once_though_every_record_comes_twice(office):
    """I24: one mail, to the owner, with the lead's name, pages of the log and the answer links."""
    log.append(
        packet("a:b1", {"id": "e", "type": "page", "properties": {"path": "/price", "title": "料金"}}, at=NOW - 60_000)
    )
    person = replace(lead(), members={"a:b1": Member(first_at=1, last_at=NOW)})
    image = people.encode(person, [alert()])
    for _ in range(2):
        assert deliver({"dynamodb": {"SequenceNumber": "1", "NewImage": image}}) == []
    (message,) = sent()
    assert message["To"] == "sato@example.co.jp" and message["Subject"] == "山田様(ABC製作所)｜「料金」を閲覧・0点"
    assert "List-Unsubscribe" not in message
    for kind in ("plain", "html"):
        assert "「料金」を閲覧" in part(message, kind) and "https://ma.example.co.jp/a/" in part(message, kind)


def test_what_is_no_alert_is_dropped(office):
    """Mail rows, deletions, commits without effects: nothing to do, nothing fails."""
    quiet = people.encode(lead())
    others = [{"NewImage": quiet}, {}, {"NewImage": {"pk": {"S": "person#l_1"}, "sk": {"S": "mail#x"}}}]
    assert deliver(*[{"dynamodb": {"SequenceNumber": "1", **each}} for each in others]) == [] and not sent()


def test_the_first_failure_is_named_and_nothing_beside_it_is_lost_or_repeated(office):
    """I7: every record is tried; the stream brings the failed one and those after it again, which are known by their
    rows.
    """
    broken = record(alert(2, plan=99), 2, "200")
    records = [record(alert(1), 1, "100"), broken, record(alert(3, to=("suzuki",)), 3, "300")]
    assert deliver(*records) == [{"itemIdentifier": "200"}]
    assert len(sent()) == 2
    assert deliver(record(alert(1), 1, "100"), record(alert(3, to=("suzuki",)), 3, "300")) == []
    assert len(sent()) == 2


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("call", range(10))
def test_dying_between_any_two_calls_never_alerts_twice(office, call, before):
    """I24: die before or after each AWS call, deliver again: at most one mail; none only if the claim stayed."""
    with suppress(Died), at_each_call(dying(call, before)) as begun:
        deliver(record(alert()))
    for _ in range(2):
        deliver(record(alert()))
    held = row(alert())
    assert held is not None and held.status in ("sent", "claimed") and len(sent()) <= 1
    carried_out = begun[: call + (not before)]
    if "PutItem" not in carried_out or "SendEmail" in carried_out:
        assert len(sent()) == 1


def test_a_throttled_alert_goes_out_later_once(office):
    """SES is busy: the row waits, and its own timer brings it."""
    with at_each_call(answering(AwsRefusal("TooManyRequestsException", 429))):
        deliver(record(alert()))
    people.commit(lead())
    waiting = row(alert())
    assert waiting is not None and waiting.status == "held" and waiting.due_at
    set_clock(waiting.due_at)
    for _ in range(2):
        sales_alert.resume(*waiting.key)
    assert len(sent()) == 1


def test_an_alert_without_a_receiver_is_seen(office):
    """No rep is configured: the row says so, and nobody is mailed."""
    office.publish(plan_of([SCENARIO], SCORING, reps=[]))
    deliver(record(alert(to=())))
    (held,) = [each for each in office.rows() if each["sk"]["S"].startswith("alert#")]
    assert (held["status"]["S"], held["reason"]["S"]) == ("failed", "no_receiver") and not sent()


def test_each_named_rep_is_told_once_in_their_language(office):
    """A list of receivers: one mail each, with answer links of their own; who has left is not told."""
    for _ in range(2):
        deliver(record(alert(to=("sato", "suzuki", "gone"))))
    by_rep = {message["To"]: message for message in sent()}
    assert len(sent()) == 2 and set(by_rep) == {"sato@example.co.jp", "suzuki@example.co.jp"}
    assert "Suggested opening" in part(by_rep["suzuki@example.co.jp"], "plain")
    links = [part(message, "plain").split("/a/")[1].split()[0] for message in sent()]
    assert len(set(links)) == 2


FROZEN = replace(lead(), frozen_at=NOW)


def test_an_alert_that_waited_rings_for_nobody_who_is_off_the_list(office):
    """SES was busy, and meanwhile a rep answered 競合: the row ends, and says why."""
    with at_each_call(answering(AwsRefusal("TooManyRequestsException", 429))):
        deliver(record(alert()))
    people.commit(FROZEN)
    waiting = row(alert())
    set_clock(waiting.due_at)
    sales_alert.resume(*waiting.key)
    assert not sent() and (row(alert()).status, row(alert()).reason) == ("skipped", "frozen")


def test_a_digest_leaves_out_who_is_off_the_list(office):
    """Of two gathered leads one was frozen overnight: the other is told; where nobody is left, the digest ends."""
    for number in (1, 2):
        people.commit(replace(lead(number), frozen_at=NOW if number == 1 else None))
        deliver(record(alert(number, digest=True, urgency="digest"), number))
    sales_alert.send_digest(keys.digest_pk("sato", "2026-11-25"), MORNING)
    (message,) = sent()
    assert "yamada2@" in part(message, "plain") and "yamada1@" not in part(message, "plain")
    deliver(record(alert(1, id="band-later", at=MORNING + 1, digest=True, urgency="digest"), 1))
    set_clock(MORNING + 1)
    sales_alert.send_digest(keys.digest_pk("sato", "2026-11-26"), MORNING + 86_400_000)
    (last,) = [each for each in digest_row(office) if each["pk"]["S"].endswith("2026-11-26")]
    assert len(sent()) == 1 and (last["status"]["S"], last["reason"]["S"]) == ("skipped", "frozen")


def digest_row(office):
    return [each for each in office.rows() if each["pk"]["S"].startswith("digest#")]


def test_what_waits_for_the_morning_comes_in_one_mail(office):
    """Urgency `digest`: gathered, however often delivered, and sent once on the next business morning."""
    for number in (1, 2):
        people.commit(lead(number))
        for _ in range(2):
            deliver(record(alert(number, digest=True, urgency="digest"), number))
    assert not sent()
    (gathered,) = digest_row(office)
    pk = gathered["pk"]["S"]
    assert pk == keys.digest_pk("sato", "2026-11-25") and gathered["due_at"]["N"] == gathered["arm_at"]["N"] == str(
        MORNING
    )
    sales_alert.send_digest(pk, MORNING - 1)
    assert not sent(), "not before its morning"
    for _ in range(2):
        sales_alert.send_digest(pk, MORNING)
    (message,) = sent()
    assert message["To"] == "sato@example.co.jp" and "2件" in message["Subject"]
    assert all(f"yamada{number}@" in part(message, "plain") for number in (1, 2))


def test_what_comes_after_the_digest_waits_for_the_next(office):
    """A sent digest is closed: a repeated alert is in it already, a new one goes into the next morning's."""
    people.commit(lead(1))
    early = alert(1, digest=True)
    deliver(record(early))
    sales_alert.send_digest(keys.digest_pk("sato", "2026-11-25"), MORNING)
    deliver(record(early))
    assert len(digest_row(office)) == 1
    set_clock(MORNING + 1)
    deliver(record(alert(2, digest=True), 2))
    assert sorted(each["pk"]["S"][-10:] for each in digest_row(office)) == ["2026-11-25", "2026-11-26"]


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("call", range(8))
def test_gathering_survives_any_death(office, call, before):
    """Die at any call while gathering, deliver again: the alert is in the digest, once, due on its morning."""
    people.commit(lead(1))
    with suppress(Died), at_each_call(dying(call, before)):
        deliver(record(alert(digest=True)))
    deliver(record(alert(digest=True)))
    (gathered,) = digest_row(office)
    assert len(gathered["entries"]["SS"]) == 1 and gathered["due_at"]["N"] == str(MORNING)


def test_gathering_survives_a_lost_answer(office):
    """I24: the SDK repeats a put that was applied; that the row is there already keeps nothing out of the digest."""

    def applied_twice(_number, name, carry_out):
        if name in ("PutItem", "UpdateItem"):
            carry_out()
        return carry_out()

    people.commit(lead(1))
    with at_each_call(applied_twice):
        deliver(record(alert(digest=True)))
    (gathered,) = digest_row(office)
    assert len(gathered["entries"]["SS"]) == 1


@pytest.mark.parametrize("before", [True, False])
@pytest.mark.parametrize("call", range(8))
def test_a_digest_is_never_sent_twice(office, call, before):
    """Die at any call while the digest is sent, wake it again: at most one mail; none only if the claim stayed."""
    people.commit(lead(1))
    deliver(record(alert(digest=True)))
    pk = digest_row(office)[0]["pk"]["S"]
    with suppress(Died), at_each_call(dying(call, before)) as begun:
        sales_alert.send_digest(pk, MORNING)
    for _ in range(2):
        sales_alert.send_digest(pk, MORNING)
    assert len(sent()) <= 1
    carried_out = begun[: call + (not before)]
    if "UpdateItem" not in carried_out or "SendEmail" in carried_out:
        assert len(sent()) == 1


def test_a_days_measure_is_kept_and_the_rest_gathered(office):
    """Two a day and rep: the third waits for the morning; one that a step sends `now` always goes through."""
    for number in (1, 2, 3):
        for _ in range(2):
            deliver(record(alert(number), number))
    assert len(sent()) == 2 and len(digest_row(office)) == 1
    deliver(record(alert(4, reason="step", scenario="nurture", step="call", urgency="now"), 4))
    assert len(sent()) == 3
    deliver(record(alert(6, id="late-6", escalates=Escalates(alert="band-6", to=("suzuki",), at=NOW)), 6))
    assert len(sent()) == 4 and sent()[-1]["Subject"].startswith("【未対応】"), "what nobody answered"
    set_clock(NOW + 86_400_000)
    deliver(record(alert(5), 5))
    assert len(sent()) == 5, "a new day"


@pytest.mark.parametrize("measure", [{"max_per_rep_per_day": 2}, {}])
def test_what_strangers_write_has_more_room_and_an_end(office, measure):
    """The fiftieth alert of the day goes out if it is an inquiry, the next one waits for the morning; another that may
    wait has a place only where the file sets no measure."""
    office.publish(plan_of([SCENARIO], {**SCORING, "alert": {"on_enter": "hot", **measure}}, version=2, reps=REPS))
    day = f"{datetime.fromtimestamp(NOW / 1000, TOKYO):%Y-%m-%d}"
    for number in range(sales_alert.INQUIRIES - 1):
        digests.count_alert("sato", day, f"before-{number}", 1_000)
    for number in (1, 2):
        deliver(record(alert(number, id=f"form-{number}", reason="form", form="contact", band=None), number))
    assert len(sent()) == 1 and len(digest_row(office)) == 1
    deliver(record(alert(3), 3))
    assert len(sent()) == (1 if measure else 2)


def test_an_alert_holds_data_of_its_lead_only(office):
    """I19: alerts about several leads to one rep; none shows another's name, address or links."""
    for number in (1, 2):
        deliver(record(alert(number), number))
    texts = [part(message, "plain") + part(message, "html") for message in sent()]
    assert "yamada1@" in texts[0] and "yamada2@" not in texts[0] and "l_2" not in texts[0]
    assert "yamada2@" in texts[1] and "yamada1@" not in texts[1] and "l_1" not in texts[1]
