"""`slots/<id>.json`: what a place on a page shows, and to whom: content, or a coupon of the visitor's own.

Rules
1. `choices` is read from top to bottom; the first that fits the visitor is shown, else `otherwise`, else what the page
   holds itself.
2. A choice is words, a picture and a link; the HTML is ours, so a slot can break no page.
3. A deadline is a moment for all, the person's own out of a scenario's offer, or counted from the first showing.
"""

from typing import Annotated, Any, Literal

from pydantic import Discriminator, Field, StringConstraints, Tag, model_validator
from pydantic_core import PydanticCustomError

from mikomi.model.condition import Condition
from mikomi.model.duration import FixedDuration
from mikomi.model.words import Id, Moment, Name, Noted, Text

CodePrefix = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,20}$")]


class SlotLink(Noted):
    url: Name
    label: Text


class SlotImage(Noted):
    """`alt` says the same to those who do not see the picture; without it the picture is decoration."""

    url: Name
    alt: Text | None = None


class OfferDeadline(Noted):
    """The deadline that a scenario's mail gave this person: `scenario/offer`."""

    offer: Name


class OwnDeadline(Noted):
    """So long after the choice was first shown to this visitor."""

    for_: FixedDuration = Field(alias="for")


def _deadline(written: Any) -> str:
    if isinstance(written, OfferDeadline) or (isinstance(written, dict) and "offer" in written):
        return "<offer>"
    return "<own>" if isinstance(written, dict | OwnDeadline) else "<moment>"


Deadline = Annotated[
    Annotated[Moment, Tag("<moment>")]
    | Annotated[OfferDeadline, Tag("<offer>")]
    | Annotated[OwnDeadline, Tag("<own>")],
    Discriminator(_deadline),
]


class SlotContent(Noted):
    """Something to show: at least one of title, text and image."""

    title: Text | None = None
    text: Text | None = None
    image: SlotImage | None = None
    link: SlotLink | None = None

    @model_validator(mode="after")
    def shows_something(self) -> "SlotContent":
        if self.title is None and self.text is None and self.image is None:
            raise PydanticCustomError("slot_empty", "a slot's content needs a title, a text or an image")
        return self


class SlotChoice(SlotContent):
    """`code` is what the visitor's own coupon begins with: `WINTER` makes `WINTER-7KQ2M9XA`."""

    id: Id
    when: Condition | None = None
    code: CodePrefix | None = None
    deadline: Deadline | None = None


class Slot(Noted):
    """`as`: a place of the page that the tag fills, or over the page, by `layer.js`: a `banner` at the lower edge, or a
    `popup`."""

    version: Literal[1] = 1
    id: Id
    name: Text | None = None
    as_: Literal["place", "banner", "popup"] = Field(default="place", alias="as")
    choices: list[SlotChoice] = Field(min_length=1, max_length=50)
    otherwise: SlotContent | None = None
