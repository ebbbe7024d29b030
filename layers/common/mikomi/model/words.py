"""Small things that many files of a workspace share: ids, texts in two languages, hours, days, weights.

Where a value may be written in two ways (a text or one per language), what was written picks the model (`plain_or`), so
that an error speaks about the way that was chosen and no other. The tags of such choices stand in `<>`: never a key.
"""

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag
from pydantic_core import PydanticCustomError

from mikomi.model.base import Frozen


def plain_or(container: type, plain: str, table: str) -> Callable[[Any], str]:
    """Picks the tag `table` for a container (or a model), the tag `plain` for anything else."""
    return lambda written: table if isinstance(written, container | BaseModel) else plain


def real_day(written: str) -> str:
    """The text, if the day at its beginning is in the calendar, and in a year that a company plans for: beside the
    calendar's own ends nothing can be reckoned.
    """
    try:
        if not 1900 <= date.fromisoformat(written[:10]).year < 2200:
            raise ValueError(written)
    except ValueError:
        raise PydanticCustomError("no_such_day", "there is no such day") from None
    return written


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Language = Literal["ja", "en"]
Hour = Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]
HourOrBest = Annotated[str, StringConstraints(pattern=r"^(best|([01][0-9]|2[0-3]):[0-5][0-9])$")]
Day = Annotated[str, StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"), AfterValidator(real_day)]
Moment = Annotated[
    str,
    StringConstraints(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}(T([01][0-9]|2[0-3]):[0-5][0-9])?$"),
    AfterValidator(real_day),
]
Name = Annotated[str, StringConstraints(min_length=1, max_length=200)]
ArmId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,20}$")]
Days = Literal["weekdays", "all", "weekends"]
Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Weight = Annotated[float, Field(ge=0)]


class Localised(Frozen):
    """A text in Japanese, English or both; the other language is used where one is missing."""

    ja: str | None = None
    en: str | None = None


Text = Annotated[
    Annotated[str, Tag("<text>")] | Annotated[Localised, Tag("<languages>")],
    Discriminator(plain_or(dict, "<text>", "<languages>")),
]
Names = Annotated[
    Annotated[Name, Tag("<one>")] | Annotated[Annotated[list[Name], Field(min_length=1)], Tag("<several>")],
    Discriminator(plain_or(list, "<one>", "<several>")),
]


def in_language(text: Text | None, language: str, default: str = "") -> str:
    """The text as a reader of `language` sees it."""
    if text is None:
        return default
    if isinstance(text, str):
        return text
    first, second = (text.ja, text.en) if language == "ja" else (text.en, text.ja)
    return first or second or default


class Noted(Frozen):
    """Every object of a workspace may carry a `note` for the people who read the file.

    A number in quotation marks is a text: it is reported, not guessed at.
    """

    model_config = ConfigDict(strict=True)

    note: str | None = None
