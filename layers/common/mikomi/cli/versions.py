"""`mikomi versions` and `mikomi rollback N`: what was published when and by whom, and an earlier version brought back.

Rules
1. Bringing back is publishing: a new version with the content of the old one, checked as every version is. The bucket's
   files become those of the old version, so that the next upload begins there.
2. Nothing is brought back by halves: where a file was not kept, or an asset lies there no more, it is said, and nothing
   is sent.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Iterator

from mikomi import clock
from mikomi.aws import plans
from mikomi.cli import push, withdrawal
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.checking.version_record import VersionRecord
from mikomi.core.words import moments
from mikomi.model.base import Json
from mikomi.packing import iso
from mikomi.shell import reports
from mikomi.shell import rollback as back

LINE: Pair = ("第{version}版  {at}  {by}{running}", "version {version}  {at}  {by}{running}")
RUNS: Pair = ("  ← 公開中", "  <- running")
NOTE: Pair = ("    {note}", "    {note}")
OF: Pair = ("    第{of}版に戻したものです", "    brings back version {of}")
FILES: Pair = ("    {files}", "    {files}")
NOT_KEPT: Pair = (
    "第{version}版  (記録が残る前に公開されました)",
    "version {version}  (published before records were kept)",
)
NONE: Pair = ("まだ何も公開されていません。", "Nothing has been published yet.")
IS_RUNNING: Pair = ("第{version}版は今動いている版です。", "Version {version} is the one that runs.")
UNKNOWN: Pair = (
    "第{version}版に戻せません。ファイルが残っていません。mikomi versions で一覧を見られます。",
    "Version {version} cannot be brought back: its files were not kept. mikomi versions lists those that were.",
)
MISSING: Pair = (
    "  {file}  assets/ に同じものがありません。aws s3 cp で置いてから、もう一度実行してください。",
    "  {file}  is not in assets/ as it was then. Put it there and try again.",
)
SHOWN = 10
"""Files that are named of one version."""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verbs, and what may be said with them."""
    act = verbs.add_parser("versions", parents=where, help="公開した版の一覧 / what was published, when and by whom")
    act.add_argument("--limit", type=int, default=20, metavar="N", help="いくつまで / how many (default: 20)")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=listed)
    act = verbs.add_parser("rollback", parents=where, help="前の版に戻す / bring an earlier version back")
    act.add_argument("version", type=int, metavar="N")
    act.add_argument(
        "--inside",
        choices=("wait", "stop"),
        default="wait",
        help="なくなるシナリオの途中にいる人 / those in a scenario that goes (default: wait)",
    )
    act.add_argument("--by", metavar="NAME", help="戻した人 / who does it (default: your user name)")
    act.add_argument("--note", metavar="TEXT", help="ひとこと / why, kept with the version")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=rollback)


def listed(asked: argparse.Namespace) -> int:
    """The latest first. 0."""
    running = plans.pointer_version()
    records = [(number, reports.record_of(number)) for number in range(running, max(0, running - asked.limit), -1)]
    if asked.json:
        told = [_plain(number, record, running) for number, record in records]
        print(json.dumps({"versions": told}, ensure_ascii=False))
        return DONE
    if not records:
        print(say(NONE, asked))
    for number, record in records:
        for line in _lines(number, record, running, asked):
            print(line)
    return DONE


def rollback(asked: argparse.Namespace) -> int:
    """0 if it runs now; 1 if it does already, or an asset is missing; 2 if its files were not kept."""
    try:
        made = back.made(asked.version, asked.by or getpass.getuser(), asked.note or "")
    except back.IsRunning:
        print(say(IS_RUNNING, asked, version=asked.version), file=sys.stderr)
        return LEFT
    except back.NotKept:
        print(say(UNKNOWN, asked, version=asked.version), file=sys.stderr)
        return WRONG
    except back.AssetsMissing as missing:
        for name in missing.files:
            print(say(MISSING, asked, file=name), file=sys.stderr)
        return LEFT
    left = withdrawal.tell(made.manifest.removes, asked)
    ended = push.send(made, asked)
    if ended == DONE:
        withdrawal.settle(left, asked)
    return ended


def _plain(number: int, record: VersionRecord | None, running: int) -> Json:
    told: Json = {"version": number, "running": number == running, "kept": record is not None}
    if record is None:
        return told
    said = {"published_at": iso(record.published_at), "by": record.by or None, "note": record.note or None}
    return {**told, **said, "of": record.of, "changed": list(record.report.uploaded)}


def _lines(number: int, record: VersionRecord | None, running: int, asked: argparse.Namespace) -> Iterator[str]:
    if record is None:
        yield say(NOT_KEPT, asked, version=number)
        return
    zone, language = plans.active().settings.timezone, asked.lang or "ja"
    at = moments.full(record.published_at, zone, language, clock.now())
    runs = say(RUNS, asked) if number == running else ""
    yield say(LINE, asked, version=number, at=at, by=record.by, running=runs).rstrip()
    if record.of is not None:
        yield say(OF, asked, of=record.of)
    if record.note:
        yield say(NOTE, asked, note=record.note)
    files = [name for name in record.report.uploaded if not name.startswith("pushes/")]
    if files:
        more = f" … +{len(files) - SHOWN}" if len(files) > SHOWN else ""
        yield say(FILES, asked, files=", ".join(files[:SHOWN]) + more)
