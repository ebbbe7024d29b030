"""`mikomi backtest DIR|VERSION`: what a plan would have decided of what has happened, beside what really was.

A number is a version of the deployment, anything else a workspace's folder. Nothing is changed, and nothing is sent.

Exit codes: 0 it was tried and the self-check holds, 1 it does not or the plan breaks off for
somebody, 2 it cannot be tried, 130 it was stopped.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from mikomi import clock
from mikomi.aws import people, plans
from mikomi.cli import backtest_files, backtest_walk
from mikomi.cli.backtest_walk import Unfinished
from mikomi.cli.check import files_of
from mikomi.cli.diff import NO_FOLDER, NO_VERSION, NOT_READ
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.backtest import lines, report
from mikomi.core.backtest.assumed import Assumption
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.trial import COOLER, HOTTER, Trial
from mikomi.core.checking import workspace
from mikomi.core.sales.alerts import display_name
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.words import moments
from mikomi.core.words.wording import names_of
from mikomi.model.base import Json
from mikomi.model.formats import NewerFormat
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.shell.backtest import run, tried
from mikomi.shell.backtest.tried import NotUnderstood, ToTry
from mikomi.shell.history import NeverPublished

NOT_UNDERSTOOD: Pair = (
    "第{version}版は、今の Mikomi では全部を読めないので試せません（{why}）。",
    "Version {version} cannot be tried: this release cannot read all of it ({why}).",
)
BAD_DAY: Pair = (
    "「{said}」は日付として読めません。2026-11-01 のように書いてください。",
    '"{said}" is no day. Write it like 2026-11-01.',
)
NO_PERIOD: Pair = (
    "期間の終わり（{end}）が始まり（{begin}）より前です。",
    "The period ends ({end}) before it begins ({begin}).",
)
TITLE: Pair = ("{plan}を{begin}から{end}までの記録で試しました", "{plan}, tried on what happened from {begin} to {end}")
VERSION: Pair = ("第{version}版", "Version {version}")
FOLDER: Pair = ("「{name}」の内容", 'What "{name}" says')
AGAINST: Pair = ("比べる相手: {plan}", "Compared with: {plan}")
REALLY: Pair = ("実際に動いた版", "the versions that really ran")


class Cannot(Exception):
    """It cannot be tried; why, is said."""


class NamedPlan(NamedTuple):
    """A plan that is tried or compared with, and what it is called."""

    plan: Plan
    name: str
    plain: Json


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, and what may be said with it."""
    act = verbs.add_parser(
        "backtest", parents=where, help="過去の記録で案を試す / try a plan on what has happened; nothing is sent"
    )
    act.add_argument("plan", metavar="DIR|VERSION", help="フォルダーか版の番号 / a folder, or the number of a version")
    act.add_argument("--from", dest="begin", metavar="DAY", help="この日から / from this day (default: 30 days ago)")
    act.add_argument("--to", dest="end", metavar="DAY", help="この日まで / up to this day (default: now)")
    act.add_argument(
        "--against",
        metavar="DIR|VERSION",
        help="比べる相手。なければ実際 / compared with this one (default: what really ran)",
    )
    backtest_walk.add(act)
    act.add_argument(
        "--assume",
        nargs="?",
        const=Assumption(),
        type=_rate,
        metavar="RATE",
        help="誰にも届いていないメールのクリック率を仮定する / assume how mails that nobody got are clicked (0.05)",
    )
    act.add_argument("--json", action="store_true", help="for programs")
    act.add_argument(
        "--out", metavar="DIR", help="数字と人を JSON と CSV でフォルダーへ / figures and people into a folder"
    )
    act.add_argument("--by", metavar="NAME", help="--out: 行う人 / who does it (default: your user name)")
    act.set_defaults(act=backtest)


def backtest(asked: argparse.Namespace) -> int:
    """See the module."""
    try:
        candidate = named(asked.plan, asked)
        against = named(asked.against, asked) if asked.against else None
        days = _window(asked)
    except Cannot as why:
        print(why, file=sys.stderr)
        return WRONG
    to_try = ToTry(candidate.plan, against.plan if against else None, days, clock.now())
    named_so = ["backtest", candidate.plain, against.plain if against else None, asked.begin, asked.end]
    try:
        walked = backtest_walk.walked(to_try, named_so, asked)
    except Unfinished as it:
        return it.code
    trial, days = walked.trial, walked.to_try.days
    _tell(trial, days, candidate, against, asked)
    return DONE if trial.is_to_be_trusted else LEFT


