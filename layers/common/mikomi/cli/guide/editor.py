"""JSON Schemas as an editor shows them well: each key, choice and verb described in the reader's language.

Rules
1. What a key is for, and what a choice means, the guide says (`words`); here it is only put where editors look.
2. A verb is completed whole: the snippet of a step or a condition is its first example in the guide.
3. A union of verbs stands under one name (`Step`, `Condition`, `Trigger`), whatever places ask for it.
4. A schema refuses what the models refuse, as far as JSON Schema can say it (`refusals`).
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mikomi.cli.guide import models, refusals
from mikomi.cli.guide.source import ExampleFile, GuidePage
from mikomi.cli.guide.words import GuideWords
from mikomi.model.base import Json
from mikomi.model.condition import VERBS, verb_of
from mikomi.model.scenario import STEP_VERBS, step_verb_of
from mikomi.model.trigger import TRIGGERS, trigger_kind

_UNIONS = {"WaitStep": "Step", "Visited": "Condition", "WhenTrigger": "Trigger"}
"""The name of a union of verbs, by one of its members."""


def schema(model: models.Model, of: str, pages: tuple[GuidePage, ...], known: GuideWords) -> Json:
    """The schema of one kind of file. `of`: where such a file stands."""
    written = model.model_json_schema(by_alias=True)
    named: Json = {}
    drawn = _named_unions(written, named)
    definitions = drawn.pop("$defs", {}) | {name: _union(name, kinds, pages) for name, kinds in named.items()}
    everything = models.all_models()
    for name, one in [*definitions.items(), (model.__name__, drawn)]:
        if name in everything:
            _describe(everything[name], one, known)
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$comment": f"{of}; made by `make schemas`"}
    return head | drawn | ({"$defs": definitions} if definitions else {})


def _named_unions(part: Any, named: Json) -> Any:
    """The schema with a reference wherever a union of verbs stood; the unions go into `named`."""
    if isinstance(part, list):
        return [_named_unions(each, named) for each in part]
    if not isinstance(part, dict):
        return part
    kinds = part.get("oneOf")
    names = [each.get("$ref", "").rpartition("/")[2] for each in kinds] if isinstance(kinds, list) else []
    for member, name in _UNIONS.items():
        if member in names:
            named[name] = kinds
            rest = {key: value for key, value in part.items() if key != "oneOf"}
            return {"$ref": f"#/$defs/{name}", **rest}
    return {key: _named_unions(each, named) for key, each in part.items()}


def _union(name: str, kinds: list[Json], pages: tuple[GuidePage, ...]) -> Json:
    snippets = [
        {"label": verb, "body": _body(written), "description": json.dumps(written, ensure_ascii=False)}
        for verb, written in _first_examples(name, pages).items()
    ]
    return {"anyOf": kinds, "defaultSnippets": snippets}


def _first_examples(name: str, pages: tuple[GuidePage, ...]) -> Mapping[str, Any]:
    """The first of each verb that the guide's examples hold, in the order of the verbs."""
    verb, verbs = {
        "Step": (step_verb_of, STEP_VERBS),
        "Condition": (verb_of, VERBS),
        "Trigger": (trigger_kind, TRIGGERS),
    }[name]
    found: dict[str, Any] = {}
    for page in sorted(pages, key=lambda page: page.name != _UNION_PAGES[name]):
        for file in page.of(ExampleFile):
            if file.name.endswith(".json"):
                for written in _objects(json.loads(file.text)):
                    if (of := verb(written)) and _is_whole(name, written):
                        found.setdefault(of, written)
    return {each: found[each] for each in verbs if each in found}


_UNION_PAGES = {"Step": "steps", "Condition": "conditions", "Trigger": "scenarios"}


def _is_whole(name: str, written: Json) -> bool:
    """A trigger and a segment both have `when`; `exit` is a step, and what an answer does: only a model knows."""
    return models.is_one(name, written)


def _objects(value: Any) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from _objects(each)
    elif isinstance(value, list):
        for each in value:
            yield from _objects(each)


def _body(value: Any) -> Any:
    """A snippet's `$` and `}` mean something to an editor: as texts they are escaped."""
    if isinstance(value, dict):
        return {key: _body(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_body(each) for each in value]
    return value.replace("\\", "\\\\").replace("$", "\\$").replace("}", "\\}") if isinstance(value, str) else value


def _describe(model: models.Model, part: Json, known: GuideWords) -> None:
    place = known.places.get(model.__name__)
    part.pop("description", None)  # what the model says to those who read the code
    part.pop("title", None)
    if title := known.titles.get(model.__name__):
        part["title"] = title
    part |= refusals.OF_MODELS.get(model.__name__, {})
    for key, property_ in part.get("properties", {}).items():
        if said := known.key(model, key):
            of, anchor = known.places.get(models.owner(model, key), place or ("", ""))
            page = f"docs/guide/{of}{known.ending}.md#{anchor}.{key}"
            property_["description"] = _plain(said)
            property_["markdownDescription"] = f"{_bold(said)}\n\n`{page}`" if of else said
        property_.pop("title", None)
        if property_.get("default", "") is None:
            del property_["default"]  # an editor would fill in null
        _describe_choices(model, key, property_, known)


def _describe_choices(model: models.Model, key: str, part: Any, known: GuideWords) -> None:
    if isinstance(part, dict):
        if isinstance(choices := part.get("enum"), list):
            said = [known.choice(model, key, choice) if isinstance(choice, str) else None for choice in choices]
            if all(said):
                part["enumDescriptions"] = [_plain(each) for each in said if each]
                part["markdownEnumDescriptions"] = [_bold(each) for each in said if each]
        for each in part.values():
            _describe_choices(model, key, each, known)
    elif isinstance(part, list):
        for each in part:
            _describe_choices(model, key, each, known)


def _bold(said: str) -> str:
    """Without links to other pages, which an editor could not follow."""
    return models.LINK.sub(r"\1", said)


def _plain(said: str) -> str:
    return _bold(said).replace("`", "").replace("**", "")
