"""How far a trial over everybody has come, kept on this machine: a command that was stopped goes on from there.

Rules
1. Kept after every page of people, in a file that only this user may read, and taken away when the trial is whole.
2. It goes on (`--resume`) only with what it began with: the same plans, the same version in force, the same release.
   Otherwise, and a day later, it begins anew and says so: a figure is of one plan and one time.
3. Days and processes are those with which it began.
4. It holds ids of people, no address. What nobody took up within a day is taken away by the next trial.
"""

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

import mikomi
from mikomi import clock, keys
from mikomi.aws import plans
from mikomi.cli.backtest_jobs import PageTried
from mikomi.core.backtest import transcript
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.trial import Trial
from mikomi.model.base import DAY, Json, Millis
from mikomi.model.plan import Plan
from mikomi.shell.backtest.tried import ToTry

KEPT = {"of", "days", "now", "jobs", "behind", "done", "trial"}


@dataclass
class Progress:
    """What is tried, by so many `jobs`, and what came of it so far. `behind`: by process, behind whom it goes on;
    those that are `done` have nobody left. `is_kept`: whether the last page could be written down."""

    path: Path
    to_try: ToTry
    jobs: int
    trial: Trial = field(default_factory=Trial)
    behind: dict[int, str] = field(default_factory=dict)
    done: set[int] = field(default_factory=set)
    is_kept: bool = False

    def left(self) -> Iterator[tuple[int, str | None]]:
        """The processes that are not done, and behind whom each goes on."""
        for number in range(self.jobs):
            if number not in self.done:
                yield number, self.behind.get(number)

    def add(self, page: PageTried) -> None:
        """What came of the next people."""
        self.trial.join(page.trial)
        if page.after is None:
            self.done.add(page.number)
        else:
            self.behind[page.number] = page.after
        try:
            self._keep()
            self.is_kept = True
        except OSError:  # a home that cannot be written to, a full disk: it counts all the same
            self.is_kept = False

    def forget(self) -> None:
        """Nothing is left to do."""
        with suppress(OSError):
            self.path.unlink()

    def _keep(self) -> None:
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        whole: Json = {
            "of": origin(self.to_try),
            "days": self.to_try.days,
            "now": self.to_try.now,
            "jobs": self.jobs,
            "behind": self.behind,
            "done": sorted(self.done),
            "trial": transcript.write(self.trial),
        }
        with NamedTemporaryFile("w", dir=self.path.parent, delete=False) as file:
            json.dump(whole, file)
        Path(file.name).replace(self.path)


def begin(to_try: ToTry, named: Sequence[object], asked: argparse.Namespace) -> Progress:
    """A trial that begins with the first; `named`: what tells it apart from others of this deployment."""
    for other in _folder().glob("*"):
        if (whole := _read(other)) is None or is_old(whole["now"]):
            with suppress(OSError):
                other.unlink()
    return Progress(_path(named, asked), to_try, asked.jobs or 1)


def take_up(to_try: ToTry, named: Sequence[object], asked: argparse.Namespace) -> Progress | None:
    """The one that was stopped; None if there is none that fits."""
    path = _path(named, asked)
    whole = _read(path)
    if whole is None or whole["of"] != origin(to_try) or is_old(whole["now"]):
        return None
    begun = to_try._replace(days=TriedDays(*whole["days"]), now=whole["now"])
    behind = {int(number): after for number, after in whole["behind"].items()}
    try:
        return Progress(path, begun, whole["jobs"], transcript.read(whole["trial"]), behind, set(whole["done"]))
    except ValueError:
        return None


def _read(path: Path) -> Json | None:
    try:
        whole: Json = json.loads(path.read_text())
    except (OSError, ValueError):
        return None
    return whole if whole.keys() >= KEPT else None


def is_old(begun: Millis) -> bool:
    """Whether nobody goes on any more with what began then."""
    return begun < clock.now() - DAY


def _path(named: Sequence[object], asked: argparse.Namespace) -> Path:
    where = asked.stack or (f"local {asked.port}" if asked.local else "")
    return _folder() / f"{keys.digest(where, json.dumps(named))}.json"


def _folder() -> Path:
    return Path.home() / ".cache" / "mikomi" / "backtest"


def origin(to_try: ToTry) -> list[str]:
    """What it begins with, and has to be the same for it to go on."""
    plan, against = to_try.candidate, to_try.against
    return [_mark(plan), _mark(against) if against else "", str(plans.pointer_version()), _release()]


def _mark(plan: Plan) -> str:
    return keys.digest(plan.model_dump_json(by_alias=True, exclude_none=True))


@cache
def _release() -> str:
    """What decides and counts, told by its own source."""
    core = Path(mikomi.__file__).parent / "core"
    return keys.digest(*(file.read_text() for file in sorted(core.rglob("*.py"))))
