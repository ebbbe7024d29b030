"""One condition language for triggers, audiences, branches, goals, exits and scoring rules.

A condition is an object with exactly one verb (`visited`, `tag`, `all` …) and that verb's own keys. Behaviour verbs
look at events; state verbs look at the person after the event at hand. The verb picks the model, so that an error
names the key that is wrong and nothing else.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator
from pydantic.json_schema import SkipJsonSchema
from pydantic_core import PydanticCustomError

from mikomi.model.duration import FixedDuration
from mikomi.model.unknown import Unknown
from mikomi.model.words import Id, Name, Names, Noted, plain_or

Path = Annotated[str, StringConstraints(pattern=r"^/", max_length=300)]
Comparison = Annotated[str, StringConstraints(pattern=r"^\s*(>=|<=|>|<|=)\s*-?[0-9]+(\.[0-9]+)?\s*$")]
Scalar = str | int | float | bool
ScalarOrList = Annotated[
    Annotated[Scalar, Tag("<one>")] | Annotated[list[Scalar], Tag("<several>")],
    Discriminator(plain_or(list, "<one>", "<several>")),
]


class Behaviour(Noted):
    """Keys that every behaviour verb takes: how often, within how long (backwards from now)."""

    times: int = Field(default=1, ge=1, le=100)
    within: FixedDuration | None = None
    since: Literal["entry", "ever"] | None = None


class Visited(Behaviour):
    visited: Path


class Engaged(Behaviour):
    engaged: Path
    seconds: int = Field(default=1, ge=1, le=86_400)


class Opened(Behaviour):
    opened: Name


class Clicked(Behaviour):
    clicked: Name
    link: str | None = None


class Submitted(Behaviour):
    submitted: Name


class Happened(Behaviour):
    """Any `track` event by name; `where` compares its properties (dotted names reach into objects)."""

    event: Name
    where: dict[str, ScalarOrList] | None = None


class ScoreIs(Noted):
    score: Comparison
    axis: Literal["interest", "fit"] | None = None


class BandIs(Noted):
    band: Id


class TagIs(Noted):
    tag: Name


class TraitIs(Noted):
    """`is` a value, `in` a list, `matches` a regular expression anywhere in the text, or merely `exists`."""

    trait: Name
    is_: Scalar | None = Field(default=None, alias="is")
    in_: list[Scalar] | None = Field(default=None, alias="in")
    matches: Annotated[str, StringConstraints(max_length=200)] | None = None
    exists: bool | None = None

    @model_validator(mode="after")
    def one_test(self) -> "TraitIs":
        given = [t for t in (self.is_, self.in_, self.matches, self.exists) if t is not None]
        if len(given) != 1:
            raise PydanticCustomError("trait_test", "a trait needs exactly one of is, in, matches, exists")
        return self


class UnsubscribedIs(Noted):
    unsubscribed: bool


class UnsubscribedFrom(Noted):
    """Who left this topic of marketing mail, or unsubscribed from all."""

    unsubscribed_from: Id


class StageIs(Noted):
    """Whose deal stands at this stage of sales.json; of whom nobody said anything it is the first."""

    stage: Id


class CompanyIs(Noted):
    """Who is of one of these companies: named by corporate number, by name, or by the domain of its addresses."""

    company: Names


class AffinityIs(Noted):
    """Who looks most at pages of this class (`page_classes` of settings.json)."""

    affinity: Name


class InSegment(Noted):
    segment: Id


BehaviourLeaf = Visited | Engaged | Opened | Clicked | Submitted | Happened
"""Every condition that looks at events. Those that look at the person are the rest of `Condition`."""


class All(Noted):
    all: Annotated[list["Condition"], Field(min_length=1)]


class Any_(Noted):
    any: Annotated[list["Condition"], Field(min_length=1)]


class Not(Noted):
    not_: "Condition" = Field(alias="not")


VERBS = (
    "visited", "engaged", "opened", "clicked", "submitted", "event", "score", "band", "tag", "trait", "unsubscribed",
    "unsubscribed_from", "stage", "company", "affinity", "segment", "all", "any", "not",
)  # fmt: skip
BEHAVIOUR_VERBS = ("visited", "engaged", "opened", "clicked", "submitted", "event")
_ONE_VERB = "a condition needs exactly one of: " + ", ".join(VERBS)


class UnknownCondition(Unknown):
    """A condition that a newer release published: neither true nor false to this one. In a file it is an error."""

    refusal = ("condition_verb", _ONE_VERB)


def verb_of(written: Any) -> str | None:
    """The one verb of a condition, as written (a dict) or as a model."""
    if isinstance(written, dict):
        found = [verb for verb in VERBS if verb in written]
        return found[0] if len(found) == 1 else None
    return {"Any_": "any", "Not": "not", "All": "all"}.get(type(written).__name__) or next(
        (verb for verb in VERBS if hasattr(written, verb)), None
    )


def _tag(written: Any) -> str | None:
    verb = verb_of(written)
    if verb is None and isinstance(written, dict | UnknownCondition):
        verb = "unknown"
    return f"<{verb}>" if verb else None


Condition = Annotated[
    Annotated[Visited, Tag("<visited>")]
    | Annotated[Engaged, Tag("<engaged>")]
    | Annotated[Opened, Tag("<opened>")]
    | Annotated[Clicked, Tag("<clicked>")]
    | Annotated[Submitted, Tag("<submitted>")]
    | Annotated[Happened, Tag("<event>")]
    | Annotated[ScoreIs, Tag("<score>")]
    | Annotated[BandIs, Tag("<band>")]
    | Annotated[TagIs, Tag("<tag>")]
    | Annotated[TraitIs, Tag("<trait>")]
    | Annotated[UnsubscribedIs, Tag("<unsubscribed>")]
    | Annotated[UnsubscribedFrom, Tag("<unsubscribed_from>")]
    | Annotated[StageIs, Tag("<stage>")]
    | Annotated[CompanyIs, Tag("<company>")]
    | Annotated[AffinityIs, Tag("<affinity>")]
    | Annotated[InSegment, Tag("<segment>")]
    | Annotated[All, Tag("<all>")]
    | Annotated[Any_, Tag("<any>")]
    | Annotated[Not, Tag("<not>")]
    | Annotated[SkipJsonSchema[UnknownCondition], Tag("<unknown>")],
    Discriminator(_tag, custom_error_type="condition_verb", custom_error_message=_ONE_VERB),
]
