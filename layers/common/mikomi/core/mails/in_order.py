"""Greater and less in a template: of numbers, or of texts; anything else has no order, and the answer is no.

A lead may lack the trait (then it is empty), or a form may have taken a number as text. No value of a lead keeps a mail
from being written: `{% if lead.employees >= 100 %}` holds for 100 and for "100", and for nobody who said neither.
"""

import operator
from collections.abc import Callable
from typing import Any

from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from mikomi.core.mails.filters import is_among

_ORDERS: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt,
    "gteq": operator.ge,
    "lt": operator.lt,
    "lteq": operator.le,
}
_OTHERS: dict[str, Callable[[Any, Any], bool]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "in": is_among,
    "notin": lambda value, others: not is_among(value, others),
}


def holds(first: Any, *rest: Any) -> bool:
    """`holds(a, "lt", b, "lteq", c)`: a < b <= c."""
    left = first
    for how, right in zip(rest[::2], rest[1::2], strict=True):
        if how in _ORDERS:
            pair = _alike(left, right)
            if pair is None or not _ORDERS[how](*pair):
                return False
        elif not _OTHERS[how](left, right):
            return False
        left = right
    return True


def _alike(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Both as numbers, if one is a number and the other can be read as one; or both as text."""
    if isinstance(left, str) and isinstance(right, str):
        return left, right
    numbers = (_number(left), _number(right))
    return None if None in numbers else numbers


def _number(value: Any) -> float | None:
    if isinstance(value, int | float):
        return value
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


class InOrder(CodeGenerator):
    """Jinja's own translation, but comparisons are `holds`."""

    def visit_Compare(self, node: nodes.Compare, frame: Frame) -> None:
        self.write("environment.holds(")
        self.visit(node.expr, frame)
        for operand in node.ops:
            self.write(f", {operand.op!r}, ")
            self.visit(operand.expr, frame)
        self.write(")")
