"""Whom an address means besides its holder: who only named it, in a browser that nobody knows, and was not believed.

Such a lead (`v_`) is found by no identifier, because the address is not theirs. What they said under it is said of its
holder all the same: whoever asks for an address asks for both.
"""

from collections.abc import Iterator

from mikomi import keys, mail_address
from mikomi.aws import people
from mikomi.core.directory.search import Search
from mikomi.model.person import Person
from mikomi.shell.erasure import known, looks
from mikomi.shell.erasure.looks import Addressed
from mikomi.shell.people import directory

PAGE = 100


def find_all(written: str) -> list[Addressed]:
    """The same, the person first; with them whoever only named their address and was not believed (`v_`). Under an
    address that nobody holds, all who named it."""
    first = looks.find(written)
    address = _address_of(first.person) if first else mail_address.pick(written)
    there = [first] if first else []
    if address:
        there += [
            Addressed(each, known.of(each)) for each in _naming(address) if not first or each.id != first.person.id
        ]
    return there


def _address_of(person: Person) -> str | None:
    """The address that is this person's, and not only named by them."""
    held = person.email is not None and people.find_alias(keys.email_alias(person.email)) == person.id
    return person.email if held else None


def _naming(address: str) -> Iterator[Person]:
    cursor: str | None = None
    while True:
        page = directory.searched(Search(text=address), PAGE, cursor, "ja")
        yield from (each.person for each in page.leads if each.person.email == address)
        if (cursor := page.next) is None:
            return
