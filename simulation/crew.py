"""The processes that play seeds beside each other.

Rules
1. Each is forked from one process that has imported the product and does nothing else: nothing is imported twice, and
   no thread is lost on the way.
2. What was imported stays, so Python's garbage collector passes over it (`collect_less`).
"""

import gc
from multiprocessing import get_context
from multiprocessing.pool import Pool


def crew(jobs: int) -> Pool:
    """So many processes, for a `with`. Whoever is sent there is found by its module's name."""
    context = get_context("forkserver")
    context.set_forkserver_preload(["simulation.runs"])
    return context.Pool(jobs, initializer=collect_less)


def collect_less() -> None:
    """Look for garbage less often, and not among what is there by now: of a seed's time that is a quarter."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
