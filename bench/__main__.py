"""python -m bench [--json] [--tiny]"""

import argparse
import json
import sys

from bench import (
    archive,
    backtest,
    bill,
    calls,
    checks,
    cpu,
    decision,
    directory,
    everybody,
    growth,
    imports,
    mail,
    price,
    strangers,
    world,
)
from bench.measure import Row, number


def chapters(tiny: bool) -> dict[str, list[Row]]:
    rounds, requests = (1, 20) if tiny else (11, 40)
    with world.running() as here:
        return {
            "CPU an event": cpu.rows(here, rounds, requests),
            "One AWS call": calls.rows(rounds, requests),
            "A triggered mail": mail.rows(here, rounds, requests),
            "A decision": decision.rows(here, rounds, *(((20, 40), 1) if tiny else ((20, 400, 3_000), 5))),
            "Growth with the plan": growth.rows(rounds, *((1, growth.SMALL) if tiny else (20, growth.SIZES))),
            "A workspace": checks.rows(*((1, (20, 100)) if tiny else (rounds, checks.SCENARIOS))),
            "Start of a function": imports.rows(rounds),
            "Calls and write units": price.rows(here, packets=5),
            "Archive and results": archive.rows(here, 2_000 if tiny else 1_000_000),
            "Everybody": everybody.rows(here, 20 if tiny else 2_000),
            "A plan tried on what happened": backtest.rows(here, rounds, 4 if tiny else 40),
            "Leads found": directory.rows(here, *((20, 1) if tiny else (100_000, 4))),
            "A month's bill": bill.rows(here, 3 if tiny else 50),
            "What a stranger can cost": strangers.rows(here),
        }


def table(told: dict[str, list[Row]]) -> str:
    lines = []
    for chapter, rows in told.items():
        lines += ["", f"## {chapter}", "", "| what | median | least to most | beside | budget | verdict |"]
        lines += ["|---|---|---|---|---|---|"]
        for row in rows:
            spread, budget = row.measured, "" if row.budget is None else f"<= {number(row.budget)}"
            least_to_most = "" if spread.least == spread.most else f"{number(spread.least)} to {number(spread.most)}"
            cells = (row.what, f"{number(spread.middle)} {row.unit}", least_to_most, row.beside, budget, row.verdict)
            lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines).strip()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description="What it costs, beside its budgets.")
    parser.add_argument("--json", action="store_true", help="the figures as data")
    parser.add_argument("--tiny", action="store_true", help="a few events only: shows that it runs, measures nothing")
    asked = parser.parse_args()
    told = chapters(asked.tiny)
    if asked.json:
        json.dump({chapter: [row.plain() for row in rows] for chapter, rows in told.items()}, sys.stdout, indent=2)
        print()
    else:
        print(table(told))


if __name__ == "__main__":
    main()
