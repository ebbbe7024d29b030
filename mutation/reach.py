"""Which of our functions each test enters, and how long it takes: a mutant meets the tests that run it, the quickest
first.

Rules
1. It is asked once for each test file, and kept in .mutation/ until a source of ours or the file itself changes.
2. A function that is entered while modules are imported, or by no test, may be felt anywhere: all tests are asked.
"""

import json
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

import pytest

from mutation.nursery import PACKAGE, ROOT, in_peace

KEPT = ROOT / ".mutation"
LIMIT = 1_800.0
"""Seconds of the processor that a test file may take while it is watched."""


class Watched(NamedTuple):
    """What one test did: seconds of the processor, and the functions that it entered, as `module:first line`."""

    seconds: float
    entered: frozenset[str]


class Reach:
    """What the tests of these files enter."""

    def __init__(self, files: Iterable[str]) -> None:
        self.tests: dict[str, Watched] = {}
        self.imported: set[str] = set()
        for file in sorted(set(files)):
            told = _watched(file)
            self.imported |= set(told["imported"])
            for test, (seconds, entered) in told["tests"].items():
                self.tests[test] = Watched(seconds, frozenset(entered))

    def tests_for(self, module: str, function: int | None, files: Iterable[str]) -> list[str]:
        """The tests of these files that may notice a change in this function, the quickest first."""
        place = f"{module}:{function}"
        belong = tuple(f"{file}::" for file in files)
        mine = [test for test in self.tests if test.startswith(belong)]
        entering = [test for test in mine if place in self.tests[test].entered]
        if function is None or place in self.imported or not entering:
            entering = mine
        return sorted(entering, key=lambda test: self.tests[test].seconds)

    def seconds(self, tests: Iterable[str]) -> float:
        return sum(self.tests[test].seconds for test in tests)


def _watched(file: str) -> dict[str, Any]:
    KEPT.mkdir(exist_ok=True)
    kept = KEPT / f"{file.replace('/', '.')}.{_digest(file)}.json"
    if not kept.exists():
        for old in KEPT.glob(f"{file.replace('/', '.')}.*.json"):
            old.unlink()
        run = in_peace([file], _Watch(kept), LIMIT)
        if run.end != "survived":
            raise SystemExit(f"{file} fails without any mutant:\n{run.output}")
    return json.loads(kept.read_text())


@cache
def _digest(file: str) -> str:
    """Of all that the test file's reach may depend on: our sources, its helpers, itself."""
    helpers = (path for path in (ROOT / file).parent.glob("*.py") if not path.name.startswith("test_"))
    sources = [*PACKAGE.rglob("*.py"), *(ROOT / "functions").rglob("*.py"), *helpers, ROOT / file]
    return sha256(b"\0".join(path.read_bytes() for path in sorted(sources))).hexdigest()[:16]


class _Watch:
    """A plugin: writes what each test entered when all are through."""

    def __init__(self, kept: Path) -> None:
        self.kept = kept
        self.ours = f"{PACKAGE}/"
        self.now: set[tuple[str, int]] = set()
        self.imported = self.now
        self.tests: dict[str, tuple[float, list[str]]] = {}
        threading.settrace(self.enter)
        sys.settrace(self.enter)

    def enter(self, frame: FrameType, event: str, argument: object) -> None:
        code = frame.f_code
        if code.co_filename.startswith(self.ours):
            self.now.add((code.co_filename, code.co_firstlineno))

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: Any) -> Iterator[None]:
        began, self.now = time.process_time(), set()
        sys.settrace(self.enter)
        try:
            return (yield)
        finally:
            self.tests[item.nodeid] = (round(time.process_time() - began, 3), self._named(self.now))

    def pytest_sessionfinish(self, exitstatus: int) -> None:
        sys.settrace(None)
        if exitstatus == 0:
            told = {"imported": self._named(self.imported), "tests": self.tests}
            self.kept.write_text(json.dumps(told, separators=(",", ":")))

    def _named(self, entered: set[tuple[str, int]]) -> list[str]:
        return sorted(f"{name[len(self.ours) : -3]}:{line}" for name, line in entered)
