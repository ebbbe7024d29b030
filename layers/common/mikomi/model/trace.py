"""A click or an open of one of our mails of which it is asked who made it."""

from msgspec import field

from mikomi.model.base import Json, Millis
from mikomi.model.stored import Stored


class Trace(Stored, frozen=True, kw_only=True):
    """A click or an open of one of our mails (`core.doers.traces`): who made it (`by`), when to look whether a person
    did (`due_at`), what conditions ask of it (`said`), if its page `reported` or a plan of before `counted` it."""

    id: str
    subject: str
    name: str
    at: Millis
    by: str
    said: Json = field(default_factory=dict)
    reported: bool = False
    counted: bool = False
    due_at: Millis | None = None
