"""What the console and the read API show: gather, and let the core say what it means. Reading changes nothing.

Rules
1. A visitor's id leads to the lead that it turned out to be; who is still a visitor is shown to those alone who know
   the browser's own id.
2. A page of the ranking is of one moment, which its cursor carries: as time passes, nobody is lost or shown twice.
3. The story is the log folded again under the versions that the person was folded by, so it says what was decided then.
   Where the log is too long to be folded while somebody waits, its latest part is told without reasons.
4. What somebody wrote in a reply is no part of the log: it is looked for when the page is shown.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple, TypeVar

from mikomi import clock, keys, mail_address, tokens
from mikomi.aws import addresses, kept_replies, leads, people, plans, secrets, soft_bounces
from mikomi.aws.leads import Sent
from mikomi.core import replay
from mikomi.core.people.exclusion import exclusion_of
from mikomi.core.replay import Footprints
from mikomi.core.score import half_lives, ranking
from mikomi.core.score.half_lives import HalfLives
from mikomi.core.score.ranking import Candidate, Cursor, Scale
from mikomi.core.telling import timeline
from mikomi.core.telling.portrait import Portrait, portray
from mikomi.core.telling.score_days import ScoreDay, score_days
from mikomi.core.telling.timeline import Decided, EffectRow, Entry
from mikomi.model.base import Millis
from mikomi.model.effects import effect_of
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.shell.people import footprints

MOST_EVENTS = 2_000
"""Of a longer log a page tells only the latest: whoever looks waits for it, and anybody may fill a browser's log."""

C = TypeVar("C", Cursor, timeline.Mark)


class BadCursor(Exception):
    """Not a cursor of ours, or one of a plan that counts otherwise."""


class RankedPage(NamedTuple):
    """A page of the ranking; `next` is the cursor of the page below, None where nobody is left."""

    leads: tuple[Portrait, ...]
    next: str | None


class StoryPage(NamedTuple):
    """A part of a timeline; `next` is the cursor of what is below, None at the end. `whole`: the log is told from its
    beginning on, with reasons. `scores`: with the newest part, of the last days."""

    entries: tuple[Entry, ...]
    next: str | None
    whole: bool
    scores: tuple[ScoreDay, ...] = ()


def ranked(limit: int, cursor: str | None, language: str) -> RankedPage:
    """The best `limit` leads below the cursor. Raises BadCursor."""
    plan, now = plans.active(), clock.now()
    below = _unsealed("ranking", cursor, Cursor) if cursor else None
    lives = half_lives.of_plan(plan)
    rows = _candidates(limit, below, plan, lives, below.as_of if below else now)
    places, after = ranking.top(rows, limit, below, plan.standing_range, now, lives)
    by_id = people.load_many(place.id for place in places)
    portraits = [
        portray(person, plan, plans.version, now, language)
        for person in (by_id.get(place.id) for place in places)
        if isinstance(person, Person) and person.is_ranked and not exclusion_of(person, plan.sales)
    ]
    return RankedPage(tuple(portraits), tokens.seal(secrets.root(), "ranking", after._asdict()) if after else None)


def _candidates(limit: int, below: Cursor | None, plan: Plan, lives: HalfLives, as_of: Millis) -> Iterator[Candidate]:
    """The index's rows by falling points, from where the page below the cursor may begin."""

    def of(scale: Scale) -> Iterator[Candidate]:
        start = ranking.start_rank(below, plan.standing_range, lives, scale)
        beside = scale == "halves" and ranking.stand_beside(lives)
        return (Candidate(*row, scale) for row in leads.ranked(start, limit + 1, beside=beside))

    return ranking.side_by_side([of(scale) for scale in ranking.scales_of(lives)], as_of, lives)


def by_email(email: str, language: str) -> Portrait | None:
    """The lead to whom this address belongs."""
    address = mail_address.read(email)
    owner = people.find_alias(keys.email_alias(address)) if address else None
    return lead(owner, language) if owner else None


def lead(person_id: str, language: str) -> Portrait | None:
    """The lead of this id, or the one that this visitor turned out to be; None for everybody else."""
    person = people.load(person_id) if keys.is_person(person_id) else None
    if person is None or not person.is_lead:
        return None
    return portrait(person, language)


def visitor(anonymous_id: str) -> Person | None:
    """Whoever stands at the place of this browser: a visitor, or the lead that it turned out to be."""
    return people.load(keys.visitor_id(keys.subject_of(anonymous_id, None)))


