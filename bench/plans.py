"""Plans of any size: a usual one, and large ones whose rules and scenarios all look elsewhere, or all at one event."""

from typing import Any

from mikomi.model.company import CompanySettings
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario
from mikomi.model.scoring import Scoring

Json = dict[str, Any]

COMPANY = {
    "company": {"name": "株式会社サンプル商店", "postal_address": "〒530-0003 大阪市", "contact": "info@example.co.jp"},
    "sender": {"name": "サンプル商店", "address": "news@example.co.jp"},
    "reps": [{"id": "sato", "name": "佐藤", "email": "sato@example.co.jp"}],
}
RULES: list[Json] = [
    {"id": "contact", "when": {"submitted": "contact"}, "points": 50},
    {"id": "download", "when": {"submitted": "download"}, "points": 30},
    {"id": "top", "when": {"visited": "/"}, "points": 1, "cap": {"points": 3, "per": "7d"}},
    {"id": "product", "when": {"visited": "/products/**"}, "points": 5, "cap": {"points": 20, "per": "7d"}},
    {"id": "price", "when": {"visited": "/price"}, "points": 10, "cap": {"points": 30, "per": "7d"}},
    {"id": "price-in", "when": {"engaged": "/price", "seconds": 60}, "points": 10, "cap": {"points": 10, "per": "7d"}},
    {"id": "click", "when": {"clicked": "*"}, "points": 10, "cap": {"points": 20, "per": "7d"}},
    {"id": "recruit", "when": {"visited": "/recruit/**"}, "points": -20, "once": True},
    {"id": "industry", "when": {"trait": "industry", "in": ["製造業", "IT"]}, "points": 15, "axis": "fit"},
    {"id": "title", "when": {"trait": "title", "matches": "(課長|部長|取締役|社長)"}, "points": 5, "axis": "fit"},
]
MAILS: list[Json] = [
    {"id": "thanks", "mail": {"template": "thanks", "subject": "ありがとうございます"}},
    {"wait": "2d"},
    {"id": "faq", "mail": {"template": "faq", "subject": "よくあるご質問"}},
    {"id": "read", "if": {"clicked": "faq"}, "wait_up_to": "5d", "then": [{"add_tag": "読んだ"}], "else": []},
]
"""10 rules, and 5 scenarios of these steps: what a usual company has."""


def plan(version: int, rules: list[Json], scenarios: list[Json]) -> Plan:
    made = [
        Scenario.model_validate({"name": one["id"], "status": "active", "steps": MAILS, **one}) for one in scenarios
    ]
    return Plan(
        version=version,
        settings=CompanySettings.model_validate(COMPANY),
        scoring=Scoring.model_validate(
            {
                "rules": [{"name": rule["id"], **rule} for rule in rules],
                "decay": {"half_life": "30d"},
                "bands": [
                    {"id": "hot", "name": "Hot", "from": 80},
                    {"id": "warm", "name": "Warm", "from": 40},
                    {"id": "cool", "name": "Cool", "from": 0},
                ],
                "alert": {"on_enter": "hot", "cooldown": "24h"},
            }
        ),
        scenarios={one.id: one for one in made},
    )


def usual(version: int = 1) -> Plan:
    """Ten rules and five scenarios."""
    forms = [{"id": f"after-{form}", "trigger": {"when": {"submitted": form}}} for form in ("contact", "download")]
    return plan(
        version,
        RULES,
        [
            *forms,
            {"id": "price-thrice", "trigger": {"when": {"visited": "/price", "times": 3, "within": "7d"}}},
            {"id": "hot", "trigger": {"when": {"band": "hot"}}},
            {"id": "vip", "trigger": {"when": {"tag": "VIP"}}},
        ],
    )
