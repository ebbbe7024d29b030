"""What `mikomi check` found, as text, as JSON, as GitHub's workflow commands, as SARIF 2.1.0.

Rules
1. A file is named as whoever asked would name it: the path as it was given, then the file's own, with `/` everywhere.
2. Lines and columns count from 1, columns in characters (SARIF: `unicodeCodePoints`); what concerns a whole file
   has the place 1:1 where a place must be.
3. Nothing of a file can end a line, a command or a colour of ours.
"""

import json
import re
from typing import Any, NamedTuple
from urllib.parse import quote

from mikomi.cli.excerpts import Ink, plain, shown
from mikomi.core.checking import paragraph
from mikomi.core.checking.sentences import rule
from mikomi.model.problem import Problem

FORMATS = ("text", "json", "github", "sarif")
_OBEYED = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


class Checked(NamedTuple):
    """`prefix` is what stands before a file's own path (empty, or it ends with /). `guide`: the address of a guide that
    whoever reads it can open; without one the pages in `docs`, a folder of this machine."""

    problems: tuple[Problem, ...]
    files: int
    prefix: str
    language: str
    guide: str | None = None
    docs: str = "docs/guide"

    def explained(self, code: str, language: str) -> str:
        """Where the code is explained."""
        if self.guide is None:
            return paragraph.page(code, language, self.docs)
        return paragraph.address(code, language, self.guide)

    @property
    def errors(self) -> int:
        return sum(problem.is_error for problem in self.problems)

    def placed(self) -> list[Problem]:
        """The problems with their files as whoever asked names them."""
        return [problem.model_copy(update={"file": self.prefix + problem.file}) for problem in self.problems]


def text(checked: Checked, ink: Ink) -> str:
    """For people: each problem with its line, then where each code is explained, then how it stands."""
    parts = [shown(problem, checked.language, ink) for problem in checked.placed()]
    codes = dict.fromkeys(problem.code for problem in checked.problems)
    if codes:
        width = max(map(len, codes))
        parts.append(
            "\n".join(f"{code:<{width}}  {ink.soft(checked.explained(code, checked.language))}" for code in codes)
        )
    return "\n\n".join([*parts, ink.bold(_summary(checked))])


def as_json(checked: Checked) -> str:
    """For programs: both languages, the place, the suggestion. Keys are added to it, never taken away."""
    return json.dumps(
        {
            "version": 1,
            "files": checked.files,
            "errors": checked.errors,
            "warnings": len(checked.problems) - checked.errors,
            "problems": [
                {
                    **problem.model_dump(include={"file", "line", "column", "pointer", "code", "suggestion", "needs"}),
                    "end_column": problem.column + problem.width if problem.line else 0,
                    "severity": problem.severity,
                    "message": {"ja": problem.ja, "en": problem.en},
                    "excerpt": problem.excerpt,
                    "help": {language: checked.explained(problem.code, language) for language in ("ja", "en")},
                }
                for problem in checked.placed()
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def github(checked: Checked) -> str:
    """A workflow command for each problem: GitHub shows it at the line of the pull request."""
    return "\n".join(_command(problem, checked) for problem in checked.placed())


def _command(problem: Problem, checked: Checked) -> str:
    where = {"file": problem.file, "line": max(problem.line, 1), "col": max(problem.column, 1)}
    if problem.line:
        where["endColumn"] = problem.column + problem.width
    where["title"] = problem.code
    properties = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in where.items())
    message = problem.sentence(checked.language)
    if checked.guide is not None:  # a path of this machine is none there
        message += f"\n{checked.explained(problem.code, checked.language)}"
    return f"::{problem.severity} {properties}::{_escaped(message)}"


def _escaped(text: str, also: str = "") -> str:
    """As the runner reads it back: `%` first, then whatever would end the command or one of its properties. What a
    terminal would obey is a blank: GitHub shows its log in colours."""
    text = _OBEYED.sub(" ", text)
    for letter in "%\r\n" + also:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


def sarif(checked: Checked) -> str:
    """One run with the rules that were met, for code scanning and editors."""
    codes = tuple(dict.fromkeys(problem.code for problem in checked.problems))
    driver = {
        "name": "mikomi check",
        **({} if checked.guide is None else {"informationUri": checked.guide}),
        "language": checked.language,
        "rules": [_rule(code, checked) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_result(problem, codes, checked.language) for problem in checked.placed()],
    }
    return json.dumps({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2)


def _rule(code: str, checked: Checked) -> dict[str, Any]:
    said, address = rule(code, checked.language), checked.explained(code, checked.language)
    linked = {} if checked.guide is None else {"helpUri": address}  # a URI, which a path of this machine is not
    return {
        "id": code,
        "shortDescription": {"text": said},
        "help": {"text": f"{said}\n{address}", "markdown": f"{said} [{code}]({address})"},
        **linked,
        "defaultConfiguration": {"level": "warning" if code.startswith("W-") else "error"},
    }


def _result(problem: Problem, codes: tuple[str, ...], language: str) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(problem.file, errors="replace")}}
    if problem.line:
        place["region"] = {
            "startLine": problem.line,
            "startColumn": problem.column,
            "endLine": problem.line,
            "endColumn": problem.column + problem.width,
        }
    return {
        "ruleId": problem.code,
        "ruleIndex": codes.index(problem.code),
        "level": problem.severity,
        "message": {"text": plain(problem.sentence(language))},
        "locations": [{"physicalLocation": place, "logicalLocations": [{"fullyQualifiedName": problem.pointer}]}],
    }


def _summary(checked: Checked) -> str:
    errors, files = checked.errors, checked.files
    warnings = len(checked.problems) - errors
    if checked.language == "en":
        counted = f"{_count(errors, 'error')}, {_count(warnings, 'warning')} in {_count(files, 'file')}."
        return counted + (" Not ready to publish." if errors else " Ready to publish.")
    counted = f"{files} ファイル: 誤り {errors} 件、注意 {warnings} 件。"
    return counted + ("このままでは公開できません。" if errors else "公開できます。")


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
