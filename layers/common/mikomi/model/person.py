"""What we make of what happened: one item a person, the fold over that person's events.

Rules
1. The person is a cache of the log: it can be thrown away and folded again.
2. It stays small (aim: 1 kB compressed): history belongs to the log, and only what a rule of the plan still needs
   is remembered.
3. Points are kept by member (the subject whose events earned them), so that a merge is a union of members:
   idempotent, in any order, and undone by taking a member out.
4. Earned points decay and stand as `value` at `at`, an exponential sum; points for attributes do not decay and
   stand in `standing`.
5. A trait carries the time and proof of its last change, so that the newest wins whatever the order of arrival.
"""

from typing import Any, Literal

from msgspec import field

from mikomi.model.base import DAY, Json, Millis
from mikomi.model.effects import Effect
from mikomi.model.merged_lead import MergedLead
from mikomi.model.sales import CUSTOMER, NOTHING_DONE, Sales
from mikomi.model.stored import Stored, Word
from mikomi.model.touch import Touch
from mikomi.model.trace import Trace

Axis = Literal["interest", "fit"]
EnrolmentStatus = Literal["active", "finished", "exited", "goal"]
ENDED: tuple[EnrolmentStatus, ...] = ("finished", "exited", "goal")
"""A run is active or has ended; one whose state only a newer release knows is neither, and is left alone."""

PAUSE = 30 * DAY
"""How long nobody writes to who asked for a pause."""

SAID, READ, IS = 1, 2, 3
"""How well an identifier was shown to be somebody's: somebody says so; its mail was read; the secret key, or the button
in a confirmation mail, says so."""


class Trait(Stored, frozen=True, kw_only=True):
    value: Any
    at: Millis
    proof: int = 1


class Earned(Stored, frozen=True, kw_only=True):
    """What one rule has earned by one member's events: `raw` points as given, `value` what decay left of them at
    `at`.
    """

    axis: Word[Axis] = "interest"
    raw: float
    value: float
    at: Millis
    count: int = 1
    first_at: Millis
    event_id: str
    plan: int
    name: str = ""


class Standing(Stored, frozen=True, kw_only=True):
    """Points that stand while an attribute rule holds: which event made it hold, under which plan version."""

    axis: Word[Axis]
    points: float
    event_id: str
    at: Millis
    plan: int


class Contribution(Stored, frozen=True, kw_only=True):
    """One of the latest few gains or losses, as shown beside a score."""

    rule: str
    points: float
    event_id: str
    at: Millis
    plan: int
    name: str = ""


class Member(Stored, frozen=True, kw_only=True):
    """One subject whose events were folded into this person: how many (`events`), and when the latest of their packets
    had arrived. `proof` is 2 for a browser that reads the person's mail (it came by a link of one), or that is `own`: a
    secret key said that it is the person's. `shown` says when this browser was first shown a slot's choice that
    promises something of its own (`<slot>/<choice>`). `gap`: of somebody else's browser, the arrivals between which it
    was not believed to speak of the person (see `core.people.belief`).
    """

    first_at: Millis
    last_at: Millis
    events: int = 0
    last_received: Millis = 0
    proof: int = 1
    own: bool = False
    points: dict[str, Earned] = field(default_factory=dict)
    shown: dict[str, Millis] = field(default_factory=dict)
    gap: tuple[Millis, Millis] | None = None


class PageView(Stored, frozen=True, kw_only=True):
    """A page view whose engaged time is still adding up: `key` is context.pageId (or the path), `ms` the sum of its
    deltas.
    """

    key: str
    path: str
    ms: int
    at: Millis


