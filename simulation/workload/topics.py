"""Topics of marketing mail: some companies have them, and their readers leave one, all, or ask for a pause.

Rules
1. Whether a company has topics is drawn once, and what its readers wish for by each reader, from streams of their own.
"""

import json
from typing import Any

from mikomi import tokens

from simulation.chance import Chance
from simulation.workload.workspace import Files
from simulation.world import ROOT

TOPICS = {"scenarios/price.json": "prices", "scenarios/request.json": "news"}
"""Of what the marketing mails of a scenario are."""
BY_PROGRAM = "List-Unsubscribe=One-Click"


def has_topics(chance: Chance) -> bool:
    return chance.of("topics").random() < 0.35


def with_topics(files: Files) -> Files:
    """The workspace, with a topic for each marketing mail of these scenarios."""
    made = dict(files)
    settings = json.loads(made["settings.json"])
    settings["topics"] = [{"id": each, "name": each} for each in TOPICS.values()]
    made["settings.json"] = _written(settings)
    for file, topic in TOPICS.items():
        scenario = json.loads(made[file])
        _mark(scenario["steps"], topic)
        made[file] = _written(scenario)
    return made


def _mark(steps: list[dict[str, Any]], topic: str) -> None:
    for step in steps:
        if step.get("mail", {}).get("kind") == "marketing":
            step["mail"]["topic"] = topic
        for branch in ("then", "else"):
            _mark(step.get(branch, []), topic)


def wish(chance: Chance, link: str) -> str:
    """What the reader of a mail with this link to unsubscribe posts."""
    said = tokens.unseal(ROOT, "unsubscribe", link.removeprefix("/u/")) or {}
    if "t" not in said:
        return BY_PROGRAM
    return chance.of("wish", said["a"]).choice(
        [BY_PROGRAM, BY_PROGRAM, "choice=pause", "choice=all", f"choice=topic:{said['t']}"]
    )


def _written(said: Any) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
