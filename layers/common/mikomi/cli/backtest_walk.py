"""Everybody tried while somebody watches: how far it is, and a stop from which it goes on.

Rules
1. No figure is given of a part: whoever stops it gets none, and may go on (`--resume`).
2. A stack with a state machine for it does it by itself (`backtest_stack`), unless processes of this machine are asked
   for.
3. Who was erased while it went on is named behind no figure.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mikomi.aws import people
from mikomi.cli import backtest_jobs, backtest_progress, backtest_stack
from mikomi.cli.backtest_jobs import Broken, PageTried
from mikomi.cli.backtest_progress import Progress
from mikomi.cli.backtest_stack import OtherRelease
from mikomi.cli.speaking import STOPPED, WRONG, Pair, say
from mikomi.core.backtest import report
from mikomi.core.backtest.trial import Trial
from mikomi.model.base import Json
from mikomi.settings import settings
from mikomi.shell.backtest import run
from mikomi.shell.backtest.shares import Superseded
from mikomi.shell.backtest.tried import ToTry

SEEN: Pair = ("… {seen} 人を確認", "… {seen} people tried")
STOPPED_HERE: Pair = (
    "途中で止めたので、数字は出しません。同じコマンドに --resume を付けると、{seen} 人の続きから試します（1日以内）。",
    "Stopped, so no figure is given. The same command with --resume goes on behind these {seen} people (within a day).",
)
NOT_KEPT: Pair = (
    "途中で止めたので、数字は出しません。もう一度実行すると最初から試します。",
    "Stopped, so no figure is given. Run it again to try it from the beginning.",
)
BROKEN: Pair = (
    "プロセスの一つが途中で終わったので、数字は出しません（{why}）。同じコマンドに --resume を付けると、"
    "続きから試します。",
    "One of the processes ended before it was done, so no figure is given ({why}). The same command with --resume "
    "goes on.",
)
GOES_ON: Pair = (
    "{seen} 人まで試してあります。その続きから試します。",
    "{seen} people are tried already; it goes on behind them.",
)
ANEW: Pair = (
    "続けられるものがないので、最初から試します（案、公開中の版、Mikomi が変わったか、1日が過ぎたか、"
    "止めたものがありません）。",
    "There is nothing to go on with, so it begins anew (the plan, the version in force or Mikomi has changed, a day "
    "has passed, or nothing was stopped).",
)
IN_STACK: Pair = (
    "スタックの中で試しています（Step Functions）。",
    "It is tried in the stack (Step Functions).",
)
SUPERSEDED: Pair = (
    "試している間に別の版が公開されたので、数字は出しません。もう一度実行してください。",
    "Another version was published meanwhile, so no figure is given. Run it again.",
)
OTHER_RELEASE: Pair = (
    "スタックの Mikomi とこのコマンドの Mikomi が違うので、結果を読めません。同じ版のコマンドで実行するか、"
    "--jobs を付けてこの端末で試してください。",
    "The stack's Mikomi is another release than this command, which cannot read what came of it. Take the command of "
    "that release, or try it on this machine with --jobs.",
)
MOST_JOBS = 64


class Walked(NamedTuple):
    """What everybody came to, and what was tried: on the days with which it began."""

    trial: Trial
    to_try: ToTry


class Unfinished(Exception):
    """It ended before everybody was tried, with this code; why, was said."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


def add(act: argparse.ArgumentParser) -> None:
    """What may be said of the walk."""
    act.add_argument(
        "--jobs",
        type=number_of_jobs,
        metavar="N",
        help="いくつのプロセスで / by so many processes of this machine (default: 1, or in the stack)",
    )
    act.add_argument("--resume", action="store_true", help="止めたところから続ける / go on where it was stopped")


def number_of_jobs(written: str) -> int:
    """What `--jobs` says."""
    if not (written.isascii() and written.isdecimal() and 1 <= int(written) <= MOST_JOBS):
        raise argparse.ArgumentTypeError(f"1–{MOST_JOBS}")
    return int(written)


