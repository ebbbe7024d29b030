"""What an alert says of what somebody wrote: the words themselves, before every page; with a button that replies."""

from html import escape
from urllib.parse import unquote

import pytest
from mikomi.core.people.absence import Recipient
from mikomi.core.sales import alert_mail, alerts, form_answers
from mikomi.core.sales.alerts import Occasion
from mikomi.model.company import Rep
from mikomi.model.form import Form

from tests.core.mails import LINKS, lead
from tests.core.test_alerts import NOW, decided, engaged, event, page, plan

HOUR, DAY = 3_600_000, 86_400_000
CONTACT = {
    "id": "contact",
    "name": {"ja": "お問い合わせ", "en": "Contact"},
    "fields": [
        {"trait": "email", "label": {"ja": "メールアドレス", "en": "Email"}, "type": "email"},
        {"trait": "plan", "label": {"ja": "ご希望のプラン", "en": "Plan"}, "type": "select", "options": [
            {"value": "b", "label": {"ja": "ビジネス", "en": "Business"}}, "other"]},
        {"trait": "sites", "label": "拠点", "type": "checkboxes", "options": ["大阪", "東京"]},
        {"trait": "inquiry", "label": {"ja": "内容", "en": "How can we help?"}, "type": "textarea", "required": True},
        {"trait": "campaign", "label": "-", "type": "hidden", "value": "x"},
    ],
}  # fmt: skip
GUIDE = {"id": "guide", "name": "資料請求", "fields": [{"trait": "email", "label": "メール", "type": "email"}]}
TYPED = {
    "email": "yamada@example.com",
    "plan": "b",
    "sites": ["大阪", "東京"],
    "campaign": "x",
    "inquiry": "見積書をお願いします。\n30名で使います。",
}


def posted(form, moment, **traits):
    """A form as it comes: who it is, and that it was sent."""
    return [
        event(f"{form}-{moment}-identify", moment, type="identify", origin="form", traits=traits),
        event(
            f"{form}-{moment}", moment, type="track", name="Form Submitted", origin="form", properties={"form": form}
        ),
    ]


def compose(events, language="ja", effect=None, now=NOW) -> alerts.Alert:
    rep = Rep(id="sato", name="佐藤", email="sato@example.co.jp", language=language)
    forms = {each["id"]: Form.model_validate(each) for each in (CONTACT, GUIDE)}
    whole = plan().model_copy(update={"forms": forms})
    of = effect or decided()
    return alerts.compose(Occasion(of, lead(phone="06-6000-0000"), events, Recipient(rep), now, of.at), whole, LINKS)


def of_form(moment=NOW, **more):
    return decided(id="form-1", reason="form", form="contact", band=None, event_id=f"contact-{moment}", **more)


def test_what_was_written_stands_in_the_alert_freely_written_words_first():
    """Choices by the words of the page; not what stands above already, nor what was never typed."""
    alert = compose(posted("contact", NOW, **TYPED), effect=of_form())
    assert alert.subject == "山田様(ABC製作所)｜「お問い合わせ」からご連絡がありました・0点"
    assert [tuple(each) for each in alert.written] == [
        ("内容", "見積書をお願いします。\n30名で使います。"),
        ("ご希望のプラン", "ビジネス"),
        ("拠点", "大阪、東京"),
    ]
    assert "「お問い合わせ」が送信されたため" in alert.footer and not alert.caution
    mail = alert_mail.alert_words(alert)
    for part in (mail.html, mail.text):
        assert "30名で使います。" in part and "ビジネス" in part and "campaign" not in part


def test_the_same_in_english():
    alert = compose(posted("contact", NOW, **TYPED), "en", of_form())
    assert alert.fact.startswith("Wrote to us by “Contact”")
    assert [label for label, _ in alert.written][:2] == ["How can we help?", "Plan"]
    assert alert.written[1].value == "Business"


def test_the_button_replies_under_the_forms_name():
    alert = compose(posted("contact", NOW, **TYPED), effect=of_form())
    assert unquote(alert.email_uri).endswith("?subject=Re: お問い合わせ")
    mail = alert_mail.alert_words(alert)
    assert alert.replies and alert.email_label == f"{alert.email} に返信する"
    assert escape(alert.email_uri) in mail.html and alert.email_label in mail.text
    assert compose([page("p1", NOW)]).email_uri.partition("?")[2] == ""


@pytest.mark.parametrize("form_at", [NOW - 20_000, NOW + 20_000, NOW - DAY + 1])
def test_a_price_page_never_hides_the_question_sent_beside_it(form_at):
    """The page crossed the line; the form was sent a moment before, a moment after, or the day before."""
    events = [*posted("contact", form_at, **TYPED), page("p3", NOW - 1), engaged("p3", NOW, 60)]
    alert = compose(events, now=NOW + 30_000)
    assert alert.fact.startswith("「お問い合わせ」からご連絡がありました") and alert.written
    digest = alert_mail.digest_words([alert], "ja")
    assert "見積書をお願いします。" in digest.html and "見積書をお願いします。" in digest.text


def test_after_a_day_what_happens_now_leads_again():
    events = [*posted("contact", NOW - DAY, **TYPED), page("p3", NOW)]
    assert compose(events).fact.startswith("「料金」を閲覧") and not compose(events).written


def test_another_form_leads_for_an_hour_and_after_an_inquiry():
    guide = posted("guide", NOW - HOUR + 1, email="yamada@example.com")
    assert compose([*guide, page("p3", NOW)]).fact.startswith("フォーム「資料請求」を送信")
    assert not compose([*guide, page("p3", NOW)]).written
    assert compose([*posted("guide", NOW - HOUR), page("p3", NOW)]).fact.startswith("「料金」を閲覧")
    both = [*posted("contact", NOW - 2 * HOUR, **TYPED), *guide, page("p3", NOW)]
    assert compose(both).fact.startswith("「お問い合わせ」からご連絡")


def test_of_two_inquiries_the_latest_is_shown():
    first, last = (posted("contact", NOW - ago, inquiry=f"{ago} ms") for ago in (9_000, 3_000))
    assert [each.value for each in compose([*last, *first, page("p3", NOW)]).written] == ["3000 ms"]


@pytest.mark.parametrize(
    "typed",
    [
        '<script>alert(1)</script>"&',
        "\u202eevil\u202c",
        "a\x00b\u200bc",
        "{{ 7*7 }}",
        "x" * 9_000,
        ["a", None, 3],
        True,
    ],
)
def test_a_strangers_words_are_text_and_only_so_long(typed):
    """Nothing of it is markup, a template, invisible, or without an end."""
    alert = compose(posted("contact", NOW, inquiry=typed), effect=of_form())
    mail = alert_mail.alert_words(alert)
    assert "<script>alert" not in mail.html and "\u202e" not in mail.html + mail.text
    assert "\x00" not in mail.html and "49" not in "".join(each.value for each in alert.written)
    assert all(len(each.value) <= form_answers.LONGEST for each in alert.written)


def test_a_return_says_after_how_many_days():
    back = decided(id="return-1", reason="return", after_days=20, event_id="p3")
    alert = compose([page("p3", NOW)], effect=back)
    assert "20日ぶりに戻ってきました" in alert.reason and "20日ぶりに戻ってきたため" in alert.footer
    assert compose([], effect=back).subject.endswith("20日ぶりに戻ってきました・0点")
    assert "back after 20 days" in compose([page("p3", NOW)], "en", back).reason


def test_without_the_log_the_alert_still_says_why():
    """The packet may be gone; the form's name is left."""
    assert compose([], effect=of_form()).fact == "お問い合わせ"
