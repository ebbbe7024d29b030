"""`sales.json`: the stages of a deal and the mails that each stops, the kinds of tasks, who is no customer, where
alerts go, which CRM is told.

Without the file the stages and tasks are those below.
"""

from typing import Annotated, Literal

from pydantic import Discriminator, Field, Tag

from mikomi.model.channel import Channel
from mikomi.model.condition import BehaviourLeaf, Condition
from mikomi.model.crm import CrmReceiver
from mikomi.model.duration import Duration, FixedDuration, Span
from mikomi.model.words import Id, Localised, Name, Names, Noted, Text, plain_or

WON, LOST = "won", "lost"
"""The ids of the stages that say how a deal ended, as a CRM's `outcome` says it."""


class StageStops(Noted):
    """Marketing mails of these topics, and of these scenarios."""

    topics: list[Id] = Field(default_factory=list)
    scenarios: list[Id] = Field(default_factory=list)


class Stage(Noted):
    """`stops`: which marketing mails go to nobody in it. `asks`: what a rep has to say who sets it."""

    id: Id
    name: Text
    stops: (
        Annotated[
            Annotated[Literal["marketing"], Tag("<word>")] | Annotated[StageStops, Tag("<some>")],
            Discriminator(plain_or(dict, "<word>", "<some>")),
        ]
        | None
    ) = None
    asks: Literal["reason", "value"] | None = None


class TaskKind(Noted):
    """`sla`: within which time it shall be done, counted while the office is open. `link`: where it is booked.
    `escalate`: who is told beside whose task it is, when it is overdue."""

    id: Id
    name: Text
    sla: Duration | None = None
    link: str | None = None
    escalate: Names | None = None


class Exclusion(Noted):
    """People who are no customers (competitors, own staff, suppliers): whose address is at one of these `domains`, or
    whose company bears one of these names or corporate `numbers`; besides, whom a rep says it of. They ring nobody and
    are not ranked; `marketing` says whether they get marketing mail."""

    id: Id
    name: Text
    domains: list[Name] = Field(default_factory=list, max_length=2_000)
    companies: list[Name] = Field(default_factory=list, max_length=2_000)
    numbers: list[Name] = Field(default_factory=list, max_length=2_000)
    marketing: Literal["stop", "send"] = "stop"


class CompanyAlert(Noted):
    """Sales are told when so many `people` of one company did what `when` looks for `within` this time; then not again
    before that time has passed. `to`: the owner of the person with whom they were enough, or reps. `today` waits for
    the office to open."""

    id: Id
    name: Text
    people: int = Field(default=3, ge=2, le=50)
    when: Condition
    within: FixedDuration
    to: Names = "owner"
    urgency: Literal["now", "today"] = "today"

    @property
    def looks_for(self) -> BehaviourLeaf | None:
        """What `when` looks for, within the alert's time; None for what is nothing that somebody does."""
        if not isinstance(self.when, BehaviourLeaf):
            return None
        return self.when.model_copy(update={"within": self.within})


def _said(ja: str, en: str) -> Text:
    return Localised(ja=ja, en=en)


def usual_stages() -> list[Stage]:
    return [
        Stage(id="lead", name=_said("見込み客", "Lead")),
        Stage(id="mql", name=_said("有望な見込み客", "Qualified (MQL)")),
        Stage(id="accepted", name=_said("営業が対応", "Accepted by sales")),
        Stage(id="returned", name=_said("育成に戻す", "Returned to marketing"), asks="reason"),
        Stage(id="opportunity", name=_said("商談", "Opportunity")),
        Stage(id=WON, name=_said("受注", "Won"), stops="marketing", asks="value"),
        Stage(id=LOST, name=_said("失注", "Lost"), asks="reason"),
    ]


def usual_tasks() -> list[TaskKind]:
    return [
        TaskKind(id="call", name=_said("電話", "Call"), sla=Span(amount=4, unit="h")),
        TaskKind(id="visit", name=_said("訪問", "Visit"), sla=Span(amount=5, unit="bd")),
        TaskKind(id="quote", name=_said("見積もり", "Quote"), sla=Span(amount=1, unit="bd")),
        TaskKind(id="diagnosis", name=_said("診断", "Diagnosis"), sla=Span(amount=3, unit="bd")),
    ]


def usual_exclusion() -> list[Exclusion]:
    return [
        Exclusion(id="competitor", name=_said("競合", "Competitor")),
        Exclusion(id="staff", name=_said("自社", "Our own staff")),
        Exclusion(id="supplier", name=_said("仕入先", "Supplier")),
    ]


class SalesSettings(Noted):
    version: Literal[1] = 1
    stages: list[Stage] = Field(default_factory=usual_stages, min_length=1, max_length=30)
    tasks: list[TaskKind] = Field(default_factory=usual_tasks, min_length=1, max_length=30)
    exclusion: list[Exclusion] = Field(default_factory=usual_exclusion, max_length=30)
    channels: list[Channel] = Field(default_factory=list, max_length=30)
    company_alerts: list[CompanyAlert] = Field(default_factory=list, max_length=20)
    crm: list[CrmReceiver] = Field(default_factory=list, max_length=5)

    def company_alert(self, name: str) -> CompanyAlert | None:
        return next((each for each in self.company_alerts if each.id == name), None)

    def stage(self, name: str) -> Stage | None:
        """The stage of this id; of nobody's word the first."""
        return next((each for each in self.stages if not name or each.id == name), None)

    def channel(self, name: str) -> Channel | None:
        return next((each for each in self.channels if each.id == name), None)

    def crm_receiver(self, name: str) -> CrmReceiver | None:
        return next((each for each in self.crm if each.id == name), None)

    def task(self, kind: str) -> TaskKind | None:
        return next((each for each in self.tasks if each.id == kind), None)
