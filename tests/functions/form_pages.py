"""Forms over HTTP, as browsers and scripts send them: four forms, their pages, and the button."""

import json
from datetime import timedelta
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from mikomi import clock
from mikomi.aws import log
from mikomi.model.company import Company, CompanySettings, Sender
from mikomi.model.form import Form
from mikomi.model.plan import Plan
from mikomi.shell.people import fold

from functions.identify import app as identify
from tests.functions.http_api import asked, seen

BROWSER = {"accept": "text/html,application/xhtml+xml", "content-type": "application/x-www-form-urlencoded"}
GOOD = {"email": "hanako@example.co.jp", "company": "<見込み> 商事", "consent": "on"}
DOWNLOAD: dict[str, Any] = {
    "id": "download",
    "name": "資料請求",
    "title": {"ja": "資料をお届けします", "en": "Get the guide"},
    "fields": [
        {"trait": "email", "label": {"ja": "メールアドレス", "en": "E-mail"}, "type": "email", "required": True},
        {"trait": "company", "label": "会社名", "required": True},
        {
            "trait": "industry",
            "label": {"ja": "業種", "en": "Industry"},
            "type": "select",
            "options": ["製造業", {"value": "it", "label": {"ja": "情報通信", "en": "Software"}}],
            "unless_known": True,
        },
        {"trait": "note", "label": "ご質問", "type": "textarea"},
        {"trait": "news", "label": "ニュースも", "type": "checkbox"},
        {"trait": "source", "label": "", "type": "hidden", "value": "site"},
    ],
    "consent": {
        "text": "お役立ち情報のメールを受け取ることに同意します",
        "version": "2026-04",
        "policy": "https://example.co.jp/privacy",
        "required": True,
    },
    "gives": {"asset": "assets/guide.pdf", "link_valid_for": "7d"},
    "thanks": {"message": "メールをご確認ください。"},
}
CONTACT = {**DOWNLOAD, "id": "contact", "gives": None, "thanks": {"redirect": "https://example.co.jp/thanks"}}
CONFIRM = {**DOWNLOAD, "id": "confirm", "consent": {**DOWNLOAD["consent"], "confirm": "mail"}, "thanks": None}
PROGRESSIVE = {
    **DOWNLOAD,
    "id": "again",
    "fields": [{**field, "unless_known": field.get("type") != "hidden"} for field in DOWNLOAD["fields"]],
}


def forms(world):
    """A company with these forms, published."""
    company = CompanySettings(
        company=Company(
            name="見込み商事", postal_address="東京", contact="info@example.co.jp", site="https://www.example.co.jp"
        ),
        sender=Sender(name="見込み商事", address="news@example.co.jp"),
    )
    made = {each["id"]: Form.model_validate(each) for each in (DOWNLOAD, CONTACT, CONFIRM, PROGRESSIVE)}
    return world.publish(Plan(settings=company, forms=made))


def pass_time(**span):
    clock.shift(clock.shifted() + timedelta(**span))


def get(address, headers=None):
    answer = identify.handler(asked("GET", address, None, {**BROWSER, **(headers or {})}), None)
    return seen(answer)


def post(fields, form="download", headers=BROWSER):
    """To the address for programs, or for pages that are not ours."""
    body = urlencode(fields) if headers is BROWSER else json.dumps(fields)
    return seen(identify.handler(asked("POST", f"/v1/forms/{form}", body, headers), None))


def press(page, filled, *, form="download", query="", after=10, cookie=None):
    """What is filled in on our own page, and its button pressed after so many seconds."""
    pass_time(seconds=after)
    event = asked("POST", f"/f/{form}{query}", urlencode({**Fields(page.text).found, **filled}, doseq=True), BROWSER)
    if cookie:
        event["cookies"] = [cookie]
    return seen(identify.handler(event, None))


def stored(world):
    return [event for item in world.rows("events") for event in log.decode(item).events]


class Fields(HTMLParser):
    """Names and values of a page's inputs, as a browser sends them when nothing is ticked."""

    def __init__(self, html):
        super().__init__()
        self.found = {}
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        if tag in ("input", "select", "textarea"):
            named = dict(attrs)
            if named.get("type") in ("checkbox", "radio"):
                return
            self.found[named["name"]] = named.get("value", "")


def fold_all(world):
    """Everything that was stored, folded in the order of its coming."""
    packets = sorted((log.decode(item) for item in world.rows("events")), key=lambda packet: packet.received_at)
    for each in packets:
        fold.fold_packets([each])
