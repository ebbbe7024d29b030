"""How much of somebody is kept: a person's item is written whole at every event, so nothing in it may grow for ever.

Rules
1. What anybody can cause with the public key is bounded in number and in bytes: with every bound reached an item stays
   under `MOST_BYTES` (beside what the plan itself has a place for: points of its rules, runs through its scenarios).
2. What the secret key or a form of ours says always folds. It has room of its own, and takes room from unproven traits,
   never the other way round.
3. Of what is too much the older stays and the new one goes, or where only the latest counts the oldest. It is said.
4. Points are never lost: what the browsers that were silent the longest have earned becomes the person's own account.
5. No suppression goes, no enrolment that is under way is thrown out without a reason.
"""

from json import dumps
from typing import NamedTuple

from msgspec.structs import replace

from mikomi.core.score.half_lives import HalfLives
from mikomi.core.score.totals import decayed
from mikomi.model.base import Millis
from mikomi.model.effects import Effect, Suppress
from mikomi.model.events import Event
from mikomi.model.person import Earned, Enrolment, Member, Person, Trait

MOST_BYTES = 96 * 1024
"""What no sequence of events with the public key can make an item larger than."""


class Room(NamedTuple):
    """How many traits, how long a name, how many bytes one value and all together (as JSON)."""

    number: int
    name: int
    value: int
    all: int


UNPROVEN = Room(number=40, name=100, value=2_000, all=6_000)
FROM_FORM = Room(number=40, name=100, value=16_000, all=20_000)
WITH_FORMS = Room(number=80, name=100, value=16_000, all=24_000)
"""What forms and others have said together; of what others said the largest goes first."""
PROVEN = Room(number=200, name=200, value=16_000, all=64_000)

BROWSERS = 20
"""Browsers that join a lead by a word that nobody proved."""
LINKED = 40
"""… those included that a link of our mail brought."""
MEMBERS = 200
"""… and those of the secret key."""
ACCOUNTS = 60
"""Points by member and rule, before those of silent browsers are put together."""

TAGS = 200
LONGEST_TAG = 100
ENDED_RUNS = 1
RUNS = 3
"""Runs through one scenario that are under way at once: more than one only where people turned out to be one."""
WAITING = 20
EFFECTS = 40
TIMES = 100
"""Times remembered for one condition, as many as a condition can ask for."""
GRANTS = 30
MARKS = 60
CONFLICTS = 20
MAILED = 100
_LISTS = (("conflicts", CONFLICTS), ("plans", MARKS), ("mailed", MAILED), ("waiting", WAITING))


class Left(NamedTuple):
    """What was not kept: `what` (`traits`, `tags`, `runs` …), and its names or how many."""

    what: str
    names: tuple[str, ...] = ()


def may_join(lead: Person, subject: str, *, proof: int, by_link: bool) -> bool:
    """Whether one more browser may become part of this lead."""
    most = LINKED if by_link else MEMBERS if proof == 2 else BROWSERS
    return subject in lead.members or len(lead.members) < most


def within(
    person: Person, half_lives: HalfLives, before: Person, event: Event | None = None
) -> tuple[Person, list[Left]]:
    """The person within all bounds after this event (None: after a merge), and what was left out. `before` is the
    person before it: what has not changed since is within them."""
    left: list[Left] = []
    update: dict[str, object] = {}
    if person.traits is not before.traits or event is None:
        update["traits"] = _traits(person.traits, before.traits, event, left)
    if len(person.tags) > TAGS or (
        person.tags is not before.tags and any(len(tag) > LONGEST_TAG for tag in person.tags)
    ):
        update["tags"] = _tags(person.tags, left)
    if person.members is not before.members and _accounts(person) > ACCOUNTS:
        update["members"] = _put_together(person, half_lives)
    if person.enrolments is not before.enrolments:
        update["enrolments"] = _runs(person.enrolments, left)
    for name, most in _LISTS:
        listed: tuple[object, ...] = getattr(person, name)
        if len(listed) > most:
            update[name] = listed[-most:]
    if len(person.waiting) > WAITING:
        left.append(Left("alerts", tuple(each.effect.id for each in person.waiting[:-WAITING])))
    if person.memory is not before.memory and any(len(times) > TIMES for times in person.memory.values()):
        update["memory"] = {key: times[-TIMES:] for key, times in person.memory.items()}
    if person.caps is not before.caps and any(len(grants) > GRANTS for grants in person.caps.values()):
        update["caps"] = {rule: _coarser(grants) for rule, grants in person.caps.items()}
    if not update:
        return person, left
    changed = {name: value for name, value in update.items() if value != getattr(person, name)}
    return (replace(person, **changed) if changed else person), left


