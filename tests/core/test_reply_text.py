"""What is kept of a reply: what somebody wrote, without what they answered; whatever their program makes of it, and
whatever a stranger sends."""

import time
import unicodedata
from email import message_from_bytes
from email.policy import compat32

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mikomi.core.mails import reply_text
from mikomi.core.words.visible import visible

from tests.core.inbound_mails import RE, mail, mixed
from tests.core.reply_shapes import SHAPES, ReplyShape
from tests.effort import effort


def read(raw: bytes) -> str:
    return reply_text.of(message_from_bytes(raw, policy=compat32))


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_what_somebody_wrote_is_read_out_of_each_shape(shape: ReplyShape) -> None:
    assert read(shape.raw) == shape.kept


def test_the_corpus_is_worth_the_name() -> None:
    assert len(SHAPES) >= 40 and len({shape.name for shape in SHAPES}) == len(SHAPES)


@settings(max_examples=effort(200), deadline=None)
@given(st.text(max_size=400))
def test_any_text_is_read_within_bounds(text: str) -> None:
    """Nothing raises; nothing unseen is kept; what is kept was there."""
    kept = reply_text.written(text)
    assert len(kept) <= reply_text.LONGEST
    assert not [c for c in kept if c != "\n" and unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp", "Co", "Cn")]
    assert {line.strip() for line in kept.split("\n")} - {""} <= _lines(text)


def _lines(text: str) -> set[str]:
    whole = text.replace("\r\n", "\n").replace("\r", "\n")
    return {visible(line) for line in whole.split("\n")} | {
        line.strip() for line in visible(whole, lines=True).split("\n")
    }


@settings(max_examples=effort(100), deadline=None)
@given(st.binary(max_size=600), st.sampled_from(["text/plain", "text/html", "text/html; charset=iso-2022-jp", "x; y"]))
def test_any_bytes_are_read(body: bytes, kind: str) -> None:
    raw = mail(RE, "", Content_Type=kind) + body
    assert len(read(raw)) <= reply_text.LONGEST


def test_the_direction_of_reading_cannot_be_turned() -> None:
    """Marks that turn text or hide it are left out: `gpj.exe` stays what it is."""
    assert read(mail(RE, "見て \u202egpj.exe\u202c \u200bです\u0007")) == "見て gpj.exe です"


@pytest.mark.parametrize(
    "raw",
    [
        mail(RE, "あ" * 1_000_000),
        mail(RE, "> " * 500_000),
        mail(RE, "\n" * 1_000_000),
        mail(RE, "On " * 300_000 + "wrote:"),
        mail(RE, "差出人: " * 200_000),
        mail(RE, ("2026/11/24 10:00 " * 30 + "\n") * 3_000),
        mail(RE, "-" * 1_000_000),
        mail(RE, ("- - - _ = " * 40 + "\n") * 3_000),
        mixed(RE, "multipart/mixed", ("text/html", "<div>" * 100_000)),
        mixed(RE, "multipart/mixed", ("text/html", "<blockquote>" * 20_000 + "x" + "</p>" * 20_000)),
        mixed(RE, "multipart/mixed", ("text/html", "<" * 300_000)),
        mixed(RE, "multipart/mixed", ("text/html", "<!--" + "x" * 300_000)),
        mail(RE, "本文\n" + "-" * 400 + "x"),
        mail(RE, "本文\n" + "======\n" * 3_900),
        mail(RE, "本文\n" + "======\ntel: 1\n" * 1_900),
        mail(RE, ("a@" * 240 + " wrote\n") * 400),
        mail(RE, ("2026/11/24 10:00 " + "a@" * 200 + "\n") * 300),
        mixed(RE, "multipart/mixed", ("text/html", "<!--" * 15_000)),
        mixed(RE, "multipart/mixed", ("text/html", "<a " * 20_000)),
        mixed(RE, "multipart/mixed", ("text/html", "<blockquote>" * 9_000)),
    ],
    ids=range(20),
)
def test_what_is_huge_is_read_in_a_moment(raw: bytes) -> None:
    """Whatever somebody sends costs well below what the function may take."""
    began = time.process_time()
    kept = read(raw)
    assert len(kept) <= reply_text.LONGEST and time.process_time() - began < 3


def test_a_long_reply_is_cut() -> None:
    kept = read(mail(RE, "長い文です。\n" * 3_000))
    assert len(kept) == reply_text.LONGEST and kept.endswith("…")
