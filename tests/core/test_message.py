"""The raw message: what a mail program reads is what was written, whatever the characters."""

import email
from email import policy
from email.header import decode_header, make_header
from email.utils import parseaddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from mikomi.core.mails import message
from mikomi.core.mails.message import OutgoingMail, Unwritable, mime

AT = 1_795_000_000_000
URL = "https://api.example.com/u/" + "eyJwIjoibF9" * 40 + ".abc_-"

line = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=300)
body = st.text(st.characters(exclude_categories=["Cs"]), max_size=2000)
control = st.sampled_from(["\r", "\n", "\0", "\x1b", "\x85", "\u2028", "\u2029", "\x7f", "\ud800"])


def letter(**changes):
    usual = {
        "id": "m_abc-1",
        "to": "yamada@example.co.jp",
        "sender_name": "サンプル商店",
        "sender_address": "news@example.co.jp",
        "reply_to": "info@example.co.jp",
        "subject": "導入企業3社の成功事例",
        "html": "<p>こんにちは</p>",
        "text": "こんにちは",
        "unsubscribe_url": URL,
        "at": AT,
    }
    return OutgoingMail(**{**usual, **changes})


def read(raw: bytes):
    return email.message_from_bytes(raw, policy=policy.default)


@given(subject=line, name=line)
@example(subject="料金ページ" * 40, name='株式会社"ABC", 製作所 <a@b>')
@example(subject="=?utf-8?q?Bcc?=", name="=?utf-8?q?x?=")
@example(subject="日本 " * 50 + "x" * 100, name="Sales, Dept. \\ “A”")
@example(subject="", name='"\xa0')
@example(subject="👩‍👩‍👧‍👦" * 30, name="𠮷野家")
def test_subject_and_name_come_back_as_written(subject, name):
    """For every text without control characters, decoding the header gives the text; addresses stay untouched."""
    raw = mime(letter(subject=subject, sender_name=name))
    old = email.message_from_bytes(raw)
    assert str(make_header(decode_header(old["Subject"] or ""))) == subject.strip() or _loosely(old["Subject"], subject)
    shown, bare = parseaddr(str(old["From"]).replace("\r\n", ""))
    assert bare == "news@example.co.jp"
    assert _squeezed(str(make_header(decode_header(shown)))) == _squeezed(name)
    assert list(dict(old.items())) == [
        "Content-Type", "MIME-Version", "From", "To", "Reply-To", "Subject", "Date", "Message-ID",
        "List-Unsubscribe", "List-Unsubscribe-Post",
    ]  # fmt: skip


def _squeezed(text):
    return "".join(text.split())


def _loosely(header, subject):
    return _squeezed(str(make_header(decode_header(header or "")))) == _squeezed(subject)


@given(subject=line, name=line)
def test_the_message_is_plain_ascii_in_short_lines(subject, name):
    """SES takes 7-bit lines of at most 998 characters; encoded words are at most 75 long (RFC 2047)."""
    raw = mime(letter(subject=subject, sender_name=name))
    raw.decode("ascii")
    assert b"\n" not in raw.replace(b"\r\n", b"")
    lines = raw.decode().split("\r\n")
    assert all(len(each) <= 998 for each in lines)
    words = [word for each in lines for word in each.split() if word.startswith("=?") and word.endswith("?=")]
    assert all(len(word) <= 75 for word in words)


@given(html=body, text=body)
def test_bodies_come_back_as_written(html, text):
    """Every text, Japanese and emoji included, is read back as it was, up to line ends."""
    message_ = read(mime(letter(html=html, text=text)))
    plain, rich = message_.get_body(("plain",)), message_.get_body(("html",))
    assert plain.get_payload(decode=True).decode() == _lines(text)
    assert rich.get_payload(decode=True).decode() == _lines(html)
    assert (plain.get_content_charset(), rich.get_content_charset()) == ("utf-8", "utf-8")


def _lines(text):
    return text.replace("\r\n", "\n").replace("\r", "\n")


@given(bad=control, before=line, after=line, where=st.sampled_from(["subject", "sender_name"]))
def test_control_characters_are_refused(bad, before, after, where):
    """No header can be smuggled in through a subject or a name."""
    with pytest.raises(Unwritable):
        mime(letter(**{where: before[:200] + bad + after}))


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "nobody",
        "a@b",
        "a@b c.jp",
        "a b@c.jp",
        "a@c.jp\nBcc: x@y.jp",
        "山田@c.jp",
        "a@c.jp, x@y.jp",
        "<a@c.jp>",
        "@c.jp",
    ],
)
def test_what_is_no_address_is_refused(bad):
    """Neither a second recipient nor another header fits into an address."""
    for where in ("to", "sender_address", "reply_to"):
        if bad or where != "reply_to":
            with pytest.raises(Unwritable):
                mime(letter(**{where: bad}))


def test_an_international_domain_is_written_in_ascii():
    """`例え.jp` has an ASCII form, which SES takes."""
    assert message.address("info@例え.jp") == "info@xn--r8jz45g.jp"


def test_unsubscribe_headers_stand_whole():
    """RFC 8058: the https URL in one piece, neither folded nor encoded, and the one-click header beside it."""
    raw = mime(letter())
    assert f"List-Unsubscribe: <{URL}>\r\n".encode() in raw
    assert read(raw)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_a_transactional_mail_has_no_unsubscribe_headers():
    """Where there is nothing to unsubscribe from, no header says so."""
    assert "List-Unsubscribe" not in read(mime(letter(unsubscribe_url=None)))


def test_the_same_mail_has_the_same_message_id():
    """A copy sent by a retry could be known as the same mail."""
    first, second = read(mime(letter())), read(mime(letter(at=AT + 5000)))
    assert first["Message-ID"] == second["Message-ID"] == "<m_abc-1@example.co.jp>"


@pytest.mark.parametrize("longer", [-1, 0, 1])
def test_no_line_is_longer_than_mail_allows(longer):
    """RFC 5322: 998 characters, on both sides of the bound; a long address stands whole all the same."""
    url = "https://u.example/".ljust(998 - len("List-Unsubscribe: <>") + longer, "x")
    raw = mime(letter(unsubscribe_url=url))
    assert f"<{url}>".encode() in raw
    assert max(map(len, raw.split(b"\r\n"))) <= 998
