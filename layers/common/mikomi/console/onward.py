"""What can be done with the people behind a number: send them a mailing, keep them as a segment.

The choice of a scenario stands on the page of the people itself, so that the next click shows the preview.
"""

import json
from collections.abc import Mapping

from mikomi.console.views import Screen
from mikomi.console.words import SAID
from mikomi.core.results.conditions import segment_of
from mikomi.core.words.wording import names_of
from mikomi.model.base import Json
from mikomi.model.scenario import Scenario
from mikomi.model.trigger import ManualTrigger
from mikomi.model.words import in_language


def sendable(screen: Screen, but: str = "") -> list[Json]:
    """The scenarios that can be sent by hand: those that begin in no other way first, `but` this one last."""
    there = [each for each in screen.plan.scenarios.values() if each.status == "active"]
    there.sort(key=lambda each: (each.id == but, not isinstance(each.trigger, ManualTrigger)))
    return [{"id": each.id, "name": in_language(each.name, screen.language, each.id)} for each in there]


def as_asked(number: Mapping[str, str]) -> dict[str, str]:
    """The number as it stands in an address and a form of ours, where `scenario` is what is sent."""
    return {"of" if name == "scenario" else name: value for name, value in number.items()}


def ways(scenario: Scenario | None, number: Mapping[str, str], screen: Screen) -> Json:
    """Which scenarios could be sent to them, and the segment's file if a condition says the same."""
    of = scenario.id if scenario else ""
    hidden = as_asked({**({"scenario": of} if of else {}), **number})
    return {"scenarios": sendable(screen, but=of), "hidden": hidden, "segment": _segment(scenario, number, screen)}


def _segment(scenario: Scenario | None, number: Mapping[str, str], screen: Screen) -> Json | None:
    if scenario is None:
        return None
    place = f"step:{scenario.id}/{number.get('step')}"
    said = SAID.get(f"behind.{number['what']}", ("", ""))
    name = {
        language: f"{names_of(screen.plan, language).get(place, number.get('step'))} · {words}"
        for language, words in zip(("ja", "en"), said, strict=True)
    }
    made = segment_of(scenario.id, number, name)
    if made is None:
        return None
    return {"file": f"segments/{made['id']}.json", "text": json.dumps(made, ensure_ascii=False, indent=2)}
