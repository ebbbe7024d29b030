"""Alerts by channels through the whole local stack: an inquiry comes by mail and would stand in the chat, once, though
every record is delivered twice; nothing leaves this machine, whether or not a secret was put away."""

import json
from typing import Any

from local.stack import ROOT, Stack
from tests.house.doors import SECRET, post


def test_an_inquiry_stands_in_the_chat_and_in_the_mail() -> None:
    with Stack() as stack:
        stack.upload(ROOT / "examples")
        stack.settle()
        events: list[dict[str, Any]] = [
            {"type": "identify", "traits": {"email": "taro@example.jp", "lastName": "山田"}},
            {"type": "track", "event": "Form Submitted", "properties": {"form": "contact", "message": "見積もり希望"}},
        ]
        batch = {"batch": [{"userId": "u1", "messageId": f"m{n}", **event} for n, event in enumerate(events)]}
        assert post(stack, "/v1/batch", batch, SECRET).status == 200
        stack.advance(3 * 86_400_000)
        (kept,) = stack.hooks.kept
        assert kept["url"].startswith("https://hooks.slack.com/") and kept["status"] == 204
        said = json.loads(kept["body"])
        assert "山田" in said["text"] and said["blocks"][-1]["elements"][0]["url"].startswith(stack.address)
        mails = [mail for mail in stack.mailbox if mail.to in ("sato@example.co.jp", "suzuki@example.co.jp")]
        assert len(mails) == 1
