"""What we wrote down ourselves and read again: by this release, an earlier one, or a newer one that was rolled back.

Rules
1. Reading is lenient and forgets nothing: keys that this release does not know are kept, at any depth, and are written
   back with the rest, through changes (`replace`), merges (`with_unknown_of`) and rebuilds (`with_all_unknown_of`).
2. Strict is what people write (`Frozen`): a file of the workspace with an unknown key is refused where it stands. The
   published plan is the same models, read with unknown keys ignored (`Plan.read`).
3. A word of a closed set (`Word[…]`) may be one that this release does not know: it is kept, and matches nothing.
"""

from typing import TYPE_CHECKING, Annotated, Any, Self, TypeVar

import msgspec
from msgspec.structs import replace

from mikomi.model.base import Json

UNKNOWN = "?"
"""Under this key a value has what is unknown of it, until it is written among the others; it is also the kind of an
effect that is unknown as a whole. No release calls anything so.
"""


class Stored(msgspec.Struct, frozen=True, omit_defaults=True):
    """A value that we stored. `unknown` holds what a newer release wrote beside what this one knows."""

    unknown: Json = msgspec.field(default_factory=dict, name=UNKNOWN)

    def with_unknown_of(self, other: "Stored") -> Self:
        """This value and what the other holds beside it; where both say something unknown, the union, or this one's."""
        return replace(self, unknown=_both(self.unknown, other.unknown)) if other.unknown else self

    def with_all_unknown_of(self, other: "Stored") -> Self:
        """The same at every depth, for two tellings of one thing: what lies under the same key, or says the same."""
        inside = {}
        for name in self.__struct_fields__:
            mine, theirs = getattr(self, name), getattr(other, name, None)
            anew = _told_anew(mine, theirs) if name != "unknown" else mine
            if anew is not mine:
                inside[name] = anew
        return (replace(self, **inside) if inside else self).with_unknown_of(other)


T = TypeVar("T")

if TYPE_CHECKING:
    Word = Annotated[T, "a word of any release"]
else:

    class Word:
        """`Word[Literal["on", "off"]]`: for the type checker the words of this release, when read any word."""

        def __class_getitem__(cls, words: Any) -> Any:
            return Annotated[str, words]


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
    """Whether they are equal, what is unknown of either left out."""
    return (
        isinstance(one, Stored)
        and type(one) is type(other)
        and all(getattr(one, name) == getattr(other, name) for name in one.__struct_fields__ if name != "unknown")
    )


def _both(mine: Any, theirs: Any) -> Any:
    """The union of two things of which nothing is known but their shape."""
    if isinstance(mine, dict) and isinstance(theirs, dict):
        common = {key: _both(mine[key], theirs[key]) for key in mine.keys() & theirs.keys()}
        return {**theirs, **mine, **common}
    if isinstance(mine, list) and isinstance(theirs, list):
        return [*mine, *(one for one in theirs if one not in mine)]
    return mine
