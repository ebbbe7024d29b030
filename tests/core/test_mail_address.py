"""One mailbox has one form of its address, however it is written and wherever it is asked for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import keys, mail_address
from mikomi.core.mails import message
from mikomi.mail_address import LONGEST, is_out_of_reach, on_the_wire, pick, read, uri

SAME = {
    "tanaka@example.jp": (
        "Tanaka@Example.JP",
        " tanaka@example.jp\n",
        "ｔａｎａｋａ＠ｅｘａｍｐｌｅ．ｊｐ",
        "\u200btanaka@example.jp",
        "tanaka@example.jp\u200b",
        "\ufefftanaka@example.jp",
        "tana\u00adka@example.jp",
        "\u202atanaka@example.jp\u202c",
        "\u2060tanaka@\u2060example.jp",
        "tanaka\ufe0f@example.jp",
        "\u200dtanaka\u200c@example.jp\u200d",
        "\u3000tanaka@example.jp",
        '"tanaka"@example.jp',
        '"tan\\aka"@example.jp',
        "tanaka@example。jp",
        "tanaka@example｡jp",
    ),
    "a..b@docomo.ne.jp": (
        "A..B@docomo.ne.jp",
        '"a..b"@docomo.ne.jp',
        '"A..b"@DOCOMO.NE.JP',
        "ａ..ｂ@docomo.ne.jp",
        '"a.\\.b"@docomo.ne.jp',
    ),
    "a.@ezweb.ne.jp": ('"a."@ezweb.ne.jp', "A.@ezweb.ne.jp"),
    ".a-@docomo.ne.jp": ('".a-"@docomo.ne.jp',),
    "info@xn--wgv71a119e.jp": (
        "info@日本語.jp",
        "INFO@日本語.JP",
        "info@XN--WGV71A119E.JP",
        "info@日本語。jp",
        "info@日\u200b本語.jp",
    ),
    "a@xn--bcher-kva.example": ("a@bücher.example", "A@BÜCHER.example", "a@bu\u0308cher.example"),
    "a@xn--strae-oqa.de": ("a@straße.de",),
    "o'brien+tag/x=1@example.co.uk": ("O'Brien+Tag/X=1@example.co.uk",),
}
NONE = (
    "", "nobody", "a@b", "@example.jp", "a@", "a@@b.jp", "a b@c.jp", "a@b c.jp", "tanaka@example,jp",
    "t@example.jp.", "t@.example.jp", "t@example..jp", "a@example.jp, b@example.jp", "a@example.jp / b@example.jp",
    "a@example.jp;b@example.jp", '"a b"@c.jp', '"a@b"@c.jp', '""@c.jp', '"a"b@c.jp', "...@c.jp", "a@foo_bar.jp",
    "a@-x.jp", "a@x-.jp", "a@[127.0.0.1]", "a@❤.ws", "a(b)@c.jp", "<a@c.jp", "a\x00@c.jp", "a@c.jp\nBcc: x@y.jp",
    "x" * 65 + "@a.jp", "x@" + "a" * 64 + ".jp", "a@" + "b." * 130 + "jp", "\u200b@\u200b", "\ufdfa" * 60 + "@a.jp",
)  # fmt: skip
PICKED = {
    "田中 <t@example.jp>": "t@example.jp",
    "田中＜t@example.jp＞": "t@example.jp",
    '"田中, 太郎" <T@Example.jp>': "t@example.jp",
    '田中 <"a..b"@docomo.ne.jp>': "a..b@docomo.ne.jp",
    "<t@example.jp>": "t@example.jp",
    "mailto:t@example.jp": "t@example.jp",
    " MAILTO:t@example.jp": "t@example.jp",
    "田中 <mailto:t@example.jp>": "t@example.jp",
}


@pytest.mark.parametrize(("one", "other"), [(one, other) for one, others in SAME.items() for other in (one, *others)])
def test_all_spellings_of_a_mailbox_are_one(one: str, other: str) -> None:
    """Letters, width, what nobody sees, quotation marks, the host's script: for identity and for suppression alike."""
    assert read(other) == pick(other) == keys.same_address(other) == one


@pytest.mark.parametrize("written", NONE)
def test_what_is_no_address_is_none(written: str) -> None:
    """Two addresses, hosts that cannot be, spaces and brackets: never guessed at, and not said to be out of reach."""
    assert read(written) is None and pick(written) is None and not is_out_of_reach(written)


