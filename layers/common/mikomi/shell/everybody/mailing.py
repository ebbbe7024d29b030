"""A mailing to everybody who fits: the list is fixed when it begins, then one after the other has their turn.

Rules
1. A mailing is planned when the plan that says it is published, for its next moment; when that has come, for the one
   after. One whose moment was over when it was published goes to nobody.
2. When it begins it is looked at again, past every cache: a scenario that was changed, paused or taken back meanwhile
   sends nothing. It begins when everybody goes by the plan that it is of.
3. First the list is made, page by page, and written down; what is on it is not asked for again. Then each of it has a
   turn: an event of the log under an id of its own, which the person's own decision answers, once. Where somebody chose
   people by a number of the results, these are the list, and everybody else is not asked.
4. As many have their turn in a minute as mails may leave in it. So whoever stops a mailing stops all but that minute,
   and what has left is what its row says.
5. When the first have theirs, a newsletter of the public archive is noted for everybody.
6. After its last moment nobody has a turn. While its scenario is paused, or marketing mail stopped, everybody waits.
"""

from collections.abc import Sequence

from mikomi import clock, keys, own_events
from mikomi.aws import log, mailings, plans, walks
from mikomi.aws.mailings import Mailing
from mikomi.aws.walks import Walk
from mikomi.core.behaviour.conditions import Facts, holds
from mikomi.core.scenarios import mailing as turns
from mikomi.core.scenarios import schedule
from mikomi.core.scenarios.calendar import Calendar
from mikomi.core.scenarios.mailing import Broadcast
from mikomi.model.base import Json, Millis
from mikomi.model.condition import Condition
from mikomi.model.duration import MINUTE
from mikomi.model.events import BROADCAST_DUE
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.scenario import MailStep, Scenario
from mikomi.model.step_tree import walk as every_step
from mikomi.model.trigger import ScheduleTrigger, WhenTrigger
from mikomi.settings import settings
from mikomi.shell import breaker, rulebooks
from mikomi.shell.everybody import chosen, look_back, newsletter
from mikomi.shell.everybody.task import Done, OnlyNewerKnows, Task, over_everybody

ROWS = 1_000
"""Rows of the table that one page of the list looks at."""
MOST = 500
"""Turns on one page: what one wake writes in good time."""
LATE = 10 * MINUTE
"""How long ago the moment may be of a mailing that is published: as long as publishing may take."""

PAUSE_LOOK = 10 * MINUTE
"""After which time it is looked whether a paused scenario, or marketing mail, goes on."""

CODES = {"schedule": "schedule", "sent": "sent", "already": turns.HELD_ALREADY}
"""How people come in, by why the mailing is."""


def published(plan: Plan, now: Millis) -> None:
    """A plan was published, or found to be running: plan what it says is to be sent. Asked again it plans the same."""
    for scenario in plan.scenarios.values():
        if scenario.status != "active":
            continue
        match scenario.trigger:
            case ScheduleTrigger():
                _plan_next(plan, scenario, now - LATE, now)
            case WhenTrigger(also_those_already=True):
                mark = keys.short(scenario.trigger.model_dump_json(by_alias=True, exclude_none=True))
                at = plans.followed_at(max(now, plan.published_at))
                note(Mailing(f"{scenario.id}@already-{mark}", scenario.id, at, "already", now), now)
            case _:
                pass


def note(mailing: Mailing, now: Millis) -> bool:
    """Plan the mailing; False if it was planned before."""
    return mailings.note(mailing, now)


def id_of(scenario: Scenario, plan: Plan, at: Millis) -> str:
    """Of the mailing of this scenario that is due then: by the clock on the wall."""
    shown = Calendar.of(plan.settings, scenario.timezone, scenario.calendar).local(at)
    return f"{scenario.id}@{shown:%Y-%m-%dT%H%M}"


def _plan_next(plan: Plan, scenario: Scenario, after: Millis, now: Millis) -> None:
    assert isinstance(scenario.trigger, ScheduleTrigger)
    due = schedule.next_due(scenario, scenario.trigger, plan.settings, after)
    if due is not None:
        note(Mailing(id_of(scenario, plan, due), scenario.id, due, "schedule", now), now)


