"""Folding packets into people on moto: who becomes whom, and that nothing counts twice.

Deliveries are repeated, cut off after each AWS call, and mixed; what stands in the table afterwards is compared.
"""

import os
import zlib

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mikomi import keys
from mikomi.aws import api, dead_letters, people
from mikomi.aws.clients import client
from mikomi.core.score import half_lives
from mikomi.core.score.totals import total
from mikomi.model import stored_json
from mikomi.model.person import Person
from mikomi.shell.people import fold

from tests.core.story import at, plan_of
from tests.effort import effort
from tests.functions.world import packet

SCORING = {
    "rules": [
        {"id": "price", "name": "料金", "when": {"visited": "/price"}, "points": 10},
        {"id": "recruit", "name": "採用", "when": {"visited": "/recruit/**"}, "points": -20, "once": True},
        {"id": "fit", "name": "製造業", "when": {"trait": "industry", "is": "製造業"}, "points": 15, "axis": "fit"},
        {"id": "download", "name": "資料請求", "when": {"submitted": "download"}, "points": 30},
    ],
    "decay": {"half_life": "30d"},
    "bands": [{"id": "cool", "name": "Cool", "from": 0}],
}
NOW = at("2026-11-24 10:00")


def view(number, path="/price"):
    return {"id": f"v{number}", "type": "page", "context": {"page": {"path": path}}}


def identify(number, email=None, user=None, proof=1, **more):
    traits = {**({"email": email} if email else {}), **more.pop("traits", {})}
    return {"id": f"i{number}", "type": "identify", "traits": traits, "user_id": user, "proof": proof, **more}


def person_at(subject) -> Person:
    found = people.load(keys.visitor_id(subject) if subject.startswith("a:") else subject)
    assert found is not None
    return found


def points(person) -> float:
    return round(total(person, NOW, half_lives.of(None)), 6)


@pytest.fixture
def shop(world):
    world.publish(plan_of(scoring=SCORING))
    return world


def test_a_visitor_becomes_a_lead_and_brings_its_past(shop):
    """Anonymous views, then an address: one lead with all the points; the visitor's place leads to it."""
    fold.fold_packets([packet("a:b1", view(1), view(2), at=NOW)])
    assert person_at("a:b1").id.startswith("v_")
    fold.fold_packets([packet("a:b1", identify(1, "Yamada@Example.com"), view(3), at=NOW + 1)])
    lead = person_at("a:b1")
    assert lead.id == keys.lead_id("email:yamada@example.com")
    assert (lead.email, points(lead), set(lead.members)) == ("yamada@example.com", 30, {"a:b1"})
    fold.fold_packets([packet("a:b1", view(4), at=NOW + 2)])
    assert points(person_at("a:b1")) == 40


def test_two_browsers_of_one_address_are_one_lead_whichever_comes_first(shop):
    """I21: merges in any order give the same lead."""
    for browser in ("b1", "b2"):
        fold.fold_packets([packet(f"a:{browser}", {**view(1), "id": browser}, at=NOW)])
    fold.fold_packets([packet("a:b2", identify(2, "a@example.com"), at=NOW + 1)])
    fold.fold_packets([packet("a:b1", identify(1, "a@example.com"), at=NOW + 2)])
    lead = person_at("a:b1")
    assert lead == person_at("a:b2") and points(lead) == 20 and set(lead.members) == {"a:b1", "a:b2"}


def test_what_counts_once_or_stands_for_an_attribute_does_so_after_a_merge_too(shop):
    """Both browsers saw the recruiting page; one of them knew the trade. Together: −20 once, +15 once."""
    for browser in ("b1", "b2"):
        fold.fold_packets([packet(f"a:{browser}", {**view(1, "/recruit/a"), "id": browser}, at=NOW)])
    fold.fold_packets([packet("a:b1", identify(1, traits={"industry": "製造業"}), at=NOW + 1)])
    fold.fold_packets([packet("a:b2", identify(2, "a@example.com"), at=NOW + 2)])
    assert points(person_at("a:b2")) == -20
    fold.fold_packets([packet("a:b1", identify(3, "a@example.com"), at=NOW + 3)])
    assert points(person_at("a:b1")) == -5


