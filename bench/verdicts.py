"""python -m bench.verdicts: how often a winner is named where there is none, and how often one is found where there is.

Seeded tests, each of two arms whose people come day by day, every result drawn; what each rule says of each is
counted. Beside 判定 (`core.figures.trial`) stand the rules that are usual elsewhere, so that one sees what looking
costs. docs/figures.md holds what came of it.
"""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from random import Random

from mikomi.core.figures.beliefs import better
from mikomi.core.figures.choice import choose
from mikomi.core.figures.rates import Rate, interval
from mikomi.core.figures.trial import EntryDay, verdict

BEGIN = date(2026, 1, 5)
Rule = Callable[[Sequence[EntryDay]], int | None]
"""What a rule names the better arm of these days, looked at on each of them: 1, 2, or none."""


@dataclass(frozen=True)
class Setting:
    """Tests that are alike: the rates of the two arms, how many people a day, for how many days, how the lots divide
    them.
    """

    name: str
    first: float
    second: float
    a_day: int
    days: int
    part: float = 0.5


SETTINGS = (
    Setting("no difference, 5 % and 5 %", 0.05, 0.05, 120, 150),
    Setting("no difference, 20 % and 20 %", 0.20, 0.20, 40, 90),
    Setting("no difference, a tenth held out, 20 %", 0.20, 0.20, 60, 150, 0.1),
    Setting("5 % and 6.5 %", 0.05, 0.065, 120, 150),
    Setting("20 % and 26 %", 0.20, 0.26, 40, 90),
)


def drawn(setting: Setting, random: Random) -> list[EntryDay]:
    """One test: who entered on each day, and how many of them reached it."""
    days = []
    for n in range(setting.days):
        counts = [[0, 0], [0, 0]]
        for _ in range(setting.a_day):
            arm = random.random() < setting.part
            counts[arm][0] += random.random() < (setting.second if arm else setting.first)
            counts[arm][1] += 1
        days.append(EntryDay(BEGIN + timedelta(n), Rate(*counts[0]), Rate(*counts[1])))
    return days


def claimed(part: float) -> Rule:
    return lambda days: verdict(days, days[-1].day, part).better


def looked_at(every: int, least: int) -> Rule:
    """P ≥ 0.95, looked at every so many days, from so many people an arm: the first look that says so."""

    def rule(days: Sequence[EntryDay]) -> int | None:
        for first, second in _sums(days)[every - 1 :: every]:
            if min(first.of, second.of) >= least:
                likely = better(first, second)
                if likely >= 0.95 or likely <= 0.05:
                    return 2 if likely > 0.5 else 1
        return None

    return rule


def chosen(days: Sequence[EntryDay]) -> int | None:
    """採用, looked at every day: it claims nothing, so it may name either."""
    for sums in _sums(days):
        if (arm := choose(sums).arm) is not None:
            return arm + 1
    return None


def _sums(days: Sequence[EntryDay]) -> list[tuple[Rate, Rate]]:
    nobody = (Rate(0, 0), Rate(0, 0))
    return list(accumulate(days, lambda so_far, day: (so_far[0] + day.first, so_far[1] + day.second), initial=nobody))[
        1:
    ]


def rules(setting: Setting) -> dict[str, Rule]:
    return {
        "判定": claimed(setting.part),
        "P ≥ 0.95, daily": looked_at(1, 1),
        "P ≥ 0.95, weekly, from 200 an arm": looked_at(7, 200),
        "採用": chosen,
    }


def counted(setting: Setting, tests: int, seed: int, only: str | None = None) -> dict[str, tuple[int, int]]:
    """For each rule how often it names the first arm, and how often the second."""
    counts = {name: [0, 0] for name in rules(setting) if only in (None, name)}
    for test in range(tests):
        days = drawn(setting, Random(f"{seed}/{setting.name}/{test}"))
        for name in counts:
            named = rules(setting)[name](days)
            if named is not None:
                counts[name][named - 1] += 1
    return {name: (first, second) for name, (first, second) in counts.items()}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.verdicts", description="How often a rule names a winner.")
    parser.add_argument("--tests", type=int, default=1000, help="so many of each kind")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    print("| tests | rule | a winner named | of them the first arm |\n|---|---|---|---|")
    for setting in SETTINGS:
        for rule, (first, second) in counted(setting, asked.tests, asked.seed).items():
            low, high = interval(named := Rate(first + second, asked.tests))
            share = f"{100 * (named.share or 0):.1f} % ({100 * low:.1f} to {100 * high:.1f})"
            print(f"| {setting.name} | {rule} | {share} | {first} of {first + second} |", flush=True)


if __name__ == "__main__":
    main()
