"""What differs between two models, key by key, in words: nothing that differs is passed over.

Rules
1. Every key is walked. What has an id (a rule, a field, a choice) is compared with its own, wherever it stands.
2. A value is told as people say it: a span, a condition, the name of a rep. Where two values are told alike, they are
   shown as they are written.
3. What is added or taken away is told whole, in one line.
"""

import json
import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, Literal, NamedTuple, get_args, get_origin

from pydantic import BaseModel

from mikomi.core.telling import prose_waits
from mikomi.core.telling.tale import Tale
from mikomi.core.words import key_names, moments
from mikomi.core.words.conditions import in_words
from mikomi.core.words.wording import Names, names_of
from mikomi.model.base import Frozen
from mikomi.model.condition import Condition
from mikomi.model.duration import Span
from mikomi.model.plan import Plan
from mikomi.model.scenario import Scenario, WaitFor
from mikomi.model.words import Localised, in_language

CONDITIONS = tuple(get_args(each)[0] for each in get_args(get_args(Condition)[0]))
_NAMED = {
    "AlertStep.to": "rep",
    "AlertStep.escalate": "rep",
    "BandAlert.escalate": "rep",
    "BandAlert.to": "rep",
    "OwnerChoice.to": "rep",
    "OwnerRule.default": "rep",
    "WeeklyReport.to": "rep",
    "PublishReports.to": "rep",
    "BandAlert.on_enter": "band",
    "EnterStep.enter": "scenario",
    "ExitStep.exit": "scenario",
    "Answer.enter": "scenario",
    "Answer.exit": "scenario",
}
"""Keys that hold an id which has a name."""
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9:]{5})?")
YES = (("いいえ", "no"), ("はい", "yes"))
ORDER = ("順番", "order")
OTHER = ("（{key}: {value}）", " ({key}: {value})")


class Difference(Frozen):
    """`where` it is; what was there `before` and is there `after` (None: nothing). `step`: the id of the step that it
    is of, so that its numbers can be put beside it."""

    where: str
    before: str | None = None
    after: str | None = None
    step: str | None = None


class Side(NamedTuple):
    """One of two plans, and the words in which it is told; `scenario` where it is one that is told."""

    plan: Plan
    language: str
    names: Names
    scenario: Scenario | None = None

    @classmethod
    def of(cls, plan: Plan, language: str) -> "Side":
        return cls(plan, language, names_of(plan, language))

    @property
    def tale(self) -> Tale:
        assert self.scenario is not None, "told of a scenario alone"
        return Tale(self.scenario, self.plan, self.language, self.names)


class Sides(NamedTuple):
    before: Side
    after: Side

    def of(self, before: Scenario, after: Scenario) -> "Sides":
        return Sides(self.before._replace(scenario=before), self.after._replace(scenario=after))

    @property
    def language(self) -> str:
        return self.after.language


class Labelled(NamedTuple):
    """A key of a model, under the labels of what it stands in; `entry`: of what it holds by name."""

    model: type[BaseModel]
    name: str
    alias: str
    around: str
    entry: str = ""

    def label(self, language: str) -> str:
        label = beneath(self.around, key_names.key_name(self.model, self.alias, language))
        return beneath(label, self.entry) if self.entry else label


def beneath(around: str, label: str) -> str:
    return f"{around} › {label}" if around else label


def differences(
    before: BaseModel, after: BaseModel, sides: Sides, around: str = "", beside: Sequence[str] = ()
) -> Iterator[Difference]:
    """Of two models of the same kind; `beside`: keys that somebody else looks at."""
    for name, field in type(before).model_fields.items():
        one, other = getattr(before, name), getattr(after, name)
        if name not in beside and one != other:
            yield from _differing(one, other, Labelled(type(before), name, field.alias or name, around), sides)


