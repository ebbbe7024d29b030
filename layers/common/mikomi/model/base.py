"""What all models share: they are frozen, and an unknown key is an error."""

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

Millis = Annotated[int, Field(description="milliseconds since 1970-01-01T00:00Z")]
Json = dict[str, Any]


class Frozen(BaseModel):
    """A value. Unknown keys are errors, so that a misspelt one is found where it stands."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)
