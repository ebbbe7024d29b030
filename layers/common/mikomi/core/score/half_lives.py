"""How fast points fade: the half-lives of a company, one after the other, each from a moment on.

Rules
1. A new half-life never reaches back: what has faded so far has faded, and from then on all points fade by the new one.
   So nobody's score jumps when a plan is published, and nothing that was stored has to be written anew.
2. `age` counts the half-lives that have gone by, like the rings of a tree. Between two moments it is the same for
   everybody, whatever the half-lives were: that is why a key of the ranking stays right (see `core.score.ranking`).
3. Before the first one began there was the first one; without a half-life nothing fades.
"""

from typing import NamedTuple

from mikomi.model.base import Millis
from mikomi.model.plan import HalfLife, Plan


class HalfLives(NamedTuple):
    """`spans`, the earliest first."""

    spans: tuple[HalfLife, ...]

    @property
    def fade(self) -> bool:
        """Whether points ever fade."""
        return any(span.millis is not None for span in self.spans)

    @property
    def fade_from_the_first(self) -> bool:
        return self.spans[0].millis is not None

    def begun_by(self, moment: Millis) -> "HalfLives":
        """Without those that are yet to begin."""
        first, *later = self.spans
        return HalfLives((first, *(span for span in later if span.from_ <= moment)))

    def age(self, moment: Millis) -> float:
        """How many half-lives have gone by since 1970."""
        return self.between(0, moment)

    def between(self, since: Millis, until: Millis) -> float:
        """How many half-lives go by; negative backwards."""
        if since > until:
            return -self.between(until, since)
        if len(self.spans) == 1:
            millis = self.spans[0].millis
            return (until - since) / millis if millis is not None else 0.0
        gone = 0.0
        ends = [*(span.from_ for span in self.spans[1:]), until]
        for number, (span, end) in enumerate(zip(self.spans, ends, strict=True)):
            begin = max(since, span.from_) if number else since
            if span.millis is not None and (length := min(end, until) - begin) > 0:
                gone += length / span.millis
        return gone


def of(millis: Millis | None) -> HalfLives:
    """One half-life, or none, for ever."""
    return HalfLives((HalfLife(from_=0, millis=millis),))


def of_plan(plan: Plan) -> HalfLives:
    """The half-lives up to this plan version. A version from before they were written down knows its own alone."""
    return HalfLives(plan.half_lives) if plan.half_lives else of(plan.half_life)
