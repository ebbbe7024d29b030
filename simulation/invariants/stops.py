"""Marketing mail that is stopped: none leaves meanwhile, and all of it goes on afterwards."""

from collections.abc import Iterator

from simulation.invariants.sight import Sight
from simulation.time import SECOND

IN_FLIGHT = 61 * SECOND
"""A mail that was looked at before it was stopped may still be on its way."""
LINE = "line#ses"


def spans(sight: Sight) -> list[tuple[int, int]]:
    """From when until when marketing mail was stopped, as the row of the line says."""
    made, begun = [], None
    for write in sight.writes:
        if write.change.pk == LINE:
            stopped = "stopped_at" in (write.change.after or {})
            if stopped and begun is None:
                begun = write.at
            elif not stopped and begun is not None:
                made.append((begun, write.at))
                begun = None
    return [*made, (begun, sight.end)] if begun is not None else made


def nothing_leaves_and_nothing_stays_behind(sight: Sight) -> Iterator[str]:
    stopped = spans(sight)
    for mail, row, effect in sight.step_mails:
        if effect and effect["marketing"] and any(begun + IN_FLIGHT < mail.at < ended for begun, ended in stopped):
            yield f"{row} left at {mail.at} though marketing mail was stopped"
    goes_on = not stopped or stopped[-1][1] < sight.end
    for (pk, sk), item in sight.state.items():
        if not sk.startswith("mail#"):
            continue
        status, reason = item["status"]["S"], item.get("reason", {}).get("S")
        if goes_on and (status, reason) == ("held", "breaker"):
            yield f"{pk} {sk} still waits though marketing mail goes on"
        if stopped and (status, reason) == ("failed", "waited_too_long"):
            yield f"{pk} {sk} failed of having waited"
