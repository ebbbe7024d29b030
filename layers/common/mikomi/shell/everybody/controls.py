"""What a person does with a mailing: look at it before it goes, send it, stop it, let it go on, take it back.

Rules
1. What is asked twice, by one or by two, happens once: a mailing has one id, and each move starts from what was seen.
2. A preview decides as the mailing will, of everybody as they stand, and changes nothing.
3. A mailing that has begun is stopped at the next page of its list; mails of it that wait go on waiting.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from mikomi import clock, keys
from mikomi.aws import addresses, everybody, mailings, plans, walks
from mikomi.aws.mailings import TASK, Mailing
from mikomi.aws.walks import Walk
from mikomi.core import rehearsal
from mikomi.core.behaviour.conditions import Facts
from mikomi.model.base import Json, Millis
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.packing import iso
from mikomi.settings import settings
from mikomi.shell import rulebooks
from mikomi.shell.everybody import mailing as walk_of

State = Literal["planned", "listing", "going", "paused", "cancelled", "ended", "not_sent"]
SES_DOLLARS = 0.10 / 1000
"""What SES asks for a mail (https://aws.amazon.com/ses/pricing/, November 2026)."""
TRIES = 5
SHOWN = 100
"""Mailings of a list: how each stands is asked of its own row."""


class NotThere(Exception):
    """No such scenario, or none of its mailings."""


class CannotBe(Exception):
    """The mailing is not where this could be done; `state` says where it is."""

    def __init__(self, state: State) -> None:
        super().__init__(state)
        self.state: State = state


class MailingCourse(NamedTuple):
    """How a mailing stands. `listed`: on its list, None while that is being made. `turns`: of them had their turn.
    `why_not`: why nothing was sent, or not to all: `changed`, `paused`, `draft`, `gone`, `segment`, `late`.
    `next_at`: when it goes on, or begins."""

    mailing: Mailing
    state: State
    listed: int | None
    turns: int
    why_not: str | None
    next_at: Millis | None
    ended_at: Millis | None

    @property
    def remaining(self) -> int:
        return (self.listed or 0) - self.turns

    def plain(self) -> Json:
        """As programs read it; moments are ISO 8601 in UTC."""
        return {
            "id": self.mailing.id,
            "scenario": self.mailing.scenario,
            "segment": self.mailing.segment,
            "state": self.state,
            "at": iso(self.mailing.at),
            "listed": self.listed,
            "turns": self.turns,
            "remaining": self.remaining,
            "why_not": self.why_not,
            "next_at": iso(self.next_at) if self.next_at is not None else None,
            "ended_at": iso(self.ended_at) if self.ended_at is not None else None,
        }


@dataclass
class Preview:
    """What a mailing sent now would come to. `fits`: who it is for. Of them so many get it now, `later` (the limit or
    a closed window puts it off), or enter and get their first mail after a wait; the others do not, by reason."""

    seen: int = 0
    fits: int = 0
    gets: int = 0
    later: int = 0
    enters: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def dollars(self) -> float:
        return (self.gets + self.later) * SES_DOLLARS

    @property
    def lasts(self) -> Millis:
        """How long it takes until the last of those who get it now has had their turn."""
        return self.gets * 1000 // settings().mails_per_second


def preview_of(scenario: str, segment: str | None = None) -> Iterable[Preview]:
    """The preview as it grows, page by page; the last is the whole. NotThere."""
    now, plan = clock.now(), plans.active()
    asked = _to_send(scenario, segment, plan, now)
    broadcast = walk_of.broadcast_of(asked, plan)
    conditions = walk_of.audience_of(asked, plan)
    book = rulebooks.for_person(Person(id="v_"), plan).active
    preview, after = Preview(), None
    while True:
        page = everybody.page(after, walk_of.ROWS)
        found = [each for each in page.people if walk_of.fits(each, conditions, Facts(each, now, book))]
        ends = [(each, rehearsal.outcome(each, broadcast, rulebooks.for_person(each, plan), now)) for each in found]
        _add(preview, len(page.people), ends)
        yield preview
        if (after := page.after) is None:
            return


def _add(preview: Preview, seen: int, ends: list[tuple[Person, str]]) -> None:
    would = [each for each, end in ends if end in (rehearsal.GETS, rehearsal.LATER) and each.email]
    blocked = addresses.suppressed_among([each.email or "" for each in would])
    preview.seen += seen
    preview.fits += len(ends)
    for person, end in ends:
        if person.email in blocked:
            end = "skip.suppressed"
        match end:
            case rehearsal.GETS:
                preview.gets += 1
            case rehearsal.LATER:
                preview.later += 1
            case rehearsal.ENTERS:
                preview.enters += 1
            case reason:
                preview.reasons[reason] += 1


def send(scenario: str, segment: str | None = None, *, again: bool = False, by: str | None = None) -> MailingCourse:
    """Send this scenario now, to whoever it is for, of a segment if one is named. Sent before under the same plan, it
    stands as it stands, and nobody is written to again; `again` makes another mailing of it. NotThere."""
    now, plan = clock.now(), plans.active()
    asked = _to_send(scenario, segment, plan, now)._replace(by=by)
    number = 1
    while again and mailings.read(_numbered(asked.id, number)):
        number += 1
    return begin(asked._replace(id=_numbered(asked.id, number)), now)


def begin(mailing: Mailing, now: Millis) -> MailingCourse:
    walk_of.note(mailing, now)
    return standing(mailing.id)


def _numbered(mailing: str, number: int) -> str:
    return mailing if number == 1 else f"{mailing}-{number}"


def _to_send(scenario: str, segment: str | None, plan: Plan, now: Millis) -> Mailing:
    if scenario not in plan.scenarios or (segment is not None and segment not in plan.segments):
        raise NotThere(scenario if scenario not in plan.scenarios else segment)
    mark = keys.short(segment or "", str(plan.version))
    return Mailing(f"{scenario}@sent-{mark}", scenario, now, "sent", now, segment=segment)


def pause(mailing: str) -> MailingCourse:
    """Nobody has their turn from now on, until it is resumed. NotThere, CannotBe."""
    return _move(mailing, ("planned", "listing", "going"), ("paused",), walks.stop)


def resume(mailing: str) -> MailingCourse:
    """The rest have their turn; what was not due yet when it was paused waits for its moment. NotThere, CannotBe."""
    due_at = max(clock.now(), _noted(mailing).at)
    return _move(mailing, ("paused",), ("planned", "listing", "going"), lambda walk: walks.resume(walk, due_at))


def cancel(mailing: str) -> MailingCourse:
    """The rest never have their turn, and mails of it that wait are not sent. NotThere, CannotBe."""
    return _move(mailing, ("planned", "listing", "going", "paused"), ("cancelled",), walks.cancel)


def _move(mailing: str, moves: tuple[State, ...], to: tuple[State, ...], move: Callable[[Walk], bool]) -> MailingCourse:
    for _ in range(TRIES):
        stands = standing(mailing)
        if stands.state in to:
            return stands  # somebody else did, or it was asked twice
        if stands.state not in moves:
            raise CannotBe(stands.state)
        walk = walks.read(TASK, mailing)
        if walk and move(walk):
            return standing(mailing)
    raise CannotBe(standing(mailing).state)


def standing(mailing: str) -> MailingCourse:
    """How it stands this moment. NotThere."""
    noted = _noted(mailing)
    if (walk := walks.read(TASK, mailing)) is None:
        raise NotThere(mailing)
    return _standing(noted, walk)


def latest() -> list[MailingCourse]:
    """The mailings that are to be and that were, the latest first: `SHOWN` of them."""
    return _latest(mailings.noted())


def of_scenario(scenario: str) -> MailingCourse:
    """The mailing of this scenario that somebody means who names none: the one under way, else the next, else the
    last. NotThere."""
    found = _latest(each for each in mailings.noted() if each.scenario == scenario)
    for states in (("paused", "going", "listing"), ("planned",)):
        under_way = [one for one in found if one.state in states]
        if under_way:
            return min(under_way, key=lambda one: one.mailing.at)
    if not found:
        raise NotThere(scenario)
    return found[0]


def _latest(noted: Iterable[Mailing]) -> list[MailingCourse]:
    shown = sorted(noted, key=lambda each: each.at, reverse=True)[:SHOWN]
    return [_standing(each, walk) for each in shown if (walk := walks.read(TASK, each.id))]


def _noted(mailing: str) -> Mailing:
    if (found := mailings.read(mailing)) is None:
        raise NotThere(mailing)
    return found


def _standing(noted: Mailing, walk: Walk) -> MailingCourse:
    carried = walk.carried or {}
    listed = carried.get("listed") if "listed_at" in carried else None
    why_not = carried.get("hindrance") or ("late" if carried.get("late") else None)
    return MailingCourse(
        noted,
        _state(walk, carried),
        listed,
        carried.get("turns", 0),
        why_not,
        walk.due_at if walk.status == "going" else None,
        walk.ended_at,
    )


def _state(walk: Walk, carried: dict[str, object]) -> State:
    match walk.status:
        case "stopped":
            return "paused"
        case "cancelled":
            return "cancelled"
        case "ended":
            return "not_sent" if carried.get("hindrance") or not carried else "ended"
        case "going":
            return "going" if "listed_at" in carried else "listing" if carried else "planned"
