"""The simulated company's workspace, and what its marketers change in it.

Rules
1. Every version carries a mark of its own (`rev-7`) in each mail's subject, so that a mail says which plan wrote it.
2. The scoring rules stay the same in all versions, so that what the log must add up to is known without the fold.
3. Each template is legal, and shows the recipient's own name: what somebody gets shows whose data it holds.
"""

import json
from random import Random
from typing import Any

from mikomi.model.company import CompanySettings

Files = dict[str, bytes]

RULES = {
    "price": ("page", "/price", 10.0),
    "products": ("page", "/products/**", 3.0),
    "cases": ("page", "/cases", 7.0),
    "request": ("form", "download", 20.0),
    "trial": ("track", "Trial Started", 15.0),
}
"""Rules without caps: what earns, and how many points."""
SENT_FORM = "request"
"""The rule of the form."""
ONCE = ("once", "/about", 4.0)
CAPPED = ("capped", "/news/", 2)
"""A rule with a cap, the pages for which it gives points, and how often a day."""
HOT = 40.0
LIMIT = (3, 7)
"""Marketing mails per address, and the days they are counted in."""
HALVES = "bad"
"""The rep's answer that takes half of the points."""
REPS = ("sato", "suzuki")
HALF_LIFE = "14d"

_SAYS = {
    "company": {"name": "サンプル商店", "postal_address": "大阪市北区1-1", "contact": "info@example.co.jp"},
    "sender": {"name": "サンプル商店", "address": "news@example.co.jp"},
}
COMPANY = CompanySettings.model_validate({"version": 1, **_SAYS})
"""What every version says of the company."""

_MAIL = """<html><head><title>{title}</title></head><body>
<p>{{{{ lead.honorific }}}} / {{{{ lead.lastName | default("") }}}} / {{{{ lead.company | default("") }}}}</p>
<p><a href="https://shop.example.co.jp/{name}">{name}</a></p>
<p>{{{{ sender.name }}}} {{{{ company.postal_address }}}} {{{{ company.contact }}}}</p>
<p><a href="{{{{ unsubscribe_url }}}}">配信停止</a></p></body></html>"""


def files(revision: int, random: Random) -> Files:
    """A valid workspace. `random` draws what its marketers chose this time."""
    mark = f"rev-{revision}"
    workspace: dict[str, Any] = {
        "settings.json": _settings(),
        "scoring.json": _scoring(random),
        "scenarios/request.json": _request(mark, random),
        "scenarios/price.json": _price(mark, random),
        "scenarios/hot.json": _hot(mark),
        "forms/download.json": _form(),
    }
    if random.random() < 0.3:
        workspace["scenarios/price.json"]["status"] = "paused"
    written = {name: json.dumps(said, ensure_ascii=False, indent=1).encode() for name, said in workspace.items()}
    mails = {f"mails/{name}.html": _MAIL.format(title=f"{name} {mark}", name=name).encode() for name in MAILS}
    return {**written, **mails}


MAILS = ("thanks", "faq", "cases", "offer", "watch", "call")


