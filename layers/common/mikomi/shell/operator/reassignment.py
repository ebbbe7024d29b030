"""One rep's leads are given to another: somebody leaves, or takes over an area.

Rules
1. Each lead is given by an act of its own, by whom, with the same words: it stands in the lead's timeline, and can be
   taken back there.
2. Whose they are is asked once, before the first is given: the list changes while it is worked off.
3. Broken off, it is asked for again: whoever is the other rep's by now is not in the list any more.
"""

from collections.abc import Iterable, Iterator

from mikomi import clock
from mikomi.aws import plans
from mikomi.core.directory.search import Search
from mikomi.core.telling.portrait import Portrait
from mikomi.shell.operator import lead_acts
from mikomi.shell.operator.by_hand import NotPossible
from mikomi.shell.people import directory

PAGE = 100


def look(giver: str, taker: str) -> list[Portrait]:
    """The leads that would be given, the highest score first. NotPossible if one of the two is no rep."""
    reps = tuple(rep.id for rep in plans.active().settings.reps)
    for rep in (giver, taker):
        if rep not in reps:
            raise NotPossible("act_one_of", name="rep", given=rep, allowed=", ".join(reps))
    search = Search(owner=giver)
    cursor: str | None = None
    there: list[Portrait] = []
    while True:
        page = directory.page(search, PAGE, cursor, plans.active().settings.language)
        there += page.leads
        if (cursor := page.next) is None:
            return there


def give(leads: Iterable[Portrait], taker: str, text: str, by: str) -> Iterator[str]:
    """Give them, one after the other; the ids of those who were given. Who was erased or is another's by now is left
    out."""
    said, pressed = {"act": "owner", "rep": taker, "text": text}, str(clock.now())
    for lead in leads:
        try:
            lead_acts.act(lead.person.id, said, by, pressed)
        except NotPossible as why:
            if why.code != "lead_unknown":
                raise
        else:
            yield lead.person.id
