"""Plans, people and decided mails that the tests of mails and alerts share."""

from typing import Any

from mikomi.core.mails.links import Links
from mikomi.model.effects import SendMail
from mikomi.model.person import Consent, Person, Trait
from mikomi.model.plan import MailTemplate, Plan

from tests.core.story import at, plan_of

NOW = at("2026-11-24 10:00")
LINKS = Links("root-of-all-keys", "https://ma.example.co.jp")

SCENARIO: dict[str, Any] = {
    "id": "nurture",
    "name": "資料請求後",
    "trigger": {"when": {"submitted": "download"}},
    "steps": [
        {"id": "thanks", "mail": {"template": "thanks", "kind": "transactional"}},
        {"id": "faq", "mail": {"template": "faq", "subject": "よくあるご質問"}},
        {
            "id": "cases",
            "mail": {
                "template": "faq",
                "variants": [{"id": "A", "subject": "導入企業3社の成功事例"}, {"id": "B", "subject": "残業が減った話"}],
            },
        },
        {
            "id": "offer",
            "mail": {
                "template": "offer",
                "subject": "{{ offer.deadline }}まで: 初期費用0円",
                "offer": {"id": "free", "valid_for": "7d", "url": "https://example.co.jp/offer?a=1&b=2"},
            },
        },
        {"id": "call", "alert": {"why": "オファーを2回閲覧", "do": "お電話を", "urgency": "now", "sla": "4h"}},
    ],
}

LEGAL = "<p>{{ sender.name }} {{ company.postal_address }} {{ company.contact }}</p>"
FAQ = f"""<html><head><title>FAQ</title></head><body>
<p>{{{{ lead.honorific }}}}、<a href="https://example.co.jp/faq?x=1&amp;y=2">よくあるご質問</a></p>
{LEGAL}<a href="{{{{ unsubscribe_url }}}}">配信停止</a></body></html>"""


def template(name: str, html: str = FAQ, text: str = "{{ lead.honorific }} https://example.co.jp/faq") -> MailTemplate:
    return MailTemplate(id=name, html=html, text=text, subject="題名")


def mail_plan(*templates: MailTemplate, scenario: dict[str, Any] | None = None, **settings: Any) -> Plan:
    plan = plan_of([scenario or SCENARIO], **settings)
    given = templates or (template("thanks"), template("faq"), template("offer", text="{{ offer.url }}"))
    return plan.model_copy(update={"mails": {each.id: each for each in given}})


def lead(number: int = 1, **traits: Any) -> Person:
    """A lead who agreed to marketing mail."""
    given = {"lastName": "山田", "firstName": "太郎", "company": "ABC製作所", **traits}
    return Person(
        id=f"l_{number}",
        proof=2,
        email=f"yamada{number}@example.com",
        traits={name: Trait(value=value, at=1) for name, value in given.items() if value is not None},
        consent=Consent(text="はい", source="form:download", at=1, event_id="e"),
    )


def decided(step: str = "faq", number: int = 1, **more: Any) -> SendMail:
    """The mail of this step for the lead of this number."""
    usual = {
        "id": f"run{number}.{step}",
        "at": NOW,
        "event_id": "e1",
        "plan": 1,
        "scenario": "nurture",
        "step": step,
        "enrolment": f"run{number}",
        "template": {"thanks": "thanks", "offer": "offer"}.get(step, "faq"),
        "marketing": step != "thanks",
    }
    return SendMail(**{**usual, **more})
