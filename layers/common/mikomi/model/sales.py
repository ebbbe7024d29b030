"""What sales did with a lead by hand: what the person remembers of it.

Rules
1. A note's words stand in the log alone. Here stands what decisions and the next act ask: which act, when, what it set.
2. What holds is what the latest act says that nobody took back, by the moments of the acts and then their ids: whoever
   hears of them in another order makes the same of them.
3. An act is taken back by an act. It stays, and counts for nothing.
"""

from collections.abc import Iterator
from typing import Literal

from mikomi.model.base import Millis
from mikomi.model.stored import Stored, Word

SalesVerb = Literal[
    "note", "call", "task", "done", "stage", "owner", "tag", "untag", "points", "exclude", "include", "undo"
]


class SalesAct(Stored, frozen=True, kw_only=True):
    """`id` is its event's. `value`: the stage, the rep, the task's kind, how a call or a task ended, why somebody is
    excluded. `of`: the tag, the task that was done, the act that is taken back, whose task it is. `before`: what
    stood there before, where the acts before it are forgotten or were none. `due_at`: by when a task shall be done.
    `worth`: what the deal is worth, as a stage says it. `step`: which scenario's step asked for a task
    (`scenario/step`), where no rep did; its id is then the run's and the step's.
    """

    id: str
    verb: Word[SalesVerb]
    at: Millis
    value: str = ""
    of: str = ""
    before: str | None = None
    points: float = 0
    due_at: Millis | None = None
    step: str = ""
    worth: float = 0


class Sales(Stored, frozen=True, kw_only=True):
    """The latest acts, in their order."""

    acts: tuple[SalesAct, ...] = ()

    @property
    def taken_back(self) -> frozenset[str]:
        return frozenset(act.of for act in self.acts if act.verb == "undo")

    @property
    def standing(self) -> Iterator[SalesAct]:
        """Those that nobody took back."""
        gone = self.taken_back
        return (act for act in self.acts if act.id not in gone and act.verb != "undo")

    def act(self, name: str) -> SalesAct | None:
        return next((act for act in self.acts if act.id == name), None)

    @property
    def stage(self) -> str:
        """Where the deal stands; empty where nobody has said so."""
        return self._latest("stage")

    @property
    def deal(self) -> SalesAct | None:
        """By which act the deal came to its stage; None where nobody has set one, or it is forgotten which."""
        return next((act for act in reversed([*self.standing]) if act.verb == "stage"), None)

    @property
    def owner(self) -> str:
        """The rep to whom somebody gave the lead by hand; empty where the rules say whose it is."""
        return self._latest("owner")

    @property
    def excluded(self) -> str:
        """As what somebody excluded the lead by hand, or `CUSTOMER`; empty where nobody said either."""
        return self._latest("exclude", "include")

    @property
    def tasks(self) -> tuple[SalesAct, ...]:
        """What is to be done yet: tasks, and calls that are to be made again."""
        done = {act.of for act in self.standing if act.verb == "done"}
        asked = [act for act in self.standing if act.id not in done and act.verb in ("task", "call")]
        return tuple(act for act in asked if act.verb == "task" or act.due_at is not None)

    def _latest(self, *verbs: str) -> str:
        """What the latest of these acts set; where all were taken back, what stood before them."""
        if not self.acts:
            return ""
        about = [act for act in self.acts if act.verb in verbs]
        gone = self.taken_back
        standing = [act for act in about if act.id not in gone]
        return standing[-1].value if standing else (about[0].before or "") if about else ""


NOTHING_DONE = Sales()
CUSTOMER = "customer"
"""In place of what somebody is excluded as: that they are not, whatever the file says."""
