"""What cannot be processed is a dead letter: seen with its event and its reason, tried again, or given up (I7, I29).

Poison is data that the code cannot take, as a change of code would leave it behind: a person whose item is not
readable, a plan version that is gone. Mending it is putting the item back.
"""

import json
from base64 import b64encode
from datetime import timedelta

import boto3
import pytest
from mikomi import clock, keys
from mikomi.aws import dead_letters, log, people
from mikomi.model.effects import SendMail
from mikomi.shell import failures
from mikomi.shell.operator import recovery
from mikomi.shell.people import fold, rebuild
from msgspec.structs import replace

from functions.alert import app as alert
from functions.schedule_step import app as schedule_step
from functions.score import app as score
from tests.core.story import plan_of
from tests.functions import aws_faults, envelopes
from tests.functions.test_fold import SCORING, points, view
from tests.functions.test_schedule_step import LEAD, PK, SCENARIO, TEMPLATE, ask_for_the_document, mailed
from tests.functions.world import REGION, packet

DAY = 86_400_000


@pytest.fixture
def shop(world):
    plan = plan_of([SCENARIO], SCORING)
    world.publish(plan.model_copy(update={"mails": {"t": TEMPLATE}}))
    yield world
    clock.shift(timedelta())


def table():
    return boto3.client("dynamodb", region_name=REGION)


def poison(person):
    """Make the person's item unreadable; answers how to mend it."""
    key = {"pk": {"S": keys.person_pk(person)}, "sk": {"S": "person"}}
    before = table().get_item(TableName="state", Key=key, ConsistentRead=True).get("Item")
    table().put_item(TableName="state", Item={**(before or key), "version": {"N": "0"}, "state": {"B": b"no person"}})

    def mend():
        if before:
            table().put_item(TableName="state", Item=before)
        else:
            table().delete_item(TableName="state", Key=key)

    return mend


def bring(*packets, world):
    """The packets as the log's stream brings them; they are in the log."""
    for one in packets:
        log.append(one)
    rows = {(row["pk"]["S"], row["sk"]["S"]): row for row in world.rows("events")}
    return envelopes.stream(*(rows[one.subject, one.sort] for one in packets), source="events", name="INSERT")


def person_of(subject):
    found = people.load(keys.visitor_id(subject))
    assert found is not None
    return found


def open_cases():
    return recovery.cases(100)[0]


def carry_out_wishes(world):
    """What the step queue holds is delivered, and gone if it was answered."""
    sqs = boto3.client("sqs", region_name=REGION)
    while messages := sqs.receive_message(QueueUrl=world.queue_url, MaxNumberOfMessages=10).get("Messages"):
        event = envelopes.queue(*(json.loads(message["Body"]) for message in messages))
        assert schedule_step.handler(event, None) == {"batchItemFailures": []}
        for message in messages:
            sqs.delete_message(QueueUrl=world.queue_url, ReceiptHandle=message["ReceiptHandle"])


def test_a_poison_packet_is_seen_with_its_event_and_folded_once_when_the_cause_is_gone(shop):
    """The others of its batch go on, and so does its stream; a further delivery is one more try of the same letter."""
    now = clock.now()
    mend = poison(keys.visitor_id("a:bad"))
    event = bring(
        packet("a:one", view(1), at=now), packet("a:bad", view(2), at=now), packet("a:two", view(3), at=now), world=shop
    )
    for _ in range(3):
        assert score.handler(event, None) == {"batchItemFailures": []}
    assert points(person_of("a:one")) == points(person_of("a:two")) == 10
    (case,) = open_cases()
    recovery.ask(case.letter.id)
    carry_out_wishes(shop)
    assert open_cases()[0].letter.tries == 4, "tried again too early, it is a letter as before"
    mend()
    assert (case.letter.kind, case.letter.whose, case.letter.tries) == ("packet", "a:bad", 3)
    assert case.letter.reason.startswith("zlib.error mikomi."), "zlib's error, and where it was raised"
    assert case.packet is not None and case.packet.events[0].id == "v2"
    recovery.ask(case.letter.id)
    recovery.ask(case.letter.id)
    carry_out_wishes(shop)
    assert points(person_of("a:bad")) == 10
    assert open_cases() == [] and not list(dead_letters.noted())
    score.handler(event, None)
    assert points(person_of("a:bad")) == 10


def test_only_the_poison_packet_of_a_subject_is_held_back(shop):
    """The packets before and after it are folded, and it alone stands among the dead letters."""
    now = clock.now()
    fold.fold_packets([packet("a:b", view(0), at=now - 3 * DAY), packet("a:b", view(9), at=now - 1)])
    stale = packet("a:b", view(1), at=now - 2 * DAY)
    event = bring(packet("a:b", view(2), at=now), stale, packet("a:b", view(3), at=now + 1), world=shop)
    assert score.handler(event, None)["batchItemFailures"] == []
    assert points(person_of("a:b")) > 39
    (letter,) = dead_letters.noted()
    assert letter.what == stale.sort and letter.reason.startswith("StalePacket mikomi.shell.people.fold:")


