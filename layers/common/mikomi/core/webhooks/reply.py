"""What a reply says of the lead: `{"traits": {…}}`, as much of it as can be a trait.

Rules
1. What is no such JSON says nothing: the webhook was taken all the same.
2. Traits are texts, numbers, truth values and lists of texts, of bounded size. Whose address or user id somebody has no
   reply says.
3. Tags (`"tags": ["…"]`) are added, as in an identify with the secret key.
"""

import json
import math
from typing import Any

from mikomi.model.base import Json

MOST = 50
LONGEST_NAME = 100
LONGEST = 1_000
_NOBODYS = frozenset(("email", "userId", "user_id", "id", "anonymousId", "unsubscribed"))


def traits_of(body: bytes) -> Json:
    """The traits that the reply sets, by their names."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    given = said.get("traits") if isinstance(said, dict) else None
    if not isinstance(given, dict):
        return {}
    kept = {name: value for name, value in given.items() if _is_name(name) and _is_value(value)}
    return dict(list(kept.items())[:MOST])


def _is_name(name: str) -> bool:
    return 0 < len(name) <= LONGEST_NAME and name.isprintable() and name not in _NOBODYS


def _is_value(value: Any) -> bool:
    match value:
        case bool():
            return True
        case int() | float():
            return math.isfinite(value) and abs(value) < 10**15
        case str():
            return len(value) <= LONGEST and "\x00" not in value and value.isprintable()
        case list():
            return len(value) <= MOST and all(isinstance(each, str) and _is_value(each) for each in value)
        case _:
            return False
