"""Documents fail the build when they go stale: commands, file names and words that they promise exist."""

import re

import pytest

from tests.house.template import ROOT

TARGETS = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
DOCUMENTS = ["README.md", "README.ja.md", "CONTRIBUTING.md"]
OUTSIDE = [
    "README.md",
    "docs/archive.md",
    "docs/backtest.md",
    "docs/fit.md",
    "docs/changes.md",
    "docs/clicks.md",
    "docs/companies.md",
    "docs/channels.md",
    "docs/consent.md",
    "docs/crm.md",
    "docs/sent.md",
    "docs/leads.md",
    "docs/erasure.md",
    "docs/import.md",
    "docs/mail-law.md",
    "docs/mail-pictures.md",
    "docs/mailings.md",
    "docs/moving.md",
    "docs/operating.md",
    "docs/replies.md",
    "docs/results.md",
    "docs/retention.md",
    "docs/roles.md",
    "docs/security.md",
    "docs/sales.md",
    "docs/segments.md",
    "docs/sender.md",
    "docs/slots.md",
    "docs/start.md",
    "docs/explain.md",
    "docs/publishing.md",
    "docs/tag.md",
    "docs/tracking.md",
    "docs/webhooks.md",
    *sorted(
        f"docs/guide/{file.name}" for file in (ROOT / "docs/guide").glob("*.md") if not file.name.endswith(".ja.md")
    ),
]
"""What people outside read: in English, and in Japanese beside it (`.ja.md`)."""
INSIDE = {"decisions.md", "delivery.md", "figures.md", "mutants.md", "reliability.md"}
"""What those who work on Mikomi read, in English."""
TABLES = {"refusals.md", "rights.md"}
"""Tables that say every sentence in both languages."""


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


@pytest.mark.parametrize("name", OUTSIDE)
def test_what_people_outside_read_is_there_in_both_languages(name: str) -> None:
    """Each has its pair, which links to it and back, with as many chapters, tables and pieces of code; neither is a
    mixture."""
    pair = name.removesuffix(".md") + ".ja.md"
    english, japanese = ROOT.joinpath(name).read_text(), ROOT.joinpath(pair).read_text()
    assert f"({pair.rpartition('/')[2]})" in english and f"({name.rpartition('/')[2]})" in japanese
    for mark in (r"^#+ ", r"^\|", r"^```"):
        counted = [len(re.findall(mark, text, re.MULTILINE)) for text in (english, japanese)]
        assert counted[0] == counted[1] > 0, mark
    assert not re.search(r"[\u3040-\u30ff]{3}", re.sub(r"```.*?```", "", english, flags=re.DOTALL))
    assert len(re.findall(r"[\u3040-\u30ff]", japanese)) > 200


def test_every_document_is_for_somebody() -> None:
    """A new document is for people outside, and then in both languages, or is named as one of the others."""
    found = {file.name for file in (ROOT / "docs").glob("*.md")}
    outside = {name.removeprefix("docs/") for name in OUTSIDE if name.startswith("docs/") and "guide/" not in name}
    assert found == outside | {name.replace(".md", ".ja.md") for name in outside} | INSIDE | TABLES


def test_a_superseded_decision_names_the_one_that_holds() -> None:
    """**Superseded** points to the heading of a later decision."""
    decisions = (ROOT / "docs/decisions.md").read_text()
    headings = re.findall(r"^## (.*)$", decisions, re.MULTILINE)
    entries = re.split(r"^## ", decisions, flags=re.MULTILINE)[1:]
    marked = [
        (entry.splitlines()[0], by) for entry in entries for by in re.findall(r"\*\*Superseded\*\* by “([^”]+)”", entry)
    ]
    assert marked and decisions.count("**Superseded**") == len(marked)
    for heading, by in marked:
        assert by in headings and headings.index(by) > headings.index(heading), (heading, by)