# --- the walk


def _begin(walk: Walk, now: Millis) -> Json | None:
    mailing, plan = mailings.read(walk.of), plans.version(plans.pointer_version())
    scenario = plan.scenarios.get(mailing.scenario) if mailing else None
    if mailing is None:
        return None
    if mailing.newer:
        raise OnlyNewerKnows
    if mailing.why == "schedule" and scenario and isinstance(scenario.trigger, ScheduleTrigger):
        _plan_next(plan, scenario, max(mailing.at, now), now)
    begun: Json = {"plan": plan.version, "as_of": now, "listed": 0, "pages": 0, "turns": 0, "late": 0}
    if mailing.chosen:
        begun["chosen"] = mailing.chosen
    if hindrance := _hindrance(mailing, scenario, plan):
        return {**begun, "hindrance": hindrance}
    return begun


def _hindrance(mailing: Mailing, scenario: Scenario | None, plan: Plan) -> str | None:
    """Why the mailing is not to begin, though its moment has come; None if it is."""
    if scenario is None:
        return "gone"
    if scenario.status != "active":
        return scenario.status
    if mailing.why == "schedule":
        trigger = scenario.trigger
        still = isinstance(trigger, ScheduleTrigger) and mailing.at == schedule.next_due(
            scenario, trigger, plan.settings, mailing.at - 1
        )
        return None if still else "changed"
    if mailing.segment and mailing.segment not in plan.segments:
        return "segment"
    return None


def _page(walk: Walk, carried: Json, now: Millis) -> Done:
    if carried.get("hindrance"):
        return Done(0, carried, None)
    if "listed_at" in carried:
        return _give_turns(walk, carried, now)
    followed = plans.followed_at(plans.version(carried["plan"]).published_at)
    if now < followed or _is_catching_up(now):
        return Done(0, carried, walk.after or "", max(followed, now + MINUTE))
    listed = (_list_chosen if "chosen" in carried else over_everybody(ROWS, _list))(walk, carried, now)
    if listed.after is not None:
        return listed
    return Done(listed.seen, {**listed.carried, "listed_at": now}, "0:0" if listed.carried["pages"] else None)


def _is_catching_up(now: Millis) -> bool:
    """Whether people are still told what a new plan would have them remember, or were just now: the list asks for
    it."""
    walk = walks.read(look_back.TASK)
    if walk is None:
        return False
    if walk.status == "ended":
        return walk.ended_at is not None and now < walk.ended_at + MINUTE
    return walk.status == "going" and walk.due_at is not None


def _list_chosen(walk: Walk, carried: Json, now: Millis) -> Done:
    """The next of those who were chosen, as they are now. Who is led to from several places is on the list once."""
    everyone, begin = mailings.read_chosen(walk.of, carried["chosen"]), int(walk.after or 0)
    part, behind = everyone[begin : begin + ROWS], begin + ROWS
    found = chosen.at_home(part).people
    led = {each.id for each in found} - set(part)
    elsewhere = led & set(everyone)
    if led - elsewhere:
        elsewhere |= {id for page in range(carried["pages"]) for id in mailings.read_page(walk.of, page)}
    carried = _list(walk, [each for each in found if each.id not in led & elsewhere], carried, now)
    return Done(len(found), carried, str(behind) if behind < len(everyone) else None)


def _list(walk: Walk, people: Sequence[Person], carried: Json, now: Millis) -> Json:
    """Write down who of these is to get it."""
    plan = plans.version(carried["plan"])
    conditions = audience_of(_mailing(walk), plan)
    book = rulebooks.book_of(plan)
    found = [each.id for each in people if fits(each, conditions, Facts(each, carried["as_of"], book))]
    if not found:
        return carried
    found = mailings.write_page(walk.of, carried["pages"], found)
    return {**carried, "listed": carried["listed"] + len(found), "pages": carried["pages"] + 1}


