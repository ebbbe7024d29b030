"""What a mail shows of a person's traits: bounded, clean, and nothing of a stranger's but what a name can be."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.mails import render, trait_text
from mikomi.model.person import Trait
from msgspec.structs import replace

from tests.core.mails import LINKS, decided, lead, mail_plan, template


def of_proof(proof: int, **traits):
    return replace(lead(), traits={name: Trait(value=value, at=1, proof=proof) for name, value in traits.items()})


def shown(value, proof=1, language="ja"):
    return trait_text.in_a_mail_to(of_proof(proof, company=value), language).get("company")


@pytest.mark.parametrize(
    "value",
    [
        "https://evil.example/x",
        "HTTP://EVIL.EXAMPLE",
        "www.evil.example",
        "WWW.evil.example",
        "evil.example",
        "evil.co.jp/a",
        "call evil.com now",
        "x@evil.example",
        "＠evil",
        "ｗｗｗ．evil．com",
        "https：／／evil",
        "//evil",
        "\\\\evil\\share",
        "w\u200bww.evil.com",
        "evil\u2060.com",
        "価格.com",
        "mailto:x",
        "evil.xn--wgv71a",
        "日本語.xn--wgv71a",
        "a\nb",
        "あ" * 101,
        "x " * 60,
    ],
)
def test_what_a_stranger_typed_that_is_no_name(value):
    """It stands in no mail: the lead lacks it, whoever reads; said by a server it stands."""
    assert shown(value) is None
    assert shown(value, proof=2)


@pytest.mark.parametrize(
    "value",
    [
        "山田 太郎",
        "O'Brien",
        "Jean-Luc",
        "株式会社ABC",
        "ABC Co., Ltd.",
        "Acme, Inc.",
        "Dr. Who",
        "J.R.R. Tolkien",
        "A&B",
        "(株)見本",
        "株式会社 日本・アメリカ商会",
        "No.1",
        "Ph.D",
        "営業部 / 課長",
        "あ" * 100,
        "🙂",
        5,
        1.5,
        "http",
        "田中 様",
    ],
)
def test_what_a_stranger_typed_that_can_be_a_name(value):
    """Names of people and companies as they are stay as they are."""
    assert shown(value) == value


def test_the_default_stands_where_a_stranger_wrote_an_address():
    """In HTML, text and subject; the reader is addressed as somebody whose name is unknown."""
    part = "{{ lead.lastName | default('お客') }}様 {{ lead.honorific }} {{ lead.name | default('-') }}"
    plan = mail_plan(template("thanks", html=f"<title>x</title><p>{part}</p>", text=part))
    person = of_proof(1, lastName="https://evil.example/x", firstName="www.evil.example")
    words = render.mail(decided("thanks"), person, plan, LINKS)
    assert words.text == "お客様 お客様 -" and "お客様 お客様 -" in words.html
    assert "evil" not in words.html + words.text + words.subject
    known = render.mail(decided("thanks"), of_proof(2, lastName="evil.example"), plan, LINKS)
    assert known.text == "evil.example様 evil.example様 evil.example"


@given(st.text(max_size=30), st.sampled_from("\u202e\u2066\u200f\x00\r\u2028\x1b"), st.sampled_from([1, 2]))
def test_no_trait_turns_the_text_around(text, mark, proof):
    """Controls and marks of direction are taken out of any trait."""
    told = str(shown(f"{text}{mark}{text}", proof) or "")
    assert mark not in told
    assert not any(unicodedata.category(c) in ("Cc", "Cs") for c in told.replace("\n", ""))


@pytest.mark.parametrize(("length", "bounded"), [(2_000, 2_000), (2_001, 2_000), (50_000, 2_000)])
def test_every_trait_is_bounded(length, bounded):
    """Also what a server says: a mail shows its first two thousand characters."""
    told = shown("あ" * length, proof=2)
    assert len(told) == bounded and told.endswith("…" if length > bounded else "あ")


@pytest.mark.parametrize(
    ("value", "ja", "en"),
    [(["製品A", "製品B"], "製品A、製品B", "製品A, 製品B"), ([1, None, ""], "1", "1"), ([], None, None)],
)
def test_several_values_are_one_text(value, ja, en):
    """Two ticked boxes of one name, in the reader's language."""
    assert (shown(value, 2, "ja"), shown(value, 2, "en")) == (ja, en)


@pytest.mark.parametrize("value", [10**400, -(2**63) - 1, float("nan"), float("inf"), {"a": 1}, None, [[["x"]]]])
def test_what_nobody_can_read_is_lacking(value):
    """No number of four hundred digits, no structure: such a lead lacks the trait, and the mail goes out."""
    assert shown(value, 2) is None
    assert render.mail(decided(), of_proof(2, company=value, lastName="山"), mail_plan(), LINKS).subject


def test_the_readers_own_address_stands():
    """`lead.email` is where the mail goes, not what somebody typed into a field."""
    plan = mail_plan(template("thanks", html="<p>x</p>", text="{{ lead.email }}"))
    assert render.mail(decided("thanks"), lead(), plan, LINKS).text == "yamada1@example.com"


@pytest.mark.parametrize("sign", [1, -1])
def test_a_number_is_shown_as_far_as_a_number_goes(sign):
    """Up to the largest whole number that other programs hold; beyond it the lead lacks the trait, and infinity is
    no number."""
    assert shown(sign * (2**63 - 1)) == sign * (2**63 - 1)
    assert shown(sign * 2**63) is None and shown(sign * float("inf")) is None and shown(float("nan")) is None
