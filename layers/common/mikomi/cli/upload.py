"""`mikomi upload FOLDER`: a folder of files becomes the workspace, checked here first, then by the deployment.

Rules
1. What has an error is not uploaded: nobody's report is spoiled by what the terminal can say.
2. Only files that differ are sent. What the bucket alone has stays there and is named, unless `--delete` was said.
3. It ends when the deployment has checked the last of them, and says what became of it.
"""

import argparse
import hashlib
import json
import sys
import time
from pathlib import Path
from typing import Any

from mikomi.aws import uploads
from mikomi.cli import check, withdrawal
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.checking import workspace

PATIENCE = 180
"""Seconds that the deployment gets for its check."""
_LOOK = 0.5

SENT: Pair = ("  {file}", "  {file}")
REMOVED: Pair = ("  {file}  削除しました", "  {file}  removed")
STAYS: Pair = (
    "  {file}  フォルダーにはありませんが、残してあります (削除するには --delete)",
    "  {file}  is not in the folder, but stays (--delete removes it)",
)
NOTHING: Pair = (
    "変わったファイルはありません。アップロードは不要です。",
    "No file has changed, so there is nothing to upload.",
)
PUBLISHED: Pair = ("公開しました: 第{version}版", "Published as version {version}.")
UNCHANGED: Pair = (
    "内容は今の第{version}版と同じです。",
    "The content is the same as that of version {version}, which is running.",
)
REFUSED: Pair = (
    "公開できませんでした。第{version}版がそのまま動いています。{report} に理由があります。",
    "This could not be published, and version {version} keeps running. {report} says why.",
)
SILENT: Pair = (
    "アップロードしましたが、まだ確認の結果がありません。しばらくしてから {report} をご覧ください。",
    "Uploaded, but not checked yet. Look at {report} in a while.",
)
REPORT = "reports/latest.html"


def upload(asked: argparse.Namespace) -> int:
    """0 if the folder runs now, 1 if it does not, 2 if there is no such folder."""
    folder = Path(asked.folder)
    checked = check.check(folder, asked.lang, form="text", colour=sys.stdout.isatty())
    if checked:
        return WRONG if checked == WRONG else LEFT
    here, there = _files(folder), {key: tag for key, tag in uploads.listing().items() if workspace.belongs(key)}
    changed = [key for key, body in here.items() if there.get(key) != _tag(body)]
    over = sorted(there.keys() - here.keys())
    removed = over if asked.delete else []
    for key in over if not asked.delete else ():
        print(say(STAYS, asked, file=key))
    if not changed and not removed:
        print(say(NOTHING, asked))
        return DONE
    last = (removed + changed)[-1]
    before, running = uploads.read(f"reports/{last}.json"), _running()
    left = withdrawal.tell(removed, asked)
    for key in removed:
        uploads.remove(key)
        print(say(REMOVED, asked, file=key))
    for key in changed:
        uploads.write(key, here[key])
        print(say(SENT, asked, file=key))
    ended = _conclude(_report_on(last, before), running, asked)
    if ended == DONE:
        withdrawal.settle(left, asked)
    return ended


def _files(folder: Path) -> dict[str, bytes]:
    """The workspace's files, those that others name first, so that the fewest checks on the way find a gap."""
    names = sorted(check.files_of(folder), key=lambda name: (name.startswith("scenarios/"), name))
    return {name: (folder / name).read_bytes() for name in names}


def _tag(body: bytes) -> str:
    """What S3 calls a file with this content."""
    return f'"{hashlib.md5(body, usedforsecurity=False).hexdigest()}"'


def _report_on(key: str, before: bytes | None) -> dict[str, Any] | None:
    """The deployment's report on this file, once it is another than before."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        report = uploads.read(f"reports/{key}.json")
        if report is not None and report != before:
            told: dict[str, Any] = json.loads(report)
            return told
        time.sleep(_LOOK)
    return None


def _running() -> int:
    """The version that is running; 0 where nobody has published yet."""
    report = uploads.read("reports/latest.json")
    return json.loads(report)["version"] if report else 0


def _conclude(report: dict[str, Any] | None, running: int, asked: argparse.Namespace) -> int:
    """What became of it. The check of an earlier file may have seen the later ones, and have published them all: then
    the last file's finds nothing new, and still another version is running than before."""
    outcomes = {"published": PUBLISHED, "unchanged": UNCHANGED, "refused": REFUSED}
    pair = outcomes[report["outcome"]] if report else SILENT
    if pair is UNCHANGED and report and report["version"] != running:
        pair = PUBLISHED
    print(say(pair, asked, version=report and report["version"], report=REPORT))
    return DONE if report and report["outcome"] != "refused" else LEFT
