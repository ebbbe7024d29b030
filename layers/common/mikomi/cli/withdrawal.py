"""A scenario's file is about to be removed: who is in it, and what becomes of them.

Rules
1. Nobody is forgotten: how many are inside is said before the file goes.
2. What happens if nothing is said is what can be taken back: they wait where they are. `--inside stop` lets them go.
"""

import argparse
import getpass
from collections.abc import Iterable, Iterator

from mikomi.aws import plans
from mikomi.cli.speaking import Pair, say
from mikomi.core.scenarios.changes import RunChange
from mikomi.shell.everybody import change, inside
from mikomi.shell.everybody.change import AnotherUnderWay

WAIT: Pair = (
    "  「{scenario}」の途中に {n} 人います。その場で待ち、メールは送られません。"
    "終わらせるには mikomi migrate {scenario} --stop --yes、ファイルを戻すと続きから進みます。",
    '  {n} people are in "{scenario}". They wait where they are and are not written to. '
    "mikomi migrate {scenario} --stop --yes lets them leave; put the file back, and they go on.",
)
STOP: Pair = (
    "  「{scenario}」の途中に {n} 人います。全員がシナリオを離れます。",
    '  {n} people are in "{scenario}". All of them leave it.',
)
BUSY: Pair = (
    "  「{scenario}」はまだ止められません: 別の変更が続いています。"
    "終わったら mikomi migrate {scenario} --stop --yes を実行してください。",
    '  "{scenario}" could not be stopped yet: another change is under way. '
    "When it has ended: mikomi migrate {scenario} --stop --yes",
)


def tell(removed: Iterable[str], asked: argparse.Namespace) -> list[str]:
    """Say who is in the scenarios whose files are removed; answer those in which somebody is."""
    there = []
    for scenario in _scenarios(removed):
        *_, whole = inside.look(RunChange("stop", scenario))
        if whole.inside:
            there.append(scenario)
            print(say(STOP if asked.inside == "stop" else WAIT, asked, scenario=scenario, n=whole.inside))
    return there


def settle(scenarios: Iterable[str], asked: argparse.Namespace) -> None:
    """The files are gone: let everybody out, if that was said. One after the other; what does not come to its turn is
    named."""
    for scenario in scenarios if asked.inside == "stop" else ():
        try:
            change.begin(RunChange("stop", scenario, by=getpass.getuser()))
        except AnotherUnderWay:
            print(say(BUSY, asked, scenario=scenario))


def _scenarios(removed: Iterable[str]) -> Iterator[str]:
    running = plans.active().scenarios
    for key in removed:
        folder, _, file = key.partition("/")
        name = file.removesuffix(".json")
        if folder == "scenarios" and name in running:
            yield name
