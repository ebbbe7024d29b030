"""What was not read of a workspace, and which problems may be none because of it.

Rules
1. A name that is missed, and stands in what could not be read, may well be there: one slip, one problem.
2. Everything else is reported beside the slip: a wrong shape hides no wrong meaning.
"""

import unicodedata
from collections.abc import Iterable

from mikomi.model.problem import Problem

UNREAD = "what-was-not-read"
"""How the names of what stands in for others begin: never shown to anybody."""

MISSED = frozenset(
    {
        "E-band", "E-exit", "E-mail-step", "E-no-reps", "E-offer", "E-receiver", "E-rep", "E-slot-offer",
        "E-topic", "E-variable-asset", "E-variable-offer", "E-variable-result", "E-webhook-secret",
        "W-mail-unused", "W-trait", "W-trait-collected",
    }
)  # fmt: skip
"""The problems that a name makes by being found in no file. (Whether a file is there can always be told.)"""


class NotRead:
    """Texts that were written where nothing could be made of them; `nothing`, if there is a file of which nothing could
    be made at all."""

    def __init__(self, texts: Iterable[str], *, nothing: bool) -> None:
        written = frozenset(texts)
        self._texts = frozenset(_plain(text) for text in written)
        self._long = [_plain(text) for text in written if "\n" in text]
        self._nothing = nothing

    def may_settle(self, problem: Problem, name: str | None) -> bool:
        """Whether this problem may follow from something that was not read."""
        if problem.code not in MISSED:
            return False
        if self._nothing:
            return True
        bare = _plain((name or "").removeprefix("lead."))
        names = {bare, bare.rpartition("/")[2]} - {""}
        return not names.isdisjoint(self._texts) or any(name in text for text in self._long for name in names)


def _plain(text: str) -> str:
    """Ids are written in small letters and without blanks; whoever writes others meant these."""
    return "-".join(unicodedata.normalize("NFKC", text).casefold().replace("_", "-").split())
