"""One event rings once: the alerts that one event raises become one.

Rules
1. The strongest stays: what somebody wrote to us, then what a scenario asks for at once, then whoever comes back, then
   a band that was entered, then what may wait. Of two alike the first.
2. It goes to everybody whom one of them names, as soon as the first of them would have gone out, and says the band that
   was entered.
3. Each reason stays, and names the alert that tells it.
4. Of what follows on silence the earliest stays, for the alert that stays.
5. A form comes as two events, who somebody is and that it was sent: what the first brings rings with the second.
6. Plans published before edition 5 ring for each.
"""

from msgspec.structs import replace

from mikomi.core.turn import Turn
from mikomi.keys import digest
from mikomi.model.effects import Effect, Escalates, SendAlert
from mikomi.model.events import Event
from mikomi.model.person import WaitingAlert

RINGS_ONCE = 5
"""The edition of the language from which on one event rings once."""


def once(turn: Turn, event: Event) -> None:
    """Make one alert of those that this event has raised by now."""
    if turn.rules.plan.edition < RINGS_ONCE:
        return
    leaving = [each for each in turn.effects if _is_of(each, turn, event)]
    waiting = [each for each in turn.person.waiting if _is_of(each.effect, turn, event)]
    raised: list[SendAlert] = [a for a in (*leaving, *(each.effect for each in waiting)) if isinstance(a, SendAlert)]
    if len(raised) < 2:
        return
    one = _joined(sorted(raised, key=_strength, reverse=True), at_once=bool(leaving))
    gone = {each.id for each in raised}
    turn.effects = [each for each in turn.effects if each.id not in gone or not isinstance(each, SendAlert)]
    late = _late(turn, gone, one)
    rest = tuple(each for each in turn.person.waiting if not _belongs(each, gone))
    held_up = () if leaving else (WaitingAlert(effect=one, due_at=min(each.due_at for each in waiting)),)
    turn.change(waiting=(*rest, *held_up, *late))
    if leaving:
        turn.effect(one)
    turn.because = [
        replace(why, params={**why.params, "alert": one.id}) if why.params.get("alert") in gone else why
        for why in turn.because
    ]


def is_half(turn: Turn, event: Event) -> bool:
    """Whether the event is the first half of a form that was sent."""
    return turn.rules.plan.edition >= RINGS_ONCE and event.type == "identify" and event.origin == "form"


def _is_of(effect: Effect, turn: Turn, event: Event) -> bool:
    if not isinstance(effect, SendAlert) or effect.escalates is not None:
        return False
    return effect.event_id == event.id and effect.at == turn.now


def _strength(alert: SendAlert) -> int:
    if alert.digest:
        return 0
    if alert.reason == "step":
        return 4 if alert.urgency == "now" else 1
    return {"form": 5, "return": 3, "company": 3, "band": 2}.get(alert.reason, 1)


def _joined(ranked: list[SendAlert], *, at_once: bool) -> SendAlert:
    first = ranked[0]
    to = tuple(dict.fromkeys(rep for each in ranked for rep in each.to))
    crossed = next((each for each in ranked if each.reason == "band"), first)
    urgency = "now" if at_once and not first.digest else first.urgency
    return replace(
        first, to=to, urgency=urgency, band=crossed.band or first.band, crossing=crossed.crossing, before=crossed.before
    )


def _belongs(waiting: WaitingAlert, gone: set[str]) -> bool:
    effect = waiting.effect
    if not isinstance(effect, SendAlert):
        return False
    return effect.id in gone or (effect.escalates is not None and effect.escalates.alert in gone)


def _late(turn: Turn, gone: set[str], one: SendAlert) -> tuple[WaitingAlert, ...]:
    """What is told to others if nobody answers: the earliest of them, about the alert that stays."""
    late = [each for each in turn.person.waiting if _belongs(each, gone) and each.effect.id not in gone]
    if not late:
        return ()
    first = min(late, key=lambda each: (each.due_at, each.effect.id))
    assert isinstance(first.effect, SendAlert)
    told = replace(
        one,
        id="late-" + digest(one.id),
        at=first.due_at,
        to=first.effect.to,
        urgency="now",
        digest=False,
        escalates=Escalates(alert=one.id, to=one.to, at=one.at),
    )
    return (WaitingAlert(effect=told, due_at=first.due_at),)