class Enrolment(Stored, frozen=True, kw_only=True):
    """A person's run through one scenario, on the plan version on which it began.

    `position` addresses the step that comes next: indexes and branch names from the outside in, e.g. `4/else/0`.
    `since` is the logical time at which that step was reached (a step's time is its due time). `due_at` is when to
    look again; None while only an event can move it. `held_by` names the trait that ought to say until when a wait is,
    and cannot be read. `memory` counts the behaviour since entry that the scenario's own conditions ask for; `mails`
    the decided mails by step id. `goal_at`: when the goal was reached. `goal_until`: until then the goal of a run that
    has ended is looked for all the same; its `memory` holds what the goal asks for. A `held_out` enrolment runs like
    any other, so that its goal is measured, but gets no marketing mail and raises no alert; one that is `held_out_by`
    the hold-out arm of this split gets nothing more at all. `mailing` names the mailing that
    it came by; no mail of it leaves `not_after` this moment. Changes in flight (`core.scenarios.changes`): `plan`
    is the version to which it was moved last, `words` the one whose texts it is written to in, `passed` the marks of
    steps that are not done again, `ways` the branch that was taken by the mark of its step (where that matters), and it
    was changed `moves` times. `timing`: by whose hours the last wait was timed.
    """

    id: str
    scenario: str
    plan: int
    entered_at: Millis
    event_id: str
    position: str = "0"
    since: Millis
    due_at: Millis | None = None
    held_by: str | None = None
    status: Word[EnrolmentStatus] = "active"
    ended_at: Millis | None = None
    because: str = ""
    memory: dict[str, tuple[Millis, ...]] = field(default_factory=dict)
    mails: dict[str, Millis] = field(default_factory=dict)
    offers: dict[str, Millis] = field(default_factory=dict)
    goal_at: Millis | None = None
    goal_until: Millis | None = None
    held_out: bool = False
    held_out_by: str | None = None
    mailing: str | None = None
    not_after: Millis | None = None
    words: int | None = None
    passed: tuple[str, ...] = ()
    ways: dict[str, str] = field(default_factory=dict)
    moves: int = 0
    timing: str | None = None

    @property
    def has_ended(self) -> bool:
        return self.status in ("finished", "exited", "goal")

    @property
    def is_followed(self) -> bool:
        """Whether its plan is still asked: it is under way, or its goal is looked for though it has ended."""
        return self.status == "active" or (self.goal_until is not None and self.has_ended)


class Consent(Stored, frozen=True, kw_only=True):
    """The basis on which marketing mail may be written: what was agreed to, in which version, where, when."""

    text: str
    version: str = ""
    source: str
    at: Millis
    event_id: str
    confirmed: bool = True


class PlanMark(Stored, frozen=True, kw_only=True):
    """From this packet time on the person was folded under this plan version: what a rebuild follows."""

    plan: int
    from_: Millis


class WaitingAlert(Stored, frozen=True, kw_only=True):
    """An alert that waits for its hour (a closed office)."""

    effect: Effect
    due_at: Millis


class Heard(Stored, frozen=True, kw_only=True):
    """Marks of events that were folded, eight characters each, in order; they arrived between `since` and `until` (see
    `core.people.recall`)."""

    since: Millis
    until: Millis
    marks: str


