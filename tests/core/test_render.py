"""A step's mail in words: who is addressed how, which links are counted, what is never missing."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi import tokens
from mikomi.core.mails import body, legal_lines, render
from mikomi.core.mails.honorific import honorific
from mikomi.core.mails.message import OutgoingMail, has_controls, mime
from mikomi.core.mails.render import Unrenderable
from mikomi.model.form import Form
from mikomi.model.words import in_language

from tests.core.mails import LINKS, NOW, SCENARIO, decided, lead, mail_plan, template
from tests.core.story import at

name = st.text(max_size=30)


@pytest.mark.parametrize(
    ("traits", "ja", "en"),
    [
        ({"lastName": "山田", "firstName": "太郎"}, "山田様", "山田 太郎"),
        ({"lastName": "Yamada", "firstName": "Taro"}, "Yamada様", "Taro Yamada"),
        ({"name": "山田 太郎"}, "山田様", "山田 太郎"),
        ({"name": "山田\u3000太郎"}, "山田様", "山田 太郎"),
        ({"name": "山田太郎"}, "山田太郎様", "山田太郎"),
        ({"name": "Taro Yamada"}, "Taro Yamada様", "Taro Yamada"),
        ({"lastName": "山田様"}, "山田様", "山田様"),
        ({"firstName": "太郎"}, "太郎様", "太郎"),
        *(
            ({"lastName": name}, f"{name}様", name)
            for name in ("鵜殿", "真殿", "宝殿", "岩殿", "湯殿", "大殿", "高殿", "殿", "御中")
        ),
        *(
            ({"lastName": name}, name, name)
            for name in ("田中殿", "林殿", "鵜殿殿", "鵜殿様", "スミス殿", "佐々木先生", "山田さん")
        ),
        ({"name": "鵜殿 太郎"}, "鵜殿様", "鵜殿 太郎"),
        ({"name": "田中 殿"}, "田中様", "田中 殿"),
        ({"lastName": "鵜殿", "firstName": "花子"}, "鵜殿様", "鵜殿 花子"),
        ({"lastName": "  ", "company": "株式会社ABC"}, "株式会社ABC ご担当者様", "株式会社ABC team"),
        ({}, "お客様", "Customer"),
    ],
)
def test_who_is_addressed_how(traits, ja, en):
    """姓+様 where the family name is known, good fallbacks where it is not, no guessed Ms or Mr in English."""
    assert (honorific(traits, "ja"), honorific(traits, "en")) == (ja, en)


@given(last=name, first=name, whole=name, company=name)
def test_an_address_is_never_empty_nor_more_than_a_line(last, first, whole, company):
    """Whatever was typed into the form, the mail addresses somebody, on one line, in Japanese with an honorific."""
    person = lead(lastName=last, firstName=first, name=whole, company=company)
    in_english, in_japanese = (str(render.lead_traits(person, language)["honorific"]) for language in ("en", "ja"))
    assert in_english.strip() and "\n" not in in_english + in_japanese
    assert in_japanese.endswith(("様", "さま", "さん", "殿", "先生", "御中", "各位"))


@given(value=st.text(max_size=60))
def test_no_trait_grows_a_header(value):
    """A name with line ends stays one line of the subject, and one header of the message."""
    plan = mail_plan(template("faq"), scenario=_with_subject("{{ lead.lastName | default('お客') }}様へ"))
    words = render.mail(decided(), lead(lastName=value), plan, LINKS)
    assert not has_controls(words.subject)
    raw = mime(_outgoing(words))
    assert raw.count(b"\r\nSubject:") == 1 and b"\r\nBcc:" not in raw


def _with_subject(subject):
    steps = [
        {**step, "mail": {**step["mail"], "subject": subject}} if step["id"] == "faq" else step
        for step in SCENARIO["steps"]
    ]
    return {**SCENARIO, "steps": steps}


def _outgoing(words):
    return OutgoingMail(
        id="m1", to="yamada@example.com", sender_name="サンプル商店", sender_address="news@example.co.jp",
        subject=words.subject, html=words.html, text=words.text, unsubscribe_url=words.unsubscribe_url, at=1,
    )  # fmt: skip


@pytest.mark.parametrize("language", ["ja", "en"])
def test_an_offer_ends_in_the_scenarios_own_time_zone(language):
    """The deadline is written as its readers read it, where they are."""
    deadline = at("2026-12-01 23:59")
    for zone, expected in (
        ("Asia/Tokyo", {"ja": "12月1日(火)23:59", "en": "Tue 1 Dec, 23:59"}),
        ("Europe/Berlin", {"ja": "12月1日(火)15:59", "en": "Tue 1 Dec, 15:59"}),
    ):
        plan = mail_plan(scenario={**SCENARIO, "timezone": zone}, language=language)
        words = render.mail(decided("offer", offer="free", offer_deadline=deadline), lead(), plan, LINKS)
        assert words.subject == f"{expected[language]}まで: 初期費用0円"


def test_a_later_mail_may_speak_of_the_offer_that_an_earlier_one_made():
    """Same run, same offer, this person's own deadline; the link is the offer's."""
    faq = template("faq", text="{{ offer.deadline }} {{ offer.url }}")
    effect = decided("faq", offer="free", offer_deadline=at("2026-12-01 23:59"), marketing=False)
    words = render.mail(effect, lead(), mail_plan(faq, template("offer")), LINKS)
    assert words.text.startswith("12月1日(火)23:59 https://ma.example.co.jp/c/")


def test_the_thanks_mail_hands_out_what_the_form_gives():
    """`asset_url`: a signed link to the form's file that ends when the form says; empty where no form gives one."""
    thanks = template("thanks", text="{{ asset_url }}")
    plan = mail_plan(thanks)
    assert render.mail(decided("thanks"), lead(), plan, LINKS).text.strip() == ""
    form = {"id": "download", "name": "資料請求", "fields": [{"trait": "email", "label": "メール"}]}
    given = Form.model_validate({**form, "gives": {"asset": "assets/guide.pdf", "link_valid_for": "3d"}})
    plan = plan.model_copy(update={"forms": {"download": given}})
    seen = render.context(decided("thanks"), render.addressee(decided("thanks"), lead(), plan), plan, LINKS)
    token = seen["asset_url"].removeprefix("https://ma.example.co.jp/d/")
    assert tokens.unseal(LINKS.root, "asset", token) == {
        "f": "assets/guide.pdf",
        "x": NOW + 3 * 86_400_000,
        "s": "p:l_1",
        "m": "run1.thanks",
    }


