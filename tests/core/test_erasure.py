"""Who was erased stays erased: what is dropped, and what somebody who begins anew is told."""

from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.people import erasure
from mikomi.model.events import Event, Packet
from mikomi.model.person import Member, Person

ERASED_AT = 1_000
NOBODY = Person(id="l_1", erased_at=ERASED_AT)
ANEW = Person(id="l_1", erased_at=ERASED_AT, members={"a:b": Member(first_at=1_001, last_at=1_001)})
MOMENTS = st.sampled_from((0, 999, 1_000, 1_001, 5_000))


def event(at, subject="a:b"):
    return Event(subject=subject, id=f"e{at}", type="page", at=at, received_at=max(at, 6_000))


@given(MOMENTS, st.sampled_from(("a:b", "u:U1", "p:l_1")))
def test_what_happened_until_the_erasure_is_dropped_whoever_says_it(at, subject):
    """By when it happened, not by when it came; and without an erasure nothing is."""
    dropped = erasure.is_dropped(ANEW, event(at, subject))
    assert dropped == (at <= ERASED_AT)
    assert not erasure.is_dropped(Person(id="l_1"), event(at, subject))


@given(MOMENTS)
def test_an_old_mail_says_nothing_of_nobody(at):
    """What is told of a person of ours (`p:`) is dropped until somebody begins anew there; a browser begins anew."""
    assert erasure.is_dropped(NOBODY, event(at, "p:l_1"))
    assert erasure.is_dropped(NOBODY, event(at)) == (at <= ERASED_AT)


@given(st.lists(MOMENTS, max_size=6), st.none() | MOMENTS)
def test_packets_since_an_erasure_hold_what_came_later_and_nothing_empty(moments, erased_at):
    packets = [
        Packet(subject="a:b", sort=str(n), received_at=6_000, events=(event(at), event(at + 1)))
        for n, at in enumerate(moments)
    ]
    left = list(erasure.since(erased_at, packets))
    assert all(packet.events for packet in left)
    told = [each.at for packet in left for each in packet.events]
    assert told == [each.at for packet in packets for each in packet.events if erased_at is None or each.at > erased_at]
