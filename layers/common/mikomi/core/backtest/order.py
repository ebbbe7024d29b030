"""Why somebody is not decided again as they were: packets that were folded in another order.

Rules
1. What came shortly after each other may have been folded the other way round: streams deliver in parts, and a fault
   delays one, for hours at the worst. The log knows when a packet came, not when it was folded.
2. It is said only where it is shown: the packets are told in another order, and then everything is as it was.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from mikomi.model.base import Millis
from mikomi.model.events import Packet

NEAR = 24 * 60 * 60_000
"""Packets that came within so long (milliseconds) may have changed places."""
MOST_TRIES = 300
MOST_MOVES = 6

Late = Mapping[tuple[str, str], Millis]


def explains(packets: Sequence[Packet], differ: Callable[[Late], list[Millis]], first: list[Millis]) -> bool:
    """Whether the packets in another order give no difference. `differ` answers the moments of the differences where
    these packets are late; `first`: where none is."""
    late: Late = {}
    left, tries = first, 0
    for _ in range(MOST_MOVES):
        better = None
        for moved in _moves(packets, late, min(left)):
            if (tries := tries + 1) > MOST_TRIES:
                return False
            now = differ(moved)
            if not now:
                return True
            if better is None and (min(now), -len(now)) > (min(left), -len(left)):
                better = moved, now
        if better is None:
            return False
        late, left = better
    return False


def _moves(packets: Sequence[Packet], late: Late, moment: Millis) -> Iterator[Late]:
    """Each packet behind each one that came shortly after it, those first that came nearest to each other. What shows
    at this moment may have begun long before."""
    before = sorted(
        (each for each in packets if each.received_at <= moment + NEAR),
        key=lambda each: (each.received_at, each.subject, each.sort),
    )
    pairs: list[tuple[Millis, Millis, Packet, Packet]] = []
    for place, one in enumerate(before):
        if (one.subject, one.sort) in late:
            continue
        for other in before[place + 1 :]:
            if (apart := other.received_at - one.received_at) > NEAR:
                break
            pairs.append((apart, abs(other.received_at - moment), one, other))
    for _, _, one, other in sorted(pairs, key=lambda pair: pair[:2])[:MOST_TRIES]:
        yield {**late, (one.subject, one.sort): other.received_at}
