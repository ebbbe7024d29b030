"""`mikomi act`: what sales do with one lead by hand; into a scenario, out of it and to a step, too."""

import argparse
import getpass
import json
import sys

from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.errors import sentence
from mikomi.shell.operator import lead_acts
from mikomi.shell.operator.by_hand import NotPossible

NOTED: Pair = (
    "受け付けました。どうなったかは、その人のページの足あとで見られます。",
    "Noted. The timeline on the person's page says what became of it.",
)
TAKEN: dict[str, str] = {
    "step": "move: このステップへ / to this step",
    "text": "メモや理由 / a note's words, a reason",
    "stage": "stage: ステージの id / the stage's id",
    "value": "stage: 金額 / the deal's value",
    "rep": "owner・task: 営業担当の id（規則どおりは rule） / a rep's id; rule: by the rules",
    "tag": "tag・untag: タグ / the tag",
    "points": "points: 加える点（減らすときは -5） / points to add, or -5",
    "kind": "task: タスクの種類 / the kind of task",
    "due": "task・call: 期限 2027-01-05T10:00 / by when",
    "task": "done: タスクの id / the task's id",
    "outcome": "call・done: reached, not_reached, again, done, dropped",
    "as": "exclude: 対象外の区分 / as what: competitor …",
    "event": "undo: 取り消す操作の id / the act to take back",
}


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, among the others."""
    act_of = verbs.add_parser(
        "act", parents=where, help="一人への操作（メモ、ステージ、シナリオなど） / do something with one lead by hand"
    )
    act_of.add_argument("lead", metavar="LEAD", help="見込み客の id / the lead's id")
    act_of.add_argument("what", choices=lead_acts.ACTS)
    act_of.add_argument("scenario", metavar="SCENARIO", nargs="?", default="", help="enter・exit・move")
    for name, help in TAKEN.items():
        act_of.add_argument(f"--{name}", metavar=name.upper(), help=help)
    act_of.add_argument("--by", metavar="NAME", help="操作した人 / who does it (default: your user name)")
    act_of.add_argument("--json", action="store_true", help="for programs")
    act_of.set_defaults(act=act)


def act(asked: argparse.Namespace) -> int:
    """0; 2 if it cannot be done, which is said."""
    given = {name: getattr(asked, name) for name in ("scenario", *TAKEN)}
    said = {"act": asked.what, **{name: value for name, value in given.items() if value}}
    try:
        event = lead_acts.act(asked.lead, said, asked.by or getpass.getuser())
    except NotPossible as why:
        print(sentence(why.code, asked.lang or "ja", why.params), file=sys.stderr)
        return WRONG
    print(json.dumps({"event": event}) if asked.json else say(NOTED, asked))
    return DONE
