"""A token has one spelling: whatever else decodes to the same bytes is none of ours."""

from base64 import urlsafe_b64decode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import base64url, keys, tokens

ROOT = "root"
PAYLOADS = st.dictionaries(st.text(max_size=5), st.text(max_size=8) | st.integers(), max_size=4)
AROUND = ["=", "==", "\n", "\r\nSet-Cookie: a=b", "%0d%0a", " ", ".", "+", "/", "A", "é", "\x00", "!"]


def _lenient(text):
    """The bytes that Python's own decoder finds in the text; None if it finds none."""
    try:
        return urlsafe_b64decode(text.encode() + b"==")
    except ValueError:
        return None


@given(payload=PAYLOADS, added=st.sampled_from(AROUND), data=st.data())
def test_a_token_has_one_spelling(payload, added, data):
    """Whatever is put before, into or behind a token makes it none of ours, though Python's decoder would pass over
    it."""
    token = tokens.seal(ROOT, "recognise", payload)
    place = data.draw(st.integers(0, len(token)))
    assert tokens.unseal(ROOT, "recognise", token[:place] + added + token[place:]) is None


@given(raw=st.binary(min_size=1, max_size=40), letter=st.integers(0, 63))
def test_the_spare_bits_of_the_last_letter_are_part_of_the_spelling(raw, letter):
    """Of all texts that decode to the same bytes exactly one is read."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    text = base64url.written(raw)
    other = text[:-1] + alphabet[letter]
    assert base64url.read(text) == raw
    assert (base64url.read(other) == raw) == (other == text)


def test_other_spellings_decode_leniently():
    """The test above is about something: the standard decoder reads what we refuse."""
    token = base64url.written(b"abcd")
    for spelt in (token + "==", token + "\r\n", token[:3] + "!" + token[3:]):
        assert _lenient(spelt) == b"abcd" and base64url.read(spelt) is None


@given(st.text(max_size=60))
def test_a_tag_has_one_spelling_too(text):
    """A key that stands in a mail's tag comes back, and no other writing of it does."""
    tag = keys.as_tag(text)
    assert keys.of_tag(tag) == (text if text else None)
    assert keys.of_tag(tag + "=") is None and keys.of_tag(tag + "\n") is None


@pytest.mark.parametrize("tag", ["", "é", "_w", "a b", "A", "/w8"])
def test_what_is_no_tag_of_ours_is_none(tag):
    """Letters of elsewhere, halves of bytes, bytes that are no text."""
    assert keys.of_tag(tag) is None
