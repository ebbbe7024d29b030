"""What the archive holds: each event of the log as a row of a table, whole, for as long as the archive is kept.

Rules
1. A row says all that the log says of its event: packets are made of rows again. The columns beside that are what
   questions ask for most; `person` is filled in at compaction.
2. `SCHEMA` stands in every file. Whoever adds, drops or changes a column raises it: an older release leaves the file of
   a newer one alone, and a newer one reads those of before (`COLUMNS` that they lack are empty).
3. A day is that of `received_at`, in UTC: what has arrived moves to no other day.
4. Outcomes (what we did, and what mails came of) lie apart from footprints: results read the few and not the many.
"""

from datetime import UTC, datetime
from typing import Literal, get_args

from msgspec import Struct

from mikomi.model.base import Millis

SCHEMA = 7

Half = Literal["outcomes", "footprints"]
HALVES: tuple[Half, ...] = get_args(Half)

OURS = ("o:", "p:")
"""Subjects under which we note things ourselves: outcomes, and what mails, reps and SES tell of a person."""


class ArchiveRow(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One event. `place` counts it within its packet (`subject`, `sort`); `happened_at` and `received_at` are in ms.

    `properties`, `traits`, `context` and `beside` (what only a newer release knows of the event) are JSON texts.
    `landed` says that the event is a landing (`people.touch`), `source` where it came from, `value` what a goal was
    worth, `machine` whether a machine did it, where an older release knew that; `made_by` who clicked, opened or took a
    file (`human`, `machine`, `unknown`; empty in what came before that was asked); `link` which address was clicked,
    `score` how many points somebody had when an alert was decided, `rules` what each rule had given then (JSON:
    `{"price": 15}`), `segments` in which somebody was on entering a scenario (JSON: `["rfm-best"]`).
    `lots` is the number of the weights by which a variant was drawn, where they follow what is known.
    `timing` says by whose hours a mail was timed (`own`, `everybody`), if by any.
    `promotion_id` and `creative` say which choice of which slot was shown, pressed or redeemed.
    """

    schema: int = SCHEMA
    person: str = ""
    subject: str
    sort: str
    place: int = 0
    id: str
    type: str
    name: str = ""
    happened_at: Millis
    received_at: Millis
    origin: str = ""
    proof: int = 1
    path: str | None = None
    form: str | None = None
    scenario: str | None = None
    enrolment: str | None = None
    step: str | None = None
    variant: str | None = None
    lots: int | None = None
    timing: str | None = None
    plan: int | None = None
    mail: str | None = None
    reason: str | None = None
    arm: str | None = None
    branch: str | None = None
    how: str | None = None
    band: str | None = None
    held_out: bool | None = None
    value: float | None = None
    source: str | None = None
    machine: bool | None = None
    made_by: str | None = None
    link: str | None = None
    alert: str | None = None
    answer: str | None = None
    score: float | None = None
    rules: str | None = None
    segments: str | None = None
    promotion_id: str | None = None
    creative: str | None = None
    landed: bool | None = None
    anonymous_id: str | None = None
    user_id: str | None = None
    previous_id: str | None = None
    group_id: str | None = None
    properties: str | None = None
    traits: str | None = None
    context: str | None = None
    beside: str | None = None

    @property
    def packet(self) -> tuple[str, str]:
        return self.subject, self.sort


_TYPES = {
    "place": "INTEGER",
    "proof": "INTEGER",
    "lots": "INTEGER",
    "plan": "INTEGER",
    "machine": "BOOLEAN",
    "held_out": "BOOLEAN",
    "value": "DOUBLE",
    "score": "DOUBLE",
    "landed": "BOOLEAN",
}
COLUMNS: dict[str, str] = {
    name: "TIMESTAMP" if name.endswith("_at") else _TYPES.get(name, "VARCHAR")
    for name in ArchiveRow.__struct_fields__
    if name != "schema"
}
"""Column → SQL type, in the order in which they stand in the files. `TIMESTAMP` is in UTC, to the millisecond."""

PEOPLE_COLUMNS: dict[str, str] = {
    "person": "VARCHAR",
    "became": "VARCHAR",
    "is_lead": "BOOLEAN",
    "email": "VARCHAR",
    "band": "VARCHAR",
    "owner": "VARCHAR",
    "first_at": "TIMESTAMP",
    "last_at": "TIMESTAMP",
    "consented_at": "TIMESTAMP",
    "unsubscribed_at": "TIMESTAMP",
    "subjects": "VARCHAR",
    "state": "VARCHAR",
    "stage": "VARCHAR",
    "staged_at": "TIMESTAMP",
}
"""The same of a night's picture of everybody: `became` is the lead that a visitor turned out to be, `subjects` a JSON
list of whose events are the person's, `state` the person as stored, `stage` where their deal stands and `staged_at`
since when; both empty in a picture of before they were written down."""


def half_of(subject: str) -> Half:
    return "outcomes" if subject.startswith(OURS) else "footprints"


def day_of(moment: Millis) -> str:
    """`2026-11-28`, in UTC."""
    return datetime.fromtimestamp(moment // 1000, UTC).date().isoformat()
