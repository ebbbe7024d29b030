"""`mikomi mails`: all mails of a folder or of what runs, what each is for, and which steps send it."""

import argparse
import json
import sys
from pathlib import Path

from mikomi import clock
from mikomi.aws import plans
from mikomi.cli.check import files_of
from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.core.checking import workspace
from mikomi.core.mails import library
from mikomi.model.mail_tags import ASPECTS
from mikomi.model.plan import Plan

USED: Pair = ("    {scenario} / {step}{variant}", "    {scenario} / {step}{variant}")
UNUSED: Pair = ("    どのシナリオからも送られていません", "    no scenario sends it")
COUNT: Pair = ("{all} 通のうち {n} 通", "{n} of {all} mails")
NOT_READ: Pair = (
    "「{name}」のワークスペースを読めません。mikomi check {name} で、場所と直し方が分かります。",
    'The workspace "{name}" cannot be read. mikomi check {name} says what is wrong, and where.',
)


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, and what may be said with it."""
    act = verbs.add_parser("mails", parents=where, help="メールの一覧、タグ、使っている場所 / mails, tags, where used")
    act.add_argument(
        "search", metavar="WORDS", nargs="*", help="この言葉を含むもの / those that hold all of these words"
    )
    act.add_argument(
        "--folder", default=".", help="--stack も --local もないとき / without --stack and --local (default: this one)"
    )
    for aspect, told in zip(ASPECTS, ("検討段階", "相手", "テーマ"), strict=True):
        act.add_argument(f"--{aspect}", default="", metavar="TAG", help=f"{told} / those with this tag")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=running, at_home=at_home)


def at_home(asked: argparse.Namespace) -> int:
    """Those of a folder. 2 if it cannot be read."""
    folder = Path(asked.folder)
    plan, _ = workspace.read(files_of(folder), clock.now()) if folder.is_dir() else (None, ())
    if plan is None:
        print(say(NOT_READ, asked, name=asked.folder), file=sys.stderr)
        return WRONG
    return _listed(plan, asked)


def running(asked: argparse.Namespace) -> int:
    """Those of the running plan."""
    return _listed(plans.active(), asked)


def _listed(plan: Plan, asked: argparse.Namespace) -> int:
    every = library.library(plan, asked.lang or plan.settings.language)
    fitting = library.among(every, " ".join(asked.search), {aspect: getattr(asked, aspect) for aspect in ASPECTS})
    if asked.json:
        print(json.dumps({"mails": [library.plain(mail) for mail in fitting]}, ensure_ascii=False))
        return DONE
    for mail in fitting:
        tags = " ".join(f"[{tag}]" for of in mail.tags.values() for tag in of)
        print(f"{mail.id}  {mail.subject}" + f"  {tags}" * bool(tags))
        for use in mail.uses:
            variant = f" ({use.variant})" if use.variant else ""
            print(say(USED, asked, scenario=use.scenario, step=use.step, variant=variant))
        if not mail.uses:
            print(say(UNUSED, asked))
    print(say(COUNT, asked, n=len(fitting), all=len(every)))
    return DONE
