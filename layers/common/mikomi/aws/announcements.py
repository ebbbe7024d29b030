"""What became of an attempt to publish, beside the plans, under the name of its occasion: what the mails on it are made
of. The first word stands: who is brought again after a death may know less.
"""

from mikomi.aws.api import call
from mikomi.aws.refusals import AwsRefusal
from mikomi.settings import settings


def write(occasion: str, body: bytes) -> None:
    try:
        call("s3", "PutObject", Bucket=settings().plan_bucket, Key=_key(occasion), Body=body, IfNoneMatch="*")
    except AwsRefusal as refused:
        if refused.code not in ("PreconditionFailed", "ConditionalRequestConflict", "412", "409"):
            raise


def read(occasion: str) -> bytes:
    body: bytes = call("s3", "GetObject", Bucket=settings().plan_bucket, Key=_key(occasion))["Body"]
    return body


def _key(occasion: str) -> str:
    return f"announcements/{occasion}.json"
