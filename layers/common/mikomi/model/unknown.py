"""What a newer release added to the language of scenarios, as an older one finds it in a plan that was published.

Rules
1. It is kept as it was written, and nothing is done with it: a step holds whoever comes to it, a condition is neither
   true nor false, a trigger lets nobody in.
2. In a file that somebody wrote it is an error: only reading with an `Unread` as context lets it pass.
"""

from typing import Any, ClassVar

from pydantic import ValidationInfo, model_serializer, model_validator
from pydantic_core import PydanticCustomError

from mikomi.model.base import Json
from mikomi.model.words import Noted


class Unread(list[str]):
    """The context in which a published plan is read: notes what this release does not know."""


class Unknown(Noted):
    """The last choice of a union of verbs. `refusal` is the code of the error that it is in a file, and its text."""

    refusal: ClassVar[tuple[str, str]]

    written: Json

    @model_validator(mode="before")
    @classmethod
    def only_published(cls, written: Any, info: ValidationInfo) -> Any:
        if isinstance(written, cls):
            return written
        if not isinstance(info.context, Unread):
            raise PydanticCustomError(*cls.refusal)
        info.context.append(" ".join(written))
        return {"written": written, **{name: written[name] for name in cls.model_fields if name in written}}

    @model_serializer
    def as_written(self) -> Json:
        return self.written