def listed(effects: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """Of the effects that are looked after later the latest few, and of several wishes not to be written to the last.
    What is not listed was decided all the same, and is carried out by the stream."""
    last = {effect.reason: effect.id for effect in effects if isinstance(effect, Suppress)}
    kept = [effect for effect in effects if not isinstance(effect, Suppress) or last[effect.reason] == effect.id]
    return tuple(kept[-EFFECTS:])


# --- traits


def _traits(
    traits: dict[str, Trait], before: dict[str, Trait], event: Event | None, left: list[Left]
) -> dict[str, Trait]:
    """Proven ones in their room, the others in theirs. What this event brought goes first, unless it is a form's."""
    from_form = event is not None and event.origin == "form"
    new = {name for name, trait in traits.items() if before.get(name) != trait}
    gone = _too_much({name: trait for name, trait in traits.items() if trait.proof == 2}, PROVEN, new)
    unproven = {name: trait for name, trait in traits.items() if trait.proof < 2}
    if from_form:
        others = {name: trait for name, trait in unproven.items() if name not in new}
        asked = {name: trait for name, trait in unproven.items() if name in new}
        gone |= _too_much(asked, FROM_FORM, new)
        free = WITH_FORMS.all - sum(_size(each) for each in asked.items() if each[0] not in gone)
        gone |= _too_much(others, WITH_FORMS._replace(all=free, number=WITH_FORMS.number - len(asked)), set(others))
    else:
        standing = {name for name in unproven if name not in new}
        size = sum(_size((name, unproven[name])) for name in standing)
        # a form may have filled more than is anybody's: it stays, and nothing is added to it
        room = UNPROVEN._replace(all=max(UNPROVEN.all, size), number=max(UNPROVEN.number, len(standing)))
        gone |= _too_much(unproven, room, new)
    if not gone:
        return traits
    left.append(Left("traits", tuple(sorted(name[: UNPROVEN.name] for name in gone))))
    restored = {name: before[name] for name in gone if name in before and name in new}
    return {name: trait for name, trait in traits.items() if name not in gone} | restored


def _too_much(traits: dict[str, Trait], room: Room, movable: set[str]) -> set[str]:
    """The names of those that find no room: of the movable ones the largest, until the others fit."""
    gone = {
        name
        for name, held in traits.items()
        if name in movable and (len(name) > room.name or _size((name, held)) > room.value)
    }
    size = sum(_size(each) for each in traits.items() if each[0] not in gone)
    number = len(traits) - len(gone)
    for name in sorted(movable & traits.keys() - gone, key=lambda name: (-_size((name, traits[name])), name)):
        if size <= room.all and number <= room.number:
            break
        gone.add(name)
        size, number = size - _size((name, traits[name])), number - 1
    return gone


def _size(named: tuple[str, Trait]) -> int:
    name, held = named
    value = held.value
    return len(name.encode(errors="replace")) + (
        len(value.encode(errors="replace")) if isinstance(value, str) else len(dumps(value, default=str))
    )


def _tags(tags: dict[str, Millis], left: list[Left]) -> dict[str, Millis]:
    kept = dict([(tag, at) for tag, at in tags.items() if len(tag) <= LONGEST_TAG][:TAGS])
    left.append(Left("tags", tuple(tag[:LONGEST_TAG] for tag in tags if tag not in kept)[:10]))
    return kept


# --- points


def _accounts(person: Person) -> int:
    return sum([len(member.points) for member in person.members.values()])


def _put_together(person: Person, half_lives: HalfLives) -> dict[str, Member]:
    """The points of the browsers that were silent the longest, as the person's own; what they did stays counted."""
    members, own = dict(person.members), f"p:{person.id}"
    accounts = _accounts(person)
    silent = sorted(
        (member.last_at, subject) for subject, member in members.items() if subject != own and member.points
    )
    for last_at, subject in silent[:-1]:
        if accounts <= ACCOUNTS // 2:
            break
        member = members[subject]
        mine = members.get(own) or Member(first_at=member.first_at, last_at=last_at)
        points = dict(mine.points)
        for rule, earned in member.points.items():
            points[rule] = _together(points[rule], earned, half_lives) if rule in points else earned
        accounts -= len(mine.points) + len(member.points) - len(points)
        members[own] = replace(mine, points=points)
        members[subject] = replace(member, points={})
    return members


def _together(one: Earned, other: Earned, half_lives: HalfLives) -> Earned:
    older, newer = sorted((one, other), key=lambda each: (each.at, each.event_id))
    value = newer.value + decayed(older.value, older.at, newer.at, half_lives)
    return replace(
        newer,
        raw=one.raw + other.raw,
        value=value,
        count=one.count + other.count,
        first_at=min(one.first_at, other.first_at),
    )


def _coarser(grants: tuple[tuple[Millis, float], ...]) -> tuple[tuple[Millis, float], ...]:
    """Fewer grants of a capped rule: two that follow each other are one, at the later time, until there are few enough.
    A window may hold points too long, never too many."""
    kept = list(grants)
    begin = 1 if kept and kept[0][1] == 0 else 0  # the mark of what was forgotten stays
    while len(kept) > GRANTS:
        (_, one), (at, other) = kept[begin], kept[begin + 1]
        kept[begin : begin + 2] = [(at, one + other)]
        begin = begin + 1 if begin + 2 < len(kept) else int(kept[0][1] == 0)
    return tuple(kept)


# --- runs


def _runs(runs: tuple[Enrolment, ...], left: list[Left]) -> tuple[Enrolment, ...]:
    """Of each scenario the first few runs that are under way, and of those that ended the one that was entered last."""
    by_scenario: dict[str, list[Enrolment]] = {}
    for run in runs:
        by_scenario.setdefault(run.scenario, []).append(run)
    gone: set[str] = set()
    for mine in by_scenario.values():
        ended = sorted((run for run in mine if run.has_ended), key=lambda run: (run.entered_at, run.id))
        gone.update(run.id for run in ended[:-ENDED_RUNS])
        under_way = sorted((run for run in mine if not run.has_ended), key=lambda run: (run.entered_at, run.id))
        too_many = [run.id for run in under_way[RUNS:]]
        if too_many:
            left.append(Left("runs", tuple(too_many)))
        gone.update(too_many)
    return tuple(run for run in runs if run.id not in gone) if gone else runs
