"""What an event of Segment's clients names somebody by: its ids, and the address in its traits.

Rules
1. An id is text, or a whole number as its digits (databases' ids). Null, "" and what programs write in the place of an
   id are none.
2. An address is kept in its one form. What is none stays in the traits as it was told, and is nobody's address.
3. What does not count is named, so that the answer can say so.
"""

from typing import Any, NamedTuple

from mikomi import mail_address
from mikomi.core.tracking import placeholder
from mikomi.core.tracking.json_body import in_range
from mikomi.errors import Refused

Json = dict[str, Any]


class Ignored(NamedTuple):
    """A value that does not count, of an event that was taken."""

    position: int
    pointer: str
    code: str
    params: Json


class Named:
    """What one event names its person by. What is a placeholder, or no address, stands in `ignored`."""

    def __init__(self, sent: Json, pointer: str, index: int) -> None:
        self._sent, self._pointer, self._index = sent, pointer, index
        self.ignored: list[Ignored] = []

    def get(self, name: str) -> str | None:
        given = short_text(self._sent, name, self._pointer)
        if given is None or not placeholder.is_placeholder(given):
            return given
        said = Ignored(self._index, f"{self._pointer}/{name}", "id_placeholder", {"name": name, "given": given[:40]})
        if said not in self.ignored:
            self.ignored.append(said)
        return None

    def needed(self, name: str, code: str) -> str:
        given = self.get(name)
        if given is None:
            raise self.missing(code, f"/{name}")
        return given

    def with_address(self, traits: Json) -> Json:
        """The traits with the address in its one form. What is none stays as it was told, and is nobody's address."""
        given = traits.get("email")
        if given is None or given == "":
            return traits
        if address := mail_address.pick(given):
            return {**traits, "email": address}
        code = "trait_email_local" if mail_address.is_out_of_reach(given) else "trait_email"
        at = f"{self._pointer}{'' if 'email' in (self._sent.get('traits') or ()) else '/context'}/traits/email"
        self.ignored.append(Ignored(self._index, at, code, {"given": str(given)[:100]}))
        return traits

    def missing(self, code: str, at: str = "") -> Refused:
        """Why the event cannot be taken: the placeholder that stands where its id should, else `code`."""
        pointer = self._pointer + at
        for each in self.ignored:
            if each.pointer == pointer or (not at and not each.pointer.endswith("/messageId")):
                return Refused(each.code, each.pointer, **each.params)
        return Refused(code, pointer)


def short_text(sent: Json, name: str, pointer: str) -> str | None:
    """Text, or a whole number as its digits (databases' ids); null and "" are none."""
    given = sent.get(name)
    if given is None or given == "":
        return None
    if isinstance(given, str):
        return given
    if isinstance(given, int) and not isinstance(given, bool):
        if not in_range(given):
            raise Refused("number_too_large", f"{pointer}/{name}")
        return str(given)
    raise Refused("not_text", f"{pointer}/{name}", name=name)
