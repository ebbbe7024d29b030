"""`mikomi shadow start DIR|VERSION | stop | report`: a candidate that is tried every night on the day before; what it
would have done, beside what really happened, as a list a day. Nothing is sent, and nothing else is changed.

Exit codes: 0 done; of `report` 1 where the self-check does not hold or the candidate breaks off for somebody, or there
is no list yet; 2 it cannot be started, nothing runs, or there is no list of this day.
"""

import argparse
import getpass
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from mikomi import clock
from mikomi.aws import plans
from mikomi.cli import check
from mikomi.cli.backtest import Cannot, named
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.backtest import shadow_text
from mikomi.core.checking import workspace
from mikomi.core.words import moments
from mikomi.shell.archive import shadow
from mikomi.shell.archive.shadow import Shadow
from mikomi.shell.backtest import night, shadow_told
from mikomi.shell.backtest.shadow_told import NoSuchDay, ShadowTold

STARTED: Pair = (
    "{plan}を影で試し始めました。一覧は {day} の分から、毎晩できます: mikomi shadow report",
    "{plan} runs in the shadow from now on. There is a list of each day, from {day} on, in the night after it: "
    "mikomi shadow report",
)
REPLACED: Pair = (
    "それまでの{plan}は終わり、その一覧はなくなりました。",
    "It takes the place of {plan}, whose lists are gone.",
)
AGAIN: Pair = (
    "{plan}は{since}から影で動いています。内容が同じなので、そのまま続けます。",
    "{plan} runs in the shadow since {since}. It says the same, so it goes on.",
)
NOT_STARTED: Pair = (
    "影では試せません。上の誤りを直してから、もう一度実行してください。",
    "It is not tried in the shadow. Mend the errors above, and run this again.",
)
STOPPED: Pair = (
    "{plan}を止めました。これまでの一覧は残っています。",
    "{plan} is tried no more. The lists that were made are still here.",
)
NONE_RUNS: Pair = ("影で動いている案はありません。", "No candidate runs in the shadow.")
NO_DAY: Pair = ("{day} の一覧はありません。あるのは: {days}", "There is no list of {day}. There are: {days}")


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, and what may be said with it."""
    shadows = verbs.add_parser("shadow", help="毎晩、案を前日の記録で試す / try a plan every night on the day before")
    acts = shadows.add_subparsers(dest="act_name", required=True, metavar="start | stop | report")
    act = acts.add_parser("start", parents=where, help="始める / from now on")
    act.add_argument("plan", metavar="DIR|VERSION", help="フォルダーか版の番号 / a folder, or the number of a version")
    act.add_argument("--by", metavar="NAME", help="行う人 / who does it (default: your user name)")
    act.set_defaults(act=start)
    act = acts.add_parser("stop", parents=where, help="止める / no more; the lists stay")
    act.set_defaults(act=stop)
    act = acts.add_parser("report", parents=where, help="一日の違い / what would have been otherwise on a day")
    act.add_argument("--day", default="", metavar="DAY", help="この日の / of this day (default: the latest)")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=report)


def start(asked: argparse.Namespace) -> int:
    """See the module."""
    folder = Path(asked.plan)
    if folder.is_dir() and workspace.read(check.files_of(folder), clock.now())[0] is None:
        check.check(folder, asked.lang, form="text", colour=False)
        print(say(NOT_STARTED, asked), file=sys.stderr)
        return WRONG
    try:
        candidate = named(asked.plan, asked)
    except Cannot as why:
        print(why, file=sys.stderr)
        return WRONG
    name = "" if "version" in candidate.plain else folder.resolve().name
    started = shadow.start(candidate.plan, name, asked.by or getpass.getuser())
    if started.again:
        since = _moment(started.shadow.since, asked)
        print(say(AGAIN, asked, plan=_called(started.shadow, asked), since=since))
        return DONE
    print(say(STARTED, asked, plan=_called(started.shadow, asked), day=night.span(started.shadow)[0]))
    if started.former:
        print(say(REPLACED, asked, plan=_called(started.former, asked)))
    return DONE


def stop(asked: argparse.Namespace) -> int:
    """See the module."""
    stopped = shadow.stop()
    if stopped is None:
        print(say(NONE_RUNS, asked), file=sys.stderr)
        return WRONG
    print(say(STOPPED, asked, plan=_called(stopped, asked)))
    return DONE


def report(asked: argparse.Namespace) -> int:
    """See the module."""
    language = asked.lang or "ja"
    try:
        what = shadow_told.of(asked.day, language)
    except NoSuchDay:
        running = shadow.current()
        days = ", ".join(shadow.days(running)) if running else ""
        print(say(NO_DAY, asked, day=asked.day, days=days or "–"), file=sys.stderr)
        return WRONG
    if what is None:
        print(say(NONE_RUNS, asked), file=sys.stderr)
        return WRONG
    if asked.json:
        print(
            json.dumps(
                {**shadow_told.plain(what, language), "said": [*shadow_told.said(what, language)]}, ensure_ascii=False
            )
        )
    else:
        for line in _lines(what, language):
            print(line)
    return DONE if what.is_to_be_trusted else LEFT


def _lines(what: ShadowTold, language: str) -> Iterator[str]:
    yield from shadow_told.said(what, language)
    if what.sum is None:
        return
    yield ""
    yield from (shadow_text.counted(row, language) for row in shadow_text.rows(what.sum.plain(), language))
    for each in shadow_told.named(what, language):
        yield f"\n{each.called} ({each.person})"
        yield from (f"  {sentence}" for sentence in each.sentences)


def _called(running: Shadow, asked: argparse.Namespace) -> str:
    return shadow_told.called(running, asked.lang or "ja")


def _moment(at: int, asked: argparse.Namespace) -> str:
    return moments.full(at, plans.active().settings.timezone, asked.lang or "ja", clock.now())
