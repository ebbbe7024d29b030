"""What became of an upload, for its writer: published, unchanged, or refused with everything that is wrong."""

import json
from datetime import UTC, datetime
from typing import Literal

from mikomi.core.checking import paragraph
from mikomi.model.base import Frozen, Millis
from mikomi.model.problem import Problem

Outcome = Literal["published", "unchanged", "refused", "waiting"]


class Insiders(Frozen):
    """So many, about, are in a scenario that was changed (they finish it as it was when they entered) or deleted (they
    wait there); None where nothing was counted yet."""

    scenario: str
    becomes: Literal["finish", "wait"]
    about: int | None = None


class Report(Frozen):
    """`version` is the one that runs now (0: none yet), whatever became of the upload. `withdrawn`: the scenarios that
    were there before it and are not any more. `inside`: who is in what it changed, as counted at `inside_as_of`."""

    outcome: Outcome
    version: int
    published_at: Millis
    checked_at: Millis
    candidate: int | None = None
    """The number under which it waits for approval."""
    uploaded: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    withdrawn: tuple[str, ...] = ()
    inside: tuple[Insiders, ...] = ()
    inside_as_of: Millis | None = None

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if problem.is_error)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if not problem.is_error)

    @property
    def missing(self) -> tuple[str, ...]:
        """Files that others wait for: when they arrive, the workspace is checked again."""
        return tuple(dict.fromkeys(problem.needs for problem in self.errors if problem.needs))

    def as_json(self, guide: str = paragraph.CONSOLE) -> bytes:
        """`guide`: the address of the guide that its reader can open."""
        content = {
            "outcome": self.outcome,
            "version": self.version,
            "published_at": _iso(self.published_at) if self.version else None,
            "checked_at": _iso(self.checked_at),
            "candidate": self.candidate,
            "uploaded": list(self.uploaded),
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "missing": list(self.missing),
            "withdrawn": list(self.withdrawn),
            "inside": [each.model_dump() for each in self.inside],
            "inside_as_of": _iso(self.inside_as_of) if self.inside_as_of is not None else None,
            "problems": [
                problem.model_dump(exclude_none=True, include=_TOLD)
                | {"severity": problem.severity, "message": {"ja": problem.ja, "en": problem.en}}
                | {"help": {language: paragraph.address(problem.code, language, guide) for language in ("ja", "en")}}
                for problem in self.problems
            ],
        }
        return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode("utf-8", "replace")


_TOLD = {"file", "line", "column", "pointer", "code", "suggestion", "needs"}


def _iso(moment: Millis) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
