"""What Visual Studio Code has to know of a workspace: which schema is whose. `.vscode/` is not published."""

import json
from pathlib import Path

import mikomi
from mikomi.cli.guide import models
from mikomi.cli.guide.source import Language

SCHEMAS: dict[Language, str] = {"en": "schemas", "ja": "schemas/ja"}
"""Where in docs/ the schemas stand whose descriptions are in this language."""
DOCS = Path(mikomi.__file__).parents[3] / "docs"
"""Beside the code, and outside of the Lambda layer."""


def settings(schemas: str) -> str:
    """The settings of a workspace whose schemas stand in the folder `schemas`, as seen from the workspace."""
    found = [
        {"fileMatch": ["/" + of.replace("<id>", "*"), "!/.vscode/*.json"], "url": f"{schemas}/{name}.json"}
        for name, (_, of) in models.FILES.items()
    ]
    strings = {"editor.quickSuggestions": {"strings": True}}
    written = {"json.schemas": found, "files.encoding": "utf8", "files.autoGuessEncoding": False, "[json]": strings}
    return json.dumps(written, indent=2) + "\n"


def files(language: Language) -> dict[str, bytes]:
    """What a workspace of its own holds, wherever it stands: the settings and the schemas, by their path in it."""
    made = {".vscode/settings.json": settings("./.vscode/schemas").encode()}
    for name in models.FILES:
        made[f".vscode/schemas/{name}.json"] = (DOCS / SCHEMAS[language] / f"{name}.json").read_bytes()
    return made
