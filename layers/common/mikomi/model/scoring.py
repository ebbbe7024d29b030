"""`scoring.json`: points per action and attribute, caps, decay, bands, the alert on entering a band, what a rep's
answer does.

A rule whose condition contains a behaviour verb earns points each time that the behaviour happens while the rest of
the condition holds; earned points decay. A rule made of state verbs alone (an attribute rule) gives points that stand
while the condition holds and do not decay.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from mikomi.model.condition import Condition
from mikomi.model.duration import Duration, FixedDuration
from mikomi.model.words import Id, Name, Names, Noted, Text


class Cap(Noted):
    """At most this many points (by amount, whatever the sign) from this rule within any window of `per`."""

    points: float = Field(gt=0)
    per: FixedDuration


class Rule(Noted):
    id: Id
    name: Text
    when: Condition
    points: float
    axis: Literal["interest", "fit"] = "interest"
    once: bool = False
    cap: Cap | None = None


class Decay(Noted):
    half_life: FixedDuration


class Band(Noted):
    """Entered at `from`. Whoever is in it leaves it under `leave_below`; without one, under `from`."""

    id: Id
    name: Text
    from_: float = Field(alias="from")
    leave_below: float | None = None

    @property
    def leaves_at(self) -> float:
        return self.from_ if self.leave_below is None else self.leave_below


class BandAlert(Noted):
    """`returns_after`: whoever stands in the band rings again on coming back after so long a silence. `sla`: within
    which time somebody shall have tried to reach the lead, counted from the alert; `escalate`: who is told when nobody
    has."""

    on_enter: Id
    to: Names = "owner"
    cooldown: FixedDuration | None = None
    returns_after: Duration | None = None
    max_per_rep_per_day: int | None = Field(default=None, ge=1)
    outside_hours: Literal["now", "next_open", "digest"] = "next_open"
    sla: Duration | None = None
    escalate: Names | None = None
    do: Text | None = None


class Answer(Noted):
    """What one answer of a rep does to the lead. `contact` says whether somebody spoke with them; left out, they did if
    `outcome` is positive or negative.
    """

    label: Text
    tag: Name | None = None
    score: Literal["halve", "freeze"] | None = None
    snooze: Duration | None = None
    enter: Id | None = None
    exit: Name | None = None
    outcome: Literal["positive", "negative", "exclude"] | None = None
    contact: bool | None = None


class Scoring(Noted):
    version: Literal[1] = 1
    id: Id = "default"
    name: Text = ""
    rules: list[Rule] = Field(default_factory=list)
    decay: Decay | None = None
    bands: list[Band] = Field(default_factory=list)
    alert: BandAlert | None = None
    feedback: dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")], Answer] = Field(
        default_factory=dict
    )
