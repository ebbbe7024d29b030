"""JSON that came from outside, read so that one odd value spoils its own event and not the request around it.

Rules
1. What comes out can be written down again: a text that was cut within an emoji loses its half character.
2. In a batch a number or a nesting that Python cannot follow becomes one that whoever looks at the event refuses in its
   place (`in_range`, `LEVELS`): the batch's other events are none the worse for it.
"""

import json
import re
from math import isfinite
from typing import Any

from mikomi.errors import Refused

LEVELS = 16
"""How deep the values of an event may be nested, so that every reader can follow."""
EDGE = 2**63
"""Numbers lie from -2^63 up to, not including, 2^63: what a column of integers holds."""

_FOLLOWED = 4 * LEVELS
_SURROGATE = re.compile("[\ud800-\udfff]")
_BRACKET = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"?|[\[{]|[\]}]', re.DOTALL)


NUMBERS = (int, float)
_NESTED = (dict, list)


def in_range(number: float) -> bool:
    """Whether every reader can hold this number. NaN and Infinity are out of every range."""
    return -EDGE <= number < EDGE


def follow(node: Any, pointer: str, levels: int = LEVELS) -> None:
    """Refuse values that some reader could not follow: nested too deep, or a number that is out of range."""
    if levels == 0:
        raise Refused("nested_too_deep", pointer, limit=LEVELS)
    for name, value in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(value, str):
            continue
        if isinstance(value, _NESTED):
            follow(value, f"{pointer}/{_escaped(name)}", levels - 1)
        elif isinstance(value, NUMBERS) and not in_range(value):
            code = "number_too_large" if isinstance(value, int) or isfinite(value) else "number_not_finite"
            raise Refused(code, f"{pointer}/{_escaped(name)}")


def _escaped(name: str | int) -> str:
    """One step of a JSON pointer."""
    return str(name).replace("~", "~0").replace("/", "~1")


def object_of(raw: bytes, pointer: str = "") -> dict[str, Any]:
    """The JSON object in these bytes. `Refused` if there is none."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refused("not_utf8", pointer) from None
    try:
        body = _read(text)
    except json.JSONDecodeError as problem:
        raise Refused("json_invalid", pointer, line=problem.lineno, column=problem.colno) from None
    if not isinstance(body, dict):
        raise Refused("json_not_object", pointer)
    return body


def _read(text: str) -> Any:
    try:
        return _whole(json.loads(text), text)
    except json.JSONDecodeError:
        raise
    except (ValueError, RecursionError):  # a number of thousands of digits, thousands of brackets
        body = json.loads(_shallow(text), parse_int=_short)
        if not isinstance(body, dict) or "batch" not in body:
            raise json.JSONDecodeError("what one cannot follow", text, 0) from None
        return _whole(body, text)


def _whole(body: Any, text: str) -> Any:
    """What was read of the text without half characters."""
    if "\\ud" not in text and "\\uD" not in text:
        return body
    written = json.dumps(body, ensure_ascii=False)
    return json.loads(_SURROGATE.sub("\ufffd", written)) if _SURROGATE.search(written) else body


def _short(digits: str) -> int:
    return int(digits) if len(digits) < 40 else EDGE


def _shallow(text: str) -> str:
    """The same with `null` for what nobody follows so deep. Read once from left to right, however it is nested."""
    pieces, begin, depth = [], 0, 0
    for bracket in _BRACKET.finditer(text):
        if bracket[0] in ("[", "{"):
            depth += 1
            if depth == _FOLLOWED + 1:
                pieces.append(text[begin : bracket.start()] + "null")
        elif bracket[0] in ("]", "}"):
            depth -= 1
            if depth == _FOLLOWED:
                begin = bracket.end()
    return "".join(pieces) + text[begin:] if depth <= _FOLLOWED else text[:begin]
