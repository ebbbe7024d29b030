"""One person's story: what they did, what we did, and why, out of the log, the mail and alert rows and the decisions.

Rules
1. Every event of the log stands in exactly one entry, and so does every reason that was decided: nothing is left
   out.
2. What one browser does with no pause of more than 30 minutes is one visit. A form, an identification, a mail's
   echo or a rep's answer is an entry of its own, because somebody wants to find it.
3. Time before the browser said who it belongs to is part of the story, and marked as anonymous.
4. A mail or an alert is told by its row, which knows how it ended, together with the reasons of the decision it
   came from. One that was decided and has no row yet is told as planned.
5. A mail or an alert names what it came of: the event met when it was decided, or, where a wait was over, the event
   that let the person into the scenario.
6. A mail is called as it went out: whoever opened or clicked it finds the subject of its row (`what["subject"]`), the
   variant's that was sent and the version's of then.
7. What a newer release did is told as that, by its row.
8. Newest first; of one moment, what came of it stands above what caused it.
9. Where the beginning is missing, what was decided later cannot be told: such a timeline says what happened, without
   reasons, points, or who was anonymous when.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any, NamedTuple, assert_never

from mikomi.core.people.identity import claim_of
from mikomi.core.telling.echoes import ECHOES, OURS, Kind
from mikomi.core.telling.visits import PageSeen, pages_of, visits_of
from mikomi.model.base import Json, Millis
from mikomi.model.decision import Because
from mikomi.model.effects import Effect, Note, SendAlert, SendMail, SendWebhook, Suppress, TellCompany, UnknownEffect
from mikomi.model.events import PAGE_ENGAGED, Due, Event
from mikomi.model.person import Person

_SENT = SendMail | SendAlert | SendWebhook


class Decided(NamedTuple):
    """One step of the fold: what was met (an event, or time passing), what was decided upon it, and why; and the lead
    as they stood then, None for a browser that was nobody's yet."""

    cause: Event | Due
    effects: tuple[Effect, ...]
    because: tuple[Because, ...]
    after: Person | None = None


class EffectRow(NamedTuple):
    """A mail's or an alert's row: its id, how it stands, and the effect that it carries out."""

    id: str
    at: Millis
    status: str
    effect: Effect
    details: Json


