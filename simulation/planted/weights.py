"""Bugs of weights that follow what is known (I44)."""

from typing import Any

from mikomi import clock
from mikomi.core.results import winners
from mikomi.core.scenarios import chance, lots, mail_step
from msgspec.structs import replace

from simulation.planted.patch import Patch, Quietly


def weights_asked_by_now() -> list[Patch]:
    """A variant is drawn by the weights that hold when it is decided, not by those of the step's time (I44)."""
    deal = lots.deal

    def by_now(history: Any, enrolment: Any, step: Any) -> Any:
        return deal(history, replace(enrolment, since=clock.now()), step)

    return [(mail_step, "lots", Quietly(lots, deal=by_now))]


def weights_of_this_very_hour() -> list[Patch]:
    """New weights begin with the hour in which they are worked out (I44)."""
    return [(winners, "begins", lambda now: now // 3_600_000 * 3_600_000)]


def arm_drawn_anew() -> list[Patch]:
    """The lot is drawn again whenever somebody decides (I44)."""
    pick = chance.pick
    return [(lots, "chance", Quietly(chance, pick=lambda options, *of: pick(options, *of, str(clock.now()))))]


BUGS = (weights_asked_by_now, weights_of_this_very_hour, arm_drawn_anew)