def _rate(written: str) -> Assumption:
    try:
        rate = float(written)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise argparse.ArgumentTypeError("0–1")
    return Assumption(rate)


def named(name: str, asked: argparse.Namespace) -> NamedPlan:
    """The plan of this name. Cannot."""
    if name.isascii() and name.isdecimal():
        return _version(int(name), asked)
    folder = Path(name)
    if not folder.is_dir():
        raise Cannot(say(NO_FOLDER, asked, name=name))
    plan, problems = workspace.read(files_of(folder), clock.now())
    if plan is None:
        raise Cannot(say(NOT_READ, asked, name=name, n=sum(problem.is_error for problem in problems)))
    return NamedPlan(plan, say(FOLDER, asked, name=name), {"folder": name})


def _version(number: int, asked: argparse.Namespace) -> NamedPlan:
    try:
        return NamedPlan(tried.version(number), say(VERSION, asked, version=number), {"version": number})
    except NeverPublished:
        raise Cannot(say(NO_VERSION, asked, version=number)) from None
    except (NotUnderstood, NewerFormat, ValidationError) as why:
        raise Cannot(say(NOT_UNDERSTOOD, asked, version=number, why=why)) from None


def _window(asked: argparse.Namespace) -> TriedDays:
    settings = plans.active().settings
    calendar, latest = Calendar.of(settings), run.settled(clock.now())
    end = latest
    if asked.end:
        end = min(_moment(calendar, asked.end, asked, end=True) - 1, latest)
    begin = _moment(calendar, asked.begin, asked) if asked.begin else end - run.PERIOD
    if begin > end:
        language = asked.lang or settings.language
        shown = {"begin": begin, "end": end}
        raise Cannot(
            say(NO_PERIOD, asked, **{name: moments.full(at, settings.timezone, language) for name, at in shown.items()})
        )
    return TriedDays(begin, end, settings.timezone)


def _moment(calendar: Calendar, written: str, asked: argparse.Namespace, *, end: bool = False) -> int:
    try:
        return calendar.parse_moment(written, end=end)
    except ValueError:
        raise Cannot(say(BAD_DAY, asked, said=written)) from None


def _tell(
    trial: Trial, days: TriedDays, candidate: NamedPlan, against: NamedPlan | None, asked: argparse.Namespace
) -> None:
    language = asked.lang or candidate.plan.settings.language
    names = {**names_of(plans.active(), language), **names_of(candidate.plan, language)}
    plain = backtest_walk.without_erased(report.plain(trial, days, asked.assume))
    called_so = called(plain, language)
    said = lines.cautions(plain, days, names, language, called_so)
    whole = {**plain, "plan": candidate.plain, "against": against.plain if against else None, "said": said}
    if asked.out:
        backtest_files.write(Path(asked.out), whole, names, language, asked.by or getpass.getuser())
    if asked.json:
        print(json.dumps(whole, ensure_ascii=False))
        return
    begin, end = (moments.full(at, days.zone, language, days.end) for at in (days.begin, days.end))
    print(*said, sep="\n", end="\n\n")
    print(say(TITLE, asked, plan=candidate.name, begin=begin, end=end))
    print(say(AGAINST, asked, plan=against.name if against else say(REALLY, asked)), end="\n\n")
    for line in _table(plain["figures"], names, called_so, language):
        print(line)


def called(plain: Json, language: str) -> dict[str, str]:
    """What those are called who are told by name."""
    ids = {each["person"] for each in plain["self_check"]["differences"]}
    ids |= {person for each in plain["figures"] if each["name"] in (HOTTER, COOLER) for person in each["people"]}
    there = people.load_many(ids) if ids else {}
    return {name: f"{display_name(who, language)} ({name})" for name, who in there.items() if isinstance(who, Person)}


def _table(figures: list[Json], names: dict[str, str], called: dict[str, str], language: str) -> Iterator[str]:
    figures = [each for each in figures if not lines.is_plain_day(each)]
    for figure, row in zip(figures, lines.rows(figures, names, language), strict=True):
        yield lines.as_text(row, language)
        if figure["name"] in (HOTTER, COOLER):
            yield from (f"    {called.get(each, each)}" for each in row.people)
