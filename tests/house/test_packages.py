"""The doors of the house: a package says what stands in it, and `core` stands in the order that is checked."""

import ast
import re
import tomllib
from collections import defaultdict
from pathlib import Path

import pytest

from tests.house.template import ROOT

MIKOMI = ROOT / "layers/common/mikomi"
ROOTS = [MIKOMI, *(ROOT / name for name in ("local", "simulation", "bench", "deployment", "mutation"))]
PACKAGES = sorted({file.parent for root in ROOTS for file in root.rglob("__init__.py")})
_ENTRY = re.compile(r"((?:\w+(?:/|\.toml)?)(?:, \w+/?)*)(?:  +\S.*)?")
"""A line of a package's list: a name or some, then two spaces or more and what it is for, on this line or the next."""


def listed(package: Path) -> list[str]:
    """What the package's docstring names, in its order; a name with `/` is a package."""
    said = ast.get_docstring(ast.parse((package / "__init__.py").read_text())) or ""
    list_, _, _ = said.partition("\n\n")[2].partition("\n\nRules")
    return [name for line in list_.splitlines() if (entry := _ENTRY.fullmatch(line)) for name in entry[1].split(", ")]


def there(package: Path) -> set[str]:
    modules = {file.stem for file in package.glob("*.py")} - {"__init__", "__main__"}
    return modules | {f"{file.parent.name}/" for file in package.glob("*/__init__.py")}


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: str(package.relative_to(ROOT)))
def test_a_package_names_its_modules(package: Path) -> None:
    """Each once, with what it is for, and none that is gone: whoever opens the door sees what is behind it."""
    names = listed(package)
    files = {name for name in names if name.endswith(".toml") and (package / name).exists()}
    assert there(package) and set(names) - files == there(package) and len(names) == len(set(names))


def test_every_package_is_looked_at() -> None:
    """The rule above is about all of them: core's rooms among them."""
    assert len(PACKAGES) > 30 and {MIKOMI / "core/words", MIKOMI / "core/score", MIKOMI / "aws"} <= set(PACKAGES)


def test_core_is_told_in_the_order_that_is_checked() -> None:
    """Each paragraph of core's list is a layer of the contract, from above, with the same names in it."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (order,) = (contract for contract in contracts if contract.get("containers") == ["mikomi.core"])
    said = ast.get_docstring(ast.parse((MIKOMI / "core/__init__.py").read_text())) or ""
    told = [{line.split()[0].rstrip("/") for line in part.splitlines()} for part in said.split("\n\n")[1:]]
    assert order["exhaustive"] and told == [set(layer.split(" | ")) for layer in order["layers"]]


def test_a_class_has_a_name_of_its_own() -> None:
    """Nobody has to ask which of two classes of one name is meant: each stands once in `mikomi`."""
    homes: dict[str, list[str]] = defaultdict(list)
    for file in sorted(MIKOMI.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.ClassDef):
                homes[node.name].append(f"{file.relative_to(MIKOMI)}:{node.lineno}")
    assert len(homes) > 250
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


EMPTY = {"told", "found", "held"}
"""Words that say that somebody said, looked or had something, and not what."""


def test_a_name_says_what_it_names() -> None:
    """No function and no argument has an empty name; where two sides are compared (`values`), `told` is one of them."""
    named: dict[str, set[str]] = defaultdict(set)
    for file in MIKOMI.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text())):
            if isinstance(node, ast.FunctionDef):
                arguments = (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)
                named[node.name.strip("_")].add(str(file.relative_to(MIKOMI)))
                for argument in arguments:
                    named[argument.arg].add(str(file.relative_to(MIKOMI)))
    assert len(named) > 1000
    assert {word: named[word] for word in EMPTY & named.keys()} == {"told": {"core/behaviour/values.py"}}


def test_the_words_that_are_explained_are_used() -> None:
    """Each `name` in CONTRIBUTING's table of words stands in the code, so that the table does not grow old."""
    _, _, table = (ROOT / "CONTRIBUTING.md").read_text().partition("| word | what it is |")
    rows = table.partition("\n\n")[0].splitlines()[2:]
    code = "\n".join(file.read_text() for file in MIKOMI.rglob("*.py"))
    names = [name.rpartition(".")[2] for row in rows for name in re.findall(r"`([A-Za-z_.]+)`", row)]
    assert len(rows) > 10 and len(names) > 20
    assert [name for name in names if not re.search(rf"\b{name}\b", code)] == []
