"""`mikomi import FILE`: a list of people is looked at, and with `--yes` brought in."""

import argparse
import getpass
import hashlib
import json
import sys
from pathlib import Path

from mikomi import clock
from mikomi.aws import imports, plans, uploads
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.imports import sentences
from mikomi.core.imports.headings import Headings
from mikomi.core.imports.list_row import BadRow
from mikomi.core.likeness import sentences as likenesses
from mikomi.core.words import moments
from mikomi.core.words.visible import visible
from mikomi.errors import sentence
from mikomi.model.base import Json
from mikomi.shell.operator import list_file, list_import
from mikomi.shell.operator.by_hand import NotPossible
from mikomi.shell.operator.list_import import ListPreview, ListWish

COUNTED: Pair = (
    "{rows} 行: 新規 {new}、変更 {changed}、変更なし {same}、取り込めない {bad}、同じ人かもしれない {proposed}",
    "{rows} rows: {new} new, {changed} changed, {same} the same, {bad} rejected, {proposed} proposals",
)
BAD_LINE: Pair = ("{n} 行目: {why}", "line {n}: {why}")
COLUMNS: Pair = ("取り込む列: {names}", "Columns that are taken: {names}")
LEFT_OUT: Pair = (
    '取り込まない列: {names}（取り込むには --column "列名=項目"）',
    'Columns that are not taken: {names} (to take one: --column "NAME=field")',
)
PROPOSED: Pair = ("{n} 行目は、{who} と同じ人かもしれません:", "Line {n} may be the same person as {who}:")
MORE: Pair = ("… ほか {n} 件", "… and {n} more")
NO_CONSENT: Pair = (
    "同意の根拠がないため、この人たちに案内メールは送られません。",
    "Without a basis of consent no marketing mail goes to these people.",
)
SURE: Pair = (
    "まだ何も取り込んでいません。取り込むには --yes を付けて、もう一度実行してください。",
    "Nothing was brought in yet. To do it, run this again with --yes.",
)
BEFORE: Pair = (
    "このファイルは {at} に {by} が取り込んでいます。もう一度取り込んでも、何も変わりません。",
    "This file was brought in {at} by {by}. Bringing it in again changes nothing.",
)
GOES_ON: Pair = (
    "{at} に始めた取り込みの続きです。書き終えた行は、二度書かれません。",
    "This goes on with what was begun {at}. Rows that were written are not written twice.",
)
TAKEN: Pair = ("取り込みました。{counted}", "Brought in. {counted}")
NO_FILE: Pair = ("ファイル「{name}」を読めません。", 'The file "{name}" cannot be read.')
ONE: Pair = ("--dry-run か --yes のどちらかを付けてください。", "Say either --dry-run or --yes.")
NO_WORDS: Pair = (
    "--consent に、この人たちが同意した文面か、none を書いてください。",
    "Say with --consent the words that these people agreed to, or none.",
)
PROGRESS: dict[str, Pair] = {
    "look": ("… 登録済みの人を確認 {done} / {of}", "… looked up {done} of {of}"),
    "everybody": ("… 全員と照合 {done} 人", "… compared with {done} people"),
    "write": ("… 書き込み {done} / {of}", "… written {done} of {of}"),
}
EVERY = 2_000
SHOWN = 20
WORKERS = 8
"""Who writes at once to a stack far away. The local one does one thing at a time."""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, among the others."""
    verb = verbs.add_parser("import", parents=where, help="名簿を取り込む / bring in a list of people (CSV, .xlsx)")
    verb.add_argument("file", metavar="FILE", nargs="?", help="CSV (UTF-8, Shift_JIS, EUC-JP) か .xlsx、または s3://…")
    verb.add_argument("--dry-run", action="store_true", help="確かめるだけ / look, and change nothing")
    verb.add_argument("--yes", action="store_true", help="取り込む / do it")
    verb.add_argument("--consent", metavar="TEXT", help="同意の文面、または none / the words they agreed to, or none")
    verb.add_argument("--tag", action="append", default=[], metavar="TAG", help="全員に付けるタグ / a tag for all")
    verb.add_argument("--scenario", default="", metavar="ID", help="全員を入れるシナリオ / put all into a scenario")
    verb.add_argument(
        "--column", action="append", default=[], metavar="NAME=FIELD", help="列名と項目 / what a column is"
    )
    verb.add_argument("--by", metavar="NAME", help="行う人 / who does it (default: your user name)")
    verb.add_argument("--past", action="store_true", help="これまでの取り込み / what was brought in so far")
    verb.add_argument("--json", action="store_true", help="for programs")
    verb.set_defaults(act=act)


def act(asked: argparse.Namespace) -> int:
    """0 if every row was taken, or would be; 1 if some were rejected; 2 if the list cannot be read."""
    if asked.past:
        return _past(asked)
    if asked.yes == asked.dry_run or asked.file is None:
        return _wrong(say(ONE, asked))
    if asked.consent is None:
        return _wrong(say(NO_WORDS, asked))
    raw = _bytes(asked.file)
    if raw is None:
        return _wrong(say(NO_FILE, asked, name=asked.file))
    wish = ListWish(
        file=asked.file.rpartition("/")[2],
        digest=hashlib.sha256(raw).hexdigest(),
        consent=None if asked.consent == "none" else asked.consent,
        tags=tuple(dict.fromkeys(asked.tag)),
        scenario=asked.scenario,
        by=asked.by or getpass.getuser(),
    )
    try:
        heads, rows = list_file.rows(raw, asked.column)
        if not asked.json:
            _tell_columns(heads, asked)
        looked = list_import.look(rows, wish, _progress(asked))
        if asked.yes:
            counted = list_import.carry_out(looked, wish, _progress(asked), WORKERS if asked.stack else 1)
        else:
            counted = looked.counted()
    except NotPossible as why:
        own = why.code in sentences.SENTENCES
        said = sentences.sentence if own else sentence
        return _wrong(said(why.code, asked.lang or "ja", why.params))
    _tell(looked, counted, asked)
    return LEFT if looked.rejected else DONE


def _bytes(file: str) -> bytes | None:
    """The file on this machine, or by `s3://` one of the workspace's bucket or of any other that may be read."""
    if not file.startswith("s3://"):
        try:
            return Path(file).read_bytes()
        except OSError:
            return None
    bucket, _, key = file.removeprefix("s3://").partition("/")
    return uploads.read_elsewhere(bucket, key) if bucket and key else None


