"""Alerts of companies on moto: from pages that colleagues looked at to one mail for the owner, whatever comes twice,
dies in between, or is gone by then."""

from datetime import timedelta

import pytest
from mikomi import clock, keys
from mikomi.aws import api, company_deeds, erasures, log, people
from mikomi.model.effects import SendAlert, TellCompany
from mikomi.model.events import COMPANY_ACTED
from mikomi.model.person import Person
from mikomi.model.sales_settings import SalesSettings
from mikomi.shell.effects import company, dispatch
from mikomi.shell.erasure import looks as erasure
from mikomi.shell.people import fold, portraits

from tests.core.story import at, plan_of
from tests.functions.outbox import part, sent, set_clock
from tests.functions.read_api import form, taken, view
from tests.functions.world import packet

NOW = at("2026-11-24 10:00")
HOUR, DAY = 3_600_000, 86_400_000
REPS = [{"id": "sato", "name": "佐藤", "email": "sato@example.co.jp"}]
ALERT = {"id": "prices", "name": "料金を検討中", "people": 3, "when": {"visited": "/price"}, "within": "7d"}
KEY = "c:青空"


@pytest.fixture
def office(world):
    sales = SalesSettings.model_validate({"company_alerts": [ALERT]})
    plan = plan_of([], {"rules": [], "bands": []}, reps=REPS)
    world.publish(plan.model_copy(update={"sales": sales}))
    set_clock(NOW)
    yield world
    clock.shift(timedelta())


def person_of(number) -> Person:
    person = people.load(people.find_alias(keys.email_alias(f"p{number}@gmail.com")) or "")
    assert person is not None
    return person


def looks(number, moment, company="株式会社青空"):
    """A lead of the company looks at the prices."""
    set_clock(moment)
    told = form(f"f{number}-{moment}", f"p{number}@gmail.com", company=company, lastName=f"山田{number}")
    taken(packet(f"a:n{number}", *told, view(f"v{number}-{moment}"), at=moment))
    return person_of(number)


def notes(person):
    return [each for each in person.effects if isinstance(each, TellCompany)]


def carry(person, kind=TellCompany):
    for effect in [each for each in person.effects if isinstance(each, kind)]:
        dispatch.carry_out(effect, person)


def told(number):
    """What the log says under the person of the company; folded, as the stream would bring it."""
    subject = f"p:{person_of(number).id}"
    packets = [each for each in log.packets(subject) if each.events[0].name == COMPANY_ACTED]
    for each in packets:
        fold.fold_packets([each])
    return [each.events[0] for each in packets]


def test_three_colleagues_ring_once(office):
    """However often each effect is carried out: one event, one alert, one mail that names them."""
    for number in (1, 2, 3, 4):
        person = looks(number, NOW + number * HOUR)
        carry(person)
        carry(person)
    (event,) = told(3)
    assert event.properties["alert"] == "prices"
    assert event.properties["people"] == sorted(person_of(number).id for number in (1, 2, 3))
    assert all(told(number) == [] for number in (1, 2, 4))
    person = person_of(3)
    (alert,) = [each for each in person.effects if isinstance(each, SendAlert)]
    assert (alert.reason, alert.to) == ("company", ("sato",))
    carry(person, SendAlert)
    carry(person, SendAlert)
    (mail,) = sent()
    text = part(mail, "plain")
    assert "7日以内に「/price」を閲覧した方が株式会社青空に3人います" in text
    assert all(f"山田{number}" in text for number in (1, 2, 3)) and "山田4" not in text
    assert all(dispatch.has_ended(each, person_of(3)) for each in notes(person))
    (entry,) = [each for each in portraits.story(person_of(3)) if each.kind == "alert"]
    assert entry.what["status"] == "sent"


def test_after_its_time_it_rings_again(office):
    """Those of before do not count any more."""
    for number in (1, 2, 3):
        carry(looks(number, NOW + number * HOUR))
    for number in (1, 2):
        carry(looks(number, NOW + 8 * DAY + number * HOUR))
    assert len(told(3)) == 1
    carry(looks(3, NOW + 8 * DAY + 5 * HOUR))
    assert len(told(3)) == 2


