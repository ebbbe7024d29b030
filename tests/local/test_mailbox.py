"""The mailbox as a newcomer asks for it: a list that fits a terminal, and one mail by the address in the list."""

import json

from local import control, story
from local.stack import Stack

FIELDS = {
    "email": "hanako@aozora.example",
    "lastName": "青空",
    "firstName": "花子",
    "company": "青空工業",
    "consent": True,
}


def asked(stack: Stack, path: str) -> tuple[int, str]:
    answer = control.answer(stack, "GET", path, b"")
    return answer.status, answer.text


def test_the_list_is_short_and_leads_to_each_mail() -> None:
    """A line a mail with when, to whom, what about and where; there, the mail whole, its text, or as a page. With a
    reader's address: that reader's mails, whole. What is not there is a 404 that says so."""
    with Stack() as stack:
        story.publish(stack)
        for name in ("hanako", "jiro"):
            body = json.dumps({**FIELDS, "email": f"{name}@aozora.example"})
            assert stack.request("POST", "/v1/forms/download", body=body).status == 200
        stack.settle()
        _, listed = asked(stack, "/_local/mails")
        lines = listed.splitlines()
        assert len(lines) == 2 and all(len(line) < 400 for line in lines)
        short = json.loads(listed)
        assert {mail["to"] for mail in short} == {"hanako@aozora.example", "jiro@aozora.example"}
        assert all(set(mail) == {"at", "to", "subject", "id", "url"} for mail in short)
        path = short[0]["url"].removeprefix(stack.address)
        whole = json.loads(asked(stack, path)[1])
        assert whole["subject"] == short[0]["subject"] and "青空様" in whole["text"] and "<html" in whole["html"]
        assert asked(stack, f"{path}/text")[1] == whole["text"]
        assert whole["html"] in asked(stack, f"{path}/html")[1]
        jiro = "jiro@aozora.example"
        assert json.loads(asked(stack, f"/_local/mails?to={jiro}")[1]) == stack.mails(to=jiro) != []
        assert asked(stack, "/_local/mails/none")[0] == asked(stack, f"{path}/other")[0] == 404
