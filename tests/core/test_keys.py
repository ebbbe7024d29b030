"""Names that clients choose and names that we make never meet."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import keys, mail_address

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


def test_a_shared_name_space_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where names like ours are taken as they are, a browser is what somebody says of a user, and the law sees it."""
    monkeypatch.setattr(keys, "OURS", ())
    assert keys.subject_of("user:NEXT1", None) == keys.claimed_subject("NEXT1")
    with pytest.raises((AssertionError, ExceptionGroup)):
        test_no_anonymous_id_is_a_subject_of_ours()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Taro+demo@Example.com", "taro@example.com"),
        ("ta.ro+x@gmail.com", "taro@googlemail.com"),
        ("taro-shop@yahoo.co.jp", "taro@yahoo.co.jp"),
        ("ta_ro.@proton.me", "taro@proton.me"),
        ("ｔａｒｏ＋a@example.com", "taro@example.com"),
    ],
)
def test_addresses_of_one_mailbox_count_as_one(one: str, other: str) -> None:
    """Tags, and the marks that a provider is known to ignore."""
    assert mail_address.mailbox(one) == mail_address.mailbox(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ta.ro@example.com", "taro@example.com"),
        ("taro-shop@example.com", "taro@example.com"),
        ("taro@gmail.com", "taro@example.com"),
        ("+a@example.com", "+b@example.com"),
    ],
)
def test_addresses_of_two_mailboxes_stay_two(one: str, other: str) -> None:
    """What only some providers ignore is ignored for them alone, and an address that is all tag is itself."""
    assert mail_address.mailbox(one) != mail_address.mailbox(other)
