"""What `decide` answers: the person after the event, what must be carried out, and why."""

from typing import Literal

import msgspec

from mikomi.model.base import Json, Millis
from mikomi.model.effects import Effect
from mikomi.model.person import Person

BecauseKind = Literal[
    "points", "standing", "no_points", "band", "trait", "tag", "entered", "not_entered", "step", "waiting",
    "mail", "mail_skipped", "alert", "no_alert", "goal", "exited", "finished", "consent", "unsubscribed", "merged",
    "claim_refused", "conflict", "duplicate", "feedback", "undeliverable", "not_kept", "moved", "not_moved",
    "not_again", "owner", "webhook", "human", "act", "task",
]  # fmt: skip


class Because(msgspec.Struct, frozen=True, kw_only=True):
    """One reason, as data: what happened (`kind`), through which rule or step of which plan version, caused by which
    event.

    `code` is the stable name of the reason (`cap`, `once`, `reentry`, `audience`, `no_consent` …); `params` holds the
    figures that a sentence about it needs. Sentences are made by `core.words.wording`, in Japanese and English.
    """

    kind: BecauseKind
    event_id: str
    at: Millis
    plan: int
    rule: str | None = None
    scenario: str | None = None
    enrolment: str | None = None
    step: str | None = None
    points: float | None = None
    code: str | None = None
    params: Json = msgspec.field(default_factory=dict)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    person: Person
    effects: tuple[Effect, ...] = ()
    because: tuple[Because, ...] = ()
