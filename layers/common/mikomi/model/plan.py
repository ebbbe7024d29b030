"""The plan: everything that a workspace says, checked, under one version number that never changes again.

Its parts are what people write, and strict (`Frozen`); a published version may be a newer release's (`Plan.read`).
"""

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from pydantic import Field, ValidationError

from mikomi.model import formats
from mikomi.model.base import Frozen, Json, Millis
from mikomi.model.company import Company, CompanySettings, Sender
from mikomi.model.form import Form
from mikomi.model.mail_tags import MailTags
from mikomi.model.sales_settings import SalesSettings
from mikomi.model.scenario import Scenario
from mikomi.model.scoring import Rule, Scoring
from mikomi.model.segment import Segment
from mikomi.model.slot import Slot
from mikomi.model.unknown import Unread

EDITION = 6
"""By which rules of the language this release publishes. A published plan keeps the number under which it was
published, and is decided by its rules for ever:

1. A wait for a moment that is over is over at once; who falls into a hold-out arm goes on after the split. (What was
   published before there were numbers.)
2. Whoever comes too late for it skips what they missed, unless the wait says otherwise; who falls into a hold-out arm
   gets nothing more of this run.
3. Time alone is an occasion: when it makes a trigger, a goal, an exit or a branch become true. A mail gives way to one
   of higher priority that is due in the same limit period.
4. What a machine clicked, opened or downloaded counts for nothing, and what nobody knows yet when it is known.
5. A correction of the words that does not have the variant which a run drew does not reach that mail. One event rings
   once: the alerts that it raises become one, and a form is one event, though it comes as two. That a mail's page was
   shown makes no click a person's where the tag would tell of a hand; the hand does.
6. Two marketing mails of one moment count as two for the limit, also when a browser becomes part of their reader. A run
   that is moved to another version had nothing of the branches that it did not take.
"""


class MailTemplate(Frozen):
    """Jinja2 sources of one mail. `subject` is the HTML's title, `text` the .txt file or what was derived from the
    HTML. `tags` are for whoever looks for it."""

    id: str
    html: str
    text: str
    subject: str = ""
    tags: MailTags | None = None


class HalfLife(Frozen):
    """From this moment on points halve within so many milliseconds; None: they do not fade."""

    from_: Millis
    millis: Millis | None = None


