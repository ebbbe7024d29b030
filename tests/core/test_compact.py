"""Stored JSON, made small and read again: nothing is lost, damage is noticed, what was ever written stays readable."""

import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import compact

KINDS = st.sampled_from([compact.PACKET, compact.PERSON, compact.MAIL])


@given(st.binary(max_size=2_000), KINDS)
def test_what_was_made_compact_comes_back(text: bytes, words: bytes) -> None:
    """Any bytes, with either dictionary: the reader finds out which it was."""
    assert compact.text_of(compact.compacted(text, words)) == text


@given(st.binary(max_size=300))
def test_what_was_written_without_a_dictionary_is_read(text: bytes) -> None:
    assert compact.text_of(zlib.compress(text)) == text


@given(st.binary(min_size=20, max_size=300), KINDS, st.data())
def test_what_is_cut_off_is_an_error(text: bytes, words: bytes, data: st.DataObject) -> None:
    """No part of an item is ever taken for the whole."""
    packed = compact.compacted(text, words)
    with pytest.raises(zlib.error):
        compact.text_of(packed[: data.draw(st.integers(0, len(packed) - 1))])


@pytest.mark.parametrize("damaged", [b"", b"not zlib", b"x\xbb\x00\x00\x00\x01rest", zlib.compress(b"a") + b"b"])
def test_what_is_none_of_ours_is_an_error(damaged: bytes) -> None:
    """Among them a stream that asks for a dictionary that nobody knows."""
    with pytest.raises(zlib.error):
        compact.text_of(damaged)


@pytest.mark.parametrize(
    ("words", "checksum"), [(compact.PACKET, 0x6F080F78), (compact.PERSON, 0x2CAB99AF), (compact.MAIL, 0x0CAF720F)]
)
def test_dictionaries_never_change(words: bytes, checksum: int) -> None:
    """Whoever edits one makes every item unreadable that was written with it: put a better one beside it instead."""
    assert zlib.adler32(words) == checksum


def test_a_usual_packet_and_person_are_made_of_known_words() -> None:
    """The names of our fields cost almost nothing."""
    packet = b'{"c":[],"e":[{"id":"tag-1","type":"page","at":1,"anonymous_id":"b"}]}'
    person = b'{"id":"v_1","version":1,"first_at":1,"last_at":1,"members":{"a:1":{"first_at":1,"last_at":1}}}'
    for text, words in ((packet, compact.PACKET), (person, compact.PERSON)):
        assert len(compact.compacted(text, words)) < 0.7 * len(zlib.compress(text, compact.LEVEL))
