"""The two example workspaces are one: the same files, ids, conditions and numbers, in Japanese and in English."""

import json
import re
from pathlib import Path
from typing import Any

from mikomi.core.checking import workspace

from tests.house.template import ROOT

JAPANESE, ENGLISH = ROOT / "examples", ROOT / "examples-en"
OF_ITS_COUNTRY = {"language", "timezone", "calendar", "country", "closed", "business_hours", "reps", "owner", "note"}
"""What a company in London has otherwise than one in Osaka."""
MEANT = {"id", "template", "trait", "enter", "exit", "group", "wait", "per", "visited", "submitted", "engaged", "kind"}
"""Texts that a program reads: they are the same in both."""


def files(folder: Path) -> dict[str, Path]:
    return {file.relative_to(folder).as_posix(): file for file in folder.rglob("*") if file.is_file()}


def shape(value: Any, key: str = "") -> Any:
    """The value without its words: an id, a duration, a number and a path stay, a text is only a text."""
    if isinstance(value, dict) and set(value) <= {"ja", "en"}:
        return "text"
    if isinstance(value, dict):
        return {name: shape(each, name) for name, each in value.items() if name not in OF_ITS_COUNTRY}
    if isinstance(value, list):
        return [shape(each, key) for each in value]
    return "text" if isinstance(value, str) and key not in MEANT else value


def test_both_workspaces_are_equal_in_shape() -> None:
    """Every file is in both; the JSON files differ in nothing but words and what a country has of its own. The fields
    of a form may stand in another order: a first name comes first in English."""
    japanese, english = files(JAPANESE), files(ENGLISH)
    assert len(japanese) > 20 and japanese.keys() == english.keys()
    for name in (name for name in japanese if name.endswith(".json")):
        one, other = (shape(json.loads(folder[name].read_text())) for folder in (japanese, english))
        for each in (one, other):
            for field in each.get("fields", []):
                field.pop("options", None)
            each.get("fields", []).sort(key=lambda field: field["trait"])
        assert one == other, name


def test_mails_show_and_link_the_same() -> None:
    """Each pair of mails uses the same places of the language, bar how a reader is greeted, and leads to the same
    pages."""
    for name, file in files(JAPANESE).items():
        if not name.endswith(".html"):
            continue
        pair = file.read_text(), (ENGLISH / name).read_text()
        places = [set(re.findall(r"\{\{ *((?:offer|company|sender|asset|unsubscribe)[.\w]*)", mail)) for mail in pair]
        assert places[0] == places[1] and "unsubscribe_url" in places[0], name
        paths = [re.findall(r'href="https://example\.(?:co\.jp|com)([^"]*)"', mail) for mail in pair]
        assert paths[0] == paths[1], name


def test_each_is_a_plan_in_its_own_language() -> None:
    """Nothing to complain about in either, and no Japanese is left in the English one."""
    for folder, language in ((JAPANESE, "ja"), (ENGLISH, "en")):
        read = {name: file.read_bytes() for name, file in files(folder).items()}
        plan, problems = workspace.read(read)
        assert problems == () and plan is not None and workspace.language_of(read) == language
    for name, file in files(ENGLISH).items():
        assert not re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", file.read_text(errors="replace")), name
