"""`mikomi migrate`: what a change of a scenario means for those who are in it, and, with `--yes`, the change.

Without `--yes` nothing is changed: who is concerned and where each would stand is said, and how to go on.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Callable, Iterable, Mapping

from mikomi.aws import plans
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.checking.near import nearest
from mikomi.core.scenarios.changes import RunChange
from mikomi.core.words.wording import names_of, word
from mikomi.model.base import Json
from mikomi.shell.everybody import change, inside
from mikomi.shell.everybody.change import AnotherUnderWay, NoSuchVersion
from mikomi.shell.everybody.inside import Inside, StandsAt

UNKNOWN: Pair = (
    "「{name}」というシナリオはなく、その途中にいる人もいません。",
    'There is no scenario "{name}", and nobody is in one of that name.',
)
MEANT: Pair = ("もしかして「{name}」？", 'Did you mean "{name}"?')
NO_VERSION: Pair = (
    "版 {to} はありません。公開されたのは版 {newest} までです。",
    "There is no version {to}: the latest that was published is {newest}.",
)
LOOKING: Pair = ("… {seen} 人を確認", "… {seen} people looked at")
INSIDE: Pair = ("「{name}」の途中にいる人 {n} 人", '{n} people are in "{name}"')
TITLE: dict[str, Pair] = {
    "version": ("版 {to} に移すと:", "Moved to version {to}:"),
    "words": ("この先の文面だけを版 {to} のものに直すと:", "Written to in the words of version {to} from now on:"),
    "stop": ("全員について止めると:", "Stopped for everybody:"),
}
SAME: Pair = ("  {n} 人  「{here}」のまま(版 {version} から)", '  {n}  stay at "{here}" (from version {version})')
MOVES: Pair = (
    "  {n} 人  「{here}」から「{there}」へ(版 {version} から)",
    '  {n}  from "{here}" to "{there}" (from version {version})',
)
ENDS: Pair = (
    "  {n} 人  「{here}」でシナリオを離れます(版 {version})",
    '  {n}  leave the scenario at "{here}" (version {version})',
)
MISSED: Pair = ("      この人たちにはもう行わないステップ: {steps}", "      they will not get: {steps}")
STAYS: Pair = ("  {n} 人  すでにそうなっています", "  {n}  are there already")
CANNOT: Pair = ("  {n} 人  変えられません: {why}", "  {n}  cannot be changed: {why}")
UNCORRECTED: Pair = (
    "  次のステップは版 {to} にないので、文面は今のままです: {steps}",
    "  Version {to} does not have these steps; their words stay as they are: {steps}",
)
NOBODY: Pair = ("変わる人はいません。", "Nobody would be changed.")
GO_ON: Pair = (
    "まだ何も変えていません。実行するには --yes を付けてください。"
    "文面だけを直すには --words、全員について止めるには --stop を付けます。",
    "Nothing was changed yet. Add --yes to do it; --words to correct the text only, --stop to stop it for everybody.",
)
UNDER_WAY: Pair = (
    "別の変更がまだ続いています(「{scenario}」、{n} 人まで)。"
    "終わるのを待つか、mikomi work stop change で止めてください。",
    'Another change is still under way ("{scenario}", {n} people so far). '
    "Wait until it has ended, or stop it: mikomi work stop change",
)
BEGUN: Pair = (
    "始めました。進み具合は mikomi work list で、各人の経過はその人のページで見られます。",
    "Begun. mikomi work list shows how far it is; each person's page shows what became of them.",
)


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, among the others."""
    act = verbs.add_parser(
        "migrate", parents=where, help="途中にいる人を変更する / change a scenario for those who are in it"
    )
    act.add_argument("scenario", metavar="SCENARIO")
    act.add_argument("--to", type=int, metavar="N", help="どの版へ / to which version (default: the active one)")
    what = act.add_mutually_exclusive_group()
    what.add_argument("--words", action="store_true", help="この先の文面だけを直す / correct the text only")
    what.add_argument("--stop", action="store_true", help="全員について止める / stop it for everybody inside")
    act.add_argument("--why", metavar="TEXT", help="理由 / the reason, for each person's page")
    act.add_argument("--by", metavar="NAME", help="変更した人 / who changes it (default: your user name)")
    act.add_argument("--yes", action="store_true", help="実行する / do it; without it nothing is changed")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=migrate)