def test_a_users_server_events_and_browser_meet_in_one_lead(shop):
    fold.fold_packets([packet("a:b1", view(1), identify(1, "a@example.com"), at=NOW)])
    fold.fold_packets([packet("u:U1", identify(2, "a@example.com", user="U1", proof=2), at=NOW + 1)])
    fold.fold_packets([packet("u:U1", {**view(3), "proof": 2}, at=NOW + 2)])
    lead = person_at("a:b1")
    assert (lead.user_id, lead.proof, points(lead)) == ("U1", 2, 20)


def test_a_public_claim_changes_nothing_of_a_proven_lead(shop):
    """I23: whoever only knows the address gets a lead of its own, and the proven one stays as it is to the byte."""
    fold.fold_packets([packet("u:U1", identify(1, "a@example.com", user="U1", proof=2), at=NOW)])
    proven = shop.rows()
    fold.fold_packets(
        [
            packet(
                "a:evil",
                view(1),
                identify(2, "a@example.com", traits={"name": "X"}),
                at=NOW + 1,
            )
        ]
    )
    fold.fold_packets([packet("a:evil2", identify(3, user="U1", traits={"name": "Y"}), view(2), at=NOW + 2)])
    assert [row for row in shop.rows() if row in proven] == proven
    shadow = person_at("a:evil")
    assert (shadow.id[:2], shadow.email, shadow.is_lead, points(shadow)) == ("v_", "a@example.com", True, 10)


def test_a_click_on_our_mail_shows_that_the_browser_is_the_leads(shop):
    """The browser that claimed a proven lead's address is merged into it once our own link vouches for it."""
    fold.fold_packets([packet("u:U1", identify(1, "a@example.com", user="U1", proof=2), at=NOW)])
    fold.fold_packets([packet("a:b1", view(1), identify(2, "a@example.com"), at=NOW + 1)])
    lead_id = keys.lead_id("user:U1")
    recognised = {**view(3), "proof": 2, "context": {"recognised": lead_id, "page": {"path": "/price"}}}
    fold.fold_packets([packet("a:b1", recognised, at=NOW + 2)])
    lead = person_at("a:b1")
    assert (lead.id, points(lead)) == (lead_id, 20)


def test_two_known_leads_are_never_merged_silently(shop):
    fold.fold_packets([packet("u:U1", identify(1, user="U1", proof=2), at=NOW)])
    fold.fold_packets([packet("u:U2", identify(2, "two@example.com", user="U2", proof=2), at=NOW)])
    fold.fold_packets([packet("u:U1", identify(3, "two@example.com", user="U1", proof=2), at=NOW + 1)])
    one, two = person_at(keys.lead_id("user:U1")), person_at(keys.lead_id("user:U2"))
    assert (one.email, one.conflicts, two.email) == (None, (two.id,), "two@example.com")


def test_another_address_in_the_same_browser_is_another_lead(shop):
    fold.fold_packets([packet("a:b1", identify(1, "one@example.com"), view(1), at=NOW)])
    fold.fold_packets([packet("a:b1", identify(2, "two@example.com"), at=NOW + 1)])
    assert person_at("a:b1").email == "one@example.com"
    assert person_at(keys.lead_id("email:two@example.com")).email == "two@example.com"


def test_another_user_in_the_same_browser_takes_nothing_of_the_first(shop):
    """I19, I23: a stranger who names two people's identifiers one after the other does not tie them together."""
    fold.fold_packets([packet("a:evil", identify(1, "one@example.com"), at=NOW)])
    fold.fold_packets([packet("a:evil", identify(2, "two@example.com", user="U2"), at=NOW + 1)])
    fold.fold_packets([packet("a:b2", view(1), identify(3, "two@example.com"), at=NOW + 2)])
    assert person_at(keys.lead_id("email:one@example.com")).email == "one@example.com"
    assert person_at("a:b2").email == "two@example.com"


