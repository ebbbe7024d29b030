"""A visitor becomes part of a lead: what changes besides the union of the two (`union.absorb`).

Used by the live fold, by a replay of the person's log, so that all three merge alike.
What the visitor did is the lead's; what it said of itself only where whoever ties the two may write: who follows a
forwarded mail's link brings no name, no number and no consent of their own.
"""

from msgspec.structs import replace

from mikomi.core.behaviour.rulebook import Rulebook
from mikomi.core.people import bounds, union
from mikomi.core.points import scoring
from mikomi.core.score import totals
from mikomi.model.base import Json, Millis
from mikomi.model.events import Event
from mikomi.model.person import Person

SAID_OF_ITSELF: Json = {"traits": {}, "consent": None, "asked": None, "confirmed_at": None}


def join(lead: Person, visitor: Person, event: Event, rules: Rulebook, now: Millis, *, brings: bool) -> Person:
    """The lead with the visitor's past. Once-rules count once, attributes stand anew, and the band is as it stood
    before, so that a band that the merge carries the lead into is seen to be entered; not if the visitor was a lead of
    its own that stood there, of which sales was told. `brings`: the visitor's words count.
    """
    if not brings:
        visitor = replace(visitor, **SAID_OF_ITSELF)
    leads = [one for one in (lead, visitor) if one.members and (one is lead or one.is_lead)]
    most = max((totals.total(one, now, rules.half_lives) for one in leads), default=None)
    stood = totals.band_of(most, rules.bands) if most is not None else None
    joined = union.absorb(replace(lead, band=stood.id if stood else None), visitor)
    joined = scoring.count_once(joined, rules)
    joined, _ = scoring.restand_for(None, joined, event.id, event.at, rules, now)
    joined, _ = bounds.within(joined, rules.half_lives, lead)
    return joined
