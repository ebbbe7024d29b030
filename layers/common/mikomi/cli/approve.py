"""`mikomi approve N`: yes to what waits for approval, or no with a reason.

What it would change is told first. Who may write to the stack's table may decide; the console asks for the group.
"""

import argparse
import getpass
import sys

from mikomi.aws import candidates, plans
from mikomi.cli import push
from mikomi.cli.speaking import DONE, LEFT, WRONG, Pair, say
from mikomi.core.telling import revision
from mikomi.shell import approval
from mikomi.shell.approval import DecidedAlready, NoSuchCandidate

UNKNOWN: Pair = ("候補{n}はありません。", "There is no candidate {n}.")
TOO_LATE: Pair = (
    "候補{n}はもう待っていません: すでに決まったか、後の候補に置き換わりました。",
    "Candidate {n} does not wait any more: somebody decided, or a later one took its place.",
)
REFUSED: Pair = (
    "候補{n}を見送りました。動いている第{version}版は変わっていません。",
    "Candidate {n} is refused; version {version} keeps running.",
)


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, and what may be said with it."""
    act = verbs.add_parser("approve", parents=where, help="承認を待つ候補を公開する / publish what waits for approval")
    act.add_argument("candidate", type=int, metavar="N", help="候補の番号 / its number")
    act.add_argument("--no", metavar="WHY", help="見送る。その理由 / refuse it, and say why")
    act.add_argument("--by", metavar="NAME", help="決めた人 / who decides (default: your user name)")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=approve)


def approve(asked: argparse.Namespace) -> int:
    """0 if it runs now, or was refused as was said; 1 if it does not wait any more; 2 if there is none."""
    number, by, over = asked.candidate, asked.by or getpass.getuser(), plans.pointer_version()
    candidate = candidates.read(number) if number > 0 else None
    plan = approval.plan_of(candidate) if candidate else None
    if plan is None:
        print(say(UNKNOWN, asked, n=number), file=sys.stderr)
        return WRONG
    if not asked.json:
        language = asked.lang or plan.settings.language
        print(revision.as_text(revision.revision(plans.version(over), plan, language), language))
    try:
        if asked.no is not None:
            approval.refuse(number, by, asked.no)
            print(say(REFUSED, asked, n=number, version=over))
            return DONE
        key = approval.approve(number, over, by)
    except (DecidedAlready, NoSuchCandidate):
        print(say(TOO_LATE, asked, n=number), file=sys.stderr)
        return LEFT
    return push.await_report(key, asked)