def test_an_old_packet_is_caught_up_with_by_the_log_and_counts_once(shop):
    """A letter of last week: the person remembers nothing of that day, so the log decides."""
    start = clock.now() - 7 * DAY
    mend = poison(keys.visitor_id("a:b"))
    event = bring(packet("a:b", view(1), at=start), world=shop)
    score.handler(event, None)
    mend()
    fold.fold_packets([later := packet("a:b", view(2), at=start + 3 * DAY)])
    log.append(later)
    (case,) = open_cases()
    for _ in range(2):
        dead_letters.note("packet", "a:b", case.letter.what, "again", clock.now())
        recovery.ask(case.letter.id)
        carry_out_wishes(shop)
    assert {mark: member.events for mark, member in person_of("a:b").members.items()} == {"a:b": 2}
    assert person_of("a:b").members["a:b"].points["price"].count == 2
    assert rebuild.rebuild_person(person_of("a:b").id) is False


def test_who_dies_while_noting_loses_nothing(shop):
    """The note is one write: before it nothing is noted and the record comes again; after it, it is one more try."""
    now = clock.now()
    poison(keys.visitor_id("a:bad"))
    event = bring(packet("a:bad", view(2), at=now), world=shop)
    for death, noted in ((aws_faults.dies_before, 0), (aws_faults.dies_after, 1)):
        with aws_faults.calls(death, operation="UpdateItem"), pytest.raises(aws_faults.Died):
            score.handler(event, None)
        assert len(list(dead_letters.noted())) == noted
    for fault in (aws_faults.refused("AccessDeniedException", 400), aws_faults.silent):
        with aws_faults.calls(fault, operation="UpdateItem"):
            assert score.handler(event, None)["batchItemFailures"], "a failure to note hides no failure"


def test_what_passes_by_itself_is_not_noted(shop):
    """AWS busy: the packets keep their order, the record comes again, nobody is bothered."""
    event = bring(packet("a:b", view(1), at=clock.now()), packet("a:b", view(2), at=clock.now()), world=shop)
    busy = aws_faults.refused("ProvisionedThroughputExceededException", 400)
    with aws_faults.calls(busy, operation="GetItem"):
        assert score.handler(event, None)["batchItemFailures"] == [{"itemIdentifier": f"{1:021d}"}]
    assert not list(dead_letters.noted())


def test_a_packet_that_was_passed_by_is_tried_again_by_the_sweep(shop):
    """A fault of the person's item, mended after an hour: the sweep has the packet tried ever more rarely, and it is
    folded once, after what came later; nobody had to ask. A packet that was given up is left alone."""
    mend = poison(keys.visitor_id("a:bad"))
    event = bring(packet("a:bad", view(2), at=clock.now()), world=shop)
    assert score.handler(event, None) == {"batchItemFailures": []}, "its stream goes on"
    tried = 0
    for minute in range(0, 120, 5):
        if minute == 60:
            mend()
        clock.shift(clock.shifted() + timedelta(minutes=5))
        tried += schedule_step.handler({"sweep": True}, None)["overdue"]
        carry_out_wishes(shop)
    assert 3 < tried < 8
    person = people.load(keys.visitor_id("a:bad"))
    assert person is not None and person.members["a:bad"].events == 1 and not list(dead_letters.noted())
    mend = poison(keys.visitor_id("a:worse"))
    score.handler(bring(packet("a:worse", view(3), at=clock.now()), world=shop), None)
    (letter,) = dead_letters.noted()
    recovery.drop(letter.id, "nobody misses it")
    clock.shift(clock.shifted() + timedelta(days=3))
    assert schedule_step.handler({"sweep": True}, None) == {"overdue": 0}


def test_a_packet_that_a_retry_of_the_stream_folds_leaves_the_list_by_itself(shop):
    mend = poison(keys.visitor_id("a:bad"))
    event = bring(packet("a:bad", view(2), at=clock.now()), world=shop)
    score.handler(event, None)
    mend()
    assert len(open_cases()) == 1
    assert score.handler(event, None) == {"batchItemFailures": []}
    assert open_cases() == [] and not list(dead_letters.noted())


def the_row(world):
    return next(row for row in world.rows() if row["pk"]["S"] == PK and row["sk"]["S"] == "person")


def take_away_the_plan():
    s3 = boto3.client("s3", region_name=REGION)
    (name,) = [held["Key"] for held in s3.list_objects_v2(Bucket="plans")["Contents"]]
    body = s3.get_object(Bucket="plans", Key=name)["Body"].read()
    s3.delete_object(Bucket="plans", Key=name)
    from mikomi.aws import plans

    plans.forget_all()
    return lambda: s3.put_object(Bucket="plans", Key=name, Body=body)


