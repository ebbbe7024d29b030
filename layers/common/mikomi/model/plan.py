"""The plan: everything that a workspace says, checked, under one version number that never changes again."""

from functools import cache

from pydantic import Field

from mikomi.model.base import Frozen, Millis
from mikomi.model.company import Company, CompanySettings, Sender
from mikomi.model.form import Form
from mikomi.model.scenario import Scenario
from mikomi.model.scoring import Scoring
from mikomi.model.slot import Slot


class MailTemplate(Frozen):
    """Jinja2 sources of one mail. `subject` is the HTML's title, `text` the .txt file or what was derived from the
    HTML."""

    id: str
    html: str
    text: str
    subject: str = ""


class Plan(Frozen):
    """`version` counts from 1; 0 is the empty plan of a workspace in which nothing was published yet.

    `sequencers` remembers, for every file that went in, the S3 sequencer of its upload, so that a late notice of an
    older upload is known as such. `standing_range` bounds the sum of standing points that any version so far could
    give: the ranking needs it (see `core.points.ranking`).
    """

    version: int = 0
    published_at: Millis = 0
    settings: CompanySettings
    scoring: Scoring = Field(default_factory=Scoring)
    scenarios: dict[str, Scenario] = Field(default_factory=dict)
    mails: dict[str, MailTemplate] = Field(default_factory=dict)
    forms: dict[str, Form] = Field(default_factory=dict)
    slots: dict[str, Slot] = Field(default_factory=dict)
    assets: tuple[str, ...] = ()
    sequencers: dict[str, str] = Field(default_factory=dict)
    standing_range: tuple[float, float] = (0.0, 0.0)

    def says_the_same(self, other: "Plan") -> bool:
        """Whether both came of the same files, whoever published them and when."""
        origin = {"version": 0, "published_at": 0, "sequencers": {}, "standing_range": (0.0, 0.0)}
        return self.model_copy(update=origin) == other.model_copy(update=origin)


@cache
def nothing_published() -> Plan:
    """Version 0: no rules, no scenarios, nobody to write as."""
    nobody = CompanySettings(
        company=Company(name="", postal_address="", contact=""), sender=Sender(name="", address="")
    )
    return Plan(settings=nobody)
