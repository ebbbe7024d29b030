"""A lead that became part of another by somebody's word, as the other remembers it: enough to part them again."""

from mikomi.model.base import Millis
from mikomi.model.stored import Stored


class MergedLead(Stored, frozen=True, kw_only=True):
    """`into`: whose part it became, which may be part of somebody else by now. `event`, `at`, `by`: the word. Its own:
    the identifiers, each with how well it was shown, the `subjects` whose events it was made of (`shared`: those that
    the other was told of, too; `led`: those of them whose browsers were its own), and its `runs` through scenarios.
    `gave`: identifiers that the other had none of; `stood`: the other's own `proof` then.
    """

    id: str
    into: str
    event: str
    at: Millis
    by: str = ""
    email: str | None = None
    email_proof: int = 0
    user_id: str | None = None
    user_proof: int = 0
    proof: int = 0
    stood: int = 0
    subjects: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    led: tuple[str, ...] = ()
    runs: tuple[str, ...] = ()
    gave: tuple[str, ...] = ()