@pytest.mark.parametrize("value", [None, 5, True, [], ["a@example.jp"], {}, 1.5])
def test_what_is_no_text_is_no_address(value: object) -> None:
    """Whatever JSON can hold."""
    assert read(value) is None and pick(value) is None and not is_out_of_reach(value)


def test_how_much_is_looked_at() -> None:
    """The bounds on both sides: of an address, of its name, and of what stands around it."""
    longest = f"{'a' * 64}@{'b' * 60}.{'c' * 60}.{'d' * 60}.jpjpj"
    assert len(longest) == LONGEST - 1 and read(longest) == longest and read(f"{longest}x") == f"{longest}x"
    assert read(f"{longest}xx") is None and read("a" * 65 + "@b.jp") is None
    assert read("a@b.jp".rjust(4 * LONGEST)) == "a@b.jp" and read("a@b.jp".rjust(4 * LONGEST + 1)) is None


@pytest.mark.parametrize("written", PICKED)
def test_what_mail_programs_write_around_it_is_left_out_where_it_comes_in(written: str) -> None:
    """`pick` finds the one address; it is no address for who asks for one."""
    assert pick(written) == PICKED[written] and read(written) is None


@pytest.mark.parametrize(
    "written",
    [
        "たなか@example.jp",
        "müller@example.de",
        "ｔａｎａｋａ＋資料@example.jp",
        "田中 <たなか@example.jp>",
        "а@example.jp",
    ],
)
def test_a_name_that_ses_cannot_write_to_is_told_apart(written: str) -> None:
    """Not ASCII before the @: refused, for a reason of its own."""
    assert read(written) is None and pick(written) is None and is_out_of_reach(written)


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("tanaka@example.jp", "tanaka@example.jp"),
        ("t.a.n@example.jp", "t.a.n@example.jp"),
        ("a..b@docomo.ne.jp", '"a..b"@docomo.ne.jp'),
        ("a.@ezweb.ne.jp", '"a."@ezweb.ne.jp'),
        (".a@docomo.ne.jp", '".a"@docomo.ne.jp'),
        ("a-b_c+d@example.jp", "a-b_c+d@example.jp"),
    ],
)
def test_an_address_is_quoted_where_mail_servers_want_it(address: str, wire: str) -> None:
    """RFC 5321: dots at the ends or side by side stand in quotation marks, on the envelope and in the header."""
    assert on_the_wire(address) == wire == message.address(address)
    assert read(wire) == address


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("tanaka@example.jp", "mailto:tanaka@example.jp"),
        ("a..b@docomo.ne.jp", "mailto:%22a..b%22@docomo.ne.jp"),
        ("a%b?c&d#e@example.jp", "mailto:a%25b%3Fc%26d%23e@example.jp"),
    ],
)
def test_a_link_opens_a_mail_to_that_address(address: str, link: str) -> None:
    """What ends a link's address, or quotes it, is percent-encoded."""
    assert uri(address) == link


ATOM = st.text("abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+/=?^_`{|}~-", min_size=1, max_size=12)
ORDINARY = st.builds(
    lambda local, host: f"{local}@{host}",
    st.lists(ATOM, min_size=1, max_size=4).map(".".join),
    st.lists(
        st.from_regex(r"\A[a-z0-9]+(-[a-z0-9]+){0,3}\Z").filter(lambda label: len(label) < 64), min_size=2, max_size=3
    ).map(".".join),
)


@given(ORDINARY)
def test_an_ordinary_address_is_its_own_form_as_it_always_was(address: str) -> None:
    """Law: people and suppressions of every release before are found under it (small letters, IDNA of the host)."""
    local, at, domain = address.rpartition("@")
    assert read(address) == keys.same_address(address) == f"{local}{at}{domain.encode('idna').decode()}" == address
    assert on_the_wire(address) == address


@given(st.text(max_size=30) | st.text('ab.@"\\<>, \u200bＡé', max_size=20) | ORDINARY)
def test_the_form_of_a_form_is_itself(written: str) -> None:
    """Law: read again, also as it is sent, an address is the same; whatever was typed, it is one line of ASCII."""
    for found in (read(written), pick(written)):
        if found is not None:
            assert read(found) == pick(found) == read(on_the_wire(found)) == found
            assert found.isascii() and found.isprintable() and " " not in found and len(found) <= LONGEST
    assert keys.same_address(keys.same_address(written)) == keys.same_address(written)
    assert mail_address.same(written) == (read(written) or keys.same_address(written))
