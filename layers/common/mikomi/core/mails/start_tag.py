"""The attributes of a start tag as they are written, quotation marks and references included."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from mikomi.core.mails.marks import HELD

_NAME = re.compile(r"<[^\s/>]*")
_ATTRIBUTE = re.compile(r"""([^\s=>/"']+)(\s*=\s*("[^"]*"|'[^']*'|[^\s>"']+))?|["']""")


class Attribute(NamedTuple):
    """`value` is what stands between the quotation marks; `begin` and `end` include them."""

    name: str
    value: str
    begin: int
    end: int


def attributes(tag: str) -> Iterator[Attribute]:
    """The attributes that have a value. `tag` may hold stand-ins of Jinja's marks, also right before a name."""
    name = _NAME.match(tag)
    for part in _ATTRIBUTE.finditer(tag, name.end() if name else 0):
        if written := part[3]:
            value = written[1:-1] if written[0] in "\"'" else written
            yield Attribute(HELD.sub("", part[1]).lower(), value, part.start(3), part.end(3))


def href(tag: str) -> str:
    """The address as it is written; "" without one."""
    return next((each.value for each in attributes(tag) if each.name == "href"), "")
