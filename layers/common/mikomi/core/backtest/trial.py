"""People tried under a candidate one after the other, beside what was; and what of it all is not to be believed.

Rules
1. First the plans that really ran are decided again for the person (`self_check`). They are what the candidate is held
   against, unless it is held against another plan.
2. Whose log is not whole, or whom a plan cannot be asked about, is in no figure: they are counted and said.
3. What came of a mail that the candidate would not have sent is counted with and without (`reactions`).
"""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from mikomi.core.backtest import course as courses
from mikomi.core.backtest import reactions
from mikomi.core.backtest.assumed import MailTally
from mikomi.core.backtest.counts import Counts, FigureCase, answers, counted
from mikomi.core.backtest.course import DecidedDeed, LogCourse, as_if_always, mark
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.dealt import HeldMails, RealMail, held_against, real_mails
from mikomi.core.backtest.order import Late
from mikomi.core.backtest.self_check import SelfCheck, Stand
from mikomi.core.backtest.unknowable import Asks, Unanswered
from mikomi.core.backtest.weighted import LOT_FIGURES, LotSums, by_lot
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.replay import Footprints, RulebooksOf
from mikomi.core.score import bands
from mikomi.model.base import Json, Millis
from mikomi.model.events import Packet
from mikomi.model.person import Person

HOTTER, COOLER, OPEN = "hot/more", "hot/less", "hot/open"
"""Who would be in the highest band in the end and is not, and the reverse; and of whom that hangs on a reaction."""


class Ran(NamedTuple):
    """What really ran for a person, decided again; to be held against their notes."""

    person: Person
    footprints: Footprints
    rulebooks: RulebooksOf
    course: LogCourse


class UnderCandidate(NamedTuple):
    """A person's course under the candidate, and the one without what came of mails that it would not have sent
    (`pure`: the same course where there is nothing of that). `held`: its mails against those that really went out
    (`real`); `came`: of which effect an event came; `lost`: the marks of those that could not have been."""

    after: LogCourse
    pure: LogCourse
    held: HeldMails
    real: Mapping[str, RealMail]
    came: Mapping[str, reactions.CameOf]
    lost: Set[str]


@dataclass
class Contamination:
    """Visits and other reactions to what the candidate would not have sent: so many visits of all that came through a
    mail, so many `events`, of so many `people`."""

    visits: int = 0
    of_visits: int = 0
    events: int = 0
    people: int = 0

    def join(self, other: "Contamination") -> None:
        """Add what was counted of other people."""
        self.visits += other.visits
        self.of_visits += other.of_visits
        self.events += other.events
        self.people += other.people


@dataclass
class Trial:
    """What many people's courses come to. `left_out`: how many, by reason; `first`: who was the first of them, and
    what was raised. `unsent`: mails of the candidate that nobody got. `worked`: what
    reps answered. `lots`: by figure, of whom it hangs on mails whose words a lot chose; so many people `drew_other`
    words than the candidate sends. `tally`: mails that went out, were clicked, or that nobody got."""

    people: int = 0
    events: int = 0
    begins: int | None = None
    check: SelfCheck = field(default_factory=SelfCheck)
    before: Counts = field(default_factory=Counts)
    after: Counts = field(default_factory=Counts)
    without: Counts = field(default_factory=Counts)
    worked: Counts = field(default_factory=Counts)
    contamination: Contamination = field(default_factory=Contamination)
    left_out: Counter[str] = field(default_factory=Counter)
    first: dict[str, Json] = field(default_factory=dict)
    unsent: int = 0
    lots: dict[str, LotSums] = field(default_factory=dict)
    drew_other: int = 0
    tally: MailTally = field(default_factory=MailTally)

    @property
    def is_to_be_trusted(self) -> bool:
        """Whether what ran came out again, and nobody's decision broke off."""
        return self.check.holds and not self.left_out["threw"] and not self.left_out["broke"]

    def leave_out(self, why: str, person: str = "", said: str = "") -> None:
        """Count somebody who is in no figure."""
        self.left_out[why] += 1
        if said:
            self.first.setdefault(why, {"person": person, "why": said})

    def join(self, other: "Trial") -> None:
        """Add what came of other people."""
        self.people += other.people
        self.events += other.events
        self.begins = min((each for each in (self.begins, other.begins) if each is not None), default=None)
        self.check.join(other.check)
        self.before.join(other.before)
        self.after.join(other.after)
        self.without.join(other.without)
        self.worked.join(other.worked)
        self.contamination.join(other.contamination)
        self.left_out.update(other.left_out)
        self.first = other.first | self.first
        self.unsent += other.unsent
        self.drew_other += other.drew_other
        self.tally.join(other.tally)
        for name, sums in other.lots.items():
            self.lots.setdefault(name, LotSums()).join(sums)


