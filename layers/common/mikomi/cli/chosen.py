"""Which scenario a command is about: a file in a workspace's folder, or an id of what a deployment has published."""

import argparse
import sys
from pathlib import Path
from typing import NamedTuple

from mikomi import clock
from mikomi.cli.check import files_of
from mikomi.cli.speaking import Pair, say
from mikomi.core.checking import workspace
from mikomi.core.checking.near import nearest
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario

NO_FILE: Pair = (
    "ファイル「{name}」がありません。scenarios/ のファイルか、--local・--stack を付けて id を指定してください。",
    'There is no file "{name}". Name one in the scenarios/ of a workspace, or an id together with --local or --stack.',
)
NOT_READ: Pair = (
    "「{name}」は誤りがあって読み取れません。mikomi check {folder} で、場所と直し方が分かります。",
    '"{name}" cannot be read. mikomi check {folder} says what is wrong, and where.',
)
WRONG_ELSEWHERE: Pair = (
    "注意: ワークスペースに誤りが {n} 件あります（mikomi check {folder}）。読み取れた部分だけを使いました。",
    "Note: the workspace has errors ({n}; mikomi check {folder}). What could be read is used.",
)
UNKNOWN: Pair = ("「{name}」というシナリオはありません。", 'There is no scenario "{name}".')
MEANT: Pair = ("もしかして「{name}」？", 'Did you mean "{name}"?')


class Chosen(NamedTuple):
    """The scenario, all that stands beside it, and the language to speak."""

    scenario: Scenario
    plan: Plan
    language: str


def of_file(asked: argparse.Namespace) -> Chosen | None:
    """The scenario of the file `asked.scenario`; None, and what is wrong, if it cannot be read."""
    file = Path(asked.scenario)
    if not file.is_file():
        print(say(NO_FILE, asked, name=asked.scenario), file=sys.stderr)
        return None
    folder = file.resolve().parent.parent
    asked.lang, plan, wrong = workspace_in(folder, asked)
    if f"scenarios/{file.name}" in wrong:  # of a file with errors a part may be read, and a part is no scenario
        plan = None
    scenario = plan.scenarios.get(file.stem) if plan and file.resolve().parent.name == "scenarios" else None
    if plan is None or scenario is None:
        print(say(NOT_READ, asked, name=asked.scenario, folder=_near(folder)), file=sys.stderr)
        return None
    return Chosen(scenario, plan, asked.lang)


def workspace_in(folder: Path, asked: argparse.Namespace) -> tuple[str, Plan | None, frozenset[str]]:
    """The language to speak, what can be read of the workspace, and which files have errors; that is only said."""
    files = files_of(folder)
    language = asked.lang or workspace.language_of(files)
    plan, problems = workspace.read(files, clock.now(), as_far=True)
    errors = [problem.file for problem in problems if problem.is_error]
    if plan and errors:
        spoken = argparse.Namespace(lang=language)
        print(say(WRONG_ELSEWHERE, spoken, n=len(errors), folder=_near(folder)), file=sys.stderr)
    return language, plan, frozenset(errors)


def published(asked: argparse.Namespace) -> Chosen | None:
    """The scenario of this id in the running plan; None, and what is near, if there is none."""
    from mikomi.aws import plans

    plan = plans.active()
    scenario = plan.scenarios.get(asked.scenario)
    if scenario is None:
        print(say(UNKNOWN, asked, name=asked.scenario), file=sys.stderr)
        if meant := nearest(asked.scenario, plan.scenarios):
            print(say(MEANT, asked, name=meant), file=sys.stderr)
        return None
    return Chosen(scenario, plan, asked.lang or plan.settings.language)


def _near(folder: Path) -> str:
    """The folder as somebody standing here would name it."""
    here = Path.cwd()
    return str(folder.relative_to(here)) if folder.is_relative_to(here) else str(folder)
