"""Bugs of a new domain's daily ceiling: more leave than may, or what waits is lost."""

from mikomi.core.mails import warm_up as rule
from mikomi.model.base import DAY
from mikomi.shell.effects.ceiling import CeilingDoor

from simulation.planted.patch import Patch


def ceiling_that_nobody_asks() -> list[Patch]:
    """Mails are counted, and leave whatever the count says (I41)."""
    return [(CeilingDoor, "obstacle", lambda _door, _stands: None), (CeilingDoor, "take", lambda _door: None)]


def day_that_never_comes() -> list[Patch]:
    """What found no place waits for a day that nobody lives to see (I41)."""
    return [(rule, "turn", lambda *_: 400 * DAY)]


BUGS = (ceiling_that_nobody_asks, day_that_never_comes)
