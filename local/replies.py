"""Somebody answers a mail of the mailbox: as SES receives it for the reply domain, but nothing leaves the machine.

Rules
1. The answer names the mail as a mail program would, by the Message-ID that SES gives it on its way.
2. It lies in the bucket of the template, and the notice of it is on the queue, in the shape that SES documents.
"""

import hashlib
import json
from email.message import EmailMessage
from email.policy import SMTP

from mikomi import clock
from mikomi.aws.clients import client

from local.mails import Mail
from local.movable import iso
from local.stack import REPLY_DOMAIN, Stack
from local.template import REGION, Body

ABSENT = "自動応答: "


def answer(stack: Stack, mail: Mail, *, by: str = "", text: str = "", is_automatic: bool = False) -> str:
    """Where the answer lies. `by`: from whom, if not from whom the mail went to; `is_automatic`: an absence note."""
    read = mail.as_read()
    reply = EmailMessage(policy=SMTP)
    reply["From"] = by or mail.to
    reply["To"] = f"sales@{REPLY_DOMAIN}"
    reply["Subject"] = (ABSENT if is_automatic else "Re: ") + read["subject"]
    reply["Message-ID"] = f"<{hashlib.sha256(f'{mail.id} {by} {clock.now()}'.encode()).hexdigest()[:32]}@local>"
    reply["In-Reply-To"] = reply["References"] = f"<{mail.id}@{REGION}.amazonses.com>"
    if is_automatic:
        reply["Auto-Submitted"] = "auto-replied"
    reply.set_content(text or "承知しました。")
    key = f"replies/{hashlib.sha256(str(reply['Message-ID']).encode()).hexdigest()[:40]}"
    with stack.lock:
        client("s3").put_object(Bucket=stack.template.name("ReplyBucket"), Key=key, Body=bytes(reply))
        body = json.dumps(notice(key, by or mail.to, iso(clock.now())))
        client("sqs").send_message(QueueUrl=stack.mail_events, MessageBody=body)
        stack.touch()
    return key


def notice(key: str, source: str, at: str, dmarc: str = "PASS") -> Body:
    """What SES publishes of a mail that it put into a bucket."""
    passed = {"status": "PASS"}
    return {
        "notificationType": "Received",
        "mail": {"timestamp": at, "source": source, "messageId": key.rpartition("/")[2], "headersTruncated": False},
        "receipt": {
            "timestamp": at,
            "recipients": [f"sales@{REPLY_DOMAIN}"],
            "spfVerdict": passed,
            "dkimVerdict": passed,
            "dmarcVerdict": {"status": dmarc},
            "action": {"type": "S3", "objectKeyPrefix": "replies/", "objectKey": key},
        },
    }
