"""What lets people into a scenario: a condition that becomes true, a moment, somebody's hand."""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Tag
from pydantic.json_schema import SkipJsonSchema

from mikomi.model.condition import Condition
from mikomi.model.duration import FixedDuration
from mikomi.model.unknown import Unknown
from mikomi.model.words import Days, Moment, Noted, plain_or


class WhenTrigger(Noted):
    """Lets in whoever does it, or for whom it becomes true; with `also_those_already` those too for whom it is true
    when it is published."""

    when: Condition
    also_those_already: bool = False


class Joining(Noted):
    """Whoever comes to fit until this moment, beside those who fit when the mailing begins."""

    until: Moment


class ScheduleTrigger(Noted):
    """A mailing: `schedule` is a moment, or cron (minute hour day month weekday), in the scenario's time zone. What
    falls on a day that is none of `on` goes on the next such day at the same hour, the one before, or not at all. It
    is for whoever fits then, `now`, or also for whoever comes to fit until a moment. Nothing of it leaves
    `not_later_than` a moment, or so long after it was due."""

    schedule: str
    on: Days = "all"
    otherwise: Literal["next", "before", "skip"] = "next"
    who: Annotated[
        Annotated[Literal["now"], Tag("<word>")] | Annotated[Joining, Tag("<joining>")],
        Discriminator(plain_or(dict, "<word>", "<joining>")),
    ] = "now"
    not_later_than: (
        Annotated[
            Annotated[Moment, Tag("<moment>")] | Annotated[FixedDuration, Tag("<duration>")],
            Discriminator(lambda written: "<moment>" if str(written)[4:5] == "-" else "<duration>"),
        ]
        | None
    ) = None


class ManualTrigger(Noted):
    manual: Literal[True]


TRIGGERS = ("when", "schedule", "manual")
_ONE_TRIGGER = "a trigger needs one of: " + ", ".join(TRIGGERS)


class UnknownTrigger(Unknown):
    """A trigger that a newer release published: it lets nobody in. In a file it is an error."""

    refusal = ("trigger_kind", _ONE_TRIGGER)


def trigger_kind(written: Any) -> str | None:
    keys = written if isinstance(written, dict) else type(written).model_fields
    return next((kind for kind in TRIGGERS if kind in keys), None)


def _trigger_tag(written: Any) -> str | None:
    kind = trigger_kind(written) if isinstance(written, dict | Noted) else None
    if kind is None and isinstance(written, dict | UnknownTrigger):
        kind = "unknown"
    return f"<{kind}>" if kind else None


Trigger = Annotated[
    Annotated[WhenTrigger, Tag("<when>")]
    | Annotated[ScheduleTrigger, Tag("<schedule>")]
    | Annotated[ManualTrigger, Tag("<manual>")]
    | Annotated[SkipJsonSchema[UnknownTrigger], Tag("<unknown>")],
    Discriminator(_trigger_tag, custom_error_type="trigger_kind", custom_error_message=_ONE_TRIGGER),
]
