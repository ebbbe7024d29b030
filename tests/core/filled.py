"""Values of a model with every field filled in, made of the model itself, so that a new field cannot be forgotten; and
where in its JSON the models lie.
"""

import types
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

from mikomi.model.stored import Stored
from pydantic import BaseModel

NOON = 1_796_100_000_000
PLAIN = {str: "text", int: NOON, float: 12.5, bool: True}


NOT_WRITTEN = ("unknown", "beside")
"""What a stored value carries and does not write under its own name."""


def fields_of(kind: Any) -> dict[str, Any]:
    """The names and annotations of what is written of this kind."""
    if issubclass(kind, Stored):
        return {name: hint for name, hint in get_type_hints(kind, include_extras=True).items() if name in _names(kind)}
    return {name: one.annotation for name, one in kind.model_fields.items()}


def _names(kind: type[Stored]) -> list[str]:
    return [name for name in kind.__struct_fields__ if name not in NOT_WRITTEN]


def is_model(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel | Stored)


def filled(kind: Any, field: str = "") -> Any:
    """A value of this annotation: of a choice the first, one entry in each list."""
    origin, args = get_origin(kind), get_args(kind)
    if kind is Any:
        return "値"
    if origin is Annotated:
        return filled(args[1] if get_origin(args[1]) is Literal else args[0], field)
    if origin is Literal:
        return args[0]
    if origin in (Union, types.UnionType):
        return filled(next(one for one in args if one is not type(None)), field)
    if origin is dict:
        return {"a:browser-1" if field == "members" else "k": filled(args[1])}
    if origin is tuple:
        return (filled(args[0]),) if args[-1] is Ellipsis else tuple(filled(one) for one in args)
    if is_model(kind):
        return kind(**{name: filled(one, name) for name, one in fields_of(kind).items()})
    return PLAIN[kind]


def models_in(kind: Any, written: Any) -> Iterator[dict[str, Any]]:
    """Every object of this JSON that is a model of its own, outermost first."""
    origin, args = get_origin(kind), get_args(kind)
    if origin is Annotated:
        yield from models_in(args[0], written)
    elif origin in (Union, types.UnionType):
        inside = [one for one in args if one is not type(None)]
        if written is not None:
            yield from models_in(_meant(inside, written), written)
    elif origin is dict:
        for value in written.values():
            yield from models_in(args[1], value)
    elif origin in (tuple, list):
        for value in written:
            yield from models_in(args[0], value)
    elif is_model(kind):
        yield written
        for name, one in fields_of(kind).items():
            if name in written:
                yield from models_in(one, written[name])


def _meant(choices: list[Any], written: Any) -> Any:
    flat = [one for choice in choices for one in _members(choice)]
    if isinstance(written, dict) and "kind" in written:
        return next(one for one in flat if written["kind"] == one.__struct_config__.tag)
    return flat[0]


def _members(choice: Any) -> list[Any]:
    if get_origin(choice) is Annotated:
        return _members(get_args(choice)[0])
    if get_origin(choice) in (Union, types.UnionType):
        return [one for inner in get_args(choice) for one in _members(inner)]
    return [choice]
