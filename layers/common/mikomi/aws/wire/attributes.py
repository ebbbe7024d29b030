"""DynamoDB's typed values: as they go over the wire, bytes are base64 text; here they are bytes.

Everything else is the same in both: texts, numbers as text, truths, nothing, lists, maps and sets.
"""

from base64 import b64decode, b64encode
from typing import Any

Item = dict[str, Any]


def as_text(value: Any) -> str:
    """Bytes as JSON holds them: what a JSON encoder asks about whatever it does not know."""
    if isinstance(value, bytes | bytearray | memoryview):
        return b64encode(value).decode()
    raise TypeError(f"{type(value).__name__} has no place in a request")


def read_item(item: Item) -> Item:
    """The item with its bytes, changed in place."""
    for value in item.values():
        if "S" not in value and "N" not in value:
            _read(value)
    return item


def read_answer(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer of DynamoDB with the bytes of every item in it, changed in place."""
    for name in ("Item", "Attributes", "LastEvaluatedKey"):
        if name in answer:
            read_item(answer[name])
    for item in answer.get("Items", ()):
        read_item(item)
    for items in answer.get("Responses", {}).values():
        for item in items:
            read_item(item)
    for left in answer.get("UnprocessedKeys", {}).values():
        for key in left["Keys"]:
            read_item(key)
    return answer


def _read(value: Item) -> None:
    ((kind, held),) = value.items()
    if kind == "B":
        value[kind] = b64decode(held)
    elif kind == "BS":
        value[kind] = [b64decode(each) for each in held]
    elif kind == "M":
        read_item(held)
    elif kind == "L":
        for each in held:
            _read(each)