def test_the_variant_brings_its_subject():
    """A variant's subject, else the step's, else the template's title."""
    plan = mail_plan()
    subjects = [
        render.mail(effect, lead(), plan, LINKS).subject
        for effect in (decided("cases", variant="B"), decided("faq"), decided("thanks"))
    ]
    assert subjects == ["残業が減った話", "よくあるご質問", "題名"]


def test_what_cannot_be_rendered_says_where():
    """A template that is gone, a name that does not exist: a reason for the row, never half a mail."""
    with pytest.raises(Unrenderable) as gone:
        render.mail(decided(template="nowhere"), lead(), mail_plan(), LINKS)
    with pytest.raises(Unrenderable) as unknown:
        render.mail(decided(), lead(), mail_plan(template("faq", html="{{ offer.deadline }}")), LINKS)
    assert (gone.value.code, unknown.value.code) == ("no_template", "render")
    assert "mails/faq.html" in str(unknown.value)


def test_html_is_escaped_and_text_is_not():
    """What a lead typed is text in both parts."""
    words = render.mail(decided(), lead(lastName="<b>&"), mail_plan(), LINKS)
    assert "&lt;b&gt;&amp;様" in words.html and "<b>&様" in words.text


pieces = st.sampled_from(
    [
        "<p>こんにちは</p>",
        "{% if lead.company == 'nobody' %}",
        "{% endif %}",
        "{{ company.name }}",
        "{{ company.contact }}",
        "{{ sender.name }}",
        "{{ company.postal_address }}",
        '<a href="{{ unsubscribe_url }}">停止</a>',
        "{{ unsubscribe_url }}",
        "<style>",
        "</style>",
        "<!--",
        "-->",
        "</body>",
        "<head>",
        "</head>",
        "<body>",
    ]
)


