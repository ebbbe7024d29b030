"""`mikomi dump --out DIR`: all that a deployment holds, as files. `mikomi load DIR`: an empty one made of them."""

import argparse
import getpass
import json
import sys
from pathlib import Path

from mikomi import clock
from mikomi.aws import exports
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.model.dump import ITEM_KINDS, Dump, DumpFile
from mikomi.shell.dump import arrival, departure
from mikomi.shell.dump.arrival import Occupied, OtherSecret
from mikomi.shell.dump.departure import OtherDump, RestoredTables
from mikomi.shell.dump.files import NoDump

WRITTEN: Pair = ("  {name}  {size} 件", "  {name}  {size}")
TAKEN: Pair = (
    "書き出しました: 人 {people}、そのほかの記録 {rows}、足あと {events}、ファイル {objects}。"
    "個人の情報が入っています。人目に触れない所に置いてください。",
    "Written: {people} people, {rows} other rows, {events} packets of events, {objects} files. It is full of personal"
    " data: keep it where nobody else reads.",
)
NO_SECRET: Pair = (
    "秘密の鍵は入れていません。新しい環境に読み込むときは、同じ鍵が要ります（--with-secret）。",
    "The secret is not in it. To load it, the new deployment needs the same one (--with-secret).",
)
ON_ITS_WAY: Pair = (
    "結果の分からないメールが {n} 通あります。引っ越しのための書き出しなら、"
    "15分待ってから、新しいフォルダーにもう一度書き出してください。",
    "Of {n} mails nobody knows yet whether they went out. If this is for a move, wait a quarter of an hour, and dump"
    " again into a new folder.",
)
OTHER_DUMP: Pair = (
    "{folder} には、すでに別の書き出しがあります。空のフォルダーを指定してください。",
    "{folder} holds another dump already. Name an empty folder.",
)
NOT_WRITTEN: Pair = ("{folder} に書けません: {why}", "{folder} cannot be written: {why}")
NO_DUMP: dict[str, Pair] = {
    "cut": (
        "{folder} に manifest.json がありません。"
        "書き出しが途中で止まったのなら、同じ mikomi dump をもう一度実行すると、続きから始まります。",
        "There is no manifest.json in {folder}. If the dump was cut off, run the same mikomi dump again: it goes on.",
    ),
    "newer": (
        "もっと新しい Mikomi が書き出したものです。先にこちらを新しくしてください。",
        "A newer Mikomi wrote this dump. Update this one first.",
    ),
    "damaged": (
        "{file} が壊れているか、足りません。何も読み込んでいません。",
        "{file} is damaged or missing. Nothing was loaded.",
    ),
}
OCCUPIED: Pair = (
    "この環境は空ではありません。読み込めるのは、作ったばかりの環境だけです。",
    "This deployment is not empty. A dump is loaded into a new one only.",
)
LOADED_ALREADY: Pair = ("この書き出しは、すでに読み込みました。", "This dump was loaded already.")
OTHER_SECRET: Pair = (
    "この環境の秘密の鍵は、書き出した環境のものと違います。このままでは、配信を止めたアドレスが分からず、"
    "送ったメールのリンクも開けません。"
    "書き出しに鍵が入っていれば（mikomi dump --with-secret）、"
    "mikomi load に --with-secret を付けると、この環境の鍵になります。",
    "This deployment's secret is not the one of the dump's. Without that, nobody knows to which addresses no mail may"
    " go, and no link of a sent mail opens. If the dump holds it (mikomi dump --with-secret), add --with-secret to"
    " mikomi load: it becomes this deployment's.",
)
STEP: Pair = ("  {number}/{total}  {name}", "  {number}/{total}  {name}")
LOADED: Pair = (
    "読み込みました。取り込まれていなかった足あとを反映した訪問者: {folded}。",
    "Loaded. Visitors of whom something was folded that had not been before: {folded}.",
)
ERASED: Pair = (
    "消すように頼まれていた {erased} 人を、あらためて消しました。",
    "Erased again, because the dump still had them: {erased}.",
)
TAKEN_PLACES: Pair = (
    "{taken} 件は、同じ場所に別の記録があったので、読み込んでいません。この環境にすでに訪問があったようです。",
    "{taken} items were not loaded, because something else had their place: somebody visited this deployment already.",
)


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """Both verbs, among the others."""
    verb = verbs.add_parser("dump", parents=where, help="すべてをファイルに書き出す / everything, as files")
    verb.add_argument("--out", metavar="DIR", required=True, help="フォルダー / into this folder")
    verb.add_argument("--with-secret", action="store_true", help="秘密の鍵も / the deployment's secret too")
    verb.add_argument("--without-archive", action="store_true", help="履歴のファイルを除く / not the archive's files")
    verb.add_argument("--event-table", metavar="NAME", help="復元した EventTable / the log's table, as it was restored")
    verb.add_argument("--state-table", metavar="NAME", help="復元した StateTable / the state's table, likewise")
    verb.add_argument("--by", metavar="NAME", help="行う人 / who does it (default: your user name)")
    verb.add_argument("--json", action="store_true", help="for programs")
    verb.set_defaults(act=dump)
    verb = verbs.add_parser("load", parents=where, help="空の環境に読み込む / a dump, into an empty deployment")
    verb.add_argument("folder", metavar="DIR", help="mikomi dump のフォルダー / what mikomi dump wrote")
    verb.add_argument("--with-secret", action="store_true", help="書き出しの秘密の鍵を使う / use the dump's secret")
    verb.add_argument("--json", action="store_true", help="for programs")
    verb.set_defaults(act=load)