def _give_turns(walk: Walk, carried: Json, now: Millis) -> Done:
    """The next of the list have their turn; the rest of them a minute later."""
    plan, mailing = plans.version(carried["plan"]), _mailing(walk)
    broadcast = broadcast_of(mailing, plan)
    if not carried["listed"]:
        return Done(0, carried, None)
    page, place = (int(number) for number in (walk.after or "0:0").split(":"))
    if broadcast.not_after is not None and now > broadcast.not_after:
        return Done(0, {**carried, "late": carried["listed"] - carried["turns"]}, None)
    if _is_paused(mailing) or (_is_marketing(plan.scenarios[mailing.scenario]) and breaker.is_shut(now)):
        return Done(0, carried, walk.after, now + PAUSE_LOOK)
    there = mailings.read_page(walk.of, page)
    pace = settings().mails_per_second * 60
    having = there[place : place + min(pace, MOST)]
    if not carried["turns"]:
        newsletter.note(walk.of, mailing.scenario, plan, carried["as_of"])
    for person in having:
        _give_turn(person, broadcast, carried["as_of"])
    carried = {**carried, "turns": carried["turns"] + len(having)}
    if carried["turns"] >= carried["listed"]:
        return Done(len(having), carried, None)
    place += len(having)
    after = f"{page}:{place}" if place < len(there) else f"{page + 1}:0"
    return Done(len(having), carried, after, now + MINUTE * len(having) // pace)


def _is_paused(mailing: Mailing) -> bool:
    """Whether the scenario itself is paused, as the running plan has it."""
    scenario = plans.active().scenarios.get(mailing.scenario)
    return scenario is not None and scenario.status == "paused"


def _is_marketing(scenario: Scenario) -> bool:
    return any(
        isinstance(step, MailStep) and step.mail.kind == "marketing" for step, _, _ in every_step(scenario.steps)
    )


def _give_turn(person: str, broadcast: Broadcast, begun_at: Millis) -> None:
    subject, now = f"p:{person}", clock.now()
    event = own_events.note(
        BROADCAST_DUE,
        subject,
        broadcast.mailing,
        at=begun_at,
        origin="server",
        proof=2,
        properties=turns.properties_of(broadcast),
    )
    log.append(own_events.packet(subject, event, now, moment=begun_at))


def _end(walk: Walk, carried: Json, now: Millis) -> Millis | None:
    return None


def _mailing(walk: Walk) -> Mailing:
    found = mailings.read(walk.of)
    assert found is not None, "noted before its walk was planned"
    if found.newer:
        raise OnlyNewerKnows
    return found


MAILING = Task(_begin, _page, _end)


# --- who, and how


def broadcast_of(mailing: Mailing, plan: Plan) -> Broadcast:
    """What somebody's turn says."""
    scenario = plan.scenarios[mailing.scenario]
    trigger, calendar = scenario.trigger, Calendar.of(plan.settings, scenario.timezone, scenario.calendar)
    limit = schedule.not_after(trigger, calendar, mailing.at) if isinstance(trigger, ScheduleTrigger) else None
    # time may have let somebody in between the publishing and the list
    since = mailing.at if mailing.why != "already" else min(mailing.at, plan.published_at or mailing.at)
    return Broadcast(mailing.id, mailing.scenario, since, limit, CODES[mailing.why])


def audience_of(mailing: Mailing, plan: Plan) -> list[Condition]:
    """What must hold of whoever is on its list, beside having a name."""
    if mailing.chosen:
        return []
    scenario = plan.scenarios[mailing.scenario]
    conditions = [scenario.audience]
    if mailing.why == "already" and isinstance(scenario.trigger, WhenTrigger):
        conditions.append(scenario.trigger.when)
    if mailing.segment:
        conditions.append(plan.segments[mailing.segment].when)
    return [condition for condition in conditions if condition is not None]


def fits(person: Person, conditions: Sequence[Condition], facts: Facts) -> bool:
    """Leads alone: whoever has no name yet can neither be written to nor looked up."""
    return person.is_lead and all(holds(condition, facts) for condition in conditions)
