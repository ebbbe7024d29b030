"""docs/mutants.md, written by the run that it tells of."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

PAGE = Path(__file__).parent.parent / "docs" / "mutants.md"


def write(summary: dict[str, Any], command: str) -> None:
    PAGE.write_text("\n".join(_page(summary, command)) + "\n")


def _page(summary: dict[str, Any], command: str) -> Iterator[str]:
    told = summary["mutants"]
    ends = Counter(each["end"] for each in told)
    noticed = ends["killed"] + ends["timed out"]
    yield from (
        "# Would the tests notice?",
        "",
        f"Written by `{command}`; nothing here is typed in by hand. A mutant is the code with one small mistake in it:",
        "a bound off by one, a condition less, an argument or a key forgotten. It is tried against the tests that",
        "`mutation/modules.toml` names for its module, in a process of its own; it is noticed if one of them fails.",
        *(["What an earlier run had seen noticed was not tried again."] if "AGAIN=1" in command else []),
        "",
        "| | |",
        "|---|---|",
        f"| mutants of {', '.join(summary['modules'])} | {summary['of']:,} |",
        f"| drawn, by seed {summary['seed']} | {len(told)} |",
        f"| noticed by a test | {noticed} ({100 * noticed / len(told):.1f} %) |",
        f"| of these by tests that did not end in time | {ends['timed out']} |",
        f"| cannot be told from the original, each with its reason below | {ends['equivalent']} |",
        f"| not noticed | {ends['survived']} |",
        "",
        "| package | drawn | noticed | no difference | not noticed |",
        "|---|---|---|---|---|",
    )
    packages: dict[str, Counter[str]] = {}
    for each in told:
        packages.setdefault(_package(each["id"]), Counter())[each["end"]] += 1
    for name, of in sorted(packages.items()):
        seen = of["killed"] + of["timed out"]
        yield f"| {name} | {of.total()} | {seen} | {of['equivalent']} | {of['survived']} |"
    for end, title in (("survived", "Not noticed"), ("equivalent", "No difference")):
        if ends[end]:
            yield from ("", f"## {title}", "")
        for each in told:
            if each["end"] == end:
                yield f"- `{each['id']}` {each['kind']}: `{each['was']}` → `{each['becomes']}`"
                if each["why"]:
                    yield f"  {each['why']}"


def _package(name: str) -> str:
    folder = name.partition(":")[0].split("/")
    return "/".join(folder[:2]) if folder[0] != "aws" and len(folder) > 2 else folder[0]
