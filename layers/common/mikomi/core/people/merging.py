"""A visitor becomes part of a lead: what changes besides the union of the two (`union.absorb`).

Used by the live fold, by a replay of the person's log, so that all three merge alike.
What the visitor did is the lead's; what it said of itself only where whoever ties the two may write: who follows a
forwarded mail's link brings no name, no number and no consent of their own.
"""

from msgspec.structs import replace

from mikomi.core.behaviour.rulebook import Rulebook
from mikomi.core.people import bounds, union
from mikomi.core.points import scoring
from mikomi.core.score import bands
from mikomi.model.base import Json, Millis
from mikomi.model.events import Event
from mikomi.model.person import Person

COUNTS_EACH = 6
"""The edition of the language from which on two mails of one moment stay two; before, a union counted them as one."""
SAID_OF_ITSELF: Json = {"traits": {}, "consent": None, "asked": None, "confirmed_at": None, "timezone": None}


def join(lead: Person, visitor: Person, event: Event, rules: Rulebook, now: Millis, *, brings: bool) -> Person:
    """The lead with the visitor's past. Once-rules count once, attributes stand anew, and the band is as it stood
    before, so that a band that the merge carries the lead into is seen to be entered; not if the visitor was a lead of
    its own that stood there, of which sales was told. Neither falls out of the band in which it was by becoming one.
    `brings`: the visitor's words count.
    """
    if not brings:
        visitor = replace(visitor, **SAID_OF_ITSELF)
    both = [one for one in (lead, visitor) if one.members]
    known = bands.highest((one for one in both if one is lead or one.is_lead), now, rules.half_lives, rules.bands)
    joined = union.absorb(replace(lead, band=known.id if known else None), visitor)
    if rules.plan.edition < COUNTS_EACH:
        joined = replace(joined, mailed=tuple(sorted(set(joined.mailed))))
    if bands.have_edges(rules.bands):
        reached = bands.highest(both, now, rules.half_lives, rules.bands)
        joined = replace(joined, in_band=reached.id if reached else None)
    joined = scoring.count_once(joined, rules)
    joined, _ = scoring.restand_for(None, joined, event.id, event.at, rules, now)
    joined, _ = bounds.within(joined, rules.half_lives, lead)
    return joined
