"""What chance says in one seed.

Rules
1. Whoever draws has a stream of its own, named after it. So one more call in one place changes no draw in another, and
   a seed that shows a fault goes on showing it while the product changes elsewhere.
"""

from random import Random


class Chance:
    """The streams of one seed."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._streams: dict[tuple[object, ...], Random] = {}

    def of(self, *whose: object) -> Random:
        """The stream of whoever is named so; the same one each time."""
        found = self._streams.get(whose)
        if not found:
            found = self._streams[whose] = Random(" ".join(map(str, (*whose, self._seed))))
        return found