def dump(asked: argparse.Namespace) -> int:
    """0; 1 if mails are on their way of which nobody knows; 2 if it cannot be written there."""
    folder = Path(asked.out)

    def written(file: DumpFile) -> None:
        if not asked.json:
            print(say(WRITTEN, asked, name=file.name, size=file.size), file=sys.stderr)

    noted = exports.begin(asked.by or getpass.getuser(), {"dump": "everything"}, clock.now())
    try:
        taken = departure.take(
            folder,
            archive=not asked.without_archive,
            secret=asked.with_secret,
            progress=written,
            tables=RestoredTables(asked.event_table, asked.state_table),
        )
    except OtherDump:
        print(say(OTHER_DUMP, asked, folder=folder), file=sys.stderr)
        return WRONG
    except OSError as why:
        print(say(NOT_WRITTEN, asked, folder=folder, why=why.strerror), file=sys.stderr)
        return WRONG
    counts = {**_counts(taken), "people": departure.people_in(folder, taken)}
    exports.end(noted, counts["people"])
    doubtful = departure.in_doubt(folder, taken)
    if asked.json:
        print(json.dumps({**counts, "in_doubt": doubtful, "secret": taken.has_secret}))
    else:
        print(say(TAKEN, asked, **counts))
        if not taken.has_secret:
            print(say(NO_SECRET, asked), file=sys.stderr)
        if doubtful:
            print(say(ON_ITS_WAY, asked, n=doubtful), file=sys.stderr)
    return LEFT if doubtful else DONE


def load(asked: argparse.Namespace) -> int:
    """0; 1 if something found another in its place; 2 if nothing was loaded."""
    folder = Path(asked.folder)

    def done(name: str, number: int, total: int) -> None:
        if not asked.json:
            print(say(STEP, asked, name=name, number=number, total=total), file=sys.stderr)

    try:
        loaded = arrival.load(folder, secret=asked.with_secret, progress=done)
    except NoDump as wrong:
        print(say(NO_DUMP[wrong.why], asked, folder=folder, file=wrong.file), file=sys.stderr)
        return WRONG
    except Occupied as there:
        print(say(LOADED_ALREADY if there.is_done else OCCUPIED, asked), file=sys.stderr)
        return WRONG
    except OtherSecret:
        print(say(OTHER_SECRET, asked), file=sys.stderr)
        return WRONG
    if asked.json:
        print(json.dumps(loaded._asdict()))
    else:
        print(say(LOADED, asked, folded=loaded.folded))
        if loaded.erased:
            print(say(ERASED, asked, erased=loaded.erased))
        if loaded.taken:
            print(say(TAKEN_PLACES, asked, taken=loaded.taken), file=sys.stderr)
    return LEFT if loaded.taken else DONE


def _counts(taken: Dump) -> dict[str, int]:
    counts: dict[str, int] = {kind: taken.size(kind) for kind in ITEM_KINDS}
    return {**counts, "objects": sum(file.size for file in taken.files) - sum(counts.values())}
