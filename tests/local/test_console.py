"""The console on the whole system: the seeded story, lived through every function, is retold as it was decided."""

import json
from typing import Any

from local.stack import Stack

KEY = [("Authorization", "Bearer sk_local"), ("Host", "127.0.0.1:8000")]


def read(stack: Stack, path: str) -> Any:
    answer = stack.request("GET", path, headers=KEY)
    assert answer.status == 200
    return json.loads(answer.body)


def everybody(stack: Stack) -> list[Any]:
    leads, cursor = [], ""
    while cursor is not None:
        page = read(stack, "/v1/leads?limit=5" + (f"&cursor={cursor}" if cursor else ""))
        leads += page["leads"]
        cursor = page["next"]
    assert len(leads) > 5
    return leads


def test_every_story_adds_up_and_knows_why(played: Stack) -> None:
    """Each lead was folded live, every record delivered twice: the points of the retold story are those of the table.
    Each mail and alert has its row and its reason; somebody's past begins anonymously.
    """
    anonymous = 0
    for lead in everybody(played):
        told = read(played, f"/v1/leads/{lead['id']}/timeline?limit=500")
        assert told["next"] is None
        given = round(sum(reason["points"] for reason in lead["because"]), 1)
        assert round(sum(entry["points"] for entry in told["timeline"]), 1) == given, lead["name"]
        for entry in told["timeline"]:
            anonymous += entry["anonymous"]
            if entry["kind"] in ("mail", "alert"):
                assert entry["what"]["status"] != "planned"
                assert entry["why"]
    assert anonymous


def test_every_page_opens(played: Stack) -> None:
    """The list, every lead in both languages, mailbox and clock: all of it is shown, none of it breaks."""
    paths = ["/console", "/console/mailbox", "/console/clock", "/console/static/htmx.js"]
    paths += [f"/console/leads/{lead['id']}{lang}" for lead in everybody(played) for lang in ("?lang=ja", "?lang=en")]
    for path in paths:
        answer = played.request("GET", path, headers=KEY)
        assert (answer.status, len(answer.body) > 500) == (200, True), path
