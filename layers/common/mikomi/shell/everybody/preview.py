"""What a mailing that was sent now would come to, before anybody sends it.

Rules
1. It decides as the mailing will, of everybody as they stand or of those who were chosen, and changes nothing.
2. Everybody for whom it is meant is counted once: they get it, at once or later, enter, or do not get it for a reason.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from mikomi import clock
from mikomi.aws import addresses, everybody, mailings, plans
from mikomi.core import prices, rehearsal
from mikomi.core.behaviour.conditions import Facts
from mikomi.model.base import DAY, Json, Millis
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.settings import settings
from mikomi.shell import rulebooks, warm_up
from mikomi.shell.archive import counted
from mikomi.shell.everybody import chosen, controls
from mikomi.shell.everybody import mailing as walk_of


@dataclass
class Preview:
    """What a mailing sent now would come to. `fits`: who it is for. Of them so many get it now, `later` (the limit or
    a closed window puts it off), or enter and get their first mail after a wait; the others do not, by reason. `chosen`
    is what the list of those is called who were chosen by a number."""

    seen: int = 0
    fits: int = 0
    gets: int = 0
    later: int = 0
    enters: int = 0
    chosen: str | None = None
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def dollars(self) -> float:
        return (self.gets + self.later) * prices.MAIL

    @property
    def lasts(self) -> Millis:
        """How long it takes until the last of those who get it now has it: at the pace of turns, and of a new domain's
        days."""
        days = warm_up.days_for(self.gets) or 1
        return max(self.gets * 1000 // settings().mails_per_second, (days - 1) * DAY)


class SendingPace(NamedTuple):
    """What a mailing goes beside: so many mails left last week in all; of everything at most so many leave a second,
    and these take so long."""

    last_week: int
    a_second: int
    lasts: Millis

    def plain(self) -> Json:
        return {"sent_last_week": self.last_week, "mails_per_second": self.a_second}


def pace(preview: Preview) -> SendingPace | None:
    """How the mailing stands beside what runs; None where no week was counted yet."""
    rolled, most = counted.week(), settings().mails_per_second
    if rolled is None:
        return None
    return SendingPace(rolled["weeks"]["last"]["numbers"]["sent"], most, preview.gets * 1000 // most)


class _Looked(NamedTuple):
    """A page of those for whom it is meant. So many were `seen`; those who were chosen and are nobody, or have no name,
    are among the `missing`."""

    seen: int
    people: list[Person]
    missing: dict[str, int]


def preview_of(scenario: str, segment: str | None = None, people: Mapping[str, str] | None = None) -> Iterable[Preview]:
    """The preview as it grows, page by page; the last is the whole. `controls.NotThere`."""
    now, plan = clock.now(), plans.active()
    asked = controls.to_send(scenario, segment, people, plan, now)
    broadcast = walk_of.broadcast_of(asked, plan)
    preview = Preview()
    if asked.people is None:
        pages = _whom_it_fits(asked, plan, now)
    else:
        found = controls.chosen_of(asked, plan)
        preview.chosen, pages = mailings.name_of(found), _who_were_chosen(found)
    for page in pages:
        ends = [
            (each, rehearsal.outcome(each, broadcast, rulebooks.for_person(each, plan), now)) for each in page.people
        ]
        preview.fits += sum(page.missing.values())
        preview.reasons += Counter(page.missing)
        _add(preview, page.seen, ends)
        yield preview


def _whom_it_fits(asked: mailings.Mailing, plan: Plan, now: Millis) -> Iterator[_Looked]:
    conditions = walk_of.audience_of(asked, plan)
    book = rulebooks.book_of(plan)
    after = None
    while True:
        page = everybody.page(after, walk_of.ROWS)
        found = [each for each in page.people if walk_of.fits(each, conditions, Facts(each, now, book))]
        yield _Looked(len(page.people), found, {})
        if (after := page.after) is None:
            return


def _who_were_chosen(places: list[str]) -> Iterator[_Looked]:
    taken: set[str] = set()
    for begin in range(0, max(len(places), 1), walk_of.ROWS):
        home = chosen.at_home(part := places[begin : begin + walk_of.ROWS])
        new = [each for each in home.people if each.id not in taken]
        taken |= {each.id for each in new}
        named = [each for each in new if each.is_lead]
        missing = {"chosen.gone": home.gone, "chosen.nameless": len(new) - len(named)}
        yield _Looked(len(part), named, {why: n for why, n in missing.items() if n})


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
