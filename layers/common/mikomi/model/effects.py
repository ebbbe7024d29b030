"""What was decided and must be carried out exactly once. Effects are data; `functions/` and `aws/` carry them out.

Rules
1. An effect's `id` is deterministic: the same decision, made again, is the same effect.
2. An effect says why: the event, the plan version, and the scenario's step or the rule that caused it.
3. `person` is for whom it was decided, and stays so through a merge: its row lies there, so that it happens once.
4. An effect names what to send, never its words: words are rendered at the moment of sending from the plan version
   it names.
5. An effect of a kind that this release does not know (`UnknownEffect`) is kept as it is, and stays open.
"""

from typing import Any, ClassVar, Literal, get_args

from msgspec import field

from mikomi.model.base import Json, Millis
from mikomi.model.stored import UNKNOWN, Stored, Word
from mikomi.model.stored_json import read

SkipReason = Literal[
    "no_consent", "unsubscribed", "suppressed", "no_address", "left_scenario", "window_closed", "held_out", "snoozed",
    "too_often", "too_many_new", "too_late", "mailing_cancelled", "unsubscribed_topic", "paused",
    "soft_bounces", "stage", "excluded",
]  # fmt: skip
Urgency = Literal["now", "today", "digest"]
RowKind = Literal["person", "digest", "mail", "alert", "hook", "channel", "announcement", "walk", "report", "erasure"]
"""What time can come for, as the sort key of its row begins: an effect that is sent has rows of its kind."""

_ROW_KINDS: dict[str, RowKind] = {kind: kind for kind in get_args(RowKind)}


def row_kind(sk: str) -> RowKind | None:
    """What kind of row has this sort key; None for one that only a newer release knows."""
    return _ROW_KINDS.get(sk.partition("#")[0])


class Confirms(Stored, frozen=True, kw_only=True):
    """The form whose consent a mail asks its reader to confirm, in the words of this language."""

    form: str
    language: str


class SendMail(Stored, frozen=True, kw_only=True, tag_field="kind", tag="mail"):
    """Write to the person. With `skip` the step ended without a mail: the row that says so is written all the same.

    `after` names the mail of the same enrolment that must have ended first. `at` is the step's due time.
    `on_unknown` says what follows when nobody ever learns whether SES took the mail: another attempt, or none.
    `mailing` names the mailing that it is of, which may be stopped; it does not leave `not_after` this moment.
    `topic` is the kind of marketing mail that it is, if the step names one.
    `lots` is the number of the weights by which its variant was drawn, where they follow what is known (0: all equal).
    `timing` says by whose hours it was timed (`scenarios.best_hour`), if by any.
    `confirms` makes it the mail of a double opt-in: it belongs to no scenario, its step is `confirm`, its words ours.
    """

    kind: ClassVar[Literal["mail"]] = "mail"
    id: str
    person: str = ""
    at: Millis
    event_id: str
    plan: int
    scenario: str
    step: str
    enrolment: str
    template: str
    variant: str | None = None
    marketing: bool = True
    topic: str | None = None
    offer: str | None = None
    offer_deadline: Millis | None = None
    after: str | None = None
    skip: Word[SkipReason] | None = None
    on_unknown: Word[Literal["again", "stop"]] = "again"
    confirms: Confirms | None = None
    mailing: str | None = None
    not_after: Millis | None = None
    lots: int | None = None
    timing: str | None = None


class Escalates(Stored, frozen=True, kw_only=True):
    """The alert that nobody answered in time: its id, to whom it went, and when it was decided."""

    alert: str
    to: tuple[str, ...]
    at: Millis


class SendAlert(Stored, frozen=True, kw_only=True, tag_field="kind", tag="alert"):
    """Tell sales. `reason` is `band` (entered `band`), `step` (a scenario's alert step `step`), `form` (wrote to us by
    `form`), `return` (came back after a silence of `after_days`), `task` (one of the kind `task` is overdue) or
    `company` (these `people` of one company did what `company_alert` looks for). `band` may stand
    beside each: entered at the same event. With `escalates` it tells of an alert that nobody answered within its SLA:
    whoever answers this one answers that one.
    """

    kind: ClassVar[Literal["alert"]] = "alert"
    id: str
    person: str = ""
    at: Millis
    event_id: str
    plan: int
    reason: Word[Literal["band", "step", "form", "return", "task", "company"]]
    to: tuple[str, ...]
    urgency: Word[Urgency] = "now"
    band: str | None = None
    crossing: int = 0
    scenario: str | None = None
    step: str | None = None
    form: str | None = None
    task: str | None = None
    company_alert: str | None = None
    people: tuple[str, ...] = ()
    after_days: int = 0
    score: float = 0
    before: float = 0
    digest: bool = False
    escalates: Escalates | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """By which it is known: the step's, the form's, the company alert's, the band's."""
        return tuple(name for name in (self.step, self.form, self.company_alert, self.band) if name)

    @property
    def about(self) -> tuple[str, Millis]:
        """Which alert is answered by who answers this one, and when that was decided."""
        return (self.escalates.alert, self.escalates.at) if self.escalates else (self.id, self.at)


class SendWebhook(Stored, frozen=True, kw_only=True, tag_field="kind", tag="hook"):
    """Tell another system of the person and the step: by a signed POST to the address that the plan's step has.

    With `crm` it is of no scenario: that CRM of sales.json is told what `step` names (`stage.changed`), not before the
    moment `not_before`.
    """

    kind: ClassVar[Literal["hook"]] = "hook"
    id: str
    person: str = ""
    at: Millis
    event_id: str
    plan: int
    scenario: str
    step: str
    enrolment: str
    crm: str = ""
    not_before: Millis | None = None


class TellCompany(Stored, frozen=True, kw_only=True, tag_field="kind", tag="company"):
    """Note for the company of this key that the person did at `did_at` what this alert of sales.json looks for."""

    kind: ClassVar[Literal["company"]] = "company"
    id: str
    person: str = ""
    at: Millis
    event_id: str
    plan: int
    alert: str
    company: str
    did_at: Millis


class Suppress(Stored, frozen=True, kw_only=True, tag_field="kind", tag="suppress"):
    """No marketing mail to the person's address any more."""

    kind: ClassVar[Literal["suppress"]] = "suppress"
    id: str
    person: str = ""
    at: Millis
    event_id: str
    reason: str = "unsubscribed"


class NoteLine(Stored, frozen=True, kw_only=True):
    """One thing that was decided, as the log will have it: the event's `name` and what it says."""

    name: str
    at: Millis
    properties: Json = field(default_factory=dict)


class Note(Stored, frozen=True, kw_only=True, tag_field="kind", tag="note"):
    """Write into the log what was decided at once for the person: `lines`, in its order."""

    kind: ClassVar[Literal["note"]] = "note"
    id: str
    person: str = ""
    at: Millis
    lines: tuple[NoteLine, ...]


class UnknownEffect(Stored, frozen=True, kw_only=True, tag_field="kind", tag=UNKNOWN):
    """What a newer release decided: of a kind, or in a shape, that this one does not know. All of it is kept.

    `called` is its kind there.
    """

    called: str = ""
    id: str = ""
    person: str = ""
    at: Millis = 0

    @property
    def kind(self) -> str:
        return self.called


Effect = SendMail | SendAlert | SendWebhook | TellCompany | Suppress | Note | UnknownEffect


def effect_of(text: bytes | str) -> Effect:
    """An effect as `stored_json.written` wrote it, of whatever kind."""
    kinds: Any = Effect
    effect: Effect = read(kinds, text)
    return effect
