"""What an editor says of a file, held against the models: files of the guide and the examples, and their mutants.

An editor that marks what publishes teaches people to ignore it; one that marks nothing helps nobody.
"""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from mikomi.cli import schemas
from mikomi.cli.guide import models, vscode
from mikomi.cli.guide.source import LANGUAGES, ExampleFile
from pydantic import ValidationError

from tests.core import guide
from tests.effort import effort

DOCS = Path(__file__).parents[2] / "docs"
MADE = schemas.made(DOCS)
VALIDATORS = {
    (language, name): jsonschema.Draft202012Validator(json.loads(MADE[f"{where}/{name}.json"]))
    for language, where in vscode.SCHEMAS.items()
    for name in models.FILES
}
WORDS = ["", "x", "3d", "2bd", "10:00", "2026-12-10", ">= 80", "/price", "all", "never", "A b", "99:99", "ä" * 300]
# Neither true nor 1, here and below: they are equal to Python, and so to a model that asks for one of them.
VALUES: list[Any] = [*WORDS, 0, -1, 2, 101, 2.5, False, None, [], {}, ["x"], {"ja": "x"}, {"when": {"tag": "x"}}]


def files() -> Iterator[tuple[str, str, Any]]:
    """Kind, name and content of every JSON file of the guide and of the sample company."""
    for language in LANGUAGES:
        written = {file.name: file.text.encode() for each in guide.pages(language) for file in each.of(ExampleFile)}
        for name, text in (written | guide.sample(language)).items():
            if name.endswith(".json") and not name.startswith("."):
                kind = next(kind for kind, (_, of) in models.FILES.items() if _stands_there(name, of))
                yield kind, f"{language}:{name}", json.loads(text)


def _stands_there(name: str, of: str) -> bool:
    return name == of or ("/" in name and name.split("/")[0] == of.split("/")[0])


FILES = list(files())


def is_a_model(kind: str, written: Any) -> bool:
    try:
        models.FILES[kind][0].model_validate_json(json.dumps(written))
    except ValidationError:
        return False
    return True


def fits(kind: str, written: Any) -> bool:
    return VALIDATORS["en", kind].is_valid(written)


@pytest.mark.parametrize("made", [pytest.param(each, id=f"{of[0]}-{of[1]}") for of, each in VALIDATORS.items()])
def test_a_schema_is_one(made: Any) -> None:
    """As the standard has it, whatever an editor's own words stand in it besides."""
    jsonschema.Draft202012Validator.check_schema(made.schema)


@pytest.mark.parametrize(("kind", "name", "written"), [pytest.param(*each, id=each[1]) for each in FILES])
def test_what_publishes_fits(kind: str, name: str, written: Any) -> None:
    """In the schemas of both languages."""
    for language in LANGUAGES:
        assert not list(VALIDATORS[language, kind].iter_errors(written)), name


def test_a_mutant_that_the_models_take_fits_and_one_that_they_refuse_mostly_does_not() -> None:
    """A key dropped, misspelt or doubled, a value of another kind, a number beyond its bound: thousands of them."""
    chance = random.Random(11)
    refused = marked = taken = 0
    for _ in range(effort(3000)):
        kind, name, written = chance.choice(FILES)
        mutant = mutated(written, chance)
        if is_a_model(kind, mutant):
            taken += 1
            assert fits(kind, mutant), (
                name,
                mutant,
                [str(e.message)[:200] for e in VALIDATORS["en", kind].iter_errors(mutant)],
            )
        else:
            refused += 1
            marked += not fits(kind, mutant)
    assert taken > 100 and refused > 1000
    assert marked / refused > 0.99, (marked, refused)


def mutated(written: Any, chance: random.Random) -> Any:
    """The same with one slip somewhere."""
    made = copy.deepcopy(written)
    places = list(_places(made))
    holder, key = chance.choice(places)
    others = [(each, name) for each, name in places if each[name] != 1]
    act = chance.choice(("value", "drop", "rename", "add", "swap")) if isinstance(holder, dict) else "value"
    if act == "value":
        holder[key] = chance.choice(VALUES)
    elif act == "drop":
        del holder[key]
    elif act == "rename":
        holder[key[:-1] or "x"] = holder.pop(key)
    elif act == "add":
        other, name = chance.choice([each for each in others if isinstance(each[0], dict)])
        holder[name] = copy.deepcopy(other[name])
    else:
        other, name = chance.choice(others)
        holder[key] = copy.deepcopy(other[name])
    return made


def _places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each entry of each object and list: what holds it, and under which key."""
    for key, each in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield value, key
        yield from _places(each)


def test_the_sample_workspaces_know_the_schemas_and_so_does_a_new_one() -> None:
    """In their language; each kind of file has its schema, and a new workspace has them with it."""
    for language, folder in guide.COMPANY.items():
        where = f"../docs/{vscode.SCHEMAS[language]}"
        assert (folder / ".vscode/settings.json").read_text() == vscode.settings(where)
        own = vscode.files(language)
        for found in json.loads(own[".vscode/settings.json"])["json.schemas"]:
            assert (folder / where / found["url"].rpartition("/")[2]).exists()
            assert found["url"].removeprefix("./") in own
