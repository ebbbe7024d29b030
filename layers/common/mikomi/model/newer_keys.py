"""What only another release knows, found in what it wrote and put back among the rest.

Rules
1. A key that the kind of the value has no field for is unknown: it lies under `UNKNOWN` beside those that it has.
2. Of a union, the kind decides (`kind`); what is of no kind, or not in its kind's shape, is of the unknown kind whole.
3. Traits and other free values are nobody's fields: nothing in them is unknown.
4. What a kind consists of is worked out once a process: that costs many times what reading a value does.
"""

from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from mikomi.model.base import Json
from mikomi.model.stored import UNKNOWN, Stored


def gathered(plain: Any, kind: Any) -> Any:
    """The plain value, in the shape that `msgspec.convert` reads as `kind`, with nothing lost."""
    return _gathered(plain, _type_of(kind))


@cache
def _type_of(kind: Any) -> inspect.Type:
    return inspect.type_info(kind)


@cache
def _fields_of(kind: type[Stored]) -> tuple[msgspec.structs.FieldInfo, ...]:
    return msgspec.structs.fields(kind)


def spread(value: Any) -> Any:
    """The value as plain JSON, with what is unknown in its place."""
    if isinstance(value, Stored):
        return _spread(value)
    if isinstance(value, dict):
        return {key: spread(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [spread(one) for one in value]
    return value


def _gathered(plain: Any, kind: inspect.Type) -> Any:
    match kind:
        case inspect.StructType() if isinstance(plain, dict):
            return _of_struct(plain, kind)
        case inspect.DictType(value_type=inside) if isinstance(plain, dict):
            return {key: _gathered(value, inside) for key, value in plain.items()}
        case inspect.VarTupleType(item_type=inside) if isinstance(plain, list):
            return [_gathered(value, inside) for value in plain]
        case inspect.UnionType(types=kinds) if isinstance(plain, dict):
            return _of_union(plain, [one for one in kinds if isinstance(one, inspect.StructType)])
    return plain


def _of_struct(plain: Json, kind: inspect.StructType) -> Json:
    fields = {field.encode_name: field.type for field in kind.fields}
    known = {name: _gathered(value, fields[name]) for name, value in plain.items() if name in fields}
    if kind.tag_field is not None:
        known[kind.tag_field] = kind.tag
    beside = {name: value for name, value in plain.items() if name not in known}
    return {**known, UNKNOWN: beside} if beside else known


def _of_union(plain: Json, kinds: list[inspect.StructType]) -> Json:
    """Rule 2. A union of one kind and None is that kind."""
    for kind in kinds:
        if kind.tag_field is None or plain.get(kind.tag_field) == kind.tag:
            shaped = _of_struct(plain, kind)
            if kind.tag_field is None or _fits(shaped, kind):
                return shaped
    of_no_kind = next(kind for kind in kinds if kind.tag == UNKNOWN)
    return _of_struct({**plain, "called": plain.get("kind", "")}, of_no_kind)


def _fits(shaped: Json, kind: inspect.StructType) -> bool:
    try:
        msgspec.convert(shaped, kind.cls, strict=False)
    except msgspec.ValidationError:
        return False
    return True


def _spread(value: Stored) -> Json:
    config = value.__struct_config__
    plain: Json = {str(config.tag_field): config.tag} if config.tag_field else {}
    for field in _fields_of(type(value)):
        inside = getattr(value, field.name)
        default = field.default if field.default_factory is msgspec.NODEFAULT else field.default_factory()
        if field.name != "unknown" and inside != default:
            plain[field.encode_name] = spread(inside)
    if plain.get("kind") == UNKNOWN:
        plain["kind"] = plain.pop("called", "")
    return {**plain, **value.unknown}
