"""`mikomi check FOLDER`: what publishing would say of this folder, without uploading it."""

import json
import sys
from pathlib import Path

from mikomi import clock
from mikomi.cli.excerpts import Ink, shown
from mikomi.core.checking import workspace
from mikomi.model.problem import Problem

NO_FOLDER = {
    "ja": "フォルダー「{folder}」がありません。settings.json のあるフォルダーを指定してください。",
    "en": 'There is no folder "{folder}". Name the folder that holds settings.json.',
}


def check(folder: Path, language: str | None, *, as_json: bool, colour: bool) -> int:
    """Exit code: 0 it could be published (there may be warnings), 1 it could not, 2 there is no such folder."""
    if not folder.is_dir():
        print(NO_FOLDER[language or "ja"].format(folder=folder), file=sys.stderr)
        return 2
    files = files_of(folder)
    plan, problems = workspace.read(files, clock.now())
    language = language or workspace.language_of(files)
    if as_json:
        told = [problem.model_dump() | {"severity": problem.severity} for problem in problems]
        print(json.dumps(told, ensure_ascii=False, indent=2))
    else:
        ink = Ink(colour)
        for problem in problems:
            print(shown(problem, language, ink), end="\n\n")
        print(ink.bold(_summary(problems, len(files), language)))
    return 0 if plan is not None else 1


def files_of(folder: Path) -> dict[str, bytes]:
    """The folder's files by their path in it. Of assets only the names matter."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: b"" if workspace.is_asset(name) else path.read_bytes()
        for name, path in sorted(paths.items())
        if workspace.belongs(name)
    }


def _summary(problems: tuple[Problem, ...], files: int, language: str) -> str:
    errors = sum(problem.is_error for problem in problems)
    warnings = len(problems) - errors
    if language == "en":
        counted = f"{_count(errors, 'error')}, {_count(warnings, 'warning')} in {_count(files, 'file')}."
        return counted + (" Not ready to publish." if errors else " Ready to publish.")
    counted = f"{files} ファイル: 誤り {errors} 件、注意 {warnings} 件。"
    return counted + ("このままでは公開できません。" if errors else "公開できます。")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
