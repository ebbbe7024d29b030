"""`mikomi push FOLDER`: a folder becomes the workspace in one act, checked here first, then by the deployment.

Rules
1. What has an error is not sent: nobody's report is spoiled by what the terminal can say.
2. All that the version will hold is sent as one file (`model.push`), so that half of it can never go live. An asset
   that lies in the bucket already is named alone.
3. What the bucket alone has goes or stays by an explicit word: `--delete` or `--keep`.
4. It ends when the deployment has said what became of it.

`mikomi upload` is the same with `--keep` as its usual.
"""

import argparse
import getpass
import json
import sys
import time
from pathlib import Path
from typing import Any

from mikomi.aws import plans, uploads
from mikomi.cli import check, withdrawal
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.checking import workspace
from mikomi.model.base import Json
from mikomi.model.push import LARGEST, Manifest, Push, mark
from mikomi.shell import pushes

PATIENCE = 180
"""Seconds that the deployment gets for its check."""
_LOOK = 0.5

SENT: Pair = ("  {file}", "  {file}")
REMOVED: Pair = ("  {file}  削除します", "  {file}  is removed")
STAYS: Pair = (
    "  {file}  フォルダーにはありませんが、残します (削除するには --delete)",
    "  {file}  is not in the folder, but stays (--delete removes it)",
)
ONLY_THERE: Pair = (
    "  {file}  フォルダーにはありません",
    "  {file}  is not in the folder",
)
CHOOSE: Pair = (
    "公開中のワークスペースにしかないファイルがあります。削除するなら --delete、残すなら --keep を付けてください。",
    "Some files are only in the bucket. Say --delete to remove them, or --keep to keep them.",
)
TOO_LARGE: Pair = (
    "一度に送れるのは {limit} MB までです。大きな資料は、先に aws s3 cp で assets/ に置いてください。",
    "A push can hold {limit} MB. Put large assets into assets/ with `aws s3 cp` first.",
)
NOTHING: Pair = (
    "変わったファイルはありません。送るものはありません。",
    "No file has changed, so there is nothing to push.",
)
PUBLISHED: Pair = ("公開しました: 第{version}版", "Published as version {version}.")
UNCHANGED: Pair = (
    "内容は今の第{version}版と同じです。",
    "The content is the same as that of version {version}, which is running.",
)
REFUSED: Pair = (
    "公開できませんでした。第{version}版がそのまま動いています。",
    "This could not be published, and version {version} keeps running.",
)
WAITING: Pair = (
    "承認を待っています: 候補{candidate}。動いている第{version}版は変わっていません。"
    "承認できる方が管理画面の「版」か mikomi approve {candidate} で決めます。",
    "This waits for approval as candidate {candidate}; version {version} keeps running. "
    "Whoever may approve decides in the console, under Versions, or by mikomi approve {candidate}.",
)
SILENT: Pair = (
    "送りましたが、まだ確認の結果がありません。しばらくしてから reports/{key}.html をご覧ください。",
    "Sent, but not checked yet. Look at reports/{key}.html in a while.",
)


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verbs, and what may be said with them."""
    for name, keep in (("push", False), ("upload", True)):
        act = verbs.add_parser(name, parents=where, help="ワークスペースを公開する / publish a workspace, whole")
        act.add_argument("folder", help="settings.json のあるフォルダー / the folder that holds settings.json")
        others = act.add_mutually_exclusive_group()
        others.add_argument("--delete", action="store_true", help="ほかのファイルを消す / remove what it does not hold")
        others.add_argument("--keep", action="store_true", default=keep, help="ほかのファイルを残す / keep that")
        act.add_argument(
            "--inside",
            choices=("wait", "stop"),
            default="wait",
            help="--delete: 消すシナリオの途中にいる人 / those in a scenario that is removed (default: wait)",
        )
        act.add_argument("--by", metavar="NAME", help="公開した人 / who publishes (default: your user name)")
        act.add_argument("--note", metavar="TEXT", help="ひとこと / what it is about, kept with the version")
        act.add_argument("--json", action="store_true", help="for programs")
        act.set_defaults(act=push)


def push(asked: argparse.Namespace) -> int:
    """0 if the folder runs now, 1 if it does not or a word is missing, 2 if there is no such folder."""
    folder = Path(asked.folder)
    if not asked.json or not folder.is_dir():
        checked = check.check(folder, asked.lang, form="text", colour=sys.stdout.isatty())
        if checked:
            return WRONG if checked == WRONG else LEFT
    there = {key: tag for key, tag in uploads.listing().items() if workspace.belongs(key)}
    here = {name: (folder / name).read_bytes() for name in check.files_of(folder)}
    only_there = sorted(there.keys() - here.keys())
    if only_there and not (asked.delete or asked.keep):
        for key in only_there:
            print(say(ONLY_THERE, asked, file=key), file=sys.stderr)
        print(say(CHOOSE, asked), file=sys.stderr)
        return LEFT
    made = _made(here, there, asked)
    if sum(map(len, made.contents.values())) > LARGEST:
        print(say(TOO_LARGE, asked, limit=LARGEST // 1_000_000), file=sys.stderr)
        return LEFT
    changed = [name for name, of in made.manifest.files.items() if there.get(name) != of]
    if not asked.json and not asked.delete:
        for key in only_there:
            print(say(STAYS, asked, file=key))
    if not changed and not made.manifest.removes and _stands():
        return _tell(NOTHING, asked, {"outcome": "unchanged", "version": made.manifest.over})
    left = withdrawal.tell(list(made.manifest.removes), asked)
    if not asked.json:
        for key in made.manifest.removes:
            print(say(REMOVED, asked, file=key))
        for key in changed:
            print(say(SENT, asked, file=key))
    ended = send(made, asked)
    if ended == DONE:
        withdrawal.settle(left, asked)
    return ended


def send(made: Push, asked: argparse.Namespace) -> int:
    """Push it, and say what became of it. 0 if that runs now, else 1."""
    return await_report(pushes.send(made), asked)


def await_report(key: str, asked: argparse.Namespace) -> int:
    """What became of the push of this key. 0 if it runs now, else 1."""
    report = _report_on(key)
    if report is None:
        print(say(SILENT, asked, key=key), file=sys.stderr)
        return LEFT
    if report["outcome"] == "refused" and not asked.json:
        for problem in report["problems"]:
            where = f"{problem['file']}:{problem['line']}" if problem.get("line") else problem["file"]
            print(f"{where}  {problem['message'][asked.lang or 'ja']}", file=sys.stderr)
    outcomes = {"published": PUBLISHED, "unchanged": UNCHANGED, "refused": REFUSED, "waiting": WAITING}
    return _tell(outcomes[report["outcome"]], asked, report)


def _made(here: dict[str, bytes], there: dict[str, str], asked: argparse.Namespace) -> Push:
    """All that the version will hold: the folder, and what stays in the bucket."""
    files = {name: mark(body) for name, body in here.items()}
    only_there = there.keys() - here.keys()
    kept = {} if asked.delete else {name: there[name] for name in only_there}
    texts = {name: uploads.read(name) or b"" for name in kept if not workspace.is_asset(name)}
    contents = {name: body for name, body in here.items() if not _lies_there(name, files, there)}
    manifest = Manifest(
        over=plans.pointer_version(),
        files={**files, **kept, **{name: mark(body) for name, body in texts.items()}},
        removes=tuple(sorted(only_there)) if asked.delete else (),
        by=asked.by or getpass.getuser(),
        note=asked.note or "",
    )
    return Push(manifest=manifest, contents={**contents, **texts})


def _lies_there(name: str, files: dict[str, str], there: dict[str, str]) -> bool:
    return workspace.is_asset(name) and there.get(name) == files[name]


def _stands() -> bool:
    """Whether the last report is that of what runs."""
    report = uploads.read_report("reports/latest.json")
    return report is not None and json.loads(report)["outcome"] == "published"


def _report_on(key: str) -> Json | None:
    """The deployment's report on this push."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if report := uploads.read_report(f"reports/{key}.json"):
            told: dict[str, Any] = json.loads(report)
            return told
        time.sleep(_LOOK)
    return None


def _tell(pair: Pair, asked: argparse.Namespace, report: Json) -> int:
    said = say(pair, asked, version=report["version"], candidate=report.get("candidate"))
    print(json.dumps(report, ensure_ascii=False) if asked.json else said)
    return DONE if report["outcome"] in ("published", "unchanged") else LEFT
