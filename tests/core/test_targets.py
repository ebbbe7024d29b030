"""Targets and windows that nobody could read, or that come too late, are found where they are written."""

import pytest
from mikomi.core.checking import workspace

from tests.core.workspaces import with_change

DOC, SALE = "scenarios/doc-request.json", "scenarios/winter-sale.json"
EARLY = '{ "id": "a", "add_tag": "x", "target": { "rate": 1, "by": "2026-12-09" } }'
"""A step whose target ends before the sale begins."""
CHANGES = [
    (DOC, '"target": { ', '"within": "0d", "target": { ', "E-goal-within"),
    (DOC, '"target": { ', '"within": "2bd", "target": { ', "E-duration-fixed"),
    (DOC, '"target": { ', '"within": "1d", "target": { ', "W-goal-late"),
    (DOC, '"target": { ', '"within": "40d", "target": { ', None),
    (DOC, '"target": { "count": 20, "rate": 0.05, ', '"target": { ', "E-target"),
    (DOC, '"target": { "count": 20, ', '"target": { ', None),
    (DOC, '{ "id": "faq", ', '{ "id": "faq", "target": { "by": "2027-03-31" }, ', "E-target"),
    (DOC, '{ "id": "faq", ', '{ "id": "faq", "target": { "rate": 20 }, ', "E-range"),
    (DOC, '{ "id": "faq", ', '{ "id": "faq", "target": { "rate": 0.2, "by": "2027-03-31" }, ', None),
    (DOC, '{ "wait": "2d" }', '{ "wait": "2d", "target": { "count": 5 } }', "E-target-id"),
    (SALE, '"steps": [', f'"steps": [ {EARLY}, ', "E-target-by"),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), CHANGES)
def test_each_slip_is_found(file: str, old: str, new: str, code: str | None) -> None:
    """One change to the examples: it is found under its code, in both languages, and nothing else of that file is."""
    _, problems = workspace.read(with_change(file, old, new))
    assert {problem.code for problem in problems if problem.file == file} == ({code} if code else set())
    assert all(problem.ja and problem.en and "{" not in problem.ja + problem.en for problem in problems)
