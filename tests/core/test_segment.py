"""Segment's wire into packets: laws that hold for whatever is sent."""

from bisect import bisect
from random import Random
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from mikomi import packing
from mikomi.core.tracking import segment
from mikomi.core.tracking.segment import Caller
from mikomi.errors import Refused
from mikomi.model.events import Event

NOW = 1_796_100_000_000
WRITTEN = packing.iso(NOW - 60_000)
IDS = st.sampled_from(["a1", "a2", "a3"])
GOOD = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["track", "page", "screen", "identify"]),
        "event": st.sampled_from(["Viewed", "Paid"]),
        "timestamp": st.integers(NOW - 10**9, NOW).map(packing.iso),
    },
    optional={
        "properties": st.dictionaries(st.text(max_size=5), st.integers(-(2**63), 2**63 - 1), max_size=2),
        "messageId": st.uuids().map(str),
    },
).flatmap(
    lambda event: st.one_of(IDS.map(lambda i: {**event, "anonymousId": i}), IDS.map(lambda i: {**event, "userId": i}))
)
BAD = st.sampled_from([None, 1, {}, {"type": "track", "anonymousId": "a1"}, {"type": "nonsense", "anonymousId": "a1"}])


def sender(secret: bool = False, at: int = NOW, sent_at: int | None = None) -> Caller:
    return Caller(secret, at, sent_at, lambda _token: None)


def events(received: segment.Received) -> list[Event]:
    unpacked = [packing.unpack(p.subject, p.sort, p.received_at, p.events) for p in received.packets]
    return [event for packet in unpacked for event in packet.events]


def keys(received: segment.Received) -> list[tuple[str, str]]:
    return [(packet.subject, packet.sort) for packet in received.packets]


@given(sent=st.lists(GOOD | BAD, max_size=12))
def test_every_event_goes_one_way(sent: list[Any]) -> None:
    """Rule 1: came = packed + rejected, each place once, the good ones in their order within their subject."""
    received = segment.batch({"batch": sent}, sender(), large=False)
    packed = events(received)
    assert received.came == len(sent) == len(packed) + len(received.rejected)
    bad = {rejection.position for rejection in received.rejected}
    good = [event for position, event in enumerate(sent) if position not in bad]
    for packet in received.packets:
        mine = [e for e in good if packet.subject == f"a:{e.get('anonymousId') or 'user:' + str(e.get('userId'))}"]
        unpacked = packing.unpack(packet.subject, packet.sort, packet.received_at, packet.events)
        assert [event.type for event in unpacked.events] == [event["type"] for event in mine]
    assert len({packet.subject for packet in received.packets}) == len(received.packets)


@given(sent=st.lists(GOOD, min_size=1, max_size=8), later=st.integers(0, 10**9), moved=st.integers(-(10**9), 10**9))
def test_a_retry_lands_on_the_same_keys(sent: list[Any], later: int, moved: int) -> None:
    """Whenever it comes again, with whatever sentAt, with or without messageIds: the same keys, the same ids."""
    first = segment.batch({"batch": sent}, sender(sent_at=NOW), large=False)
    again = segment.batch({"batch": sent}, sender(at=NOW + later, sent_at=NOW + moved), large=True)
    assert keys(first) == keys(again)
    assert [event.id for event in events(first)] == [event.id for event in events(again)]


@given(sent=st.lists(GOOD, min_size=1, max_size=4))
def test_what_the_secret_key_sends_has_keys_of_its_own(sent: list[Any]) -> None:
    """I4: no packet of a public key can stand where the server's packet belongs."""
    public = segment.batch({"batch": sent}, sender(), large=False)
    secret = segment.batch({"batch": sent}, sender(secret=True), large=False)
    assert not set(keys(public)) & set(keys(secret))
    assert {event.proof for event in events(secret)} == {2}


@given(first=GOOD, second=GOOD)
def test_different_events_never_share_an_id(first: dict[str, Any], second: dict[str, Any]) -> None:
    """A derived messageId tells different events apart, of one subject and of two; what is the same twice in a batch
    is two."""
    bare = [{name: value for name, value in each.items() if name != "messageId"} for each in (first, second)]
    one, two = events(segment.batch({"batch": bare}, sender(), large=False))
    assert one.id != two.id