def migrate(asked: argparse.Namespace) -> int:
    """0; 1 if nobody would be changed, or another change is under way; 2 if there is no such scenario or version."""
    try:
        wanted = _wanted(asked)
    except NoSuchVersion:
        print(say(NO_VERSION, asked, to=asked.to, newest=plans.pointer_version()), file=sys.stderr)
        return WRONG
    whole = Inside(wanted)
    for whole in inside.look(wanted):
        if not asked.json:
            print(say(LOOKING, asked, seen=whole.seen), file=sys.stderr)
    plan = plans.active()
    if not whole.inside and asked.scenario not in {*plan.scenarios, *plan.withdrawn}:
        print(say(UNKNOWN, asked, name=asked.scenario), file=sys.stderr)
        if meant := nearest(asked.scenario, (*plan.scenarios, *plan.withdrawn)):
            print(say(MEANT, asked, name=meant), file=sys.stderr)
        return WRONG
    begins = asked.yes and whole.concerned > 0
    if begins:
        try:
            change.begin(wanted)
        except AnotherUnderWay:
            return _under_way(asked)
    if asked.json:
        print(json.dumps({**whole.plain(), "begun": begins}, ensure_ascii=False))
    else:
        language, to = asked.lang or "ja", whole.change.to
        tell(whole, names_of(plans.version(to) if to else plans.active(), language), asked)
        print(say(BEGUN if begins else GO_ON if whole.concerned else NOBODY, asked))
    return DONE if whole.concerned else LEFT


def _wanted(asked: argparse.Namespace) -> RunChange:
    by, why = asked.by or getpass.getuser(), asked.why or ""
    if asked.stop:
        return RunChange("stop", asked.scenario, by=by, why=why)
    to = change.version_of(asked.to).version
    return RunChange("words" if asked.words else "version", asked.scenario, to=to, by=by, why=why)


def _under_way(asked: argparse.Namespace) -> int:
    course = change.latest()
    scenario, so_far = (course.change.scenario, course.told) if course else ("", 0)
    print(say(UNDER_WAY, asked, scenario=scenario, n=so_far), file=sys.stderr)
    return LEFT


def tell(whole: Inside, names: Mapping[str, str], asked: argparse.Namespace) -> None:
    """Who is inside, and where each would stand."""
    language, scenario, to = asked.lang or "ja", whole.change.scenario, whole.change.to

    def named(step: str | None) -> str:
        return names.get(f"step:{scenario}/{step}") or step or word("step.end", language)

    print(say(INSIDE, asked, n=whole.inside, name=names.get(f"scenario:{scenario}") or scenario))
    print(say(TITLE[whole.change.act], asked, to=to))
    for place, group in whole.in_order:
        line = ENDS if whole.change.act == "stop" else SAME if place.kept else MOVES
        print(say(line, asked, n=group.count, **_said(place, named)))
        if place.missed:
            print(say(MISSED, asked, steps=_listed(map(named, place.missed), asked)))
    if whole.stays.count:
        print(say(STAYS, asked, n=whole.stays.count))
    for why, group in sorted(whole.cannot.items()):
        print(say(CANNOT, asked, n=group.count, why=word(f"cannot.{why}", language)))
    if whole.uncorrected:
        print(say(UNCORRECTED, asked, to=to, steps=_listed(sorted(whole.uncorrected), asked)))


def _said(place: StandsAt, named: Callable[[str | None], str]) -> Json:
    return {"here": named(place.here), "there": named(place.there), "version": place.version}


def _listed(steps: Iterable[str], asked: argparse.Namespace) -> str:
    return (", " if asked.lang == "en" else "、").join(steps)
