"""Every key that a scenario may have, written in at least two ways that mean something else: scenarios that differ from
`BASE` in that key alone."""

from typing import Any

Written = dict[str, Any]
WHEN: Written = {"when": {"visited": "/price"}}
STEP: Written = {"add_tag": "x"}
BASE: Written = {"id": "s", "name": "名前", "trigger": WHEN, "steps": [STEP]}


def step(written: Written) -> Written:
    return {"steps": [written, STEP]}


def mail(written: Written) -> Written:
    return step({"id": "m", "mail": {"template": "a", "subject": "件名", **written}})


def condition(written: Written) -> Written:
    return {"trigger": {"when": written}}


def alert(written: Written) -> Written:
    return step({"id": "a", "alert": {"why": "w", **written}})


def task(written: Written) -> Written:
    return step({"id": "t", "task": {"kind": "call", **written}})


def hook(written: Written) -> Written:
    return step({"id": "h", "webhook": {"url": "https://example.co.jp/h", "secret": "a", **written}})


def schedule(written: Written) -> Written:
    return {"trigger": {"schedule": "2026-12-01T10:00", **written}}


def behaviour(verb: str, what: str, other: str) -> dict[str, list[Written]]:
    base = {verb: what}
    return {
        verb: [condition(base), condition({verb: other})],
        "times": [condition({**base, "times": 2}), condition({**base, "times": 3})],
        "within": [condition({**base, "within": "2d"}), condition({**base, "within": "3d"})],
        "since": [condition(base), condition({**base, "since": "entry"}), condition({**base, "since": "ever"})],
    }


