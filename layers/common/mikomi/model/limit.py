"""How many mails of a kind one address may get within a while."""

from typing import NamedTuple

from mikomi.model.base import Millis


class Limit(NamedTuple):
    """At most `mails` mails of a kind within any `per` milliseconds; `counter` is what counts this kind in the row."""

    mails: int
    per: Millis
    counter: str = "claims"
