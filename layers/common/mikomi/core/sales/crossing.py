"""The moment at which a lead enters a band, and the alert that it raises.

Rules
1. A band is entered when the score stands in it now and did not just before: a score that faded below and comes
   back enters again. One with an edge for leaving (`core.score.bands`) is left under that edge, and not before.
2. Only a lead can be called, so a visitor raises nothing; when it becomes a lead with the points for it, it enters
   then.
3. One alert an occasion; within the cooldown, while snoozed or frozen, none, and the reason is noted.
"""

from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.people.owners import receivers
from mikomi.core.scenarios import steps
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.score import bands, totals
from mikomi.core.turn import Turn
from mikomi.keys import digest
from mikomi.model.effects import SendAlert
from mikomi.model.person import Person
from mikomi.model.scoring import BandAlert


def settle_band(turn: Turn, before: Person, *, rings: bool = True) -> None:
    """Note the band that the person is in now; raise the alert if it was entered since it stood as `before`. Nobody is
    rung (`rings`) by a list of thousands that is brought in."""
    turn.person = bands.noted(turn.person, turn.now, turn.rules.half_lives, turn.rules.bands)
    if not turn.person.is_lead:
        return
    total_before, stood = _standing(turn, before)
    stands = stood if totals.are_same(before, turn.person) else _standing(turn, turn.person)[1]
    # what was committed counts as well: a merge brings points that stood nowhere before
    entered = stands is not None and not (stood == stands and turn.person.band == stands)
    if turn.person.band != stands:
        turn.change(band=stands)
    if not entered:
        return
    turn.say("band", code=stands, params={"from": stood})
    alert = turn.rules.plan.scoring.alert
    if alert and alert.on_enter == stands and not rings:
        turn.say("no_alert", code="listed")
    elif alert and alert.on_enter == stands:
        _raise(turn, alert, stands, total_before)


def _standing(turn: Turn, person: Person) -> tuple[float, str | None]:
    """The total at `turn.now`, and the id of the band in which it stands."""
    total = totals.total(person, turn.now, turn.rules.half_lives)
    band = bands.band_of(total, turn.rules.bands, person.in_band)
    return total, band.id if band else None


def _raise(turn: Turn, alert: BandAlert, band: str, total_before: float) -> None:
    turn.change(crossings=turn.person.crossings + 1)
    if not is_quiet(turn, alert):
        _alert(turn, alert, band, total_before)


def is_quiet(turn: Turn, alert: BandAlert) -> bool:
    """Whether nobody is to be told of this lead now; says why."""
    person = turn.person
    cooldown = alert.cooldown.millis if alert.cooldown else 0
    if person.frozen_at is not None:
        turn.say("no_alert", code="frozen")
    elif excluded := exclusion_of(person, turn.rules.plan.sales):
        turn.say("no_alert", code="excluded", params={"excluded": excluded.id})
    elif steps.is_snoozed(turn):
        turn.say("no_alert", code="snoozed", params={"until": person.snoozed_until})
    elif person.alerted_at is not None and turn.now - person.alerted_at < cooldown:
        turn.say("no_alert", code="cooldown", params={"until": person.alerted_at + cooldown})
    else:
        return False
    return True


def _alert(turn: Turn, alert: BandAlert, band: str, total_before: float) -> None:
    settings = turn.rules.plan.settings
    calendar = Calendar.of(settings)
    outside = not calendar.in_business_hours(turn.now)
    digest_it = outside and alert.outside_hours == "digest"
    effect = SendAlert(
        id="band-" + digest(turn.subject, turn.event_id, str(turn.now), band),
        at=turn.now,
        event_id=turn.event_id,
        plan=turn.rules.plan.version,
        reason="band",
        to=receivers(alert.to, turn.person, settings),
        urgency="digest" if digest_it else "now",
        band=band,
        crossing=turn.person.crossings,
        score=totals.total(turn.person, turn.now, turn.rules.half_lives),
        before=total_before,
        digest=digest_it,
    )
    turn.change(alerted_at=turn.now)
    steps.raise_alert(turn, effect, alert, calendar, in_hours=alert.outside_hours == "next_open")
    turn.say("alert", code=effect.urgency, params={"alert": effect.id, "to": list(effect.to), "band": band})
