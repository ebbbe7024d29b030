"""Points: what an event earns, what stands for an attribute, what a step or a rep's answer gives or takes.

Rules
1. A rule with behaviour earns its points at each occasion (see `core.behaviour.rulebook`), kept by member and rule
   as an exponential sum: `value` decays from the time `at` of the newest event. A late event is decayed to that
   time, so the order of arrival does not matter.
2. A rule without behaviour gives points that stand while it holds; it is asked again only when something that it
   looks at changed, or when the plan did. A rule that looks at the score sees it without the points of such rules,
   so that it cannot feed itself.
3. `cap` and `once` are by person, over all members; a frozen person earns nothing and gains nothing for attributes.
4. Whatever gave points, or why it did not, is said in a `Because`.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec.structs import replace

from mikomi.core.behaviour.conditions import Facts, truth
from mikomi.core.behaviour.lookout import Happening, ScoringWatch
from mikomi.core.behaviour.rulebook import Rulebook
from mikomi.core.points.caps import allowed, granted
from mikomi.core.score.half_lives import HalfLives
from mikomi.core.score.totals import decayed
from mikomi.model.base import Json, Millis
from mikomi.model.decision import Because
from mikomi.model.events import Event
from mikomi.model.person import Axis, Contribution, Earned, Member, Person, Standing
from mikomi.model.scoring import Rule

RECENT = 8
"""How many of the latest contributions a person carries."""


# --- earned points


def score(
    person: Person, subject: str, event: Event, happening: Happening, rulebook: Rulebook, now: Millis
) -> tuple[Person, tuple[Because, ...]]:
    """The person with the points that this event of `subject` earned. All rules see the person as given, whatever the
    others earn."""
    if not happening.rules:
        return person, ()
    due = [watch.rule for watch in happening.rules if rulebook.holds_for(watch, person, happening, now)]
    if not due:
        return person, ()
    if person.frozen_at is not None:
        return person, tuple(_nothing(rule, event, rulebook, "frozen") for rule in due)
    earning = _Earning(person, subject, event, rulebook)
    because = tuple(earning.earn(rule) for rule in due)
    return earning.person(), because


class _Earning:
    """What one event earns, while its rules are gone through: however many they are, the person is copied once."""

    def __init__(self, person: Person, subject: str, event: Event, rulebook: Rulebook) -> None:
        self._before, self._subject, self._event, self._rulebook = person, subject, event, rulebook
        self._member = person.members.get(subject) or Member(first_at=event.at, last_at=event.at)
        self._points = dict(self._member.points)
        self._caps = dict(person.caps)
        self._gained: list[Contribution] = []

    def earn(self, rule: Rule) -> Because:
        event, points, code, params = self._event, rule.points, None, {}
        if rule.once and any(rule.id in member.points for member in self._before.members.values()):
            return _nothing(rule, event, self._rulebook, "once")
        if rule.cap is not None:
            grants = self._caps.get(rule.id, ())
            amount = min(abs(points), allowed(grants, event.at, rule.cap))
            limit: Json = {"cap": rule.cap.points, "per": str(rule.cap.per), "of": points}
            if amount == 0:
                return _nothing(rule, event, self._rulebook, "cap", limit)
            if amount < abs(points):
                points, code, params = (amount if points > 0 else -amount), "cap", limit
            self._caps[rule.id] = granted(grants, event.at, amount, rule.cap)
        gained = Contribution(rule=rule.id, points=points, event_id=event.id, at=event.at, plan=self._rulebook.version)
        self._points[rule.id] = _booked(self._points.get(rule.id), gained, rule.axis, self._rulebook.half_lives)
        self._gained.append(gained)
        return _because("points", event.id, event.at, self._rulebook, rule.id, points, code, params)

    def person(self) -> Person:
        if not self._gained:
            return self._before
        member = replace(self._member, points=self._points)
        return replace(
            self._before,
            members={**self._before.members, self._subject: member},
            caps=self._caps,
            recent=latest_of((*self._before.recent, *self._gained)),
        )


def grant(
    person: Person,
    subject: str,
    rule: str,
    name: str,
    points: float,
    event_id: str,
    at: Millis,
    plan: int,
    half_lives: HalfLives,
    axis: Axis = "interest",
) -> Person:
    """The person with `points` more (or fewer), earned at `at` by `subject`, booked under `rule`. Neither caps nor a
    freeze are asked.

    `name` says what they are for where no rule of the plan does (a step's reason, a rep's answer).
    """
    gained = Contribution(rule=rule, points=points, event_id=event_id, at=at, plan=plan, name=name)
    member = person.members.get(subject) or Member(first_at=at, last_at=at)
    entry = _booked(member.points.get(rule), gained, axis, half_lives)
    member = replace(member, points={**member.points, rule: entry})
    return replace(person, members={**person.members, subject: member}, recent=latest_of((*person.recent, gained)))


def taken_back(person: Person, rule: str, points: float, event_id: str, at: Millis, half_lives: HalfLives) -> Person:
    """The person without these points, that this event granted at `at` under `rule`: as if it had not."""
    there = {name: member.points[rule] for name, member in person.members.items() if rule in member.points}
    # points of one rule fade alike, so of several grants at one place any place will do; a single one is its own
    its = [name for name, each in there.items() if each.count == 1 and each.event_id == event_id]
    places = [*its, *(name for name, each in there.items() if each.count > 1), *there]
    if not places:
        return person
    subject = places[0]
    member = person.members[subject]
    booked, others = member.points[rule], {name: each for name, each in member.points.items() if name != rule}
    if booked.count > 1:
        value = booked.value - decayed(points, at, booked.at, half_lives)
        others = {**member.points, rule: replace(booked, raw=booked.raw - points, value=value, count=booked.count - 1)}
    recent = tuple(each for each in person.recent if (each.rule, each.event_id) != (rule, event_id))
    return replace(person, members={**person.members, subject: replace(member, points=others)}, recent=recent)


def _booked(booked: Earned | None, gained: Contribution, axis: Axis, half_lives: HalfLives) -> Earned:
    """What a rule has earned with this contribution. A late one is decayed to the time of the newest."""
    points, at = gained.points, gained.at
    if booked is None:
        return Earned(
            axis=axis,
            raw=points,
            value=points,
            at=at,
            first_at=at,
            event_id=gained.event_id,
            plan=gained.plan,
            name=gained.name,
        )
    newest = max(booked.at, at)
    latest = gained if (at, gained.event_id) >= (booked.at, booked.event_id) else booked
    return replace(
        booked,
        axis=axis,
        raw=booked.raw + points,
        value=decayed(booked.value, booked.at, newest, half_lives) + decayed(points, at, newest, half_lives),
        at=newest,
        count=booked.count + 1,
        first_at=min(booked.first_at, at),
        event_id=latest.event_id,
        plan=latest.plan,
        name=latest.name,
    )


def latest_of(contributions: Iterable[Contribution]) -> tuple[Contribution, ...]:
    """The latest few, by the time of their events; the same few in whatever order they came."""
    return tuple(sorted(contributions, key=lambda one: (one.at, one.rule, one.event_id))[-RECENT:])


def count_once(person: Person, rulebook: Rulebook) -> Person:
    """The person in whom a rule that counts `once` counts once over all members: the earliest stays. Ask after a
    merge.
    """
    members = dict(person.members)
    for rule in (rule.id for rule in rulebook.rules.values() if rule.once):
        holders = sorted((m.points[rule].first_at, subject) for subject, m in members.items() if rule in m.points)
        for _, subject in holders[1:]:
            kept = {name: entry for name, entry in members[subject].points.items() if name != rule}
            members[subject] = replace(members[subject], points=kept)
    return person if members == person.members else replace(person, members=members)


# --- standing points


def restand(
    before: Person | None, person: Person, event: Event, rulebook: Rulebook, now: Millis
) -> tuple[Person, tuple[Because, ...]]:
    """The person with the points that stand for its attributes after this event. Ask after `score`.

    `before` is the person before the event and before its mark for this plan version was set; None asks all rules anew.
    """
    return restand_for(before, person, event.id, event.at, rulebook, now)


def restand_for(
    before: Person | None, person: Person, event_id: str, at: Millis, rulebook: Rulebook, now: Millis
) -> tuple[Person, tuple[Because, ...]]:
    """`restand` for a change that no event of the log made, such as a step that sets a trait."""
    anew = before is None or not before.plans or before.plans[-1].plan != rulebook.version
    if anew or before is None:
        asked = rulebook.attributes_of(person)
    else:
        asked = rulebook.attributes_changed(before, person, now)
        if not asked and not rulebook.attributes_of_score:
            return person, ()
    standing = dict(person.standing)
    book = _Book(person, standing, event_id, at, rulebook)
    known = {watch.rule.id for watch in (*asked, *rulebook.attributes_of_score)}
    if anew:
        for rule in sorted(standing.keys() - known):
            if not _is_unread(rule, person, rulebook, now):
                book.ends(rule)
    for watch in asked:
        book.ask(watch, person, now)
    if rulebook.attributes_of_score:
        of_score = {watch.rule.id for watch in rulebook.attributes_of_score}
        without = replace(person, standing={rule: given for rule, given in standing.items() if rule not in of_score})
        for watch in rulebook.attributes_of_score:
            book.ask(watch, without, now)
    if not book.contributions:
        return person, tuple(book.because)
    recent = latest_of((*person.recent, *book.contributions))
    return replace(person, standing=standing, recent=recent), tuple(book.because)


def _is_unread(rule: str, person: Person, rulebook: Rulebook, now: Millis) -> bool:
    """Whether this release cannot tell if the rule holds: then its points stand as a newer one left them."""
    if not rulebook.plan.unread or rule not in rulebook.rules:
        return bool(rulebook.plan.unread)
    return truth(rulebook.rules[rule].when, Facts(person, now, rulebook)) is None


class _Book:
    """Standing points while they are being gone through: what begins, changes, ends, and why."""

    def __init__(
        self, person: Person, standing: dict[str, Standing], event_id: str, at: Millis, rulebook: Rulebook
    ) -> None:
        self.standing, self.event_id, self.at, self.rulebook = standing, event_id, at, rulebook
        self.frozen = person.frozen_at is not None
        self.contributions: list[Contribution] = []
        self.because: list[Because] = []

    def ask(self, watch: ScoringWatch, person: Person, now: Millis) -> None:
        rule, given = watch.rule, self.standing.get(watch.rule.id)
        answer = truth(watch.condition, Facts(person, now, self.rulebook))
        if answer is None:
            return
        if not answer:
            if given is not None:
                self.ends(rule.id)
        elif given is None:
            self.begins(rule, 0.0, "begins")
        elif (given.points, given.axis) != (rule.points, rule.axis):
            self.begins(rule, given.points, "changes")

    def begins(self, rule: Rule, had: float, code: Literal["begins", "changes"]) -> None:
        if self.frozen:
            self.because.append(_because("no_points", self.event_id, self.at, self.rulebook, rule.id, None, "frozen"))
            return
        self.standing[rule.id] = Standing(
            axis=rule.axis, points=rule.points, event_id=self.event_id, at=self.at, plan=self.rulebook.version
        )
        self._write(rule.id, rule.points - had, code)

    def ends(self, rule: str) -> None:
        self._write(rule, -self.standing.pop(rule).points, "ends")

    def _write(self, rule: str, points: float, code: str) -> None:
        self.because.append(_because("standing", self.event_id, self.at, self.rulebook, rule, points, code))
        self.contributions.append(
            Contribution(rule=rule, points=points, event_id=self.event_id, at=self.at, plan=self.rulebook.version)
        )


# --- reasons


def _nothing(rule: Rule, event: Event, rulebook: Rulebook, code: str, params: Json | None = None) -> Because:
    return _because("no_points", event.id, event.at, rulebook, rule.id, None, code, params)


def _because(
    kind: Literal["points", "no_points", "standing"],
    event_id: str,
    at: Millis,
    rulebook: Rulebook,
    rule: str,
    points: float | None,
    code: str | None,
    params: Json | None = None,
) -> Because:
    return Because(
        kind=kind,
        event_id=event_id,
        at=at,
        plan=rulebook.version,
        rule=rule,
        points=points,
        code=code,
        params=params or {},
    )
