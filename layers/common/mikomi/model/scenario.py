"""A scenario: who enters, why, what happens step by step, what it is for. `steps` reads from top to bottom; branches
nest; one verb a step."""

from typing import Annotated, Any, Literal, NamedTuple

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from mikomi.model.condition import Condition, Scalar
from mikomi.model.duration import Duration, FixedDuration, Span
from mikomi.model.trigger import Trigger
from mikomi.model.unknown import Unknown
from mikomi.model.words import (
    ArmId,
    Day,
    Days,
    Hour,
    HourOrBest,
    Id,
    Moment,
    Name,
    Names,
    Noted,
    Text,
    Weight,
    plain_or,
)


class WaitFor(Noted):
    """`for` a duration, then the next `at` o'clock `on` such a day (`best`: at the hour at which this person usually
    looks); or `until` a moment, a date trait, `offer.<id> -
    1d`. A trait is read as people write dates (`2027/1/5`, `令和9年1月5日`, with an offset or by the company's clock);
    one that cannot be read holds the step until it is corrected. `past`: what becomes of whoever comes when that is
    over: they `skip` what they missed (the steps up to the next wait of the list), `exit`, or `go_on` at once."""

    for_: Duration | None = Field(default=None, alias="for")
    until: str | None = None
    at: HourOrBest | None = None
    on: Days | None = None
    past: Literal["skip", "exit", "go_on"] | None = None

    @model_validator(mode="after")
    def one_of(self) -> "WaitFor":
        if (self.for_ is None) == (self.until is None) and not (self.for_ is None and self.until is None and self.at):
            raise PydanticCustomError("wait_for", "a wait needs either for or until (or only at)")
        if self.past and self.until is None:
            raise PydanticCustomError("wait_past", "only what is waited for until a moment can be past")
        return self


class Variant(Noted):
    id: ArmId
    weight: Weight = 1
    subject: Text | None = None
    template: Id | None = None


class Offer(Noted):
    """A deadline of this person's own: `valid_for` from the moment of the mail, ending at `ends_at` that day."""

    id: Id
    valid_for: Duration
    ends_at: Hour | None = None
    url: str | None = None


class Mail(Noted):
    """`judged_by`: what tells which of the variants is better: who clicked (if it is left out), or reached the goal.
    `winner`: their weights follow that, night by night."""

    template: Id
    subject: Text | None = None
    kind: Literal["marketing", "transactional"] = "marketing"
    topic: Id | None = None
    variants: list[Variant] | None = Field(default=None, min_length=2, max_length=10)
    offer: Offer | None = None
    judged_by: Literal["clicked", "goal"] | None = None
    winner: bool = False
    on_unknown: Literal["again", "stop"] = "again"

    @model_validator(mode="after")
    def judges_variants(self) -> "Mail":
        if self.judged_by and not self.variants:
            raise PydanticCustomError("judged_by", "only variants can be judged")
        if self.winner and not self.variants:
            raise PydanticCustomError("winner", "only variants can be dealt by what is known of them")
        return self


class AlertStep(Noted):
    to: Names = "owner"
    why: Text
    do: Text | None = None
    sla: Duration | None = None
    escalate: Names | None = None
    urgency: Literal["now", "today", "digest"] = "today"


class Arm(Noted):
    """With `holdout`, who falls into it gets nothing more of this run, whatever comes after the split; the goal is
    looked for all the same."""

    id: ArmId
    weight: Weight = 1
    holdout: bool = False
    steps: "list[Step]" = Field(default_factory=list)


class Branch(NamedTuple):
    """A list of steps inside a step: what it is called in positions, and where in the step it is written."""

    name: str
    path: tuple[str | int, ...]
    steps: "list[Step]"


class Target(Noted):
    """What is to be reached, and by the end of which day: so many people (`count`), such a part of those whose
    window is over (`rate`, 0 … 1). Of a goal, or of a step: how many are to come to it."""

    count: int | None = Field(default=None, ge=1)
    rate: float | None = Field(default=None, gt=0, le=1)
    by: Day | None = None


class AnyStep(Noted):
    id: Id | None = None
    target: Target | None = None

    @property
    def branches(self) -> tuple[Branch, ...]:
        """The lists of steps inside this one: everybody who goes through a scenario asks here."""
        return ()


def _wait_tag(written: Any) -> str:
    return "<wait>" if isinstance(written, dict | WaitFor) else "<duration>"


class WaitStep(AnyStep):
    wait: Annotated[
        Annotated[Duration, Tag("<duration>")] | Annotated[WaitFor, Tag("<wait>")],
        Discriminator(_wait_tag),
    ]


class MailStep(AnyStep):
    id: Id
    mail: Mail


class IfStep(AnyStep):
    id: Id
    if_: Condition = Field(alias="if")
    wait_up_to: Duration | None = None
    then: "list[Step]" = Field(default_factory=list)
    else_: "list[Step]" = Field(default_factory=list, alias="else")

    @property
    def branches(self) -> tuple[Branch, ...]:
        return Branch("then", ("then",), self.then), Branch("else", ("else",), self.else_)


class SplitStep(AnyStep):
    id: Id
    split: list[Arm] = Field(min_length=2, max_length=10)

    @property
    def branches(self) -> tuple[Branch, ...]:
        return tuple(Branch(arm.id, ("split", n, "steps"), arm.steps) for n, arm in enumerate(self.split))