def test_of_another_company_nobody_hears(office):
    """Two of one and one of another are no three."""
    carry(looks(1, NOW))
    carry(looks(2, NOW + HOUR))
    carry(looks(3, NOW + 2 * HOUR, company="海"))
    assert told(1) == told(2) == told(3) == []


def test_who_was_erased_is_no_colleague(office):
    """Nor is named in an alert that was decided before."""
    for number in (1, 2):
        carry(looks(number, NOW + number * HOUR))
    assert erasures.empty(person_of(1).id, clock.now())
    carry(looks(3, NOW + 3 * HOUR))
    assert told(3) == []
    carry(looks(4, NOW + 4 * HOUR))
    (event,) = told(4)
    assert len(event.properties["people"]) == 3
    assert erasures.empty(person_of(2).id, clock.now())
    carry(person_of(4), SendAlert)
    text = part(sent()[0], "plain")
    assert "山田2" not in text and "山田3" in text


def test_whoever_dies_between_the_item_and_the_log_tells_when_it_comes_again(office, monkeypatch):
    """The item says by whom they were enough; the event is written by whoever comes next."""
    for number in (1, 2):
        carry(looks(number, NOW + number * HOUR))
    person = looks(3, NOW + 3 * HOUR)
    (note,) = notes(person)
    with monkeypatch.context() as broken:
        broken.setattr(log, "append", lambda packet: (_ for _ in ()).throw(RuntimeError))
        with pytest.raises(RuntimeError):
            company.tell(note)
    assert company_deeds.read(KEY)[0].reached["prices"].by == note.id
    assert told(3) == [] and not dispatch.has_ended(note, person)
    company.tell(note)
    assert len(told(3)) == 1 and dispatch.has_ended(note, person)


def test_of_two_at_once_one_begins_anew(office, monkeypatch):
    """Nobody's note is lost, and one of both tells."""
    carry(looks(1, NOW))
    two, three = looks(2, NOW + HOUR), looks(3, NOW + 2 * HOUR)
    carry_on, once = api.carry, [True]

    def meanwhile(service, operation, params):
        if operation == "PutItem" and params["TableName"] == "state" and once:
            once.clear()
            carry(two)
        return carry_on(service, operation, params)

    monkeypatch.setattr(api, "carry", meanwhile)
    carry(three)
    deeds, _ = company_deeds.read(KEY)
    assert set(deeds.did["prices"]) == {person_of(number).id for number in (1, 2, 3)}
    assert len(told(2)) + len(told(3)) == 1


def test_what_is_long_ago_needs_nothing_more(office):
    """An effect that is looked after when its time is over has ended; so has one whose alert is gone."""
    person = looks(1, NOW)
    (note,) = notes(person)
    assert not dispatch.has_ended(note, person)
    set_clock(NOW + 8 * DAY)
    assert dispatch.has_ended(note, person)


def test_who_is_erased_is_noted_for_no_company(office):
    """Neither where they are now nor where they were; whoever did the same stays, and is told of as before."""
    one, two = looks(1, NOW), looks(2, NOW + HOUR)
    for each in (one, two):
        carry(each)
    looks(1, NOW + 2 * HOUR, company="株式会社みどり")
    carry(person_of(1))
    whom = erasure.find("p1@gmail.com")
    assert whom is not None and {KEY, "c:みどり"} <= set(whom.known.companies)
    asked = erasure.ask(whom, "dpo")
    erasure.go_on(asked.pk, clock.now())
    for key, there in ((KEY, {two.id}), ("c:みどり", set())):
        deeds, _ = company_deeds.read(key)
        assert {who for known in deeds.did.values() for who in known} == there, key
    row = erasures.read(asked.pk)
    assert row is not None and row.removed["companies"] == 2
