"""What stands in for a value that cannot be used, so that the rest of its file is still read for what it means.

Rules
1. A stand-in fits its place, names nothing that anybody could have written, and lets time pass where a step stands.
2. Nothing is ever reported of it: its place was reported already.
"""

from typing import Annotated, Any, get_args, get_origin

from pydantic import BaseModel, TypeAdapter, ValidationError
from pydantic.errors import PydanticUserError
from pydantic_core import SchemaError

from mikomi.core.checking.shape import members, unwrapped
from mikomi.core.checking.unread import UNREAD

_CANDIDATES: tuple[Any, ...] = (UNREAD, "…", 1, True, "1d", "09:00", "2030-01-01", "/" + UNREAD, ">= 0", [], {})
_CHOSEN: tuple[tuple[str, Any], ...] = (
    ("<add_tag>", {"wait": "1d"}),
    ("<tag>", {"tag": UNREAD}),
    ("<manual>", {"manual": True}),
)
"""Of a choice of verbs, by a verb that tells which choice it is."""
MOST_DEEP = 6


class NoStandIn(ValueError):
    """Nothing fits."""


def stand_in(annotation: Any, number: int, deep: int = 0) -> Any:
    """A value for this place; ids among them are told apart by `number`. Raises NoStandIn."""
    inner = unwrapped(annotation)
    if inner is None or deep > MOST_DEEP:
        raise NoStandIn
    tagged = list(members(inner))
    tags = {tag for _, some in tagged for tag in some}
    for verb, value in _CHOSEN:
        if verb in tags:
            return {**value}
    if tagged:
        return stand_in(tagged[0][0], number, deep + 1)
    if isinstance(inner, type) and issubclass(inner, BaseModel) and not inner.model_fields.get("amount"):
        needed = ((field.alias or name, field) for name, field in inner.model_fields.items() if field.is_required())
        return {
            name: stand_in(Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation,
                           number, deep + 1)
            for name, field in needed
        }  # fmt: skip
    if get_origin(inner) is list:
        return [stand_in(get_args(inner)[0], number * 10 + n, deep + 1) for n in (1, 2)]
    return _fitting(annotation, number)


def _fitting(annotation: Any, number: int) -> Any:
    try:
        adapter = TypeAdapter(annotation)
    except (SchemaError, PydanticUserError, TypeError) as odd:
        raise NoStandIn from odd
    for candidate in (f"{UNREAD}-{number}", *_CANDIDATES, *_words(annotation)):
        try:
            adapter.validate_python(candidate, strict=True)
        except ValidationError:
            continue
        return candidate
    raise NoStandIn


def _words(annotation: Any) -> tuple[Any, ...]:
    """The words of a Literal."""
    inner = unwrapped(annotation)
    return get_args(inner) if inner is not None else ()
