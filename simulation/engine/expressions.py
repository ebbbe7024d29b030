"""DynamoDB's expressions: conditions and updates, as far as its language goes without lists.

`condition(text)` answers a function of an item, names and values; `update(text)` one that answers the changed item.
Items are in typed JSON (`{"S": "…"}`). What cannot be read is an error that names it, never a guess.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Any

Value = dict[str, Any]
Item = dict[str, Value]
Names = Mapping[str, str]
Values = Mapping[str, Value]
Operand = Callable[[Item, Names, Values], Value | None]
Condition = Callable[[Item, Names, Values], bool]

_TOKEN = re.compile(r"\s*([(),]|<=|>=|<>|=|<|>|\+|-|[:#]?[A-Za-z_][A-Za-z0-9_]*(?:\.#?[A-Za-z_][A-Za-z0-9_]*)*)")
_CLAUSES = ("SET", "REMOVE", "ADD", "DELETE")


class BadExpression(ValueError):
    """An expression that this engine cannot read, or that DynamoDB would refuse."""


def plain(value: Value) -> Any:
    """What a typed value compares as."""
    ((kind, held),) = value.items()
    match kind:
        case "N":
            return int(held) if held.lstrip("-").isdigit() else Decimal(held)
        case "SS" | "NS" | "BS":
            return frozenset(held)
        case "M":
            return {name: plain(each) for name, each in held.items()}
        case "L":
            return [plain(each) for each in held]
        case _:
            return held


def read(item: Item, path: tuple[str, ...], names: Names) -> Value | None:
    """What stands at the path (names with `#` looked up); None if nothing does."""
    held: Any = item
    for step in path:
        held = held.get(_named(step, names))
        if held is None:
            return None
        if step is not path[-1]:
            held = held.get("M", {})
    return held


def _named(step: str, names: Names) -> str:
    if not step.startswith("#"):
        return step
    if step not in names:
        raise BadExpression(f"{step} is not among ExpressionAttributeNames")
    return names[step]


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens: list[str] = []
        position = 0
        while position < len(text.rstrip()):
            found = _TOKEN.match(text, position)
            if not found:
                raise BadExpression(f"cannot read {text[position:]!r} of {text!r}")
            self.tokens.append(found[1])
            position = found.end()
        self.at = 0

    def peek(self) -> str:
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, expected: str | None = None) -> str:
        token = self.peek()
        if not token or (expected and token != expected):
            raise BadExpression(f"{expected or 'more'} expected in {self.text!r}, found {token!r}")
        self.at += 1
        return token

    def word(self, word: str) -> bool:
        if self.peek().upper() == word:
            self.at += 1
            return True
        return False


@cache
def condition(text: str) -> Condition:
    """A condition expression, or the condition of a key."""
    reader = _Reader(text)
    found = _any(reader)
    if reader.peek():
        raise BadExpression(f"{reader.peek()!r} is too much in {text!r}")
    return found


def _any(reader: _Reader) -> Condition:
    parts = [_all(reader)]
    while reader.word("OR"):
        parts.append(_all(reader))
    return parts[0] if len(parts) == 1 else lambda i, n, v: any(part(i, n, v) for part in parts)


def _all(reader: _Reader) -> Condition:
    parts = [_not(reader)]
    while reader.word("AND"):
        parts.append(_not(reader))
    return parts[0] if len(parts) == 1 else lambda i, n, v: all(part(i, n, v) for part in parts)


def _not(reader: _Reader) -> Condition:
    if reader.word("NOT"):
        inner = _not(reader)
        return lambda i, n, v: not inner(i, n, v)
    if reader.peek() == "(":
        reader.take()
        inner = _any(reader)
        reader.take(")")
        return inner
    return _test(reader)


def _test(reader: _Reader) -> Condition:
    if reader.peek() in _TESTS:
        test = _TESTS[reader.take()]
        reader.take("(")
        operands = [_operand(reader)]
        while reader.peek() == ",":
            reader.take()
            operands.append(_operand(reader))
        reader.take(")")
        return lambda i, n, v: test(*(each(i, n, v) for each in operands))
    left = _operand(reader)
    if reader.word("BETWEEN"):
        low = _operand(reader)
        reader.take("AND")
        high = _operand(reader)
        return lambda i, n, v: (
            _compare(">=", left(i, n, v), low(i, n, v)) and _compare("<=", left(i, n, v), high(i, n, v))
        )
    sign = reader.take()
    if sign not in ("=", "<>", "<", "<=", ">", ">="):
        raise BadExpression(f"{sign!r} is no comparison in {reader.text!r}")
    right = _operand(reader)
    return lambda i, n, v: _compare(sign, left(i, n, v), right(i, n, v))


def _operand(reader: _Reader) -> Operand:
    token = reader.take()
    if token == "size":
        reader.take("(")
        inner = _operand(reader)
        reader.take(")")
        return lambda i, n, v: _size(inner(i, n, v))
    if token.startswith(":"):
        return lambda i, n, v: _given(v, token)
    path = tuple(token.split("."))
    return lambda i, n, v: read(i, path, n)


def _given(values: Values, name: str) -> Value:
    if name not in values:
        raise BadExpression(f"{name} is not among ExpressionAttributeValues")
    return values[name]


def _size(value: Value | None) -> Value | None:
    if value is None:
        return None
    ((kind, held),) = value.items()
    return {"N": str(len(held.encode() if kind == "S" else held))}


def _compare(sign: str, left: Value | None, right: Value | None) -> bool:
    """Values of different kinds are never equal and have no order; what is missing is different from everything."""
    if left is None or right is None:
        return sign == "<>" and left is not right
    if left.keys() != right.keys():
        return sign == "<>"
    one, other = plain(left), plain(right)
    match sign:
        case "=":
            return bool(one == other)
        case "<>":
            return bool(one != other)
        case "<":
            return bool(one < other)
        case "<=":
            return bool(one <= other)
        case ">":
            return bool(one > other)
        case ">=":
            return bool(one >= other)
        case _:
            raise ValueError(sign)


def _contains(held: Value | None, part: Value | None) -> bool:
    if held is None or part is None:
        return False
    ((kind, value),) = held.items()
    ((part_kind, wanted),) = part.items()
    if kind in ("SS", "NS", "BS"):
        return part_kind == kind[0] and wanted in value
    return kind == part_kind and kind in ("S", "B") and wanted in value


def _begins_with(held: Value | None, start: Value | None) -> bool:
    return bool(held and start and "S" in held and "S" in start and held["S"].startswith(start["S"]))


_TESTS: dict[str, Callable[..., bool]] = {
    "attribute_exists": lambda held: held is not None,
    "attribute_not_exists": lambda held: held is None,
    "begins_with": _begins_with,
    "contains": _contains,
}

Change = Callable[[Item, Item, Names, Values], None]


@cache
def update(text: str) -> Callable[[Item, Names, Values], Item]:
    """An update expression: answers the item after it. Every operand sees the item as it was."""
    reader = _Reader(text)
    changes: list[Change] = []
    while clause := reader.peek().upper():
        if clause not in _CLAUSES:
            raise BadExpression(f"{reader.peek()!r} begins no clause in {text!r}")
        reader.take()
        changes.append(_action(reader, clause))
        while reader.peek() == ",":
            reader.take()
            changes.append(_action(reader, clause))

    def carry_out(item: Item, names: Names, values: Values) -> Item:
        after = dict(item)
        for change in changes:
            change(item, after, names, values)
        return after

    return carry_out


def _action(reader: _Reader, clause: str) -> Change:
    path = tuple(reader.take().split("."))
    if clause == "REMOVE":
        return lambda _before, after, names, _values: _write(after, path, names, None)
    if clause == "SET":
        reader.take("=")
        value = _sum(reader)
        return lambda before, after, names, values: _write(after, path, names, value(before, names, values))
    operand = _operand(reader)
    combine = _added if clause == "ADD" else _taken_out
    return lambda before, after, names, values: _write(
        after, path, names, combine(read(before, path, names), operand(before, names, values))
    )


def _sum(reader: _Reader) -> Operand:
    value = _value(reader)
    while (sign := reader.peek()) in ("+", "-"):
        reader.take()
        value = _plus(value, _value(reader), 1 if sign == "+" else -1)
    return value


def _plus(left: Operand, right: Operand, sign: int) -> Operand:
    def add(item: Item, names: Names, values: Values) -> Value:
        one, other = left(item, names, values), right(item, names, values)
        if one is None or other is None:
            raise BadExpression("an operand of a sum does not exist")
        return {"N": str(plain(one) + sign * plain(other))}

    return add


def _value(reader: _Reader) -> Operand:
    if reader.peek() != "if_not_exists":
        return _operand(reader)
    reader.take()
    reader.take("(")
    held = _operand(reader)
    reader.take(",")
    default = _value(reader)
    reader.take(")")

    def either(item: Item, names: Names, values: Values) -> Value | None:
        there = held(item, names, values)
        return there if there is not None else default(item, names, values)

    return either


def _write(item: Item, path: tuple[str, ...], names: Names, value: Value | None) -> None:
    name = _named(path[0], names)
    if len(path) > 1:
        if name not in item or "M" not in item[name]:
            raise BadExpression(f"{name} is no map, so nothing can be written into it")
        inner = dict(item[name]["M"])
        _write(inner, path[1:], names, value)
        item[name] = {"M": inner}
    elif value is None:
        item.pop(name, None)
    else:
        item[name] = value


def _added(held: Value | None, more: Value | None) -> Value | None:
    if held is None or more is None:
        return more
    ((kind, added),) = more.items()
    if kind == "N":
        return {"N": str(plain(held) + plain(more))}
    return {kind: sorted({*held[kind], *added})}


def _taken_out(held: Value | None, gone: Value | None) -> Value | None:
    if held is None or gone is None:
        return held
    ((kind, taken),) = gone.items()
    left = sorted({*held[kind]} - {*taken})
    return {kind: left} if left else None
