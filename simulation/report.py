"""docs/reliability.md, written by the runs that it tells of."""

import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from simulation import faults, planted, runs, strikes
from simulation.invariants import INVARIANTS
from simulation.runs import Found, Tally
from simulation.strikes import Survived
from simulation.time import HOUR, MINUTE, SECOND
from simulation.workload import rush

PAGE = Path(__file__).parent.parent / "docs" / "reliability.md"
COMMAND = "make reliability"


def write(seeds: int, most: int, steps: int, jobs: int) -> int:
    """Play the seeds, strike every call, look for the bugs, rush, write the page; 1 if anything did not hold."""
    tally = runs.run([*runs.regressions(), *range(seeds)], jobs, _shown("seeds"))
    calls = strikes.calls()
    survived = list(strikes.strike_all(range(1, len(calls) + 1), strikes.FAULTS, jobs, _shown("strikes")))
    found = runs.find_all(most, jobs, _shown("planted bugs"))
    runs.remember_found(found)
    rushed = rush.rush(steps, rush.DUE + steps * 2 * SECOND // rush.RATE + HOUR, progress=_shown("minutes of the rush"))
    PAGE.write_text("\n".join([*_head(tally), *_strikes(survived), *_rush(rushed), *_rest(tally, found, most)]) + "\n")
    broken = [wrong for each in survived for wrong in each.wrong if wrong[0] == "I"]
    held = not tally.broken and all(found.values()) and not broken
    return 0 if held and rushed.statuses == {"sent": steps} else 1


def _shown(what: str) -> Callable[..., None]:
    """Progress on one line, once a second."""
    number, shown = 0, 0.0

    def tell(*_seen: object) -> None:
        nonlocal number, shown
        number += 1
        if time.monotonic() - shown > 1:
            shown = time.monotonic()
            print(f"\r{number} {what} ", end="", flush=True)

    return tell


def _per_10_000(number: int, of: int) -> str:
    return f"{10_000 * number / of:.1f}" if of else "0"


def _head(tally: Tally) -> list[str]:
    twice = _per_10_000(tally.usual_twice, tally.usual_steps)
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
        f"| steps mailed twice, per 10,000, at the stated rates | {twice} |",
        f"| the same with the seeds that draw three times the rates | {_per_10_000(tally.twice, tally.steps)} |",
        f"| steps that never ended, per 10,000 | {_per_10_000(tally.missed, tally.steps)} |",
        f"| seeds in which a promise was broken | {len(tally.broken)} |",
        "",
        "Twice is the documented exception only: SES took the mail, its answer was lost or its sender died, and none",
        "of SES's own events came within a quarter of an hour. In a fifth of the seeds, and wherever the event stream",
        "lost records, an operator's audit follows, and everything is judged once more after it.",
        "",
        "One seed again: `make simulate SEED=123`. Many: `make simulate SEEDS=200000`.",
        "",
    ]


def _strikes(survived: list[Survived]) -> list[str]:
    functions = sorted({each.site.function for each in survived})
    calls = len({each.strike.call for each in survived})
    lines = [
        "## One fault at every call",
        "",
        f"A company's week ({calls:,} AWS calls) was played once for each of its calls and each fault at it. Survived:",
        "every promise holds, and in the end the same mails and alerts have gone to the same people, the same rows say",
        "the same, and everybody has the same points as in the week without a fault.",
        "",
        f"| what happens to the call | {' | '.join(function.removesuffix('Function') for function in functions)} |",
        f"|---|{'---|' * len(functions)}",
    ]
    for fault, meaning in strikes.FAULTS.items():
        cells = []
        for function in functions:
            here = [each for each in survived if each.site.function == function and each.strike.fault == fault]
            cells.append(f"{sum(not each.wrong for each in here)} of {len(here)}")
        lines.append(f"| {meaning} | {' | '.join(cells)} |")
    return [*lines, "", *_not_survived(survived)]


def _not_survived(survived: list[Survived]) -> list[str]:
    """Each strike after which something was otherwise, and what."""
    otherwise = [each for each in survived if each.wrong]
    lines = []
    if otherwise:
        lines += [
            "Otherwise (a reader who clicks in a mail is led on, even where the log cannot take the click down; it is",
            "counted as `MailFeedbackLost`):",
            "",
        ]
    for each in otherwise:
        where = f"{each.site.function.removesuffix('Function')}, `{each.site.operation}`"
        lines.append(f"- {where}, {strikes.FAULTS[each.strike.fault]}: {'; '.join(each.wrong[:3])}")
    return [*lines, ""] if lines else []


def _rush(rushed: rush.Rush) -> list[str]:
    last = max(at for _, _, at in rushed.took) - rush.DUE
    least = rushed.steps / rush.RATE / 60
    by_due = {number: place for place, (number, _, _) in enumerate(sorted(rushed.took, key=lambda each: each[1]))}
    off = sorted(abs(place - by_due[number]) for place, (number, _, _) in enumerate(rushed.took))
    return [
        "## More than SES takes",
        "",
        f"{rushed.steps:,} steps due within one minute against an SES that takes {rush.RATE} mails a second.",
        "",
        "| | |",
        "|---|---|",
        f"| what became of the steps | {', '.join(f'{n:,} {status}' for status, n in rushed.statuses.items())} |",
        f"| mails that SES accepted | {len(rushed.took):,} |",
        f"| the last left after | {last // MINUTE} minutes (SES needs {least:.0f} at the least) |",
        f"| places between a mail's turn by due time and its real one: median, 99th percentile "
        f"| {off[len(off) // 2]:,}, {off[len(off) * 99 // 100]:,} |",
        f"| calls that SES refused, per 100 mails | {100 * rushed.refused / rushed.steps:.1f} |",
        f"| most attempts of one mail | {rushed.attempts} |",
        f"| AWS calls a step | {rushed.calls / rushed.steps:.1f} |",
        "",
    ]


def _rest(tally: Tally, found: dict[str, Found | None], most: int) -> list[str]:
    return [*_faults(tally), *_promises(tally), *_bugs(found, most)]


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


def _bugs(found: dict[str, Found | None], most: int) -> list[str]:
    lines = [
        "## Planted bugs",
        "",
        f"Each was put into the real code and looked for in at most {most:,} seeds.",
        "",
        "| bug | found after seeds | by |",
        "|---|---|---|",
    ]
    for name, where in found.items():
        seen = f"{where.seeds} | {', '.join(where.promises)}" if where else "not found | "
        lines.append(f"| {planted.meaning(name)} | {seen} |")
    return [*lines, ""]
