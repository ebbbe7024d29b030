"""The floor of a triggered mail: as many AWS calls of the same kinds as ours, made by bare boto3, around one Jinja
template and Python's own `email`; no decision, no limit, no link that is signed.
"""

import json
from email.message import EmailMessage
from email.policy import SMTP
from functools import cache
from typing import Any

import boto3
from jinja2 import Environment, Template

from bench.floor import dynamodb
from bench.measure import Work
from bench.world import STATE

Json = dict[str, Any]
NEW = "attribute_not_exists(pk)"
PERSON = b"x" * 1500
ROW = "x" * 700
"""As much as stands on the row of a mail. All of it is put into one table: what stands in the other is ours to read."""


@cache
def _client(service: str) -> Any:
    return boto3.client(service)


@cache
def _template(html: str) -> Template:
    return Environment(autoescape=True).from_string(html)


class BareMails:
    """A round of so many mails, from the event to the note that it was sent."""

    def __init__(self, html: str, number: int) -> None:
        self.html, self.number, self.known = html, number, 0

    def sends(self) -> Work:
        names = [f"bare{self.known + each}" for each in range(self.number)]
        self.known += self.number
        for name in names:
            _put(name, "person", {"version": {"N": "1"}, "state": {"B": PERSON}})
            _put(f"address#{name}", "address")
        _template(self.html)

        def work() -> int:
            for name in names:
                _carry_out(name, self.html)
            return len(names)

        return work


def _carry_out(name: str, html: str) -> None:
    said = {"userId": name, "event": "Form Submitted", "properties": {"form": "download"}, "messageId": f"m-{name}"}
    _put(name, f"m-{name}", {"events": {"B": json.dumps([said]).encode()}})
    _get(f"alias#{name}", "alias")
    person = _get(name, "person")
    state = {"version": {"N": str(int(person["version"]["N"]) + 1)}, "state": person["state"]}
    _put(name, "person", state, "version = :v", {":v": person["version"]})
    _client("scheduler").create_schedule(
        Name=name,
        GroupName="steps",
        ScheduleExpression="at(2026-12-01T10:00:00)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": "arn:aws:sqs:steps", "RoleArn": "arn:aws:iam:role", "Input": json.dumps({"pk": name})},
    )
    _get("line#ses", "line")
    _put(name, "mail", {"status": {"S": "claimed"}, "effect": {"S": ROW}}, NEW)
    _update(f"address#{name}", "address", "SET mails = :m", "attribute_not_exists(suppressed)", {":m": {"S": name}})
    raw = _mime(name, html)
    _client("sesv2").send_email(
        Destination={"ToAddresses": [f"{name}@example.com"]},
        Content={"Raw": {"Data": raw}},
        EmailTags=[{"Name": "row", "Value": name}],
        ConfigurationSetName="mikomi",
    )
    _put(name, f"asked-{name}", {"events": {"B": ROW.encode()}}, NEW)
    _update(name, "mail", "SET #s = :new", "#s = :was", {":new": {"S": "sent"}, ":was": {"S": "claimed"}})
    _put(name, f"sent-{name}", {"events": {"B": ROW.encode()}}, NEW)


def _mime(name: str, html: str) -> bytes:
    link = f"https://ma.example.co.jp/u/{name}"
    company = {"postal_address": "大阪市北区1-1", "contact": "info@example.co.jp"}
    words = _template(html).render(
        lead={"honorific": "山田様"}, sender={"name": "サンプル商店"}, company=company, unsubscribe_url=link
    )
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = "news@example.co.jp", f"{name}@example.com", "ご案内"
    message["List-Unsubscribe"] = f"<{link}>"
    message.set_content("山田様")
    message.add_alternative(words, subtype="html")
    return message.as_bytes()


def _get(pk: str, sk: str) -> Json:
    answer = dynamodb().get_item(TableName=STATE, Key={"pk": {"S": pk}, "sk": {"S": sk}}, ConsistentRead=True)
    item: Json = answer.get("Item", {})
    return item


def _put(pk: str, sk: str, item: Json | None = None, only_if: str = NEW, values: Json | None = None) -> None:
    given = {"ExpressionAttributeValues": values} if values else {}
    there = {"pk": {"S": pk}, "sk": {"S": sk}, **(item or {})}
    dynamodb().put_item(TableName=STATE, Item=there, ConditionExpression=only_if, **given)


def _update(pk: str, sk: str, say: str, only_if: str, values: Json) -> None:
    names = {"ExpressionAttributeNames": {"#s": "status"}} if "#s" in say else {}
    dynamodb().update_item(
        TableName=STATE,
        Key={"pk": {"S": pk}, "sk": {"S": sk}},
        UpdateExpression=say,
        ConditionExpression=only_if,
        ExpressionAttributeValues=values,
        **names,
    )
