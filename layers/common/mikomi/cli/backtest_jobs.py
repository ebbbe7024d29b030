"""Everybody tried by several processes of this machine: each takes the people who fall to it by their ids.

Rules
1. Each reads the tables by itself and says what came of every page; what they count adds up to what one would count.
2. When one of them ends before it is done, or this command is stopped, all of them end.
"""

import argparse
from collections.abc import Iterator
from multiprocessing import get_context
from queue import Empty
from typing import Any, NamedTuple

from mikomi import clock
from mikomi.aws import deployment
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.trial import Bench, Trial
from mikomi.model.plan import Plan
from mikomi.shell import failures
from mikomi.shell.backtest import run, tried

WAIT = 2.0
"""Seconds after which it is looked whether everybody is still at it."""


class Broken(RuntimeError):
    """One of the processes ended before it was done; why, as far as it said."""


class ToTry(NamedTuple):
    """What is tried, against what (None: what really ran), on which days."""

    candidate: Plan
    against: Plan | None
    days: TriedDays

    def bench(self) -> Bench:
        against = tried.books_of(self.against) if self.against else None
        return Bench(tried.books_of(self.candidate), against, tried.running(), self.days, clock.now())


def over_everybody(to_try: ToTry, asked: argparse.Namespace) -> Iterator[Trial]:
    """What came of each page. Broken."""
    context = get_context("spawn")
    parts: Any = context.Queue()
    where = (asked.stack, asked.local, asked.port)
    workers = [
        context.Process(target=_work, args=(to_try, where, (number, asked.jobs), parts), daemon=True)
        for number in range(asked.jobs)
    ]
    for worker in workers:
        worker.start()
    at_it = asked.jobs
    try:
        while at_it:
            try:
                came = parts.get(timeout=WAIT)
            except Empty:
                if any(worker.exitcode for worker in workers):
                    raise Broken("–") from None
                continue
            if isinstance(came, str):
                raise Broken(came)
            if came is None:
                at_it -= 1
            else:
                yield came
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _work(to_try: ToTry, where: tuple[str | None, bool, int], share: tuple[int, int], parts: Any) -> None:
    stack, local, port = where
    try:
        if stack:
            deployment.use_stack(stack)
        elif local:
            deployment.use_local(f"http://127.0.0.1:{port}")
        for part, _ in run.over_everybody(to_try.bench(), share=share):
            parts.put(part)
        parts.put(None)
    except Exception as error:
        parts.put(failures.reason_of(error))
