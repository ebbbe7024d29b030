"""`sales.json`, `channels`: where alerts go beside mail, or before it.

Rules
1. What is secret stands in no file: `secret` is a name. Of a `webhook` it is one of `webhook_secrets`, of which a key
   is derived; of the others it names what `mikomi channel secret` has put away: the address of the incoming webhook, or
   the token.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from mikomi.model.words import Id, Name, Noted

ChannelKind = Literal["slack", "chatwork", "line_works", "teams", "webhook"]
AlertKind = Literal["band", "step", "form", "return", "task", "company"]
MailBeside = Literal["too", "fallback"]


class Channel(Noted):
    """`room`: of Chatwork, into which room. `url`: of a webhook, where it goes. `reps`: whose alerts, `alerts`: which
    kinds of them; all without. `mail`: whether the rep is written to all the same, or only where the channel does not
    take it within a quarter of an hour.
    """

    id: Id
    kind: ChannelKind
    secret: Id
    room: Annotated[str, StringConstraints(pattern=r"^[0-9]{1,18}$")] | None = None
    url: Annotated[str, StringConstraints(min_length=1, max_length=2000)] | None = None
    reps: Annotated[list[Name], Field(min_length=1, max_length=200)] | None = None
    alerts: Annotated[list[AlertKind], Field(min_length=1)] | None = None
    mail: MailBeside = "too"

    def carries(self, reason: str, rep: str) -> bool:
        """Whether this rep's alerts of this kind go there."""
        return (self.alerts is None or reason in self.alerts) and (self.reps is None or rep in self.reps)
