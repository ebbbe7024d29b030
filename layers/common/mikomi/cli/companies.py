"""`mikomi companies`: the companies that leads are of, found by any part of the name; one of them with its people."""

import argparse
import json
import sys

from mikomi.aws import plans
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.companies.marks import ID_BEGINS
from mikomi.core.directory import asked as wishes
from mikomi.core.directory.asked import BadSearch
from mikomi.core.directory.company_list import COMPANY_SORTS, TARGETS
from mikomi.core.mails.honorific import full_name
from mikomi.core.words import wording
from mikomi.errors import sentence
from mikomi.model.base import Json
from mikomi.shell.people import companies
from mikomi.shell.people.companies import CompanyShown

PAGE = 50

NONE: Pair = (
    "見つかりません。文字を減らすか、絞り込みを外してください。",
    "None. Type less, or leave out a filter.",
)
GONE: Pair = (
    "この id の会社はありません。一覧は `mikomi companies` で見られます。",
    "There is no company with this id. `mikomi companies` lists them.",
)
MORE: Pair = ("{n} 社まで表示しました。続きは --limit で。", "The first {n}. For more: --limit.")
PEOPLE: Pair = ("{n} 人", "{n} leads")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, among the others."""
    verb = verbs.add_parser("companies", parents=where, help="会社を探す / find companies")
    verb.add_argument(
        "q",
        metavar="TEXT|ID",
        nargs="?",
        default="",
        help="会社名、ドメイン、法人番号の一部、または会社の id / any part, or a company's id",
    )
    verb.add_argument("--owner", help="担当者の id / a rep's id")
    verb.add_argument("--stage", help="商談の段階 / a stage")
    verb.add_argument(
        "--target", choices=TARGETS, help="ターゲット、見込み客のいないターゲット / targets; without a lead"
    )
    verb.add_argument("--sort", choices=COMPANY_SORTS, default="score", help="並び順 / (default: score)")
    verb.add_argument("--limit", type=int, default=PAGE, metavar="N", help="何社まで / how many at most (default: 50)")
    verb.add_argument("--json", action="store_true", help="for programs")
    verb.set_defaults(act=list_companies)


def list_companies(asked: argparse.Namespace) -> int:
    """0; 1 if there is no such company, 2 if a filter names what is not there."""
    if asked.q.startswith(ID_BEGINS):
        return _one(asked)
    query = {name: getattr(asked, name) or "" for name in wishes.OF_COMPANIES}
    try:
        search = wishes.of_companies(query, plans.active())
    except BadSearch as why:
        print(sentence(why.code, asked.lang or "ja", why.params), file=sys.stderr)
        return WRONG
    there: list[CompanyShown] = []
    cursor: str | None = None
    while len(there) <= asked.limit:
        page = companies.page(search, min(PAGE, asked.limit + 1), cursor)
        there += page.companies
        if (cursor := page.next) is None:
            break
    shown = there[: asked.limit]
    if asked.json:
        print(json.dumps([_row(each) for each in shown], ensure_ascii=False))
        return DONE
    for each in shown:
        _print(each, asked)
    if not shown:
        print(say(NONE, asked))
    elif len(there) > asked.limit:
        print(say(MORE, asked, n=asked.limit))
    return DONE


def _one(asked: argparse.Namespace) -> int:
    known = companies.one(asked.q)
    if known is None:
        print(say(GONE, asked), file=sys.stderr)
        return LEFT
    leads = [
        {
            "id": person.id,
            "email": person.email,
            "name": full_name(person.traits_plain, asked.lang or "ja") or None,
        }
        for person in known.facts.people
    ]
    if asked.json:
        print(json.dumps({**_row(known), "leads": leads}, ensure_ascii=False))
        return DONE
    _print(known, asked)
    for lead in leads:
        print("  " + "  ".join(part for part in (lead["id"], lead["name"], lead["email"]) if part))
    return DONE


def _print(shown: CompanyShown, asked: argparse.Namespace) -> None:
    row = _row(shown)
    parts = (row["name"], say(PEOPLE, asked, n=row["people"] + row["more"]), row["owner"], row["stage"])
    print(f"{wording.number(row['score']):>6} {row['id']}  " + "  ".join(part for part in parts if part))


def _row(shown: CompanyShown) -> Json:
    facts = shown.facts
    return {
        "id": facts.id,
        "name": facts.name,
        "number": facts.number or None,
        "domains": list(facts.hosts),
        "score": round(facts.score, 1),
        "people": len(facts.people),
        "more": shown.more,
        "stage": facts.stage or None,
        "owner": facts.owner,
        "last_at": facts.last_at,
        "target": {"owner": facts.target.owner or None, "tags": list(facts.target.tags)} if facts.target else None,
    }
