"""What a check of a workspace costs, and the rulebook of a large plan.

Each check reads mails that no check before has read: whoever uploads a file for the first time waits for that.
"""

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import css_inline
from jinja2 import Environment
from mikomi.core.behaviour.rulebook import compile
from mikomi.core.checking import workspace
from mikomi.model.plan import Plan

from bench import growth
from bench.measure import Prepare, Row, Spread, Work, in_turns, number, ratios

Json = dict[str, Any]
Files = dict[str, bytes]

ROOT = Path(__file__).parents[1]
STEPS = (5, 50)
SCENARIOS = (100, 1_000)
STEEP = 12.0
"""What ten times as many steps, or scenarios, may cost, beside the few: hardly more than ten times as much."""
TIMES_READING = 6.0
"""What a check may cost, beside reading the same files by json, their models, Jinja and css-inline alone."""
_marks = itertools.count()


def rows(rounds: int, scenarios: tuple[int, int] = SCENARIOS) -> list[Row]:
    example = sample()
    works = {
        "example": _checking(example),
        "example again": _checking(example, is_known=True),
        "reading": _reading(example),
    }
    works |= {f"{steps} steps": _checking(long(example, steps)) for steps in STEPS}
    works |= {f"{many} scenarios": _compiling(many) for many in scenarios}
    seconds = in_turns(works, rounds)

    def told(name: str, what: str) -> Row:
        return Row(what, "ms", Spread.of(seconds[name], 1e3))

    def beside(one: str, other: str, what: str, budget: float) -> Row:
        middle = number(Spread.of(seconds[other], 1e3).middle)
        return Row(what, "x", Spread.of(ratios(seconds[one], seconds[other])), f"{middle} ms", budget)

    few, many = scenarios
    return [
        told("example", f"check of the example workspace: {_told_of(example)}"),
        told("example again", "the same again, nothing changed"),
        beside("example", "reading", "check of the example workspace, beside reading its files", TIMES_READING),
        told(f"{STEPS[1]} steps", f"check of a scenario of {STEPS[1]} steps"),
        beside(f"{STEPS[1]} steps", f"{STEPS[0]} steps", f"… beside one of {STEPS[0]}", STEEP),
        told(f"{many} scenarios", f"compile of {many:,} scenarios"),
        beside(f"{many} scenarios", f"{few} scenarios", f"compile of {many:,} scenarios, beside {few:,}", STEEP),
    ]


def sample() -> Files:
    folder = ROOT / "examples"
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*")) if path.is_file()}
    return {name: path.read_bytes() for name, path in files.items() if workspace.belongs(name)}


def long(files: Files, steps: int) -> Files:
    """One scenario of so many steps, with what it needs: mails, waits, branches, tags and points in turn."""
    kinds: tuple[Callable[[int], Json], ...] = (
        lambda n: {"id": f"m{n}", "mail": {"template": "faq", "subject": "ご案内"}},
        lambda n: {"wait": {"for": "3d", "at": "10:00", "on": "weekdays"}},
        lambda n: {"id": f"b{n}", "if": {"visited": f"/price/{n}"}, "then": [{"add_tag": "price"}], "else": []},
        lambda n: {"add_points": 5, "reason": "読んだ"},
        lambda n: {"wait": "2bd"},
    )
    made = [kinds[each % len(kinds)](each) for each in range(steps)]
    scenario = {"version": 1, "id": "long", "name": "Long", "trigger": {"manual": True}, "steps": made}
    needed = {name: files[name] for name in ("settings.json", "mails/faq.html")}
    return {**needed, "scenarios/long.json": json.dumps(scenario).encode()}


def _checking(files: Files, *, is_known: bool = False) -> Prepare:
    def prepare() -> Work:
        mark = f"<!-- {next(_marks)} --><p>{next(_marks)}</p></body>".encode()
        ending = {b"</body>": mark, b"</mj-body>": b"<mj-raw>" + mark.replace(b"</body>", b"</mj-raw></mj-body>")}
        unread = {n: _marked(raw, ending) if n.startswith("mails/") else raw for n, raw in files.items()}
        if is_known:
            workspace.read(unread)

        def work() -> int:
            plan, _ = workspace.read(unread)
            assert plan is not None
            return 1

        return work

    return prepare


def _marked(raw: bytes, ending: dict[bytes, bytes]) -> bytes:
    for end, mark in ending.items():
        raw = raw.replace(end, mark)
    return raw


def _reading(files: Files) -> Prepare:
    """Each file by what reads its kind, and nothing asked of it."""

    def prepare() -> Work:
        def work() -> int:
            jinja, inliner = Environment(autoescape=True), css_inline.CSSInliner()
            for name, raw in files.items():
                model = next((model for kind, model in workspace.KINDS if re.fullmatch(kind, name)), None)
                if model:
                    model.model_validate(json.loads(raw))
                elif name.endswith(".html"):
                    jinja.parse(raw.decode())
                    inliner.inline(raw.decode())
            return 1

        return work

    return prepare


def _compiling(scenarios: int) -> Prepare:
    plan: Plan = growth.sized(1, 0, scenarios, growth.here)

    def prepare() -> Work:
        def work() -> int:
            assert compile(plan)
            return 1

        return work

    return prepare


def _told_of(files: Files) -> str:
    scenarios = sum(name.startswith("scenarios/") for name in files)
    mails = sum(name.startswith("mails/") and name.endswith(".html") for name in files)
    return f"{len(files)} files, {scenarios} scenarios, {mails} mails"
