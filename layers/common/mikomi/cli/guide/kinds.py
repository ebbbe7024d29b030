"""What may be written for a key, in words: out of the same schema that an editor checks by."""

import json
from typing import Any

from pydantic import BaseModel, TypeAdapter

from mikomi.cli.guide.source import LANGUAGES, Language
from mikomi.cli.guide.words import GuideWords
from mikomi.model import catalog, condition, duration, slot, words
from mikomi.model.base import Json

_PLAIN = {
    "string": ("文字", "text"),
    "integer": ("整数", "a whole number"),
    "number": ("数", "a number"),
    "boolean": ("`true`・`false`", "`true` or `false`"),
}
_PATTERNS: dict[str, tuple[str, str]] = {}
for _kind, _said in (
    (
        duration.Duration,
        ("[期間](durations-and-dates{}.md#duration)", "[a duration](durations-and-dates{}.md#duration)"),
    ),
    (
        duration.FixedDuration,
        (
            "[期間（営業日を除く）](durations-and-dates{}.md#duration)",
            "[a duration](durations-and-dates{}.md#duration), no business days",
        ),
    ),
    (words.Hour, ("[時刻](durations-and-dates{}.md#hour)", "[an hour](durations-and-dates{}.md#hour)")),
    (words.Day, ("[日付](durations-and-dates{}.md#day)", "[a day](durations-and-dates{}.md#day)")),
    (words.Moment, ("[日時](durations-and-dates{}.md#moment)", "[a moment](durations-and-dates{}.md#moment)")),
    (words.Id, ("[id](README{}.md#id)", "[an id](README{}.md#id)")),
    (words.ArmId, ("英数字 20 字まで", "up to 20 letters and digits")),
    (slot.CodePrefix, ("英数字 20 字まで", "up to 20 letters and digits")),
    (catalog.FieldName, ("英字で始まる英数字と下線", "letters, digits and underscores")),
    (condition.Path, ("[ページの場所](conditions{}.md#path)", "[a page path](conditions{}.md#path)")),
    (condition.Comparison, ('比較 `">= 80"`', 'a comparison, `">= 80"`')),
):
    _PATTERNS[TypeAdapter(_kind).json_schema()["pattern"]] = _said

_UNIONS = (
    ("WaitStep", ("[ステップ](steps{}.md)", "[a step](steps{}.md)")),
    ("Visited", ("[条件](conditions{}.md)", "[a condition](conditions{}.md)")),
    ("WhenTrigger", ("[きっかけ](scenarios{}.md#trigger)", "[a trigger](scenarios{}.md#trigger)")),
)
"""Unions of verbs, by one of their members."""
_TEXT = ("[文](README{}.md#text)", "[a text](README{}.md#text)")
_SAID = {"or": ("または", " or "), "list": ("{}の並び", "a list: {}"), "map": ("名前ごとに{}", "by name: {}")}
_OBJECT = ("`{ … }`", "`{ … }`")


class Kinds:
    """What may be written, in one language."""

    def __init__(self, language: Language, known: GuideWords) -> None:
        self.nth = LANGUAGES.index(language)
        self.ending = known.ending
        self.known = known

    def of(self, model: type[BaseModel], key: str) -> str:
        schema = model.model_json_schema(by_alias=True)
        if "properties" not in schema:  # a model that names itself stands among the others
            schema = {**schema["$defs"][model.__name__], "$defs": schema["$defs"]}
        return self._kind(schema["properties"][key])

    def _kind(self, schema: Json) -> str:
        if "$ref" in schema:
            return self._model(schema["$ref"].rpartition("/")[2])
        if choices := schema.get("anyOf") or schema.get("oneOf"):
            return self._either(choices)
        if "enum" in schema or "const" in schema:
            values = schema.get("enum", [schema.get("const")])
            return (
                "・".join(f"`{_written(each)}`" for each in values)
                if self.nth == 0
                else ", ".join(f"`{_written(each)}`" for each in values)
            )
        if said := _PATTERNS.get(schema.get("pattern", "")):
            return self._said(said)
        kind = schema.get("type", "")
        if kind == "array":
            return _SAID["list"][self.nth].format(self._kind(schema["items"]))
        if kind == "object":
            inner = schema.get("additionalProperties")
            inner = inner if isinstance(inner, dict) else next(iter(schema.get("patternProperties", {}).values()), None)
            return _SAID["map"][self.nth].format(self._kind(inner)) if inner else _OBJECT[self.nth]
        return self._said(_PLAIN[kind]) + _bounds(schema)

    def _either(self, choices: list[Any]) -> str:
        names = {each.get("$ref", "").rpartition("/")[2] for each in choices}
        for member, said in _UNIONS:
            if member in names:
                return self._said(said)
        if "Localised" in names:
            return self._said(_TEXT)
        kinds = [self._kind(each) for each in choices if each.get("type") != "null"]
        return _SAID["or"][self.nth].join(dict.fromkeys(kinds))

    def _model(self, name: str) -> str:
        page, anchor = self.known.places.get(name, ("", ""))
        return f"[{_OBJECT[self.nth]}]({page}{self.ending}.md#{anchor})" if page else _OBJECT[self.nth]

    def _said(self, said: tuple[str, str]) -> str:
        return said[self.nth].replace("{}", self.ending)


def _written(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _bounds(schema: Json) -> str:
    low = schema.get("minimum", schema.get("exclusiveMinimum"))
    high = schema.get("maximum", schema.get("exclusiveMaximum"))
    if low is None and high is None:
        return ""
    above = "> " if "exclusiveMinimum" in schema else ""
    return f" ({above}{'' if low is None else f'{low:g}'}{' …' if high is None else f' … {high:g}'})"