def test_the_first_events_time_is_the_packets() -> None:
    """The key begins with the first event's time as the client wrote it, uncorrected; without one, with our own."""
    event = {"type": "page", "anonymousId": "a", "messageId": "m", "timestamp": WRITTEN}
    received = segment.one(event, None, sender(sent_at=NOW + 999_999), large=False)
    assert received.packets[0].sort.startswith(WRITTEN + "#")
    bare = segment.one({**event, "timestamp": None}, None, sender(), large=False)
    assert bare.packets[0].sort.startswith(packing.iso(NOW) + "#")


def test_the_campaign_is_read_out_of_the_address() -> None:
    """utm_* and the click ids of the page's address are the campaign; what the client says itself goes before; an
    address that is none says nothing."""

    def campaign(page: dict[str, object], own: dict[str, str] | None = None) -> object:
        context = {"page": page, "campaign": own or {}}
        event = {"anonymousId": "a", "messageId": "m", "type": "page", "context": context}
        (kept,) = events(segment.one(event, "page", sender(), large=False))
        return kept.context.get("campaign")

    address = "https://x/p?utm_source=a%20b&utm_campaign=%E5%86%AC&gclid=g&yclid=y&fbclid=f&utm_term=&utm_other=o"
    read = {"source": "a b", "name": "冬", "gclid": "g", "yclid": "y", "fbclid": "f"}
    assert campaign({"url": "https://x/p?utm_campaign=%93%7E&a=%8E%91%97%BF"}) == {"name": "冬"}  # Shift_JIS
    assert campaign({"url": address}) == campaign({"search": address[11:]}) == read
    assert campaign({"url": address}, {"source": "own"}) == {**read, "source": "own"}
    assert campaign({"url": "https://[/?utm_source=a"}) is None and campaign({"url": "https://x/utm_source"}) is None


def test_only_listed_parts_of_the_context_are_kept() -> None:
    """The context shrinks to what we use; traits within it count for an identify alone."""
    context = {
        "ip": "203.0.113.5",
        "page": {"path": "/p", "url": "https://x/p", "tab_url": "https://x/p", "title": 3},
        "campaign": {"source": "ad", "gclid": "x", "keyword": "y"},
        "library": {"name": "analytics.js", "version": "1", "variant": "x"},
        "screen": {"width": 1},
        "locale": "ja-JP",
        "timezone": "Asia/Tokyo",
        "userAgent": "UA",
        "pageId": "p1",
        "sessionId": 17,
        "traits": {"email": "a@example.com"},
        "consent": {"marketing": True},
        "recognised": "l_1",
        "mikomi": {"not": "a token"},
    }
    event = {"anonymousId": "a", "messageId": "m", "event": "E", "context": context}
    (kept,) = events(segment.one(event, "track", sender(), large=False))
    assert kept.context == {
        "page": {"path": "/p", "url": "https://x/p", "title": 3},
        "campaign": {"source": "ad", "gclid": "x"},
        "library": {"name": "analytics.js", "version": "1"},
        "locale": "ja-JP",
        "timezone": "Asia/Tokyo",
        "userAgent": "UA",
        "pageId": "p1",
        "sessionId": 17,
    }
    assert kept.traits == {}
    (identified,) = events(segment.one(event, "identify", sender(secret=True), large=False))
    assert identified.traits == {"email": "a@example.com"}
    assert identified.context["consent"] == {"marketing": True}


@given(sent=GOOD, data=st.data())
def test_the_order_of_keys_makes_no_other_event(sent: dict[str, Any], data: Any) -> None:
    """A client's retry may write the same object in another order: the derived messageId is the same."""
    bare = {name: value for name, value in sent.items() if name != "messageId"}
    turned = dict(data.draw(st.permutations(list(bare.items()))))
    (one,), (other,) = (events(segment.batch({"batch": [each]}, sender(), large=False)) for each in (bare, turned))
    assert one.id == other.id


def test_one_event_may_fill_an_item_to_the_last_byte() -> None:
    """The largest packet that is taken has just the bytes that fit; what needs one more is refused."""
    noise = Random(1).randbytes(500_000).hex()  # which no compression makes small

    def size(length: int) -> int | None:
        event = {"type": "track", "event": "E", "anonymousId": "a", "messageId": "m", "timestamp": WRITTEN}
        sent = {**event, "properties": {"x": noise[:length]}}
        try:
            (packet,) = segment.batch({"batch": [sent]}, sender(), large=False).packets
        except Refused as refused:
            assert refused.code == "packet_too_large"
            return None
        return len(packet.events)

    fits = bisect(range(len(noise)), 0, lo=packing.LARGEST, key=lambda length: size(length) is None)
    taken = [size(length) for length in range(fits - 10, fits + 10)]
    assert None in taken and max(filter(None, taken)) == packing.LARGEST