def _progress(asked: argparse.Namespace) -> list_import.Progress:
    def tell(what: str, done: int, of: int) -> None:
        if done and (done % EVERY == 0 or (what != "write" and done == of)):
            print(say(PROGRESS[what], asked, done=done, of=of), file=sys.stderr, flush=True)

    return tell


def _tell_columns(heads: Headings, asked: argparse.Namespace) -> None:
    print(say(COLUMNS, asked, names=", ".join(dict.fromkeys(filter(None, heads.columns)))), file=sys.stderr)
    if heads.left_out:
        print(say(LEFT_OUT, asked, names=", ".join(map(visible, heads.left_out))), file=sys.stderr)


def _tell(looked: ListPreview, counted: Json, asked: argparse.Namespace) -> None:
    language = asked.lang or "ja"
    rejected = [{"line": row.number, "reason": _why(row, language)} for row in looked.rejected]
    if asked.json:
        print(json.dumps({**counted, "rejected": rejected}, ensure_ascii=False))
        return
    for each in rejected:
        print(say(BAD_LINE, asked, n=each["line"], why=each["reason"]), file=sys.stderr)
    for line, other, proposal in looked.proposals[:SHOWN]:
        who = " ".join(visible(part) for part in (*other.shown, f"({other.id})") if part)
        print(say(PROPOSED, asked, n=line, who=who))
        print("".join(f"    {each}\n" for each in likenesses.sentences(proposal, language)), end="")
    if len(looked.proposals) > SHOWN:
        print(say(MORE, asked, n=len(looked.proposals) - SHOWN))
    if asked.consent == "none":
        print(say(NO_CONSENT, asked))
    if looked.before is not None:
        at = moments.full(looked.before.begun_at, plans.active().settings.timezone, language, clock.now())
        pair = BEFORE if looked.before.ended_at is not None else GOES_ON
        print(say(pair, asked, at=at, by=visible(looked.before.by)))
    told = say(COUNTED, asked, **counted, bad=len(rejected))
    print(say(TAKEN, asked, counted=told) if asked.yes else f"{told}\n{say(SURE, asked)}")


def _past(asked: argparse.Namespace) -> int:
    zone, language = plans.active().settings.timezone, asked.lang or "ja"
    for each in imports.every():
        if asked.json:
            print(json.dumps({**each._asdict(), "said": each.said}, ensure_ascii=False))
            continue
        counted = each.counted or {}
        told = say(COUNTED, asked, **{**counted, "bad": counted["rejected"]}) if counted else "…"
        at = moments.full(each.begun_at, zone, language, clock.now())
        print(f"{at}  {visible(each.said['file'])}  {visible(each.by)}  {told}")
    return DONE


def _why(row: BadRow, language: str) -> str:
    return sentences.sentence(row.code, language, row.params)


def _wrong(said: str) -> int:
    print(said, file=sys.stderr)
    return WRONG
