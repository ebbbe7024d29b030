"""Which name was probably meant."""

import difflib
from collections.abc import Iterable

MOST = 300
"""Names that are compared: a file with more of one kind was made by a program."""


def nearest(name: str, among: Iterable[str]) -> str | None:
    """The name nearest to what was written, if one is near enough to be meant; None for a name that is right."""
    names = list(among)
    if not name or name in names or len(name) > 80:
        return None
    folded = {known.casefold().replace("-", "_"): known for known in names[:MOST]}
    found = difflib.get_close_matches(name.casefold().replace("-", "_"), folded, n=1, cutoff=0.6)
    return folded[found[0]] if found else None
