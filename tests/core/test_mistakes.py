"""The corpus of mistakes: each is told once, in its place, with the name that was meant, and nothing else is."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from mikomi.cli.guide import problems
from mikomi.core.checking import paragraph, workspace
from mikomi.core.checking.diagnose import diagnose
from mikomi.core.checking.document import Document
from mikomi.core.checking.sentences import SENTENCES
from pydantic import BaseModel

from tests.core.spoilt_files import Files
from tests.core.workspaces import examples

SOURCES = Path(__file__).parents[2] / "docs/guide/source"
EVERY: list[dict[str, Any]] = json.loads((SOURCES / problems.SOURCE).read_text(encoding="utf-8"))
MISTAKES = [each for each in EVERY if "how" not in each]
DESCRIBED = {each["code"] for each in EVERY if "how" in each}


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: f"{mistake['code']} {mistake['wrong'][:30]}")
def test_a_mistake_is_told_once_in_its_place(mistake: dict[str, Any]) -> None:
    """The word that is marked stands in what was changed (or behind what was taken away), in the file that was."""
    also = {name: written.encode() for name, written in mistake.get("also", {}).items()}
    files, file = examples() | also, mistake["file"]
    text = files[file].decode()
    at = text.index(mistake["right"])
    spoilt = text.replace(mistake["right"], mistake["wrong"], 1)
    now = int(datetime.fromisoformat(mistake["now"]).timestamp() * 1000) if "now" in mistake else None
    assert workspace.read(files)[1] == ()
    problem, *others = workspace.read({**files, file: spoilt.encode()}, now)[1]
    assert {each.code for each in others} <= {mistake["code"]} and len(others) + 1 == mistake.get("times", 1)
    assert (problem.code, problem.suggestion) == (mistake["code"], mistake["meant"])
    assert problem.file == file or problem.code in OF_OTHERS
    if mistake["marks"] is not None:
        assert problem.excerpt[problem.caret - 1 :][: problem.width] == mistake["marks"]
        first = spoilt.count("\n", 0, at) + 1
        last = spoilt.count("\n", 0, at + len(mistake["wrong"]) + 1) + 1
        assert problem.line in range(first, last + 1) or problem.code in ELSEWHERE


ELSEWHERE = {
    "E-duplicate",
    "E-missing",
    "E-no-reps",
    "E-slot-empty",
    "E-template-deep",
    "E-twice",
    "E-unclosed",
    "W-band-order",
    "W-color-scheme",
    "W-contrast",
    "W-form-email",
    "W-segment-nobody",
    "W-link-words",
    "W-schedule-past",
    "W-share-picture",
    "W-slot-hidden",
}
"""Told where the other of two stands, where something begins, or where something lacks."""
OF_OTHERS = {"E-no-reps", "W-catalog-unused", "W-layout-unused"}
"""Told of the files that are at a loss because of the change."""


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
    assert all(problems._escaped(each["how"][language]) in page for each in EVERY if "how" in each)


def test_no_code_is_without_an_example() -> None:
    """Each as a change of a file, or, where no text shows it, described; never both."""
    assert problems.lacking(SOURCES) == set()
    assert not DESCRIBED & {mistake["code"] for mistake in MISTAKES}
    assert WAYS.keys() | PUSHED | {"E-value", "E-sender-domain"} == DESCRIBED


PUSHED = {"E-push", "E-push-file", "E-push-large", "E-push-name", "E-push-asset", "E-push-over"}
"""Told of a push, not of a file: `tests/functions/test_push.py`."""
FAQ = "mails/faq.html"
WAYS: dict[str, Callable[[Files], Files]] = {
    "E-empty": lambda files: files | {"scoring.json": b""},
    "E-size": lambda files: files | {"scoring.json": files["scoring.json"] + b" " * 2**20},
    "E-bom": lambda files: files | {FAQ: b"\xef\xbb\xbf" + files[FAQ]},
    "E-shift-jis": lambda files: files | {FAQ: files[FAQ].decode().encode("cp932", "replace")},
    "E-encoding-named": lambda files: files | {FAQ: files[FAQ].decode().encode("utf-16")},
    "E-encoding": lambda files: files | {FAQ: files[FAQ].replace(b"<body>", b"<body><!-- \xff\xff -->")},
    "E-no-settings": lambda files: {name: raw for name, raw in files.items() if name != "settings.json"},
    "E-file-path": lambda files: files | {"assets/a\nb.pdf": b""},
    "W-file": lambda files: files | {"memo.json": b"{}"},
    "E-file-name": lambda files: files | {"mails/お礼.html": files[FAQ]},
    "W-mail-unused": lambda files: files | {"mails/new.html": files[FAQ]},
    "E-no-html": lambda files: files | {"mails/new.txt": b"x"},
    "W-tags-unused": lambda files: files | {"mails/new.json": b'{ "version": 1, "id": "new" }'},
    "E-template-size": lambda files: (
        files | {FAQ: files[FAQ].replace(b"<body>", b"<body><!--" + b"x" * 2**18 + b"-->")}
    ),
    "W-css-reader": lambda files: styled(files, b"p { color: {{ lead.company | default('red') }} }"),
    "W-css-place": lambda files: styled(files, b"td:first-child { color: red }", b"{% if lead.company %}x{% endif %}"),
    "W-css-size": lambda files: styled(files, b"a{b:" + b"c(" * 50),
    "W-css-broken": lambda files: styled(files, b"p { color: red }}"),
    "W-mail-size": lambda files: files | {FAQ: files[FAQ].replace(b"<body>", b"<body><!--" + b"x" * 110_000 + b"-->")},
    "E-condition-size": lambda files: files | doubling(),
}


def styled(files: Files, css: bytes, words: bytes = b"") -> Files:
    return files | {
        FAQ: files[FAQ].replace(b"</head>", b"<style>" + css + b"</style></head>").replace(b"<body>", b"<body>" + words)
    }


def doubling() -> Files:
    """Segments, each of which names the one before twice."""
    says: list[dict[str, Any]] = [{"tag": "x"}, *({"any": [{"segment": f"s{n}"}] * 2} for n in range(12))]
    written = [{"version": 1, "id": f"s{n}", "name": "-", "when": when} for n, when in enumerate(says)]
    return {f"segments/{each['id']}.json": json.dumps(each).encode() for each in written}


@pytest.mark.parametrize("code", sorted(WAYS))
def test_what_no_text_shows_comes_about_as_described(code: str) -> None:
    """The code, and no other."""
    assert {problem.code for problem in workspace.read(WAYS[code](examples()))[1]} == {code}


@pytest.mark.parametrize("only", ["example.co.jp", "EXAMPLE.co.jp", None])
def test_a_sender_of_the_deployments_own_domain_is_taken(only: str | None) -> None:
    """As domains are compared; and where nobody knows the domain, each may be it."""
    assert workspace.read(examples(), sender_domain=only)[1] == workspace.read(examples())[1]


@pytest.mark.parametrize("only", ["example.com", "co.jp", "mail.example.co.jp", "xample.co.jp"])
def test_a_sender_of_another_domain_is_refused_where_it_stands(only: str) -> None:
    """SES would refuse each mail: another domain, and the one above or below it. The sentence names both."""
    plan, problems = workspace.read(examples(), sender_domain=only)
    [problem] = [each for each in problems if each.code == "E-sender-domain"]
    assert plan is None and (problem.file, problem.line) == ("settings.json", 4)
    assert all(domain in sentence for domain in ("example.co.jp", only) for sentence in (problem.ja, problem.en))


def test_what_the_models_refuse_in_a_way_of_their_own_has_a_code_too() -> None:
    """The last of the codes is for whatever a model asks that none of the others speaks of."""

    class Odd(BaseModel):
        x: UUID

    document = Document("odd.json", b'{"x": "1"}')
    diagnose(document, Odd)
    assert [problem.code for problem in document.source.problems] == ["E-value"]