def test_a_mail_that_cannot_be_sent_is_a_letter_and_is_sent_once_when_asked_for(shop):
    """Its plan version cannot be read: no row, no mail, but a letter that names the step."""
    ask_for_the_document()
    give_back = take_away_the_plan()
    event = envelopes.stream(the_row(shop))
    assert schedule_step.handler(event, None)["batchItemFailures"]
    (letter,) = dead_letters.noted()
    give_back()
    (case,) = open_cases()
    assert (letter.kind, case.person, case.effect and case.effect.kind) == ("effect", LEAD, "mail")
    recovery.ask(letter.id)
    carry_out_wishes(shop)
    assert len(mailed()) == 1 and open_cases() == []
    schedule_step.handler(event, None)
    assert len(mailed()) == 1


def test_a_mail_that_fails_holds_up_no_step_and_is_looked_after_ever_more_rarely(shop):
    """I30: the look afterwards goes on with the person's journey, and doubles its patience."""
    ask_for_the_document()
    person = people.load(LEAD)
    assert person is not None
    (mail,) = (effect for effect in person.effects if isinstance(effect, SendMail))
    lost = replace(mail, plan=99, id="of-a-lost-plan")
    fold.commit(replace(person, effects=(lost, *person.effects)), (), clock.now(), person)
    looks, passed = 0, 0
    while passed < 4 * 24:  # four days of sweeps
        clock.shift(clock.shifted() + timedelta(hours=1))
        passed += 1
        schedule_step.handler({"sweep": True}, None)
        for message in shop.messages():
            looks += 1
            schedule_step.handler(envelopes.queue(message), None)
        boto3.client("sqs", region_name=REGION).purge_queue(QueueUrl=shop.queue_url)
        schedule_step.handler(envelopes.stream(the_row(shop)), None)
    assert len(mailed()) == 2, "the thanks and the step two days later"
    assert looks < 15
    (letter,) = dead_letters.noted()
    assert letter.what == "of-a-lost-plan" and letter.tries < 15


def test_a_person_that_cannot_be_woken_is_tried_ever_more_rarely_and_not_at_all_once_given_up(shop):
    """I30 for the sweep; and the wish of an operator wakes at once."""
    ask_for_the_document()
    schedule_step.handler(envelopes.stream(the_row(shop)), None)
    clock.shift(clock.shifted() + timedelta(days=2.1))
    mend = poison(LEAD)
    tried = 0
    for _ in range(2 * 24 * 3):
        clock.shift(clock.shifted() + timedelta(minutes=20))
        tried += schedule_step.handler({"sweep": True}, None)["overdue"]
        for message in shop.messages():
            schedule_step.handler(envelopes.queue(message), None)
        boto3.client("sqs", region_name=REGION).purge_queue(QueueUrl=shop.queue_url)
    assert 4 < tried < 12
    (letter,) = dead_letters.noted()
    assert (letter.kind, letter.whose, letter.what) == ("wake", PK, "person")
    recovery.drop(letter.id, "  left the company \n")
    clock.shift(clock.shifted() + timedelta(days=30))
    assert schedule_step.handler({"sweep": True}, None) == {"overdue": 0}
    assert open_cases() == []
    mend()
    ((dropped,), _) = recovery.cases(100, dropped=True)
    assert dropped.letter.dropped_because == "left the company" and dropped.person == LEAD
    recovery.ask(letter.id)
    carry_out_wishes(shop)
    person = people.load(LEAD)
    assert person is not None and person.due_at is None and not list(dead_letters.noted())


def test_an_alert_that_cannot_be_told_holds_up_no_other_of_the_person(shop):
    """Both stand in one record; the letter names the one that failed."""
    ask_for_the_document()
    told = {"kind": "alert", "at": clock.now(), "event_id": "f", "reason": "step", "to": ["owner"], "step": "x"}
    effects = [{**told, "id": "a1", "plan": 99}, {**told, "id": "a2", "plan": 1}]
    event = envelopes.stream({**the_row(shop), "effects": {"S": json.dumps(effects)}})
    assert alert.handler(event, None)["batchItemFailures"] == [{"itemIdentifier": f"{1:021d}"}]
    assert [letter.what for letter in dead_letters.noted()] == ["a1"]
    assert any(row["sk"]["S"] == "alert#a2" for row in shop.rows())


def test_a_drop_needs_a_reason_and_a_letter(shop):
    dead_letters.note("packet", "a:b", "2026", "KeyError mikomi.core.decide:1", clock.now())
    letter = dead_letters.id_of("packet", "a:b", "2026")
    with pytest.raises(ValueError, match="because"):
        recovery.drop(letter, " \n ")
    with pytest.raises(recovery.NoSuchLetter):
        recovery.drop("nobody", "because")
    with pytest.raises(recovery.NoSuchLetter):
        recovery.ask("nobody")


def test_a_reason_says_where_and_never_what(shop):
    """I28: the text of an error may hold somebody's data."""
    try:
        people.decode({"state": {"B": b64encode(b"taro@example.com")}})
    except Exception as error:
        said = failures.reason_of(error)
    assert said.startswith("zlib.error mikomi.") and "@" not in said
