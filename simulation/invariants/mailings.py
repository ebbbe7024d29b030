"""Each of a mailing's list has their turn once, or the row says why not (I37)."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from simulation.installation import TURNS
from simulation.invariants.sight import Sight
from simulation.time import MINUTE

LASTS = MINUTE
"""How long a page that was under way may go on, at the most."""
WALK = "walk#mailing#"


def each_of_the_list_once(sight: Sight) -> Iterator[str]:
    """I37: each of a mailing's list has one turn, as many as its row says, unless it was stopped, cancelled or too
    late; nobody else has one; none while it stands; each is answered once; no mail leaves after the last moment."""
    turns = Counter(
        (str(event.said["properties"]["mailing"]), event.subject.removeprefix("p:"))
        for event in sight.log
        if event.said.get("name") == "Broadcast Due"
    )
    for (mailing, person), times in turns.items():
        if times > 1:
            yield f"{person} has {times} turns in {mailing}"
    lists = _lists(sight)
    for (pk, _), row in sight.state.items():
        if pk.startswith(WALK):
            mailing = pk.removeprefix(WALK)
            had = {person for of, person in turns if of == mailing}
            yield from _as_the_row_says(mailing, row, lists.get(mailing, []), had)
            yield from _while_it_stands(sight, mailing)
    yield from _answers(sight, turns)
    for mail, _, effect in sight.step_mails:
        if effect.get("not_after") and mail.at > effect["not_after"] + LASTS:
            yield f"{effect['id']} left {mail.at - effect['not_after']} ms after its last moment"


def _lists(sight: Sight) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for (_, key), body in sorted(sight.world.s3.objects.items()):
        if key.startswith("mailings/"):
            found.setdefault(key.split("/")[1], []).extend(json.loads(body))
    return found


def _as_the_row_says(mailing: str, row: Any, on_it: list[str], had: set[str]) -> Iterator[str]:
    carried = json.loads(row["carried"]["S"]) if "carried" in row else {}
    if len(on_it) != len(set(on_it)):
        yield f"somebody is on the list of {mailing} twice"
    if had - set(on_it):
        yield f"{sorted(had - set(on_it))[0]} has a turn in {mailing} and is not on its list"
    said = carried.get("turns", 0)
    # a process that died may have given the turns of a page before it could say so
    if not said <= len(had) <= said + TURNS:
        yield f"{mailing} says {said} turns, and there were {len(had)}"
    if row["status"]["S"] == "going":
        yield f"{mailing} has not come to its end"
    whole = row["status"]["S"] == "ended" and not carried.get("hindrance") and not carried.get("late")
    if whole and had != set(on_it):
        yield f"{sorted(set(on_it) - had)[0]} is on the list of {mailing} and never had a turn"


def _while_it_stands(sight: Sight, mailing: str) -> Iterator[str]:
    """Turns that were given while the mailing was stopped, or after it was cancelled."""
    begins: dict[int, tuple[int, str]] = {}
    standing: list[tuple[int, str]] = []
    for write in sight.writes:
        if write.change.pk == WALK + mailing and write.change.after:
            status = write.change.after["status"]["S"]
            if not standing or standing[-1][1] != status:
                standing.append((write.at, status))
            begins[write.change.number] = standing[-1]
    for event in sight.log:
        if event.said.get("name") == "Broadcast Due" and event.said["properties"]["mailing"] == mailing:
            since, status = begins[max(number for number in begins if number < event.change)]
            if status in ("stopped", "cancelled") and _written_at(sight, event.change) > since + LASTS:
                yield f"{event.subject} has a turn in {mailing} though it was {status}"


def _written_at(sight: Sight, change: int) -> int:
    return next(write.at for write in sight.writes if write.change.number == change)


def _answers(sight: Sight, turns: Counter[tuple[str, str]]) -> Iterator[str]:
    """Each turn lets somebody in or is refused with a reason, once."""
    entered: Counter[tuple[str, str]] = Counter()
    answered: set[tuple[str, str]] = set()
    for event in sight.noted:
        mailing = event.said["properties"].get("mailing")
        if mailing and event.said["name"] in ("Scenario Entered", "Scenario Not Entered"):
            person = event.subject.removeprefix("o:")
            answered.add((mailing, sight.resolved(person)))
            entered[mailing, person] += event.said["name"] == "Scenario Entered"
    for (mailing, person), times in entered.items():
        if times > 1:
            yield f"{person} came in {times} times by {mailing}"
    for mailing, person in turns:
        if f"p:{person}" not in sight.unfolded_subjects and (mailing, sight.resolved(person)) not in answered:
            yield f"what became of the turn of {person} in {mailing} is noted nowhere"
