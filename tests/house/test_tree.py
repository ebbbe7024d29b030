"""What stands in the repository: short files, short handlers, no trace of the machine that it was written on."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

from tests.house import template
from tests.house.template import ROOT

LONGEST_FILE = 350
LONGEST_HANDLER = 40

# Long by nature: one description of one system, generated pins, a licence, generated or bundled files, a page of
# the guide, which says all of one subject.
MAY_BE_LONG = re.compile(
    r"^(template\.yaml|LICENSE|requirements/.*\.txt|layers/common/requirements\.txt|docs/schemas?/.*|docs/guide/.*|layers/common/mikomi/console/guide_pages/.*|.*package-lock\.json|CHANGELOG\.md|docs/decisions\.md)$"
)


def _tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    files = [ROOT / name for name in listed.split("\0") if name]
    assert len(files) > 50
    return [file for file in files if file.is_file()]


def _text(file: Path) -> str | None:
    try:
        return file.read_text()
    except UnicodeDecodeError:
        return None


def test_no_file_is_longer_than_a_reader_can_hold() -> None:
    """A file over 350 lines hides a concept that wants a module of its own."""
    long = {
        str(file.relative_to(ROOT)): count
        for file in _tracked()
        if not MAY_BE_LONG.match(str(file.relative_to(ROOT)))
        and (text := _text(file)) is not None
        and (count := text.count("\n")) > LONGEST_FILE
    }
    assert not long


def test_handlers_only_parse_the_trigger_and_call_the_package() -> None:
    """functions/<name>/app.py: one module, about 30 lines, a `handler(event, context)`, no import of a sibling."""
    names = set(template.functions())
    assert names
    for name in names:
        folder = ROOT / "functions" / name
        assert {file.name for file in folder.glob("*.py")} == {"__init__.py", "app.py"}, name
        tree = ast.parse((folder / "app.py").read_text())
        assert ast.get_docstring(tree), f"{name}: a handler says what it is for"
        assert _code_lines(tree) <= LONGEST_HANDLER, name
        handlers = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "handler"]
        assert [len(handler.args.args) for handler in handlers] == [2], name
        assert not [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) and node.level], name


def _code_lines(tree: ast.Module) -> int:
    """Lines that hold code: neither blank, comment nor docstring."""
    docstrings = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and ast.get_docstring(node)
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }
    lines = {
        line
        for node in ast.walk(tree)
        if isinstance(node, ast.stmt | ast.expr | ast.arg | ast.keyword)
        for line in (node.lineno, node.end_lineno)
    }
    return len(lines - docstrings)


# Put together here, so that this file is not its own finding.
FORBIDDEN = [
    r"(?<![\w.])/(work|root)/[\w.]",
    r"/home/\w+/",
    r"/Users/\w+/",
    r"files\.python" + r"hosted\.org",
    r"pypi\." + r"(org|python)",
    r"registry\." + r"npmjs",
    r"AKIA[0-9A-Z]{16}",
    r"-----BEGIN [A-Z ]*PRIVATE " + r"KEY-----",
]


def test_no_file_names_a_machine_a_registry_or_a_secret() -> None:
    """A clone works anywhere: no path of a developer's machine, no package host, no key."""
    found = [
        (str(file.relative_to(ROOT)), match[0])
        for file in _tracked()
        if (text := _text(file)) is not None
        for pattern in FORBIDDEN
        for match in re.finditer(pattern, text)
    ]
    assert not found


@pytest.mark.parametrize("planted", ["/" + "root/.cache", "https://files.python" + "hosted.org/x", "AKIA" + "A" * 16])
def test_the_search_finds_planted_traces(planted: str) -> None:
    """The search above bites."""
    assert any(re.search(pattern, f"see {planted}") for pattern in FORBIDDEN)


def test_every_requirement_is_pinned_with_hashes() -> None:
    """pip installs exactly what was tested, or refuses; and boto3 does not ride in the layer."""
    lists = [
        "layers/common/requirements.txt",
        *(f"requirements/{each.name}" for each in ROOT.glob("requirements/*.txt")),
    ]
    assert len(lists) > 5
    for name in lists:
        text = (ROOT / name).read_text()
        pins = re.findall(r"^([a-z0-9][a-z0-9._-]*)(==\S+)?.*\\$", text, re.MULTILINE)
        assert len(pins) > 5
        assert all(version for _, version in pins), name
        blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
        assert all("--hash=sha256:" in block for block in blocks), name
    shipped = (ROOT / "layers/common/requirements.txt").read_text()
    assert not re.search(r"^(boto3|botocore|moto|pytest)==", shipped, re.MULTILINE)


def test_the_layer_is_what_the_tests_run() -> None:
    """Each version in the layer stands in the development pins too: what is tested is what is shipped."""

    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9][a-z0-9._-]*==[^\s;]+)", (ROOT / name).read_text(), re.MULTILINE))

    shipped = pins("layers/common/requirements.txt")
    assert shipped
    assert shipped <= pins("requirements/run.txt") <= pins("requirements/dev.txt")


def test_core_tests_touch_neither_aws_nor_the_local_stack() -> None:
    """tests/core proves laws of the business with nothing but model and core (CONTRIBUTING.md says so)."""
    outside = re.compile(
        r"^\s*(?:from|import) (boto3|botocore|moto|local|functions|mikomi\.(?:aws|shell|clock|settings))\b"
    )
    files = list((ROOT / "tests/core").glob("**/test_*.py"))
    assert files
    found = [(file.name, line) for file in files for line in file.read_text().splitlines() if outside.match(line)]
    assert not found


def test_no_test_is_skipped_and_no_code_of_ours_is_mocked() -> None:
    """A test that does not run, or that runs against a mock of our own code, proves nothing."""
    escape = re.compile(r"pytest\.(mark\.)?(skip|xfail)|unittest\.mock|MagicMock|mock\.patch" + r"|importor" + "skip")
    files = [file for file in (ROOT / "tests").glob("**/*.py") if file != Path(__file__)]
    assert len(files) > 10
    assert not [(str(file), found[0]) for file in files if (found := escape.search(file.read_text()))]
