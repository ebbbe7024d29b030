"""What the models refuse beyond the kinds of values, said as JSON Schema says it: one of several keys, one at least.

Rules
1. A key that says `null` says nothing: it is as if it were not there.
2. Nothing is refused that a model takes; what only the check can know (does this mail exist?) it says.
"""

from mikomi.model.base import Json
from mikomi.model.tryout import EXPECTED_VERBS, GIVEN_VERBS

_SAID: Json = {"not": {"type": "null"}}


def _says(key: str) -> Json:
    return {"required": [key], "properties": {key: _SAID}}


def _one_of(*keys: str) -> Json:
    return {"oneOf": [_says(key) for key in keys]}


_CONTENT: Json = {"anyOf": [_says(key) for key in ("title", "text", "image")]}

OF_MODELS: dict[str, Json] = {
    "WaitFor": {
        "oneOf": [_says("for"), _says("until"), {**_says("at"), "not": {"anyOf": [_says("for"), _says("until")]}}],
        "if": _says("past"),
        "then": _says("until"),
    },
    "TraitIs": _one_of("is", "in", "matches", "exists"),
    "SlotContent": _CONTENT,
    "SlotChoice": _CONTENT,
    "PageSection": {"anyOf": [_says(key) for key in ("text", "picture", "list", "testimonials")]},
    "Given": {"oneOf": [{"required": [verb]} for verb in GIVEN_VERBS]},
    "Expected": {"oneOf": [{"required": [verb]} for verb in EXPECTED_VERBS]},
}
"""By the name of the model."""
