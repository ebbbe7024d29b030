"""What somebody of sales does with a lead by hand, taken into a turn.

Rules
1. It is an event of the log with origin `rep`, of the lead's own subject: nobody else can write one. Who did it and the
   words stand there; the person remembers what the next decision asks (`core.people.dealings`).
2. Two reps at once: both acts stand, and what the later one says holds. An act heard again changes nothing.
3. What is taken back counts as if it had not been: the stage and the owner are those of before, points go with what
   decay left of them, a tag is as the acts about it leave it. Mails that went out stay sent.
4. Whoever calls, notes or moves on a lead has looked after it: nobody else is told that nobody answered.
5. It is no sign of life of the lead.
"""

from math import inf
from typing import cast, get_args

from mikomi.core.behaviour import values
from mikomi.core.people import dealings
from mikomi.core.points import scoring
from mikomi.core.scenarios import escalation, overdue
from mikomi.core.turn import Turn
from mikomi.core.words.wording import word
from mikomi.model.events import REP_ACTED, Event
from mikomi.model.person import Person
from mikomi.model.sales import SalesAct, SalesVerb

BY_HAND = "hand"
"""Under which points by hand are booked: a rule of nobody's."""
LOOKED_AFTER = ("note", "call", "done", "stage")


def act_of(event: Event) -> SalesAct | None:
    """What this event does; None for any other event, and for what only a newer release knows."""
    said = event.properties
    if event.name != REP_ACTED or event.type != "track" or event.origin != "rep" or not event.subject.startswith("p:"):
        return None
    verb, due_at = said.get("act"), said.get("due_at")
    if verb not in get_args(SalesVerb):
        return None
    return SalesAct(
        id=event.id,
        verb=cast(SalesVerb, verb),
        at=event.at,
        value=values.text(said.get("value"), 100),
        of=values.text(said.get("of"), 100),
        points=_number(said.get("points")),
        worth=max(0.0, _number(said.get("worth"))),
        due_at=due_at if isinstance(due_at, int) and not isinstance(due_at, bool) else None,
    )


def _number(said: object) -> float:
    return float(said) if isinstance(said, int | float) and not isinstance(said, bool) and abs(said) < inf else 0.0


def is_act(event: Event) -> bool:
    return event.name == REP_ACTED and event.origin == "rep"


def take(turn: Turn, event: Event) -> None:
    """Let the act, if this event is one, do what it does."""
    act = act_of(event)
    before = turn.person.dealings
    if act is None or before.act(act.id) is not None:
        return
    if act.verb == "points" and turn.person.frozen_at is not None:
        turn.say("no_points", rule=BY_HAND, code="frozen", params=_named(turn))
        act = SalesAct(id=act.id, verb="points", at=act.at)
    if act.verb in ("tag", "untag"):
        act = _with_what_stood(act, turn.person)
    after = dealings.noted(before, act)
    if after.act(act.id) is None:
        turn.say("act", code="forgotten")
        return
    turn.change(sales=after)
    if act.verb in LOOKED_AFTER:
        escalation.answered(turn)
    if act.verb == "undo" and act.of not in before.taken_back:  # two reps at once: it goes once
        _take_back(turn, before.act(act.of))
    elif act.verb == "points" and act.id not in after.taken_back and act.points:
        _grant(turn, event, act)
    elif act.verb in ("tag", "untag"):
        _settle_tag(turn, act.of)
    overdue.settle(turn)


def _with_what_stood(act: SalesAct, person: Person) -> SalesAct:
    """With whether the lead bore the tag before all acts about it that are remembered."""
    about = [each for each in person.dealings.acts if each.verb in ("tag", "untag") and each.of == act.of]
    stood = (about[0].before or "") if about else "1" if act.of in person.tags else ""
    return SalesAct(id=act.id, verb=act.verb, at=act.at, of=act.of, before=stood)


def _take_back(turn: Turn, target: SalesAct | None) -> None:
    if target is None:
        turn.say("act", code="unknown")
    elif target.verb in ("tag", "untag"):
        _settle_tag(turn, target.of)
    elif target.verb == "points" and target.points:
        turn.person = scoring.taken_back(
            turn.person, BY_HAND, target.points, target.id, target.at, turn.rules.half_lives
        )
        turn.say("points", rule=BY_HAND, points=-target.points, params=_named(turn))


def _settle_tag(turn: Turn, tag: str) -> None:
    """The tag as the acts about it leave it."""
    wanted, tags = dealings.is_tagged(turn.person.dealings, tag), turn.person.tags
    if wanted and tag not in tags:
        turn.change(tags={**tags, tag: turn.now})
        turn.say("tag", code="added", params={"tag": tag})
    elif wanted is False and tag in tags:
        turn.change(tags={name: at for name, at in tags.items() if name != tag})
        turn.say("tag", code="removed", params={"tag": tag})


def _grant(turn: Turn, event: Event, act: SalesAct) -> None:
    name, plan = _named(turn)["name"], turn.rules.plan
    turn.person = scoring.grant(
        turn.person, event.subject, BY_HAND, name, act.points, act.id, act.at, plan.version, turn.rules.half_lives
    )
    turn.say("points", rule=BY_HAND, points=act.points, params=_named(turn))


def _named(turn: Turn) -> dict[str, str]:
    return {"name": word("points.by_hand", turn.rules.plan.settings.language)}
