"""Which condition says of somebody what a number of the results counts, where one does.

Rules
1. It is told only where both say the same: who clicked a mail, in all its variants. A number without a word in the
   language of conditions (who was skipped, who reached a step) has none.
2. A link of a condition without a question mark means any query behind it, so only one that has its query is the same.
"""

from collections.abc import Mapping

from mikomi.model.base import Json

_DEEDS = {"clicked": "clicked", "opened": "opened", "link": "clicked"}
LONGEST_ID = 40


def condition_of(scenario: str, number: Mapping[str, str]) -> Json | None:
    """The condition for who is behind this number of the scenario; None where there is none."""
    verb, step, detail = _DEEDS.get(number.get("what", "")), number.get("step"), number.get("detail", "")
    if verb is None or not step or number.get("variant"):
        return None
    said = {verb: f"{scenario}/{step}"}
    if number["what"] != "link":
        return said
    return {**said, "link": detail} if "?" in detail and "#" not in detail else None


def segment_of(scenario: str, number: Mapping[str, str], name: Json) -> Json | None:
    """A segment of that condition, as its file says it; None where there is no condition."""
    when = condition_of(scenario, number)
    if when is None:
        return None
    id = f"{number['what']}-{scenario}-{number['step']}"[:LONGEST_ID].rstrip("-_")
    return {"version": 1, "id": id, "name": name, "when": when}
