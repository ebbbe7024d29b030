"""`forms/<id>.json`: a hosted or embedded form: fields, the consent it asks for, what it gives, its thanks."""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from mikomi.model.duration import FixedDuration
from mikomi.model.landing import PagePicture, PageSection, SharePreview
from mikomi.model.quiz import Points, Quiz
from mikomi.model.words import Day, Id, Name, Noted, Text, in_language, plain_or

FieldType = Literal[
    "text", "email", "tel", "select", "radio", "checkboxes", "number", "date", "textarea", "checkbox", "hidden"
]
CHOICES: tuple[FieldType, ...] = ("select", "radio", "checkboxes")
"""Types whose answers are among `options`."""


class FormOption(Noted):
    """One choice: `value` is what the trait becomes, `label` what people read, `points` what it counts in a quiz."""

    value: Name
    label: Text | None = None
    points: Points | None = None


Option = Annotated[
    Annotated[Name, Tag("<text>")] | Annotated[FormOption, Tag("<option>")],
    Discriminator(plain_or(dict, "<text>", "<option>")),
]


class FormField(Noted):
    """One thing that the form asks. `unless_known`: a visitor who is proven to be a lead with this trait is not asked
    again. `min`, `max` and `step` bound a number, `earliest` and `latest` a date. Of `checkboxes` the trait is a
    list."""

    trait: Name
    label: Text
    type: FieldType = "text"
    required: bool = False
    unless_known: bool = False
    options: list[Option] | None = None
    value: str | None = None
    min: float | None = None
    max: float | None = None
    step: float | None = Field(default=None, gt=0)
    earliest: Day | None = None
    latest: Day | None = None


class FormConsent(Noted):
    """What people agree to. `version` names the wording, `policy` is where the whole of it can be read."""

    text: Text
    version: Name | None = None
    policy: str | None = None
    required: bool = False
    confirm: Literal["none", "mail"] = "none"


class Gift(Noted):
    asset: Name
    link_valid_for: FixedDuration | None = None


class Thanks(Noted):
    message: Text | None = None
    redirect: str | None = None


Hearing = Literal["now", "today", "no"]
"""When sales hear of what somebody sends: at once, when the office is open, or not at all."""


class Form(Noted):
    """`tell`: when sales hear of it; left out, at once if the form cannot be sent without a text, for then people write
    to us. `above` and `below` stand around the form on its own page, and nowhere else; `share` is said of that page."""

    version: Literal[1] = 1
    id: Id
    name: Text
    title: Text | None = None
    above: list[PageSection] | None = Field(default=None, max_length=20)
    fields: list[FormField] = Field(min_length=1)
    button: Text | None = None
    consent: FormConsent | None = None
    gives: Gift | None = None
    thanks: Thanks | None = None
    tell: Hearing | None = None
    quiz: Quiz | None = None
    below: list[PageSection] | None = Field(default=None, max_length=20)
    share: SharePreview | None = None

    @property
    def tells(self) -> Hearing:
        """When sales hear of it."""
        asks_for_words = any(field.type == "textarea" and field.required for field in self.fields)
        return self.tell or ("now" if asks_for_words else "no")

    @property
    def sections(self) -> list[PageSection]:
        return [*(self.above or ()), *(self.below or ())]

    @property
    def pictures(self) -> list[PagePicture]:
        """Those that its page shows, from top to bottom."""
        return [picture for section in self.sections for picture in section.pictures]


def value_of(option: str | FormOption) -> str:
    return option if isinstance(option, str) else option.value


def points_of(option: str | FormOption) -> int:
    return 0 if isinstance(option, str) else option.points or 0


def shown(option: str | FormOption, language: str) -> str:
    """The choice as a reader of `language` sees it."""
    return option if isinstance(option, str) else in_language(option.label, language, option.value)


def meant_by(option: str | FormOption) -> set[str]:
    """Everything by which a page may name this choice: its value, and its label in either language."""
    return {value_of(option), shown(option, "ja"), shown(option, "en")}