def walked(to_try: ToTry, named: Sequence[object], asked: argparse.Namespace) -> Walked:
    """Everybody tried; `named`: what tells this trial apart. Unfinished."""
    if settings().backtest_machine and not asked.jobs:
        return _in_stack(to_try, named, asked)
    progress = backtest_progress.take_up(to_try, named, asked) if asked.resume else None
    if asked.resume:
        print(say(GOES_ON, asked, seen=progress.trial.people) if progress else say(ANEW, asked), file=sys.stderr)
    progress = progress or backtest_progress.begin(to_try, named, asked)
    try:
        for page in pages(progress, asked):
            progress.add(page)
            print(say(SEEN, asked, seen=progress.trial.people), file=sys.stderr)
    except KeyboardInterrupt:
        stopped = STOPPED_HERE if progress.is_kept else NOT_KEPT
        print(say(stopped, asked, seen=progress.trial.people), file=sys.stderr)
        raise Unfinished(STOPPED) from None
    except Broken as why:
        print(say(BROKEN, asked, why=why), file=sys.stderr)
        raise Unfinished(WRONG) from None
    progress.forget()
    return Walked(progress.trial, progress.to_try)


def _in_stack(to_try: ToTry, named: Sequence[object], asked: argparse.Namespace) -> Walked:
    there = backtest_stack.take_up(to_try, named) if asked.resume else None
    if asked.resume:
        print(say(GOES_ON, asked, seen=there.people) if there else say(ANEW, asked), file=sys.stderr)
    there = there or backtest_stack.begin(to_try, named)
    print(say(IN_STACK, asked), file=sys.stderr)
    try:
        for seen in there.go_on():
            print(say(SEEN, asked, seen=seen), file=sys.stderr)
        return Walked(there.whole(), there.to_try)
    except KeyboardInterrupt:
        there.stop()
        print(say(STOPPED_HERE, asked, seen=there.people), file=sys.stderr)
        raise Unfinished(STOPPED) from None
    except (Broken, Superseded, OtherRelease) as why:
        pair = SUPERSEDED if isinstance(why, Superseded) else OTHER_RELEASE if isinstance(why, OtherRelease) else BROKEN
        print(say(pair, asked, why=why), file=sys.stderr)
        raise Unfinished(WRONG) from None


def pages(progress: Progress, asked: argparse.Namespace) -> Iterator[PageTried]:
    """What is left, page by page. Broken."""
    to_try, left = progress.to_try, [*progress.left()]
    if progress.jobs > 1:
        yield from backtest_jobs.over_everybody(to_try, progress.jobs, left, asked)
        return
    for number, behind in left:
        for part, after in run.over_everybody(to_try.bench(), behind):
            yield PageTried(number, part, after)


def without_erased(plain: Json) -> Json:
    """The report without whoever is not there any more."""
    named = {person for each in plain["figures"] for person in each["people"]}
    named |= {each["person"] for each in plain["self_check"]["differences"]}
    named |= {of["person"] for of in _first(plain).values() if of}
    there = people.load_many(named) if named else {}
    gone = {name for name in named if (who := there.get(name)) is None or getattr(who, "erased_at", None)}
    if not gone:
        return plain
    figures = [{**each, "people": [name for name in each["people"] if name not in gone]} for each in plain["figures"]]
    differences = [each for each in plain["self_check"]["differences"] if each["person"] not in gone]
    first = {name: {**of, "person": None} for name, of in _first(plain).items() if of and of["person"] in gone}
    return {**plain, **first, "figures": figures, "self_check": {**plain["self_check"], "differences": differences}}


def _first(plain: Json) -> dict[str, Json | None]:
    """Who is named as the first for whom it broke off."""
    return {f"first_{why}": plain[f"first_{why}"] for why in report.SAYS_WHO}
