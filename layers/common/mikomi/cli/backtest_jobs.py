"""Everybody tried by several processes of this machine: each takes the people who fall to it by their ids.

Rules
1. Each reads the tables by itself and says what came of every page; what they count adds up to what one would count.
2. When one of them ends before it is done, or this command is stopped, all of them end.
"""

import argparse
from collections.abc import Iterable, Iterator
from multiprocessing import get_context
from queue import Empty
from typing import Any, NamedTuple

from mikomi.aws import deployment
from mikomi.core.backtest.trial import Trial
from mikomi.shell import failures
from mikomi.shell.backtest import run
from mikomi.shell.backtest.tried import ToTry

WAIT = 2.0
"""Seconds after which it is looked whether everybody is still at it."""


class Broken(RuntimeError):
    """One of the processes ended before it was done; why, as far as it said."""


class PageTried(NamedTuple):
    """What came of a page of people of this process (`number`), and behind whom its next one begins; None: it is
    done."""

    number: int
    trial: Trial
    after: str | None


def over_everybody(
    to_try: ToTry, jobs: int, left: Iterable[tuple[int, str | None]], asked: argparse.Namespace
) -> Iterator[PageTried]:
    """What comes of each page, of `jobs` processes those that have somebody left. Broken."""
    context = get_context("spawn")
    parts: Any = context.Queue()
    where = (asked.stack, asked.local, asked.port)
    workers = [
        context.Process(target=_work, args=(to_try, where, (number, jobs), after, parts), daemon=True)
        for number, after in left
    ]
    for worker in workers:
        worker.start()
    at_it = len(workers)
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
            at_it -= came.after is None
            yield came
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _work(
    to_try: ToTry, where: tuple[str | None, bool, int], share: tuple[int, int], after: str | None, parts: Any
) -> None:
    stack, local, port = where
    try:
        if stack:
            deployment.use_stack(stack)
        elif local:
            deployment.use_local(f"http://127.0.0.1:{port}")
        for part, behind in run.over_everybody(to_try.bench(), after, share):
            parts.put(PageTried(share[0], part, behind))
    except Exception as error:
        parts.put(failures.reason_of(error))