def portrait(person: Person, language: str) -> Portrait:
    """The person, lead or not, as of this moment."""
    return portray(person, plans.active(), plans.version, clock.now(), language)


def plans_of(entries: Iterable[Entry]) -> dict[int, Plan]:
    """The plan versions that the entries' reasons speak of, and by which their mails were decided."""
    entries = list(entries)
    numbers = {reason.plan for entry in entries for reason in entry.why}
    numbers |= {entry.what["plan"] for entry in entries if entry.kind == "mail"}
    return {number: plans.version(number) for number in numbers}


def suppressed(person: Person) -> str | None:
    """Why no marketing mail may go to this person's address; None if it may."""
    if not person.email:
        return None
    return addresses.is_suppressed(person.email) or (
        "soft_bounces" if soft_bounces.is_suspended(person.email) else None
    )


def story_page(
    person: Person, limit: int, cursor: str | None, *, ever_so_long: bool = False, most: int = MOST_EVENTS
) -> StoryPage:
    """The newest `limit` entries below the cursor, of the latest `most` events; of the whole log, `ever_so_long` as it
    may be, only where that is asked for. Raises BadCursor."""
    below = _unsealed("timeline", cursor, timeline.Mark) if cursor else None
    prints = footprints.of(person) if ever_so_long else footprints.latest_of(person, most)
    steps = _retold(person, prints)
    entries, after = timeline.page(_entries(person, prints, steps), limit, below)
    scores = _scores(steps) if prints.whole and below is None else ()
    cursor = tokens.seal(secrets.root(), "timeline", after._asdict()) if after else None
    return StoryPage(_with_replies(entries), cursor, prints.whole, scores)


def _scores(steps: list[Decided]) -> tuple[ScoreDay, ...]:
    plan = plans.active()
    return score_days(steps, clock.now(), plan.settings.timezone, half_lives.of_plan(plan))


def _with_replies(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The entries; a reply that was kept says what was written, or None where that is gone (`what["reply"]`)."""
    kept = [entry for entry in entries if "kept_until" in entry.what.get("properties", {}) and entry.events]
    if not kept:
        return entries
    said = kept_replies.read(map(_place_of, kept), clock.now())
    by_place = {
        _place_of(entry): replace(entry, what={**entry.what, "reply": said.get(_place_of(entry))}) for entry in kept
    }
    return tuple(by_place.get(_place_of(entry), entry) if entry in kept else entry for entry in entries)


def _place_of(entry: Entry) -> kept_replies.Place:
    return entry.subject.removeprefix("p:"), entry.events[0]


def story(person: Person) -> tuple[Entry, ...]:
    """The whole timeline, newest first, however long it is: not for somebody who waits for a page."""
    prints = footprints.of(person)
    return _entries(person, prints, _retold(person, prints))


def _retold(person: Person, prints: Footprints) -> list[Decided]:
    return list(replay.retell(person, prints, footprints.under_version, clock.now()))


def _entries(person: Person, prints: Footprints, steps: list[Decided]) -> tuple[Entry, ...]:
    # what was decided for a visitor has its row at the visitor's place
    places = {person.id, *(each.id for each in person.merged)} | {
        effect.person for step in steps for effect in step.effects if effect.person
    }
    begun = 0 if prints.whole else min((packet.received_at for packet in prints.packets), default=0)
    rows = [row for place in places for row in _rows(place) if row.at >= begun]
    return timeline.tell(steps, rows, whole=prints.whole)


def rows(person: Person) -> list[Sent]:
    """The person's mails and alerts, as they stand."""
    return list(leads.sent(person.id))


def _rows(person_id: str) -> list[EffectRow]:
    return [
        EffectRow(
            id=row.id,
            at=row.at,
            status=row.status,
            effect=effect_of(row.effect),
            details={"subject": row.subject, "reason": row.reason}
            | ({"channels": row.channels} if row.channels else {}),
        )
        for row in leads.sent(person_id)
    ]


def _unsealed(purpose: str, cursor: str, kind: type[C]) -> C:
    """What a cursor of this or another release says, in the words of this one."""
    payload = tokens.unseal(secrets.root(), purpose, cursor)
    if payload is None or not payload.keys() >= set(kind._fields) - kind._field_defaults.keys():
        raise BadCursor
    return kind(**{name: value for name, value in payload.items() if name in kind._fields})
