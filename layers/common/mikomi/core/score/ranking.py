"""Leads by score, right at any later time without rewriting anything.

What is sorted. total = decaying + standing. All decaying points fade alike, so a person whose decaying points are `D`
at `at` has `D·2^(-n)` after `n` half-lives. How many those are between two moments is the same for everybody, and `age`
counts them since 1970: at `t` the base-2 logarithm is `log2 D + age(at) - age(t)`. So `log2 D + age(at)` puts people in
order, at every `t`, until one of them acts, whatever half-lives followed each other meanwhile. For debts (`D < 0`) the
order is the reverse of that of `|D|`; nothing is nothing. Hence

    sort key = sign(D) · (K + log2|D| + age(at)),   0 if D = 0

where `K` is larger than any `-log2|D|`, so that gains lie above 0 and debts below. It is written when points are
earned.

Two scales. Where points have never faded the key is `D` itself (scale `points`). A company that begins to let them fade
has such keys in its index; nothing had faded when they were written, so each of them says the sort key exactly, and the
two scales (`halves`: the logarithm) are read side by side. Who never changes that has one scale.

What is shown. Standing points do not decay, so a page by total cannot be read off one index. But they are bounded
by what attribute rules can give (`plan.standing_range`), so the index is walked from the highest key down, and the
walk ends when not even the highest standing could lift the next person over the worst place on the page: `D_next +
max standing < worst total` (the threshold algorithm of Fagin, Lotem and Naor). A page is of one moment, `as_of`,
which the cursor carries with the last place (total, id). The next page's walk need not begin at the top: whoever
has `D > cursor's total - min standing` has a higher total than the cursor and was shown already.
"""

from bisect import insort
from collections.abc import Callable, Iterable, Iterator
from heapq import merge
from math import log2
from typing import Literal, NamedTuple

from mikomi.core.score.half_lives import HalfLives
from mikomi.core.score.totals import MOST_DOUBLINGS, decayed, decaying, earned
from mikomi.model.base import Millis
from mikomi.model.person import Person

K = 1100.0
"""More than the logarithm of any float's inverse."""

DUST = 1e-6
"""Points too few to be seen, left over where gains and debts met: nothing."""

SLACK = 1e-9
"""A key is a float: the points read back from it miss by a hair (relative to their size)."""

Range = tuple[float, float]
Scale = Literal["points", "halves"]


class Candidate(NamedTuple):
    """A row of the index: who, the key, the standing points, the key's scale (None: what keys are written on now)."""

    id: str
    rank: float
    standing: float
    scale: Scale | None = None


class Place(NamedTuple):
    total: float
    id: str


class Cursor(NamedTuple):
    """The last place of a page, and the moment at which that page was true."""

    total: float
    id: str
    as_of: Millis


def scale_of(half_lives: HalfLives) -> Scale:
    """On which scale keys are written."""
    return "halves" if half_lives.fade else "points"


def stand_beside(half_lives: HalfLives) -> bool:
    """Whether keys are written beside others of another scale: points fade now that did not fade at first."""
    return half_lives.fade and not half_lives.fade_from_the_first


def scales_of(half_lives: HalfLives) -> tuple[Scale, ...]:
    """The scales on which keys may stand in the index."""
    return ("halves", "points") if stand_beside(half_lives) else (scale_of(half_lives),)


def sort_key(person: Person, half_lives: HalfLives) -> float:
    """Where the person stands among all people, by decaying points."""
    at = max((entry.at for _, entry in earned(person)), default=0)
    points = decaying(person, at, half_lives)
    if scale_of(half_lives) == "points":
        return points
    return 0.0 if abs(points) < DUST else _key(points, at, half_lives)


def _key(points: float, at: Millis, half_lives: HalfLives) -> float:
    if points == 0:
        return 0.0
    key = K + log2(abs(points)) + half_lives.age(at)
    return key if points > 0 else -key


def decaying_at(key: float, now: Millis, half_lives: HalfLives, scale: Scale | None = None) -> float:
    """The decaying points at `now`, read back from a key of this scale (None: the one that keys are written on)."""
    return reading_at(now, half_lives, scale)(key)


def reading_at(now: Millis, half_lives: HalfLives, scale: Scale | None = None) -> Callable[[float], float]:
    """What reads the decaying points at `now` back from keys of this scale, for whoever reads many."""
    if (scale or scale_of(half_lives)) == "points":
        return lambda key: decayed(key, 0, now, half_lives) if key else 0.0
    behind = K + half_lives.age(now)

    def read(key: float) -> float:
        if key == 0:
            return 0.0
        points = float(2.0 ** min(abs(key) - behind, MOST_DOUBLINGS))
        return points if key > 0 else -points

    return read


def start_rank(
    cursor: Cursor | None, standing_range: Range, half_lives: HalfLives, scale: Scale | None = None
) -> float | None:
    """The highest key of this scale worth reading for the page after the cursor; None: from the top."""
    if cursor is None:
        return None
    most = cursor.total - standing_range[0]
    most += SLACK * max(1.0, abs(most))
    if (scale or scale_of(half_lives)) == "points":
        return decayed(most, cursor.as_of, 0, half_lives)
    return _key(most, cursor.as_of, half_lives)


def top(
    candidates: Iterable[Candidate],
    limit: int,
    cursor: Cursor | None,
    standing_range: Range,
    now: Millis,
    half_lives: HalfLives,
) -> tuple[tuple[Place, ...], Cursor | None]:
    """The best `limit` places below the cursor, and the cursor of the next page (None: nobody is left).

    `candidates` come by falling points (`side_by_side` where there are two scales), from `start_rank` down; no more of
    them are taken than are needed. Equal totals stand by id.
    """
    as_of = cursor.as_of if cursor else now
    passed = (-cursor.total, cursor.id) if cursor else None
    page: list[tuple[float, str]] = []
    more = False
    for one in candidates:
        points = decaying_at(one.rank, as_of, half_lives, one.scale)
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


def side_by_side(scales: Iterable[Iterable[Candidate]], as_of: Millis, half_lives: HalfLives) -> Iterator[Candidate]:
    """The rows of several scales, each by falling key, as one sequence by falling points; whoever was just moved from
    one to the other comes once."""
    passed: set[str] = set()
    for row in merge(*scales, key=lambda row: (-decaying_at(row.rank, as_of, half_lives, row.scale), row.id)):
        if row.id not in passed:
            passed.add(row.id)
            yield row
