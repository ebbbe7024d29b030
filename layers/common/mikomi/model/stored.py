"""What we wrote down ourselves and read again: by this release, an earlier one, or a newer one that was rolled back.

Rules
1. Reading is lenient and forgets nothing: keys that this release does not know are kept, at any depth, and are written
   back with the rest, through changes (`model_copy`), merges (`with_unknown_of`) and rebuilds (`with_all_unknown_of`).
2. Strict is what people write (`Frozen`): a file of the workspace with an unknown key is refused where it stands. The
   published plan is the same models, read with unknown keys ignored (`Plan.read`).
3. A word of a closed set (`Word[…]`) may be one that this release does not know: it is kept, and matches nothing.
"""

from typing import Annotated, Any, Self, TypeVar

from pydantic import ConfigDict, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from mikomi.model.base import Frozen, Json


class Stored(Frozen):
    """A value that we stored. `unknown` holds what a newer release wrote beside what this one knows."""

    model_config = ConfigDict(extra="allow")

    @property
    def unknown(self) -> Json:
        return self.__pydantic_extra__ or {}

    def with_unknown_of(self, other: "Stored") -> Self:
        """This value and what the other holds beside it; where both say something unknown, the union, or this one's."""
        return self.model_copy(update=_both(self.unknown, other.unknown)) if other.unknown else self

    def with_all_unknown_of(self, other: "Stored") -> Self:
        """The same at every depth, for two tellings of one thing: what lies under the same key, or says the same."""
        held, told = self.__dict__, other.__dict__
        inside = {name: _told_anew(mine, told[name]) for name, mine in held.items() if name in told}
        changed = {name: value for name, value in inside.items() if value is not held[name]}
        return (self.model_copy(update=changed) if changed else self).with_unknown_of(other)


def _told_anew(mine: Any, theirs: Any) -> Any:
    if isinstance(mine, Stored) and isinstance(theirs, Stored):
        return mine.with_all_unknown_of(theirs)
    if isinstance(mine, dict) and isinstance(theirs, dict):
        found = {key: _told_anew(value, theirs[key]) if key in theirs else value for key, value in mine.items()}
        return found if any(found[key] is not mine[key] for key in mine) else mine
    if isinstance(mine, tuple) and isinstance(theirs, tuple):
        pairs = [(one, next((other for other in theirs if _says_the_same(one, other)), one)) for one in mine]
        return tuple(_told_anew(one, other) for one, other in pairs) if any(a is not b for a, b in pairs) else mine
    return mine


def _says_the_same(one: Any, other: Any) -> bool:
    return isinstance(one, Stored) and isinstance(other, Stored) and one.__dict__ == other.__dict__


def _both(mine: Any, theirs: Any) -> Any:
    """The union of two things of which nothing is known but their shape."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        common = {key: _both(mine[key], theirs[key]) for key in mine.keys() & theirs.keys()}
        return {**theirs, **mine, **common}
    if isinstance(mine, list) and isinstance(theirs, list):
        return [*mine, *(one for one in theirs if one not in mine)]
    return mine


class _AnyWord:
    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.str_schema()


T = TypeVar("T")
Word = Annotated[T, _AnyWord()]
"""`Word[Literal["on", "off"]]`: for the type checker the words of this release, when read any word."""