class Plan(Frozen):
    """`version` counts from 1; 0 is the empty plan of a workspace in which nothing was published yet.

    `sequencers` remembers, for every file that went in, the S3 sequencer of its upload, so that a late notice of an
    older upload is known as such. `standing_range` bounds the sum of standing points that any version so far could
    give: the ranking needs it (see `core.score.ranking`). `half_lives` are those of all versions so far (see
    `core.score.half_lives`); empty in what has not been published. `edition`: by which rules of the language it is
    decided (`EDITION`). `unread` names what this release cannot read of it.
    `withdrawn` are the scenarios that a version before had and this one has not: whoever is in one waits there.
    No condition of a published plan names a segment: what that says stands in its place (`core.behaviour.segments`).
    """

    format: int = formats.FORMATS["plan"]
    edition: int = 1
    version: int = 0
    published_at: Millis = 0
    settings: CompanySettings
    scoring: Scoring = Field(default_factory=Scoring)
    sales: SalesSettings = Field(default_factory=SalesSettings)
    scenarios: dict[str, Scenario] = Field(default_factory=dict)
    mails: dict[str, MailTemplate] = Field(default_factory=dict)
    forms: dict[str, Form] = Field(default_factory=dict)
    slots: dict[str, Slot] = Field(default_factory=dict)
    segments: dict[str, Segment] = Field(default_factory=dict)
    assets: tuple[str, ...] = ()
    sequencers: dict[str, str] = Field(default_factory=dict)
    standing_range: tuple[float, float] = (0.0, 0.0)
    half_lives: tuple[HalfLife, ...] = ()
    withdrawn: tuple[str, ...] = ()
    unread: tuple[str, ...] = Field(default=(), exclude=True)

    @classmethod
    def read(cls, body: bytes) -> "Plan":
        """A published version, whichever release published it: unknown keys are passed over, unknown verbs kept
        (`model.unknown`), and what cannot be read at all (a scenario, a form, a rule) is left out. Raises NewerFormat,
        and ValidationError for what is no plan.
        """
        unread = Unread()
        try:
            plan = cls.model_validate_json(body, extra="ignore", context=unread)
        except ValidationError:
            unread.clear()
            plan = _read_piecewise(json.loads(body), unread)
        formats.check("plan", plan.format)
        return plan.model_copy(update={"unread": tuple(dict.fromkeys(unread))}) if unread else plan

    @property
    def half_life(self) -> Millis | None:
        """What this version's own files say, in milliseconds; None where points do not fade."""
        return self.scoring.decay.half_life.millis if self.scoring.decay else None

    def following(self, running: "Plan", begins: Millis) -> "Plan":
        """This plan as the version after the running one: if it has another half-life, that begins at this moment; and
        it knows which scenarios it has no more."""
        if not running.version:
            return self.model_copy(update={"half_lives": (HalfLife(from_=0, millis=self.half_life),), "withdrawn": ()})
        spans = running.half_lives or (HalfLife(from_=0, millis=running.half_life),)
        if spans[-1].millis != self.half_life:
            spans = (*spans, HalfLife(from_=max(begins, spans[-1].from_), millis=self.half_life))
        gone = {*running.withdrawn, *running.scenarios} - self.scenarios.keys()
        return self.model_copy(update={"half_lives": spans, "withdrawn": tuple(sorted(gone))})

    def follows(self, running: "Plan", begins: Millis) -> bool:
        """Whether this one, written by somebody who did not come to publish it, can follow the running one as it
        stands: its half-lives are those of the running one, or go on from them with one that begins no sooner; and it
        knows of the same scenarios that they are gone."""
        held, goes_on = self.half_lives, running.following(running, begins).half_lives
        if running.version and self.withdrawn != self.following(running, begins).withdrawn:
            return False
        return not running.version or held == goes_on or (held[:-1] == goes_on and held[-1].from_ >= begins)

    def says_the_same(self, other: "Plan") -> bool:
        """Whether both came of the same files, whoever published them and when."""
        return self.content() == other.content()

    def content(self) -> "Plan":
        """What the files say of it, without what publishing noted."""
        origin: Json = {"format": 0, "version": 0, "published_at": 0, "sequencers": {}, "standing_range": (0.0, 0.0)}
        origin |= {"half_lives": (), "withdrawn": ()}
        return self.model_copy(update=origin)


@cache
def nothing_published() -> Plan:
    """Version 0: no rules, no scenarios, nobody to write as."""
    nobody = CompanySettings(
        company=Company(name="", postal_address="", contact=""), sender=Sender(name="", address="")
    )
    return Plan(settings=nobody)


_PIECES: dict[str, Any] = {
    "scenarios": Scenario,
    "mails": MailTemplate,
    "forms": Form,
    "slots": Slot,
    "segments": Segment,
}


def _read_piecewise(written: Json, unread: Unread) -> Plan:
    """The plan without those of its pieces that this release cannot read."""
    formats.check("plan", written.get("format", 1))
    for part, kind in _PIECES.items():
        pieces = written.get(part, {})
        readable = set(_readable(pieces.items(), part, kind, unread))
        written = {**written, part: {name: piece for name, piece in pieces.items() if name in readable}}
    scoring = written.get("scoring", {})
    rules = [(rule.get("id", ""), rule) for rule in scoring.get("rules", ())]
    readable = set(_readable(rules, "scoring/rules", Rule, unread))
    written["scoring"] = {**scoring, "rules": [rule for name, rule in rules if name in readable]}
    return Plan.model_validate_json(json.dumps(written), extra="ignore", context=Unread())


def _readable(pieces: Any, part: str, kind: type[Frozen], unread: Unread) -> Iterator[str]:
    for name, piece in pieces:
        try:
            kind.model_validate_json(json.dumps(piece), extra="ignore", context=unread)
            yield name
        except ValidationError:
            unread.append(f"{part}/{name}")
