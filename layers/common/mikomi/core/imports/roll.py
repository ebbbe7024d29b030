"""The rows of one list, gathered by person: whoever stands in it four times is one, and heard once.

Rules
1. Rows with the same address or the same user id are of one person. What a later row says counts before an earlier one;
   what it leaves empty does not.
2. A row whose address is one person's in the list, and whose user id another's, is of nobody that we could tell.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from mikomi.core.imports.list_row import BadRow, ListRow
from mikomi.model.base import Json


@dataclass
class ListedPerson:
    """One person of the list. `repeated`: further rows that say nothing more; `amended`: those that do."""

    first: ListRow
    email: str | None
    user: str | None
    traits: Json
    tags: tuple[str, ...]
    no_mail: bool
    repeated: list[int] = field(default_factory=list)
    amended: list[int] = field(default_factory=list)


def gathered(rows: Iterable[ListRow | BadRow]) -> tuple[list[ListedPerson], list[BadRow]]:
    """Everybody in the order of their first rows; and the rows that cannot be taken."""
    people: list[ListedPerson] = []
    bad: list[BadRow] = []
    by_name: dict[tuple[str, str], ListedPerson] = {}
    for row in rows:
        if isinstance(row, BadRow):
            bad.append(row)
            continue
        names = [(kind, name) for kind, name in (("email", row.email), ("user", row.user)) if name]
        there = {id(one): one for name in names if (one := by_name.get(name)) is not None}
        if len(there) > 1 or any(_is_other(one, row) for one in there.values()):
            first = min(one.first.number for one in there.values())
            bad.append(BadRow(row.number, "list_two_people", {"line": first}))
            continue
        if there:
            ((_, person),) = there.items()
            _add(person, row)
        else:
            person = ListedPerson(row, row.email, row.user, dict(row.traits), row.tags, row.no_mail)
            people.append(person)
        for name in names:
            by_name[name] = person
    return people, bad


def _is_other(person: ListedPerson, row: ListRow) -> bool:
    """Whether the row gives a person whom it names by one identifier another one than the list has given them."""
    return bool(
        (row.user and person.user and row.user != person.user)
        or (row.email and person.email != row.email and person.email)
    )


def _add(person: ListedPerson, row: ListRow) -> None:
    before = (person.email, person.user, person.traits, person.tags, person.no_mail)
    person.email, person.user = person.email or row.email, person.user or row.user
    person.traits = {**person.traits, **row.traits}
    person.tags = tuple(dict.fromkeys((*person.tags, *row.tags)))
    person.no_mail = person.no_mail or row.no_mail
    after = (person.email, person.user, person.traits, person.tags, person.no_mail)
    (person.repeated if after == before else person.amended).append(row.number)
