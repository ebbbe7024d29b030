"""Variants whose weights follow what is known: by those of the step's time, whoever asks and whenever (I44)."""

import json
from collections.abc import Iterator

from simulation.invariants.sight import Json, Sight
from simulation.time import DAY, HOUR
from simulation.workload.followed import SCENARIO, STEP

LOTS = "lots"
WAITS = 2 * DAY
"""Before the mail, in the scenario of `workload.followed`."""


def dealt_by_those_of_its_time(sight: Sight) -> Iterator[str]:
    """I44: an entry begins an hour after it was written or later, and stays as it is; a mail's lots number is the one
    in force when its step's time came; whoever decides again, of the same log, gives everybody the arm they had."""
    if not sight.story.follows:
        return
    history: list[Json] = []
    for write in sight.writes:
        if write.change.pk == LOTS and write.change.after:
            entries = json.loads(write.change.after["entries"]["S"])
            if entries[: len(history)] != history:
                yield f"an entry of {write.change.sk} is another one now"
            for entry in entries[len(history) :]:
                if entry["from"] < write.at + HOUR:
                    yield f"no. {entry['number']} begins at {entry['from']}, and was written at {write.at}"
            history = entries
    arms: dict[str, tuple[str | None, int | None]] = {}
    for _, effect in _dealt(sight):
        said = effect["variant"], effect["lots"]
        if arms.setdefault(effect["id"], said) != said:
            yield f"{effect['id']} was dealt {arms[effect['id']]}, and then {said}"
        begun = [each for each in history if each["from"] <= effect["at"]]
        number = max(begun, key=lambda each: (each["from"], each["number"]))["number"] if begun else 0
        if effect["lots"] != number:
            yield f"{effect['id']} of {effect['at']} was dealt by no. {effect['lots']}, and no. {number} held"
    for each, said in sight.story.retold:
        if each in arms and arms[each] != said:
            yield f"{each} was dealt {arms[each]}, and {said} where its person's log is told anew"


def _dealt(sight: Sight) -> Iterator[tuple[int, Json]]:
    """Every decision of the mail, also one that was decided before."""
    for write in sight.writes:
        after = write.change.after or {}
        if "effects" in after and write.change.sk == "person":
            for effect in json.loads(after["effects"]["S"]):
                if effect["kind"] == "mail" and (effect.get("scenario"), effect.get("step")) == (SCENARIO, STEP):
                    yield write.at, effect
