"""One person's day under a candidate that runs in the shadow, beside what really happened.

Rules
1. Compared is what can be told apart by an id: entries, mails, alerts, webhooks, goals; of whichever lies in the day on
   one side. An alert for the same reason at another moment is the same alert, later or earlier.
2. Points are those that each rule gave on the day. The band is that at its end, of whoever did something on it: what
   differs since long is told again only then.
3. What hangs on a reaction to a mail that the person never got is `unknown`; and so is what differs only with, or only
   without, the visits that came through a mail which the candidate would not have sent. Of one person nothing is
   weighted, and nothing assumed.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Literal, NamedTuple, get_args

from mikomi.core.backtest.counts import BY_STEP, shown
from mikomi.core.backtest.course import LogCourse
from mikomi.core.backtest.days import TriedDays
from mikomi.core.backtest.self_check import SAME, Stand
from mikomi.core.backtest.trial import Ran, UnderCandidate
from mikomi.core.backtest.unknowable import Asks, Unanswered
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.model.base import Json, Millis
from mikomi.model.effects import SendAlert, SendMail, SendWebhook
from mikomi.model.outcomes import GOAL_REACHED, SCENARIO_ENTERED

Compared = Literal["entered", "mail", "alert", "webhook", "goal", "points", "band"]
ORDER: tuple[Compared, ...] = get_args(Compared)
_OF_ALERT = ("band", "scenario", "step", "form", "task", "company_alert", "digest")
_DEEDS: dict[str, Compared] = {SCENARIO_ENTERED: "entered", GOAL_REACHED: "goal"}


class DayDifference(NamedTuple):
    """`more`: the candidate would have, and it did not happen; `less`: the other way round; `otherwise`: both, but not
    the same (`was`, `came`). `id` is a run, an effect or a rule."""

    what: Compared
    how: Literal["more", "less", "otherwise"]
    id: str
    at: Millis
    was: Json
    came: Json
    label: Literal["exact", "unknown"]


class PersonDay(NamedTuple):
    """What differs, how much is the same, and how many events of theirs came on the day."""

    person: str
    differences: tuple[DayDifference, ...]
    equal: int
    events: int


class DayThing(NamedTuple):
    """Something that was decided: when, what it says, in which run; `follows` of an entry, whether another scenario
    brought it about."""

    at: Millis
    said: Json
    run: str = ""
    follows: bool = False

    @property
    def leaves(self) -> bool:
        return "skip" not in self.said


Things = Mapping[tuple[Compared, str], DayThing]


def of_person(
    ran: Ran, under: UnderCandidate, days: TriedDays, plans: tuple[Rulebooks, Rulebooks], asks: Asks
) -> PersonDay:
    """The person's day; `plans` are what runs and the candidate."""
    real, events = _things(ran.course), _events(ran, days)
    after = _Beside(real, ran.course, under.after, _open(under), plans, days, asks)
    differences, equal = after.differences(did_something=bool(events)), after.equal
    if under.pure is not under.after:
        pure = _Beside(real, ran.course, under.pure, _open(under), plans, days, asks)
        without = pure.differences(did_something=bool(events))
        both = {each[:3] for each in differences} & {each[:3] for each in without}
        union = {each[:3]: each for each in (*without, *differences)}
        differences = [
            each if name in both else each._replace(label="unknown") for name, each in sorted(union.items(), key=_place)
        ]
        equal = min(equal, pure.equal)
    return PersonDay(ran.person.id, tuple(differences), equal, events)


def _place(named: tuple[object, DayDifference]) -> tuple[Millis, int, str]:
    each = named[1]
    return each.at, ORDER.index(each.what), each.id


def _events(ran: Ran, days: TriedDays) -> int:
    return sum(len(packet.events) for packet in ran.footprints.packets if days.has(packet.received_at))


def _open(under: UnderCandidate) -> Unanswered:
    """The candidate's mails of which nobody knows how this person would have answered them."""
    mails = under.held
    return mails.nobody if mails.weight else Unanswered((*mails.nobody.mails, *mails.by_lot.mails))


