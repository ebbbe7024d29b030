"""`mikomi check PATH`: what publishing would say of this folder, or of one file of it, without uploading it."""

import sys
from pathlib import Path

from mikomi import clock
from mikomi.cli import check_formats
from mikomi.cli.check_formats import Checked
from mikomi.cli.excerpts import Ink
from mikomi.core.checking import workspace

NO_FOLDER = {
    "ja": "フォルダー「{folder}」がありません。settings.json のあるフォルダーを指定してください。",
    "en": 'There is no folder "{folder}". Name the folder that holds settings.json.',
}
UNREADABLE = {
    "ja": "「{file}」を読めません（{why}）。ファイルの権限を確かめてください。",
    "en": '"{file}" cannot be read ({why}). Check who may read it.',
}
STRAY = {
    "ja": "「{file}」はワークスペースのファイルではありません。settings.json のあるフォルダーか、その中のファイルを"
    "指定してください。",
    "en": '"{file}" is no file of a workspace. Name the folder that holds settings.json, or a file in it.',
}
_FOLDERS = ("scenarios", "mails", "forms", "slots", "segments", "catalogs", "tests", "assets")


def check(path: Path, language: str | None, *, form: str, colour: bool, guide: str | None = None) -> int:
    """Exit code: 0 it could be published (there may be warnings), 1 it could not, 2 it could not be looked at."""
    folder, only = (path, None) if not path.is_file() else _home(path)
    if not folder.is_dir():
        return _refuse(NO_FOLDER, language, folder=path)
    try:
        files = files_of(folder)
    except OSError as wrong:
        return _refuse(UNREADABLE, language, file=wrong.filename, why=wrong.strerror)
    if only is not None and only not in files:
        return _refuse(STRAY, language, file=path)
    _, problems = workspace.read(files, clock.now())
    kept = tuple(problem for problem in problems if only in (None, problem.file))
    counted = len(files) if only is None else 1
    spoken = language or workspace.language_of(files)
    checked = Checked(kept, counted, _prefix(folder), spoken, guide and guide.rstrip("/"), _docs())
    makers = {"json": check_formats.as_json, "github": check_formats.github, "sarif": check_formats.sarif}
    _print(makers[form](checked) if form in makers else check_formats.text(checked, Ink(colour)))
    return 1 if checked.errors else 0


def _home(file: Path) -> tuple[Path, str]:
    """The workspace of one of its files, and the file's path in it."""
    folder = file.parent.parent if file.parent.name in _FOLDERS else file.parent
    return folder, file.relative_to(folder).as_posix()


def _docs() -> str:
    """The folder of the guide's pages, of the repository that this command belongs to."""
    return _from_here(Path(__file__).parents[4] / "docs/guide").as_posix()


def _from_here(path: Path) -> Path:
    return path.relative_to(Path.cwd()) if path.is_absolute() and path.is_relative_to(Path.cwd()) else path


def _prefix(folder: Path) -> str:
    """What stands before a file's path: the folder as it was given, from here on where it lies below."""
    given = _from_here(folder).as_posix()
    return "" if given == "." else given.removesuffix("/") + "/"


def _print(text: str) -> None:
    """As UTF-8 into a file or another program, whatever the machine's own encoding; a terminal says what it can."""
    if not text:
        return
    if sys.stdout.isatty():
        print(text)
        return
    sys.stdout.flush()
    sys.stdout.buffer.write((text + "\n").encode("utf-8", "replace"))
    sys.stdout.buffer.flush()


def _refuse(said: dict[str, str], language: str | None, **params: object) -> int:
    print(said[language or "ja"].format(**params), file=sys.stderr)
    return 2


def files_of(folder: Path) -> dict[str, bytes]:
    """The folder's files by their path in it. Of assets only the names matter."""
    paths = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()}
    return {
        name: b"" if workspace.is_asset(name) else path.read_bytes()
        for name, path in sorted(paths.items())
        if workspace.belongs(name)
    }
