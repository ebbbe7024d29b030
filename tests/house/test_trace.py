"""CONTRIBUTING's ways of adding a verb, a condition and an effect, done in a copy of the package, place by place.

With the first place alone (the word), mypy and the tests of the vocabulary ask for every other place by name; with all
of them nobody asks for anything. mypy reads the copy twice, a few seconds each.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.template import ROOT

PACKAGE = "layers/common/mikomi"
TESTS = ("tests/core/test_vocabulary.py", "tests/house/test_vocabulary.py")
BESIDE = ("pyproject.toml", *(f"tests/{name}.py" for name in ("__init__", "core/__init__", "house/__init__")),
          "tests/core/filled.py", "tests/core/story.py")  # fmt: skip
Edits = list[tuple[str, str]]
"""In front of which text what is written."""

VERB: dict[str, Edits] = {
    "model/scenario.py": [
        ("STEP_VERBS = (\n", "class NoteCallStep(AnyStep):\n    note_call: Text\n\n\n"),
        ('"exit",\n)', '"note_call", '),
        ("    | Annotated[SkipJsonSchema[UnknownStep]", '    | Annotated[NoteCallStep, Tag("<note_call>")]\n'),
    ],
    "core/scenarios/steps.py": [
        ("    RemoveTagStep,\n", "    NoteCallStep,\n"),
        (
            "        case UnknownStep():\n",
            "        case NoteCallStep():\n            return note_call(turn, enrolment, step)\n",
        ),
        (
            "def _name(",
            "def note_call(turn: Turn, enrolment: Enrolment, step: NoteCallStep) -> Outcome:\n"
            '    turn.change(tags={**turn.person.tags, "called": turn.now})\n'
            "    return onward(enrolment)\n\n\n",
        ),
    ],
    "core/checking/lint_scenarios.py": [
        ("    RemoveTagStep,\n", "    NoteCallStep,\n"),
        ("        case UnknownStep():\n", "        case NoteCallStep():\n            pass\n"),
    ],
    "console/words.py": [('    "next.other": (', '    "next.note_call": ("電話を頼む", "ask somebody to call"),\n')],
    "tests/core/test_vocabulary.py": [
        (
            '    "exit": ({"exit": "other"}',
            '    "note_call": ({"note_call": "w"}, lambda story: "called" in story.person.tags),\n',
        )
    ],
}
CONDITION: dict[str, Edits] = {
    "model/condition.py": [
        ("class InSegment(Noted):", "class ConsentedIs(Noted):\n    consented: bool\n\n\n"),
        ('"segment", "all"', '"consented", '),
        ("    | Annotated[SkipJsonSchema[UnknownCondition]", '    | Annotated[ConsentedIs, Tag("<consented>")]\n'),
    ],
    "core/behaviour/conditions.py": [
        ("    Condition,\n", "    ConsentedIs,\n"),
        ("InSegment() | UnknownCondition():", "ConsentedIs() | "),
        (
            "        case InSegment(segment=name):\n",
            '        case ConsentedIs():\n            return frozenset(("consented",))\n',
        ),
        (
            "        case InSegment():\n            return False",
            "        case ConsentedIs(consented=wanted):\n"
            "            return (facts.person.consent is not None) == wanted\n",
        ),
    ],
    "core/behaviour/state_index.py": [
        (
            "    if before.is_unsubscribed",
            '    if (before.consent is None) != (after.consent is None):\n        changes.append("consented")\n',
        )
    ],
    "tests/core/test_vocabulary.py": [
        (
            '    "all": ({"all":',
            '    "consented": ({"consented": False}, lambda story: story.identify({}, context=NO, proof=2)),\n',
        ),
        ("SEGMENTS: dict[str, dict[str, Any]] = {", 'NO = {"consent": {"marketing": False}}\n'),
    ],
}
READ_BACK: dict[str, Edits] = {
    "core/telling/prose_steps.py": [
        ("    RemoveTagStep,\n", "    NoteCallStep,\n"),
        (
            "        case UnknownStep():\n",
            '        case NoteCallStep():\n            return [tale.say("unknown")]\n',
        ),
    ],
    "core/words/conditions.py": [
        ("    Engaged,\n", "    ConsentedIs,\n"),
        (
            "        case UnknownCondition():\n",
            '        case ConsentedIs():\n            return _said("unknown", language)\n',
        ),
    ],
}
"""Where the verb and the condition are told: mypy asks for these too, whoever carries out mails that tell of them."""
EFFECT: dict[str, Edits] = {
    "model/effects.py": [
        (
            "class UnknownEffect(",
            'class SendPush(Stored, frozen=True, kw_only=True, tag_field="kind", tag="push"):\n'
            '    kind: ClassVar[Literal["push"]] = "push"\n    id: str\n    person: str = ""\n'
            "    at: Millis\n    event_id: str\n\n\n",
        ),
        ("Note | UnknownEffect\n", "SendPush | "),
        ('"report", "erasure"]', '"push", '),
    ],
    "shell/effects/dispatch.py": [
        ("TellCompany, UnknownEffect\n", "SendPush, "),
        (
            "        case UnknownEffect():\n            observe",
            '        case SendPush():\n            observe.count("Pushed")\n',
        ),
        (
            "        case UnknownEffect():\n            return False",
            "        case SendPush():\n            return True\n",
        ),
        ('UnknownEffect():\n            return "schedule_step"', "SendPush() | "),
    ],
    "shell/effects/due_work.py": [
        ("        case None:\n", '        case "push":\n            observe.count("Pushed")\n')
    ],
    "core/telling/timeline.py": [
        ("TellCompany, UnknownEffect\n", "SendPush, "),
        ("UnknownEffect():  # of ours", "SendPush() | "),
    ],
    "core/telling/letters.py": [
        ("TellCompany, UnknownEffect\n", "SendPush, "),
        ("UnknownEffect() | None:", "SendPush() | "),
    ],
}
TRACES = {
    "How to add a scenario verb": VERB,
    "How to add a condition": CONDITION,
    "How to add an effect, and with it a channel": EFFECT,
}
READ = sorted({f"{PACKAGE}/{file}" for trace in TRACES.values() for file in trace if not file.startswith("tests/")})


INDEX = "core/behaviour/state_index.py"
"""What of a person must have changed: no type can ask for it, so its absence is shown by itself."""


def _word(trace: dict[str, Edits]) -> str:
    return next(iter(trace))


class Copy:
    """The package and the tests of its vocabulary, in a folder of their own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        shutil.copytree(ROOT / PACKAGE, folder / PACKAGE, ignore=shutil.ignore_patterns("__pycache__"))
        for file in (*TESTS, *BESIDE):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / file, folder / file)
        if (read := ROOT / ".mypy_cache").exists():
            # what `make lint` has read already: mypy asks by content whether it still holds
            shutil.copytree(read, folder / ".mypy_cache")

    def edit(self, file: str, edits: Edits) -> None:
        path = self.folder / (file if file.startswith("tests/") else f"{PACKAGE}/{file}")
        text = path.read_text()
        for before, written in edits:
            assert text.count(before) >= 1, f"{file} has no {before!r} any more: bring this trace up to date"
            text = text.replace(before, written + before)
        path.write_text(text)

    def mypy(self) -> list[str]:
        """What mypy says, a line each."""
        return self._run("mypy", *READ)

    def vocabulary(self) -> list[str]:
        """The tests of the vocabulary that fail."""
        return self._run("pytest", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=short", *TESTS)

    def _run(self, *command: str) -> list[str]:
        ran = subprocess.run([sys.executable, "-m", *command], cwd=self.folder, capture_output=True, text=True)
        lines = ran.stdout.splitlines()
        assert ran.returncode in (0, 1), ran.stdout + ran.stderr
        return lines if ran.returncode else []


@pytest.fixture(scope="module")
def worded(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """A verb, a condition and an effect of which nothing but the word was added."""
    copy = Copy(tmp_path_factory.mktemp("worded"))
    for trace in TRACES.values():
        copy.edit(_word(trace), trace[_word(trace)])
    return copy


@pytest.fixture(scope="module")
def asked(worded: Copy) -> str:
    """Everything that mypy and the tests of the vocabulary then ask for."""
    return "\n".join([*worded.mypy(), *worded.vocabulary()])


@pytest.mark.parametrize("section", TRACES)
def test_contributing_names_these_places_and_no_more_than_five(section: str) -> None:
    """The files that the steps of its section name are those that are touched here, in the same order."""
    text = (ROOT / "CONTRIBUTING.md").read_text().partition(f"## {section}\n")[2].partition("\n## ")[0]
    steps = re.findall(r"^\d+\. \*\*.*?\*\* `([\w/.]+)`", text, re.MULTILINE)
    assert steps == list(TRACES[section]) and len(steps) <= 5


@pytest.mark.parametrize(
    ("section", "place"),
    [(section, place) for section, trace in TRACES.items() for place in list(trace)[1:] if place != INDEX],
)
def test_a_place_that_is_missing_is_asked_for_by_name(section: str, place: str, asked: str) -> None:
    """By file, and (where it is mypy) by the line of the table that lacks a case."""
    words = {
        "console/words.py": r"console/words\.py has no label next\.note_call",
        "tests/core/test_vocabulary.py": "STEPS has no step of the verb note_call"
        if TRACES[section] is VERB
        else "CONDITIONS has none of the verb consented",
    }
    wanted = words.get(place, rf"{PACKAGE}/{place}:\d+: error: ")
    assert re.search(wanted, asked), f"nobody asks for {place}:\n{asked[-3000:]}"


def test_with_every_place_nobody_asks_for_anything(tmp_path: Path) -> None:
    """The traces are whole: types and vocabulary are content, and the new verb runs, the new condition is found."""
    copy = Copy(tmp_path)
    for trace in (*TRACES.values(), READ_BACK):
        for file, edits in trace.items():
            copy.edit(file, edits)
    assert copy.mypy() == [] and copy.vocabulary() == []


def test_a_condition_without_its_index_is_found_dead(tmp_path: Path) -> None:
    """Everything done but the index: the test that lets somebody in by it names it."""
    copy = Copy(tmp_path)
    for file, edits in {**VERB, **CONDITION, **EFFECT}.items():
        if file != INDEX:
            copy.edit(file, edits)
    for file in ("tests/core/test_vocabulary.py",):
        copy.edit(file, VERB[file])
    failed = "\n".join(copy.vocabulary())
    assert "test_every_condition_is_found_by_what_makes_it_true[consented]" in failed


@pytest.mark.parametrize("number", range(3))
def test_half_a_word_is_asked_for_too(number: int, tmp_path: Path) -> None:
    """Of the word itself the class, the list or the union alone: the tests say which two do not say the same."""
    copy = Copy(tmp_path)
    edits = [edit for place, edit in enumerate(VERB["model/scenario.py"]) if place != number or number == 0]
    copy.edit("model/scenario.py", edits[1:2] if number == 0 else edits)
    failed = "\n".join(copy.vocabulary())
    assert "test_every_verb_that_is_named_can_be_read_and_the_other_way_round" in failed
