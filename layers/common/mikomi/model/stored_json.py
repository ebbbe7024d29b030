"""What we store, as JSON: written, and read again whoever wrote it.

Rules
1. What is by default is left out; what is unknown of a value stands where it was found.
2. What this very release wrote is read in one step: written again it is the same bytes, so nothing in it was unknown.
   Anything else is gone through key by key (`model.newer_keys`).
"""

from typing import Any, TypeVar

import msgspec

from mikomi.model.base import Json
from mikomi.model.stored import UNKNOWN

T = TypeVar("T")

_ENCODER = msgspec.json.Encoder()
_DECODERS: dict[Any, msgspec.json.Decoder[Any]] = {}
_FIELDS: dict[Any, frozenset[str]] = {}
_MARK = f'"{UNKNOWN}"'.encode()


def written(value: Any) -> bytes:
    """The value, or the values, as JSON: without what is by default, with what is unknown where it was found."""
    text = _ENCODER.encode(value)
    if _MARK not in text:
        return text
    from mikomi.model.newer_keys import spread

    return _ENCODER.encode(spread(value))


def read(kind: type[T], text: bytes | str) -> T:
    """What `written` wrote, here or in another release. Raises msgspec.ValidationError (a ValueError)."""
    try:
        value: T = _decoder(kind).decode(text)
    except msgspec.ValidationError:
        pass
    else:
        if _ENCODER.encode(value) == (text.encode() if isinstance(text, str) else text):
            return value
    from mikomi.model.newer_keys import gathered

    return msgspec.convert(gathered(msgspec.json.decode(text), kind), kind, strict=False)


def of_plain(kind: type[T], plain: Json) -> T:
    """A value of its plain JSON, in which nothing is nested that is stored. Raises msgspec.ValidationError."""
    if not plain.keys() <= _fields(kind):
        from mikomi.model.newer_keys import gathered

        plain = gathered(plain, kind)
    return msgspec.convert(plain, kind, strict=False)


def plain_of(value: Any) -> Any:
    """The value, or the values, as plain JSON: what `written` writes."""
    from mikomi.model.newer_keys import spread

    return spread(value)


def _fields(kind: Any) -> frozenset[str]:
    if kind not in _FIELDS:
        _FIELDS[kind] = frozenset(kind.__struct_encode_fields__) - {UNKNOWN}
    return _FIELDS[kind]


def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.json.Decoder(kind)
    return _DECODERS[kind]
