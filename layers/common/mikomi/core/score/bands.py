"""The band in which somebody is at a moment: of the points that are left then, and of the band that was last noted.

Rules
1. A band is entered at its `from`, and left under its `leave_below` (without one: under `from`). So the band is the
   highest of those that the shown points have entered, and of those up to the noted one that they have not left.
2. Between two events points only fade, all by the same half-life, towards what stands: they go one way. So whoever
   asks at `t` gets what they would get who had asked at every moment before it, and nothing need be noted meanwhile.
   An edge for leaving never lies under the next band's `from` (the check refuses it), so nobody falls past a band.
3. What is noted is the band after an event, and the one just before it, when what was left has faded. What the points
   were in the midst of an event is no moment.
4. Where no band has an edge for leaving, nothing is noted, and the points alone decide.
"""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from mikomi.core.score.half_lives import HalfLives
from mikomi.core.score.totals import shown, total
from mikomi.model.base import Millis
from mikomi.model.person import Person
from mikomi.model.scoring import Band


def band_of(points: float, bands: Iterable[Band], noted: str | None = None) -> Band | None:
    """The band of somebody who has these points, and who was in the `noted` one before."""
    bands = tuple(bands)
    seen = shown(points)
    up_to = next((band.from_ for band in bands if band.id == noted), None)
    within = [
        band for band in bands if seen >= (band.leaves_at if up_to is not None and band.from_ <= up_to else band.from_)
    ]
    return max(within, key=lambda band: band.from_, default=None)


def band_at(person: Person, now: Millis, half_lives: HalfLives, bands: Iterable[Band]) -> Band | None:
    """The band in which the person is at `now`, if no event comes until then."""
    return band_of(total(person, now, half_lives), bands, person.in_band)


def noted(person: Person, now: Millis, half_lives: HalfLives, bands: Sequence[Band]) -> Person:
    """The person, with the band of `now` noted where one can be in a band below its `from`."""
    band = band_at(person, now, half_lives, bands) if have_edges(bands) else None
    kept = band.id if band else None
    return person if person.in_band == kept else replace(person, in_band=kept)


def have_edges(bands: Iterable[Band]) -> bool:
    """Whether somebody can be in a band below its `from`."""
    return any(band.leave_below is not None for band in bands)


def highest(people: Iterable[Person], now: Millis, half_lives: HalfLives, bands: Sequence[Band]) -> Band | None:
    """The highest of the bands in which these people are at `now`."""
    reached = [band for person in people if (band := band_at(person, now, half_lives, bands))]
    return max(reached, key=lambda band: band.from_, default=None)
