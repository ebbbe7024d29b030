"""A company whose domain is new: one marketing mail on the first day, slowly more.

It is drawn once, from a stream of its own.
"""

import json

from simulation.chance import Chance
from simulation.workload.workspace import Files

SHARE = 0.06
"""Of the stories with such a company."""
FROM = "2026-11-02"
START, GROW = 1, 1.1


def is_new(chance: Chance) -> bool:
    return chance.of("warm").random() < SHARE


def with_warm_up(files: Files) -> Files:
    settings = json.loads(files["settings.json"])
    settings["warm_up"] = {"from": FROM, "start": START, "grow": GROW}
    return {**files, "settings.json": json.dumps(settings, ensure_ascii=False, indent=1).encode()}
