"""The command behind `make mutants`."""

import argparse
import json
import shlex
import sys
import time
import tomllib
from collections import Counter
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from itertools import islice, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from mutation import nursery, operators, report
from mutation.nursery import PACKAGE
from mutation.operators import Mutant
from mutation.reach import KEPT, Reach

HERE = Path(__file__).parent
SLOWEST = 30.0
"""Seconds of the processor that any run may take; and how many times the tests' own time is added."""
BUSY = 10


class Known(NamedTuple):
    """A mutant that no test can tell from the original, and why."""

    module: str
    was: str
    becomes: str
    why: str


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m mutation", description=__doc__)
    parser.add_argument("modules", nargs="*", help="core/points, aws/mail …: what to try (all that the table names)")
    parser.add_argument("--sample", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", metavar="ID", help="one mutant, against all tests of its module")
    parser.add_argument("--again", action="store_true", help="take the last run up: what was noticed stays")
    parser.add_argument("--list", action="store_true", help="the mutants, untried")
    parser.add_argument("--page", action="store_true", help="write docs/mutants.md")
    parser.add_argument("--out", type=Path, default=KEPT / "last.json", help="where the figures go, as JSON")
    asked = parser.parse_args(arguments)
    if asked.only:
        return _one(asked.only)
    drawn = sample(asked.modules or data()["usual"], asked.sample, asked.seed)
    if asked.list:
        for name, mutant in drawn:
            print(name, mutant.kind, difference(mutant), sep="\n")
        return 0
    return _try(drawn, asked)


@cache
def data() -> dict[str, Any]:
    return tomllib.loads((HERE / "modules.toml").read_text())


def table() -> dict[str, list[str]]:
    """Module or package → test files."""
    return {module: [f"tests/{test}.py" for test in tests] for module, tests in data()["tests"].items()}


def tests_of(module: str) -> list[str]:
    """The test files that ought to find a mistake in this module (`core/turn`); none if nobody speaks for it."""
    fitting = [name for name in table() if module == name or module.startswith(f"{name}/")]
    return table()[max(fitting, key=len)] if fitting else []


def modules(*under: str) -> list[str]:
    """The modules below these names, as `core/points/caps`; not those that are words alone."""
    every = (str(path.relative_to(PACKAGE))[:-3] for path in sorted(PACKAGE.rglob("*.py")))
    asked = (module for module in every if any(module == name or module.startswith(f"{name}/") for name in under))
    return [module for module in asked if module not in data()["words"]]


def known() -> list[Known]:
    return [Known(**entry) for entry in tomllib.loads((HERE / "equivalent.toml").read_text()).get("mutant", [])]


@cache
def of_module(module: str) -> dict[str, Mutant]:
    """Every mutant of a module by its id, `core/points/caps:31.2`: the second of the line."""
    named: dict[str, Mutant] = {}
    for mutant in operators.mutants(module, source_of(module)):
        number = 1
        while f"{module}:{mutant.line}.{number}" in named:
            number += 1
        named[f"{module}:{mutant.line}.{number}"] = mutant
    return named


@cache
def source_of(module: str) -> str:
    return (PACKAGE / f"{module}.py").read_text()


def sample(under: Sequence[str], count: int, seed: int) -> list[tuple[str, Mutant]]:
    """So many mutants of these modules: of each kind of mistake as many, as far as there are so many, because arguments
    are a hundred times as frequent as bounds. Which ones, the seed and each mutant's own text say: a change elsewhere
    changes nothing of it.
    """
    every = [named for module in modules(*under) if tests_of(module) for named in of_module(module).items()]

    def lot(named: tuple[str, Mutant]) -> str:
        number = named[0].rpartition(".")[2]
        return sha256(repr((seed, named[1].module, number, *lines(named[1]))).encode()).hexdigest()

    kinds: dict[str, list[tuple[str, Mutant]]] = {}
    for name, mutant in sorted(every, key=lot):
        kinds.setdefault(mutant.kind, []).append((name, mutant))
    in_turn = (each for turn in zip_longest(*(kinds[kind] for kind in sorted(kinds))) for each in turn if each)
    fitting = (each for each in in_turn if operators.compiles(each[1], source_of(each[1].module)))
    return sorted(islice(fitting, count), key=lambda each: (each[1].module, each[1].start))


def lines(mutant: Mutant) -> tuple[str, str]:
    """The lines that the mutant touches, without their indentation: before and after."""
    source = source_of(mutant.module)
    first, last = source.rfind("\n", 0, mutant.start) + 1, source.find("\n", mutant.end)
    after = mutant._replace(start=mutant.start - first, end=mutant.end - first)
    touched = source[first:last]
    return " ".join(touched.split()), " ".join(after.applied(touched).split())


def difference(mutant: Mutant) -> str:
    was, becomes = lines(mutant)
    return f"    - {was}\n    + {becomes}"


def _one(name: str) -> int:
    mutant = of_module(name.split(":")[0])[name]
    print(f"{name}  {mutant.kind}\n{difference(mutant)}")
    nursery.furnish()
    run = nursery.tried(mutant.module, mutant.applied(source_of(mutant.module)), tests_of(mutant.module), 1_800)
    print(run.output, f"{run.end}, {run.seconds:.1f} s", sep="\n")
    return int(run.end == "survived")


def _try(drawn: list[tuple[str, Mutant]], asked: argparse.Namespace) -> int:
    began = time.monotonic()
    found = json.loads(asked.out.read_text())["mutants"] if asked.again else []
    before = dict(zip(_names(found), found, strict=True))
    excused = {(each.module, each.was, each.becomes): each.why for each in known()}
    under = asked.modules or data()["usual"]
    of = sum(len(of_module(module)) for module in modules(*under))
    summary: dict[str, Any] = {"seed": asked.seed, "modules": under, "of": of, "mutants": []}
    asked.out.parent.mkdir(exist_ok=True)
    nursery.furnish()
    tried: list[dict[str, Any]] = [{"id": name, "kind": mutant.kind, **_touched(mutant)} for name, mutant in drawn]
    for number, (told, same, (name, mutant)) in enumerate(zip(tried, _names(tried), drawn, strict=True), 1):
        earlier, why = before.pop(same, None), excused.get((mutant.module, told["was"], told["becomes"]))
        told |= {"why": why, "end": earlier["end"] if earlier and _stays(earlier) else _fate(mutant, why)}
        summary["mutants"].append(told)
        # a run that was cut off is taken up by --again, and so are those that it did not come to
        kept = {**summary, "mutants": [*summary["mutants"], *before.values()]}
        asked.out.write_text(json.dumps(kept, indent=1, ensure_ascii=False))
        print(f"{number:4}/{len(drawn)}  {told['end']:10}  {name}  {mutant.kind}", flush=True)
        if told["end"] == "survived":
            command = shlex.join(["python", "-m", "mutation", "--only", name])
            print(f"{difference(mutant)}\n    {command}", flush=True)
    asked.out.write_text(json.dumps(summary, indent=1, ensure_ascii=False))
    if asked.page:
        only = f" ONLY='{' '.join(asked.modules)}'" if asked.modules else ""
        again = " AGAIN=1" if asked.again else ""
        report.write(summary, f"make mutants COUNT={asked.sample} SEED={asked.seed}{only}{again} PAGE=1")
    ends = [each["end"] for each in summary["mutants"]]
    print("\n" + ", ".join(f"{ends.count(end)} {end}" for end in ("killed", "timed out", "survived", "equivalent")))
    print(f"{len(drawn)} mutants, seed {asked.seed}, {(time.monotonic() - began) / 60:.0f} minutes")
    return int("survived" in ends)


def _touched(mutant: Mutant) -> dict[str, str]:
    was, becomes = lines(mutant)
    return {"was": was, "becomes": becomes}


def _names(told: Sequence[dict[str, Any]]) -> list[tuple[Any, ...]]:
    """What makes each the same mutant, whatever lines were written above it: where it stands, what it changes, and of
    those that do not differ in that, which one it is.
    """
    seen: Counter[tuple[str, ...]] = Counter()
    names: list[tuple[Any, ...]] = []
    for each in told:
        alike = (each["id"].partition(":")[0], each["kind"], each["was"], each["becomes"])
        names.append((*alike, seen[alike]))
        seen[alike] += 1
    return names


def _stays(told: dict[str, Any]) -> bool:
    """Whether what was found the last time need not be asked again."""
    return told["end"] in ("killed", "timed out")


def _fate(mutant: Mutant, why: str | None) -> str:
    if why:
        return "equivalent"
    files = tests_of(mutant.module)
    reach = Reach(files)
    wanted = reach.tests_for(mutant.module, mutant.function, files)
    files = [file for file in files if any(test.startswith(f"{file}::") for test in wanted)]
    mutated = mutant.applied(source_of(mutant.module))
    return nursery.tried(mutant.module, mutated, files, SLOWEST + BUSY * reach.seconds(wanted), wanted).end


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
