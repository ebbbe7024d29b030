"""Bugs of a half-life that changes: it reaches back, it is forgotten, the ranking goes by another."""

from typing import Any

from mikomi.core.points import scoring
from mikomi.core.score import half_lives, ranking
from mikomi.model.plan import HalfLife, Plan
from mikomi.shell.people import fold
from msgspec.structs import replace

from simulation.planted.patch import Patch, Quietly


def half_life_reaches_back() -> list[Patch]:
    """Points fade by what the running version says, as if it had always said so (I32)."""
    return [(half_lives, "of_plan", lambda plan: half_lives.of(plan.half_life))]


def key_by_the_half_life_of_now() -> list[Patch]:
    """The key of the ranking counts the newest half-life alone, though the points fade by all of them (I32)."""
    sort_key = ranking.sort_key

    def by_the_newest(who: Any, lives: Any) -> float:
        return sort_key(who, half_lives.of(lives.spans[-1].millis))

    return [(fold, "ranking", Quietly(ranking, sort_key=by_the_newest))]


def key_by_the_first_half_life() -> list[Patch]:
    """The key of the ranking stays with the half-life that the company began with (I32)."""
    sort_key = ranking.sort_key

    def by_the_first(who: Any, lives: Any) -> float:
        return sort_key(who, half_lives.HalfLives(lives.spans[:1]))

    return [(fold, "ranking", Quietly(ranking, sort_key=by_the_first))]


def both_scales_in_one_index() -> list[Patch]:
    """Where points begin to fade, keys of both scales stand in one line (I32)."""
    return [(ranking, "stand_beside", lambda _lives: False)]


def moment_of_the_half_life_forgotten() -> list[Patch]:
    """A publication writes down the new half-life without those before (I32)."""

    def following(plan: Plan, _running: Plan, _begins: int) -> Plan:
        return plan.model_copy(update={"half_lives": (HalfLife(from_=0, millis=plan.half_life),)})

    return [(Plan, "following", following)]


def half_life_begins_at_once() -> list[Patch]:
    """A new half-life begins when it is published, while others still go by the old plan (I32)."""
    real = Plan.following

    def following(plan: Plan, running: Plan, begins: int) -> Plan:
        return real(plan, running, begins - 15 * 60_000)

    return [(Plan, "following", following)]


def late_points_do_not_fade() -> list[Patch]:
    """An event that arrives late counts as if it had just happened (I32)."""
    booked = scoring._booked

    def fresh(held: Any, gained: Any, axis: Any, lives: Any) -> Any:
        at = max(gained.at, held.at) if held else gained.at
        return booked(held, replace(gained, at=at), axis, lives)

    return [(scoring, "_booked", fresh)]


BUGS = (
    half_life_reaches_back,
    key_by_the_half_life_of_now,
    key_by_the_first_half_life,
    both_scales_in_one_index,
    moment_of_the_half_life_forgotten,
    half_life_begins_at_once,
    late_points_do_not_fade,
)