class SendAlertStep(AnyStep):
    id: Id
    alert: AlertStep


class Webhook(Noted):
    """A POST of the lead and the step to `url`, signed with the secrets of these names (settings.json lists them):
    tried again for a day. With `wait_up_to` the run goes on when it was replied to, or is given up, or that is over."""

    url: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    secret: Names
    wait_up_to: Duration | None = None


class WebhookStep(AnyStep):
    id: Id
    webhook: Webhook


class TaskWish(Noted):
    """A task of this kind (`sales.json`) for the lead's `owner`, or for a rep; `due` within so much of office hours,
    without it within the kind's `sla`. `why` is what the rep reads beside it."""

    kind: Id
    to: Name = "owner"
    due: Duration | None = None
    why: Text | None = None


class TaskStep(AnyStep):
    id: Id
    task: TaskWish


class AddTagStep(AnyStep):
    add_tag: Name


class RemoveTagStep(AnyStep):
    remove_tag: Name


class AddPointsStep(AnyStep):
    add_points: float
    reason: Text | None = None


class SetTraitStep(AnyStep):
    set_trait: dict[Name, Scalar]


class EnterStep(AnyStep):
    enter: Id


class ExitStep(AnyStep):
    """Out of this scenario (`true`), another one, a group, or all (`*`)."""

    exit: Annotated[
        Annotated[Literal[True], Tag("<this>")] | Annotated[Name, Tag("<named>")],
        Discriminator(lambda written: "<this>" if isinstance(written, bool) else "<named>"),
    ]


STEP_VERBS = (
    "wait", "mail", "if", "split", "alert", "task", "webhook", "add_tag", "remove_tag", "add_points", "set_trait",
    "enter", "exit",
)  # fmt: skip


_ONE_VERB = "a step needs exactly one of: " + ", ".join(STEP_VERBS)


class UnknownStep(Unknown, AnyStep):
    """A step that a newer release published: whoever comes to it waits. In a file it is an error."""

    refusal = ("step_verb", _ONE_VERB)


def step_verb_of(written: Any) -> str | None:
    """The one verb of a step, as written (a dict) or as a model."""
    if isinstance(written, dict):
        found = [verb for verb in STEP_VERBS if verb in written]
        return found[0] if len(found) == 1 else None
    if isinstance(written, IfStep):
        return "if"
    return next((verb for verb in STEP_VERBS if hasattr(written, verb)), None)


def _step_tag(written: Any) -> str | None:
    verb = step_verb_of(written)
    if verb is None and isinstance(written, dict | UnknownStep):
        verb = "unknown"
    return f"<{verb}>" if verb else None


Step = Annotated[
    Annotated[WaitStep, Tag("<wait>")]
    | Annotated[MailStep, Tag("<mail>")]
    | Annotated[IfStep, Tag("<if>")]
    | Annotated[SplitStep, Tag("<split>")]
    | Annotated[SendAlertStep, Tag("<alert>")]
    | Annotated[TaskStep, Tag("<task>")]
    | Annotated[AddTagStep, Tag("<add_tag>")]
    | Annotated[RemoveTagStep, Tag("<remove_tag>")]
    | Annotated[AddPointsStep, Tag("<add_points>")]
    | Annotated[SetTraitStep, Tag("<set_trait>")]
    | Annotated[EnterStep, Tag("<enter>")]
    | Annotated[ExitStep, Tag("<exit>")]
    | Annotated[WebhookStep, Tag("<webhook>")]
    | Annotated[SkipJsonSchema[UnknownStep], Tag("<unknown>")],
    Discriminator(_step_tag, custom_error_type="step_verb", custom_error_message=_ONE_VERB),
]


class ReentryAfter(Noted):
    after: FixedDuration


class Goal(Noted):
    """What the scenario is for. It is looked for `within` so long after somebody entered, also when they have gone
    through it or left it before."""

    name: Text
    when: Condition
    within: FixedDuration = Span(amount=30, unit="d")
    target: Target | None = None
    then: Literal["exit", "continue"] = "continue"


class Window(Noted):
    """When marketing mail may leave: these days, from and until these hours, in the scenario's time zone."""

    days: Days = "all"
    from_: Hour = Field(default="00:00", alias="from")
    to: Hour = "23:59"
    outside: Literal["next_open", "skip"] = "next_open"


class Active(Noted):
    from_: Moment | None = Field(default=None, alias="from")
    until: Moment | None = None


Reentry = Annotated[
    Annotated[Literal["never", "after_exit"], Tag("<word>")] | Annotated[ReentryAfter, Tag("<after>")],
    Discriminator(plain_or(dict, "<word>", "<after>")),
]


class Scenario(Noted):
    version: Literal[1] = 1
    id: Id
    name: Text
    description: Text | None = None
    status: Literal["draft", "active", "paused"] = "draft"
    timezone: str | None = None
    clock: Literal["company", "recipient"] = "company"
    calendar: Id | None = None
    trigger: Trigger
    audience: Condition | None = None
    active: Active | None = None
    reentry: Reentry = "never"
    priority: int = Field(default=50, ge=0, le=100)
    group: Id | None = None
    public_archive: bool = False
    holdout: float = Field(default=0, ge=0, le=100)
    send_window: Window | None = None
    goal: Goal | None = None
    exit_when: list[Condition] = Field(default_factory=list)
    steps: list[Step] = Field(min_length=1)