class Cause(NamedTuple):
    """What brought a mail or an alert about. `waited`: the event only let the person into the scenario, in which the
    wait before this step was over. `subject`: of the mail that was clicked, as it went out."""

    event: Event
    waited: bool
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Action:
    """Anything else that happened during a visit: a `track` event by its name."""

    name: str
    at: Millis
    properties: Json = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to read in a timeline.

    `until` ends a visit. `points` is what the person gained or lost by it. `what` holds what only this kind has:
    a form's answers, a mail's subject and status, an alert's receiver. `events` are the ids of the log's events told.
    """

    kind: Kind
    at: Millis
    until: Millis | None = None
    subject: str = ""
    anonymous: bool = False
    points: float = 0
    pages: tuple[PageSeen, ...] = ()
    actions: tuple[Action, ...] = ()
    what: Json = field(default_factory=dict)
    events: tuple[str, ...] = ()
    why: tuple[Because, ...] = ()
    cause: Cause | None = None


def tell(decided: Iterable[Decided], rows: Iterable[EffectRow] = (), *, whole: bool = True) -> tuple[Entry, ...]:
    """The timeline, newest first. `decided` is the fold in its order, rows in any order; `whole`: from its beginning
    on (rule 9)."""
    steps = (
        list(decided) if whole else [Decided(step.cause, (), ()) for step in decided if isinstance(step.cause, Event)]
    )
    met: dict[tuple[str, str], Event] = {}
    for step in steps:
        if isinstance(step.cause, Event):
            met.setdefault((step.cause.subject, step.cause.id), step.cause)
    events = list(met.values())
    reasons, of_effects, of_time = _share_out(steps)
    known = known_from(events) if whole else dict.fromkeys((event.subject for event in events), 0)
    told = list(_one_each(rows))
    subjects = {row.id: str(row.details["subject"]) for row in told if row.details.get("subject")}
    causes = _causes(steps, subjects)

    entries = [_of_effect(row, of_effects.pop(row.effect.id, ())) for row in told]
    planned = {effect.id: effect for step in steps for effect in step.effects if effect.id in of_effects}
    entries += [_of_effect(_planned(effect), of_effects.pop(effect.id)) for effect in planned.values()]
    entries = [replace(entry, cause=causes.get(_effect_of(entry))) for entry in entries]
    entries += [Entry(kind="time", at=at, why=why, points=_points(why)) for at, why in of_time]
    for subject, group in _by_subject(events):
        for visit in visits_of([e for e in group if _kind(e) is None]):
            entries.append(_of_visit(subject, visit, reasons, known))
        for acts in _deeds([e for e in group if _kind(e)]):
            entries.append(_as_sent(_of_deed(acts, reasons, known), subjects))
    order: dict[Kind, int] = {"alert": 0, "mail": 1, "time": 2}
    return tuple(sorted(entries, key=lambda entry: (-entry.at, order.get(entry.kind, 3))))


class Mark(NamedTuple):
    """How far a timeline was read: down to the entries of this moment, of which so many were seen."""

    at: Millis
    seen: int


def page(entries: tuple[Entry, ...], limit: int, below: Mark | None) -> tuple[tuple[Entry, ...], Mark | None]:
    """The next `limit` entries, and the mark to go on from; None at the end. What happens meanwhile stands above
    it.
    """
    begin = 0
    if below:
        begin = sum(entry.at > below.at for entry in entries)
        begin += min(below.seen, sum(entry.at == below.at for entry in entries))
    end = begin + limit
    if end >= len(entries):
        return entries[begin:], None
    last = entries[end - 1].at
    return entries[begin:end], Mark(last, sum(entry.at == last for entry in entries[:end]))


def known_from(events: Iterable[Event]) -> dict[str, Millis]:
    """From when on each browser was somebody: its first event that said who, or that came by a link of our mail."""
    known: dict[str, Millis] = {}
    for event in events:
        if claim_of(event) and event.at < known.get(event.subject, event.at + 1):
            known[event.subject] = event.at
    return known


Reasons = Mapping[tuple[str, str], tuple[Because, ...]]


def _share_out(
    steps: list[Decided],
) -> tuple[Reasons, dict[str, tuple[Because, ...]], list[tuple[Millis, tuple[Because, ...]]]]:
    """Each reason to the one entry that it explains: an event's, an effect's, or that of time passing.

    An alert may wait for its hour, so a reason and its effect need not stem from the same step.
    """
    effects = {effect.id for step in steps for effect in step.effects if isinstance(effect, _SENT)}
    by_event: dict[tuple[str, str], tuple[Because, ...]] = defaultdict(tuple)
    by_effect: dict[str, tuple[Because, ...]] = dict.fromkeys(effects, ())
    by_time: list[tuple[Millis, tuple[Because, ...]]] = []
    for step in steps:
        left = []
        for reason in step.because:
            effect = _decided(reason)
            if effect in effects:
                by_effect[effect] += (reason,)
            else:
                left.append(reason)
        if isinstance(step.cause, Event):
            by_event[step.cause.subject, step.cause.id] += tuple(left)
        elif left:
            by_time.append((step.cause.at, tuple(left)))
    return by_event, by_effect, by_time


def _causes(steps: list[Decided], subjects: Mapping[str, str]) -> dict[str, Cause]:
    """The cause of each mail and alert, by the id of its effect."""
    causes: dict[str, Cause] = {}
    entered: dict[str, Event] = {}
    for step in steps:
        for reason in step.because:
            scenario = reason.scenario or ""
            if reason.kind == "entered" and isinstance(step.cause, Event):
                entered[scenario] = step.cause
            effect = _decided(reason)
            if effect and isinstance(step.cause, Event):
                causes.setdefault(effect, _cause(step.cause, False, subjects))
            elif effect and scenario in entered:
                causes.setdefault(effect, _cause(entered[scenario], True, subjects))
    return causes


def _cause(event: Event, waited: bool, subjects: Mapping[str, str]) -> Cause:
    return Cause(event, waited, subjects.get(str(event.properties.get("mail")), "") if event.origin == "mail" else "")


def _as_sent(entry: Entry, subjects: Mapping[str, str]) -> Entry:
    """Rule 6."""
    mail = entry.what.get("properties", {}).get("mail") if entry.kind in ("opened", "clicked") else None
    subject = subjects.get(str(mail))
    return replace(entry, what={**entry.what, "subject": subject}) if subject else entry


def _decided(reason: Because) -> str:
    """The id of what this reason explains, if it was to be sent."""
    return next((str(reason.params[name]) for name in ("mail", "alert", "webhook") if reason.params.get(name)), "")


def _effect_of(entry: Entry) -> str:
    return next((effect for effect in map(_decided, entry.why) if effect), "")


def _one_each(rows: Iterable[EffectRow]) -> Iterable[EffectRow]:
    """One row for each effect: an alert that several reps get has more, and the first rep's tells it, unless that one
    was left out and another was not."""
    chosen: dict[str, EffectRow] = {}
    for row in sorted(rows, key=lambda row: (row.status == "skipped", row.id != row.effect.id, row.id)):
        chosen.setdefault(row.effect.id, row)
    return chosen.values()


def _of_effect(row: EffectRow, why: tuple[Because, ...]) -> Entry:
    effect = row.effect
    what = {"id": row.id, "status": row.status, **row.details}
    match effect:
        case SendMail():
            what |= {"scenario": effect.scenario, "step": effect.step, "variant": effect.variant, "plan": effect.plan}
            return Entry(kind="mail", at=row.at, what=what, why=why)
        case SendAlert():
            what |= {"band": effect.band, "scenario": effect.scenario, "step": effect.step, "to": list(effect.to)}
            what |= {"score": effect.score, "urgency": effect.urgency, "plan": effect.plan}
            return Entry(kind="alert", at=row.at, what=what, why=why)
        case SendWebhook():
            what |= {"scenario": effect.scenario, "step": effect.step, "plan": effect.plan}
            what |= {"crm": effect.crm} if effect.crm else {}
            return Entry(kind="webhook", at=row.at, what=what, why=why)
        case TellCompany() | Suppress() | Note() | UnknownEffect():  # of ours only what is sent has rows
            return Entry(kind="unknown", at=row.at, what={**what, "effect": effect.kind}, why=why)
    assert_never(effect)


def _planned(effect: Effect) -> EffectRow:
    skipped = effect.skip if isinstance(effect, SendMail) else None
    details = {"reason": skipped} if skipped else {}
    return EffectRow(effect.id, effect.at, "skipped" if skipped else "planned", effect, details)


def _by_subject(events: list[Event]) -> list[tuple[str, list[Event]]]:
    in_order = sorted(events, key=lambda event: (event.subject, event.at))
    return [(subject, list(group)) for subject, group in groupby(in_order, key=lambda event: event.subject)]


def _kind(event: Event) -> Kind | None:
    """What kind of entry tells this event on its own; None if it is part of a visit."""
    if event.type in ("identify", "group", "alias"):
        return "identified"
    echo = ECHOES.get(event.name) if event.type == "track" else None
    if echo == "form" or (echo and event.name in OURS.get(event.origin, ())):
        return echo
    return None if event.subject.startswith("a:") and event.origin == "client" else "event"


def _deeds(events: list[Event]) -> list[list[Event]]:
    """A posted form and the identification that came with it are one deed; all else stands alone."""
    deeds: list[list[Event]] = []
    for event in events:
        last = deeds[-1][-1] if deeds else None
        with_form = last and last.received_at == event.received_at and last.origin == event.origin == "form"
        if with_form:
            deeds[-1].append(event)
        else:
            deeds.append([event])
    return deeds


def _of_visit(subject: str, events: list[Event], reasons: Reasons, known: Mapping[str, Millis]) -> Entry:
    why = _reasons(events, reasons)
    return Entry(
        kind="visit",
        at=events[0].at,
        until=events[-1].at,
        subject=subject,
        anonymous=subject.startswith("a:") and events[0].at < known.get(subject, events[-1].at + 1),
        points=_points(why),
        pages=pages_of(events),
        actions=tuple(
            Action(name=event.name, at=event.at, properties=event.properties)
            for event in events
            if event.type == "track" and event.name != PAGE_ENGAGED
        ),
        events=tuple(event.id for event in events),
        why=why,
    )


def _of_deed(events: list[Event], reasons: Reasons, known: Mapping[str, Millis]) -> Entry:
    first, why = events[0], _reasons(events, reasons)
    main = next((event for event in events if _kind(event) == "form"), first)
    kind = _kind(main)
    assert kind
    what: dict[str, Any] = {}
    if any(event.traits for event in events):
        what["traits"] = {name: value for event in events for name, value in event.traits.items()}
    consent = next((event.context["consent"] for event in events if event.context.get("consent")), None)
    if consent:
        what["consent"] = consent
    if main.name or kind == "event":
        what["name"] = main.name or main.type
    if main.properties:
        what["properties"] = main.properties
    return Entry(
        kind=kind,
        at=main.at,
        subject=main.subject,
        anonymous=main.subject.startswith("a:") and main.at < known.get(main.subject, main.at + 1),
        points=_points(why),
        what=what,
        events=tuple(event.id for event in events),
        why=why,
    )


def _reasons(events: list[Event], reasons: Reasons) -> tuple[Because, ...]:
    return tuple(reason for event in events for reason in reasons.get((event.subject, event.id), ()))


def _points(why: Iterable[Because]) -> float:
    return sum(reason.points or 0 for reason in why if reason.kind in ("points", "standing"))
