"""Texts in one or two languages: whoever writes { } in place of one has to say something in it.

The models read an empty one all the same, because a version that was published with it goes on.
"""

from collections.abc import Iterator
from typing import Any

from pydantic import BaseModel

from mikomi.core.checking.document import Document, Path
from mikomi.model.words import Localised


def check(document: Document, model: BaseModel) -> None:
    for path in _empty(model, ()):
        document.report("E-language", path)


def _empty(value: Any, path: Path) -> Iterator[Path]:
    if isinstance(value, Localised):
        if value.ja is None and value.en is None:
            yield path
    elif isinstance(value, BaseModel):
        for name in value.model_fields_set:
            info = type(value).model_fields.get(name)
            if info is not None:
                yield from _empty(getattr(value, name), (*path, info.alias or name))
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _empty(each, (*path, key))
    elif isinstance(value, list | tuple):
        for number, each in enumerate(value):
            yield from _empty(each, (*path, number))
