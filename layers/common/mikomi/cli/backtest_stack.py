"""Everybody tried in the stack: a state machine calls a function for each share of people until all of them are done.

Rules
1. One trial of a kind and user at a time: asked for again it begins anew, unless it is to go on.
2. What came of the shares is read while they are at it, and joined at the end; then nothing of it stays there.
3. Stopped, nothing more is begun. What a share has kept by then is gone on from.
"""

import getpass
import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mikomi import clock, keys
from mikomi.aws import machine, plans
from mikomi.cli import backtest_progress
from mikomi.cli.backtest_jobs import Broken
from mikomi.core.backtest.trial import Trial
from mikomi.shell.backtest import shares
from mikomi.shell.backtest.shares import AskedShares, SharePart, Superseded
from mikomi.shell.backtest.tried import ToTry

SHARES = 8
LOOK = 2.0
"""Seconds between two looks at how far it is."""


class OtherRelease(Exception):
    """The functions count otherwise than this command reads."""


@dataclass
class StackRun:
    """A trial that the stack is asked for."""

    id: str
    asked: AskedShares
    execution: str = ""
    parts: list[SharePart] = field(default_factory=list)

    @property
    def to_try(self) -> ToTry:
        return self.asked.to_try

    @property
    def people(self) -> int:
        return sum(part.trial.people for part in self.parts)

    def go_on(self) -> Iterator[int]:
        """How many people are tried, each time there are more, until all are. Broken, Superseded, OtherRelease."""
        items = [{"backtest": self.id, "share": number} for number in range(self.asked.shares)]
        self.execution = machine.start(f"{self.id}-{clock.now()}", {"shares": items})
        seen = -1
        while True:
            status = machine.status(self.execution)
            self._look()
            if self.people != seen:
                yield (seen := self.people)
            if status != "RUNNING":
                break
            time.sleep(LOOK)
        if status != "SUCCEEDED" or not all(part.done for part in self.parts) or len(self.parts) < self.asked.shares:
            why = next((part.why for part in self.parts if part.why), status)
            raise Superseded if why == shares.SUPERSEDED else Broken(why)

    def whole(self) -> Trial:
        """What all of them came to; nothing of it stays in the stack."""
        whole = Trial()
        for part in self.parts:
            whole.join(part.trial)
        shares.forget(self.id)
        return whole

    def stop(self) -> None:
        """Begin nothing more."""
        if self.execution:
            machine.stop(self.execution)

    def _look(self) -> None:
        try:
            self.parts = [*shares.parts(self.id, self.asked.shares)]
        except ValueError as other:
            raise OtherRelease from other


def begin(to_try: ToTry, named: Sequence[object]) -> StackRun:
    """A trial that begins with the first; `named`: what tells it apart from others of this user."""
    asked = AskedShares(to_try, SHARES, plans.pointer_version(), backtest_progress.origin(to_try))
    return StackRun(shares.begin(_whose(named), asked), asked)


def take_up(to_try: ToTry, named: Sequence[object]) -> StackRun | None:
    """The one that was stopped; None if there is none that fits."""
    try:
        id = shares.latest(_whose(named))
        asked = shares.asked(id) if id else None
        if (
            id is None
            or asked is None
            or asked.of != backtest_progress.origin(to_try)
            or backtest_progress.is_old(asked.to_try.now)
        ):
            return None
        return StackRun(id, asked, parts=[*shares.parts(id, asked.shares)])
    except (ValueError, TypeError):
        return None


def _whose(named: Sequence[object]) -> str:
    return keys.digest(getpass.getuser(), json.dumps(named))
