"""`mikomi diff A B`: what differs between two versions, or two folders, in the words of the business.

A number is a version of the deployment, anything else a workspace's folder. With one alone it is compared with what
runs: a folder as what publishing it would change, a version as what going back to it would. With `--people` also what
it means for those who are inside, and beside each change what it would have come to lately (`core.backtest`).
"""

import argparse
import json
import sys
from pathlib import Path
from typing import NamedTuple

from mikomi import clock
from mikomi.aws import plans
from mikomi.cli import migrate
from mikomi.cli.check import files_of
from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.core.backtest import beside, lines, report
from mikomi.core.backtest.trial import Bench, Trial
from mikomi.core.checking import workspace
from mikomi.core.scenarios.changes import RunChange
from mikomi.core.telling import revision
from mikomi.core.telling.revision import Revised
from mikomi.core.words.wording import names_of
from mikomi.model.base import Json
from mikomi.model.plan import Plan
from mikomi.model.push import mark
from mikomi.shell import reports
from mikomi.shell.backtest import run, tried
from mikomi.shell.everybody import inside
from mikomi.shell.everybody.inside import Inside

VERSUS: Pair = ("{before} → {after}", "{before} → {after}")
VERSION: Pair = ("第{version}版", "version {version}")
RUNNING: Pair = ("公開中の第{version}版", "version {version} (running)")
NOTHING_RUNS: Pair = ("まだ何も公開されていない状態", "nothing published yet")
NO_VERSION: Pair = (
    "第{version}版はありません。mikomi versions で一覧を見られます。",
    "There is no version {version}. mikomi versions lists what there is.",
)
NO_FOLDER: Pair = (
    "「{name}」は版の番号でもフォルダーでもありません。settings.json のあるフォルダーを指定してください。",
    '"{name}" is neither the number of a version nor a folder. Name the folder that holds settings.json.',
)
NOT_READ: Pair = (
    "「{name}」には誤りが {n} 件あり、比べられません。mikomi check {name} で、場所と直し方が分かります。",
    '"{name}" cannot be compared, it has errors ({n}). mikomi check {name} says what is wrong, and where.',
)
WHICH: Pair = (
    "どの環境の版か指定してください: --stack 名前、または --local。フォルダーだけなら二つ指定してください。",
    "Say of which deployment: --stack NAME, or --local. Without one, name two folders.",
)


INSIDE_TITLE: Pair = ("途中にいる人", "Who is inside")
STAY: Pair = (
    "公開しても、途中の人は入ったときの版のまま最後まで進みます。"
    "移したとき（mikomi migrate）にどこに立つかは、次のとおりです。",
    "Published, everybody inside finishes on the version on which they entered. Moved (mikomi migrate), they would "
    "stand here:",
)
NOBODY_INSIDE: Pair = (
    "変わるシナリオの途中には、誰もいません。",
    "Nobody is in a scenario that changes.",
)
WHERE: Pair = (
    "途中の人を数えるには、どの環境か指定してください: --stack 名前、または --local。",
    "To count who is inside, say of which deployment: --stack NAME, or --local.",
)


LATELY: Pair = (
    "「→」の行は、直近30日の記録（{n}人）で両方を試した数字です。",
    "Lines with → are figures of both, tried on what happened in the last 30 days ({n} people).",
)
NO_FIGURES: Pair = (
    "今の Mikomi では全部を読めない版なので、記録で試した数字は付けません。",
    "No figures stand beside it: this release cannot read all of one of the two.",
)
SEEN: Pair = ("… {seen} 人を確認", "… {seen} people tried")


