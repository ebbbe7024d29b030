"""Everybody tried under a candidate, one after the other.

Rules
1. Only read: no row, no event, no mail comes of it.
2. Whoever cannot be tried is left out of every figure and counted by the reason; what AWS refuses passes through.
3. What the log's table has let go is read from the archive.
"""

from collections.abc import Iterable, Iterator, Set
from datetime import timedelta
from zlib import crc32

from pydantic import ValidationError

from mikomi import clock, keys
from mikomi.aws import everybody, log, plans
from mikomi.aws.refusals import AwsRefusal, Silence
from mikomi.core.backtest.course import DecidedDeed
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.lack import lack_of
from mikomi.core.backtest.trial import Bench, Ran, Trial
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.replay import Footprints
from mikomi.core.words import moments
from mikomi.model.base import DAY, Millis
from mikomi.model.formats import NewerFormat
from mikomi.model.person import Person
from mikomi.shell import failures
from mikomi.shell.archive import past
from mikomi.shell.people import footprints
from mikomi.shell.people.footprints import Past

ROWS = 200
PERIOD = 30 * DAY
"""What is looked at where nobody says."""
MOST_EVENTS = 2_000
"""Of one person, where somebody waits."""
SETTLED = 60 * 60_000
"""What arrived later than so long ago (milliseconds) may not be decided yet."""


def over_everybody(
    bench: Bench, after: str | None = None, share: tuple[int, int] = (0, 1)
) -> Iterator[tuple[Trial, str | None]]:
    """What came of each page of people, and behind whom the next begins; None at the end. `share`: the people who fall
    to this one of so many that go over everybody."""
    mine, shares = share
    with past.opened(clock.now()) as gone:
        while True:
            page = everybody.page(after, ROWS)
            people = [each for each in page.people if crc32(each.id.encode()) % shares == mine]
            yield of(people, bench, gone.packets), page.after
            if (after := page.after) is None:
                return


def of(people: Iterable[Person], bench: Bench, gone: Past = footprints.nothing) -> Trial:
    """What comes of these people."""
    trial = Trial()
    for person in people:
        _try(person, bench, trial, gone)
    return trial


def first_of(bench: Bench, most_people: int, most_events: int) -> tuple[Trial, bool]:
    """What can be tried while somebody waits, and whether that is everybody. Of what the log's table has let go nothing
    is read; whose log is longer than a page tells is left out."""
    trial, left, after = Trial(), most_people, None
    while True:
        page = everybody.page(after, ROWS)
        for person in page.people:
            if not left or trial.events > most_events:
                return trial, False
            left -= 1
            prints = footprints.latest_of(person, MOST_EVENTS)
            if prints.whole:
                _try_with(person, prints, bench, trial, footprints.nothing)
            else:
                trial.leave_out("long")
        if (after := page.after) is None:
            return trial, True


def _try(person: Person, bench: Bench, trial: Trial, gone: Past) -> None:
    _try_with(person, footprints.of(person, gone), bench, trial, gone)


def _try_with(person: Person, prints: Footprints, bench: Bench, trial: Trial, gone: Past) -> None:
    if person.erased_at is not None and not person.members:
        trial.leave_out("erased")
        return
    ran = _ran(person, prints, bench, trial)
    if ran is None:
        return
    if lack := lack_of(person, ran.footprints, bench.days.end):
        trial.leave_out(lack)
        return
    bench.check(trial, ran, notes(ran, gone))
    try:
        bench.measure(trial, ran)
    except Exception as error:
        trial.leave_out("threw", person.id, failures.reason_of(error))


def _ran(person: Person, prints: Footprints, bench: Bench, trial: Trial) -> Ran | None:
    try:
        return bench.ran(person, prints, _under_version)
    except (AwsRefusal, Silence):
        raise
    except _Unreadable:
        trial.leave_out("unreadable_plan")
    except Exception as error:
        trial.leave_out("broke", person.id, failures.reason_of(error))
    return None


class _Unreadable(Exception):
    """A version that is not there, or that this release cannot read."""


def _under_version(version: int, others: Set[int]) -> Rulebooks:
    for number in (version, *others):
        try:
            plans.version(number)
        except (KeyError, ValidationError, NewerFormat) as why:
            raise _Unreadable(number) from why
    return footprints.under_version(version, others)


def notes(ran: Ran, gone: Past = footprints.nothing) -> Iterator[DecidedDeed]:
    """What was noted of the person when it was decided, each note once."""
    for place in sorted(ran.course.places):
        subject = keys.noted_subject(place)
        packets = {packet.sort: packet for packet in gone(subject)} | {
            packet.sort: packet for packet in log.packets(subject)
        }
        for packet in packets.values():
            yield from (DecidedDeed(event.name, event.at, event.properties) for event in packet.events)


def lately(zone: str) -> TriedDays:
    """The last thirty days, of this time zone."""
    end = settled(clock.now())
    return TriedDays(end - PERIOD, end, zone)


def whole_weeks(zone: str, weeks: int) -> TriedDays:
    """So many weeks of whole days that are settled, up to yesterday."""
    today = moments.local(settled(clock.now()), zone).replace(hour=0, minute=0, second=0, microsecond=0)
    begin, end = (int(day.timestamp() * 1000) for day in (today - timedelta(days=7 * weeks), today))
    return TriedDays(begin, end - 1, zone)


def settled(now: Millis) -> Millis:
    """Until when everything is decided by now."""
    return now - SETTLED
