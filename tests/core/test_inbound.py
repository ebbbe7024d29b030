"""What comes back to our mails: people's replies are told from what programs write, whatever charset and MIME they come
in; and no bytes that anybody sends break the reading."""

from random import Random

import pytest
from mikomi.core.mails import inbound
from mikomi.core.mails.inbound import OwnNames

from tests.core.inbound_mails import LEAD, OURS, SES, Shape, mail, word
from tests.core.inbound_people import OWN, PEOPLE
from tests.core.inbound_programs import PROGRAMS

SHAPES = (*PEOPLE, *PROGRAMS, *OWN)
HOUSE = OwnNames(frozenset({"news@example.co.jp", "sato@example.co.jp"}), frozenset({"example.co.jp"}))


def read(shape: Shape) -> inbound.InboundMail:
    return inbound.read(shape.raw, shape.envelope, HOUSE, vouched=True).as_answer_to(shape.ours)


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_each_shape_is_read_as_what_it_is(shape):
    """Who wrote it, which of our mails it answers, and whether a program did."""
    came = read(shape)
    assert (came.sign != "", came.is_own) == (shape.who == "program", shape.who == "own"), came.sign
    assert came.sender == shape.sender
    assert (SES in came.answers) is shape.answers


def test_the_corpus_is_worth_its_rates():
    """Both languages, the charsets that are in use, and no two of one name."""
    assert len(SHAPES) == len({shape.name for shape in SHAPES}) >= 80
    assert min(len(PEOPLE), len(PROGRAMS)) >= 40 and len(OWN) == 2
    written = b"".join(shape.raw for shape in SHAPES)
    assert all(charset in written for charset in (b"iso-2022-jp", b"shift_jis", b"utf-8"))


@pytest.mark.parametrize("shape", PROGRAMS, ids=lambda shape: shape.name)
def test_a_program_is_known_however_much_a_gateway_washes_off(shape):
    """Without the one sign that was found first most are known by another; which are not is written down."""
    washed = shape.raw
    for header in (b"Auto-Submitted", b"X-Auto-Response-Suppress"):
        washed = b"\r\n".join(line for line in washed.split(b"\r\n") if not line.startswith(header))
    came = inbound.read(washed, LEAD, HOUSE, vouched=True).as_answer_to(shape.ours)
    only_marked = {"Zoho", "iCloud", "Zendesk", "an envelope of nobody", "Return-Path alone says nobody"}
    assert (came.sign == "") is (shape.name in only_marked), came.sign


def test_a_mark_is_the_same_whenever_a_mail_comes_and_another_for_another():
    """By its Message-ID; without one by what its headers say."""
    marks = [inbound.read(raw, LEAD, HOUSE).mark for raw in (mail("a"), mail("b"), mail("a", Message_ID="<x@y>"))]
    assert marks[0] == marks[1] != marks[2]
    bare = [inbound.read(mail(subject, Message_ID=None), LEAD, HOUSE).mark for subject in ("a", "a", "b")]
    assert bare[0] == bare[1] != bare[2]


def test_what_is_answered_comes_first_and_of_a_long_thread_the_latest():
    """In-Reply-To before References, those from the last; at most eight."""
    ids = [f"<id-{n}@email.amazonses.com>" for n in range(20)]
    came = inbound.read(mail("Re: x", In_Reply_To=OURS, References=" ".join(ids)), LEAD, HOUSE)
    assert came.answers == (SES, *(f"id-{n}" for n in range(19, 12, -1)))


def test_nobody_but_a_mailbox_of_ours_says_who_wrote_what_it_encloses():
    """A stranger who encloses somebody's mail is a stranger; so is whom no domain vouches for."""
    enclosed = next(shape for shape in PEOPLE if shape.name.startswith("forwarded as an attachment"))
    stranger = enclosed.raw.replace(b"From: news@example.co.jp", b"From: eve@elsewhere.example")
    assert inbound.read(stranger, None, HOUSE, vouched=True).sender == "eve@elsewhere.example"
    assert inbound.read(enclosed.raw, None, HOUSE, vouched=True).sender == LEAD
    assert inbound.read(enclosed.raw, None, HOUSE).sender == "news@example.co.jp"


def test_a_stranger_s_group_does_not_say_who_wrote():
    """X-Original-From counts only in a mail of a domain of ours."""
    raw = mail("Re: x", From="g@elsewhere.example", X_Original_From=LEAD)
    assert inbound.read(raw, None, HOUSE).sender == "g@elsewhere.example"


def test_two_senders_are_none():
    """Nobody can say which of the two wrote it."""
    assert inbound.read(mail("Re: x", From=f"{LEAD}\r\nFrom: eve@elsewhere.example"), None, HOUSE).sender is None
    assert inbound.read(mail("Re: x", From="a@customer.co.jp, b@customer.co.jp"), None, HOUSE).sender is None


def test_broken_bytes_break_nothing():
    """Every shape cut off, turned about and filled with noise is read, in bounded time."""
    random = Random(12)
    for shape in SHAPES:
        for _ in range(12):
            raw = bytearray(shape.raw[: random.randrange(1, len(shape.raw) + 1)])
            for _ in range(random.randrange(12)):
                raw[random.randrange(len(raw))] = random.randrange(256)
            came = inbound.read(bytes(raw), shape.envelope, HOUSE).as_answer_to(shape.ours)
            assert len(came.answers) <= inbound.MOST and len(came.mark) == 16
    for subject in (word("自動") * 3000, "Re: " * 30_000, "【" * 50_000, "re[" * 30_000, "お問い合わせ" * 20_000):
        inbound.read(mail(subject), LEAD, HOUSE).as_answer_to(subject)


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Type: message/rfc822\n\n" * 8_500,
        b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(4_000)),
    ],
    ids=["mails", "parts"],
)
def test_what_is_enclosed_without_end_hides_no_sender(body):
    """Deeper than any reader of MIME goes: the headers are read all the same, and nothing is thrown."""
    came = inbound.read(
        b"From: hanako@mail.example\nIn-Reply-To: <" + SES.encode() + b"@amazonses.com>\n" + body, "", HOUSE, True
    )
    assert came.sender == "hanako@mail.example" and came.answers == (SES,)


@pytest.mark.parametrize("before", [0, inbound.MOST_HEADERS - 1, inbound.MOST_HEADERS])
def test_headers_without_end_stay_unread(before):
    """The last of so many is read, the next one is not."""
    came = inbound.read(b"a: b\n" * before + b"From: hanako@mail.example\n\n", None, HOUSE)
    assert (came.sender is not None) is (before < inbound.MOST_HEADERS)


@pytest.mark.parametrize(
    ("line", "sender"),
    [
        (b"x <a@@b.example>", None),
        (b"<" + b"@" * 19_000, None),
        (b"a <" + b"a@" * 9_000, None),
        (b'"b <b@b.example>', "b@b.example"),
    ],
)
def test_a_sender_of_at_signs_is_none(line, sender):
    """However many there are; and an address in brackets is found behind a quotation mark that nobody closed."""
    assert inbound.read(b"From: " + line + b"\n\n", None, HOUSE).sender == sender


@pytest.mark.parametrize("charset", ["undefined", "idna", "punycode", "base64", "a\0b", "x" * 300, "", None])
def test_whatever_a_mail_calls_its_charset_it_is_read(charset):
    """Python knows charsets that read nothing and raise their own error."""
    assert inbound.in_charset("はい".encode(), charset)
