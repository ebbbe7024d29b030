"""Who has something coming up: gathered from the index of what is due, so that nobody else is read."""

from heapq import merge
from itertools import islice
from typing import NamedTuple

from mikomi import clock, keys
from mikomi.aws import mailings, people, plans, timers
from mikomi.core.telling import outlook
from mikomi.core.telling.outlook import Coming
from mikomi.core.telling.portrait import Portrait, portray
from mikomi.model.person import Person

DAYS = 7
MAILINGS = keys.walk_pk(mailings.TASK, "")
"""How the rows of mailings begin."""
MOST = 1_000
"""Things due that are looked at, the earliest first; beyond that the page says that there are more."""


class Ahead(NamedTuple):
    """What is coming up, who everybody in it is, by id, and whether there was more than could be looked at."""

    rows: list[Coming]
    people: dict[str, Portrait]
    more: bool


def ahead(language: str) -> Ahead:
    """What is due within the next seven days."""
    now, plan = clock.now(), plans.active()
    until = now + DAYS * 86_400_000
    due = list(islice(merge(*(timers.overdue(n, until) for n in range(keys.SHARDS)), key=lambda row: row[2]), MOST + 1))
    waiting = [(keys.person_of(pk), at) for pk, sk, at in due[:MOST] if sk.startswith("mail#")]
    planned = [(pk.removeprefix(MAILINGS), at) for pk, _, at in due[:MOST] if pk.startswith(MAILINGS)]
    ids = dict.fromkeys(keys.person_of(pk) for pk, sk, _ in due[:MOST] if sk == keys.PERSON or sk.startswith("mail#"))
    found = {
        id: portray(person, plan, plans.version, now, language)
        for id, person in people.load_many(ids).items()
        if isinstance(person, Person)
    }
    runs = [(id, run) for id, portrait in found.items() for run in portrait.runs]
    mails = [each for each in waiting if each[0] in found]
    rows = outlook.coming(runs, mails, now, until, plan.settings.timezone, planned)
    return Ahead(rows, found, len(due) > MOST)
