"""The reader of JSON as people type it, held against Python's own."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from mikomi.core.checking.document import Document
from mikomi.core.checking.sentences import SENTENCES

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**14), 10**14) | st.floats(-1e14, 1e14) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=20,
)
TYPED = st.text(
    st.sampled_from("{}[]:,\"\\ \n\tabu0123456789.-+eE truefalsn／：，、｛「」“”'#/*\ufeff\u3000"), max_size=60
)


def problems(text: str | bytes) -> list[str]:
    document = Document("scenarios/a.json", text.encode() if isinstance(text, str) else text)
    return [problem.code for problem in document.source.problems]


@given(JSON, st.sampled_from([None, 2]), st.booleans())
def test_what_is_json_is_read_as_python_reads_it(value: Any, indent: int | None, ascii_only: bool) -> None:
    """Whatever JSON is written, the value is the same and nothing is reported."""
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    document = Document("a.json", text.encode("utf-8", "surrogatepass"))
    assert document.value == json.loads(text)
    assert not document.source.problems and not document.broken


@given(TYPED)
def test_every_slip_is_reported(text: str) -> None:
    """Python's strict reader refuses → there is a problem with a position in the text; it never raises."""
    document = Document("a.json", text.encode())
    for problem in document.source.problems:
        assert problem.code in SENTENCES
        lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        assert problem.line == 0 or problem.column <= len(lines[problem.line - 1]) + 1
    try:
        json.loads(text, parse_constant=_refuse)
    except ValueError:
        assert document.source.problems


def _refuse(name: str) -> None:
    raise ValueError(name)


@given(st.binary(max_size=200))
def test_any_bytes_are_read(raw: bytes) -> None:
    """Bytes of no encoding at all end in problems, not in an exception."""
    document = Document("a.json", raw)
    assert document.source.problems or json.loads(raw.decode()) == document.value


@pytest.mark.parametrize(
    ("text", "codes", "value"),
    [
        ('{"a"： 1}', ["E-fullwidth"], {"a": 1}),
        ('{"a": 1， "b": ２}', ["E-fullwidth", "E-fullwidth"], {"a": 1, "b": 2}),
        ('｛"a": 1｝', ["E-fullwidth", "E-fullwidth"], {"a": 1}),
        ('{\u3000"a": 1}', ["E-fullwidth-space"], {"a": 1}),
        ("{“a”: 1}", ["E-smart-quote"], {"a": 1}),
        ('{"a”: 1}', ["E-smart-quote"], {"a": 1}),
        ("{「a」: 1}", ["E-smart-quote"], {"a": 1}),
        ("{'a': 1}", ["E-single-quote"], {"a": 1}),
        ("{a: 1}", ["E-unquoted"], {"a": 1}),
        ('{"a": [1, 2,],}', ["E-trailing-comma", "E-trailing-comma"], {"a": [1, 2]}),
        ('{"a": 1,, "b": 2}', ["E-extra-comma"], {"a": 1, "b": 2}),
        ('{"a": 1 "b": 2}', ["E-comma"], {"a": 1, "b": 2}),
        ('{"a" 1}', ["E-colon"], {"a": 1}),
        ('{"a": 1, "a": 2}', ["E-duplicate"], {"a": 2}),
        ('{"a": 1 // x\n}', ["E-comment"], {"a": 1}),
        ('{/* x */ "a": 1 # y\n}', ["E-comment", "E-comment"], {"a": 1}),
        ('{"a": True, "b": None}', ["E-literal", "E-literal"], {"a": True, "b": None}),
        ('{"a": 01}', ["E-number"], {"a": 1}),
        ('{"a": 1e999}', ["E-number"], {"a": 0}),
        ('{"a": "\\d+"}', ["E-escape"], {"a": "\\d+"}),
        ('{"a": "x\ty"}', ["E-control"], {"a": "x\ty"}),
        ('{"a": "x,\n "b": 1}', ["E-unclosed-string"], {"a": "x", "b": 1}),
        ('{"a": [1}', ["E-unclosed"], {"a": [1]}),
        ('{"a": 1', ["E-unclosed"], {"a": 1}),
        ('{"a": 1}}', ["E-extra"], {"a": 1}),
        ('{"a": }', ["E-no-value"], {"a": None}),
        ("", ["E-empty"], None),
        (" \n ", ["E-empty"], None),
    ],
)
def test_slips_have_names_and_the_rest_is_read(text: str, codes: list[str], value: Any) -> None:
    """Each slip that people make has a code of its own, and what was meant is taken."""
    document = Document("a.json", text.encode())
    assert [problem.code for problem in document.source.problems] == codes
    assert document.value == value


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ('{"a": "株式会社"}'.encode("cp932"), "E-shift-jis"),
        ('{"a": "株式会社のご案内"}'.encode("euc_jp"), "E-encoding-named"),
        ('{"a": "株式会社"}'.encode("iso2022_jp"), "E-encoding-named"),
        ('{"a": "株式会社"}'.encode("utf-16"), "E-encoding-named"),
        ('{"a": "株式会社"}'.encode("utf-8-sig"), "E-bom"),
        (b'{"a": "\xff\xfe\x81"}', "E-encoding"),
    ],
)
def test_encodings_have_names(raw: bytes, code: str) -> None:
    """What is not plain UTF-8 is named, and read all the same where it can be."""
    document = Document("a.json", raw)
    assert [problem.code for problem in document.source.problems] == [code]
    if code != "E-encoding":
        assert document.value["a"].startswith("株式会社")


def test_several_slips_are_told_at_once() -> None:
    """One pass names them all, each in its place."""
    document = Document("a.json", '{\n "a"： 1,\n “b”: [1,],\n "a": 2 // x\n}\n'.encode())
    told = [(problem.line, problem.column, problem.code) for problem in document.source.problems]
    assert told == [
        (2, 5, "E-fullwidth"),
        (3, 2, "E-smart-quote"),
        (3, 9, "E-trailing-comma"),
        (4, 2, "E-duplicate"),
        (4, 9, "E-comment"),
    ]


def test_deep_and_large_files_end() -> None:
    """Nesting and size are bounded: refused, quickly."""
    assert problems("[" * 100_000) == ["E-deep"]
    assert problems(b" " * 2_000_000) == ["E-size"]
    assert len(problems("?\n" * 100_000)) <= 41