class _Compared(NamedTuple):
    """One of the two: its plan, the marks of its files as far as they are known, and what it is called."""

    plan: Plan
    marks: dict[str, str]
    name: str
    plain: Json


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, and what may be said with it."""
    act = verbs.add_parser("diff", parents=where, help="二つの版やフォルダーの違い / what differs between two versions")
    act.add_argument("before", metavar="A", help="版の番号かフォルダー / the number of a version, or a folder")
    act.add_argument("after", metavar="B", nargs="?", help="同じく。なければ公開中の版と比べる / (default: what runs)")
    act.add_argument("--people", action="store_true", help="途中にいる人はどうなるか / what becomes of who is inside")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=diff, at_home=at_home)


def at_home(asked: argparse.Namespace) -> int:
    """Two folders, and no deployment."""
    if asked.people:
        print(say(WHERE, asked), file=sys.stderr)
        return WRONG
    names = [asked.before, *([asked.after] if asked.after else [])]
    if len(names) < 2 or any(name.isdecimal() and not Path(name).is_dir() for name in names):
        print(say(WHICH, asked), file=sys.stderr)
        return WRONG
    return _between([_folder(name, asked) for name in names], asked)


def diff(asked: argparse.Namespace) -> int:
    """0; 2 if one of them cannot be read."""
    if asked.after is None:
        running, other = _version(plans.pointer_version(), asked), _one(asked.before, asked)
        return _between([running, other], asked)
    return _between([_one(asked.before, asked), _one(asked.after, asked)], asked)


def _between(compared: list[_Compared | None], asked: argparse.Namespace) -> int:
    before, after = compared
    if before is None or after is None:
        return WRONG
    language = asked.lang or after.plan.settings.language
    assets = [name for name, of in after.marks.items() if workspace.is_asset(name) and _other(before, name, of)]
    revised = revision.revision(before.plan, after.plan, language, assets)
    whole = _inside(before.plan, after.plan) if asked.people else []
    lately = _lately(before.plan, after.plan, asked) if asked.people and revised else None
    figures = lately["figures"] if lately else []
    if asked.json:
        said = [
            {**each, "figures": beside.of_change(figures, each["kind"], each["id"])} for each in revision.plain(revised)
        ]
        told = {
            "before": before.plain,
            "after": after.plain,
            "differences": said if asked.people else revision.plain(revised),
        }
        people = {"people": [each.plain() for each in whole], "tried": lately} if asked.people else {}
        print(json.dumps({**told, **people}, ensure_ascii=False))
        return DONE
    print(say(VERSUS, asked, before=before.name, after=after.name), end="\n\n")
    names = {**names_of(before.plan, language), **names_of(after.plan, language)}

    def known(of: Revised, step: str | None) -> list[str]:
        return [beside.as_text(each, names, language) for each in beside.of_change(figures, of.kind, of.id, step)]

    if lately:
        print(say(LATELY, asked, n=lately["people"]), *_cautions(lately, names, language), sep="\n", end="\n\n")
    elif asked.people and revised:
        print(say(NO_FIGURES, asked), end="\n\n")
    print(revision.as_text(revised, language, known), end="")
    if asked.people:
        _tell_inside(whole, after.plan, asked)
    return DONE


def _lately(before: Plan, after: Plan, asked: argparse.Namespace) -> Json | None:
    """What both would have done lately, side by side; None where this release cannot read all of one."""
    if before.unread or after.unread:
        return None
    days = run.lately(plans.active().settings.timezone)
    bench, trial = Bench(tried.books_of(after), tried.books_of(before), tried.running(), days, clock.now()), Trial()
    for part, _ in run.over_everybody(bench):
        trial.join(part)
        print(say(SEEN, asked, seen=trial.people), file=sys.stderr)
    return report.plain(trial, days)


def _cautions(lately: Json, names: lines.Names, language: str) -> list[str]:
    return lines.cautions(lately, run.lately(plans.active().settings.timezone), names, language, {})


def _inside(before: Plan, after: Plan) -> list[Inside]:
    """Who is in the scenarios that differ, and where each would stand."""
    to = after.version or plans.pointer_version() + 1
    wanted = [
        RunChange("version", name, to=to)
        for name, scenario in before.scenarios.items()
        if after.scenarios.get(name) != scenario
    ]
    if not wanted:
        return []
    *_, whole = inside.look_at(wanted, after)
    return [each for each in whole if each.inside]


def _tell_inside(whole: list[Inside], after: Plan, asked: argparse.Namespace) -> None:
    language = asked.lang or "ja"
    print(f"\n{say(INSIDE_TITLE, asked)}")
    if not whole:
        print(say(NOBODY_INSIDE, asked))
        return
    print(say(STAY, asked))
    names = {**names_of(plans.active(), language), **names_of(after, language)}
    for each in whole:
        migrate.tell(each, names, asked)


def _other(before: _Compared, name: str, now: str) -> bool:
    return before.marks.get(name, now) != now


def _one(name: str, asked: argparse.Namespace) -> _Compared | None:
    return _version(int(name), asked) if name.isdecimal() else _folder(name, asked)


def _version(number: int, asked: argparse.Namespace) -> _Compared | None:
    running = plans.pointer_version()
    try:
        plan = plans.version(number)
    except KeyError:
        print(say(NO_VERSION, asked, version=number), file=sys.stderr)
        return None
    record = reports.record_of(number)
    pair = NOTHING_RUNS if not number else RUNNING if number == running else VERSION
    return _Compared(plan, record.files if record else {}, say(pair, asked, version=number), {"version": number})


def _folder(name: str, asked: argparse.Namespace) -> _Compared | None:
    folder = Path(name)
    if not folder.is_dir():
        print(say(NO_FOLDER, asked, name=name), file=sys.stderr)
        return None
    files = files_of(folder)
    plan, problems = workspace.read(files, clock.now())
    if plan is None:
        errors = sum(problem.is_error for problem in problems)
        print(say(NOT_READ, asked, name=name, n=errors), file=sys.stderr)
        return None
    marks = {file: mark((folder / file).read_bytes()) for file in files}
    return _Compared(plan, marks, name, {"folder": name})
