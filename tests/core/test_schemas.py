"""What stands in docs/ is made of the code, and fits the examples."""

import json
from functools import cache
from pathlib import Path

import jsonschema  # type: ignore[import-untyped]
import pytest
from mikomi.cli import schemas

from tests.core.workspaces import examples

DOCS = Path(__file__).parents[2] / "docs"
SERVED = DOCS.parent / "layers/common/mikomi/console/guide_pages"
OF = {
    "settings.json": "settings",
    "scoring.json": "scoring",
    "sales.json": "sales",
    "scenarios": "scenario",
    "forms": "form",
    "slots": "slot",
}
OF |= {"segments": "segment", "catalogs": "catalog", "mails": "tags"}


@cache
def made() -> dict[str, str]:
    return schemas.made(DOCS)


def test_docs_are_fresh() -> None:
    """`make schemas` would change nothing."""
    for name, text in made().items():
        assert (DOCS / name).read_text(encoding="utf-8") == text, f"docs/{name} is stale: make schemas"


def test_the_guide_in_the_console_is_that_of_docs() -> None:
    """`make schemas` would change nothing there either, and no page is there that it does not make."""
    made = schemas.for_the_console(DOCS)
    there = {file.name: file.read_text(encoding="utf-8") for file in SERVED.iterdir()}
    assert there.keys() == made.keys()
    assert [name for name in made if there[name] != made[name]] == [], "the console's guide is stale: make schemas"


@pytest.mark.parametrize("file", sorted(name for name in examples() if name.endswith(".json") and name[0] != "."))
def test_examples_fit_their_schema(file: str) -> None:
    """An editor that checks by the schema has nothing against a file that publishes, and something against a slip."""
    schema = json.loads(made()[f"schemas/{OF[file.split('/')[0]]}.json"])
    document = json.loads(examples()[file])
    jsonschema.validate(document, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(document | {"unknown": 1}, schema)
