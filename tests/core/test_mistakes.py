"""The corpus of mistakes: each is told once, in its place, with the name that was meant, and nothing else is."""

import json
from pathlib import Path
from typing import Any

import pytest
from mikomi.cli.guide import problems
from mikomi.core.checking import paragraph, workspace
from mikomi.core.checking.sentences import SENTENCES

from tests.core.workspaces import examples

SOURCES = Path(__file__).parents[2] / "docs/guide/source"
MISTAKES: list[dict[str, Any]] = json.loads((SOURCES / problems.SOURCE).read_text(encoding="utf-8"))


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake['code']} {mistake['wrong'][:30]}")
def test_a_mistake_is_told_once_in_its_place(mistake: dict[str, Any]) -> None:
    """The word that is marked stands in what was changed (or behind what was taken away), in the file that was."""
    files, file = examples(), mistake["file"]
    text = files[file].decode()
    at = text.index(mistake["right"])
    spoilt = text.replace(mistake["right"], mistake["wrong"], 1)
    (problem,) = workspace.read({**files, file: spoilt.encode()})[1]
    assert (problem.code, problem.file, problem.suggestion) == (mistake["code"], file, mistake["meant"])
    if mistake["marks"] is not None:
        assert problem.excerpt[problem.caret - 1 :][: problem.width] == mistake["marks"]
        first = spoilt.count("\n", 0, at) + 1
        last = spoilt.count("\n", 0, at + len(mistake["wrong"]) + 1) + 1
        assert problem.line in range(first, last + 1) or problem.code in ELSEWHERE


ELSEWHERE = {"E-duplicate", "E-missing", "E-twice", "W-band-order", "W-form-email", "W-share-picture"}
"""Told where the other of two stands, or where something lacks."""


def test_the_corpus_is_large() -> None:
    """150 mistakes, none of them twice."""
    assert len({(each["file"], each["right"], each["wrong"]) for each in MISTAKES}) == len(MISTAKES) >= 150


@pytest.mark.parametrize("language", ["ja", "en"])
def test_every_code_has_its_paragraph(language: str) -> None:
    """Where every report's link leads; an example in it is one of the corpus, so it really yields the code."""
    page = problems.made(SOURCES)[paragraph.PAGES[language]]
    for code in SENTENCES:
        assert page.count(f'<a id="{paragraph.anchor(code)}"></a>\n\n### {code}\n') == 1
        assert paragraph.page(code, language, "docs/guide") == f"docs/guide/{paragraph.PAGES[language]}#{code.lower()}"
    assert page.count("```text") == len({mistake["code"] for mistake in MISTAKES})
