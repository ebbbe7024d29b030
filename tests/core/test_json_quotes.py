"""A quotation mark too few or too many is one slip: told once, in its line, and the rest is read as it was meant."""

import json
import re

import pytest
from mikomi.core.checking import json_quotes
from mikomi.core.checking.document import Document
from mikomi.core.checking.json_quotes import quoted

from tests.core.workspaces import examples

FILES = {name: raw.decode() for name, raw in sorted(examples().items()) if name.endswith(".json") and name[0] != "."}


def test_a_mark_that_is_missing_anywhere_is_one_problem() -> None:
    """Each mark of the sample company's files, left out alone: of a hundred at least ninety-nine are told once, in
    their line, and the file says what it said before. (What is left begins with a Japanese quotation mark.)"""
    told_once = tried = 0
    for file, text in FILES.items():
        for mark in re.finditer('"', text):
            document = Document(file, (text[: mark.start()] + text[mark.end() :]).encode())
            problems = document.source.problems
            tried += 1
            if len(problems) == 1 and document.value == json.loads(text):
                told_once += 1
                assert problems[0].line == text.count("\n", 0, mark.start()) + 1
                assert problems[0].code in ("E-unclosed-string", "E-unquoted")
    assert tried > 2_000 and told_once >= 0.99 * tried


def test_a_mark_too_many_at_either_end_is_one_problem() -> None:
    """The same with each mark written twice."""
    told_once = tried = 0
    for file, text in FILES.items():
        for mark in re.finditer('"', text):
            document = Document(file, (text[: mark.start()] + '"' + text[mark.start() :]).encode())
            tried += 1
            told_once += [problem.code for problem in document.source.problems] == ["E-extra-quote"]
    assert told_once >= 0.99 * tried


@pytest.mark.parametrize(
    ("line", "code", "marked"),
    [
        ('{ "a": "x, "b": "y" }', "E-unclosed-string", '"x'),
        ('{ "a: "x", "b": "y" }', "E-unclosed-string", '"a'),
        ('{ a": "x", "b": "y" }', "E-unquoted", "a"),
        ('{ "a": x", "b": "y" }', "E-unquoted", "x"),
        ('{ "a": "Call 3, 4, "b": 1 }', "E-unclosed-string", '"Call 3, 4'),
        ('{ "a": ["x", "y, "z"] }', "E-unclosed-string", '"y'),
        ('{ "a": {{ lead.b }} x", "b": 1 }', "E-unquoted", "{{ lead.b }} x"),
        ('{ "a": "x"", "b": 1 }', "E-extra-quote", '"'),
    ],
)
def test_it_is_put_where_the_line_then_reads(line: str, code: str, marked: str) -> None:
    document = Document("a.json", line.encode())
    problem, *others = document.source.problems
    assert not others and problem.code == code
    assert problem.excerpt[problem.caret - 1 :][: problem.width] == marked


@pytest.mark.parametrize(
    "text",
    ['{ "a": "x" }', '{ "a": "\\"" }', '{ "a": "x” }', '{ “a”: “x”, "b }', "{ 'a': \"x }", "", '"', "x" * 3_000 + '"'],
)
def test_what_is_right_or_has_another_slip_is_let_be(text: str) -> None:
    assert quoted(text).text == text


@pytest.mark.parametrize("line", ["[1," * 600 + '"', '{ "a": ' + "x, " * 600 + '"', '"a" b, ' * 200 + '"', '"' * 1_999])
def test_a_file_of_nothing_but_such_lines_is_looked_at_within_bounds(
    line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long it is: so many lines, and so many places in each."""
    tried: list[int] = []
    is_json = json_quotes._is_json

    def counted(written: str) -> bool:
        tried.append(1)
        return is_json(written)

    monkeypatch.setattr(json_quotes, "_is_json", counted)
    quoted(f"{line}\n" * 500)
    assert len(tried) <= json_quotes.MOST * 2 * json_quotes.MOST_PLACES


def test_places_behind_a_mark_that_was_put_in_are_those_of_the_file() -> None:
    """A slip further on, in the same line and in others, is shown where it stands."""
    document = Document("a.json", b'{ "a": "x, "b": 1,\n  "d": nul }')
    at = [(problem.code, problem.line, problem.column) for problem in document.source.problems]
    assert at == [("E-unclosed-string", 1, 8), ("E-unquoted", 2, 8)]
    assert document.place(("b",)) == (1, 17)
