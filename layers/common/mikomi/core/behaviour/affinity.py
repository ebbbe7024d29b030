"""The kind of pages that somebody looks at most, by the classes that settings.json gives to paths (`page_classes`).

Rules
1. It is told by the latest `LOOKS` looks at pages that have a class, whenever that was: as long as nobody looks it
   stays as it is, and it does not depend on the order in which events came.
2. A class is somebody's if it leads alone, was looked at `LEAST` times, and stands out: with `EVEN` more looks spread
   over all classes evenly it still has half as many again as each would have if all were alike (of two classes: half).
   So whoever looked at a little of everything, or at three pages in all, is taken for no friend of one kind.
3. A page that two patterns fit counts for both classes; for one class it counts once.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import reduce
from operator import or_

from mikomi.core.behaviour.leaves import leaf_key
from mikomi.model.base import Millis
from mikomi.model.condition import Visited
from mikomi.model.person import Person

LOOKS = 20
LEAST = 3
EVEN = 3
STANDS_OUT = 1.5

PageClasses = Mapping[str, str]
"""Class by pattern of paths."""


def leaves(classes: PageClasses) -> Iterator[Visited]:
    """What people are to remember for it."""
    return (Visited(visited=pattern, times=LOOKS) for pattern in classes)


def of(person: Person, classes: PageClasses) -> str | None:
    """The class to which the person is drawn; None where none stands out."""
    among = tuple(dict.fromkeys(classes.values()))
    looks = sorted((at, name) for name in among for at in _looks(person, name, classes))[-LOOKS:]
    leading = Counter(name for _, name in looks).most_common(2)
    if not leading or (len(leading) == 2 and leading[0][1] == leading[1][1]):
        return None
    name, count = leading[0]
    share = (count + EVEN / len(among)) / (len(looks) + EVEN)
    return name if count >= LEAST and share >= min(0.5, STANDS_OUT / len(among)) else None


def _looks(person: Person, name: str, classes: PageClasses) -> Iterator[Millis]:
    remembered = (person.memory.get(leaf_key(leaf), ()) for leaf in leaves(classes) if classes[leaf.visited] == name)
    return reduce(or_, map(Counter, remembered), Counter[Millis]()).elements()
