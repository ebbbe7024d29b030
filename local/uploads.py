"""S3 notices: an object that comes to a bucket or goes from it calls the function that the template names for its
prefix, as S3 and Lambda do it.

Rules
1. moto puts a notice on a queue of our own for each object that comes; order and sequencer are those of the uploads. Of
   what goes from a versioned bucket it tells only with the last version, so we tell the rest: a delete marker, and a
   version that is deleted while others stay.
2. Each notice is delivered `copies` times. One that fails comes again after one and two minutes of the movable clock;
   then it goes to the function's on-failure destination, as an asynchronous invocation does.
"""

import itertools
import json
from collections.abc import Callable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from types import SimpleNamespace
from typing import Any
from urllib.parse import quote_plus, unquote_plus

import moto.s3.notifications
from mikomi import clock
from mikomi.aws.clients import client
from mikomi.core.checking import workspace
from moto.s3.models import FakeDeleteMarker, S3Backend
from moto.s3.notifications import S3NotificationEvent
from moto.sqs.models import sqs_backends

from local.movable import iso
from local.queues import waiting
from local.resources import UPLOADS, queue_url
from local.template import ACCOUNT, REGION, Body, Template

Invoke = Callable[[str, Body], Any]
ARN = f"arn:aws:sqs:{REGION}:{ACCOUNT}:{UPLOADS}"

_notice_of_moto = moto.s3.notifications._get_s3_event
_delete_of_moto = S3Backend.delete_object
_uploads_in_a_moment = itertools.count()


def _notice(event_name: str, bucket: Any, key: Any, notification_id: str) -> Body:
    """moto's notice with what it leaves out: sequencer, version and the time of the movable clock; S3 writes `/` as
    it is. A delete marker has no content: moto cannot describe one."""
    described = SimpleNamespace(name=key.name, etag="", size=0) if isinstance(key, FakeDeleteMarker) else key
    notice: Body = _notice_of_moto(event_name, bucket, described, notification_id)
    for record in notice["Records"]:
        record["eventTime"] = iso(clock.now())
        record["s3"]["object"]["key"] = quote_plus(key.name, safe="/")
        record["s3"]["object"]["sequencer"] = f"{clock.now():012X}{next(_uploads_in_a_moment) % 65536:04X}"
        if bucket.is_versioned:
            record["s3"]["object"]["versionId"] = key.version_id
    return notice


def _delete(backend: S3Backend, bucket_name: str, key_name: str, version_id: str | None = None, **more: Any) -> Any:
    """moto's deletion, and the notices of it that moto does not send."""
    versions = backend.get_bucket(bucket_name).keys
    before = list(versions.getlist(key_name, []))
    done, told = _delete_of_moto(backend, bucket_name, key_name, version_id=version_id, **more)
    bucket, left = backend.get_bucket(bucket_name), versions.getlist(key_name, [])
    if bucket.is_versioned and left and len(left) != len(before):
        event = "ObjectRemoved:Delete" if version_id else "ObjectRemoved:DeleteMarkerCreated"
        moto.s3.notifications.send_event(backend.account_id, S3NotificationEvent(f"s3:{event}"), bucket, left[-1])
    return done, told


def complete_notices() -> None:
    moto.s3.notifications._get_s3_event = _notice
    S3Backend.delete_object = _delete


@dataclass
class Uploads:
    """The S3 events of every function."""

    template: Template
    copies: int

    def deliver(self, invoke: Invoke) -> bool:
        """One notice. True if there was one."""
        if not waiting(ARN, due=True):
            return False
        sqs = client("sqs")
        url = queue_url(ARN)
        for message in sqs.receive_message(QueueUrl=url, AttributeNames=["All"]).get("Messages", []):
            if self._carry_out(
                json.loads(message["Body"]), int(message["Attributes"]["ApproximateReceiveCount"]), invoke
            ):
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        return True

    def only_the_last(self) -> None:
        """Forget all notices of workspace files but the newest: each makes `publish` read the whole workspace, so a
        folder needs one.
        """
        queue = sqs_backends[ACCOUNT][REGION].get_queue(UPLOADS)._messages
        files = [message for message in queue if self._asks_to_publish(json.loads(message.body))]
        queue[:] = [message for message in queue if message not in files[:-1]]

    def next_due(self) -> int | None:
        return min((int(message.visible_at) + 1 for message in waiting(ARN)), default=None)

    def _carry_out(self, notice: Body, attempt: int, invoke: Invoke) -> bool:
        """True when the notice is done with: carried out, nobody's, or given up."""
        if notice.get("Event") == "s3:TestEvent":
            return True
        record = notice["Records"][0]
        if record["eventName"] == "ObjectCreated:Put" and "-" in record["s3"]["object"]["eTag"]:
            return True  # moto tells of a multipart upload twice; S3 tells of its completion
        for function, properties in self._called(record):
            try:
                for _ in range(self.copies):
                    invoke(function, notice)
            except Exception as error:
                settings = properties.get("EventInvokeConfig", {})
                if attempt <= int(settings.get("MaximumRetryAttempts", 2)):
                    return False
                self._give_up(settings, function, notice, attempt, error)
        return True

    def _asks_to_publish(self, notice: Body) -> bool:
        """Whether it calls somebody for a workspace file, and not for a push or a list."""
        return any(workspace.belongs(_key(each)) and self._called(each) for each in notice.get("Records", []))

    def _called(self, record: Body) -> list[tuple[str, Body]]:
        bucket, key = record["s3"]["bucket"]["name"], _key(record)
        return [
            (function, self.template.resolve(properties))
            for function, properties in self.template.of_type("AWS::Serverless::Function").items()
            if any(
                event["Type"] == "S3"
                and self.template.resolve(event["Properties"]["Bucket"]) == bucket
                and _event_passes(record["eventName"], event["Properties"])
                and _key_passes(key, event["Properties"])
                for event in properties.get("Events", {}).values()
            )
        ]

    def _give_up(self, settings: Body, function: str, notice: Body, attempt: int, error: Exception) -> None:
        destination = settings.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
        if not destination:
            return
        letter = {
            "version": "1.0",
            "timestamp": iso(clock.now()),
            "requestContext": {
                "functionArn": function,
                "condition": "RetriesExhausted",
                "approximateInvokeCount": attempt,
            },
            "requestPayload": notice,
            "responsePayload": {"errorType": type(error).__name__, "errorMessage": str(error)},
        }
        client("sqs").send_message(QueueUrl=queue_url(destination), MessageBody=json.dumps(letter))


def _key(record: Body) -> str:
    return unquote_plus(record["s3"]["object"]["key"])


def _event_passes(name: str, event: Body) -> bool:
    """Whether the rule asks for `ObjectRemoved:Delete`, by its name or by `s3:ObjectRemoved:*`."""
    wanted = event["Events"]
    return any(fnmatchcase(f"s3:{name}", each) for each in ([wanted] if isinstance(wanted, str) else wanted))


def _key_passes(key: str, event: Body) -> bool:
    rules = event.get("Filter", {}).get("S3Key", {}).get("Rules", [])
    return all(
        key.startswith(rule["Value"]) if rule["Name"] == "prefix" else key.endswith(rule["Value"]) for rule in rules
    )
