"""docs/reliability.md, written by the runs that it tells of."""

from collections import Counter
from pathlib import Path

from simulation import faults, planted, runs
from simulation.invariants import INVARIANTS
from simulation.runs import Tally

PAGE = Path(__file__).parent.parent / "docs" / "reliability.md"
COMMAND = "make reliability"


def write(seeds: int, most: int, jobs: int) -> int:
    """Play the seeds, look for the bugs, write the page; 1 if a promise was broken or a bug not found."""
    tally = runs.run([*runs.regressions(), *range(seeds)], jobs)
    found = runs.find_all(most, jobs)
    PAGE.write_text(page(tally, found, most))
    return 0 if not tally.broken and all(found.values()) else 1


def page(tally: Tally, found: dict[str, tuple[int, str, str] | None], most: int) -> str:
    """The page in Markdown."""
    return "\n".join([*_head(tally), *_faults(tally), *_promises(tally), *_bugs(found, most)]) + "\n"


def _per_10_000(number: int, of: int) -> str:
    return f"{10_000 * number / of:.1f}" if of else "0"


def _head(tally: Tally) -> list[str]:
    return [
        "# What was shown, and how",
        "",
        f"Written by `{COMMAND}`; nothing here is typed in by hand. The simulation runs the real functions against",
        "an AWS in memory that misbehaves as listed below, for 30 virtual days a seed; then the faults stop, 48 hours",
        "pass, and every promise of the list is judged from the changes of the tables, the HTTP answers and the mails",
        "that SES accepted. It is a model: what AWS does that it does not know, it cannot show.",
        "",
        "| | |",
        "|---|---|",
        f"| seeds | {tally.seeds:,} |",
        f"| people | {tally.people:,} |",
        f"| AWS calls | {tally.calls:,} |",
        f"| step mails decided | {tally.steps:,} |",
        f"| mails that SES accepted | {tally.mails:,} |",
        f"| steps mailed twice, per 10,000 | {_per_10_000(tally.twice, tally.steps)} |",
        f"| steps that never ended, per 10,000 | {_per_10_000(tally.missed, tally.steps)} |",
        f"| seeds in which a promise was broken | {len(tally.broken)} |",
        "",
        "One seed again: `make simulate SEED=123`. Many: `make simulate SEEDS=200000`.",
        "",
    ]


def _faults(tally: Tally) -> list[str]:
    functions = sorted({function for _, function, _ in tally.met if function.endswith("Function")})
    counted: Counter[tuple[str, str]] = Counter()
    operations: dict[tuple[str, str], set[str]] = {}
    for (fault, function, operation), times in tally.met.items():
        counted[fault, function] += times
        operations.setdefault((fault, function), set()).add(operation)
    lines = [
        "## Faults met, by function",
        "",
        "How often each fault struck, and at how many different operations of the function. A rate is the chance per",
        "call, record or message where the fault is on; a quarter of the seeds have three times the rate.",
        "",
        f"| fault | rate | {' | '.join(function.removesuffix('Function') for function in functions)} |",
        f"|---|---|{'---|' * len(functions)}",
    ]
    for fault, meaning in faults.MEANINGS.items():
        cells = [
            f"{counted[fault, f]:,} at {len(operations[fault, f])}" if counted[fault, f] else "" for f in functions
        ]
        lines.append(f"| {meaning} | {getattr(faults.USUAL, fault):g} | {' | '.join(cells)} |")
    return [*lines, ""]


def _promises(tally: Tally) -> list[str]:
    broken = Counter(promise for breaches in tally.broken.values() for promise in {promise for promise, _ in breaches})
    lines = ["## Promises judged", "", "| | what is judged | seeds in which it was broken |", "|---|---|---|"]
    for promise, invariant in INVARIANTS.items():
        said = " ".join((invariant.__doc__ or "").split()).partition(": ")[2]
        lines.append(f"| {promise} | {said[:1].upper()}{said[1:]} | {broken[promise]} |")
    return [*lines, ""]


def _bugs(found: dict[str, tuple[int, str, str] | None], most: int) -> list[str]:
    lines = [
        "## Planted bugs",
        "",
        f"Each was put into the real code and looked for in at most {most:,} seeds.",
        "",
        "| bug | found after seeds | by |",
        "|---|---|---|",
    ]
    for name, where in found.items():
        seen = f"{where[0]} | {where[1]}" if where else "not found | "
        lines.append(f"| {planted.meaning(name)} | {seen} |")
    return [*lines, ""]
