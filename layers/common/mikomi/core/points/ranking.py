"""Leads by score, right at any later time without rewriting anything.

What is sorted. total = decaying + standing. All decaying points share one half-life `h`, so a person whose decaying
points are `D` at `at` has `D·2^(-(t-at)/h)` at `t`: the base-2 logarithm of it is `log2 D + at/h - t/h`, and `t/h`
is the same for everybody. So `log2 D + at/h` puts people in order, at every `t`, until one of them acts. For debts
(`D < 0`) the order is the reverse of that of `|D|`; nothing is nothing. Hence

    sort key = sign(D) · (K + log2|D| + at/h),   0 if D = 0

where `K` is larger than any `-log2|D|`, so that gains lie above 0 and debts below. Without decay the key is `D`
itself. It is written when points are earned. Keys of two half-lives cannot be compared: who changes the half-life
must write the keys anew.

What is shown. Standing points do not decay, so a page by total cannot be read off one index. But they are bounded
by what attribute rules can give (`plan.standing_range`), so the index is walked from the highest key down, and the
walk ends when not even the highest standing could lift the next person over the worst place on the page: `D_next +
max standing < worst total` (the threshold algorithm of Fagin, Lotem and Naor). A page is of one moment, `as_of`,
which the cursor carries with the last place (total, id). The next page's walk need not begin at the top: whoever
has `D > cursor's total - min standing` has a higher total than the cursor and was shown already.
"""

from bisect import insort
from collections.abc import Iterable
from math import log2
from typing import NamedTuple

from mikomi.core.points.totals import MOST_DOUBLINGS, decaying, earned, standing_sum
from mikomi.model.base import Millis
from mikomi.model.person import Person

__all__ = ["Candidate", "Cursor", "Place", "decaying_at", "sort_key", "standing_sum", "start_rank", "top"]

K = 1100.0
"""More than the logarithm of any float's inverse."""

DUST = 1e-6
"""Points too few to be seen, left over where gains and debts met: nothing."""

SLACK = 1e-9
"""A key is a float: the points read back from it miss by a hair (relative to their size)."""

Range = tuple[float, float]


class Candidate(NamedTuple):
    """A row of the index: who, the sort key, the standing points."""

    id: str
    rank: float
    standing: float


class Place(NamedTuple):
    total: float
    id: str


class Cursor(NamedTuple):
    """The last place of a page, and the moment at which that page was true."""

    total: float
    id: str
    as_of: Millis


def sort_key(person: Person, half_life: Millis | None) -> float:
    """Where the person stands among all people, by decaying points."""
    at = max((entry.at for _, entry in earned(person)), default=0)
    points = decaying(person, at, half_life)
    if half_life is None:
        return points
    if abs(points) < DUST:
        return 0.0
    key = K + log2(abs(points)) + at / half_life
    return key if points > 0 else -key


def decaying_at(key: float, now: Millis, half_life: Millis | None) -> float:
    """The decaying points at `now`, read back from a sort key."""
    if half_life is None or key == 0:
        return key
    points = float(2.0 ** min(abs(key) - K - now / half_life, MOST_DOUBLINGS))
    return points if key > 0 else -points


def start_rank(cursor: Cursor | None, standing_range: Range, half_life: Millis | None) -> float | None:
    """The highest key worth reading for the page after the cursor; None: from the top."""
    if cursor is None:
        return None
    most = cursor.total - standing_range[0]
    most += SLACK * max(1.0, abs(most))
    if half_life is None or most == 0:
        return most
    key = K + log2(abs(most)) + cursor.as_of / half_life
    return key if most > 0 else -key


def top(
    candidates: Iterable[Candidate],
    limit: int,
    cursor: Cursor | None,
    standing_range: Range,
    now: Millis,
    half_life: Millis | None,
) -> tuple[tuple[Place, ...], Cursor | None]:
    """The best `limit` places below the cursor, and the cursor of the next page (None: nobody is left).

    `candidates` come by falling key, from `start_rank` down; no more of them are taken than are needed. Equal totals
    stand by id.
    """
    as_of = cursor.as_of if cursor else now
    passed = (-cursor.total, cursor.id) if cursor else None
    page: list[tuple[float, str]] = []
    more = False
    for one in candidates:
        points = decaying_at(one.rank, as_of, half_life)
        if len(page) == limit and points + standing_range[1] < -page[-1][0] - SLACK * max(1.0, abs(points)):
            more = True
            break
        place = (-(points + one.standing), one.id)
        if passed is not None and place <= passed:
            continue
        insort(page, place)
        if len(page) > limit:
            page.pop()
            more = True
    places = tuple(Place(-negated, person) for negated, person in page)
    return places, Cursor(*places[-1], as_of) if more and places else None
