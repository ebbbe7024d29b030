"""A list of leads is taken out, for other programs; who took it is noted first."""

from collections.abc import Iterator

from mikomi import clock
from mikomi.aws import everybody, exports
from mikomi.core.directory.search import Search
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.shell.people import directory

PAGE = 500


def people(search: Search, asked: Json, by: str, language: str) -> Iterator[Person]:
    """Everybody who is what is looked for; of a whole directory everybody, as they stand. `asked`: the same, as it was
    said."""
    noted, count = exports.begin(by, asked, clock.now()), 0
    for person in _everybody() if search == Search() else _searched(search, language):
        count += 1
        yield person
    exports.end(noted, count)


def _everybody() -> Iterator[Person]:
    after: str | None = None
    while True:
        page = everybody.page(after, PAGE)
        yield from (person for person in page.people if person.is_lead)
        if (after := page.after) is None:
            return


def _searched(search: Search, language: str) -> Iterator[Person]:
    cursor: str | None = None
    while True:
        page = directory.searched(search, PAGE, cursor, language)
        yield from (each.person for each in page.leads)
        if (cursor := page.next) is None:
            return