def each_told(value: BaseModel, side: Side, beside: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Label and value of all that it says beside what goes without saying; of a list of things a pair each."""
    for name, field in type(value).model_fields.items():
        held = getattr(value, name)
        if name in beside or held == field.get_default(call_default_factory=True):
            continue
        key = Labelled(type(value), name, field.alias or name, "")
        several = held if isinstance(held, list) and any(isinstance(item, BaseModel) for item in held) else [held]
        yield from ((key.label(side.language), _worded(each, key, side)) for each in several)


def summary(value: BaseModel, side: Side) -> str:
    """The same in one line."""
    said = [f"{label}: {value_of}" for label, value_of in each_told(value, side)]
    return _joined(said, side.language) or YES[1][side.language != "ja"]


def called(item: Any, side: Side) -> str:
    """What it is known by: its name, its label, its id."""
    for name in ("name", "label", "text", "id", "trait", "value"):
        held = getattr(item, name, None)
        if isinstance(held, str | Localised) and (said := in_language(held, side.language)):
            return said
    return str(item)


def _differing(one: Any, other: Any, key: Labelled, sides: Sides) -> Iterator[Difference]:
    sample = other if one is None else one
    if isinstance(one, Localised) and isinstance(other, Localised):
        yield from _languages(one, other, key, sides)
    elif isinstance(sample, list | tuple):
        yield from _lists(one or (), other or (), key, sides)
    elif isinstance(one, dict) and isinstance(other, dict):
        for name in dict.fromkeys((*one, *other)):
            if one.get(name) != other.get(name):
                entry = sides.after.names.get(f"trait:{name}", name)
                yield from _differing(one.get(name), other.get(name), key._replace(entry=entry), sides)
    elif type(one) is type(other) and isinstance(one, BaseModel) and not isinstance(one, (*CONDITIONS, Span, WaitFor)):
        yield from differences(one, other, sides, key.label(sides.language))
    else:
        yield _leaf(one, other, key, sides)


def _leaf(one: Any, other: Any, key: Labelled, sides: Sides) -> Difference:
    words = [
        None if value is None else _worded(value, key, side) for value, side in zip((one, other), sides, strict=True)
    ]
    if words[0] == words[1]:
        words = [None if value is None else _written(value) for value in (one, other)]
    before, after = words
    if before and after == "":  # an empty text is nothing, beside one that says something
        after = None
    elif after and before == "":
        before = None
    return Difference(where=key.label(sides.language), before=before, after=after)


def _languages(one: Localised, other: Localised, key: Labelled, sides: Sides) -> Iterator[Difference]:
    for name in ("ja", "en"):
        before, after = getattr(one, name), getattr(other, name)
        if before != after:
            label = key.label(sides.language)
            if name != sides.language:
                label = beneath(label, key_names.key_name(Localised, name, sides.language))
            yield Difference(where=label, before=before, after=after)


def _lists(one: Sequence[Any], other: Sequence[Any], key: Labelled, sides: Sides) -> Iterator[Difference]:
    ids, others = [_id(item) for item in one], [_id(item) for item in other]
    if None in (*ids, *others) or len({*ids}) < len(ids) or len({*others}) < len(others):
        yield from _in_order(one, other, key, sides)
        return
    label, language = key.label(sides.language), sides.language
    before, after = dict(zip(ids, one, strict=True)), dict(zip(others, other, strict=True))
    for name in (name for name in ids if name not in after):
        yield Difference(where=label, before=_worded(before[name], key, sides.before))
    for name, item in after.items():
        if name not in before:
            yield Difference(where=label, after=_worded(item, key, sides.after))
        elif before[name] != item:
            around = beneath(label, called(item, sides.after))
            if isinstance(item, BaseModel) and type(item) is type(before[name]):
                yield from differences(before[name], item, sides, around)
            else:
                yield Difference(where=around, before=_written(before[name]), after=_written(item))
    kept, now = [name for name in ids if name in after], [name for name in others if name in before]
    if kept != now:
        orders = [_joined([called(of[name], side) for name in names], language)
                  for of, names, side in ((before, kept, sides.before), (after, now, sides.after))]  # fmt: skip
        yield Difference(where=beneath(label, ORDER[language != "ja"]), before=orders[0], after=orders[1])


def _in_order(one: Sequence[Any], other: Sequence[Any], key: Labelled, sides: Sides) -> Iterator[Difference]:
    """Of what has no ids: by what stands where."""
    before, after = ([_written(item) for item in items] for items in (one, other))
    where = key.label(sides.language)
    for verb, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if verb == "equal":
            continue
        for old, young in zip_longest(one[i:j], other[k:m]):
            if old is None or young is None:
                gone, new = _worded(old, key, sides.before), _worded(young, key, sides.after)
                yield Difference(
                    where=where, before=gone if young is None else None, after=new if old is None else None
                )
            else:
                yield from _differing(old, young, key, sides)


def _id(item: Any) -> str | None:
    """By what an item of a list is the same in both."""
    if isinstance(item, str):
        return item
    return next((held for name in ("id", "trait", "value") if isinstance(held := getattr(item, name, None), str)), None)


def _worded(value: Any, key: Labelled, side: Side) -> str:
    is_ja = side.language == "ja"
    match value:
        case bool():
            return YES[value][not is_ja]
        case int() | float():
            return f"{value:,.10g}"
        case str():
            return _text(value, key, side)
        case Span() | WaitFor() if key.name == "wait" and side.scenario:
            return prose_waits.brief(value, side.tale)
        case Span():
            return moments.spelt(value, side.language)
        case Localised():
            first = in_language(value, side.language)
            rest = [(name, said) for name in ("ja", "en") if (said := getattr(value, name)) and said != first]
            return first + "".join(
                OTHER[not is_ja].format(key=key_names.key_name(Localised, name, side.language), value=said)
                for name, said in rest
            )
        case _ if isinstance(value, CONDITIONS):
            return in_words(value, side.names, side.language, side.scenario.id if side.scenario else "")
        case list() | tuple():
            return _joined([_worded(item, key, side) for item in value], side.language)
        case dict():
            return _joined([f"{name}: {_worded(item, key, side)}" for name, item in value.items()], side.language)
        case BaseModel():
            return summary(value, side)
        case _:
            return _written(value)


def _text(value: str, key: Labelled, side: Side) -> str:
    if named := key_names.value_name(key.model, key.alias, value, side.language):
        return named
    if value in _words(key.model.model_fields[key.name].annotation):
        return key_names.common_name(value, side.language) or value
    if kind := _NAMED.get(f"{key.model.__name__}.{key.name}"):
        return side.names.get(f"{kind}:{value}", value)
    if _MOMENT.fullmatch(value):
        return moments.dated(value, side.language)
    return value


def _words(annotation: Any) -> set[Any]:
    if get_origin(annotation) is Literal:
        return {*get_args(annotation)}
    return {word for each in get_args(annotation) for word in _words(each)}


def _joined(words: Sequence[str], language: str) -> str:
    return ("、" if language == "ja" else ", ").join(words)


def _written(value: Any) -> str:
    if isinstance(value, BaseModel):
        value = value.model_dump(mode="json", by_alias=True, exclude_none=True)
    return json.dumps(value, ensure_ascii=False, default=lambda item: item.model_dump(mode="json", by_alias=True))
