"""The repository's own history, where there is one."""

import subprocess

from tests.house.template import ROOT


def git(*words: str) -> str:
    """What git answers; nothing if it cannot."""
    try:
        return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def before_stored_forms_changed() -> str | None:
    """The commit before the last one that changed what we store; None if it is not there."""
    changed = git("log", "-1", "--format=%H", "--", "tests/stored/*.json")
    return git("rev-parse", "--verify", "--quiet", f"{changed}~1^{{commit}}") or None if changed else None
