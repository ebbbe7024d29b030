"""Who is in a segment, exactly: the plan's own condition, asked of everybody as they stand.

Rules
1. A segment's people are leads: whoever has no name yet can neither be written to nor looked up.
2. They are asked as of one moment, which the cursor of their list carries, as the ranking's does.
3. Their number is counted by a walk: after a plan with other segments was published, every night, and when somebody
   asks. The list is made when it is looked at, and always of now.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from mikomi import clock, keys, tokens
from mikomi.aws import everybody, plans, secrets, segment_sizes, walks
from mikomi.aws.segment_sizes import Sizes
from mikomi.aws.walks import Walk
from mikomi.core.behaviour.membership import is_in
from mikomi.model.base import Json, Millis
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.model.segment import Segment
from mikomi.shell import rulebooks
from mikomi.shell.everybody.task import Task, over_everybody

TASK = "segments"
ROWS = 1_000
"""Rows of the table that one page of the walk looks at."""
PATIENCE = 20_000
"""Rows that are looked at while somebody waits for a page of a list: less than 10 seconds. The next page goes on."""
NIGHT = 3
"""The hour, in the company's zone, at which the segments are counted if nobody asked before."""


class NoSuchPage(Exception):
    """Not a cursor of ours, or of another segment."""


class Listed(NamedTuple):
    """A page of a segment's people; `next` is the cursor of the next, None where everybody was asked. A page may hold
    fewer than were wanted, and there be a next all the same."""

    people: tuple[Person, ...]
    next: str | None


def sizes() -> list[tuple[Segment, Sizes | None]]:
    """The plan's segments in its order, with what was counted of each; None for one that nobody has counted yet."""
    there = plans.active().segments
    found = segment_sizes.read(there)
    return [(segment, found.get(name)) for name, segment in there.items()]


def count(now: Millis) -> None:
    """Begin to count them all, as they stand now."""
    if plans.active().segments:
        walks.begin(TASK, now, now)


def published(plan: Plan, now: Millis) -> None:
    """A plan was published: count its segments once everybody goes by it, unless somebody has stopped the counting."""
    if plan.segments:
        walks.begin_unless_stopped(TASK, now, plans.followed_at(now))


def is_up_to_date(walk: Walk) -> bool:
    """Whether what was counted so far is of the segments that there are."""
    return walk.carried is not None and walk.carried["plan"] == plans.active().version


def listed(segment: Segment, limit: int, cursor: str | None) -> Listed:
    """The next `limit` people of the segment. Raises NoSuchPage."""
    book = rulebooks.book_of(plans.active())
    as_of, after = clock.now(), None
    if cursor:
        told = tokens.unseal(secrets.root(), "segment", cursor)
        if not told or told.get("segment") != segment.id:
            raise NoSuchPage
        as_of, after = told["as_of"], told["after"]
    found: list[Person] = []
    for page in _pages(after):
        for person in page.people:
            if is_in(segment, person, book, as_of):
                found.append(person)
            if len(found) == limit:
                return Listed(tuple(found), _cursor(segment, everybody.behind(person.id), as_of))
        after = page.after
    return Listed(tuple(found), _cursor(segment, after, as_of) if after else None)


def everyone_in(segment: Segment) -> Iterator[Person]:
    """All of them, however long that takes: for a command, and for nobody who waits for a page."""
    book, as_of = rulebooks.book_of(plans.active()), clock.now()
    after: str | None = None
    while True:
        page = everybody.page(after, ROWS)
        yield from (person for person in page.people if is_in(segment, person, book, as_of))
        if (after := page.after) is None:
            return


def _pages(after: str | None) -> Iterator[everybody.PeoplePage]:
    for _ in range(PATIENCE // ROWS):
        page = everybody.page(after, ROWS)
        yield page
        if (after := page.after) is None:
            return


def _cursor(segment: Segment, after: str, as_of: Millis) -> str:
    return tokens.seal(secrets.root(), "segment", {"segment": segment.id, "after": after, "as_of": as_of})


# --- the walk that counts


def _begin(walk: Walk, now: Millis) -> Json | None:
    plan = plans.active()
    return {"plan": plan.version, "sizes": dict.fromkeys(plan.segments, 0)} if plan.segments else None


def _page(walk: Walk, people: Sequence[Person], carried: Json, now: Millis) -> Json:
    plan = plans.version(carried["plan"])
    book = rulebooks.book_of(plan)
    counted = {
        name: before + sum(is_in(plan.segments[name], person, book, walk.run) for person in people)
        for name, before in carried["sizes"].items()
    }
    return {**carried, "sizes": counted}


def _end(walk: Walk, carried: Json, now: Millis) -> Millis | None:
    plan = plans.version(carried["plan"])
    zone = ZoneInfo(plan.settings.timezone)
    for name, size in carried["sizes"].items():
        segment_sizes.note(name, size, _mark(plan.segments[name]), walk.run, _at(walk.run, zone).date().isoformat())
    return _next_night(now, zone)


def _mark(segment: Segment) -> str:
    return keys.short(
        json.dumps(segment.when.model_dump(mode="json", by_alias=True, exclude_none=True), sort_keys=True)
    )


def _next_night(now: Millis, zone: ZoneInfo) -> Millis:
    here = _at(now, zone)
    night = here.replace(hour=NIGHT, minute=0, second=0, microsecond=0)
    if night <= here:
        night += timedelta(days=1)
    return int(night.timestamp() * 1000)


def _at(moment: Millis, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(moment / 1000, zone)


COUNTING = Task(_begin, over_everybody(ROWS, _page), _end)
