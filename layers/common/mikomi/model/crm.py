"""`sales.json`, `crm`: where another system is told how leads stand, and of what."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from mikomi.model.words import Id, Noted

CrmNews = Literal["lead.qualified", "lead.updated", "task.created", "task.done", "stage.changed", "consent.changed"]


class CrmReceiver(Noted):
    """`id`: the system's name, as in `external_id_<id>`; what it says itself is not told back to it. `secret`: one of
    `webhook_secrets`. `events`: of what it is told; without it of all."""

    id: Annotated[Id, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
    url: Annotated[str, StringConstraints(min_length=1, max_length=2000)]
    secret: Id
    events: Annotated[list[CrmNews], Field(min_length=1)] | None = None

    def hears(self, news: CrmNews) -> bool:
        return self.events is None or news in self.events
