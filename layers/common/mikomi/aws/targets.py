"""The companies that sales want to win: a row each, by the key of the company. It names no person."""

from collections.abc import Iterator
from typing import Any

from mikomi import keys
from mikomi.aws import state_items
from mikomi.aws.api import call
from mikomi.model.target import TargetCompany
from mikomi.settings import settings

TEXTS = ("name", "number", "domain", "owner", "file", "by")


def every() -> Iterator[TargetCompany]:
    return map(_target, state_items.partition(keys.TARGETS))


def write(target: TargetCompany) -> None:
    """Its row, as it is from now on."""
    item: dict[str, Any] = {name: {"S": value} for name in TEXTS if (value := getattr(target, name))}
    if target.tags:
        item["tags"] = {"L": [{"S": tag} for tag in target.tags]}
    call("dynamodb", "PutItem", TableName=settings().state_table,
        Item={"pk": {"S": keys.TARGETS}, "sk": {"S": target.key}, "at": {"N": str(target.at)}, **item},
    )  # fmt: skip


def remove(key: str) -> None:
    state_items.remove(keys.TARGETS, key)


def _target(item: state_items.Item) -> TargetCompany:
    texts = {name: item[name]["S"] for name in TEXTS if name in item}
    tags = tuple(tag["S"] for tag in item.get("tags", {}).get("L", []))
    return TargetCompany(item["sk"]["S"], **texts, tags=tags, at=int(item["at"]["N"]))
