"""What SES says of a mail after it took it, as it publishes that to SNS: `Send`, then `Delivery`, or what went wrong.

Rules
1. Events have the shape that SES documents, tags included; they reach the queue that the template subscribes.
2. The addresses of SES's own mailbox simulator behave here as they do there: `bounce@`, `complaint@`, `ooto@`,
   `suppressionlist@simulator.amazonses.com`. Every other mail is delivered.
3. moto keeps no tags, so they are noted as SES is called.
"""

import json
from datetime import UTC, datetime
from typing import Any

import botocore.handlers
from mikomi.aws.clients import client
from mikomi.aws.wire.environment import Surroundings

from local.aws import Speak, watch
from local.mails import Mail
from local.resources import queue_url
from local.template import ACCOUNT, Body, Template

SIMULATOR = "@simulator.amazonses.com"
_BOUNCED = {"bounce": "General", "suppressionlist": "OnAccountSuppressionList"}

_tags: dict[str, dict[str, list[str]]] = {}
"""By SES's id the tags of each accepted mail whose events are not published yet, the configuration set's among them."""


def queue(template: Template) -> str | None:
    """The address of the queue that gets the configuration set's events; None where the template has none."""
    destinations = template.of_type("AWS::SES::ConfigurationSetEventDestination").values()
    topics = [each["EventDestination"]["SnsDestination"]["TopicARN"] for each in destinations]
    for subscription in template.of_type("AWS::SNS::Subscription").values():
        if subscription["TopicArn"] in topics and subscription["Protocol"] == "sqs":
            return queue_url(template.resolve(subscription["Endpoint"]))
    return None


def publish(url: str, mail: Mail) -> None:
    """Put the events of one accepted mail on the queue."""
    tags = _tags.pop(mail.id, {})
    if "ses:configuration-set" not in tags:
        return  # SES publishes nothing of a mail without a configuration set
    told = _mail(mail, tags)
    for kind, about in _events(mail.to, mail.at):
        said = {"eventType": kind, "mail": told, kind.lower(): about}
        client("sqs").send_message(QueueUrl=url, MessageBody=json.dumps(said))


def _events(to: str, at: int) -> list[tuple[str, Body]]:
    name = to.removesuffix(SIMULATOR).partition("+")[0] if to.endswith(SIMULATOR) else ""  # `bounce+label@`
    stamp = {"timestamp": _iso(at)}
    sent: tuple[str, Body] = ("Send", {})
    delivery: Body = {**stamp, "processingTimeMillis": 500, "recipients": [to], "smtpResponse": "250 ok"}
    if name in _BOUNCED:
        recipient = {"emailAddress": to, "action": "failed", "status": "5.1.1", "diagnosticCode": "smtp; 550 5.1.1"}
        told = {"bounceType": "Permanent", "bounceSubType": _BOUNCED[name], "bouncedRecipients": [recipient], **stamp}
        return [sent, ("Bounce", told)]
    if name == "ooto":
        told = {"bounceType": "Transient", "bounceSubType": "General", "bouncedRecipients": [{"emailAddress": to}]}
        return [sent, ("Delivery", delivery), ("Bounce", {**told, **stamp})]
    if name == "complaint":
        told = {"complainedRecipients": [{"emailAddress": to}], "complaintFeedbackType": "abuse", **stamp}
        return [sent, ("Delivery", delivery), ("Complaint", told)]
    return [sent, ("Delivery", delivery)]


def _mail(mail: Mail, tags: dict[str, list[str]]) -> Body:
    read = mail.as_read()
    shown = {"from": [read["from"]], "to": [mail.to], "subject": read["subject"], "messageId": mail.id}
    return {
        "timestamp": _iso(mail.at),
        "source": read["from"],
        "sendingAccountId": ACCOUNT,
        "messageId": mail.id,
        "destination": [mail.to],
        "headersTruncated": False,
        "headers": [{"name": name, "value": value} for name, value in read["headers"].items()],
        "commonHeaders": shown,
        "tags": {"ses:source-ip": ["127.0.0.1"], **tags},
    }


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _tags_of(params: Body) -> dict[str, list[str]]:
    tags = {tag["Name"]: [tag["Value"]] for tag in params.get("EmailTags", [])}
    if named := params.get("ConfigurationSetName"):
        tags["ses:configuration-set"] = [named]
    return tags


def _noting(speak: Speak) -> Speak:
    def noted(service: str, operation: str, params: Body, here: Surroundings) -> Body:
        answer = speak(service, operation, params, here)
        if operation == "SendEmail":
            _tags[answer["MessageId"]] = _tags_of(params)
        return answer

    return noted


def _asked(params: Body, context: Body, **_: Any) -> None:
    context["mail_tags"] = _tags_of(params)


def _answered(parsed: Body, context: Body, **_: Any) -> None:
    if "MessageId" in parsed:
        _tags[parsed["MessageId"]] = context["mail_tags"]


watch(_noting)
# Clients take these handlers along when they are made: this module is imported before any (local/__init__.py).
botocore.handlers.BUILTIN_HANDLERS.append(("provide-client-params.sesv2.SendEmail", _asked))
botocore.handlers.BUILTIN_HANDLERS.append(("after-call.sesv2.SendEmail", _answered))
