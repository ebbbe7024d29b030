"""Items of every release are read; what a newer one wrote beside ours is carried through our puts, and waits for it."""

import json
from datetime import timedelta

import boto3
import pytest
from mikomi import clock, compact, keys, observe
from mikomi.aws import addresses, company_deeds, dead_letters, ledger, line, log, lots, people, plans
from mikomi.aws.clients import client
from mikomi.aws.ledger import Key
from mikomi.core.mails import as_sent
from mikomi.model import formats
from mikomi.model.breaker import EchoReading, MarketingStop
from mikomi.model.colleagues import CompanyDeeds
from mikomi.model.effects import SendMail, UnknownEffect
from mikomi.model.events import Due
from mikomi.model.person import Enrolment, Person
from mikomi.model.plan import Plan
from mikomi.model.stored_json import read, written
from mikomi.shell.effects import dispatch, due_work
from mikomi.shell.operator import unsettled
from mikomi.shell.people import fold, portraits
from msgspec.structs import replace

from functions.alert import app as alert
from functions.feedback import app as feedback
from functions.schedule_step import app as schedule_step
from functions.score import app as score
from tests import stored
from tests.core.filled import NOON, filled
from tests.core.mails import decided, lead, mail_plan
from tests.core.story import at, plan_of
from tests.functions import envelopes
from tests.functions.outbox import sent, set_clock
from tests.functions.ses_events import body, queued
from tests.functions.test_fold import person_at, view
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")
RELEASES = stored.releases()
ODD = {"newer_index": {"S": "x0"}, "newer_number": {"N": "12"}, "newer_bytes": {"B": b"\x00\xff"}}
SMS = {"kind": "sms", "id": "sms-1", "person": "l_1", "at": NOW, "to": "090"}


@pytest.fixture
def shop(world):
    world.publish(plan_of([]))
    yield world
    clock.shift(timedelta())


@pytest.fixture
def told(monkeypatch):
    """What was logged and counted."""
    lines: list[str] = []
    monkeypatch.setattr(observe, "log", lambda name, **more: lines.append(f"{name} {more}"))
    monkeypatch.setattr(observe, "count", lambda name, _n=1: lines.append(name))
    return lines


def put(item):
    client("dynamodb").put_item(TableName="state", Item=item)


def item_of(shop, pk, sk=keys.PERSON):
    (found,) = [row for row in shop.rows() if (row["pk"]["S"], row["sk"]["S"]) == (pk, sk)]
    return found


# --- every release


@pytest.mark.parametrize("release", RELEASES)
def test_what_this_release_wrote_is_read_and_kept(world, release):
    """Its person, effects, packet, row and plan; what it knew and we do not stands in our next item all the same."""
    written = RELEASES[release]
    person = people.decode(stored.item(written["person"]))
    assert isinstance(person, Person) and person.id == stored.LEAD and person.version == 7
    again = json.loads(compact.text_of(people.encode(person)["state"]["B"]))
    assert kept(written["state"], again) == []
    assert [effect.kind for effect in people.decided(stored.item(written["person"]))] == ["mail", "alert", "suppress"]
    assert isinstance(person.effects[0], SendMail) and person.effects[0].skip == "no_consent"
    held = log.decode(stored.item(written["packet"]))
    assert [event.type for event in held.events] == ["page", "track", "identify"]
    assert held.events[1].properties == {"form": "download"} and held.events[2].context["consent"]["marketing"] is True
    put(stored.item(written["row"]))
    row = ledger.read(Key.of_mail(stored.LEAD, "text"))
    assert row is not None and row.status == "claimed" and read(SendMail, row.effect).id == "text"
    if "made_of_1" in written["row"]:
        assert as_sent.unpacked(row.made_of[1]) == stored.MADE_OF
    if "line" in written:
        put(stored.item(written["line"]))
        before = line.look(NOW)
        assert before.stop == MarketingStop(NOON, "bounces", "somebody", EchoReading(21, 521))
        assert before.warm_up == ("2026-11-30", 1, "2026-11-29")
    if "lots" in written:
        put(stored.item(written["lots"]))
        weights = lots.standing(stored.LOTS)
        assert [entry.from_ for entry in weights.history] == [NOON] and weights.judged == "2026-11-30"
    if "company" in written:
        put(stored.item(written["company"]))
        deeds, version = company_deeds.read(stored.COMPANY)
        assert deeds == filled(CompanyDeeds) and version == 7
    plan = Plan.read(json.dumps(written["plan"]).encode())
    assert len(plan.scenarios["s"].steps) == 6 and not plan.unread


