"""Small things that many files of a workspace share: ids, texts in two languages, hours, weights."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from mikomi.model.base import Frozen

Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,39}$")]
Language = Literal["ja", "en"]
Hour = Annotated[str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
Day = Annotated[str, StringConstraints(pattern=r"^\d{4}-\d{2}-\d{2}$")]
Days = Literal["weekdays", "all", "weekends"]
Weight = Annotated[float, Field(ge=0)]


class Localised(Frozen):
    """A text in Japanese, English or both; the other language is used where one is missing."""

    ja: str | None = None
    en: str | None = None


Text = str | Localised


def in_language(text: Text | None, language: str, default: str = "") -> str:
    """The text as a reader of `language` sees it."""
    if text is None:
        return default
    if isinstance(text, str):
        return text
    first, second = (text.ja, text.en) if language == "ja" else (text.en, text.ja)
    return first or second or default


class Noted(Frozen):
    """Every object of a workspace may carry a `note` for the people who read the file."""

    note: str | None = None
