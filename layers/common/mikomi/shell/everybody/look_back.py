"""A plan looks back further than the one before it, or has triggers that time alone makes true: everybody is caught up
from the log, once.

Rules
1. What is missing is noted before the plan is published, and struck when a walk has told everybody: so neither a
   publisher nor a walk that dies loses it, and a plan published meanwhile begins the walk anew.
2. The walk begins when everybody goes by the new plan: what is folded from then on is remembered by itself, and what
   was folded before is in the log.
3. What somebody would remember is what the log, folded again under the new plan, says they do: the same `decide`. What
   was not folded yet when the person was read is left out: it will be remembered when it is.
4. What is told is an event of the log under an id of its own; told twice, it is folded once.
5. Whoever never comes again is told when they are to be woken for the new plan: at the first moment since it was
   published at which time makes a trigger of it true.
"""

from collections.abc import Sequence
from zlib import crc32

from msgspec.structs import replace

from mikomi import clock, own_events
from mikomi.aws import log, plans, walks
from mikomi.aws.walks import Walk
from mikomi.core import decide, replay
from mikomi.core.behaviour import recollection
from mikomi.core.behaviour.recollection import LookBack
from mikomi.core.behaviour.rulebook import Rulebook, compile
from mikomi.core.people import recall
from mikomi.core.scenarios import wakes
from mikomi.model.base import Json, Millis
from mikomi.model.events import LOOKED_BACK, Packet
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.shell import rulebooks
from mikomi.shell.everybody.task import Task, over_everybody
from mikomi.shell.people import footprints

TASK = "look-back"
ROWS = 100
"""Rows of the table that one page looks at: for each person on it the log is read."""
_WAKES = "wakes"
MOST_EVENTS = 2_000
"""Of a longer log the latest are read, as where somebody waits for a page: what is remembered are the latest times."""


def announce(plan: Plan, running: Plan) -> bool:
    """Note what this plan, which is about to be published, looks back for and the running one does not; whether that
    is anything."""
    book, before = compile(plan), compile(running)
    missing = [*recollection.added(book, before)]
    if (by_time := _by_time(book)) and by_time != _by_time(before):
        missing.append(by_time)
    if missing:
        walks.note_pending(TASK, [one.written for one in missing])
    return bool(missing)


def _by_time(book: Rulebook) -> LookBack | None:
    """The triggers that time makes true, as one thing to do: a look back for nothing, by a number of their own, which
    an older release passes over."""
    said = [f"{one.scenario} {one.condition.model_dump_json(by_alias=True)}" for one in book.timed]
    return LookBack(_WAKES, 0, crc32("\n".join(said).encode())) if said else None


def published(now: Millis) -> None:
    """The plan is published: catch everybody up once everybody goes by it, unless somebody has stopped that: what is
    missing stays noted."""
    walks.begin_unless_stopped(TASK, now, plans.followed_at(now))


def is_up_to_date(walk: Walk) -> bool:
    """Whether all that is noted is looked for on this walk."""
    return walk.carried is not None and set(walk.pending) == set(walk.carried["pending"])


def resume(now: Millis) -> None:
    """Nothing new is published: perhaps a publisher died before it could begin the walk."""
    walk = walks.read(TASK)
    if walk is not None and walk.pending and walk.due_at is None and walk.status != "stopped":
        published(now)


def _begin(walk: Walk, now: Millis) -> Json | None:
    plan = plans.active()
    book = rulebooks.book_of(plan)
    asked = {one.key for one in (*recollection.of(book), *filter(None, [_by_time(book)]))}
    wanted = [written for written in walk.pending if LookBack.read(written).key in asked]
    return {"plan": plan.version, "pending": list(walk.pending), "wanted": wanted} if wanted else None


def _page(walk: Walk, people: Sequence[Person], carried: Json, now: Millis) -> Json:
    plan = plans.version(carried["plan"])
    wanted = [LookBack.read(written) for written in carried["wanted"]]
    for person in people:
        if person.plans and person.plans[0].plan < plan.version:
            _catch_up(person, plan, wanted, walk.run)
    return carried


def _end(walk: Walk, carried: Json, now: Millis) -> Millis | None:
    walks.strike_pending(walk, carried["pending"])
    return None


def _catch_up(person: Person, plan: Plan, wanted: Sequence[LookBack], run: Millis) -> None:
    looks = [one for one in wanted if one.key != _WAKES]
    seen = recollection.news(person, _remembered_under(plan, person), looks) if looks else []
    wake = _wake(recollection.knowing(person, seen), plan)
    if not seen and wake in (None, person.wakes_at):
        return
    subject, now = f"p:{person.id}", clock.now()
    event = own_events.note(
        LOOKED_BACK,
        subject,
        str(run),
        at=min(person.last_at or now, now),
        origin="server",
        proof=2,
        properties={"plan": plan.version, "seen": seen, **({} if wake is None else {"wakes_at": wake})},
    )
    log.append(own_events.packet(subject, event, now, moment=run))


def _wake(person: Person, plan: Plan) -> Millis | None:
    """When time makes a trigger of this plan true of the person, who remembers what they are about to be told. However
    late they are told: unless they came back meanwhile."""
    book, now = rulebooks.book_of(plan), clock.now()
    moment = wakes.next_entry(person, book, plan.published_at)
    if moment is None or moment > now or wakes.may_enter(person, book, now):
        return moment
    return wakes.next_entry(person, book, now)


def _remembered_under(plan: Plan, person: Person) -> dict[str, tuple[Millis, ...]]:
    """What the person would remember by now, had this plan been there from the beginning."""
    prints = footprints.latest_of(person, MOST_EVENTS)
    folded = [_as_folded(packet, person) for packet in prints.packets]
    anew = replay.refold(
        person,
        prints._replace(packets=folded),
        lambda _version, versions: rulebooks.holding(plan, versions),
        clock.now(),
    )
    return anew.memory


def _as_folded(packet: Packet, person: Person) -> Packet:
    """The packet with what had been folded of it when the person was read."""
    before = max(clock.now() - recall.REMEMBERED, recall.reach(person) or 0)
    if packet.received_at < before or recall.knows(person, recall.mark_of(packet)):
        return packet
    return replace(packet, events=tuple(event for event in packet.events if decide.remembers(person, event)))


LOOKING_BACK = Task(_begin, over_everybody(ROWS, _page), _end)
