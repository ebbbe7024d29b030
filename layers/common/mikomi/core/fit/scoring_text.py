"""`scoring.json` with other points in it: its own text, and nothing else in it changed.

Rules
1. Only the numbers of `points` are written anew, each in its place. Blanks, order, notes and whatever else stands in
   the file stay as they are.
2. A rule that the file does not have, or whose points it does not write as a number, cannot be written: it is named.
"""

from collections.abc import Mapping

from mikomi.core.checking.json_reader import JsonReader
from mikomi.core.checking.source import Source
from mikomi.model.base import Json

FILE = "scoring.json"


class NotWritten(ValueError):
    """This rule's points do not stand in the file as a number."""


def with_points(raw: bytes, points: Mapping[str, float]) -> str:
    """The file's text with these points by rule. NotWritten."""
    source = Source(FILE, raw)
    reader = JsonReader(source)
    value = reader.read()
    rules: list[Json] = value.get("rules", []) if isinstance(value, dict) else []
    places = {rule.get("id"): n for n, rule in enumerate(rules) if isinstance(rule, dict)}
    spans: dict[tuple[int, int], str] = {}
    for rule, wanted in points.items():
        place = places.get(rule)
        span = None if place is None else reader.values.get(("rules", place, "points"))
        written = None if place is None else rules[place].get("points")
        if span is None or not isinstance(written, int | float):
            raise NotWritten(rule)
        if written != wanted:
            spans[span] = f"{wanted:g}"
    text = source.text
    for start, end in sorted(spans, reverse=True):
        text = text[:start] + spans[start, end] + text[end:]
    return text
