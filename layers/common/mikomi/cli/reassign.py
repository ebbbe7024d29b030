"""`mikomi reassign FROM TO`: one rep's leads become another's, each by an act with the same words."""

import argparse
import getpass
import json
import sys

from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.core.mails.honorific import full_name
from mikomi.core.telling.portrait import Portrait
from mikomi.errors import sentence
from mikomi.shell.operator import reassignment
from mikomi.shell.operator.by_hand import NotPossible

SHOWN, EVERY = 20, 50
WOULD: Pair = (
    "{giver} の見込み客 {n} 人の担当が {taker} になります。実行するには --yes を付けてください。",
    "{n} leads of {giver} would become {taker}'s. To do it: --yes.",
)
AND_MORE: Pair = ("… ほか {n} 人", "… and {n} more")
SO_FAR: Pair = ("… {n} / {all} 人", "… {n} of {all}")
GIVEN: Pair = (
    "{n} 人の担当を {giver} から {taker} に変えました。それぞれのページの足あとに残り、そこから取り消せます。",
    "{n} leads of {giver} are {taker}'s now. It stands in each timeline, and can be taken back there.",
)


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, among the others."""
    verb = verbs.add_parser("reassign", parents=where, help="担当者の引き継ぎ / give one rep's leads to another")
    verb.add_argument("giver", metavar="FROM", help="今の担当者の id / whose leads they are")
    verb.add_argument("taker", metavar="TO", help="新しい担当者の id / whose they become")
    verb.add_argument("--text", metavar="TEXT", default="", help="足あとに残すひとこと / words for each timeline")
    verb.add_argument("--by", metavar="NAME", help="操作した人 / who does it (default: your user name)")
    how = verb.add_mutually_exclusive_group(required=True)
    how.add_argument("--dry-run", action="store_true", help="だれが移るかを見る / look, and change nothing")
    how.add_argument("--yes", action="store_true", help="実行する / do it")
    verb.add_argument("--json", action="store_true", help="for programs")
    verb.set_defaults(act=reassign)


def reassign(asked: argparse.Namespace) -> int:
    """0; 2 if one of them is no rep, which is said."""
    try:
        leads = reassignment.look(asked.giver, asked.taker)
        if asked.yes:
            return _given(asked, leads)
    except NotPossible as why:
        print(sentence(why.code, asked.lang or "ja", why.params), file=sys.stderr)
        return WRONG
    if asked.json:
        print(json.dumps({"leads": [each.person.id for each in leads], "given": []}))
        return DONE
    for each in leads[:SHOWN]:
        print(each.person.id, full_name(each.person.traits_plain, asked.lang or "ja") or each.person.email or "")
    if len(leads) > SHOWN:
        print(say(AND_MORE, asked, n=len(leads) - SHOWN))
    print(say(WOULD, asked, n=len(leads), giver=asked.giver, taker=asked.taker))
    return DONE


def _given(asked: argparse.Namespace, leads: list[Portrait]) -> int:
    given: list[str] = []
    for lead in reassignment.give(leads, asked.taker, asked.text, asked.by or getpass.getuser()):
        given.append(lead)
        if len(given) % EVERY == 0:
            print(say(SO_FAR, asked, n=len(given), all=len(leads)), file=sys.stderr)
    told = {"leads": [each.person.id for each in leads], "given": given}
    print(json.dumps(told) if asked.json else say(GIVEN, asked, n=len(given), giver=asked.giver, taker=asked.taker))
    return DONE
