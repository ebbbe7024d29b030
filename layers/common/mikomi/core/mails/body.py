"""One part of a mail, filled in for its reader: HTML, text or subject.

Rules
1. An address of the template's own is counted, with the values of traits percent-encoded in it.
2. Where a trait says to which host a link leads, it is no link of the template's: it is not counted, and it stands only
   if a server or a confirmed mail said that trait. Else the link leads nowhere.
3. An address is looked at only in the branch in which it stands.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

from mikomi import web_address
from mikomi.core.mails import link_address, templates, written_links
from mikomi.core.mails.link_address import SAID
from mikomi.core.mails.written_links import PLACE, Written
from mikomi.core.words.visible import visible
from mikomi.model.base import Json
from mikomi.model.plan import MailTemplate

if TYPE_CHECKING:
    from jinja2 import Template

LONGEST = 1_000_000
"""Characters of one part as it is sent: a template may show a long value many times."""

_OWN_HOST = re.compile(rf"https?://[^/?#\\{''.join(SAID)}]+(?:[/?#\\]|\Z)", re.IGNORECASE)
_RUNS = re.compile(r"(?:java|vb)script:|data:", re.IGNORECASE)
"""No address of a link, whatever a template puts together."""
_PASSED_OVER = re.compile(r"[\x00-\x20\x7f]")
_SAID = re.compile(f"[{''.join(SAID)}]")


class Reader(NamedTuple):
    """What the template sees (`seen`), the lead with nothing but what is proven, and how an address becomes
    countable."""

    seen: Json
    proven: Mapping[str, Any]
    counted: Callable[[str], str]


def line(source: str, seen: Json) -> str:
    """The subject, on one line, of what everybody sees."""
    return " ".join(visible(_rendered(_compiled(source, html=False), seen)).split())


def html(template: MailTemplate, reader: Reader) -> str:
    return _filled(written_links.in_html(template.html), reader, html=True)


def text(template: MailTemplate, reader: Reader) -> str:
    return _filled(written_links.in_text(template.text, template.html), reader, html=False)


def _filled(written: Written, reader: Reader, *, html: bool) -> str:
    addresses = _Addresses(written.addresses, reader)
    return _rendered(_compiled(written.source, html=html), {**reader.seen, PLACE: addresses})


class TooLong(ValueError):
    """A part of a mail that nobody could receive."""


def _rendered(template: "Template", seen: Json) -> str:
    """The filled template, given up as soon as it is too long."""
    pieces, length = [], 0
    for piece in template.generate(seen):
        length += len(piece)
        if length > LONGEST:
            raise TooLong(f"more than {LONGEST:,} characters")
        pieces.append(piece)
    return "".join(pieces)


class _Addresses(Mapping[str, str]):
    """The addresses by their number in the template, each made when it is asked for."""

    def __init__(self, sources: tuple[str, ...], reader: Reader) -> None:
        self._sources = sources
        self._reader = reader

    def __getitem__(self, number: str) -> str:
        return _address(self._sources[int(number)], self._reader)

    def __iter__(self) -> Iterator[str]:
        return (str(number) for number in range(len(self._sources)))

    def __len__(self) -> int:
        return len(self._sources)


def _address(source: str, reader: Reader) -> str:
    if "{" not in source:
        return reader.counted(source)
    written = link_address.template(source).render(reader.seen).strip()
    if _RUNS.match(_PASSED_OVER.sub("", _SAID.sub("", written))):
        return ""
    if SAID[0] not in written or _OWN_HOST.match(written):
        return reader.counted(_SAID.sub("", written))
    told = _compiled(source, html=False).render({**reader.seen, "lead": reader.proven}).strip()
    return told if web_address.read(told) else ""


@lru_cache(maxsize=256)
def _compiled(source: str, *, html: bool) -> "Template":
    return templates.environment(html).from_string(source)
