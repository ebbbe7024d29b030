"""`mikomi leads`: leads found by any part of what is known of them, filtered, in an order; on a screen or for programs.

`--renew` writes the directory anew: after an update from a release that had none, and if it should ever lack somebody.
"""

import argparse
import json
import sys

from mikomi import clock
from mikomi.aws import plans
from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.core.directory import asked as wishes
from mikomi.core.directory.asked import BadSearch
from mikomi.core.directory.search import SORTS
from mikomi.core.mails.honorific import full_name
from mikomi.core.people.owners import owner_of
from mikomi.core.score.totals import in_whole
from mikomi.core.telling.portrait import Portrait
from mikomi.core.words import wording
from mikomi.errors import sentence
from mikomi.model.base import Json
from mikomi.shell.operator import listings
from mikomi.shell.people import directory

PAGE = 100
FILTERS = tuple(name for name in wishes.PARAMETERS if name not in ("q", "sort", "on_site"))

NONE: Pair = (
    "見つかりません。文字を減らすか、絞り込みを外してください。",
    "Nobody. Type less, or leave out a filter.",
)
MORE: Pair = ("{n} 人まで表示しました。続きは --limit で。", "The first {n}. For more: --limit.")
RENEWED: Pair = ("確認 {seen} 人、書き直し {written} 人", "{seen} leads: {written} written anew")
SO_FAR: Pair = ("… {seen} 人を確認", "… {seen} leads so far")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, among the others."""
    verb = verbs.add_parser("leads", parents=where, help="見込み客を探す / find leads")
    verb.add_argument(
        "q", metavar="TEXT", nargs="?", default="", help="名前、よみ、会社、電話、アドレスの一部 / any part"
    )
    says = {
        "owner": "担当者の id / a rep's id",
        "band": "ランクの id / a band's id",
        "tag": "タグ / a tag",
        "stage": "商談の段階 / a stage",
        "scenario": "進行中のシナリオ / a scenario that they are in",
        "segment": "セグメント / a segment",
        "active_since": "この時より後に動きがあった / something was heard of them since (7d, 2026-11-29)",
        "work": "することがある担当者の id、または anybody / a rep (or anybody) has something to do",
        "updated_since": "この時より後に変わった / they changed since",
    }
    for name in FILTERS:
        verb.add_argument(f"--{name.replace('_', '-')}", dest=name, help=says[name])
    verb.add_argument("--on-site", action="store_true", help="今サイトを見ている / on the site now")
    verb.add_argument("--sort", choices=SORTS, default="score", help="並び順 / (default: score)")
    verb.add_argument("--limit", type=int, default=PAGE, metavar="N", help="何人まで / how many at most (default: 100)")
    verb.add_argument("--json", action="store_true", help="for programs")
    verb.add_argument("--renew", action="store_true", help="索引を作り直す / write the directory anew")
    verb.set_defaults(act=leads)


def leads(asked: argparse.Namespace) -> int:
    """0; 2 if a filter names what is not there."""
    if asked.renew:
        return _renewed(asked)
    query = {name: getattr(asked, name) or "" for name in ("q", *FILTERS)}
    query |= {"sort": asked.sort, "on_site": "true" if asked.on_site else ""}
    try:
        search = wishes.read(query, plans.active(), clock.now())
    except BadSearch as why:
        print(sentence(why.code, asked.lang or "ja", why.params), file=sys.stderr)
        return WRONG
    there: list[Portrait] = []
    cursor: str | None = None
    while len(there) <= asked.limit:
        page = directory.page(search, min(PAGE, asked.limit + 1), cursor, asked.lang or "ja")
        there += page.leads
        if (cursor := page.next) is None:
            break
    shown = there[: asked.limit]
    if asked.json:
        print(json.dumps([_row(each, asked) for each in shown], ensure_ascii=False))
        return DONE
    for each in shown:
        row = _row(each, asked)
        parts = (row["name"], row["company"], row["email"], row["phone"])
        print(f"{row['score']:>6} {row['band'] or '':<8} {row['id']}  " + "  ".join(part for part in parts if part))
    if not shown:
        print(say(NONE, asked))
    elif len(there) > asked.limit:
        print(say(MORE, asked, n=asked.limit))
    return DONE


def _row(portrait: Portrait, asked: argparse.Namespace) -> Json:
    person = portrait.person
    return {
        "id": person.id,
        "email": person.email,
        "name": full_name(person.traits_plain, asked.lang or "ja") or None,
        "company": _text(person.trait("company")),
        "phone": _text(person.trait("phone")),
        "score": wording.number(in_whole(portrait.score).total),
        "band": portrait.band.id if portrait.band else None,
        "owner": owner_of(person, plans.active().settings),
    }


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _renewed(asked: argparse.Namespace) -> int:
    """Stopped, it is begun again: what is written once is not written twice."""
    for renewal in listings.renewed():
        if not renewal.is_whole:
            print(say(SO_FAR, asked, seen=renewal.seen), file=sys.stderr)
    print(say(RENEWED, asked, seen=renewal.seen, written=renewal.written))
    return DONE
