"""`mikomi notice FOLDER`: the notice of what the site sends (外部送信), for the company's own page."""

import sys
from pathlib import Path

from mikomi.cli.check import NO_FOLDER, files_of
from mikomi.core.checking import workspace
from mikomi.core.telling import notice

NOT_READY = {
    "ja": "ワークスペースに誤りがあります。先に mikomi check {folder} で直してください。",
    "en": "There are errors in the workspace. Correct them first: mikomi check {folder}",
}


def tell(folder: Path, language: str | None, host: str, days: int) -> int:
    """Print the notice. Exit code: 0; 1 if the workspace is no plan, 2 if there is no such folder."""
    if not folder.is_dir():
        print(NO_FOLDER[language or "ja"].format(folder=folder), file=sys.stderr)
        return 2
    files = files_of(folder)
    language = language or workspace.language_of(files)
    plan, _ = workspace.read(files)
    if plan is None:
        print(NOT_READY[language].format(folder=folder), file=sys.stderr)
        return 1
    print(notice.markdown(plan.settings, plan.forms.values(), language, host, days), end="")
    return 0