class Bench:
    """The candidate, what it is held against (None: what really ran), the days, and the moment at which people are
    read: up to then they may have changed."""

    def __init__(
        self, candidate: Rulebooks, against: Rulebooks | None, running: Rulebooks, days: TriedDays, now: Millis
    ) -> None:
        self.candidate = candidate
        self.against = against
        self.running = running
        self.days = days
        self.now = now

    @cached_property
    def _asks(self) -> Asks:
        return Asks(self.candidate.active.plan)

    @cached_property
    def _asks_before(self) -> Asks:
        return Asks((self.against or self.running).active.plan)

    def ran(self, person: Person, footprints: Footprints, rulebooks: RulebooksOf) -> Ran:
        """What really ran, decided again."""
        course = courses.run(person, footprints, rulebooks, self.days.end)
        return Ran(person, footprints, rulebooks, course)

    def check(self, trial: Trial, ran: Ran, really: Iterable[DecidedDeed]) -> None:
        """Hold it against the notes, and against the person where nothing has happened to them since."""
        rules, until = self.running.active, self.days.end
        live = Stand(ran.person, until, rules.half_lives, rules.bands) if is_as_it_was(ran, until, self.now) else None

        def again(late: Late) -> LogCourse:
            return courses.run(ran.person, ran.footprints._replace(late=late), ran.rulebooks, until)

        packets = [packet for packet in ran.footprints.packets if packet.received_at <= until]
        trial.check.add(really, ran.course, self.days, live, packets, again)

    def measure(self, trial: Trial, ran: Ran) -> None:
        """Try the person under the candidate; what it raises passes through, and nothing is counted then."""
        person, footprints, days = ran.person, ran.footprints, self.days
        before = ran.course
        if self.against:
            before = courses.run(person, as_if_always(footprints), courses.always(self.against), days.end)
        after, pure, held, real, came, lost = self.under_candidate(ran)
        hang = held.nobody
        counts = [*counted(after, days, self._asks, hang)]
        counts += _unweighted(after, days, self._asks, held)
        counts_without = (
            counts if pure is after else [*counted(pure, days, self._asks, held_against(pure, real).nobody)]
        )
        counts_before = [*counted(before, days, self._asks_before, _unknown(before, real))]
        # only now, when nothing can fail any more
        trial.people += 1
        trial.events += sum(len(packet.events) for packet in footprints.packets)
        first = min((packet.received_at for packet in footprints.packets), default=None)
        trial.begins = min((each for each in (trial.begins, first) if each is not None), default=None)
        trial.unsent += len(hang.mails)
        trial.drew_other += not held.weight
        trial.tally.add(ran.course, footprints.packets, hang, days)
        if held.by_lot.mails:
            cases = counted(after, days, self._asks, held.by_lot)
            for name, amount in by_lot(cases, held, self._asks).items():
                trial.lots.setdefault(name, LotSums()).add(held.weight, amount)
        trial.before.add(person.id, counts_before)
        trial.after.add(person.id, counts)
        trial.without.add(person.id, counts_without)
        trial.worked.add(person.id, answers(footprints.packets, days))
        self._contaminate(trial, footprints.packets, came, lost)
        self._stands(trial, before, after, bool(hang.mails or not held.weight) and bool(self._asks.rules))

    def under_candidate(self, ran: Ran) -> UnderCandidate:
        """What the candidate would have decided for this person; what it raises passes through."""
        person, footprints, days = ran.person, ran.footprints, self.days
        books = courses.always(self.candidate)
        after = courses.run(person, as_if_always(footprints), books, days.end)
        came, really = reactions.reactions(footprints.packets), ran.course.sent_at
        real = real_mails(ran.course, ran.rulebooks)
        held = held_against(after, real)

        def sent(course: LogCourse) -> Mapping[str, Millis]:
            other = held_against(course, real).other_words
            return {id: at for id, at in course.sent_at.items() if id not in other}

        lost = reactions.impossible(came, sent(after), really)

        def again(left_out: Set[str]) -> LogCourse:
            return courses.run(person, as_if_always(footprints, left_out), books, days.end)

        pure = reactions.without_them(after, came, really, again, sent) if lost else after
        return UnderCandidate(after, pure, held, real, came, lost)

    def _contaminate(self, trial: Trial, packets: Iterable[Packet], came: Container[str], lost: Set[str]) -> None:
        visits = [visit for visit in courses.visits(packets) if self.days.has(visit[0].at) and mark(visit[0]) in came]
        trial.contamination.of_visits += len(visits)
        trial.contamination.visits += sum(mark(visit[0]) in lost for visit in visits)
        trial.contamination.events += len(lost)
        trial.contamination.people += bool(lost)

    def _stands(self, trial: Trial, before: LogCourse, after: LogCourse, hangs: bool) -> None:
        was = _is_on_top(before.person, self.against or self.running, self.days.end)
        would = _is_on_top(after.person, self.candidate, self.days.end)
        for counts in (trial.after, trial.without):
            if hangs:
                counts.add(after.person.id, [FigureCase(OPEN, 1, True)])
            elif was != would:
                counts.add(after.person.id, [FigureCase(HOTTER if would else COOLER)])


def _unweighted(course: LogCourse, days: TriedDays, asks: Asks, mails: HeldMails) -> Iterator[FigureCase]:
    """Of who drew other words: what hangs on them and is not weighted; no number is made of it."""
    if not mails.weight:
        for case in counted(course, days, asks, mails.by_lot):
            if case.hangs and case.figure.partition("/")[0] not in LOT_FIGURES:
                yield case


def _unknown(course: LogCourse, real: Mapping[str, RealMail]) -> Unanswered:
    """What is only compared with is not weighted."""
    held = held_against(course, real)
    return held.nobody if held.weight else Unanswered((*held.nobody.mails, *held.by_lot.mails))


def is_as_it_was(ran: Ran, until: Millis, now: Millis) -> bool:
    """Whether the person is as they were: nothing has come since, and nothing has fallen due."""
    due = ran.course.person.due_at
    return (due is None or due > now) and all(packet.received_at <= until for packet in ran.footprints.packets)


def _is_on_top(person: Person, books: Rulebooks, now: int) -> bool:
    rules = books.active
    top = max(rules.bands, key=lambda band: band.from_, default=None)
    band = bands.band_at(person, now, rules.half_lives, rules.bands)
    return person.is_ranked and top is not None and band is not None and band.id == top.id
