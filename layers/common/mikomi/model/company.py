"""`settings.json`: the company, the sender, the calendar, the limits, the sales reps and how a lead gets its owner."""

from typing import Literal

from pydantic import Field

from mikomi.model.condition import Condition, Path
from mikomi.model.duration import FixedDuration, Span
from mikomi.model.words import Day, Days, Hour, Id, Language, Name, Names, Noted, Text, Weekday


class Company(Noted):
    """`site` is the address of the company's web site. `hosts` names its other hosts (`shop.example.co.jp`): only on
    these and on the site's own (with and without `www.`) does a link of a mail tell the page whose browser comes.
    """

    name: Text
    postal_address: Text
    contact: str
    site: str | None = None
    hosts: list[str] = Field(default_factory=list)


class Sender(Noted):
    name: Text
    address: str
    reply_to: str | None = None


class BusinessHours(Noted):
    days: Days = "weekdays"
    from_: Hour = Field(default="09:00", alias="from")
    to: Hour = "18:00"


class CalendarSettings(Noted):
    """`country` brings its public holidays; `closed` adds the company's own."""

    id: Id = "default"
    country: str | None = None
    closed: list[Day] = Field(default_factory=list)
    business_hours: BusinessHours = Field(default_factory=BusinessHours)


class Limits(Noted):
    marketing_mails: int = Field(ge=1)
    per: FixedDuration


class SoftBounces(Noted):
    """So many mails to an address that come back in a row for what may pass (a full mailbox, a server that is away),
    none longer before the last than `within`: no marketing mail goes there until one was delivered."""

    in_a_row: int = Field(default=3, ge=1, le=20)
    within: FixedDuration = Span(amount=14, unit="d")


class BreakerSettings(Noted):
    """Marketing mail stops by itself when too much of it comes back; so long after that it goes on by itself. Without
    this it waits until somebody lets it go on."""

    resume_after: FixedDuration


class WarmUp(Noted):
    """The domain is new: from this day on so many marketing mails may leave on the first day, and on each day after it
    `grow` times as many; what is more waits for the next day. At 50,000 a day it is over."""

    from_: Day = Field(alias="from")
    start: int = Field(default=50, ge=1, lt=50_000)
    grow: float = Field(default=1.3, ge=1.05, le=2)


class Absence(Noted):
    """From this day to that one, the last included, by the company's clock, the rep is away; this other one is told."""

    from_: Day = Field(alias="from")
    until: Day
    deputy: Name


class Rep(Noted):
    id: Id
    name: Text
    email: str
    language: Language | None = None
    away: list[Absence] = Field(default_factory=list, max_length=50)


class OwnerChoice(Noted):
    """Leads of whom `when` holds (their traits, tags, company) belong to this rep, or are spread evenly over these."""

    when: Condition
    to: Names


class OwnerRule(Noted):
    """`default`: `round_robin` (spread evenly, the same lead always to the same rep) or a rep's id. Before it the first
    of the `rules` that fits a lead; whoever has an owner by a rule keeps it.
    """

    rules: list[OwnerChoice] = Field(default_factory=list, max_length=200)
    default: str = "round_robin"


class Topic(Noted):
    """One kind of marketing mail, which somebody may leave while they keep the others."""

    id: Id
    name: Text


class WeeklyReport(Noted):
    """The mail of the last week's results. `to`: ids of reps, or addresses of others. It goes out at the hour `at` of
    the weekday `on`, by the company's clock; in `language`, or in each rep's own, or the company's.
    """

    to: list[Name] = Field(min_length=1, max_length=50)
    on: Weekday = "mon"
    at: Hour = "08:30"
    language: Language | None = None


class PublishReports(Noted):
    """The mail on what became of each attempt to publish. `to`: ids of reps, or addresses of others; in `language`, or
    in each rep's own, or the company's.
    """

    to: list[Name] = Field(min_length=1, max_length=50)
    language: Language | None = None


class CompanySettings(Noted):
    """`calendar` is the company's own: whatever names none goes by it. `calendars` are others (a branch in another
    country, a shop that opens at weekends), which a scenario names by their id. `webhook_secrets` are names: of each a
    key is derived, with which what a `webhook` step sends is signed."""

    version: Literal[1] = 1
    company: Company
    sender: Sender
    language: Language = "ja"
    timezone: str = "Asia/Tokyo"
    approval: bool = False
    """What is uploaded over this waits until somebody who may says yes."""
    calendar: CalendarSettings = Field(default_factory=CalendarSettings)
    calendars: list[CalendarSettings] = Field(default_factory=list, max_length=20)
    limits: Limits | None = None
    soft_bounces: SoftBounces = Field(default_factory=SoftBounces)
    breaker: BreakerSettings | None = None
    warm_up: WarmUp | None = None
    keep_replies: FixedDuration | None = None
    """How long what somebody writes in a reply is kept; without it nothing of it is."""
    topics: list[Topic] = Field(default_factory=list, max_length=20)
    reps: list[Rep] = Field(default_factory=list)
    owner: OwnerRule = Field(default_factory=OwnerRule)
    report: WeeklyReport | None = None
    publish_reports: PublishReports | None = None
    webhook_secrets: list[Id] = Field(default_factory=list, max_length=50)
    page_classes: dict[Path, Name] = Field(default_factory=dict, max_length=50)
    """Of which class the pages of a path (or a pattern of paths) are."""

    def calendar_of(self, name: str | None) -> CalendarSettings:
        """The calendar of this id; the company's own where none, or one that is not there, is named."""
        return next((each for each in self.calendars if each.id == name), self.calendar)
