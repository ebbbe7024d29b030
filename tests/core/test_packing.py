"""The log's own form: what is packed is unpacked, the same for the dicts of ingestion and for models."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import compact, packing
from mikomi.model.events import Event, Packet

NOW = 1_796_100_000_000
TEXT = st.text(st.characters(codec="utf-8"), max_size=20)
VALUES = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
PLAIN = st.dictionaries(TEXT, VALUES | st.lists(VALUES, max_size=2), max_size=4)
EVENTS = st.builds(
    Event,
    subject=st.just("a:1"),
    id=TEXT,
    type=st.sampled_from(["track", "page", "identify", "group", "alias"]),
    name=TEXT,
    at=st.integers(0, NOW),
    received_at=st.just(NOW),
    anonymous_id=st.none() | TEXT,
    user_id=st.none() | TEXT,
    properties=PLAIN,
    traits=PLAIN,
    context=st.sampled_from([{}, {"page": {"path": "/a"}}, {"locale": "ja"}]) | PLAIN,
    proof=st.sampled_from([1, 2]),
    origin=st.sampled_from(["client", "server", "form", "mail"]),
)


@given(st.lists(EVENTS, min_size=1, max_size=6))
def test_what_is_packed_is_unpacked(events: list[Event]) -> None:
    """Every event comes back equal, in order."""
    packet = Packet(subject="a:1", sort="s", received_at=NOW, events=tuple(events))
    packed = packing.pack_models(packet)
    assert packing.unpack(packed.subject, packed.sort, packed.received_at, packed.events) == packet
    assert packed.size == len(events)


def test_a_context_is_stored_once() -> None:
    """Twenty events of one page hold its context once."""
    context = {"page": {"path": "/price", "title": "x" * 200}}
    events: list[dict[str, Any]] = [
        {"id": str(n), "type": "page", "at": NOW, "context": dict(context)} for n in range(20)
    ]
    packed = packing.pack("a:1", "s", NOW, events)
    assert json.loads(compact.text_of(packed.events))["c"] == [context]
    assert len(packed.events) < 600


def test_names_are_told_without_opening_the_packet() -> None:
    """Distinct names in order; an event without one is told by its type; never more than a kilobyte."""
    events = [
        {"id": "1", "type": "track", "name": "A"},
        {"id": "2", "type": "page"},
        {"id": "3", "type": "track", "name": "A"},
    ]
    assert packing.pack("a:1", "s", NOW, events).names == "A,page"
    long = [{"id": str(n), "type": "track", "name": "x" * 500 + str(n)} for n in range(10)]
    assert len(packing.pack("a:1", "s", NOW, long).names) <= 1000


@given(ids=st.lists(TEXT, min_size=1, max_size=4), others=st.lists(TEXT, min_size=1, max_size=4))
def test_different_ids_make_different_keys(ids: list[str], others: list[str]) -> None:
    """Neither the order of ids nor what stands in them, nor the proof, can make two packets one."""
    assert (packing.sort_of(NOW, ids) == packing.sort_of(NOW, others)) == (ids == others)
    assert packing.sort_of(NOW, ids, 2) != packing.sort_of(NOW, others, 1)


@pytest.mark.parametrize("moment", [0, 1, 999, NOW, NOW + 7, 253_370_764_799_999])
def test_keys_sort_as_time_does(moment: int) -> None:
    """The key's time is ISO with milliseconds, so text order is time order."""
    assert packing.iso(moment) < packing.iso(moment + 1)
    assert len(packing.iso(moment)) == 24
