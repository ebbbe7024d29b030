"""python -m bench.weights: where the shares of a mail's variants end that follow what is known (`winner`), by the true
rates of the arms: how often the best gets most of the people, and how often one gets ahead where all are alike.

Seeded courses of three arms, night by night: people are dealt by the shares of their day, every result is drawn, and
known a week later. docs/results.md holds what came of it.
"""

import argparse
from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from mikomi.core.figures.rates import Rate, interval
from mikomi.core.figures.winner import EvenTime, equal, next_weights

NIGHTS, A_DAY, KNOWN_AFTER, SEASON = 120, 120, 7, 15
FAVOURITE = 0.75
"""Of the people: who has so many at the end is a favourite."""
Night = Sequence[float]


class Truth(NamedTuple):
    """The arms' true rates, which `swing` from fortnight to fortnight."""

    name: str
    rates: tuple[float, ...]
    swing: float = 0


TRUTHS = (
    Truth("alike: 10 % each", (0.10, 0.10, 0.10)),
    Truth("alike, seasons of 4 % and 16 %", (0.10, 0.10, 0.10), 0.6),
    Truth("10, 15 and 9 %", (0.10, 0.15, 0.09)),
    Truth("10, 15 and 10 %, the same seasons", (0.10, 0.15, 0.10), 0.6),
)


def course(truth: Sequence[float], random: Random, swing: float = 0) -> list[Night]:
    """The weights of so many nights."""
    now = equal(len(truth))
    made: list[Night] = [now]
    days: list[tuple[tuple[float, ...], list[Rate]]] = []
    stretches: dict[tuple[float, ...], list[Rate]] = {}
    for night in range(NIGHTS):
        season = 1 + (swing if night // SEASON % 2 else -swing)
        counts = [[0, 0] for _ in truth]
        for arm in random.choices(range(len(truth)), now, k=A_DAY):
            counts[arm][1] += 1
            counts[arm][0] += random.random() < truth[arm] * season
        days.append((now, [Rate(*each) for each in counts]))
        if len(days) > KNOWN_AFTER:
            by, known = days[-1 - KNOWN_AFTER]
            before = stretches.get(by, [Rate(0, 0)] * len(truth))
            stretches[by] = [rate + more for rate, more in zip(before, known, strict=True)]
            now = next_weights(now, [EvenTime(by, tuple(rates)) for by, rates in stretches.items()])
        made.append(now)
    return made


def is_favourite(night: Night) -> bool:
    return max(night) > FAVOURITE


def _share(many: int, of: int) -> str:
    low, high = interval(Rate(many, of))
    return f"{100 * many / of:.1f} % ({100 * low:.1f} to {100 * high:.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.weights", description="Where moving shares end.")
    parser.add_argument("--courses", type=int, default=400, help="so many of each kind")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print(
        "| true rates | three quarters at the end | … at any time | the best has most at the end |\n|---|---|---|---|"
    )
    for truth in TRUTHS:
        each = range(asked.courses)
        made = [course(truth.rates, Random(f"{asked.seed}/{truth.name}/{n}"), truth.swing) for n in each]
        best = truth.rates.index(max(truth.rates))
        counts = [
            sum(is_favourite(nights[-1]) for nights in made),
            sum(any(map(is_favourite, nights)) for nights in made),
            sum(nights[-1][best] > 0.5 for nights in made),
        ]
        shares = [_share(many, asked.courses) for many in counts]
        shares[2] = "–" if len(set(truth.rates)) == 1 else shares[2]
        print(f"| {truth.name} | {' | '.join(shares)} |", flush=True)


if __name__ == "__main__":
    main()
