"""What goes out by a channel, as `outward.client` takes it, and what it is made of."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from mikomi.core.channels.brief import Brief
from mikomi.model.base import Json


class Consignment(NamedTuple):
    """`id`: one for each delivery, however often it is tried. `seconds`: of this attempt. `record`: what a program is
    told, `brief` what people are."""

    id: str
    seconds: int
    brief: Brief
    record: Json


class Credential(NamedTuple):
    """What opens the channel: what was put away (`value`), or the key of a signature."""

    value: str = ""
    key: bytes = b""


class Parcel(NamedTuple):
    url: str
    headers: Mapping[str, str]
    body: bytes


def as_json(said: Json) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":"), default=str).encode()


def json_parcel(url: str, said: Json) -> Parcel:
    return Parcel(url, {"Content-Type": "application/json; charset=utf-8"}, as_json(said))
