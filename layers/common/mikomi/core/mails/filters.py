"""What a template may do with a value: the filters and the tests, each with what may be said with it.

Rules
1. Whatever the check lets through works for every value that a lead can have: text, a number, nothing.
2. What is said with a filter is written down, never a lead's; so that it is right can be seen before anybody is mailed.
"""

from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from mikomi.core import written_moment

if TYPE_CHECKING:
    from jinja2 import Environment
    from jinja2.runtime import Context

ANYTHING = object
FILTERS: dict[str, dict[str, type]] = {
    "default": {"instead": ANYTHING, "boolean": bool},
    "d": {"instead": ANYTHING, "boolean": bool},
    "upper": {},
    "lower": {},
    "title": {},
    "capitalize": {},
    "trim": {"chars": str},
    "e": {},
    "escape": {},
    "truncate": {"length": int, "killwords": bool, "end": str, "leeway": int},
    "urlencode": {},
    "jdate": {},
}
TESTS: dict[str, dict[str, type]] = {
    "defined": {},
    "undefined": {},
    "eq": {"other": ANYTHING},
    "ne": {"other": ANYTHING},
    "in": {"among": ANYTHING},
    "string": {},
    "number": {},
}
"""By name, and what may be said with it, in order."""

_ALWAYS = {"eq", "ne", "in"}
"""Tests that compare with something, so that something has to be said."""

ZONE = "_zone"
"""Under this name, which no template can say, stands the company's time zone."""

_WEEKDAYS = "月火水木金土日"


def is_misused(node: Any) -> bool:
    """Whether something is said with this filter or test (a node of Jinja's) that it cannot take."""
    allowed = (FILTERS if type(node).__name__ == "Filter" else TESTS)[node.name]
    named = {keyword.key: keyword.value for keyword in node.kwargs}
    positional = dict(zip(allowed, node.args, strict=False))
    said = {**positional, **named}
    twice = len(named) < len(node.kwargs)
    if twice or len(node.args) > len(allowed) or not set(named) <= set(allowed) - set(positional):
        return True
    if any(not _is_of(value, allowed[name]) for name, value in said.items()):
        return True
    return (node.name in _ALWAYS and not said) or (node.name == "truncate" and _leaves_no_room(said))


def _is_of(node: Any, kind: type) -> bool:
    return kind is ANYTHING or (type(node).__name__ == "Const" and type(node.value) is kind)


def _leaves_no_room(said: dict[str, Any]) -> bool:
    """What stands for the rest has to fit in."""
    length: int = said["length"].value if "length" in said else 255
    end: str = said["end"].value if "end" in said else "..."
    return length < len(end) or ("leeway" in said and said["leeway"].value < 0)


def of(made: "Environment") -> tuple[dict[str, Any], dict[str, Any]]:
    """The filters and the tests for an environment, out of its own and ours."""
    from jinja2 import pass_context, pass_environment
    from jinja2.filters import do_truncate

    def truncate(environment: "Environment", value: Any, *said: Any, **named: Any) -> str:
        return do_truncate(environment, value if isinstance(value, str) else str(value), *said, **named)

    ours = {"default": default, "d": default, "jdate": pass_context(jdate), "truncate": pass_environment(truncate)}
    filters = {name: ours.get(name) or made.filters[name] for name in FILTERS}
    return filters, {name: made.tests[name] for name in TESTS} | {"in": is_among}


def default(value: Any, instead: Any = "", boolean: bool = False) -> Any:
    """An empty value counts as missing: a lead whose company is "" has none. `boolean`, as Jinja has it: so does 0."""
    from jinja2 import Undefined

    missing = isinstance(value, Undefined) or value in ("", None) or (boolean and not value)
    return instead if missing else value


def is_among(value: Any, others: Any) -> bool:
    """Whether it is one of them, or a part of this text; nothing is a part of a number."""
    try:
        return (str(value) if isinstance(others, str) else value) in others
    except TypeError:
        return False


def jdate(seen: "Context", value: Any) -> str:
    """A day or a moment, however it is written, as 12月18日(金) by the company's clock; anything else as it is."""
    date = written_moment.read(value)
    if date is None:
        return str(value)
    zone = seen.get(ZONE)
    day = date.at.astimezone(ZoneInfo(zone)) if date.at.tzinfo and zone else date.at
    return f"{day.month}月{day.day}日({_WEEKDAYS[day.weekday()]})"
