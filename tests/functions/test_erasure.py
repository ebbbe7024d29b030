"""Somebody is erased, and what comes late does not bring them back (I27).

What an erasure finds in a whole life on the whole stack is in `tests/local/test_erasure.py`.
"""

from datetime import timedelta

import pytest
from mikomi import clock, keys
from mikomi.aws import addresses, erasures, everybody, log, people
from mikomi.aws.clients import client
from mikomi.shell.erasure import looks
from mikomi.shell.people import audit, fold, rebuild

from functions.schedule_step import app
from tests.core.story import plan_of
from tests.functions import aws_faults, envelopes
from tests.functions.test_fold import SCORING, identify, person_at, view
from tests.functions.test_shared_browsers import GUEST, OWNER, TABLET, Story, counted, place
from tests.functions.world import packet

ADDRESS = "taro@example.com"
LEAD = keys.lead_id(f"email:{ADDRESS}")
DAY = 86_400_000


@pytest.fixture
def shop(world):
    world.publish(plan_of([], SCORING))
    yield world
    clock.shift(clock.shifted() * 0)


def met(at, subject="a:b1"):
    """A visitor who looked around and filled in a form, as the log and the fold have it."""
    for number, events in enumerate(([view(1)], [identify(2, ADDRESS, traits={"lastName": "山田"}, origin="form")])):
        tell(packet(subject, *events, at=at + number))


def tell(one):
    assert log.append(one)
    fold.fold_packets([one])


def erased(who=ADDRESS):
    """Asked for and carried out, by way of the queue's message."""
    found = looks.find(who)
    assert found is not None
    asked = looks.ask(found, "dpo")
    look(asked.pk)
    return asked.pk


def look(pk):
    answer = app.handler(envelopes.queue({"pk": pk, "sk": erasures.ERASURE, "due_at": 0}), None)
    assert answer == {"batchItemFailures": []}


def events_of(*subjects):
    return [event for subject in subjects for one in log.packets(subject) for event in one.events]


def known(world, *needles):
    """In which rows any of these stands, the erasure's own apart."""
    rows = [*world.rows(), *world.rows("events")]
    return [row["pk"]["S"] for row in rows if any(each in str(row) for each in needles) and "known" not in row]


def test_an_address_an_id_and_a_user_id_lead_to_the_same_person(shop):
    tell(packet("u:U1", identify(1, ADDRESS, user="U1", proof=2, origin="server"), at=clock.now() - DAY))
    lead = people.find_alias(keys.user_alias("U1"))
    assert lead is not None
    found = [looks.find(each) for each in (ADDRESS, "ＴＡＲＯ@example.com", lead, "U1")]
    assert all(each is not None and each.person.id == lead for each in found)
    assert looks.find("nobody@example.com") is None and looks.find("l_nobody") is None and looks.find("U2") is None


def test_who_was_erased_is_known_by_nothing(shop):
    """Neither the lead, nor the visitor, nor the address; the row that says that mail is stopped names nobody."""
    met(clock.now() - DAY)
    pk = erased()
    assert not known(shop, ADDRESS, "山田", "a:b1")
    assert everybody.ids() is not None and counted() == {LEAD: {}, keys.visitor_id("a:b1"): {}}
    assert people.find_alias(keys.email_alias(ADDRESS)) is None
    assert addresses.is_suppressed(ADDRESS) == "erasure"
    row = erasures.read(pk)
    assert row is not None and row.removed["events"] == 2 and row.removed["identifiers"] == 1
    assert looks.find(ADDRESS) is None


def test_what_happened_before_and_comes_late_brings_nobody_back(shop):
    """A browser that was offline, a server, a form that the stream brings again, an old mail's link: nobody is made of
    it, nobody is told anything by a rebuild or an audit, and the next look takes it out of the log."""
    at = clock.now() - DAY
    met(at)
    pk = erased()
    link = {"type": "track", "name": "Mail Clicked", "origin": "mail", "proof": 2}
    server = identify(9, ADDRESS, user="U9", proof=2, traits={"lastName": "山田"}, origin="server")
    late = [
        packet("a:b1", view(7), at=at + 5),
        packet("a:b1", identify(8, ADDRESS, traits={"lastName": "山田"}, origin="form"), at=at + 6),
        packet("u:U9", server, {"id": "t9", "type": "track", "name": "x", "user_id": "U9"}, at=at + 7),
        packet(f"p:{LEAD}", {**link, "id": "m"}, at=at + 8),
        packet(f"p:{LEAD}", {**link, "id": "n"}, at=clock.now() + 5),
    ]
    for one in late:
        tell(one)
    for each in counted():
        rebuild.rebuild_person(each)
    for one in late:
        audit.catch_up(audit.lag_of(one.subject, clock.now() + DAY))
    assert counted()[LEAD] == {} and counted()[keys.visitor_id("a:b1")] == {}
    assert people.find_alias(keys.email_alias(ADDRESS)) is None
    assert not [each for each in counted() if (person := people.load(each)) and (person.traits or person.email)]
    row = erasures.read(pk)
    assert row is not None and row.due_at is not None
    looks.go_on(pk, row.due_at)
    assert [each.id for each in events_of("a:b1", "u:U9", f"p:{LEAD}")] == ["t9"]


