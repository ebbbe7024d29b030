"""Each number of the results by its name, so that the people behind it can be found.

A number is counted of runs or of mails, so a person may be behind it twice.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

RUNS = ("entered", "held_out", "under_way", "step")
AT_STEPS = ("waiting", "left", "through")
"""Of the step that a run came to last ("" before the first one)."""
REFUSED = "refused"
"""Whose turn it was in a mailing and who was not let in, by the reason (`detail`)."""
GOALS = ("goal", "missed", "not_yet")
HELD_OUT = "held_out_"
"""Before the name of a goal's number: the same of those who were held out."""
OF_MAILS = {
    "Mail Decided": "decided",
    "Mail Skipped": "skipped",
    "Mail Sent": "sent",
    "Mail Delivered": "delivered",
    "Mail Failed": "failed",
    "Mail Unknown": "unknown",
    "Mail Opened": "opened",
    "Mail Opened unknown": "opened_unknown",
    "Mail Opened machine": "opened_machine",
    "Mail Clicked": "clicked",
    "Mail Clicked unknown": "clicked_unknown",
    "Mail Clicked machine": "clicked_machine",
    "Mail Replied": "replied",
    "Unsubscribed": "unsubscribed",
    "Topic Unsubscribed": "left_topic",
    "Mail Bounced": "bounced",
    "Mail Complained": "complained",
    "link": "link",
}
"""What the log calls it → the number's name. `skipped` has a reason as its detail, `link` an address; a goal's
numbers have the plan. What people did, what nobody knows, and what nobody but machines did: each mail once
(`sql/parts/became`).
"""
NOT_CLICKED = "not_clicked"
"""Mails that were delivered and that nobody clicked."""
BY_DAY = ("known", "known_goal", "open")
"""By the day of entry (`goals.is_over`)."""
FIRST, LAST = "first_", "last_"
"""Before the name of such a number: of those who came from a source (`detail`) first of all; last before entering."""
SEGMENT = "segment_"
"""The same of those who entered in a segment: `detail` is the whole list of their segments, as the log has it."""
JOURNEYS = ("journey_goal", "journey_missed")
"""Of a kind of deed (`step`) and what it was done with (`detail`)."""
LEAD = "lead"
"""Leads by the source that they came from first; of no scenario."""
PATTERN = "pattern"
"""The lists of who did something (`step` its kind, `detail` what) before they were handed over, by what came of it."""
PATTERNS = ("pattern_known", "pattern_won")
"""The numbers that are made of them (`patterns.numbers`); of no scenario."""
ALERTS = (
    *("alert", "alert_sent", "alert_unsent", "alert_seen", "alert_open", "alert_answered", "alert_out_of_hours"),
    *("alert_scored", "alert_scored_won"),
    *("alert_judged", "alert_won", "alert_excluded", "alert_not_yet"),
    *("alert_came", "alert_waits", "alert_in_time", "alert_due", "alert_running"),
    *("rule_with", "rule_with_won", "rule_without", "rule_without_won"),
)
"""Alerts by band (`step`) and by answer, stage or rule (`detail`); of no scenario. See `handovers`."""
_BY_DAY = {"known": GOALS, "known_goal": ("goal",), "open": GOALS}
_SUMS = {"goal_of": ("goal", "missed"), **_BY_DAY}
SUMS = {
    **_SUMS,
    **{HELD_OUT + name: tuple(HELD_OUT + part for part in parts) for name, parts in _SUMS.items()},
    **{
        before + name: tuple(before + part for part in parts)
        for before in (FIRST, LAST, SEGMENT)
        for name, parts in _BY_DAY.items()
    },
}
"""Numbers that are made of others."""
NIGHTLY = frozenset(
    (
        *(before + name for before in (FIRST, LAST, SEGMENT) for name in BY_DAY),
        *JOURNEYS,
        LEAD,
        *ALERTS,
        *PATTERNS,
    )
)
"""What is counted once a night."""
OF_NO_SCENARIO = frozenset((LEAD, *ALERTS, *PATTERNS))
NAMES = frozenset(
    (
        *RUNS,
        REFUSED,
        *AT_STEPS,
        *GOALS,
        *(HELD_OUT + name for name in GOALS),
        *OF_MAILS.values(),
        NOT_CLICKED,
        *SUMS,
        *NIGHTLY,
    )
)


class Number(NamedTuple):
    """One number. What is None is left open: of a step's mails in all variants, say; what there is not is ""."""

    scenario: str
    what: str
    step: str | None = None
    variant: str | None = None
    detail: str | None = None

    @property
    def key(self) -> str:
        return json.dumps(self, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def of_key(cls, key: str) -> "Number":
        return cls(*json.loads(key))

    @property
    def parts(self) -> tuple[str, ...]:
        """The numbers of which this is the sum: itself, mostly."""
        return SUMS.get(self.what, (self.what,))

    def holds(self, other: "Number") -> bool:
        """Whether the other is one of those that are counted here."""
        return (
            other.scenario == self.scenario
            and other.what in self.parts
            and all(mine is None or mine == theirs for mine, theirs in zip(self[2:], other[2:], strict=True))
        )


class Stretch(NamedTuple):
    """Where in a file of lists a number's people stand, and how many they are."""

    begin: int
    length: int
    people: int


def places(wanted: Sequence[Number], index: Mapping[str, Iterable[int]]) -> list[Stretch]:
    """Where the people of these numbers stand; the lengths of their lists add up to the numbers."""
    known = ((Number.of_key(key), place) for key, place in index.items())
    return [Stretch(*place) for number, place in known if any(each.holds(number) for each in wanted)]
