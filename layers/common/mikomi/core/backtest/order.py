"""Why somebody is not decided again as they were: packets that were folded later than they came.

Rules
1. What came shortly after each other may have been folded the other way round, and what fell due in between before it:
   streams deliver in parts, and a fault delays one, for hours at the worst, with all that its browser sent meanwhile.
   The log knows when a packet came, not when it was folded.
2. It is said only where it is shown: the packets are told in another order, and then everything is as it was.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from typing import NamedTuple

from mikomi.model.base import Millis
from mikomi.model.events import Packet

DELAYS = (60_000, 30 * 60_000, 24 * 60 * 60_000)
"""So long (milliseconds) a packet may have been delayed: short delays, of which there are many, are tried first."""
MOST_TRIES = 480
"""As many for each of these."""
MOST_MOVES = 6
FROM_THE_FIRST, FROM_ONE = 60, 25
"""So many moves are tried from the order in which packets came, and from each other."""
BEST = 3
"""From so many orders with one move more is gone on."""

Late = Mapping[tuple[str, str], Millis]


class _Delay(NamedTuple):
    """One packet of a subject, or all of it that came meanwhile, folded only behind what came by this moment."""

    first: Packet
    until: Millis
    all: bool

    def near(self, moment: Millis) -> Millis:
        return abs(self.first.received_at - moment) + abs(self.until - moment)

    @property
    def long(self) -> Millis:
        return self.until - self.first.received_at


def explains(packets: Sequence[Packet], differ: Callable[[Late], list[Millis]], first: list[Millis]) -> bool:
    """Whether the packets in another order give no difference. `differ` answers the moments of the differences where
    these packets are late; `first`: where none is."""
    search = _Search(packets, differ)
    orders: list[_Order] = [({}, first)]
    return any(search.succeeds(orders, delay) for delay in DELAYS)


_Order = tuple[Late, list[Millis]]
"""An order, and the moments at which something differs by it."""


class _Search:
    """Every order is tried once."""

    def __init__(self, packets: Sequence[Packet], differ: Callable[[Late], list[Millis]]) -> None:
        self.packets = packets
        self.differ = differ
        self.seen: set[frozenset[tuple[tuple[str, str], Millis]]] = {frozenset()}

    def succeeds(self, orders: list[_Order], delay: Millis) -> bool:
        """Whether one that delays nothing for longer is the right one. With each move more it goes on from those that
        agree longest with what was; the best of all stay in `orders`, for longer delays to begin with."""
        tries, best = MOST_TRIES // len(DELAYS), list(orders)
        for _ in range(MOST_MOVES):
            tried: list[_Order] = []
            for late, left in best:
                for moved in self._new(_moves(self.packets, late, left, delay), FROM_ONE if late else FROM_THE_FIRST):
                    now = self.differ(moved)
                    if not now:
                        return True
                    tried.append((moved, now))
                    if (tries := tries - 1) == 0:
                        return False
            best = sorted(tried, key=_agrees)[:BEST]
            orders[:] = [orders[0], *sorted((*orders[1:], *best), key=_agrees)[: BEST - 1]]
        return False

    def _new(self, moves: Iterable[Late], most: int) -> Iterator[Late]:
        for moved in moves:
            if not most:
                return
            if (known_as := frozenset(moved.items())) not in self.seen:
                self.seen.add(known_as)
                most -= 1
                yield moved


def _agrees(order: _Order) -> tuple[int, int]:
    return -min(order[1]), len(order[1])


def _moves(packets: Sequence[Packet], late: Late, differ: list[Millis], most: Millis) -> Iterator[Late]:
    """What may have been delayed besides; first what is near to the moment at which it shows, in turn with the
    shortest delays: what shows at this moment may have begun long before."""
    moment = min(differ)
    before = sorted(
        (each for each in packets if each.received_at <= moment + most),
        key=lambda each: (each.received_at, each.subject, each.sort),
    )
    delays = list(_delays(before, late, sorted(set(differ)), most))
    near = sorted(delays, key=lambda each: each.near(moment))
    short = sorted(delays, key=lambda each: each.long)
    pairs = chain.from_iterable(zip_longest(near, short))
    moved = (_with(each, before, late) for each in pairs if each is not None)
    return chain(_changed(before, late, set(differ), most), moved)


def _changed(before: Sequence[Packet], late: Late, differ: set[Millis], most: Millis) -> Iterator[Late]:
    """Whatever brought something else than it did, behind the last that did."""
    changed = [each for each in before if each.received_at in differ]
    for last in changed[1:]:
        behind = {
            (each.subject, each.sort): last.received_at
            for each in changed
            if each.received_at < last.received_at <= each.received_at + most
        }
        yield {**late, **behind}


def _delays(before: Sequence[Packet], late: Late, differ: Sequence[Millis], most: Millis) -> Iterator[_Delay]:
    for place, one in enumerate(before):
        since = late.get((one.subject, one.sort), one.received_at)
        for other in before[place + 1 :]:
            if other.received_at - one.received_at > most:
                break
            if other.received_at >= since:
                yield _Delay(one, other.received_at, all=False)
                if other.subject != one.subject:
                    yield _Delay(one, other.received_at, all=True)
        for moment in differ:  # what fell due then was done before
            if moment > since and moment - one.received_at <= most:
                yield _Delay(one, moment, all=False)
                yield _Delay(one, moment, all=True)


def _with(delay: _Delay, before: Sequence[Packet], late: Late) -> Late:
    first, until = delay.first, delay.until
    together = [first]
    if delay.all:
        together = [
            each for each in before if each.subject == first.subject and first.received_at <= each.received_at <= until
        ]
    until_then = {
        (each.subject, each.sort): until
        for each in together
        if late.get((each.subject, each.sort), each.received_at) <= until
    }
    return {**late, **until_then}
