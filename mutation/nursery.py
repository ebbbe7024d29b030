"""Runs tests in a process of their own, one module of which is mutated.

Rules
1. What takes long to import and is not ours (pytest, Hypothesis, moto, boto3) is imported once; each run is a fork of
   that, and imports our code anew.
2. Hypothesis draws the same examples each time (the profile of CI): a mutant lives or dies by itself, not by luck.
3. A run that needs much more of the processor than the tests need otherwise is ended, with all that it started. Time on
   the wall says nothing on a busy machine; it ends what sleeps for ever.
"""

import importlib.util
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any, Literal, NamedTuple

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "layers/common/mikomi"
QUIET = ["-x", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "--tb=line", "--no-header"]
QUIET += ["-W", "ignore::pytest.PytestAssertRewriteWarning"]  # Hypothesis is there already, and that is the point
_FOREIGN = [
    "hypothesis",
    "hypothesis.strategies",
    "pytest",
    "_pytest.assertion.rewrite",
    "pydantic",
    "jinja2",
    "jinja2.sandbox",
    "boto3",
    "botocore.config",
    "moto",
    "moto.dynamodb.models",
    "moto.dynamodb.responses",
    "moto.s3.models",
    "moto.s3.responses",
    "moto.sqs.responses",
    "moto.sesv2.responses",
    "moto.scheduler.responses",
    "moto.secretsmanager.responses",
    "aws_lambda_powertools",
]

WALL = 60
"""Times the allowed seconds of the processor that a run may take on the wall."""

End = Literal["killed", "timed out", "survived"]


class Run(NamedTuple):
    end: End
    seconds: float
    output: str


def furnish() -> None:
    """Import what every run needs and nobody mutates."""
    os.environ["CI"] = "1"
    os.environ.setdefault("AWS_DEFAULT_REGION", "ap-northeast-1")
    sys.path[:0] = [str(ROOT / "layers/common"), str(ROOT)]
    for name in _FOREIGN:
        importlib.import_module(name)
    assert not any(name.split(".")[0] in ("mikomi", "functions", "tests") for name in sys.modules)


def tried(module: str, source: str, tests: Sequence[str], limit: float, wanted: Sequence[str] | None = None) -> Run:
    """Run these test files over the module (`core/turn`) as `source` says; of their tests the `wanted` ones, in that
    order. `limit`: seconds of the processor.
    """

    def work() -> int:
        sys.meta_path.insert(0, _Mutated(module, source))
        return _pytest([*QUIET, *tests], [_Chosen(wanted)] if wanted is not None else [])

    return _in_a_fork(work, limit)


def in_peace(tests: Sequence[str], plugin: object, limit: float) -> Run:
    """Run these test files over the code as it is, with a plugin."""
    return _in_a_fork(lambda: _pytest([*QUIET, *tests], [plugin]), limit)


def _pytest(arguments: list[str], plugins: list[Any]) -> int:
    import pytest

    return int(pytest.main(arguments, plugins=plugins))


def _in_a_fork(work: Callable[[], int], limit: float) -> Run:
    began = time.monotonic()
    with tempfile.TemporaryFile("w+") as output:
        child = os.fork()
        if child == 0:
            _be_born(work, output.fileno(), int(limit) + 1)
        status = None
        while status is None:
            done, told = os.waitpid(child, os.WNOHANG)
            if done:
                status = os.waitstatus_to_exitcode(told)
            elif time.monotonic() - began > WALL * limit:
                os.killpg(child, signal.SIGKILL)
                os.waitpid(child, 0)
                return Run("timed out", time.monotonic() - began, "")
            else:
                time.sleep(0.02)
        output.seek(0)
        said = output.read()
    if status == -signal.SIGXCPU:
        return Run("timed out", time.monotonic() - began, said)
    if status in (4, 5):
        raise RuntimeError(f"pytest ran nothing (exit code {status}):\n{said}")
    return Run("killed" if status else "survived", time.monotonic() - began, said)


def _be_born(work: Callable[[], int], output: int, seconds: int) -> None:
    """The child's whole life; it never returns."""
    code = 70
    try:
        os.setsid()
        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        os.chdir(ROOT)
        os.dup2(output, 1)
        os.dup2(output, 2)
        code = work()
        sys.stdout.flush()
    except BaseException as wrong:
        os.write(2, repr(wrong).encode())
    finally:
        os._exit(code)


class _Chosen:
    """Of the tests that were collected, these, in this order."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self.place = {test: place for place, test in enumerate(wanted)}

    def pytest_collection_modifyitems(self, items: list[Any]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self.place), key=lambda item: self.place[item.nodeid]
        )


class _Mutated(MetaPathFinder):
    """Imports one module of ours from another text."""

    def __init__(self, module: str, source: str) -> None:
        self.path = PACKAGE / f"{module}.py"
        self.name = ".".join(("mikomi", *module.removesuffix("/__init__").split("/")))
        self.source = source

    def find_spec(self, name: str, path: Any = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name != self.name:
            return None
        return importlib.util.spec_from_file_location(name, self.path, loader=_FromText(name, self.path, self.source))


class _FromText(SourceFileLoader):
    def __init__(self, name: str, path: Path, source: str) -> None:
        super().__init__(name, str(path))
        self.source = source

    def get_code(self, fullname: str) -> CodeType:
        return compile(self.source, self.path, "exec", dont_inherit=True)