class _Beside:
    """One course of the candidate beside what really ran."""

    def __init__(
        self,
        real: Things,
        ran: LogCourse,
        course: LogCourse,
        open_: Unanswered,
        plans: tuple[Rulebooks, Rulebooks],
        days: TriedDays,
        asks: Asks,
    ) -> None:
        self.days, self.asks, self.open = days, asks, open_
        self.ran, self.course, self.plans = ran, course, plans
        self.was, self.came = _paired(real, _things(course), days)
        self.equal = 0
        entries = ((key, self.was.get(key) or self.came[key]) for key in self.was.keys() ^ self.came.keys())
        self._open_runs = {key[1] for key, thing in entries if key[0] == "entered" and self._hangs("entered", thing)}

    def differences(self, *, did_something: bool) -> list[DayDifference]:
        """In the order of their moments."""
        made = [*self._of_things(), *self._of_points(), *(self._of_band() if did_something else ())]
        return sorted(made, key=lambda each: _place((None, each)))

    def _of_things(self) -> Iterator[DayDifference]:
        for key in self.was.keys() | self.came.keys():
            was, came = self.was.get(key), self.came.get(key)
            sides = [side for side in (was, came) if side and side.leaves]
            moment = next((side.at for side in sides if self.days.has(side.at)), None)
            if moment is None:
                continue
            label = self._label(any(self._hangs(key[0], side) for side in sides))
            if was is None or not was.leaves:
                yield DayDifference(key[0], "more", key[1], moment, was.said if was else {}, sides[0].said, label)
            elif came is None or not came.leaves:
                yield DayDifference(key[0], "less", key[1], moment, was.said, came.said if came else {}, label)
            elif other := _otherwise(was, came):
                yield DayDifference(key[0], "otherwise", key[1], moment, *other, label)
            else:
                self.equal += 1

    def _of_points(self) -> Iterator[DayDifference]:
        was, came = (_points(course, self.days) for course in (self.ran, self.course))
        for rule in sorted(was.keys() | came.keys()):
            before, after = (shown("points", points[rule]) for points in (was, came))
            if before != after:
                hangs = rule in self.asks.rules and self.open.has_begun(self.days.end)
                points = {"points": before}, {"points": after}
                yield DayDifference("points", "otherwise", rule, self.days.end, *points, self._label(hangs))

    def _of_band(self) -> Iterator[DayDifference]:
        was, came = (
            _standing(course, books, self.days.end)
            for course, books in zip((self.ran, self.course), self.plans, strict=True)
        )
        if was["band"] != came["band"]:
            hangs = bool(self.open.mails) and bool(self.asks.rules)
            yield DayDifference("band", "otherwise", "", self.days.end, was, came, self._label(hangs))

    def _hangs(self, what: Compared, thing: DayThing) -> bool:
        asks, scenario, begun = self.asks, thing.said.get("scenario"), self.open.has_begun(thing.at)
        match what:
            case "entered":
                return (scenario in asks.entries or (thing.follows and bool(asks.inside))) and begun
            case "goal":
                return self.open.hangs(thing.run, thing.at) or thing.run in self._open_runs
            case "mail" | "webhook":
                inside = scenario in asks.inside and self.open.hangs(thing.run, thing.at)
                return inside or thing.run in self._open_runs
            case "alert" if thing.said.get("reason") == "step":
                return scenario in asks.inside and begun
            case _:
                return bool(asks.rules) and begun

    def _label(self, hangs: bool) -> Literal["exact", "unknown"]:
        return "unknown" if hangs else "exact"


def _standing(course: LogCourse, books: Rulebooks, now: Millis) -> Json:
    stands = Stand(course.person, now, books.active.half_lives, books.active.bands).of(course.person)
    return {**stands, "points": shown("points", stands["points"])}


def _things(course: LogCourse) -> dict[tuple[Compared, str], DayThing]:
    made: dict[tuple[Compared, str], DayThing] = {}
    said: Json
    for deed in course.deeds:
        if (what := _DEEDS.get(deed.name)) is not None:
            run, said = str(deed.said.get("enrolment")), {"scenario": deed.said.get("scenario")}
            made[what, run] = DayThing(deed.at, said, run, deed.said.get("code") == BY_STEP)
    for effect, decided_at in course.sent:
        match effect:
            case SendMail(scenario=scenario, step=step):
                said = {"scenario": scenario, "step": step, "template": effect.template}
                said |= {name: value for name in ("variant", "skip") if (value := getattr(effect, name))}
                made["mail", effect.id] = DayThing(effect.at, said, effect.enrolment)
            case SendAlert():
                said = {"to": [*effect.to], "reason": "escalated" if effect.escalates else effect.reason}
                said |= {name: value for name in _OF_ALERT if (value := getattr(effect, name))}
                made["alert", effect.id] = DayThing(decided_at, said)
            case SendWebhook(scenario=scenario, step=step):
                said = {"scenario": scenario, "step": step} | ({"crm": effect.crm} if effect.crm else {})
                made["webhook", effect.id] = DayThing(decided_at, said, effect.enrolment)
            case _:
                pass
    return made


def _paired(was: Things, came: Things, days: TriedDays) -> tuple[Things, Things]:
    """The candidate's alerts of the day under the ids of those that went for the same reason at another moment."""
    real: dict[object, list[str]] = defaultdict(list)
    for (what, id), thing in was.items():
        if what == "alert" and (what, id) not in came and days.has(thing.at):
            real[_reason(thing)].append(id)
    under: dict[tuple[Compared, str], DayThing] = {}
    for (what, id), thing in came.items():
        alone = what == "alert" and (what, id) not in was and days.has(thing.at)
        waiting = real.get(_reason(thing)) if alone else None
        under[what, waiting.pop(0) if waiting else id] = thing
    return was, under


def _reason(thing: DayThing) -> object:
    return tuple(thing.said.get(name) for name in ("reason", *_OF_ALERT))


def _otherwise(was: DayThing, came: DayThing) -> tuple[Json, Json] | None:
    mine, theirs = dict(was.said), dict(came.said)
    if abs(was.at - came.at) > SAME:
        mine["at"], theirs["at"] = was.at, came.at
    if mine == theirs:
        return None
    place = {name: mine[name] for name in ("scenario", "step") if name in mine}
    names = [name for name in {**mine, **theirs} if mine.get(name) != theirs.get(name)]
    return _only(mine, names) | place, _only(theirs, names) | place


def _only(said: Json, names: list[str]) -> Json:
    return {name: said.get(name) for name in names}


def _points(course: LogCourse, days: TriedDays) -> defaultdict[str, float]:
    points = defaultdict[str, float](float)
    for each in course.reasons:
        if each.kind in ("points", "standing") and each.rule and each.points and days.has(each.at):
            points[each.rule] += each.points
    return points
