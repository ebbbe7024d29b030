"""The one decision: `decide(person, event, plan, now) -> Decision(person, effects, because)`.

Rules
1. Pure: no AWS, no clock, no chance, no environment. Live functions, local stack, backtest, preview, rebuild and
   tests all call this function.
2. `now` is the event's arrival as the log has it, or the due time of what fell due; so a replay decides what was
   decided.
3. Time first: whatever fell due before the event arrived happens before it, each at its own due time.
4. An event is folded once: the person remembers for a day what it has seen.
5. The order within an event: who it is, what it is remembered for, points, answers and unsubscribing, waiting
   branches, new enrolments, and last the band.
"""

from msgspec.structs import replace

from mikomi import keys
from mikomi.core.behaviour import recollection, values
from mikomi.core.behaviour.lookout import Happening
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.doers import traces, trust
from mikomi.core.people import agreement, bounds, identity, kinship, owners, recall, rights, touch, wishes, zone
from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.points import scoring
from mikomi.core.sales import acts, colleagues, comeback, crm_news, crossing, feedback, inquiry, ring
from mikomi.core.scenarios import changes, journey, mailing, overdue, precedence, wakes
from mikomi.core.score import bands
from mikomi.core.slots import note_shown
from mikomi.core.telling import notes
from mikomi.core.turn import Turn
from mikomi.model.base import Millis
from mikomi.model.decision import Decision
from mikomi.model.effects import SendAlert
from mikomi.model.events import ENTER_SCENARIO, FORM_SUBMITTED, REP_ANSWERED, Due, Event
from mikomi.model.person import Member, Person, PlanMark
from mikomi.model.trace import Trace

CHAIN = 12
"""How often scenarios may let each other in within one event before we call it a circle."""


def decide(person: Person, event: Event | Due, plan: Rulebooks, now: Millis) -> Decision:
    """What becomes of the person, what must be carried out, and why.

    `person` is who the event is about (identity was resolved before; see `core.people.identity`), `plan` the active
    version and those on which the person's enrolments began. A repeated event changes nothing.
    """
    if isinstance(event, Due):
        turn = Turn(person, plan, event.at)
        _let_time_pass(turn, event.at)
        return turn.close()
    mark = mark_of(event)
    if recall.knows(person, mark):
        turn = Turn(person, plan, now, event.id, event.subject)
        turn.say("duplicate")
        return turn.close()
    turn = Turn(person, plan, now, event.id, event.subject)
    _let_time_pass(turn, now)
    _happen(turn, event, mark)
    return turn.close()


def remembers(person: Person, event: Event) -> bool:
    """Whether this event was folded into the person within the last day. False may also mean: it was forgotten."""
    return recall.knows(person, mark_of(event))


def mark_of(event: Event) -> str:
    """What tells a subject's events apart, and the same one again."""
    # with the origin, so that nobody can use up the id of an event that a server is about to send
    return keys.short(event.subject, event.origin, event.id)


def _let_time_pass(turn: Turn, until: Millis) -> None:
    """Everything that falls due up to `until`, in order of due time; ties by the scenario's priority."""
    arrived, event_id, subject = turn.now, turn.event_id, turn.subject
    while True:
        due_at = turn.person.due_at
        if due_at is None or due_at > until:
            break
        # what time does is caused by what began it, not by the event that happens to come next
        turn.now, turn.event_id, turn.subject = due_at, "", ""
        _note_band(turn)
        before = turn.person
        came = [each.effect.id for each in before.waiting if each.due_at <= due_at]
        came += [_look_at(turn, trace) for trace in traces.due(before, due_at)]
        is_woken = before.wakes_at is not None and before.wakes_at <= due_at
        meets = turn.rules.knows_time and _meet_plan(turn)
        _release_alerts(turn)
        waiting = [
            e for e in turn.person.enrolments if e.status == "active" and e.due_at is not None and e.due_at <= due_at
        ]
        for enrolment in sorted(waiting, key=lambda e: (-precedence.priority_of(turn, e.scenario), e.id)):
            here = turn.current(enrolment)
            if here is not None and here.status == "active" and here.due_at is not None and here.due_at <= due_at:
                turn.event_id = here.event_id
                stood = turn.person
                journey.come_due(turn, here)
                crossing.settle_band(turn, stood)
        if is_woken or meets:
            turn.event_id = wakes.cause_of(turn)
        if is_woken:
            wakes.let_in(turn)
        _let_in_who_may(turn, before)
        if is_woken or meets:
            crossing.settle_band(turn, before)
        _note_band(turn)
        crm_news.notice(turn, before)
        notes.take(turn, str(due_at), *came, *sorted(f"{each.id}/{each.position}" for each in waiting))
        wakes.settle(turn)
    turn.now, turn.event_id, turn.subject = arrived, event_id, subject


def _note_band(turn: Turn) -> None:
    """What has faded by now may have left its band, before anything is added."""
    turn.person = bands.noted(turn.person, turn.now, turn.rules.half_lives, turn.rules.bands)


