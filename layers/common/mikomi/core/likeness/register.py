"""Many people, among whom those that are alike are found without comparing all with all.

Whoever is proposed has a whole name, a reading, a telephone, or the name of an address in common, or works at the same
place: by these people stand together. Where too many do (a switchboard, a test name) the place is passed over.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator

from mikomi.core.likeness.evidence import Likeness, proposal
from mikomi.core.likeness.looks import Looks

CROWD = 250
"""So many in one place are not told apart by it."""
FIRST = 3
"""Proposals that are shown of one person."""


class Register:
    """Filled with `add`, asked with `like`."""

    def __init__(self) -> None:
        self.people: dict[str, Looks] = {}
        self._places: dict[tuple[str, str], list[str]] = defaultdict(list)

    def add(self, looks: Looks) -> None:
        if looks.id in self.people:
            return
        self.people[looks.id] = looks
        for place in _places(looks):
            self._places[place].append(looks.id)

    def like(self, looks: Looks, is_apart: Callable[[str, str], bool] = lambda one, other: False) -> list[Likeness]:
        """Everybody who may be this person, the likeliest first."""
        near = {
            other
            for place in _places(looks)
            if len(there := self._places.get(place, ())) <= CROWD
            for other in there
            if other != looks.id and not is_apart(looks.id, other)
        }
        made = [each for other in near if (each := proposal(looks, self.people[other])) is not None]
        return sorted(made, key=lambda each: (-each.weight, each.one, each.other))

    def all_pairs(self, is_apart: Callable[[str, str], bool] = lambda one, other: False) -> list[Likeness]:
        """Every proposal once, the likeliest first."""
        made: dict[tuple[str, str], Likeness] = {}
        for looks in self.people.values():
            for each in self.like(looks, is_apart)[:FIRST]:
                made[each.one, each.other] = each
        return sorted(made.values(), key=lambda each: (-each.weight, each.one, each.other))


def _places(looks: Looks) -> Iterator[tuple[str, str]]:
    for kind, key in (("name", looks.name), ("kana", looks.kana), ("company", looks.company), ("domain", looks.domain)):
        if key:
            yield kind, key
    if looks.company and looks.family:
        yield "family", f"{looks.company}\x1f{looks.family}"
    if len(looks.local) >= 4:
        yield "local", looks.local
    for number in sorted(looks.mobiles | looks.phones):
        yield "number", number
    if all(looks.reads):
        yield "reads", "".join(sorted(looks.reads))
    if looks.name.isascii() and looks.name:
        yield "reads", looks.name
