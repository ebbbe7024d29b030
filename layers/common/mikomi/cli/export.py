"""`mikomi export leads`: any list of leads as CSV that Excel opens, or as JSON; who took which out so far.

`export person` stands in `cli.export_person`.
"""

import argparse
import getpass
import json
import sys

from mikomi import clock
from mikomi.aws import exports, plans
from mikomi.cli import export_person
from mikomi.cli.leads import FILTERS
from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.core.directory import asked as wishes
from mikomi.core.directory.asked import BadSearch
from mikomi.core.directory.search import SORTS
from mikomi.core.sales import address_list
from mikomi.core.words import moments
from mikomi.core.words.visible import visible
from mikomi.errors import sentence
from mikomi.shell.operator import list_export

DONE_SO: Pair = ("{n} 人", "{n} people")
NOT_WRITTEN: Pair = ("{file} に書けません: {why}", "{file} cannot be written: {why}")
PAST: Pair = ("{at}  {by}  {n} 人  {what}", "{at}  {by}  {n} people  {what}")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, among the others."""
    verb = verbs.add_parser(
        "export", help="名簿や一人の記録を書き出す / take a list of leads, or all of one person, out"
    )
    acts = verb.add_subparsers(dest="act_name", required=True, metavar="leads | person | past")
    act = acts.add_parser("leads", parents=where, help="CSV で / as CSV")
    act.add_argument("q", metavar="TEXT", nargs="?", default="", help="探す言葉 / any part of what is known")
    for name in FILTERS:
        act.add_argument(f"--{name.replace('_', '-')}", dest=name, help="mikomi leads と同じ / as of mikomi leads")
    act.add_argument("--on-site", action="store_true", help="今サイトにいる人だけ / on the site now")
    act.add_argument("--sort", choices=SORTS, help="並び順 / which comes first")
    act.add_argument("--to", metavar="FILE", help="ファイルへ / into a file (default: standard output)")
    act.add_argument("--by", metavar="NAME", help="行う人 / who does it (default: your user name)")
    act.add_argument("--json", action="store_true", help="一行に一人の JSON / JSON, a line each")
    act.set_defaults(act=leads)
    export_person.add(acts, where)
    act = acts.add_parser("past", parents=where, help="誰が何を書き出したか / who took which list out")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=past)


def leads(asked: argparse.Namespace) -> int:
    """0; 2 if a filter names what is not there, or the file cannot be written."""
    language = asked.lang or "ja"
    query = {name: value for name in ("q", *FILTERS, "sort") if (value := getattr(asked, name) or "")}
    query |= {"on_site": "true"} if asked.on_site else {}
    try:
        search = wishes.read(query, plans.active(), clock.now())
        file = open(asked.to, "w", encoding="utf-8-sig", newline="") if asked.to else sys.stdout  # noqa: SIM115
    except BadSearch as why:
        print(sentence(why.code, language, why.params), file=sys.stderr)
        return WRONG
    except OSError as why:
        print(say(NOT_WRITTEN, asked, file=asked.to, why=why.strerror), file=sys.stderr)
        return WRONG
    people = list_export.noted(list_export.people(search, language), query, asked.by or getpass.getuser())
    rows = (
        (json.dumps(address_list.row(person, language), ensure_ascii=False) + "\n" for person in people)
        if asked.json
        else address_list.csv_lines(people, language)
    )
    count = sum(1 for row in rows if file.write(row))
    if asked.to:
        file.close()
        print(say(DONE_SO, asked, n=count if asked.json else count - 1))
    return DONE


def past(asked: argparse.Namespace) -> int:
    zone, language = plans.active().settings.timezone, asked.lang or "ja"
    for each in exports.every():
        if asked.json:
            print(json.dumps(each._asdict(), ensure_ascii=False))
            continue
        at = moments.full(each.at, zone, language, clock.now())
        what = " ".join(f"{name}={visible(str(value))}" for name, value in each.asked.items())
        print(say(PAST, asked, at=at, by=visible(each.by), n="…" if each.people is None else each.people, what=what))
    return DONE
