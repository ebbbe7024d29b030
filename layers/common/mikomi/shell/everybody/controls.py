"""What a person does with a mailing: send it, stop it, let it go on, take it back.

Rules
1. What is asked twice, by one or by two, happens once: a mailing has one id, and each move starts from what was seen.
2. To the people behind a number it is sent as they were looked at before: where they have changed, nothing is sent.
3. A mailing that has begun is stopped at the next page of its list; mails of it that wait go on waiting.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Literal, NamedTuple

from mikomi import clock, keys
from mikomi.aws import mailings, plans, walks
from mikomi.aws.mailings import TASK, Mailing
from mikomi.aws.walks import Walk
from mikomi.model.base import Json, Millis
from mikomi.model.plan import Plan
from mikomi.packing import iso
from mikomi.shell.everybody import chosen
from mikomi.shell.everybody import mailing as walk_of

State = Literal["planned", "listing", "going", "paused", "cancelled", "ended", "not_sent"]
TRIES = 5
SHOWN = 100
"""Mailings of a list: how each stands is asked of its own row."""


class NotThere(Exception):
    """No such scenario or segment, or none of its mailings."""


class NoSuchNumber(NotThere):
    """The results have no number of this name."""


class Nobody(Exception):
    """There is nobody behind the number."""


class OthersNow(Exception):
    """Behind the number are others than those who were looked at."""


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
            "people": self.mailing.people,
            "state": self.state,
            "at": iso(self.mailing.at),
            "listed": self.listed,
            "turns": self.turns,
            "remaining": self.remaining,
            "why_not": self.why_not,
            "next_at": iso(self.next_at) if self.next_at is not None else None,
            "ended_at": iso(self.ended_at) if self.ended_at is not None else None,
        }


def send(
    scenario: str,
    segment: str | None = None,
    people: Mapping[str, str] | None = None,
    *,
    again: bool = False,
    after: str | None = None,
    by: str | None = None,
    looked_at: str | None = None,
) -> MailingCourse:
    """Send this scenario now, to whoever it is for, of a segment if one is named, or to the people behind a number.
    Sent before under the same plan, it stands as it stands, and nobody is written to again; `again` makes another
    mailing of it, `after` the one that comes after this one. NotThere, Nobody; OthersNow if they are not those who were
    `looked_at` (`Preview.chosen`)."""
    now, plan = clock.now(), plans.active()
    asked = to_send(scenario, segment, people, plan, now)._replace(by=by)
    before = _before(asked.id)
    if again or (after and after in before):
        place = len(before) if again else before.index(after or "") + 1
        asked = asked._replace(id=_numbered(asked.id, place + 1))
    if asked.people is not None and not mailings.read(asked.id):
        found = chosen_of(asked, plan)
        if not found:
            raise Nobody
        if looked_at is not None and looked_at != mailings.name_of(found):
            raise OthersNow
        asked = asked._replace(chosen=mailings.write_chosen(asked.id, found))
    return begin(asked, now)


def sent_before(
    scenario: str, segment: str | None = None, people: Mapping[str, str] | None = None
) -> MailingCourse | None:
    """What was sent last if this is asked for once more; None if it never was. NotThere."""
    before = _before(to_send(scenario, segment, people, plans.active(), clock.now()).id)
    return standing(before[-1]) if before else None


def _before(mailing: str) -> list[str]:
    """This mailing and those that were made of it again, in their order."""
    found: list[str] = []
    while mailings.read(each := _numbered(mailing, len(found) + 1)):
        found.append(each)
    return found


def begin(mailing: Mailing, now: Millis) -> MailingCourse:
    walk_of.note(mailing, now)
    return standing(mailing.id)


def _numbered(mailing: str, number: int) -> str:
    return mailing if number == 1 else f"{mailing}-{number}"


def to_send(scenario: str, segment: str | None, people: Mapping[str, str] | None, plan: Plan, now: Millis) -> Mailing:
    """The mailing that is asked for. NotThere."""
    if scenario not in plan.scenarios or (segment is not None and segment not in plan.segments):
        raise NotThere(scenario if scenario not in plan.scenarios else segment)
    number = None if people is None else dict(sorted(people.items()))
    mark = keys.short(segment or "" if number is None else json.dumps(number, sort_keys=True), str(plan.version))
    return Mailing(f"{scenario}@sent-{mark}", scenario, now, "sent", now, segment=segment, people=number)


def chosen_of(mailing: Mailing, plan: Plan) -> list[str]:
    """The people to whom it is sent, as they stand behind the number now. NoSuchNumber."""
    found = chosen.behind_number(mailing.people or {}, plan)
    if found is None:
        raise NoSuchNumber((mailing.people or {}).get("what", ""))
    return found


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
