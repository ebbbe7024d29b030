"""What all models share: they are frozen; what people write is read strictly, what we stored ourselves leniently.

A model's validator is built when it is first used, not when it is imported: start-up is billed, and most models are
built once as a part of the few that a function reads (a plan, a person, a packet).
"""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Millis = Annotated[int, Field(description="milliseconds since 1970-01-01T00:00Z")]
Json = dict[str, Any]

DAY: Millis = 86_400_000


class Frozen(BaseModel):
    """A value. Unknown keys are errors, so that a misspelt one is found where it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, defer_build=True)
