"""The law list and what looks for it in a finished mail: each rule that a mail can break is found in one that does."""

import pytest
from mikomi.core.law import marketing_mail, rules
from mikomi.core.law.marketing_mail import LOOKS, examine, unseen
from mikomi.core.mails.message import OutgoingMail, mime
from mikomi.model.company import CompanySettings

TO = "yamada@example.co.jp"
UNSUBSCRIBE = "https://ma.example.co.jp/u/eyJwIjoibF8xIn0.abc_-"
COMPANY = CompanySettings.model_validate(
    {
        "version": 1,
        "company": {
            "name": "サンプル商店株式会社",
            "postal_address": "大阪市北区1-1",
            "contact": "06-0000-0000",
        },
        "sender": {"name": "サンプル商店", "address": "news@example.co.jp", "reply_to": "info@example.co.jp"},
    }
)
TEXT = f"山田様\n\nご案内です。\n\nサンプル商店\n大阪市北区1-1\n06-0000-0000\n配信停止: {UNSUBSCRIBE}\n"
HTML = (
    "<html><head><title>ご案内</title></head><body><p>山田様</p><p>ご案内です。</p>"
    '<p><img src="https://www.example.co.jp/a.png" alt="新製品"></p>'
    "<p>サンプル商店<br>大阪市北区1-1<br>06-0000-0000<br>"
    f'<a href="{UNSUBSCRIBE}">配信停止</a></p></body></html>'
)


def letter(**changes):
    usual = {
        "id": "m_abc-1",
        "to": TO,
        "sender_name": "サンプル商店",
        "sender_address": "news@example.co.jp",
        "reply_to": "info@example.co.jp",
        "subject": "導入企業3社の成功事例",
        "html": HTML,
        "text": TEXT,
        "unsubscribe_url": UNSUBSCRIBE,
        "at": 1_795_000_000_000,
    }
    return mime(OutgoingMail(**{**usual, **changes}))


GOOD = letter()


def without(name):
    """The good mail without this header."""
    kept = [line for line in GOOD.split(b"\r\n") if not line.startswith(name.encode() + b":")]
    return b"\r\n".join(kept)


def swapped(before, after):
    assert before.encode() in GOOD
    return GOOD.replace(before.encode(), after.encode(), 1)