def kept(before, after, place=""):
    """What was said before and is not said any more."""
    if isinstance(before, dict):
        gone = [f"{place}/{key}" for key in before.keys() - after.keys() if before[key] not in ([], {}, None)]
        return gone + [
            one for key in before.keys() & after.keys() for one in kept(before[key], after[key], f"{place}/{key}")
        ]
    if isinstance(before, list):
        return [one for n, (a, b) in enumerate(zip(before, after, strict=True)) for one in kept(a, b, f"{place}/{n}")]
    return [] if before == after else [place]


def test_what_this_release_writes_is_kept_for_later_ones(world):
    """A stored form changed? `.venv/bin/python -m tests.stored NAME` keeps it, so that every later release reads it."""
    today = stored.said(stored.written_today(world))
    assert [name for name, written in RELEASES.items() if stored.said(written) == today]


def test_every_stored_form_says_its_format(world):
    """Person, packet, row and plan carry the number of theirs."""
    written = stored.written_today(world)
    for form in ("person", "packet", "row"):
        assert written[form]["format"] == {"N": str(formats.FORMATS[form])}
    assert written["plan"]["format"] == formats.FORMATS["plan"]


# --- through our puts


def test_attributes_that_a_newer_release_put_beside_ours_stay_through_every_commit(shop):
    """An event, time passing, a look after effects and a rebuild: each a put of the whole item."""
    place = keys.visitor_id("a:b1")
    people.commit(Person(id=place))
    put({**item_of(shop, keys.person_pk(place)), **ODD})

    def beside():
        item = item_of(shop, keys.person_pk(place))
        return {name: item[name] for name in ODD if name in item}

    fold.fold_packets([packet("a:b1", view(1), at=NOW)])
    assert person_at("a:b1").members["a:b1"].events == 1 and beside() == ODD
    assert person_at("a:b1") != replace(person_at("a:b1"), beside={})
    person = person_at("a:b1")
    people.commit(replace(person, check_at=NOW - 1))
    dispatch.look_after(place, NOW)
    assert person_at("a:b1").check_at is None and beside() == ODD
    assert "newer_index" not in compact.text_of(item_of(shop, keys.person_pk(place))["state"]["B"]).decode()


def test_the_pointer_to_the_plan_keeps_what_stands_beside_it(shop):
    """Publishing sets the version and leaves the rest."""
    pointer = item_of(shop, keys.PLAN_POINTER, "plan")
    put({**pointer, **ODD})
    assert plans.pointer_version() == 1
    plan = plan_of([], {"rules": [{"id": "r", "name": "r", "when": {"visited": "/x"}, "points": 1}]})
    assert plans.publish(plan, over=plans.pointer()) is not None
    after = item_of(shop, keys.PLAN_POINTER, "plan")
    assert after == {**pointer, **ODD, "version": {"N": "2"}, "published_at": after["published_at"]}


def test_a_row_keeps_what_stands_beside_it(world):
    """Claimed, and sent: a newer release's word about it stays."""
    key = Key.of_mail("l_1", "m")
    assert ledger.begin(key, "held", "{}", NOW, due_at=NOW)
    put({**item_of(world, key.pk, key.sk), **ODD})
    row = ledger.read(key)
    assert row is not None and ledger.take(row, NOW)
    again = ledger.read(key)
    assert again is not None and ledger.move(again, "sent", NOW, ses_id="1")
    assert {name: item_of(world, key.pk, key.sk)[name] for name in ODD} == ODD


