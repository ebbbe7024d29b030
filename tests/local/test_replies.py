"""A reply on the running local stack: it comes in as SES brings it, the scenario ends, the rep is told at once; an
absence note changes nothing, and a colleague's answer ends nothing."""

import json
from typing import Any

import boto3
from mikomi.clock import now

from local import control, story
from local.stack import WORKSPACE, Stack
from tests.house.doors import SECRET

HOUR, DAY = 3_600_000, 86_400_000
TALK = {
    "version": 1,
    "id": "talk",
    "name": "返信があった方",
    "status": "active",
    "trigger": {"when": {"event": "Mail Replied"}},
    "steps": [{"id": "call", "alert": {"to": "sato", "why": "メールに返信", "do": "お返事を", "urgency": "now"}}],
}
LEADS = ("answers@aozora.example", "absent@aozora.example", "colleague@aozora.example")


def _published(stack: Stack) -> None:
    story.publish(stack)
    s3 = boto3.client("s3")
    nurture = json.loads(s3.get_object(Bucket=WORKSPACE, Key="scenarios/doc-request.json")["Body"].read())
    nurture |= {"exit_when": [{"event": "Mail Replied"}], "holdout": 0}
    for scenario in (nurture, TALK):
        s3.put_object(Bucket=WORKSPACE, Key=f"scenarios/{scenario['id']}.json", Body=json.dumps(scenario))
    stack.advance(10_000)


def _asked(stack: Stack, method: str, path: str, body: Any = None) -> Any:
    return json.loads(control.answer(stack, method, path, json.dumps(body or {}).encode()).text)


def _timeline(stack: Stack, email: str) -> list[dict[str, Any]]:
    lead = json.loads(stack.request("GET", f"/v1/leads?email={email}", headers=SECRET).body)["leads"][0]["id"]
    return list(json.loads(stack.request("GET", f"/v1/leads/{lead}/timeline", headers=SECRET).body)["timeline"])


def test_a_reply_ends_the_scenario_and_tells_the_rep() -> None:
    """Of three who got the second mail one answers, one is away, and for one a colleague answers: each record is
    delivered twice, and the first alone is out of the scenario and told of, once."""
    with Stack() as stack:
        stack.advance(-now() % (7 * DAY) + 5 * DAY)  # a Tuesday morning
        _published(stack)
        fields = {"lastName": "青空", "company": "青空工業", "consent": True}
        for email in LEADS:
            body = json.dumps({**fields, "email": email, "firstName": "花子"})
            assert stack.request("POST", "/v1/forms/download", body=body).status == 200
        stack.advance("3d")
        before = {email: stack.mails(to=email) for email in LEADS}
        assert all(len(mails) == 2 for mails in before.values()), before
        ids = {email: mails[-1]["id"] for email, mails in before.items()}
        answers, absent, colleague = LEADS
        told = len(stack.mails(to="sato@example.co.jp"))
        for email, said in ((answers, {}), (absent, {"auto": True}), (colleague, {"from": "boss@aozora.example"})):
            assert "reply" in _asked(stack, "POST", f"/_local/mails/{ids[email]}/reply", said)
        stack.settle()
        alerts = stack.mails(to="sato@example.co.jp")[told:]
        assert len(alerts) == 1 and "メールに返信" in alerts[0]["text"]
        kinds = {email: [entry["kind"] for entry in _timeline(stack, email)] for email in LEADS}
        assert [kinds[email].count("replied") for email in LEADS] == [1, 0, 0]
        assert kinds[absent].count("auto_replied") == kinds[colleague].count("replied_by_another") == 1
        stack.advance("7d")
        assert len(stack.mails(to=answers)) == 2
        assert len(stack.mails(to=absent)) == len(stack.mails(to=colleague)) > 2
        [mail] = [
            each
            for each in json.loads(stack.request("GET", "/v1/results/scenarios/doc-request", headers=SECRET).body)[
                "mails"
            ]
            if each["step"] == "faq"
        ]
        assert (mail["replied"], mail["delivered"]) == (1, 3)
        assert _asked(stack, "GET", "/_local/dead-letters") == []
        assert control.answer(stack, "POST", "/_local/mails/none/reply", b"{}").status == 404