BROKEN = [
    ("R4", letter(sender_name="")),
    ("R4", letter(sender_name="ほかの会社")),
    ("R4", letter(html=HTML.replace("サンプル商店", "当社"))),
    ("R4", letter(text=TEXT.replace("サンプル商店", "当社"))),
    ("R5", letter(html=HTML.replace(UNSUBSCRIBE, "https://www.example.co.jp/"))),
    ("R5", letter(html=HTML.replace(">配信停止<", "><"))),
    ("R5", letter(html=HTML.replace("<a href", '<a style="display:none" href'))),
    ("R5", letter(html=HTML.replace("<a href", "<!-- <a href"))),
    ("R5", letter(text=TEXT.replace(UNSUBSCRIBE, ""))),
    ("R6", letter(html=HTML.replace("大阪市北区1-1", ""))),
    ("R6", letter(html=HTML.replace("大阪市北区1-1", "<span hidden>大阪市北区1-1</span>"))),
    ("R6", letter(text=TEXT.replace("大阪市北区1-1", ""))),
    ("R7", letter(html=HTML.replace("06-0000-0000", ""))),
    ("R7", letter(text=TEXT.replace("06-0000-0000", ""))),
    ("R8", letter(sender_address="news@elsewhere.example")),
    ("R8", swapped("Reply-To: info@", "Reply-To: someone@")),
    ("R8", b"Sender: other@example.net\r\n" + GOOD),
    ("R8", swapped("<news@example.co.jp>", "<news@example.co.jp>, other@example.co.jp")),
    ("R9", letter(to="suzuki@example.co.jp")),
    ("R9", swapped(f"To: {TO}", f"To: {TO}, other@example.co.jp")),
    ("R9", b"Bcc: other@example.co.jp\r\n" + GOOD),
    ("R21", letter(subject="")),
    ("R21", letter(subject="Re: ご案内")),
    ("R21", letter(subject="転送：ご案内")),
    ("R26", without("List-Unsubscribe")),
    ("R26", b"List-Unsubscribe: <https://ma.example.co.jp/u/x>\r\n" + GOOD),
    ("R26", swapped(f"<{UNSUBSCRIBE}>", "https://ma.example.co.jp/u/x")),
    ("R26", swapped(f"<{UNSUBSCRIBE}>", f"<{UNSUBSCRIBE[:30]}\r\n {UNSUBSCRIBE[30:]}>")),
    ("R27", without("List-Unsubscribe-Post")),
    ("R27", swapped("List-Unsubscribe=One-Click", "yes")),
    ("R27", letter(unsubscribe_url=UNSUBSCRIBE.replace("https", "http"))),
    ("R27", swapped(f"<{UNSUBSCRIBE}>", "<mailto:stop@example.co.jp>")),
    *(("R29", without(name)) for name in marketing_mail.ONCE),
    ("R29", b"Date: Mon, 02 Nov 2026 10:00:00 +0900\r\n" + GOOD),
    ("R29", swapped("Date: ", "Date: yesterday ")),
    ("R29", swapped("Message-ID: <m_abc-1@", "Message-ID: <m_abc-1")),
    ("R30", GOOD.replace(b"\r\n", b"\n", 1)),
    ("R30", GOOD + b"\r"),
    ("R30", b"X-Long: " + b"x" * 1000 + b"\r\n" + GOOD),
    ("R30", b"X-Odd: \x00\r\n" + GOOD),
    ("R31", without("MIME-Version")),
    ("R31", letter(text="")),
    ("R31", letter(html=HTML + "\ufffd")),
    ("R31", GOOD.replace(b'charset="utf-8"', b'charset="iso-2022-jp"', 1)),
    ("R31", GOOD.replace(b"multipart/alternative", b"multipart/mixed", 1)),
    ("R31", "X-Name: 山田\r\n".encode() + GOOD),
    ("R31", b"X-Long: =?utf-8?b?" + b"44GC" * 20 + b"?=\r\n" + GOOD),
    ("R34", letter(subject="{{ lead.company }} のみなさまへ")),
    ("R34", letter(html=HTML.replace("山田様", "様"))),
    ("R34", letter(text=TEXT.replace("山田様", " 様"))),
    ("R34", letter(html=HTML.replace("山田様", "Dear ,"))),
    ("R34", letter(text=TEXT.replace("ご案内です", "「」のご案内です"))),
    ("R34", letter(html=HTML.replace("ご案内です", "{% if lead.company %}ご案内です"))),
    ("R34", letter(html=HTML.replace("https://www.example.co.jp/a.png", ""))),
]


def test_a_mail_as_it_should_be_breaks_nothing():
    """With a name in either language, and read without knowing the company."""
    assert examine(GOOD, COMPANY, TO) == [] and examine(GOOD) == []
    assert unseen(COMPANY) == () and unseen(None) == ("R6", "R7")
    told = COMPANY.model_dump(by_alias=True, exclude_none=True)
    told["sender"]["name"] = {"ja": "サンプル商店", "en": "Sample Ltd"}
    both = CompanySettings.model_validate(told)
    english = {"sender_name": "Sample Ltd", "html": HTML.replace("サンプル商店", "Sample Ltd")}
    assert examine(letter(**english, text=TEXT.replace("サンプル商店", "Sample Ltd")), both, TO) == []


@pytest.mark.parametrize(("rule", "raw"), BROKEN)
def test_a_mail_that_breaks_a_rule_is_found(rule, raw):
    """The rule is named, with what was seen."""
    broken = examine(raw, COMPANY, TO)
    assert rule in {breach.rule for breach in broken}
    assert all(breach.what for breach in broken)


def test_every_rule_of_a_mail_has_a_mail_that_breaks_it():
    """Nothing that is said to be looked for in each mail is only said."""
    assert {rule for rule, _ in BROKEN} == set(LOOKS) == {rule.id for rule in rules.RULES if rule.is_of_mail}


@pytest.mark.parametrize("raw", [b"", b"\r\n\r\n", b"From: \xff\r\n\r\n\xff", GOOD[:200], b"<html>" * 1000])
def test_what_is_no_mail_breaks_what_a_mail_must_show(raw):
    """Nothing makes it fail."""
    assert {"R4", "R5", "R26", "R27", "R29"} <= {breach.rule for breach in examine(raw, COMPANY, TO)}
