"""The people behind a number of the results, as those to whom a mailing is sent.

Rules
1. They are chosen when it is sent: each of them once, whatever the number says later.
2. Who was merged since is the lead that they are now, once; who was erased is nobody, and who has no name yet cannot be
   written to.
3. That is all that is asked of them here: the scenario's audience, consent, limits and windows are asked at their turn.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from mikomi.aws import people
from mikomi.aws.people import Alias
from mikomi.model.person import Person
from mikomi.model.plan import Plan


class AtHome(NamedTuple):
    """Whoever is at home where some were chosen, each once; of the places so many are empty (`gone`)."""

    people: list[Person]
    gone: int


def behind_number(number: Mapping[str, str], plan: Plan) -> list[str] | None:
    """Whom the number counts now, each once: a number of `scenario`, as `shell.archive.behind` is asked for it. None
    for what is no number."""
    from mikomi.shell.archive import behind

    of = number.get("scenario")
    scenario = plan.scenarios.get(of) if of else None
    wanted = None if of and scenario is None else behind.asked(scenario, number)
    return behind.ids(wanted) if wanted else None


def at_home(places: Sequence[str]) -> AtHome:
    """Who is where these were chosen."""
    there = people.load_many(places)
    led = {what.to for what in there.values() if isinstance(what, Alias)}
    homes = there | people.load_many(sorted(led - there.keys()))
    found: dict[str, Person] = {}
    gone = 0
    for place in places:
        what = there.get(place)
        home = homes.get(what.to) if isinstance(what, Alias) else what
        if isinstance(home, Person):
            found.setdefault(home.id, home)
        else:
            gone += 1
    return AtHome(list(found.values()), gone)
