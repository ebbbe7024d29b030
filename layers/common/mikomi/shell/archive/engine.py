"""Who answers the questions: DuckDB in the function itself, or Athena where the deployment chose it (`ResultsEngine`).

Both are asked the same files of `sql/`, of the same events: each once, and nobody's who was erased.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager

from mikomi import observe
from mikomi.model.archive import HALVES, Half
from mikomi.settings import settings
from mikomi.shell.archive import beyond, shelf, snapshot, tables
from mikomi.shell.archive.base import Base
from mikomi.shell.archive.erasure import Erased


@contextmanager
def opened(
    halves: Collection[Half] = HALVES, *, since: str = "", people: bool = False, remember: bool = False
) -> Iterator[Base]:
    """The events of these halves, of all days or `since` one; with `people`, everybody of the last night beside them,
    and whose events are whose by it. `remember`: see `shelf.fill`; Athena has nothing to remember.

    Raises shelf.Unreadable; with Athena also QueryFailed and beyond.Moved.
    """
    if settings().athena_workgroup:
        yield beyond.copied(halves, since=since, people=people)
        return
    with tables.opened() as base:
        for damaged in shelf.fill(base, halves, since=since, remember=remember):
            observe.log("counted_without", level="ERROR", file=damaged)
        erased = Erased()
        if people:
            base.add_holders(snapshot.latest(base, erased.holds))
        base.gather(erased.filter)
        yield base