@given(html=st.lists(pieces, max_size=12), text=st.lists(pieces, max_size=8))
def test_a_marketing_mail_is_never_without_its_legal_lines(html, text):
    """I20: whatever the template hides, both parts show sender, postal address, contact and a link; headers too."""
    source, plain = "".join(html), "".join(text)
    try:
        words = render.mail(decided(), lead(), mail_plan(template("faq", html=source, text=plain)), LINKS)
    except Unrenderable:
        return  # an `if` without its end is no template
    visible = legal_lines.Visible.of(words.html)
    assert words.unsubscribe_url in visible.targets and words.unsubscribe_url in words.text
    for part in (visible.text, words.text):
        assert "〒530-0003 大阪市" in part and "info@example.co.jp" in part and "サンプル商店" in part
    assert b"List-Unsubscribe-Post: List-Unsubscribe=One-Click" in mime(_outgoing(words))


def test_a_transactional_mail_stays_as_it_was_written():
    """It needs no link to unsubscribe, and gets neither footer nor header."""
    words = render.mail(
        decided("thanks"), lead(), mail_plan(template("thanks", html="<p>はい</p>", text="はい")), LINKS
    )
    assert words.unsubscribe_url is None and "停止" not in words.html and words.text == "はい"


def test_a_mail_holds_data_of_its_recipient_only():
    """I19: many leads through the same compiled templates; nobody's words or links turn up in another's mail."""
    plan, mails = mail_plan(), {}
    for number in range(20):
        person = lead(number, lastName=f"姓{number:02}", company=f"社{number:02}")
        words = render.mail(decided(number=number), person, plan, LINKS)
        said = words.subject + words.html + words.text
        mails[number] = said + "".join(
            str(tokens.unseal(LINKS.root, purpose, token))
            for purpose, path in (("click", "c"), ("open", "o"), ("unsubscribe", "u"))
            for token in re.findall(rf"/{path}/([\w.-]+[\w-])", said)
        )
    for number, said in mails.items():
        assert f"姓{number:02}" in said and f"'l_{number}'" in said and f"yamada{number}@" in said
        others = [other for other in range(20) if other != number]
        assert not any(
            f"姓{other:02}" in said or f"'l_{other}'" in said or f"yamada{other}@" in said for other in others
        )


def test_lines_that_are_shown_are_not_added_again():
    """The sender's name or the company's, with address, contact and link: the parts stay as they were written. Without
    any name they are completed."""
    settings = mail_plan(sender={"name": "店のたより", "address": "a@example.co.jp"}).settings
    names = [in_language(name, "ja") for name in (settings.sender.name, settings.company.name)]
    link, rest = "https://u.example/u/x", f"{settings.company.postal_address} {settings.company.contact}"
    for shown in names:
        html, text = f'<p>{shown} {rest}</p><a href="{link}">停止</a>', f"{shown}\n{rest}\n{link}"
        assert legal_lines.complete(html, text, settings, link) == (html, text)
    html, text = legal_lines.complete(f'<p>{rest}</p><a href="{link}">停止</a>', f"{rest}\n{link}", settings, link)
    assert all(name in html and name in text for name in names)


def test_a_subject_shows_a_name_as_it_is_written():
    """A subject is no HTML: `&` stays what it is."""
    assert body.line("{{ lead.company }}様\n", {"lead": {"company": "A & B <C>"}}) == "A & B <C>様"