def test_who_begins_anew_is_somebody_new(shop):
    """What happens after the erasure is kept, and nothing of before comes back with it; later looks leave it alone."""
    at = clock.now() - DAY
    met(at)
    pk = erased()
    later = clock.now() + 1_000
    tell(packet("a:b1", identify(20, ADDRESS, traits={"company": "新会社"}, origin="form"), at=later))
    tell(packet("a:b1", view(21), at=at + 9))
    person = people.load(LEAD)
    assert (
        person is not None and person.members["a:b1"].events == 1 and person.traits_plain.keys() == {"email", "company"}
    )
    rebuild.rebuild_person(LEAD)
    assert people.load(LEAD) == person
    row = erasures.read(pk)
    assert row is not None and row.due_at is not None
    look_at_all(pk)
    assert people.load(LEAD) == person and people.find_alias(keys.email_alias(ADDRESS)) == LEAD
    assert [each.id for one in log.packets("a:b1") for each in one.events] == ["i20"]
    assert addresses.is_suppressed(ADDRESS) == "erasure", "who was erased is written to no more"


def look_at_all(pk):
    """Every later look, at its time."""
    while (row := erasures.read(pk)) and row.due_at is not None:
        looks.go_on(pk, row.due_at)
    return row


def test_after_the_last_look_nothing_is_left_but_that_somebody_was_erased(shop):
    met(clock.now() - DAY)
    pk = erased()
    tell(packet("a:b1", view(7), at=clock.now() - DAY + 5))
    tell(packet("a:b5", identify(8, ADDRESS, traits={"lastName": "山田"}, origin="form"), at=clock.now() - DAY + 6))
    row = look_at_all(pk)
    assert row is not None and row.known is None and row.done_at is not None
    assert (row.removed["events"], row.removed["late"]) == (3, 1)
    assert not known(shop, ADDRESS, "山田", "a:b1", LEAD, keys.visitor_id("a:b1"))
    left = {item["pk"]["S"] for item in shop.rows()} - {row.pk, f"person#{keys.visitor_id('a:b5')}"}
    assert all(each.startswith(("address#", "plan#")) for each in left), left
    assert not shop.rows("events")


def test_an_erasure_asked_for_again_takes_nothing_of_whoever_uses_the_browser_now(shop):
    """Taro is erased, his browser becomes Hanako's, he comes back elsewhere and is erased again: all looks of both
    leave her whole."""
    met(clock.now() - DAY)
    first = erased()
    at = clock.now() + 10
    tell(packet("a:b1", view(11), at=at))
    tell(packet("a:b1", identify(12, "hanako@example.com", origin="form"), at=at + 1))
    tell(packet("a:b2", identify(13, ADDRESS, origin="form"), at=at + 2))
    hanako = people.load(place("hanako@example.com"))
    clock.shift(clock.shifted() + timedelta(seconds=1))
    second = erased()
    assert first != second
    for pk in (second, first):
        look_at_all(pk)
    assert people.load(place("hanako@example.com")) == hanako
    assert [each.id for each in events_of("a:b1", "a:b2")] == ["v11", "i12"]


def test_who_only_names_the_address_of_somebody_else_is_erased_without_it(shop):
    """A stranger's browser that claimed a proven lead's address is a lead of its own (`v_`): erased by its id, the
    mail to the address goes on, and its holder stays."""
    at = clock.now() - DAY
    tell(packet("a:own", identify(1, ADDRESS, user="U1", proof=2, origin="server"), at=at))
    tell(packet("a:else", identify(2, ADDRESS, traits={"lastName": "別人"}), at=at + 1))
    stranger = people.load(keys.visitor_id("a:else"))
    assert stranger is not None and stranger.email == ADDRESS and stranger.id.startswith("v_")
    holder = people.load(place(ADDRESS))
    erased(stranger.id)
    assert addresses.is_suppressed(ADDRESS) is None
    assert people.load(place(ADDRESS)) == holder and not known(shop, "別人")


