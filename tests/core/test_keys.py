"""Names that clients choose and names that we make never meet."""

from hypothesis import given
from hypothesis import strategies as st
from mikomi import keys

names = st.one_of(
    st.sampled_from(["NEXT1", "x" * 200, "x" * 201, "user:NEXT1", "user:user:NEXT1", "sha256:x"]),
    st.text(min_size=1, max_size=205),
)
OURS = st.sampled_from(["", *keys.OURS])


def ours(name: str) -> set[str]:
    """The subjects that we make of this name ourselves."""
    return {keys.claimed_subject(name), keys.subject_of("z" * 201 + name, None)}


@given(name=names, prefix=OURS)
def test_no_anonymous_id_is_a_subject_of_ours(name: str, prefix: str) -> None:
    """`user:NEXT1` as a browser's name is not what somebody says of the user NEXT1; nor is a digest's spelling one."""
    assert keys.subject_of(prefix + name, None) not in ours(name)
    spelt = keys.subject_of("z" * 201, None).removeprefix("a:")
    assert keys.subject_of(spelt, None) != keys.subject_of("z" * 201, None)


@given(one=names, other=names, prefixes=st.tuples(OURS, OURS))
def test_different_names_are_different_subjects_and_aliases(one: str, other: str, prefixes: tuple[str, str]) -> None:
    """Two browsers, two users: never one, however their names are spelt."""
    one, other = prefixes[0] + one, prefixes[1] + other
    for made in (lambda n: keys.subject_of(n, None), lambda n: keys.subject_of(None, n), keys.claimed_subject):
        assert (made(one) == made(other)) == (one == other)
    assert (keys.user_alias(one) == keys.user_alias(other)) == (one == other)
