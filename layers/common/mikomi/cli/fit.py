"""`mikomi fit [DIR]`: other points for scoring.json, learnt from what came of those who were handed over to sales.

Of the version that runs, or of a workspace's folder. Nothing is published: the file is for a person to look at, to try
(`mikomi check`, `mikomi backtest`) and to send.

Exit codes: 0 there is an answer, "better not to change" among them; 2 there are too few outcomes, or the file cannot be
read or written.
"""

import argparse
import json
import sys
from pathlib import Path

from mikomi import clock
from mikomi.aws import plans, versions
from mikomi.cli.check import files_of
from mikomi.cli.diff import NO_FOLDER, NOT_READ
from mikomi.cli.speaking import DONE, WRONG, Pair, say
from mikomi.core.checking import workspace
from mikomi.core.fit import report, scoring_text
from mikomi.core.fit.scoring_text import FILE, NotWritten
from mikomi.model.plan import Plan
from mikomi.model.push import unpacked
from mikomi.shell.archive import counted
from mikomi.shell.handed_over import HandedOver

NOT_COUNTED: Pair = (
    "引き渡しの結果はまだ集計されていません。毎晩数えるので、明日もう一度実行してください。",
    "What came of hand-overs has not been counted yet. It is every night: try again tomorrow.",
)
NO_FILE: Pair = (
    "公開中の版の scoring.json が残っていません。ワークスペースのフォルダーを指定してください: mikomi fit フォルダー",
    "The scoring.json of the version that runs was not kept. Name the workspace's folder: mikomi fit DIR",
)
NO_SCORING: Pair = ("「{name}」に scoring.json がありません。", '"{name}" has no scoring.json.')
NOT_WRITTEN: Pair = (
    "scoring.json のルール「{rule}」の points が数字で書かれていないので、書き換えられません。"
    "mikomi check で確かめてください。",
    "The points of the rule {rule} do not stand in scoring.json as a number, so the file cannot be written. Look at it "
    "with mikomi check.",
)
NO_DIR: Pair = (
    "--write は、ワークスペースのフォルダーと一緒に指定してください: mikomi fit フォルダー --write",
    "--write needs the workspace's folder: mikomi fit DIR --write",
)
WRITTEN: Pair = ("書き出しました: {file}", "Written: {file}")
NEXT: Pair = ("次に: {commands}", "Next: {commands}")


class _CannotFit(Exception):
    """Nothing can be learnt; why, is said."""


def add(verbs: "argparse._SubParsersAction[argparse.ArgumentParser]", where: list[argparse.ArgumentParser]) -> None:
    """The verb, and what may be said with it."""
    act = verbs.add_parser(
        "fit",
        parents=where,
        help="成果から点数を計算する / points learnt from what came of hand-overs; nothing changes",
    )
    act.add_argument(
        "folder", metavar="DIR", nargs="?", help="ワークスペース。なければ公開中の版 / (default: what runs)"
    )
    act.add_argument("--out", metavar="FILE", help="新しい scoring.json をファイルへ / the new file, to here")
    act.add_argument("--write", action="store_true", help="DIR の scoring.json を書き換える / into DIR itself")
    act.add_argument("--json", action="store_true", help="for programs")
    act.set_defaults(act=fit)


def fit(asked: argparse.Namespace) -> int:
    """See the module."""
    try:
        plan, raw = _scoring(asked)
        night = counted.looked_back()
        if night.as_of is None:
            raise _CannotFit(say(NOT_COUNTED, asked))
        handed_over = HandedOver(plan, night)
        made = handed_over.proposal()
        text = scoring_text.with_points(raw, made.points) if made.verdict == "better" else None
    except _CannotFit as why:
        print(why, file=sys.stderr)
        return WRONG
    except NotWritten as rule:
        print(say(NOT_WRITTEN, asked, rule=rule), file=sys.stderr)
        return WRONG
    language, zone, rules = asked.lang or plan.settings.language, plan.settings.timezone, plan.scoring.rules
    said = report.sentences(made, handed_over.as_of, handed_over.left_out, zone, language)
    diff = report.difference(raw.decode("utf-8-sig"), text) if text is not None else None
    place = _written(text, asked) if text is not None else None
    following = _next(place, asked) if text is not None else []
    if asked.json:
        plain = report.plain(made, handed_over.cases, rules, handed_over.as_of, handed_over.left_out)
        print(json.dumps({**plain, "diff": diff, "said": said, "next": following}, ensure_ascii=False, indent=2))
    else:
        print(*said, sep="\n")
        if text is not None:
            print("", *report.rows(made, rules, language), "", diff, sep="\n")
            print(*([say(WRITTEN, asked, file=place)] if place else []), sep="\n")
            print(say(NEXT, asked, commands=" → ".join(following)))
    return WRONG if made.verdict == "too_few" else DONE


def _scoring(asked: argparse.Namespace) -> tuple[Plan, bytes]:
    """The plan whose points are looked at, and its file. _CannotFit."""
    if asked.folder is None:
        if asked.write:
            raise _CannotFit(say(NO_DIR, asked))
        body = versions.read_files(plans.pointer_version())
        kept = unpacked(body).contents.get(FILE) if body else None
        if kept is None:
            raise _CannotFit(say(NO_FILE, asked))
        return plans.active(), kept
    folder = Path(asked.folder)
    if not folder.is_dir():
        raise _CannotFit(say(NO_FOLDER, asked, name=asked.folder))
    files = files_of(folder)
    plan, problems = workspace.read(files, clock.now())
    if plan is None:
        raise _CannotFit(say(NOT_READ, asked, name=asked.folder, n=sum(problem.is_error for problem in problems)))
    if FILE not in files:
        raise _CannotFit(say(NO_SCORING, asked, name=asked.folder))
    return plan, files[FILE]


def _written(text: str, asked: argparse.Namespace) -> Path | None:
    """Where the file was written to."""
    place = Path(asked.folder) / FILE if asked.write else Path(asked.out) if asked.out else None
    if place:
        place.write_text(text, encoding="utf-8", newline="")
    return place


def _next(place: Path | None, asked: argparse.Namespace) -> list[str]:
    """The commands that come now: look, try, send. Publishing is a person's."""
    folder = asked.folder or "DIR"
    where = f"--stack {asked.stack}" if asked.stack else "--local"
    write = [] if asked.write else [f"mikomi fit {folder} --write {where}"]
    return [*write, f"mikomi check {folder}", f"mikomi backtest {folder} {where}", f"mikomi push {folder} {where}"]
