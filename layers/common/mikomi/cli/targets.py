"""`mikomi targets`: the companies that sales want to win, brought in by a list, and taken out again."""

import argparse
import getpass
import json
import sys
from pathlib import Path

from mikomi import clock
from mikomi.aws import plans, targets
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.companies import marks
from mikomi.core.imports import sentences
from mikomi.core.words.visible import visible
from mikomi.shell.operator import target_list
from mikomi.shell.operator.by_hand import NotPossible

COUNTED: Pair = (
    "{rows} 行: 新規 {new}、変更 {changed}、変更なし {same}、取り込めない {bad}",
    "{rows} rows: {new} new, {changed} changed, {same} the same, {bad} rejected",
)
BAD_LINE: Pair = ("{n} 行目: {why}", "line {n}: {why}")
SURE: Pair = (
    "まだ何も取り込んでいません。取り込むには --yes を付けて、もう一度実行してください。",
    "Nothing was brought in yet. To do it, run this again with --yes.",
)
ONE: Pair = ("--dry-run か --yes のどちらかを付けてください。", "Say either --dry-run or --yes.")
NO_FILE: Pair = ("ファイル「{name}」を読めません。", 'The file "{name}" cannot be read.')
GONE: Pair = ("{n} 社をターゲットから外しました。", "Taken out: {n}.")
NONE: Pair = ("ターゲットの会社はありません。", "There are no targets.")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, among the others."""
    verb = verbs.add_parser("targets", help="ターゲットの会社 / the companies that sales want to win")
    deeds = verb.add_subparsers(dest="deed", required=True, metavar="import|list|remove")
    brings = deeds.add_parser("import", parents=where, help="名簿から取り込む / bring in a list (CSV, .xlsx)")
    brings.add_argument("file", metavar="FILE")
    brings.add_argument("--dry-run", action="store_true", help="確かめるだけ / look, and change nothing")
    brings.add_argument("--yes", action="store_true", help="取り込む / do it")
    brings.add_argument("--owner", default="", metavar="REP", help="担当者の id / whose they are, where no column says")
    brings.add_argument("--tag", action="append", default=[], metavar="TAG", help="全社に付けるタグ / a tag for all")
    brings.add_argument("--by", metavar="NAME", help="行う人 / who does it (default: your user name)")
    brings.add_argument("--json", action="store_true", help="for programs")
    brings.set_defaults(act=bring)
    lists = deeds.add_parser("list", parents=where, help="一覧 / list them")
    lists.add_argument("--json", action="store_true", help="for programs")
    lists.set_defaults(act=list_targets)
    removes = deeds.add_parser("remove", parents=where, help="外す / take out")
    removes.add_argument("company", metavar="ID", nargs="*", help="会社の id / a company's id")
    removes.add_argument("--tag", metavar="TAG", help="このタグの全社 / all with this tag")
    removes.set_defaults(act=remove)


def bring(asked: argparse.Namespace) -> int:
    """0 if every row was taken, or would be; 1 if some were rejected; 2 if the list cannot be read."""
    if asked.yes == asked.dry_run:
        return _wrong(say(ONE, asked))
    try:
        raw = Path(asked.file).read_bytes()
    except OSError:
        return _wrong(say(NO_FILE, asked, name=asked.file))
    language = asked.lang or "ja"
    try:
        reps = [rep.id for rep in plans.active().settings.reps]
        said = (Path(asked.file).name, asked.by or getpass.getuser(), clock.now())
        looked = target_list.look(raw, reps, asked.owner, tuple(asked.tag), said)
    except NotPossible as why:
        return _wrong(sentences.sentence(why.code, language, why.params))
    if asked.yes:
        target_list.carry_out(looked)
    rejected = [
        {"line": row.number, "reason": sentences.sentence(row.code, language, row.params)} for row in looked.rejected
    ]
    if asked.json:
        print(json.dumps({**looked.counted(), "rejected": rejected}, ensure_ascii=False))
        return LEFT if rejected else DONE
    for each in rejected:
        print(say(BAD_LINE, asked, n=each["line"], why=each["reason"]), file=sys.stderr)
    print(say(COUNTED, asked, **looked.counted(), bad=len(rejected)))
    if not asked.yes:
        print(say(SURE, asked))
    return LEFT if rejected else DONE


def list_targets(asked: argparse.Namespace) -> int:
    there = sorted(targets.every(), key=lambda each: (each.name, each.key))
    for each in there:
        if asked.json:
            told = {**each._asdict(), "id": marks.id_of(each.key), "tags": list(each.tags)}
            print(json.dumps(told, ensure_ascii=False))
        else:
            parts = (each.name, each.number, each.domain, each.owner, ", ".join(each.tags))
            print(f"{marks.id_of(each.key)}  " + "  ".join(visible(part) for part in parts if part))
    if not there and not asked.json:
        print(say(NONE, asked))
    return DONE


def remove(asked: argparse.Namespace) -> int:
    """0; 1 if there was none of these."""
    gone = [
        each
        for each in targets.every()
        if marks.id_of(each.key) in asked.company or (asked.tag and asked.tag in each.tags)
    ]
    for each in gone:
        targets.remove(each.key)
    print(say(GONE, asked, n=len(gone)))
    return DONE if gone else LEFT


def _wrong(said: str) -> int:
    print(said, file=sys.stderr)
    return WRONG
