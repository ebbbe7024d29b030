"""Catalogues, and the loops of mails over them.

Rules
1. A loop that cannot be written out is reported in the file in which it stands, once; its mail is not read further.
2. A catalog that cannot be read is told of by itself; whoever loops over it is not told of it again.
3. An item that lacks a field which a mail shows is reported where the item stands: there something is missing.
"""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mikomi.core.checking.document import Document
from mikomi.core.checking.lint_layouts import Assembled, reading_of, report_once
from mikomi.core.checking.lint_settings import check_texts
from mikomi.core.checking.source import Source
from mikomi.core.mails import catalogs, templates
from mikomi.core.mails.catalogs import Item
from mikomi.model.catalog import FIELD_NAME, Catalog


class Shelf(NamedTuple):
    """The catalogs that could be read, as a mail in the company's language shows them; and the names of all."""

    items: Mapping[str, Sequence[Item]]
    names: tuple[str, ...]

    @classmethod
    def of(cls, read: Mapping[str, Catalog], names: tuple[str, ...], language: str) -> "Shelf":
        return cls({name: catalogs.items(each, language) for name, each in read.items()}, names)


def check(document: Document, catalog: Catalog) -> None:
    check_texts(document, ("name",), catalog.name)
    for number, item in enumerate(catalog.items):
        for name in _misnamed(item):
            document.report("E-field-name", ("items", number, name), key=True, name=name)


def _misnamed(item: Mapping[str, object]) -> list[str]:
    return [name for name in item if not re.fullmatch(FIELD_NAME, name)]


def check_loops(source: Source, shelf: Shelf) -> None:
    """What one file says of catalogs, whichever mails are made of it."""
    for loop in reading_of(source).loops:
        if loop.catalog not in shelf.names:
            start = source.offset_of_word(loop.line, loop.catalog)
            end, needs = start + len(loop.catalog), f"catalogs/{loop.catalog}.json"
            report_once(source, "E-catalog", start, end, name=loop.catalog, among=shelf.names, needs=needs)
        every = shelf.items.get(loop.catalog)
        known = tuple(dict.fromkeys(name for item in every or () for name in item))
        for name, line in loop.fields.items() if every else ():
            if name not in known:
                start = source.offset_of_word(line, name)
                more = {"name": name, "catalog": loop.catalog, "among": known}
                report_once(source, "E-catalog-field", start, start + len(name), **more)


def check_items(mails: Sequence[Source], shelf: Shelf, documents: Mapping[str, Document], whole: bool) -> None:
    """What items lack of what mails show, and catalogs that no mail shows: if the mails are there as a `whole`."""
    readings = [reading_of(source) for source in mails]
    loops = [loop for reading in readings for loop in reading.loops]
    whole = whole and not any(r.refusals for r in readings) and all(loop.catalog in shelf.names for loop in loops)
    shown = {(loop.catalog, name) for loop in loops for name in loop.bare}
    for catalog, every in shelf.items.items():
        document = documents[catalog]
        known = {name for item in every for name in item}
        for number, item in enumerate(every):
            if _misnamed(item):
                continue  # what it seems to lack may be what is misnamed
            for name in sorted(known - item.keys()):
                if (catalog, name) in shown:
                    document.report("W-catalog-blank", ("items", number), name=name)
        if whole and not any(loop.catalog == catalog for loop in loops):
            document.report("W-catalog-unused", ())


def written_out(made: Mapping[str, Assembled], shelf: Shelf) -> dict[str, Assembled]:
    """The mails with their loops written out; None for a whole with a loop that cannot be."""
    return {file: _written_out(part, shelf) for file, part in made.items()}


def _written_out(part: Assembled, shelf: Shelf) -> Assembled:
    try:
        return part._replace(whole=_plain(part, part.whole, shelf), plain=_plain(part, part.plain, shelf))
    except catalogs.Oversize:
        part.source.report("E-template-size", None, what=str(templates.LARGEST // 1024))
        return part._replace(whole=None, plain=None)


def _plain(part: Assembled, template: str | None, shelf: Shelf) -> str | None:
    if template is None or not catalogs.has_loops(template):
        return template
    reading = templates.read(template, parts=True)
    if reading.refusals or any(loop.catalog not in shelf.items for loop in reading.loops):
        return None
    return catalogs.written_out(template, shelf.items, html=part.source.file.endswith(".html"))
