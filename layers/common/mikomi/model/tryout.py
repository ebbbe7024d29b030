"""`tests/<name>.test.json`: what a company expects of its own scenarios. Given these events and days, these mails and
alerts; and who is where, with what, at a moment. Times are the company's clock on the wall."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, Tag, model_validator
from pydantic_core import PydanticCustomError

from mikomi.model.condition import Condition
from mikomi.model.duration import Duration
from mikomi.model.words import ArmId, Id, Moment, Name, Names, Noted, Text

GIVEN_VERBS = (
    "visited", "engaged", "submitted", "opened", "clicked", "event", "identify", "mailing", "entered", "answered",
    "replied", "confirmed", "unsubscribed", "unsubscribed_from",
)  # fmt: skip
EXPECTED_VERBS = ("mail", "alert", "in", "not_in", "holds")


def _one_of(written: Any, verbs: tuple[str, ...], kind: str) -> Any:
    """What was written, if it has exactly one of the verbs."""
    if isinstance(written, dict) and sum(verb in written for verb in verbs) != 1:
        raise PydanticCustomError(kind, "it needs exactly one of: {verbs}", {"verbs": ", ".join(verbs)})
    return written


class Given(Noted):
    """What somebody does: one verb, and when: `after` so long since what stands before it, or `at` a moment; without
    either, right after it. `values` are what the form was filled in with, beside what is known of `lead`. `replied`:
    to the mail of this step; or what the webhook of this step told another system is `taken`, and these `traits` said
    of it, or it never is."""

    after: Duration | None = None
    at: Moment | None = None
    visited: str | None = None
    engaged: str | None = None
    seconds: int = Field(default=60, ge=1, le=86_400)
    submitted: Id | None = None
    values: dict[str, Any] = Field(default_factory=dict)
    agreed: bool = True
    opened: Name | None = None
    clicked: Name | None = None
    link: str | None = None
    event: Name | None = None
    properties: dict[str, Any] = Field(default_factory=dict)
    identify: dict[str, Any] | None = None
    consent: bool = False
    mailing: Id | None = None
    entered: Id | None = None
    answered: Name | None = None
    replied: Name | None = None
    traits: dict[str, Any] = Field(default_factory=dict)
    taken: bool = True
    confirmed: Literal[True] | None = None
    unsubscribed: Literal[True] | None = None
    unsubscribed_from: Name | None = None

    @model_validator(mode="before")
    @classmethod
    def one_verb(cls, written: Any) -> Any:
        return _one_of(written, GIVEN_VERBS, "given_verb")


class Expected(Noted):
    """A mail or an alert that goes out (by the id of its step, an alert also by its band or form), `at` a moment if it
    matters; or what is true at a moment (without one: in the end): which scenarios the person is `in`, and a condition.
    """

    at: Moment | None = None
    mail: Name | None = None
    alert: Name | None = None
    in_: Names | None = Field(default=None, alias="in")
    not_in: Names | None = None
    holds: Condition | None = None

    @model_validator(mode="before")
    @classmethod
    def one_verb(cls, written: Any) -> Any:
        return _one_of(written, EXPECTED_VERBS, "expected_verb")


class Tryout(Noted):
    """`lead` is who it is about; `scenario`, of which one alone mails and alerts are looked at; `arms`, which arm of a
    split (variant of a mail) is taken. It is looked at `until` a moment, or so long after the last event (30 days)."""

    version: Literal[1] = 1
    name: Text
    scenario: Id | None = None
    at: Moment
    lead: dict[Name, Any] = Field(default_factory=dict)
    arms: dict[Name, ArmId] = Field(default_factory=dict)
    given: list[Given] = Field(min_length=1, max_length=200)
    expect: list[Expected] = Field(max_length=200)
    until: (
        Annotated[
            Annotated[Moment, Tag("<moment>")] | Annotated[Duration, Tag("<duration>")],
            Discriminator(lambda written: "<moment>" if str(written)[4:5] == "-" else "<duration>"),
        ]
        | None
    ) = None
