"""Those who were handed over to sales as they stood then, read out of the log; nothing is changed.

Rules
1. What came of a hand-over is what the last night counted. Who is not there any more, or whose log is not whole, is
   left out and counted by the reason.
2. What the log's table has let go is read from the archive.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping

from mikomi import clock
from mikomi.aws import people, plans
from mikomi.aws.people import Alias
from mikomi.core.backtest.lack import lack_of
from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.core.fit.cases import HandoverCase, standings
from mikomi.core.fit.proposal import PointsProposal, line_of, proposal
from mikomi.core.replay import Footprints
from mikomi.core.results.counted import Counted
from mikomi.core.results.handovers import Handover, handovers
from mikomi.model.base import Millis
from mikomi.model.person import Person
from mikomi.model.plan import Plan
from mikomi.shell.archive import past
from mikomi.shell.backtest import tried
from mikomi.shell.people import footprints

AT_ONCE = 100


class HandedOver:
    """Known hand-overs under a plan as if it had always run; `left_out`: how many are in none, by reason."""

    def __init__(self, plan: Plan, night: Counted) -> None:
        self._plan = plan
        self.as_of: Millis = night.as_of or 0
        self.left_out: Counter[str] = Counter()
        self._later: dict[str, tuple[Person, Footprints, list[Handover]]] = {}
        known = [each for each in handovers(night, plans.active()) if each.is_judged]
        self.cases = self._read(known)

    def proposal(self) -> PointsProposal:
        """What may be said of other points."""
        return proposal(self.cases, self._plan.scoring.rules, self.as_of, self._scored)

    def _read(self, known: Iterable[Handover]) -> list[HandoverCase]:
        of_one: dict[str, list[Handover]] = defaultdict(list)
        for each in known:
            of_one[each.person].append(each)
        books, made = tried.books_of(self._plan), list[HandoverCase]()
        names = sorted(of_one)
        with past.opened(clock.now()) as gone:
            for begin in range(0, len(names), AT_ONCE):
                for name, person in _there(names[begin : begin + AT_ONCE]).items():
                    made += self._of(person, of_one[name], books, gone.packets)
        return sorted(made, key=lambda case: (case.at, case.alert))

    def _of(
        self, person: Person | None, alerts: list[Handover], books: Rulebooks, gone: footprints.Past
    ) -> Iterable[HandoverCase]:
        if person is None or not person.members:
            self.left_out["erased"] += len(alerts)
            return
        prints = footprints.of(person, gone)
        if lack := lack_of(person, prints, self.as_of):
            self.left_out[lack] += len(alerts)
            return
        if later := [each for each in alerts if each.decided_at >= line_of(self.as_of)]:
            self._later[person.id] = person, prints, later
        then = standings(person, prints, books, [each.decided_at for each in alerts])
        for each in alerts:
            if stood := then.get(each.decided_at):
                yield HandoverCase(each.alert, person.id, each.decided_at, each.is_won, *stood)
            else:
                self.left_out["unknown"] += 1

    def _scored(self, points: Mapping[str, float]) -> dict[str, float]:
        """The held-out hand-overs' scores, folded anew by these points."""
        rules = [rule.model_copy(update={"points": points[rule.id]}) for rule in self._plan.scoring.rules]
        scoring = self._plan.scoring.model_copy(update={"rules": rules})
        books, scores = tried.books_of(self._plan.model_copy(update={"scoring": scoring})), dict[str, float]()
        for person, prints, alerts in self._later.values():
            then = standings(person, prints, books, [each.decided_at for each in alerts])
            scores |= {each.alert: then[each.decided_at].total for each in alerts if each.decided_at in then}
        return scores


def _there(names: list[str]) -> dict[str, Person | None]:
    """Who each of them is by now."""
    known = people.load_many(names)
    led = {place.to for place in known.values() if isinstance(place, Alias)}
    known |= people.load_many(led - known.keys())
    made: dict[str, Person | None] = {}
    for name in names:
        place = known.get(name)
        place = known.get(place.to) if isinstance(place, Alias) else place
        made[name] = place if isinstance(place, Person) and place.erased_at is None else None
    return made