def test_nobody_becomes_part_of_a_browser_that_is_a_lead_of_its_own(shop):
    """I5, I22: it becomes part of the lead one day. Another browser that follows a link mailed to it stays what it is,
    so that every id leads to one person in two reads, and every event is counted in one."""
    fold.fold_packets([packet("u:U1", identify(1, "a@example.com", user="U1", proof=2), at=NOW)])
    fold.fold_packets([packet("a:b1", view(1), identify(2, "a@example.com"), at=NOW + 1)])
    shadow = keys.visitor_id("a:b1")
    recognised = {**view(3), "proof": 2, "context": {"recognised": shadow, "page": {"path": "/price"}}}
    fold.fold_packets([packet("a:b2", recognised, at=NOW + 2)])
    fold.fold_packets([packet("u:U1", {**view(5), "proof": 2}, at=NOW + 3)])
    fold.fold_packets([packet("a:b1", identify(4, "a@example.com", user="U1", proof=2), at=NOW + 4)])
    assert person_at("a:b1").id == keys.lead_id("user:U1")
    assert person_at("a:b2").id == keys.visitor_id("a:b2") and points(person_at("a:b2")) == 10


def test_an_alias_call_of_a_server_brings_the_visitors_past(shop):
    fold.fold_packets([packet("a:b1", view(1), at=NOW)])
    aliased = {"id": "al", "type": "alias", "previous_id": "b1", "user_id": "U1", "proof": 2}
    fold.fold_packets([packet("u:U1", aliased, at=NOW + 1)])
    assert person_at("a:b1").id == keys.lead_id("user:U1") and points(person_at("a:b1")) == 10


LIFE = [
    packet("a:b1", view(1), view(2, "/"), at=NOW),
    packet("a:b2", view(3), at=NOW + 10),
    packet("a:b1", identify(1, "a@example.com"), view(4), at=NOW + 20),
    packet("a:b2", identify(2, "a@example.com"), view(5), at=NOW + 30),
    packet("u:U1", identify(3, "a@example.com", user="U1", proof=2), at=NOW + 40),
    packet("a:b1", view(6), at=NOW + 50),
]


