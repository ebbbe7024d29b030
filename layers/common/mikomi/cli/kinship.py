"""`mikomi proposals`, `mikomi merge`, `mikomi unmerge`: who is the same person, by somebody's word."""

import argparse
import getpass
import json
import sys

from mikomi import clock
from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.core.likeness import sentences
from mikomi.core.likeness.looks import Looks
from mikomi.core.words.visible import visible
from mikomi.errors import sentence
from mikomi.shell.archive import past
from mikomi.shell.archive.shelf import Unreadable
from mikomi.shell.operator import kinship, proposals
from mikomi.shell.operator.by_hand import NotPossible
from mikomi.shell.operator.proposals import LikePair

NONE: Pair = ("同じ人かもしれない人はいません。", "Nobody looks like anybody else.")
MAYBE: Pair = ("同じ人かもしれません:", "These may be one person:")
TAKE: Pair = ("    一人にする: mikomi merge {one} {other}", "    to make them one: mikomi merge {one} {other}")
LEAVE: Pair = (
    "    別の人とする: mikomi proposals refuse {one} {other}",
    "    if they are two: mikomi proposals refuse {one} {other}",
)
MORE: Pair = ("… ほか {n} 組。--limit で増やせます。", "… and {n} more: --limit shows them.")
SO_FAR: Pair = ("… {n} 人を確認", "… {n} people so far")
MERGED: Pair = (
    "{other} を {lead} と一人にします（数秒で反映されます）。戻すには: mikomi unmerge {other}",
    "{other} becomes part of {lead} within seconds. To part them again: mikomi unmerge {other}",
)
APART: Pair = ("別の人として記録しました。もう候補に出ません。", "Noted: two people. They are proposed no more.")
PARTED: Pair = (
    "{other} と {lead} を二人に戻しました。それぞれの履歴は元のとおりです。",
    "{other} and {lead} are two again, each with its own history.",
)
UNREADABLE: Pair = (
    "履歴のファイルを読めないため、何も変えていません: {file}",
    "Nothing was changed, because a file of the archive cannot be read: {file}",
)
EVERY = 10_000


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verbs, among the others."""
    verb = verbs.add_parser("proposals", help="名寄せの候補 / who may be the same person")
    acts = verb.add_subparsers(dest="act_name", required=True, metavar="list | accept | refuse")
    act = acts.add_parser("list", parents=where, help="一覧と理由 / all of them, with reasons")
    act.add_argument("lead", metavar="LEAD", nargs="?", help="この人だけ / of this lead alone")
    act.add_argument("--limit", type=int, default=50, metavar="N", help="何組まで / how many (default: 50)")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=listed)
    for name, act_of, told in (
        ("accept", merge, "一人にする / they are one"),
        ("refuse", refuse, "別の人とする / they are two"),
    ):
        act = acts.add_parser(name, parents=where, help=told)
        _two(act)
        act.set_defaults(act=act_of)
    act = verbs.add_parser("merge", parents=where, help="二人の見込み客を一人にする / two leads are one person")
    _two(act)
    act.set_defaults(act=merge)
    act = verbs.add_parser("unmerge", parents=where, help="二人に戻す / … and are two again")
    act.add_argument("id", metavar="ID", help="一人になった側の id / the lead that became part of another")
    _by(act)
    act.set_defaults(act=unmerge)


def _two(act: argparse.ArgumentParser) -> None:
    act.add_argument("one", metavar="A", help="残る見込み客の id / the lead that stays")
    act.add_argument("other", metavar="B", help="もう一人の id / the other one")
    _by(act)


def _by(act: argparse.ArgumentParser) -> None:
    act.add_argument("--by", metavar="NAME", help="行う人 / who does it (default: your user name)")
    act.add_argument("--json", action="store_true", help="for programs")


def listed(asked: argparse.Namespace) -> int:
    def progress(seen: int) -> None:
        if seen and seen % EVERY == 0:
            print(say(SO_FAR, asked, n=seen), file=sys.stderr)

    there = proposals.pairs(progress, asked.lead)
    shown = there[: asked.limit]
    if asked.json:
        print(json.dumps([_plain(each, asked.lang or "ja") for each in shown], ensure_ascii=False))
        return DONE
    for each in shown:
        print(say(MAYBE, asked))
        print("".join(f"  {_named(one)}\n" for one in (each.one, each.other)), end="")
        print("".join(f"    {reason}\n" for reason in sentences.sentences(each.likeness, asked.lang or "ja")), end="")
        for pair in (TAKE, LEAVE):
            print(say(pair, asked, one=each.one.id, other=each.other.id))
    if not there:
        print(say(NONE, asked))
    elif len(there) > len(shown):
        print(say(MORE, asked, n=len(there) - len(shown)))
    return DONE


def merge(asked: argparse.Namespace) -> int:
    """0; 2 if it cannot be, which is said."""
    try:
        said = kinship.merge(asked.one, asked.other, asked.by or getpass.getuser())
    except NotPossible as why:
        return _refused(why, asked)
    print(json.dumps(said._asdict()) if asked.json else say(MERGED, asked, lead=said.lead, other=said.other))
    return DONE


def refuse(asked: argparse.Namespace) -> int:
    """0; 2 if one of them is no lead."""
    try:
        event = kinship.apart(asked.one, asked.other, asked.by or getpass.getuser())
    except NotPossible as why:
        return _refused(why, asked)
    print(json.dumps({"event": event}) if asked.json else say(APART, asked))
    return DONE


def unmerge(asked: argparse.Namespace) -> int:
    """0; 2 if it is nobody's part, or the archive cannot be read."""
    try:
        with past.opened(clock.now()) as gone:
            lead = kinship.part(asked.id, asked.by or getpass.getuser(), gone.packets)
    except NotPossible as why:
        return _refused(why, asked)
    except Unreadable as why:
        print(say(UNREADABLE, asked, file=why), file=sys.stderr)
        return WRONG
    print(
        json.dumps({"lead": lead, "other": asked.id}) if asked.json else say(PARTED, asked, lead=lead, other=asked.id)
    )
    return DONE


def _named(one: Looks) -> str:
    return "  ".join(visible(part) for part in (one.id, *one.shown) if part)


def _plain(each: LikePair, language: str) -> dict[str, object]:
    people = [{"id": one.id, **dict(zip(("name", "company", "email"), one.shown, strict=True))} for one in each[:2]]
    return {"people": people, "weight": each.likeness.weight, "reasons": sentences.sentences(each.likeness, language)}


def _refused(why: NotPossible, asked: argparse.Namespace) -> int:
    print(sentence(why.code, asked.lang or "ja", why.params), file=sys.stderr)
    return WRONG
