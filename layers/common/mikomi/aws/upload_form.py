"""A form by which a browser puts one file into the workspace's bucket. It is signed here and asks nobody."""

from typing import NamedTuple

from mikomi.model.base import Json
from mikomi.settings import settings

LASTS = 3_600
"""Seconds."""


class UploadForm(NamedTuple):
    """Where the browser sends the file, and the fields that go before it."""

    address: str
    fields: Json


def signed(folder: str, back: str, most: int) -> UploadForm:
    """One file of this size at most, into this folder; S3 leads the browser back there afterwards."""
    from mikomi.aws.clients import client  # one page has such a form

    made = client("s3").generate_presigned_post(
        Bucket=settings().workspace_bucket,
        Key=f"{folder}${{filename}}",
        Fields={"success_action_redirect": back},
        Conditions=[{"success_action_redirect": back}, ["content-length-range", 1, most]],
        ExpiresIn=LASTS,
    )
    return UploadForm(settings().uploads_url or made["url"], made["fields"])
