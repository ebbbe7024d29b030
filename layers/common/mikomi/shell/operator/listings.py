"""The directory written anew: whoever is not listed as they stand is.

A release writes a person's listing with the person, so this is for those who were written last by a release that wrote
none, or another one. It can be stopped anywhere and begun again: a second time it writes nothing.
"""

from collections.abc import Iterator
from typing import NamedTuple

from mikomi import clock
from mikomi.aws import directory, everybody
from mikomi.aws.people import Conflict
from mikomi.shell.people import fold

ROWS = 1_000


class Renewal(NamedTuple):
    """So far so many leads were looked at, so many of them written; `is_whole`: that is everybody."""

    seen: int
    written: int
    is_whole: bool


def renewed() -> Iterator[Renewal]:
    """Page by page; the last is the whole."""
    lines = {each.id: each.line for each in directory.since(0)}
    seen = written = 0
    after: str | None = None
    while True:
        page = everybody.page(after, ROWS)
        for person in page.people:
            line = fold.line_of(person)
            seen += line is not None
            if (line.text if line else None) == lines.get(person.id):
                continue
            try:
                fold.commit(person, (), clock.now(), person)
            except Conflict:
                continue  # somebody was folded meanwhile, and listed with that
            written += 1
        yield Renewal(seen, written, page.after is None)
        if (after := page.after) is None:
            return