# --- what waits for the newer release


def test_an_effect_that_only_a_newer_release_knows_stays_open(shop, told):
    """Its record goes through, nothing is carried out, it is logged; the person lists it through every later look."""
    person = read(Person, json.dumps({"id": "l_1", "effects": [SMS], "check_at": NOW}))
    put(people.encode(replace(person, version=1), person.effects))
    record = envelopes.stream(item_of(shop, keys.person_pk("l_1")))
    for app in (schedule_step, alert):
        assert app.handler(record, None) == {"batchItemFailures": []}
    assert [line for line in told if line.startswith("effect_not_known")] == [
        "effect_not_known {'level': 'WARNING', 'kind': 'sms'}"
    ]
    for hours in (1, 2, 40):
        dispatch.look_after("l_1", NOW + hours * 3_600_000)
        left = people.load("l_1")
        assert left is not None and left.check_at is not None and left.check_at > NOW + hours * 3_600_000
        (effect,) = left.effects
        assert isinstance(effect, UnknownEffect) and json.loads(written(effect)) == SMS
    assert told.count("EffectNotKnown") == 4, "one that is not yet due is not looked at again"
    assert not sent()


def test_a_row_of_an_unknown_kind_or_state_is_left_as_it_is(shop, told):
    """Woken by the sweep again and again: it stays due, and nothing is taken for a mail."""
    for sk, status in (("sms#1", "held"), ("mail#1", "parked"), ("alert#1", "parked")):
        row = {"pk": {"S": "person#l_1"}, "sk": {"S": sk}, "status": {"S": status}, "effect": {"S": json.dumps(SMS)}}
        put(
            {
                **row,
                "attempt": {"N": "0"},
                "waits": {"N": "0"},
                "due_shard": {"S": keys.due_shard("person#l_1")},
                "due_at": {"N": "1"},
            }
        )
    before = shop.rows()
    for sk in ("sms#1", "mail#1", "alert#1"):
        assert due_work.wake_from({"pk": "person#l_1", "sk": sk})
    assert shop.rows() == before and not sent()
    assert told == ["row_not_known {'level': 'WARNING', 'kind': 'sms'}", "RowNotKnown"]


def test_what_ses_says_of_a_row_in_an_unknown_state_moves_nothing_and_is_told_all_the_same(shop, told):
    """No promise is called broken; the address is closed and the log hears of it, the row is the newer release's."""
    key = Key.of_mail("l_1", "m")
    row = {"pk": {"S": key.pk}, "sk": {"S": key.sk}, "status": {"S": "parked"}, "attempt": {"N": "1"}}
    put(row)
    assert feedback.handler(queued(body("delivery", key), body("reject", key), body("bounce", key)), None) == {
        "batchItemFailures": []
    }
    assert item_of(shop, key.pk, key.sk) == row and "PromiseBroken" not in told
    assert addresses.is_suppressed("yamada1@example.com") == "bounce"
    assert [event.name for packet in log.packets("p:l_1") for event in packet.events] == ["Mail Bounced"]


def test_a_mail_of_a_shape_that_we_cannot_read_fails_where_it_is_seen(shop):
    """Its row is not moved, and the failure stands among the dead letters."""
    odd = {"kind": "mail", "id": "1", "template": {"ja": "x"}}
    key = Key("person#l_1", "mail#1")
    assert ledger.begin(key, "held", json.dumps(odd), NOW, due_at=NOW)
    before = item_of(shop, key.pk, key.sk)
    assert not due_work.wake_from({"pk": key.pk, "sk": key.sk})
    assert item_of(shop, key.pk, key.sk) == before
    assert [(letter.kind, letter.what) for letter in dead_letters.noted()] == [("wake", "mail#1")]


