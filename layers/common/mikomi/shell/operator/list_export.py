"""A list of people is taken out, for other programs; who took it is noted first."""

from collections.abc import Iterable, Iterator

from mikomi import clock
from mikomi.aws import everybody, exports
from mikomi.core.directory.search import Search
from mikomi.model.base import Json
from mikomi.model.person import Person
from mikomi.shell.people import directory

PAGE = 500


def noted(people: Iterable[Person], asked: Json, by: str) -> Iterator[Person]:
    """The same people; before the first of them it is noted who takes them, after the last how many they were.
    `asked`: which list it is, as it was said."""
    export, count = exports.begin(by, asked, clock.now()), 0
    for person in people:
        count += 1
        yield person
    exports.end(export, count)


def people(search: Search, language: str) -> Iterator[Person]:
    """Everybody who is what is looked for; of a whole directory everybody, as they stand."""
    return _everybody() if search == Search() else _searched(search, language)


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