def _release_alerts(turn: Turn) -> None:
    for waiting in [w for w in turn.person.waiting if w.due_at <= turn.now]:
        turn.change(waiting=tuple(w for w in turn.person.waiting if w is not waiting))
        if excluded := exclusion_of(turn.person, turn.rules.plan.sales):
            turn.say("no_alert", code="excluded", params={"excluded": excluded.id})
            continue
        late = waiting.effect
        if isinstance(late, SendAlert) and overdue.is_over(turn.person, late):
            continue
        turn.effect(late)
        if isinstance(late, SendAlert) and late.reason == "task":
            turn.say(
                "alert",
                code="task",
                event_id=late.event_id,
                params={"alert": late.id, "to": list(late.to), "task": late.task},
            )
        if isinstance(late, SendAlert) and late.escalates:
            turn.say(
                "alert", code="escalated", event_id=late.event_id, scenario=late.scenario, step=late.step,
                params={"alert": late.id, "to": list(late.to), "answers": late.escalates.alert},
            )  # fmt: skip


def _look_at(turn: Turn, trace: Trace) -> str:
    """The time has come by which it shows who clicked; answers the click's id."""
    stood = turn.person
    if traces.doubt(stood, trace):
        turn.person = traces.looked_at(stood, trace)
    else:
        _believe(turn, trace, "page" if trace.reported else "quiet")
        owners.settle(turn)
        crossing.settle_band(turn, stood)
    return trace.id


def _believe(turn: Turn, trace: Trace, how: str) -> None:
    """A person did it, and what follows from that follows now."""
    before, event_id, subject = turn.person, turn.event_id, turn.subject
    turn.person, event = traces.believed(before, trace, how)
    turn.event_id, turn.subject = event.id, event.subject
    turn.say("human", code=how, params={"what": event.name, "at": event.at, "said": event.properties})
    turn.person = identity.address_shown(turn.person, event)
    for opened in traces.opens_of(turn.person, event):
        _believe(turn, opened, "click")
    _live_through(turn, event, before)
    turn.event_id, turn.subject = event_id, subject


def _happen(turn: Turn, event: Event, mark: str) -> None:
    _note_band(turn)
    before = turn.person
    if recollection.is_one(event):
        # by itself: what else a new plan changes waits for the person's next event
        _count(turn, event, mark)
        turn.person = recollection.reminded(turn.person, event)
        _keep_within_bounds(turn, event, before)
        return
    is_believed = _fold(turn, event, before, mark)
    owners.settle(turn)
    if not ring.is_half(turn, event):
        crossing.settle_band(turn, before, rings=not trust.is_listed(event))
        comeback.notice(turn, before, event)
        if is_believed:
            inquiry.tell(turn, event)
        colleagues.tell(turn, event)
        ring.once(turn, event)
    colleagues.notice(turn, event)
    crm_news.notice(turn, before, event)
    _keep_within_bounds(turn, event, before)
    notes.take(turn, event.subject, event.id, str(turn.now))
    wakes.settle(turn)


def _keep_within_bounds(turn: Turn, event: Event, before: Person) -> None:
    turn.person, left = bounds.within(turn.person, turn.rules.half_lives, before, event)
    for what, names in left:
        turn.say("not_kept", code=what, params={"names": list(names)})


def _fold(turn: Turn, event: Event, before: Person, mark: str) -> bool:
    """Whether the event is believed."""
    _meet(turn, event, mark)
    if _is_hearsay(turn, event):
        turn.say("claim_refused", code="form")
        return False
    _learn_who(turn, event)
    owners.settle(turn)
    _live_through(turn, event, before)
    return True


def _learn_who(turn: Turn, event: Event) -> None:
    """What the event tells of who clicked or opened, then or before."""
    turn.person = traces.noted(turn.person, event, turn.rules.plan.edition)
    for opened in traces.opens_of(turn.person, event):
        _believe(turn, opened, "click")
    turn.person, click = traces.reported(turn.person, event, turn.now, turn.rules.plan.edition)
    for trace in [each for each in turn.person.traces if each.id == click]:
        _believe(turn, trace, "hand" if traces.is_of_a_hand(event) else "page")


def _live_through(turn: Turn, event: Event, before: Person) -> None:
    """What the event means to rules and scenarios."""
    turn.person, happening = turn.rules.observe(turn.person, event, turn.now)
    _remember_in_scenarios(turn, event, happening)
    turn.person, reasons = scoring.score(turn.person, event.subject, event, happening, turn.rules, turn.now)
    turn.because.extend(reasons)
    _restand(turn, before)
    stands = turn.person
    if event.name == REP_ANSWERED and event.origin == "rep":
        feedback.apply(turn, event)
    acts.take(turn, event)
    kinship.take(turn, event)
    wishes.take(turn, event)
    journey.react(turn, event)
    if event.name == ENTER_SCENARIO and event.type == "track" and rights.allows(event, turn.person, "start"):
        journey.enter(turn, values.text(event.properties.get("scenario")), f"{event.subject}\x1f{event.id}", "manual")
    if change := changes.change_of(event):
        changes.apply(turn, change)
    if broadcast := mailing.broadcast_of(event):
        journey.enter_by_mailing(turn, broadcast)
    for scenario in turn.rules.triggered(turn.person, happening, turn.now):
        journey.enter(turn, scenario, f"{event.subject}\x1f{event.id}", "trigger")
    _let_in_who_may(turn, before, stands)


