"""Signed links as laws: what was sealed opens under its own purpose and root, and nothing that was bent does."""

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import tokens

ALPHABET = string.ascii_letters + string.digits + "-_"
payloads = st.dictionaries(st.text(max_size=5), st.integers() | st.text(max_size=10), max_size=3)


@given(payloads, st.text(max_size=8), st.text(max_size=8))
def test_what_was_sealed_opens_for_its_purpose_alone(payload, root, purpose):
    """Another purpose or another root opens nothing, however near its name is."""
    token = tokens.seal(root, purpose, payload)
    assert tokens.unseal(root, purpose, token) == payload
    assert tokens.unseal(root, purpose + "x", token) is None
    assert tokens.unseal(root + "x", purpose, token) is None


def test_every_character_of_the_proof_counts():
    """Each one changed to each other one: no half of the proof is enough, neither the first nor the last. The last
    character carries two bits of the proof; the other four are base64's own, and have to be as they were written too.
    """
    token = tokens.seal("root", "click", {"p": "l_1"})
    body, _, proof = token.partition(".")
    assert len(proof) == 22, "128 bits"
    for place, held in enumerate(proof):
        for letter in ALPHABET.replace(held, ""):
            bent = f"{body}.{proof[:place]}{letter}{proof[place + 1 :]}"
            assert tokens.unseal("root", "click", bent) is None, (place, letter)


@pytest.mark.parametrize("part", [slice(0, 11), slice(11, 22), slice(0, 0), slice(0, 21)])
def test_a_part_of_the_proof_proves_nothing(part):
    """A proof cut short is none."""
    body, _, proof = tokens.seal("root", "click", {"p": "l_1"}).partition(".")
    assert tokens.unseal("root", "click", f"{body}.{proof[part]}") is None


@given(payloads, payloads)
def test_a_proof_belongs_to_its_words(one, other):
    """The proof of one payload under another opens nothing."""
    proof = tokens.seal("root", "click", one).partition(".")[2]
    body = tokens.seal("root", "click", other).partition(".")[0]
    assert (tokens.unseal("root", "click", f"{body}.{proof}") is None) == (repr(one) != repr(other))


@given(st.text(max_size=40))
def test_no_text_is_a_token(written):
    """Whatever stands in an address, it is answered, and opens nothing."""
    assert tokens.unseal("root", "click", written) is None
