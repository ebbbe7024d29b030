"""samconfig.toml: what `sam deploy` is told, and where the answers of the last time stand.

What somebody else wrote into the file (other environments, other commands) is kept as it is.
"""

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

FILE = "samconfig.toml"
_TABLE = "[default.deploy.parameters]"
_PAIR = re.compile(r'(\w+)="((?:[^"\\]|\\.)*)"')


class Answers(NamedTuple):
    stack: str
    region: str
    parameters: dict[str, str]


class Unreadable(Exception):
    """The file is no TOML; the message says where."""


def read(folder: Path) -> Answers | None:
    """The answers of the last time; None if there was none. Unreadable."""
    try:
        kept = tomllib.loads((folder / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as damaged:
        raise Unreadable(f"{FILE}: {damaged}") from None
    said = kept.get("default", {}).get("deploy", {}).get("parameters")
    if not said or "stack_name" not in said:
        return None
    overrides = said.get("parameter_overrides", "")
    pairs = " ".join(overrides) if isinstance(overrides, list) else str(overrides)
    parameters = {name: re.sub(r"\\(.)", r"\1", value) for name, value in _PAIR.findall(pairs)}
    return Answers(str(said["stack_name"]), str(said.get("region", "")), parameters)


def write(folder: Path, answers: Answers) -> None:
    """Put the answers into the file, in place of those that stood there."""
    path = folder / FILE
    text = path.read_text(encoding="utf-8") if path.exists() else "version = 0.1\n"
    before, found, after = text.partition(_TABLE)
    rest = re.search(r"^\[", after, re.MULTILINE) if found else None
    kept = after[rest.start() :] if rest else ""
    path.write_text(f"{before.rstrip()}\n\n{_table(answers)}" + (f"\n{kept}" if kept else ""), encoding="utf-8")


def _table(answers: Answers) -> str:
    said: Mapping[str, str | bool] = {
        "stack_name": answers.stack,
        "region": answers.region,
        "resolve_s3": True,
        "capabilities": "CAPABILITY_IAM",
        "confirm_changeset": True,
        # Whoever only wants to read again what comes next has changed nothing.
        "fail_on_empty_changeset": False,
        "parameter_overrides": " ".join(f'{name}="{_escaped(value)}"' for name, value in answers.parameters.items()),
    }
    # A JSON string is a basic string of TOML, escapes and all.
    return "\n".join([_TABLE, *(f"{name} = {json.dumps(value)}" for name, value in said.items()), ""])


def _escaped(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')