KEYS: dict[str, dict[str, list[Written]]] = {
    "Scenario": {
        "id": [{"id": "s"}, {"id": "t"}],
        "name": [{"name": "一"}, {"name": "二"}],
        "description": [{"description": "一"}, {"description": "二"}],
        "status": [{"status": each} for each in ("draft", "active", "paused")],
        "timezone": [{"timezone": "Asia/Tokyo"}, {"timezone": "UTC"}],
        "clock": [{"clock": "company"}, {"clock": "recipient"}],
        "calendar": [{"calendar": "jp"}, {"calendar": "us"}],
        "trigger": [{"trigger": WHEN}, {"trigger": {"manual": True}}, schedule({})],
        "audience": [{"audience": {"tag": "x"}}, {"audience": {"not": {"tag": "x"}}}],
        "active": [{"active": {"from": "2026-12-01"}}, {}],
        "reentry": [{"reentry": "never"}, {"reentry": "after_exit"}, {"reentry": {"after": "9d"}}],
        "priority": [{"priority": 10}, {"priority": 20}],
        "group": [{"group": "g"}, {"group": "h"}],
        "public_archive": [{"public_archive": True}, {"public_archive": False}],
        "holdout": [{"holdout": 5}, {"holdout": 12.5}],
        "send_window": [{"send_window": {}}, {}],
        "goal": [{"goal": {"name": "g", "when": {"tag": "x"}}}, {}],
        "exit_when": [{"exit_when": [{"tag": "x"}]}, {"exit_when": [{"tag": "x"}, {"tag": "y"}]}],
        "steps": [{"steps": [STEP]}, {"steps": [STEP, STEP]}],
    },
    "WhenTrigger": {
        "when": [condition({"tag": "x"}), condition({"tag": "y"})],
        "also_those_already": [{"trigger": {**WHEN, "also_those_already": yes}} for yes in (True, False)],
    },
    "ManualTrigger": {"manual": [{"trigger": {"manual": True}}, {}]},
    "ScheduleTrigger": {
        "schedule": [
            schedule({"schedule": each})
            for each in ("2026-12-01T10:00", "0 9 * * *", "0 9 1 * *", "0 9 * * 1-5", "0 9 * * 1", "*/5 * * * *")
        ],
        "on": [schedule({"on": each}) for each in ("weekdays", "weekends", "all")],
        "otherwise": [schedule({"on": "weekdays", "otherwise": each}) for each in ("next", "before", "skip")],
        "who": [schedule({"who": "now"}), schedule({"who": {"until": "2026-12-05"}})],
        "not_later_than": [schedule({"not_later_than": each}) for each in ("2h", "2026-12-05T10:00")],
    },
    "Joining": {"until": [schedule({"who": {"until": each}}) for each in ("2026-12-05", "2026-12-06")]},
    "Active": {
        "from": [{"active": {"from": "2026-12-01"}}, {"active": {"from": "2026-12-02"}}],
        "until": [{"active": {"until": "2026-12-01"}}, {"active": {"from": "2026-11-01", "until": "2026-12-01"}}],
    },
    "ReentryAfter": {"after": [{"reentry": {"after": "9d"}}, {"reentry": {"after": "1w"}}]},
    "Window": {
        "days": [{"send_window": {"days": each}} for each in ("weekdays", "weekends", "all")],
        "from": [{"send_window": {"from": each}} for each in ("09:00", "10:00")],
        "to": [{"send_window": {"to": each}} for each in ("17:00", "18:00")],
        "outside": [{"send_window": {"outside": each}} for each in ("next_open", "skip")],
    },
    "Goal": {
        key: [{"goal": {"name": "g", "when": {"tag": "x"}, key: each}} for each in values]
        for key, values in {
            "name": ("a", "b"),
            "when": ({"tag": "a"}, {"tag": "b"}),
            "within": ("3d", "4d"),
            "target": ({"count": 3}, {"count": 4}),
            "then": ("exit", "continue"),
        }.items()
    },
    "Target": {
        key: [step({**STEP, "target": {"count": 9, key: each}}) for each in values]
        for key, values in {"count": (3, 4), "rate": (0.1, 0.2), "by": ("2026-12-01", "2026-12-02")}.items()
    },
    "WaitStep": {"wait": [step({"wait": each}) for each in ("1h", "2bd", {"for": "3d", "at": "10:00"})]},
    "WaitFor": {
        "for": [step({"wait": {"for": each, "at": "09:00"}}) for each in ("1d", "2d")],
        "until": [
            step({"wait": {"until": each}})
            for each in ("2026-12-01", "2026-12-01T10:00", "offer.o", "offer.o - 1d", "offer.o + 1d", "day", "day - 2d")
        ],
        "at": [
            step({"wait": each})
            for each in ({"at": "09:00"}, {"at": "10:00"}, {"at": "best"}, {"until": "day", "at": "10:00"})
        ],
        "on": [step({"wait": {"for": "1d", "at": "09:00", "on": on}}) for on in ("weekdays", "weekends", "all")],
        "past": [step({"wait": {"until": "day", "past": past}}) for past in ("skip", "exit", "go_on")],
    },
    "MailStep": {"mail": [mail({"template": "a"}), mail({"template": "b"})]},
    "Mail": {
        "template": [mail({"template": "a"}), mail({"template": "b"})],
        "subject": [mail({"subject": "a"}), mail({"subject": "b"})],
        "kind": [mail({"kind": "marketing"}), mail({"kind": "transactional"})],
        "variants": [mail({"variants": [{"id": "A"}, {"id": each}]}) for each in "BC"],
        "offer": [mail({"offer": {"id": "o", "valid_for": "3d"}}), mail({})],
        "topic": [mail({"topic": each}) for each in ("news", "seminars")],
        "judged_by": [mail({"variants": [{"id": "A"}, {"id": "B"}], "judged_by": by}) for by in ("clicked", "goal")],
        "winner": [mail({"variants": [{"id": "A"}, {"id": "B"}], "winner": each}) for each in (True, False)],
        "on_unknown": [mail({"on_unknown": "again"}), mail({"on_unknown": "stop"})],
    },
    "Variant": {
        key: [mail({"variants": [{"id": "X"}, {"id": "B", key: each}]}) for each in values]
        for key, values in {"id": ("P", "Q"), "weight": (2, 3), "subject": ("a", "b"), "template": ("c", "d")}.items()
    },
    "Offer": {
        key: [mail({"offer": {"id": "o", "valid_for": "3d", key: each}}) for each in values]
        for key, values in {
            "id": ("p", "q"), "valid_for": ("1d", "2d"), "ends_at": ("23:59", "12:00"), "url": ("https://a", "https://b"),
        }.items()
    },
    "IfStep": {
        "if": [step({"id": "i", "if": {"tag": each}}) for each in "ab"],
        "wait_up_to": [step({"id": "i", "if": {"tag": "a"}, **each}) for each in ({}, {"wait_up_to": "3d"})],
        "then": [step({"id": "i", "if": {"tag": "a"}, "then": [each]}) for each in (STEP, {"exit": True})],
        "else": [step({"id": "i", "if": {"tag": "a"}, "else": [each]}) for each in (STEP, {"exit": True})],
    },
    "SplitStep": {"split": [step({"id": "p", "split": [{"id": "A"}, {"id": each}]}) for each in "BC"]},
    "Arm": {
        key: [step({"id": "p", "split": [{"id": "Z"}, {"id": "B", key: each}]}) for each in values]
        for key, values in {
            "id": ("P", "Q"), "weight": (2, 3), "holdout": (True, False), "steps": ([STEP], [{"exit": True}]),
        }.items()
    },
    "TaskStep": {"task": [task({}), task({"why": "v"})]},
    "TaskWish": {
        "kind": [task({}), task({"kind": "visit"})],
        "to": [task({}), task({"to": "sato"})],
        "due": [task({"due": "2h"}), task({"due": "3h"}), task({})],
        "why": [task({"why": "一"}), task({"why": "二"}), task({})],
    },
    "SendAlertStep": {"alert": [alert({}), alert({"why": "v"})]},
    "AlertStep": {
        "to": [alert({"to": each}) for each in ("owner", "sato", ["sato", "owner"])],
        "why": [alert({"why": "a"}), alert({"why": "b"})],
        "do": [alert({"do": "a"}), alert({"do": "b"})],
        "sla": [alert({"sla": "1h"}), alert({"sla": "2h"})],
        "escalate": [alert({"sla": "1h", "escalate": each}) for each in ("sato", ["sato", "owner"])],
        "urgency": [alert({"urgency": each}) for each in ("now", "today", "digest")],
    },
    "WebhookStep": {"webhook": [hook({}), hook({"secret": "b"})]},
    "Webhook": {
        "url": [hook({"url": f"https://example.co.jp/{each}"}) for each in "ab"],
        "secret": [hook({"secret": each}) for each in ("a", "b", ["a", "b"])],
        "wait_up_to": [hook(each) for each in ({}, {"wait_up_to": "1h"}, {"wait_up_to": "2h"})],
    },
    "AddTagStep": {"add_tag": [step({"add_tag": each}) for each in "ab"]},
    "RemoveTagStep": {"remove_tag": [step({"remove_tag": each}) for each in "ab"]},
    "AddPointsStep": {
        "add_points": [step({"add_points": each}) for each in (5, -5)],
        "reason": [step({"add_points": 5, "reason": each}) for each in "ab"],
    },
    "SetTraitStep": {"set_trait": [step({"set_trait": each}) for each in ({"a": 1}, {"a": 2}, {"a": 1, "b": 1})]},
    "EnterStep": {"enter": [step({"enter": each}) for each in "ab"]},
    "ExitStep": {"exit": [step({"exit": each}) for each in (True, "other", "*")]},
    "Visited": behaviour("visited", "/a", "/b"),
    "Engaged": {
        **behaviour("engaged", "/a", "/b"),
        "seconds": [condition({"engaged": "/a", "seconds": each}) for each in (5, 6)],
    },
    "Opened": behaviour("opened", "m", "*"),
    "Clicked": {
        **behaviour("clicked", "m", "*"),
        "link": [condition({"clicked": "m", "link": each}) for each in ("https://a", "https://b")],
    },
    "Submitted": behaviour("submitted", "a", "b"),
    "Happened": {
        **behaviour("event", "A", "B"),
        "where": [condition({"event": "A", "where": each}) for each in ({"p": 1}, {"p": [1, 2]}, {"q": 1})],
    },
    "ScoreIs": {
        "score": [condition({"score": f"{sign} 80"}) for sign in (">=", ">", "<=", "<", "=")],
        "axis": [condition({"score": "> 1", **each}) for each in ({}, {"axis": "interest"}, {"axis": "fit"})],
    },
    "BandIs": {"band": [condition({"band": each}) for each in "ab"]},
    "TagIs": {"tag": [condition({"tag": each}) for each in "ab"]},
    "TraitIs": {
        "trait": [condition({"trait": each, "is": 1}) for each in "ab"],
        "is": [
            condition({"trait": "a", "is": each})
            for each in ("IT", ">= 1", "> 1", "<= 1", "< 1", "= 1", "< 2026-12-01", ">= 2026-12-01", "within 3d")
        ],
        "in": [condition({"trait": "a", "in": each}) for each in (["p"], ["p", "q"])],
        "matches": [condition({"trait": "a", "matches": each}) for each in "pq"],
        "exists": [condition({"trait": "a", "exists": each}) for each in (True, False)],
    },
    "UnsubscribedIs": {"unsubscribed": [condition({"unsubscribed": each}) for each in (True, False)]},
    "UnsubscribedFrom": {"unsubscribed_from": [condition({"unsubscribed_from": each}) for each in "ab"]},
    "StageIs": {"stage": [condition({"stage": each}) for each in ("lead", "won")]},
    "CompanyIs": {"company": [condition({"company": each}) for each in ("青空", ["青空", "海"])]},
    "AffinityIs": {"affinity": [condition({"affinity": each}) for each in ("料金", "事例")]},
    "InSegment": {"segment": [condition({"segment": each}) for each in "ab"]},
    "All": {"all": [condition({"all": [{"tag": "a"}, {"tag": each}]}) for each in "bc"]},
    "Any_": {"any": [condition({"any": [{"tag": "a"}, {"tag": each}]}) for each in "bc"]},
    "Not": {"not": [condition({"not": {"tag": each}}) for each in "ab"]},
}  # fmt: skip
