"""What of a decision is noted in the log, so that results can be counted from the log alone.

Rules
1. Noted is what somebody would count: who came into a scenario, how far, which way, what was sent to whom, and how it
   ended. Points and visits are counted from the events that earned them.
2. A mail or an alert is noted as decided when its effect is; how it ended, its row says (`shell.effects.chronicle`).
   With an alert stand the points by rule of then, with who enters a scenario their segments of then: neither can be had
   later.
3. What an event brought is one note, what a moment brought another, each under an id that follows from its cause:
   however often somebody looks whether time came, it is the same.
"""

from collections.abc import Iterator

from mikomi import keys
from mikomi.core.score import totals
from mikomi.core.turn import Extent, Reached, Turn
from mikomi.model.base import Json, Millis
from mikomi.model.decision import Because
from mikomi.model.effects import Escalates, Note, NoteLine, SendAlert, SendMail
from mikomi.model.outcomes import (
    ALERT_DECIDED,
    ALERT_ESCALATED,
    ARM_DRAWN,
    BAND_CHANGED,
    BRANCH_TAKEN,
    GOAL_REACHED,
    LEAD_MET,
    MAIL_DECIDED,
    NOT_ENTERED,
    SCENARIO_ENTERED,
    SCENARIO_LEFT,
    STEP_REACHED,
    TASK_OVERDUE,
)

MOST_RULES = 40
"""Rules whose points are noted with an alert."""
_ENDS = {"goal": "goal", "finished": "finished"}
"""How a run ended, by the code of its reason; every other code is an exit."""


def take(turn: Turn, *cause: str) -> None:
    """Note what the turn brought since it was noted last, if there is something to note. `cause` tells it apart from
    all else that is decided for this person: the event's subject, id and arrival (what comes days later is decided
    again), or the moment that came, and what fell due then (a merge may bring more that was due at a moment past)."""
    if turn.reached or turn.noted != Extent(len(turn.because), len(turn.effects)):
        lines = sorted(_noted(turn), key=lambda each: each.at)
        if lines:
            turn.effect(Note(id="note-" + keys.digest(turn.person.id, *cause), at=turn.now, lines=tuple(lines)))
        turn.reached = []
        turn.noted = Extent(len(turn.because), len(turn.effects))


def met(lead: str, now: Millis) -> Note:
    """That somebody is a lead from now on: results count since when."""
    return Note(id="note-" + keys.digest(lead, "met"), person=lead, at=now, lines=(NoteLine(name=LEAD_MET, at=now),))


def about_mail(effect: SendMail) -> Json:
    """What is said of a mail wherever it is noted."""
    said = {
        "mail": effect.id,
        "scenario": effect.scenario,
        "enrolment": effect.enrolment,
        "plan": effect.plan,
        "step": effect.step,
        "variant": effect.variant,
        "lots": effect.lots,
        "timing": effect.timing,
        "template": effect.template,
        "marketing": effect.marketing,
        "mailing": effect.mailing,
    }
    return _without_nothing(said)


def about_alert(effect: SendAlert) -> Json:
    """What is said of an alert wherever it is noted."""
    said = {
        "alert": effect.id,
        "reason": effect.reason,
        "plan": effect.plan,
        "band": effect.band,
        "scenario": effect.scenario,
        "step": effect.step,
        "form": effect.form,
        "company_alert": effect.company_alert,
        "to": list(effect.to),
        "score": effect.score,
        "escalates": effect.escalates.alert if effect.escalates else None,
    }
    return _without_nothing(said)


def _noted(turn: Turn) -> Iterator[NoteLine]:
    """In the order in which it happened; of one moment mails and alerts last."""
    came = list(turn.reached)
    for number in range(turn.noted.because, len(turn.because) + 1):
        while came and came[0].after <= number:
            yield _of_step(came.pop(0))
        if number < len(turn.because) and (noted := _of_reason(turn.because[number], turn)):
            yield noted
    for effect in turn.effects[turn.noted.effects :]:
        match effect:
            case SendMail():
                yield NoteLine(name=MAIL_DECIDED, at=effect.at, properties=about_mail(effect))
            case SendAlert(escalates=Escalates()):
                yield NoteLine(name=ALERT_ESCALATED, at=effect.at, properties=about_alert(effect))
            case SendAlert(reason="task", task=kind, event_id=act):
                said = {**about_alert(effect), "task": act, "kind": kind}
                yield NoteLine(name=TASK_OVERDUE, at=effect.at, properties=said)
            case SendAlert():
                said = {**about_alert(effect), "rules": _points_by_rule(turn)}
                yield NoteLine(name=ALERT_DECIDED, at=effect.at, properties=said)
            case _:
                pass


def _points_by_rule(turn: Turn) -> dict[str, float]:
    """What each rule has given the person, as an alert shows it; the largest, so that a packet stays small."""
    rows = totals.parts(turn.person, turn.now, turn.rules.half_lives).rows
    given: dict[str, float] = {}
    for row in rows:
        given[row.rule] = totals.shown(given.get(row.rule, 0.0) + row.points)
    return {rule: points for rule, points in list(given.items())[:MOST_RULES] if points}


def _segments(turn: Turn, run: str | None) -> Json:
    """The segments in which somebody entered, none included; nothing where the plan has no segments."""
    return {"segments": list(turn.stood_in[run])} if run in turn.stood_in else {}


def _of_step(reached: Reached) -> NoteLine:
    run = reached.enrolment
    said = {"scenario": run.scenario, "enrolment": run.id, "plan": run.plan, "step": reached.step}
    return NoteLine(name=STEP_REACHED, at=reached.at, properties=said)


def _of_reason(because: Because, turn: Turn) -> NoteLine | None:
    place = _without_nothing(
        {"scenario": because.scenario, "enrolment": because.enrolment, "plan": because.plan, "step": because.step}
    )
    match because.kind, because.code:
        case "entered", code:
            name, said = SCENARIO_ENTERED, {"code": code, **because.params, **_segments(turn, because.enrolment)}
        case "not_entered", why:
            if "mailing" not in because.params:
                return None  # an occasion like any other; of whoever is on a list everybody wants to know
            name, said = NOT_ENTERED, {"reason": why, **because.params}
        case "step", "arm" | "arm_held_out":
            name, said = ARM_DRAWN, because.params
        case "step", way:
            name, said = BRANCH_TAKEN, {"branch": way}
        case "goal", _:
            name, said = GOAL_REACHED, because.params
        case "exited" | "finished", code:
            name, said = SCENARIO_LEFT, {"how": _ENDS.get(code or "", "exited"), "code": code}
        case "human", why:
            name, said, place = because.params["what"], {**because.params["said"], "why": why}, {}
        case "band", band:
            name, said, place = BAND_CHANGED, {"band": band, "before": because.params.get("from")}, {}
        case _:
            return None
    return NoteLine(name=name, at=because.at, properties={**place, **_without_nothing(said)})


def _without_nothing(said: Json) -> Json:
    return {name: value for name, value in said.items() if value is not None and value != ""}
