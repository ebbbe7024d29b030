"""Who may be the same person, among all leads: found when somebody asks, by a walk over everybody."""

from collections.abc import Callable
from typing import NamedTuple

from mikomi.aws import everybody
from mikomi.core.likeness import looks
from mikomi.core.likeness.evidence import Likeness
from mikomi.core.likeness.looks import Looks
from mikomi.core.likeness.register import Register

AT_ONCE = 1_000


class LikePair(NamedTuple):
    one: Looks
    other: Looks
    likeness: Likeness


def pairs(progress: Callable[[int], None], lead: str | None = None) -> list[LikePair]:
    """Every pair, the likeliest first; of one lead alone, if it is named. Who was told apart is left out."""
    register, apart = everyone(progress)
    if lead is not None:
        itself = register.people.get(lead)
        made = register.like(itself, apart) if itself else []
    else:
        made = register.all_pairs(apart)
    return [LikePair(register.people[each.one], register.people[each.other], each) for each in made]


def everyone(progress: Callable[[int], None]) -> tuple[Register, Callable[[str, str], bool]]:
    """All leads as they are compared, and whether somebody said of two that they are different people."""
    register, seen, after = Register(), 0, None
    two: set[tuple[str, str]] = set()
    home: dict[str, str] = {}
    while True:
        page = everybody.page(after, AT_ONCE)
        for person in page.people:
            if person.is_lead:
                register.add(looks.of(person.id, person.email, person.traits_plain))
                two |= {(person.id, other) for other in person.apart}
                home |= {each.id: person.id for each in person.merged}
        seen += len(page.people)
        progress(seen)
        if (after := page.after) is None:
            break
    # whoever became part of somebody since is that one
    pairs_apart = {(home.get(one, one), home.get(other, other)) for one, other in two}
    return register, lambda one, other: (one, other) in pairs_apart or (other, one) in pairs_apart
