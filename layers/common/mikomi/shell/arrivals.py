"""What arrives in the workspace's bucket: a file waits for a quiet moment, a push is whole and waits for nobody.

Rules
1. A notice of a file counts up and wakes us after the quiet moment. Whoever is woken while a later notice was counted
   does nothing: the later one wakes us too. So the last of many publishes for all of them.
2. Who dies between counting and waking is brought again by Lambda, and counts anew.
3. While a push is laid out, whoever comes waits for the end of it. Lambda takes a function that wakes itself 16 times
   in a row for one that runs wild: 20 seconds apart, the longest wait is four times.
"""

from collections.abc import Iterable

from mikomi.aws import uploads
from mikomi.core.checking import workspace
from mikomi.model.base import Json
from mikomi.model.push import FOLDER
from mikomi.settings import settings
from mikomi.shell import publication
from mikomi.shell.publication import BeingLaidOut, UploadNotice

AGAIN = 20
"""Seconds."""


def noticed(notices: Iterable[UploadNotice]) -> None:
    """S3's word that files arrived or went."""
    files = []
    for notice in notices:
        if notice.key.startswith(FOLDER):
            _act({"push": notice.key})
        elif workspace.belongs(notice.key):
            files.append(notice)
    if not files:
        return
    said = {notice.key: notice.sequencer for notice in files}
    if not settings().quiet_seconds:
        return _act({"arrival": 0, "files": said})
    uploads.wake({"arrival": uploads.count_arrival(), "files": said}, settings().quiet_seconds)


def woken(message: Json) -> None:
    """The quiet moment is over, unless something arrived in it."""
    if message.get("arrival") and uploads.arrivals() > message["arrival"]:
        return
    _act(message)


def _act(message: Json) -> None:
    try:
        if "push" in message:
            publication.receive_push(message["push"])
        else:
            publication.receive(UploadNotice(*each) for each in message["files"].items())
    except BeingLaidOut:
        uploads.wake(message, AGAIN)
