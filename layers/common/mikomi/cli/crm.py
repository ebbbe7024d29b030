"""`mikomi crm in FILE.csv --system NAME`: what a CRM says of leads, out of a file that it exports.

The columns are the keys of `POST /v1/crm/{system}/events`. Without a column `id` a row is told apart by all that it
says: the same row in another file is the same.
"""

import argparse
import csv
import sys
from pathlib import Path

from mikomi import keys
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.sales.asked import Unfit
from mikomi.core.sales.crm import MOST
from mikomi.errors import sentence
from mikomi.model.base import Json
from mikomi.shell.operator import crm

NOTED: Pair = ("{n}件のうち{accepted}件を受け付けました。", "{accepted} of {n} rows were noted.")
UNREADABLE: Pair = (
    "{file} を読めません（{why}）。UTF-8 の CSV で、1行目に列の名前を書いてください。",
    "{file} cannot be read ({why}). It must be CSV in UTF-8, with the columns' names in its first line.",
)


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, among the others."""
    ways = verbs.add_parser("crm", help="CRM とのやりとり / a CRM says how deals stand").add_subparsers(
        required=True, metavar="WHAT"
    )
    way = ways.add_parser("in", parents=where, help="CRM の書き出しを取り込む / bring in what a CRM exports")
    way.add_argument("file", metavar="FILE.csv")
    way.add_argument(
        "--system", required=True, metavar="NAME", help="CRM の名前 / the CRM's name, as in external_id_NAME"
    )
    way.set_defaults(act=bring_in)


def bring_in(asked: argparse.Namespace) -> int:
    """0; 1 if a row was refused, each of which is told; 2 if the file or the system cannot be used."""
    try:
        rows = _rows(Path(asked.file))
    except (OSError, UnicodeDecodeError, csv.Error) as why:
        print(say(UNREADABLE, asked, file=asked.file, why=why), file=sys.stderr)
        return WRONG
    refused = 0
    for start in range(0, len(rows), MOST):
        try:
            refusals = crm.take(asked.system, [row for _, row in rows[start : start + MOST]])
        except Unfit as why:
            print(sentence(why.code, asked.lang or "ja", why.params), file=sys.stderr)
            return WRONG
        for each in refusals:
            line = rows[start + each.position][0]
            print(f"{asked.file}:{line}: {sentence(each.code, asked.lang or 'ja', each.params)}", file=sys.stderr)
        refused += len(refusals)
    print(say(NOTED, asked, n=len(rows), accepted=len(rows) - refused))
    return LEFT if refused else DONE


def _rows(file: Path) -> list[tuple[int, Json]]:
    """The rows, each with the line at which it ends."""
    with file.open(encoding="utf-8-sig", newline="") as lines:
        reader = csv.DictReader(lines, restkey="", strict=True)
        return [(reader.line_num, _named(row)) for row in reader]


def _named(row: Json) -> Json:
    said = {name: value for name, value in row.items() if value}
    return said if said.get("id") else {**said, "id": keys.digest(*(f"{name}={said[name]}" for name in sorted(said)))}
