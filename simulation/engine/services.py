"""SQS, Scheduler, SES, S3 and Secrets Manager in memory: what the functions ask of them, each with its own refusals.

What follows from a call (a message is seen, a schedule fires, a notice goes out) is told to `delivery` by the
callbacks; here is only what the call itself does.
"""

import hashlib
from base64 import urlsafe_b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from functools import cached_property, lru_cache
from typing import Any

Params = dict[str, Any]


class Denied(Exception):
    """The service's own refusal: its error code and HTTP status."""

    def __init__(self, code: str, status: int = 400) -> None:
        super().__init__(code)
        self.code = code
        self.status = status


class Sqs:
    """Queues by address. A message that is sent is handed to whoever reads its queue."""

    def __init__(self, sent: Callable[[str, str, int], None]) -> None:
        self._sent = sent

    def send_message(self, params: Params) -> Params:
        self._sent(params["QueueUrl"], params["MessageBody"], params.get("DelaySeconds", 0) * 1000)
        return {"MessageId": hashlib.md5(params["MessageBody"].encode()).hexdigest()}


class Scheduler:
    """One-time schedules by name. Names are at most 64 characters, and one that exists is a conflict."""

    def __init__(self, made: Callable[[str, Params], None]) -> None:
        self.schedules: dict[str, Params] = {}
        self._made = made

    def create_schedule(self, params: Params) -> Params:
        name = f"{params['GroupName']}/{params['Name']}"
        if len(params["Name"]) > 64:
            raise Denied("ValidationException")
        if name in self.schedules:
            raise Denied("ConflictException", 409)
        self.schedules[name] = params
        self._made(name, params)
        return {"ScheduleArn": name}

    def delete_schedule(self, params: Params) -> Params:
        if self.schedules.pop(f"{params['GroupName']}/{params['Name']}", None) is None:
            raise Denied("ResourceNotFoundException", 404)
        return {}


@dataclass
class Accepted:
    """A mail that SES took: when, to whom, the raw message, the tags; `by` is the invocation that sent it."""

    number: int
    at: int
    to: str
    raw: bytes
    tags: dict[str, str]
    by: int
    change: int
    """How many changes of tables there had been."""

    @property
    def row(self) -> tuple[str, str]:
        """The row that its tags name."""
        return _untag(self.tags["owner"]), _untag(self.tags["row"])

    @cached_property
    def message(self) -> Message:
        return message_from_bytes(self.raw)

    def part(self, kind: str) -> str:
        """The text of the part `plain` or `html`."""
        for part in self.message.walk():
            if part.get_content_type() == f"text/{kind}":
                held: Any = part.get_payload(decode=True)
                return str(held.decode())
        return ""


def _untag(tag: str) -> str:
    return urlsafe_b64decode(tag + "=" * (-len(tag) % 4)).decode()


@dataclass
class Ses:
    """Takes every mail that is addressed; what is refused, the faults say."""

    accept: Callable[[str, bytes, dict[str, str]], Accepted]
    accepted: list[Accepted] = field(default_factory=list)

    def send_email(self, params: Params) -> Params:
        (to,) = params["Destination"]["ToAddresses"]
        tags = {tag["Name"]: tag["Value"] for tag in params.get("EmailTags", [])}
        mail = self.accept(to, params["Content"]["Raw"]["Data"], tags)
        self.accepted.append(mail)
        return {"MessageId": f"ses-{mail.number}"}


class S3:
    """Buckets of objects; `written(bucket, key)` is told of every put and delete."""

    def __init__(self, written: Callable[[str, str], None]) -> None:
        self.objects: dict[tuple[str, str], bytes] = {}
        self._written = written

    def put_object(self, params: Params) -> Params:
        place, body = (params["Bucket"], params["Key"]), params["Body"]
        if params.get("IfNoneMatch") == "*" and place in self.objects:
            raise Denied("PreconditionFailed", 412)
        if (mark := params.get("IfMatch")) and (place not in self.objects or _etag(self.objects[place]) != mark):
            raise Denied("PreconditionFailed" if place in self.objects else "NoSuchKey", 412)
        self.objects[place] = body.encode() if isinstance(body, str) else body
        self._written(*place)
        return {"ETag": _etag(self.objects[place])}

    def get_object(self, params: Params) -> Params:
        body = self.objects.get((params["Bucket"], params["Key"]))
        if body is None:
            raise Denied("NoSuchKey", 404)
        return {"Body": body, "ContentLength": len(body), "ETag": _etag(body)}

    def head_object(self, params: Params) -> Params:
        body = self.objects.get((params["Bucket"], params["Key"]))
        if body is None:
            raise Denied("404", 404)
        return {"ContentLength": len(body), "ETag": _etag(body)}

    def delete_object(self, params: Params) -> Params:
        if self.objects.pop((params["Bucket"], params["Key"]), None) is not None:
            self._written(params["Bucket"], params["Key"])
        return {}

    def list_objects_v2(self, params: Params) -> Params:
        prefix, after = params.get("Prefix", ""), params.get("StartAfter", "")
        held = sorted((k, body) for (b, k), body in self.objects.items() if b == params["Bucket"])
        return {
            "Contents": [
                {"Key": key, "ETag": _etag(body)} for key, body in held if key.startswith(prefix) and key > after
            ],
            "IsTruncated": False,
        }


@lru_cache(maxsize=500)
def _etag(body: bytes) -> str:
    return f'"{hashlib.md5(body).hexdigest()}"'


class SecretsManager:
    def __init__(self, secret: str) -> None:
        self._secret = secret

    def get_secret_value(self, _params: Params) -> Params:
        return {"SecretString": self._secret}