def test_of_a_shared_browser_only_the_persons_own_events_go(shop):
    """The owner keeps what is theirs, and is the same after a rebuild; and the other way round."""
    for who, other in ((GUEST, OWNER), (OWNER, GUEST)):
        for row in [*shop.rows()]:
            client("dynamodb").delete_item(TableName="state", Key={"pk": row["pk"], "sk": row["sk"]})
        for row in [*shop.rows("events")]:
            client("dynamodb").delete_item(TableName="events", Key={"pk": row["pk"], "sk": row["sk"]})
        shop.publish(plan_of([], SCORING))
        story = Story()
        story.server(OWNER, "U1", TABLET)
        story.views()
        story.form(GUEST)
        before = people.load(place(other))
        assert before is not None
        erased(who)
        assert people.load(place(other)) == before
        rebuild.rebuild_person(before.id)
        assert people.load(before.id) == before
        assert not known(shop, who) and known(shop, other)


def at_the_tablet_of_another():
    """Taro is known to the server, and says so at Hanako's tablet, where he is not believed: a lead of its own."""
    at = clock.now() - DAY
    tell(packet("a:own", identify(1, ADDRESS, user="U1", proof=2, origin="server"), at=at))
    tell(packet("a:tablet", identify(2, "hanako@example.com", traits={"lastName": "花子"}, origin="form"), at=at + 1))
    tell(packet("a:tablet", identify(3, ADDRESS, traits={"lastName": "山田"}, origin="form"), at=at + 2))
    return keys.beside_id("a:tablet", ADDRESS)


@pytest.mark.parametrize("first", ["holder", "other"])
def test_what_somebody_said_at_the_browser_of_another_goes_in_any_order(shop, first):
    """Once its holder is erased, the log told again no longer hears what names the address: it goes all the same. The
    other way round too; and the tablet's owner stays."""
    other = at_the_tablet_of_another()
    hanako = people.load(place("hanako@example.com"))
    assert person_at(other).email == ADDRESS
    for who in (place(ADDRESS), other) if first == "holder" else (other, place(ADDRESS)):
        erased(who)
    assert not known(shop, ADDRESS, "山田") and [each.id for each in events_of("a:tablet")] == ["i2"]
    assert people.load(place("hanako@example.com")) == hanako


def test_a_shared_browser_that_was_theirs_does_not_lead_to_them_any_more(shop):
    """Its place is emptied like their own; who uses it next is somebody new, and the other keeps what is theirs."""
    at = clock.now() - DAY
    tell(packet("a:tablet", identify(1, ADDRESS, traits={"lastName": "山田"}, origin="form"), at=at))
    tell(packet("a:tablet", identify(2, "hanako@example.com", origin="form"), at=at + 1))
    there = person_at(place("hanako@example.com"))
    pk = erased()
    look_at_all(pk)
    assert not known(shop, LEAD, ADDRESS, "山田")
    assert people.look(keys.visitor_id("a:tablet")) is None
    assert people.load(there.id) == there


def test_what_a_newer_release_put_beside_the_moment_goes_too(shop):
    met(clock.now() - DAY)
    pk = erased()
    key = {"pk": {"S": keys.person_pk(LEAD)}, "sk": {"S": keys.PERSON}}
    client("dynamodb").update_item(
        TableName="state", Key=key, UpdateExpression="SET newer = :x", ExpressionAttributeValues={":x": {"S": "x"}}
    )
    look_at_all(pk)
    assert people.look(LEAD) is None


def test_an_erasure_that_dies_anywhere_is_carried_out_by_the_next_look(shop):
    """Before and after each call of AWS: then it goes on, and the same is left."""
    cut = 0
    while True:
        for table in ("state", "events"):
            for row in shop.rows(table):
                client("dynamodb").delete_item(TableName=table, Key={"pk": row["pk"], "sk": row["sk"]})
        shop.publish(plan_of([], SCORING))
        met(clock.now() - DAY)
        found = looks.find(ADDRESS)
        assert found is not None
        asked = looks.ask(found, "dpo")
        died = False
        for death in (aws_faults.dies_before, aws_faults.dies_after):
            try:
                with aws_faults.calls(death, on=cut, operation=None):
                    looks.go_on(asked.pk, clock.now() + 1)
            except aws_faults.Died:
                died = True
        looks.go_on(asked.pk, clock.now() + 1)
        assert not known(shop, ADDRESS, "山田", "a:b1"), cut
        if not died:
            break
        cut += 1
    assert cut > 10