def broken(files_now: Files, random: Random) -> tuple[str, bytes]:
    """One file with which no version may be published."""
    name = random.choice(sorted(name for name in files_now if name.startswith("scenarios/")))
    body = files_now[name].decode()
    kind = random.random()
    if kind < 0.4:
        return name, body[: len(body) // 2].encode()  # half an upload
    if kind < 0.7:
        return name, body.replace('"template": "', '"template": "no-such-').encode()
    return name, body.replace('"steps"', '"stepps"').encode()


def _settings() -> dict[str, Any]:
    return {
        "version": 1,
        **_SAYS,
        "language": "ja",
        "timezone": "Asia/Tokyo",
        "limits": {"marketing_mails": LIMIT[0], "per": f"{LIMIT[1]}d"},
        "reps": [{"id": rep, "name": rep, "email": f"{rep}@example.co.jp"} for rep in REPS],
        "owner": {"default": "round_robin"},
    }


def _scoring(random: Random) -> dict[str, Any]:
    conditions: dict[str, dict[str, str]] = {
        "page": {"key": "visited"},
        "form": {"key": "submitted"},
        "track": {"key": "event"},
    }
    rules = [
        {"id": name, "name": name, "when": {conditions[kind]["key"]: what}, "points": points}
        for name, (kind, what, points) in RULES.items()
    ]
    rules.append({"id": ONCE[0], "name": ONCE[0], "when": {"visited": ONCE[1]}, "points": ONCE[2], "once": True})
    rules.append(
        {
            "id": "capped",
            "name": "capped",
            "when": {"visited": "/news/*"},
            "points": 5,
            "cap": {"points": 10, "per": "1d"},
        }
    )
    rules.append({"id": "boss", "name": "boss", "when": {"trait": "title", "is": "部長"}, "points": 12, "axis": "fit"})
    return {
        "version": 1,
        "rules": rules,
        "decay": {"half_life": HALF_LIFE},
        "bands": [{"id": "hot", "name": "Hot", "from": HOT}, {"id": "warm", "name": "Warm", "from": 20}],
        "alert": {
            "on_enter": "hot",
            "to": "owner",
            "max_per_rep_per_day": 3,
            "outside_hours": random.choice(["now", "next_open", "digest"]),
            "do": "お電話を",
        },
        "feedback": {
            "good": {"label": "商談", "tag": "deal", "outcome": "positive"},
            "later": {"label": "後日", "snooze": "3d"},
            HALVES: {"label": "対象外", "score": "halve", "outcome": "negative"},
        },
    }


def _mail(step: str, template: str, mark: str, kind: str = "marketing") -> dict[str, Any]:
    return {"id": step, "mail": {"template": template, "kind": kind, "subject": f"{step} {mark}"}}


def _request(mark: str, random: Random) -> dict[str, Any]:
    first = random.choice(["1h", "1d", "2d"])
    return {
        "version": 1,
        "id": "request",
        "name": f"資料請求 {mark}",
        "status": "active",
        "trigger": {"when": {"submitted": "download"}},
        "reentry": "never",
        "send_window": {"days": "weekdays", "from": "09:00", "to": "18:00"},
        "steps": [
            _mail("thanks", "thanks", mark, "transactional"),
            {"wait": first},
            _mail("faq", "faq", mark),
            *([{"wait": "1h"}, _mail("extra", "watch", mark)] if random.random() < 0.3 else []),
            {
                "id": "read",
                "if": {"clicked": "faq"},
                "wait_up_to": random.choice(["1d", "3d"]),
                "then": [
                    {"add_tag": "reader"},
                    {"id": "ring", "alert": {"why": "読んだ", "do": "電話", "urgency": "today"}},
                ],
                "else": [_mail("cases", "cases", mark)],
            },
            {"wait": {"for": "1d", "at": "10:00"}},
            _mail("offer", "offer", mark),
        ],
    }


def _price(mark: str, random: Random) -> dict[str, Any]:
    return {
        "version": 1,
        "id": "price",
        "name": f"料金 {mark}",
        "status": "active",
        "trigger": {"when": {"visited": "/price", "times": 2, "within": "7d"}},
        "audience": {"trait": "email", "exists": True},
        "reentry": {"after": random.choice(["2d", "5d"])},
        "steps": [_mail("watch", "watch", mark), {"wait": "2h"}, _mail("watch-2", "cases", mark)],
    }


def _hot(mark: str) -> dict[str, Any]:
    return {
        "version": 1,
        "id": "hot",
        "name": f"Hot {mark}",
        "status": "active",
        "trigger": {"when": {"band": "hot"}},
        "reentry": "after_exit",
        "steps": [
            _mail("call", "call", mark),
            {"id": "tell", "alert": {"why": "Hot", "do": "電話", "urgency": "digest"}},
        ],
    }


def _form() -> dict[str, Any]:
    return {
        "version": 1,
        "id": "download",
        "name": "資料請求",
        "fields": [
            {"trait": "email", "type": "email", "label": "メール", "required": True},
            {"trait": "lastName", "type": "text", "label": "姓"},
            {"trait": "company", "type": "text", "label": "会社"},
        ],
        "consent": {"text": "メールを受け取る"},
    }
