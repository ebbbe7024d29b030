"""One turn of the wheel: what is being decided, while it is being decided.

`decide` opens a turn, its helpers change the turn's person and add effects and reasons to it, and `decide` closes it
into a `Decision`. A turn never leaves the core; outside everything is a value.
"""

from typing import Any, NamedTuple

from msgspec.structs import replace

from mikomi.core.behaviour.rulebook import Rulebooks
from mikomi.model.base import Millis
from mikomi.model.decision import Because, BecauseKind, Decision
from mikomi.model.effects import Effect
from mikomi.model.person import ENDED, Enrolment, Person


class Reached(NamedTuple):
    """A run came to this step (its name) for the first time, when so many reasons had been said."""

    after: int
    at: Millis
    enrolment: Enrolment
    step: str


class Extent(NamedTuple):
    because: int
    effects: int


class Turn:
    """`now` is the logical moment: the packet's arrival, or the due time of the step that fell due. `rules` is the
    active plan version: what scores, lets people in, limits and alerts.
    """

    def __init__(
        self, person: Person, rulebooks: Rulebooks, now: Millis, event_id: str = "", subject: str = ""
    ) -> None:
        self.person = person
        self.rulebooks = rulebooks
        self.rules = rulebooks.active
        self.now = now
        self.event_id = event_id
        self.subject = subject
        self.effects: list[Effect] = []
        self.because: list[Because] = []
        self.reached: list[Reached] = []
        self.stood_in: dict[str, tuple[str, ...]] = {}
        """By run that began: the segments in which the person was then."""
        self.noted = Extent(0, 0)
        """How much of the reasons and effects is noted already."""
        self.still: tuple[Person, Millis] | None = None
        """The person whom at this moment no scenario moves."""

    def change(self, **update: Any) -> None:
        self.person = replace(self.person, **update)

    def keep(self, enrolment: Enrolment) -> Enrolment:
        """Put the enrolment, as it is now, in its place."""
        others = [e for e in self.person.enrolments if e.id != enrolment.id]
        if enrolment.status != "active":
            # of the runs that ended, re-entry rules only ask for the latest of each scenario
            others = [e for e in others if e.status not in ENDED or e.scenario != enrolment.scenario]
        self.change(enrolments=tuple(sorted((*others, enrolment), key=lambda e: (e.entered_at, e.id))))
        return enrolment

    def current(self, enrolment: Enrolment) -> Enrolment | None:
        """The enrolment as it stands now; None if it is gone."""
        for one in self.person.enrolments:
            if one.id == enrolment.id:
                return one
        return None

    def is_still(self, person: Person) -> bool:
        """Whether no scenario moves this very person at this moment."""
        return self.still is not None and self.still[0] is person and self.still[1] == self.now

    def effect(self, effect: Effect) -> None:
        self.effects.append(replace(effect, person=self.person.id))

    def reach(self, enrolment: Enrolment, step: str) -> None:
        """The run has come to this step."""
        self.reached.append(Reached(len(self.because), self.now, enrolment, step))

    def say(self, kind: BecauseKind, enrolment: Enrolment | None = None, **more: Any) -> None:
        """Note a reason; `more` are fields of `Because`."""
        if enrolment:
            more = {"scenario": enrolment.scenario, "enrolment": enrolment.id, "plan": enrolment.plan, **more}
        more = {
            "event_id": self.event_id or (enrolment.event_id if enrolment else ""),
            "plan": self.rules.plan.version,
            **more,
        }
        self.because.append(Because(kind=kind, at=more.pop("at", self.now), **more))

    def close(self) -> Decision:
        return Decision(person=self.person, effects=tuple(self.effects), because=tuple(self.because))
