"""A number and a day as people type them into a form, and as the field wants them.

What cannot be read is asked for again: a wrong number is worse than none.
"""

import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Any

from mikomi.core import written_moment
from mikomi.model.form import FormField

Problems = dict[str, tuple[str, dict[str, Any]]]

LONGEST = 30
"""Characters of a number."""
LARGEST = Decimal(10) ** 15


def number(field: FormField, text: str, problems: Problems) -> int | float | None:
    """`１,２００` is 1200; None, and what is wrong, for what is none or out of the field's bounds."""
    value = _decimal(text)
    if value is None:
        problems[field.trait] = ("field_number", {})
    elif field.min is not None and value < _exact(field.min):
        problems[field.trait] = ("field_at_least", {"limit": f"{field.min:g}"})
    elif field.max is not None and value > _exact(field.max):
        problems[field.trait] = ("field_at_most", {"limit": f"{field.max:g}"})
    elif field.step is not None and (value - _exact(field.min or 0)) % _exact(field.step):
        problems[field.trait] = ("field_step", {"step": f"{field.step:g}"})
    if value is None or field.trait in problems:
        return None
    return int(value) if value == value.to_integral_value() else float(value)


def day(field: FormField, text: str, problems: Problems) -> str | None:
    """`2027/1/5` and `令和9年1月5日` are 2027-01-05."""
    read = written_moment.read(text)
    if read is None or not read.is_day:
        problems[field.trait] = ("field_date", {})
        return None
    written = read.at.date().isoformat()
    if field.earliest is not None and written < field.earliest:
        problems[field.trait] = ("field_not_before", {"day": field.earliest})
    elif field.latest is not None and written > field.latest:
        problems[field.trait] = ("field_not_after", {"day": field.latest})
    return None if field.trait in problems else written


def _decimal(text: str) -> Decimal | None:
    plain = unicodedata.normalize("NFKC", text).replace(",", "").replace("−", "-").strip()
    if len(plain) > LONGEST:
        return None
    try:
        value = Decimal(plain)
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < LARGEST else None


def _exact(bound: float) -> Decimal:
    return Decimal(repr(bound))