@given(repeats=st.lists(st.integers(0, len(LIFE) - 1), max_size=8))
@hypothesis_settings(max_examples=effort(25), suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_deliveries_that_repeat_change_nothing(shop, repeats):
    """I2, I5: whatever comes again counts once."""
    for row in shop.rows():
        if not row["pk"]["S"].startswith("plan"):
            client("dynamodb").delete_item(TableName="state", Key={"pk": row["pk"], "sk": row["sk"]})
    for one in LIFE:
        fold.fold_packets([one])
    before = shop.rows()
    for index in repeats:
        fold.fold_packets([LIFE[index]])
    assert shop.rows() == before
    assert points(person_at("a:b2")) == 50


class Died(BaseException):
    """The process is gone: nothing catches this."""


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
def test_cut_off_at_every_aws_call_a_redelivery_completes_it(shop, monkeypatch, after):
    """A process that dies before or after any AWS call leaves nothing that a redelivery does not complete."""
    real = api.carry
    cut, deaths = 0, 0
    while True:
        for row in shop.rows():
            if not row["pk"]["S"].startswith("plan"):
                client("dynamodb").delete_item(TableName="state", Key={"pk": row["pk"], "sk": row["sk"]})
        calls = 0

        def dying(service, operation, arguments, limit=cut):
            nonlocal calls
            calls += 1
            if calls == limit and not after:
                raise Died
            answer = real(service, operation, arguments)
            if calls == limit:
                raise Died
            return answer

        died = False
        for one in LIFE:
            monkeypatch.setattr(api, "carry", dying)
            try:
                fold.fold_packets([one])
            except Died:
                died = True
            monkeypatch.setattr(api, "carry", real)
            if died:
                fold.fold_packets([one])
        lead = person_at("a:b1")
        assert person_at("a:b2") == lead, cut
        assert (lead.email, lead.user_id, points(lead)) == ("a@example.com", "U1", 50), cut
        deaths += died
        cut += 1
        if cut > 1 and not died:
            break
    assert deaths > 20


def test_a_packet_that_cannot_be_folded_fails_alone(shop):
    """I7: the others of its batch are folded. It stands among the dead letters, and its stream goes on without it."""
    broken = {"pk": {"S": keys.person_pk(keys.visitor_id("a:bad"))}, "sk": {"S": "person"}, "state": {"B": b"not zlib"}}
    client("dynamodb").put_item(TableName="state", Item=broken)
    good, bad = packet("a:good", view(1), at=NOW), packet("a:bad", view(2), at=NOW)
    assert fold.fold_batch([bad, good]) == []
    assert points(person_at("a:good")) == 10
    (letter,) = dead_letters.noted()
    assert (letter.kind, letter.whose, letter.what, letter.tries) == ("packet", "a:bad", bad.sort, 1)


def test_a_packet_from_before_the_persons_memory_is_refused_rather_than_counted_twice(shop):
    fold.fold_packets([packet("a:b1", view(1), at=NOW)])
    fold.fold_packets([packet("a:b1", view(2), at=NOW + 30 * 3_600_000)])
    with pytest.raises(fold.StalePacket):
        fold.fold_packets([packet("a:b1", view(1), at=NOW)])


def test_a_usual_lead_stays_small(shop):
    """The item is written whole at every fold: a lead with a few dozen events stays near a kilobyte."""
    for number in range(12):
        fold.fold_packets([packet("a:b1", view(number * 2), view(number * 2 + 1, "/products/a"), at=NOW + number)])
    fold.fold_packets(
        [
            packet(
                "a:b1",
                identify(1, "yamada@example.com", traits={"lastName": "山田"}),
                at=NOW + 99,
            )
        ]
    )
    lead = person_at("a:b1")
    assert len(zlib.compress(stored_json.written(lead), 6)) < 1100


def test_what_came_at_once_and_comes_again_counts_once(world):
    """I5: 300 events of one browser in packets that are brought once more after their commit: each counts once, and so
    does the packet that follows; none of it is refused."""
    world.publish(plan_of((), SCORING))
    packets = [packet("a:b1", *[view(10 * n + k) for k in range(10)], at=NOW + n) for n in range(30)]
    assert fold.fold_batch(packets) == []
    later = packet("a:b1", view(999), at=NOW + 5_000)
    assert fold.fold_batch([*packets[3:], later]) == []
    person = people.load(keys.visitor_id("a:b1"))
    assert person is not None and person.members["a:b1"].events == 301


def test_an_older_packet_than_anything_remembered_is_refused(world):
    """I5: a packet that was folded, and after which so much came that nobody remembers it, is not counted once more."""
    world.publish(plan_of((), SCORING))
    first = packet("a:b1", view(1), at=NOW)
    assert fold.fold_batch([first]) == []
    for n in range(200):
        assert fold.fold_batch([packet("a:b1", view(100 + n), at=NOW + 1 + n)]) == []
    assert fold.fold_batch([first]) == []
    assert [letter.what for letter in dead_letters.noted()] == [first.sort]
    person = people.load(keys.visitor_id("a:b1"))
    assert person is not None and person.members["a:b1"].events == 201


def test_a_late_packet_of_a_browser_that_is_new_to_a_busy_lead_is_folded_whole(shop):
    """The stream brings it after so much else that the lead remembers nothing as old. It was not counted before, for
    the lead holds nothing of the browser: both events count, not the first alone."""
    form = [identify(1, "a@example.com"), identify(2, "a@example.com", traits={"company": "鈴木商事"})]
    fold.fold_packets([packet("a:b1", identify(3, "a@example.com"), at=NOW + 1)])
    for n in range(200):
        fold.fold_packets([packet("a:b1", view(100 + n, "/"), at=NOW + 2 + n)])
    assert fold.fold_batch([packet("a:b2", *form, at=NOW)]) == []
    lead = person_at("a:b2")
    assert lead.id == person_at("a:b1").id and lead.members["a:b2"].events == 2


def test_eighteen_identifies_leave_room(world):
    """S4: 18 identify calls with the public key, each as large as the log takes it, leave an item of a few kilobytes,
    and the next event folds."""
    world.publish(plan_of((), SCORING))
    for n in range(18):
        traits = {"email": "a@example.com", **{f"t{n}-{k}": os.urandom(700).hex() for k in range(20)}}
        assert fold.fold_batch([packet("a:b1", identify(n, "a@example.com", traits=traits), at=NOW + n)]) == []
    assert fold.fold_batch([packet("a:b1", view(99), at=NOW + 100)]) == []
    item = next(row for row in world.rows() if row["pk"]["S"].startswith("person#l_"))
    assert len(item["state"]["B"]) < 12_000
