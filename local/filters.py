"""Event filtering, as an event source mapping's FilterCriteria does it.

Rules
1. A record passes if any filter's pattern matches; without filters everything passes.
2. A pattern that uses an operator that is not known here is an error: a filter that silently passes or drops would hide
   a fault.
"""

import json
from typing import Any

from local.template import Body, TemplateError


def patterns(criteria: Body | None) -> list[Body]:
    return [json.loads(each["Pattern"]) for each in (criteria or {}).get("Filters", [])]


def passes(record: Body, wanted: list[Body]) -> bool:
    return not wanted or any(_matches(record, pattern) for pattern in wanted)


def _matches(found: Any, pattern: Body) -> bool:
    return all(_key_matches(found, key, rule) for key, rule in pattern.items())


def _key_matches(found: Any, key: str, rule: Any) -> bool:
    if key == "$or":
        return any(_matches(found, each) for each in rule)
    present = isinstance(found, dict) and key in found
    if isinstance(rule, dict):
        return present and _matches(found[key], rule)
    return any(_allows(present, found[key] if present else None, choice) for choice in rule)


def _allows(present: bool, value: Any, choice: Any) -> bool:
    if not isinstance(choice, dict):
        return present and value == choice
    ((operator, operand),) = choice.items()
    match operator:
        case "exists":
            return present is operand
        case "prefix":
            return isinstance(value, str) and value.startswith(operand)
        case "suffix":
            return isinstance(value, str) and value.endswith(operand)
        case "anything-but":
            return present and value not in (operand if isinstance(operand, list) else [operand])
        case "equals-ignore-case":
            return isinstance(value, str) and value.lower() == str(operand).lower()
        case _:
            raise TemplateError(
                f"template.yaml: FilterCriteria の「{operator}」は読めません / the operator {operator} is not known"
            )
