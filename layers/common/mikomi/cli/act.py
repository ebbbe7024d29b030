"""`mikomi act`: somebody is put into a scenario, taken out of it, or moved to a step, by hand."""

import argparse
import getpass
import json
import sys

from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.errors import sentence
from mikomi.shell.operator import by_hand
from mikomi.shell.operator.by_hand import NotPossible

NOTED: Pair = (
    "受け付けました。どうなったかは、その人のページの足あとで見られます。",
    "Noted. The timeline on the person's page says what became of it.",
)


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, among the others."""
    act_of = verbs.add_parser(
        "act", parents=where, help="一人を手で動かす / put a lead into a scenario, take it out, move it to a step"
    )
    act_of.add_argument("lead", metavar="LEAD", help="見込み客の id / the lead's id")
    act_of.add_argument("what", choices=("enter", "exit", "move"))
    act_of.add_argument("scenario", metavar="SCENARIO")
    act_of.add_argument("--step", metavar="STEP", help="move: このステップへ / to this step")
    act_of.add_argument("--by", metavar="NAME", help="動かした人 / who does it (default: your user name)")
    act_of.add_argument("--json", action="store_true", help="for programs")
    act_of.set_defaults(act=act)


def act(asked: argparse.Namespace) -> int:
    """0; 2 if there is no such lead, scenario, run or step."""
    try:
        event = by_hand.act(asked.lead, asked.what, asked.scenario, asked.step, asked.by or getpass.getuser())
    except NotPossible as why:
        print(sentence(why.code, asked.lang or "ja", {}), file=sys.stderr)
        return WRONG
    print(json.dumps({"event": event}) if asked.json else say(NOTED, asked))
    return DONE