def test_an_operator_sees_a_row_whose_effect_only_a_newer_release_knows(shop):
    """Among what waits for somebody, without a guess at what it is; the story of the person tells it too."""
    people.commit(Person(id="l_1", email="a@example.com", proof=2))
    assert ledger.begin(Key("person#l_1", "mail#sms-1"), "failed", json.dumps(SMS), NOW, reason="refused")
    (case,) = unsettled.open_rows(5)
    assert isinstance(case.effect, UnknownEffect)
    person = people.load("l_1")
    assert person is not None
    (entry,) = [one for one in portraits.story(person) if one.kind == "unknown"]
    assert entry.what["effect"] == "sms" and entry.what["status"] == "failed"


def test_a_run_of_a_newer_state_is_found_by_the_sweep_of_the_release_that_knows_it(shop):
    """Its moment stands in the due index, although this release does not wake it; a mere look changes nothing."""
    run = replace(filled(Enrolment), id="n", due_at=9, status="parked")
    people.commit(Person(id="l_1", enrolments=(run,)))
    before = item_of(shop, keys.person_pk("l_1"))
    assert before["due_at"] == {"N": "9"}
    due_work.wake(keys.person_pk("l_1"), keys.PERSON)
    assert item_of(shop, keys.person_pk("l_1")) == before
    assert Due(at=9).at == 9


# --- a newer format


def newer(item, form):
    return {**item, "format": {"N": str(formats.FORMATS[form] + 1)}}


def test_a_packet_of_a_newer_format_comes_again_and_takes_no_neighbour_along(shop):
    """The others of its batch are folded, before and after it; it is reported, so that the stream brings it again."""
    for number in range(3):
        log.append(packet(f"a:b{number}", view(number), at=NOW))
    items = sorted(shop.rows("events"), key=lambda item: item["pk"]["S"])
    items[1] = newer(items[1], "packet")
    answer = score.handler(envelopes.stream(*items, source="events", name="INSERT"), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": f"{2:021d}"}]}
    assert [people.load(keys.visitor_id(f"a:b{n}")) is not None for n in range(3)] == [True, False, True]


def test_a_person_of_a_newer_format_is_neither_read_nor_written(shop):
    """Its packet comes again; the stream's readers carry out the others' effects, and report its record."""
    put(newer(people.encode(Person(id=keys.visitor_id("a:b1"), version=1)), "person"))
    before = item_of(shop, keys.person_pk(keys.visitor_id("a:b1")))
    assert fold.fold_batch([packet("a:b1", view(1), at=NOW)]) == [0]
    assert item_of(shop, keys.person_pk(keys.visitor_id("a:b1"))) == before
    shop.publish(mail_plan())
    set_clock(NOW)
    person = people.commit(lead())
    items = [newer(people.encode(person, [decided(plan=2)]), "person"), people.encode(person, [decided(plan=2)])]
    answer = schedule_step.handler(envelopes.stream(*items), None)
    assert answer == {"batchItemFailures": [{"itemIdentifier": f"{1:021d}"}]}
    assert len(sent()) == 1
    assert alert.handler(envelopes.stream(items[0]), None)["batchItemFailures"]


def test_a_row_and_a_plan_of_a_newer_format_are_left_alone(shop):
    """Whoever asks for them hears so, and the caller fails as for any fault: it is brought again."""
    key = Key.of_mail("l_1", "m")
    assert ledger.begin(key, "held", written(decided()).decode(), NOW, due_at=NOW)
    put(newer(item_of(shop, key.pk, key.sk), "row"))
    assert not due_work.wake_from({"pk": key.pk, "sk": key.sk})
    body = json.loads(plan_of([]).model_dump_json(by_alias=True, exclude_none=True))
    told = json.dumps({**body, "version": 9, "format": formats.FORMATS["plan"] + 1})
    boto3.client("s3").put_object(Bucket="plans", Key="plans/9.json", Body=told)
    with pytest.raises(formats.NewerFormat):
        plans.version(9)
