"""`python -m simulation`: play seeds, replay one, look for the planted bugs, write docs/reliability.md."""

import argparse
import sys
import time

from simulation import planted, report, runs
from simulation.runs import REPLAY, Tally
from simulation.seed import play
from simulation.workload.story import Story


def main() -> int:
    asked = _arguments()
    if asked.seed is not None:
        return _replay(asked.seed, asked.verbose, asked.bug)
    if asked.planted:
        return _planted(asked.most, asked.jobs)
    if asked.report:
        return report.write(asked.seeds, asked.most, asked.steps, asked.jobs)
    return _many(asked.first, asked.seeds, asked.jobs)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="simulation", description=__doc__)
    parser.add_argument("--seed", type=int, help="replay this one")
    parser.add_argument("--bug", choices=planted.names(), help="with this planted bug")
    parser.add_argument("-v", "--verbose", action="store_true", help="print everything that happens in it")
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--seeds", type=int, default=2_000, help="how many")
    parser.add_argument("--planted", action="store_true", help="look for every planted bug")
    parser.add_argument("--most", type=int, default=2_000, help="in how many seeds at most")
    parser.add_argument("--steps", type=int, default=100_000, help="of the report: how many fall due within a minute")
    parser.add_argument("--report", action="store_true", help="write docs/reliability.md")
    parser.add_argument("--jobs", type=int, default=runs.cores())
    return parser.parse_args()


def _replay(seed: int, verbose: bool, bug: str | None) -> int:
    kind = planted.story(bug) if bug else Story
    result = play(seed, keep=verbose, bug=planted.bug(bug) if bug else None, of=kind)
    for line in result.lines or ():
        print(line)
    for promise, seen in result.breaches:
        print(f"{promise}  {seen}")
    print(
        f"seed {seed}: {result.people} people, {result.calls} AWS calls, {result.mails} mails, trace {result.trace}, "
        f"{len(result.breaches)} breaches"
    )
    return 1 if result.breaches else 0


def _many(first: int, seeds: int, jobs: int) -> int:
    began, shown = time.monotonic(), 0.0

    def progress(tally: Tally) -> None:
        nonlocal shown
        now = time.monotonic()
        if now - shown > 1 or tally.seeds == seeds:
            shown = now
            print(
                f"\r{tally.seeds} of {seeds} seeds, {tally.calls} AWS calls, {tally.mails} mails, "
                f"{len(tally.broken)} seeds broke a promise, {now - began:.0f} s ",
                end="",
                flush=True,
            )

    tally = runs.run(range(first, first + seeds), jobs, progress)
    print()
    for seed, breaches in sorted(tally.broken.items()):
        promise, seen = breaches[0]
        print(f"{promise}  {seen}\n    {REPLAY.format(seed=seed)}")
        runs.remember(seed, f"{promise} {seen}")
    return 1 if tally.broken else 0


def _planted(most: int, jobs: int) -> int:
    def told(bug: str, where: runs.Found | None) -> None:
        seen = f"after {where.seeds} seeds: {' '.join(where.promises)}  {where.seen}" if where else "NOT FOUND"
        print(f"{bug:34} {seen}", flush=True)

    found = runs.find_all(most, jobs, told)
    runs.remember_found(found)
    return 0 if all(found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
