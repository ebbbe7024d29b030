"""Which format each stored form is of: so that a release knows what only a newer one can read.

Rules
1. Every stored form says its format's number; without one it is of format 1, which wrote none.
2. Within a format a release only adds: keys, kinds, words. An older release keeps what is added (`model.stored`).
3. What an older release would misread gets the next number. It then raises `NewerFormat` and leaves the thing alone:
   the stream, the queue and the dead letters bring it again to a release that knows it.
4. Aliases, counters, pointers and notes carry none: they are read attribute by attribute, and updated in place.
"""

from typing import Literal

StoredForm = Literal["person", "packet", "plan", "row"]
FORMATS: dict[StoredForm, int] = {"person": 1, "packet": 1, "plan": 1, "row": 1}
"""The number of each form as this release writes it, and the newest that it reads."""


class NewerFormat(Exception):
    """A newer release wrote this in a way that this one would misread."""


def check(form: StoredForm, number: int | str) -> None:
    """Raise NewerFormat for what only a newer release can read."""
    if int(number) > FORMATS[form]:
        raise NewerFormat(f"{form}: format {number}; this release reads up to {FORMATS[form]}")