class Person(Stored, frozen=True, kw_only=True):
    """A visitor or a lead. `id` starts with `v_` (visitor) or `l_` (lead); `version` counts the commits of its item.

    `heard` remembers the latest folded events (`seen`: what a former release did, for a day); `memory` holds, for a
    rule's behaviour condition, the latest matching times; `caps` the latest grants of a capped rule; `mailed` the times
    of marketing mails. `undeliverable` names the addresses that mails came back from (`bounce`) or that complained
    (`complaint`). `answered` maps the short digest of an alert and of a rep's answer to it to when it counted (the
    latest few). `asked`: the consent that waits for its confirmation by mail; `confirmed_at`: when one was confirmed
    last. `unsubscribed_from`: the topics that somebody left, and when; `paused_at`: when a pause was asked for;
    `put_back`: when a hand of the company let mail of a topic (or, under "", after a pause) go again. `band` is a
    lead's, as crossings know it; `in_band` the band that somebody, also a visitor, reached and had not left when
    the last event was folded, noted only where bands have a lower edge for leaving (`core.score.bands`). `effects`:
    what was decided and is not known to be carried out; a sweep looks at `check_at`. `wakes_at`: when time alone may
    next change what is asked of the person (`core.scenarios.wakes`). A lead is whoever has an address or a user id:
    usually `l_…`, but a browser that claims the address of a proven lead stays `v_…`, a lead of its own, until a click
    on a mail to that address shows that both are one. `proof` is 2 once anything was shown; `email_proof`,
    `user_proof`: how well each identifier was (`core.people.rights`; 0 in items of before). `traces`: clicks whose
    makers are asked for. `erased_at`: until when all was erased. `sales`: what sales did with the lead by hand.
    `merged`: who became part of it by somebody's word; `apart`: who is another, said when. `beside`: what a newer
    release wrote.
    """

    id: str
    version: int = 0
    proof: int = 0
    email: str | None = None
    email_proof: int = 0
    user_id: str | None = None
    user_proof: int = 0
    first_at: Millis | None = None
    last_at: Millis | None = None
    first_touch: Touch | None = None
    last_touch: Touch | None = None
    timezone: Trait | None = None
    traits: dict[str, Trait] = field(default_factory=dict)
    tags: dict[str, Millis] = field(default_factory=dict)
    members: dict[str, Member] = field(default_factory=dict)
    standing: dict[str, Standing] = field(default_factory=dict)
    recent: tuple[Contribution, ...] = ()
    frozen_at: Millis | None = None
    snoozed_until: Millis | None = None
    band: str | None = None
    in_band: str | None = None
    crossings: int = 0
    alerted_at: Millis | None = None
    answered: dict[str, Millis] = field(default_factory=dict)
    owner: str | None = None
    consent: Consent | None = None
    asked: Consent | None = None
    confirmed_at: Millis | None = None
    unsubscribed_at: Millis | None = None
    unsubscribed_from: dict[str, Millis] = field(default_factory=dict)
    paused_at: Millis | None = None
    put_back: dict[str, Millis] = field(default_factory=dict)
    undeliverable: dict[str, str] = field(default_factory=dict)
    heard: tuple[Heard, ...] = ()
    seen: dict[str, Millis] = field(default_factory=dict)
    memory: dict[str, tuple[Millis, ...]] = field(default_factory=dict)
    caps: dict[str, tuple[tuple[Millis, float], ...]] = field(default_factory=dict)
    views: tuple[PageView, ...] = ()
    enrolments: tuple[Enrolment, ...] = ()
    mailed: tuple[Millis, ...] = ()
    waiting: tuple[WaitingAlert, ...] = ()
    wakes_at: Millis | None = None
    effects: tuple[Effect, ...] = ()
    check_at: Millis | None = None
    plans: tuple[PlanMark, ...] = ()
    conflicts: tuple[str, ...] = ()
    traces: tuple[Trace, ...] = ()
    erased_at: Millis | None = None
    sales: Sales | None = None
    merged: tuple[MergedLead, ...] = ()
    apart: dict[str, Millis] = field(default_factory=dict)
    beside: Json = field(default_factory=dict)

    @property
    def is_lead(self) -> bool:
        return bool(self.email or self.user_id)

    @property
    def dealings(self) -> Sales:
        return self.sales or NOTHING_DONE

    @property
    def is_ranked(self) -> bool:
        """Whether sales may work on the person: a lead whom no rep froze, or said to be no customer."""
        return self.is_lead and self.frozen_at is None and self.dealings.excluded in ("", CUSTOMER)

    @property
    def is_unsubscribed(self) -> bool:
        """Whether the person wants no marketing mail: what was said last counts, unsubscribing or confirming anew."""
        return self.unsubscribed_at is not None and self.unsubscribed_at >= (self.confirmed_at or 0)

    def is_unsubscribed_from(self, topic: str) -> bool:
        """Whether the person wants no mail of this topic: they left it, or all of them."""
        left_at = self.unsubscribed_from.get(topic)
        return self.is_unsubscribed or (left_at is not None and left_at >= self._wanted_since(topic))

    @property
    def paused_until(self) -> Millis | None:
        """Until when the person asked to be left in peace: what was confirmed later ends a pause."""
        if self.paused_at is None or self.paused_at < self._wanted_since(""):
            return None
        return self.paused_at + PAUSE

    def _wanted_since(self, topic: str) -> Millis:
        """What was wished before then is over: the holder agreed anew, or it was lifted by hand."""
        return max(self.confirmed_at or 0, self.put_back.get(topic, 0))

    def trait(self, name: str) -> Any:
        known = self.traits.get(name)
        return known.value if known else None

    @property
    def traits_plain(self) -> Json:
        return {name: trait.value for name, trait in self.traits.items()}

    @property
    def versions(self) -> set[int]:
        """The plan versions that are asked about the person's runs."""
        return {n for run in self.enrolments if run.is_followed for n in (run.plan, run.words) if n is not None}

    @property
    def due_at(self) -> Millis | None:
        """The earliest moment at which time alone changes this person."""
        if not self.enrolments and not self.waiting and not self.traces:
            return self.wakes_at
        moments = [e.due_at for e in self.enrolments if e.status == "active" and e.due_at is not None]
        moments += [w.due_at for w in self.waiting]
        moments += [t.due_at for t in self.traces if t.due_at is not None]
        if self.wakes_at is not None:
            moments.append(self.wakes_at)
        return min(moments, default=None)

    @property
    def due_to_newer(self) -> Millis | None:
        """The earliest moment for which a run waits whose state only a newer release knows."""
        moments = [e.due_at for e in self.enrolments if e.status not in ("active", *ENDED) and e.due_at is not None]
        return min(moments, default=None)
