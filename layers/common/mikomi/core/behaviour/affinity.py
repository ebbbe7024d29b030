"""The kind of pages that somebody looks at most, by the classes that settings.json gives to paths (`page_classes`).

Rules
1. A look is a page that somebody came to by themselves, or a link of a mail, to a page of the company's own, that a
   person clicked. That the page behind a link was shown is none: a filter that opens the links of a mail is shown it
   too, and a person's click counts already.
2. It is told by the latest `LOOKS` looks at pages that have a class, whenever that was: as long as nobody looks it
   stays as it is, and it does not depend on the order in which events came.
3. A class is somebody's if it leads alone, was looked at `LEAST` times, and stands out: with `EVEN` more looks spread
   over all classes evenly it still has half as many again as each would have if all were alike (of two classes: half).
   So whoever looked at a little of everything, or at three pages in all, is taken for no friend of one kind.
4. A page that two patterns fit counts for both classes; for one class it counts once.
"""

from collections import Counter
from collections.abc import Mapping
from typing import NamedTuple

from mikomi import web_address
from mikomi.core.behaviour.leaves import remembered
from mikomi.core.behaviour.own_sites import own_sites
from mikomi.core.behaviour.paths import PathIndex, path_of, path_of_url
from mikomi.core.doers import trust
from mikomi.core.doers.traces import CLICKED
from mikomi.keys import short
from mikomi.model.base import Millis
from mikomi.model.company import CompanySettings
from mikomi.model.events import MAIL_CLICKED, Event
from mikomi.model.person import Person

LOOKS = 20
LEAST = 3
EVEN = 3
STANDS_OUT = 1.5

PageClasses = Mapping[str, str]
"""Class by pattern of paths."""


class ClassLookout(NamedTuple):
    """A class that a rulebook has on the look-out."""

    key: str
    keep: int = LOOKS
    max_age: None = None
    prompts: tuple[()] = ()

    def after(self, times: tuple[Millis, ...], at: Millis) -> tuple[Millis, ...]:
        return remembered((*times, at), LOOKS, None)


class ClassIndex:
    """Which classes an event is a look at."""

    def __init__(self, settings: CompanySettings) -> None:
        classes = settings.page_classes
        by_name = {name: ClassLookout(_key(name, classes)) for name in classes.values()}
        self.lookouts = tuple(by_name.values())
        self._sites = own_sites(settings.company)
        self._paths = PathIndex((pattern, by_name[name]) for pattern, name in classes.items())

    def find(self, event: Event, edition: int) -> list[ClassLookout]:
        path = self._looked_at(event, edition) if self.lookouts else None
        return [] if path is None else list(dict.fromkeys(self._paths.find(path)))

    def _looked_at(self, event: Event, edition: int) -> str | None:
        if event.type == "page":
            return None if CLICKED in event.context else path_of(event)
        if event.type != "track" or event.name != MAIL_CLICKED or not trust.counts(event, edition):
            return None
        link = event.properties.get("link")
        read = web_address.read(link) if isinstance(link, str) else None
        return path_of_url(link) if read and read.site in self._sites else None


def of(person: Person, classes: PageClasses) -> str | None:
    """The class to which the person is drawn; None where none stands out."""
    among = tuple(dict.fromkeys(classes.values()))
    looks = sorted((at, name) for name in among for at in person.memory.get(_key(name, classes), ()))[-LOOKS:]
    leading = Counter(name for _, name in looks).most_common(2)
    if not leading or (len(leading) == 2 and leading[0][1] == leading[1][1]):
        return None
    name, count = leading[0]
    share = (count + EVEN / len(among)) / (len(looks) + EVEN)
    return name if count >= LEAST and share >= min(0.5, STANDS_OUT / len(among)) else None


def _key(name: str, classes: PageClasses) -> str:
    """Under which a person's memory holds the looks at a class; another one where its patterns are others."""
    return short("class", name, *sorted(pattern for pattern, of_it in classes.items() if of_it == name))
