"""Every model of the workspace's files, by walking from the files: what keys there are, and what may be written.

Rules
1. A key belongs to the class that names it first: `times` is said once, for every behaviour.
2. What stands for `note`, and for a text in several languages, is said once for all models.
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from mikomi.model.base import Json
from mikomi.model.catalog import Catalog
from mikomi.model.company import CompanySettings
from mikomi.model.condition import Condition
from mikomi.model.form import Form
from mikomi.model.mail_tags import MailTags
from mikomi.model.sales_settings import SalesSettings
from mikomi.model.scenario import Scenario, Step
from mikomi.model.scoring import Scoring
from mikomi.model.segment import Segment
from mikomi.model.slot import Slot
from mikomi.model.trigger import Trigger
from mikomi.model.tryout import Tryout
from mikomi.model.unknown import Unknown

FILES: dict[str, tuple[type[BaseModel], str]] = {
    "settings": (CompanySettings, "settings.json"),
    "scoring": (Scoring, "scoring.json"),
    "sales": (SalesSettings, "sales.json"),
    "scenario": (Scenario, "scenarios/<id>.json"),
    "form": (Form, "forms/<id>.json"),
    "slot": (Slot, "slots/<id>.json"),
    "segment": (Segment, "segments/<id>.json"),
    "tags": (MailTags, "mails/<id>.json"),
    "catalog": (Catalog, "catalogs/<id>.json"),
    "test": (Tryout, "tests/<id>.test.json"),
}
"""The JSON files of a workspace: the name of the schema, the model, where such a file stands."""

UNIONS: dict[str, TypeAdapter[Any]] = {
    "Step": TypeAdapter(Step),
    "Condition": TypeAdapter(Condition),
    "Trigger": TypeAdapter(Trigger),
}
"""The unions of verbs, by the name under which schemas and pages speak of them."""

LINK = re.compile(r"\[([^\]]+)\]\([^)]+\)")

Model = type[BaseModel]

_PLAIN_WORDS = {"ja", "en", "mon", "tue", "wed", "thu", "fri", "sat", "sun"}


def all_models() -> dict[str, Model]:
    """Each model that can stand in a file, and what models have in common, by name: Scenario, WaitStep, AnyStep …"""
    found: dict[str, Model] = {}
    for model, _ in FILES.values():
        _walk(model, found)
    return found


def _walk(model: Model, seen: dict[str, Model]) -> None:
    if model.__name__ in seen or issubclass(model, Unknown):
        return
    for base in model.__mro__:
        if issubclass(base, BaseModel) and base.model_fields:
            seen[base.__name__] = base
    for info in model.model_fields.values():
        for inner in _models_in(info.annotation):
            _walk(inner, seen)


def _models_in(annotation: Any) -> Iterator[Model]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        if annotation.__name__ != "Span":  # a length of time is a text
            yield annotation
    else:
        for part in get_args(annotation):
            yield from _models_in(part)


def is_one(union: str, written: Json) -> bool:
    """Whether what was written is one of a union's verbs, whole."""
    try:
        UNIONS[union].validate_python(written)
    except ValidationError:
        return False
    return True


def keys(model: Model) -> dict[str, FieldInfo]:
    """The keys as they are written, with what the model says of each."""
    return {info.alias or name: info for name, info in model.model_fields.items()}


def choices(model: Model, key: str) -> tuple[str, ...]:
    """The words of which one is to be written, if that is what the key takes; a language and a day of the week are
    known to everybody."""
    found: list[str] = []
    _words_in(keys(model)[key].annotation, found)
    return tuple(word for word in dict.fromkeys(found) if word not in _PLAIN_WORDS)


def _words_in(annotation: Any, words: list[str]) -> None:
    if get_origin(annotation) is Literal:
        words += [word for word in get_args(annotation) if isinstance(word, str)]
    elif not (isinstance(annotation, type) and issubclass(annotation, BaseModel)):
        for part in get_args(annotation):
            _words_in(part, words)


def owner(model: Model, key: str) -> str:
    """The name of the class that names the key first."""
    naming = [
        each for each in model.__mro__ if issubclass(each, BaseModel) and each is not BaseModel and key in keys(each)
    ]
    return naming[-1].__name__


def default_of(info: FieldInfo) -> str | None:
    """What holds where the key is left out, as one would write it; None where that is nothing to speak of."""
    value = info.get_default(call_default_factory=True)
    if isinstance(value, list) and any(isinstance(each, BaseModel) for each in value):
        return None  # too long for a table: the page says what holds
    if info.is_required() or value is None or value == "" or value == [] or value == {} or isinstance(value, BaseModel):
        text = str(value) if type(value).__name__ == "Span" else None
        return json.dumps(text) if text else None
    return json.dumps(value, ensure_ascii=False)
