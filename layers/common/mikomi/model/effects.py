"""What was decided and must be carried out exactly once. Effects are data; `functions/` and `aws/` carry them out.

Rules
1. An effect's `id` is deterministic: the same decision, made again, is the same effect.
2. An effect says why: the event, the plan version, and the scenario's step or the rule that caused it.
3. `person` is for whom it was decided, and stays so through a merge: its row lies there, so that it happens once.
4. An effect names what to send, never its words: words are rendered at the moment of sending from the plan version
   it names.
"""

from typing import Annotated, Any, Literal

from pydantic import Field, SerializerFunctionWrapHandler, WrapSerializer

from mikomi.model.base import Frozen, Millis

SkipReason = Literal[
    "no_consent", "unsubscribed", "suppressed", "no_address", "left_scenario", "window_closed", "held_out", "snoozed",
    "too_often",
]  # fmt: skip
Urgency = Literal["now", "today", "digest"]


class Confirms(Frozen):
    """The form whose consent a mail asks its reader to confirm, in the words of this language."""

    form: str
    language: str


class SendMail(Frozen):
    """Write to the person. With `skip` the step ended without a mail: the row that says so is written all the same.

    `after` names the mail of the same enrolment that must have ended first. `at` is the step's due time.
    `on_unknown` says what follows when nobody ever learns whether SES took the mail: another attempt, or none.
    `confirms` makes it the mail of a double opt-in: it belongs to no scenario, its step is `confirm`, its words ours.
    """

    kind: Literal["mail"] = "mail"
    id: str
    person: str = ""
    at: Millis
    event_id: str
    plan: int
    scenario: str
    step: str
    enrolment: str
    template: str
    variant: str | None = None
    marketing: bool = True
    offer: str | None = None
    offer_deadline: Millis | None = None
    after: str | None = None
    skip: SkipReason | None = None
    on_unknown: Literal["again", "stop"] = "again"
    confirms: Confirms | None = None


class SendAlert(Frozen):
    """Tell sales. `reason` is `band` (entered `band`) or `step` (a scenario's alert step `step`)."""

    kind: Literal["alert"] = "alert"
    id: str
    person: str = ""
    at: Millis
    event_id: str
    plan: int
    reason: Literal["band", "step"]
    to: tuple[str, ...]
    urgency: Urgency = "now"
    band: str | None = None
    crossing: int = 0
    scenario: str | None = None
    step: str | None = None
    score: float = 0
    before: float = 0
    digest: bool = False


class Suppress(Frozen):
    """No marketing mail to the person's address any more."""

    kind: Literal["suppress"] = "suppress"
    id: str
    person: str = ""
    at: Millis
    event_id: str
    reason: str = "unsubscribed"


def _with_kind(effect: Any, written: SerializerFunctionWrapHandler) -> Any:
    """An effect is known by its `kind`, so that is written even where defaults are left out."""
    return {"kind": effect.kind, **written(effect)}


Effect = Annotated[
    SendMail | SendAlert | Suppress, Field(discriminator="kind"), WrapSerializer(_with_kind, when_used="json")
]