def _is_hearsay(turn: Turn, event: Event) -> bool:
    """Whether somebody who cannot know says that one of our forms was sent."""
    if event.type != "track" or event.name != FORM_SUBMITTED:
        return False
    told = event.properties.get("form")
    ours = any(values.same(told, form) for form in turn.rules.plan.forms)
    return ours and not rights.allows(event, turn.person, "submit")


def _meet(turn: Turn, event: Event, mark: str) -> None:
    """The person has seen this event; its traits and its consent are the person's."""
    _meet_plan(turn)
    _count(turn, event, mark)
    turn.person = zone.note(touch.note(turn.person, event), event)
    turn.person = identity.address_shown(turn.person, event)
    if event.type in ("identify", "group"):
        _take_traits(turn, event)


def _meet_plan(turn: Turn) -> bool:
    """From here on the person goes by the active plan; False if it did already."""
    known = turn.person.plans
    if known and known[-1].plan == turn.rules.version:
        return False
    if known:
        turn.person = turn.rulebooks.forget(turn.person)
    turn.change(plans=(*known, PlanMark(plan=turn.rules.version, from_=turn.now)))
    return True


def _count(turn: Turn, event: Event, mark: str) -> None:
    """It is one more of its member's events, and known when it comes again."""
    person = turn.person
    member = person.members.get(event.subject) or Member(first_at=event.at, last_at=event.at)
    member = replace(
        member,
        first_at=min(member.first_at, event.at),
        last_at=max(member.last_at, event.at),
        events=member.events + 1,
        last_received=max(member.last_received, event.received_at),
    )
    member = note_shown(member, event)
    is_ours = (
        mailing.broadcast_of(event) or changes.change_of(event) or event.origin == "webhook" or colleagues.act_of(event)
    )
    is_told = wishes.is_by_hand(event) or wishes.is_of_servers(event) or acts.is_act(event)
    lived = trust.is_lived(event) and not (is_ours or is_told or trust.is_listed(event))  # none of it is a sign of life
    turn.change(
        heard=recall.noted(person.heard, mark, event.received_at),
        members={**person.members, event.subject: member},
        first_at=min(event.at, person.first_at or event.at) if lived else person.first_at,
        last_at=max(event.at, person.last_at or event.at) if lived else person.last_at,
    )


def _take_traits(turn: Turn, event: Event) -> None:
    before = turn.person
    turn.person, allowed = identity.apply_traits(before, event)
    # a question to the holder of the address, which whoever cannot show to be the holder may cause too
    asked = agreement.ask(turn, event) if rights.allows(event, before, "mail") else None
    if not allowed:
        turn.say("claim_refused", code="proven")
    changed = sorted(name for name, held in turn.person.traits.items() if before.trait(name) != held.value)
    if changed:
        turn.say("trait", params={"traits": changed})
    for tag in identity.tags_of(event):
        if tag not in turn.person.tags:
            turn.change(tags={**turn.person.tags, tag: turn.now})
            turn.say("tag", code="added", params={"tag": tag})
    if rights.allows(event, before, "consent"):
        agreement.take(turn, event, asked)


def _remember_in_scenarios(turn: Turn, event: Event, happening: Happening) -> None:
    """Each enrolment that is followed remembers the behaviour that its own scenario asks about."""
    for enrolment in [e for e in turn.person.enrolments if e.is_followed]:
        noted = turn.rulebooks.of(enrolment.plan).note(enrolment, event, happening)
        if noted is not enrolment:
            turn.keep(noted)


def _restand(turn: Turn, before: Person) -> None:
    """Points for attributes stand as the attributes do."""
    turn.person, reasons = scoring.restand_for(before, turn.person, turn.event_id, turn.now, turn.rules, turn.now)
    turn.because.extend(reasons)


def _let_in_who_may(turn: Turn, before: Person, stands: Person | None = None) -> None:
    """Changes of tags, traits, score and band let people in and put people out; that may change more. `stands`: the
    person whose points for attributes are as its attributes are."""
    for _ in range(CHAIN):
        if turn.person is not stands:
            _restand(turn, before)
        after = turn.person
        for scenario in turn.rules.risen(before, after, turn.now):
            journey.enter(turn, scenario, f"{turn.subject}\x1f{turn.event_id}\x1f{turn.now}", "trigger")
        journey.react(turn)
        if turn.person is after:
            return
        before = after
