"""Documents fail the build when they go stale: commands, file names and words that they promise exist."""

import re

import pytest

from tests.house.template import ROOT

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
DOCUMENTS = ["README.md", "README.ja.md", "CONTRIBUTING.md"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_command_in_a_document_exists(name: str) -> None:
    """What a reader is told to type is a target of the Makefile."""
    named = set(re.findall(r"\bmake ([a-z]+)\b(?=[`\s])", _code(ROOT.joinpath(name).read_text())))
    assert {"run", "test"} <= named
    assert named <= TARGETS


def _code(markdown: str) -> str:
    """The parts of a document that are code: fenced blocks and `spans`."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", markdown, re.DOTALL))


def test_every_make_target_says_what_it_does() -> None:
    """`make help` leaves nothing out."""
    explained = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert explained == TARGETS


def test_ci_runs_the_line_that_developers_run() -> None:
    """CI's line is `make test` and nothing besides, so that green means the same on both sides."""
    assert "\nmake test\n" in (ROOT / ".ci/run").read_text()


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_linked_file_exists(name: str) -> None:
    """Relative links of the documents lead somewhere."""
    links = re.findall(r"\]\((?!https?:|#|mailto:)([^)#\s]+)", ROOT.joinpath(name).read_text())
    assert links
    assert not [link for link in links if not ROOT.joinpath(link).exists()]


def test_decisions_say_what_why_and_what_they_cost() -> None:
    """Each decision is dated and says what it paid and whether there is a way back."""
    entries = re.split(r"^## ", (ROOT / "docs/decisions.md").read_text(), flags=re.MULTILINE)[1:]
    assert entries
    for entry in entries:
        assert re.match(r"\d{4}-\d{2}-\d{2} ", entry), entry.splitlines()[0]
        for word in ("**What.**", "**Why.**", "**Paid.**", "**Door.**"):
            assert word in entry, (entry.splitlines()[0], word)
