"""What was seen of one seed, put in order once for all invariants."""

import json
from functools import cached_property
from typing import Any, NamedTuple

from mikomi.compact import text_of
from pydantic_core import from_json

from simulation.engine.services import Accepted
from simulation.evidence import Wrote, state_of
from simulation.releases import KIND
from simulation.workload.operator import Repair
from simulation.workload.story import Story
from simulation.workload.workspace import RULES
from simulation.world import World

Json = dict[str, Any]
ENDED = ("sent", "skipped", "failed", "unknown", "digest")


NOT_SAID = {"marketing": True, "crossing": 0}
"""What an effect says by being silent of it."""


class LoggedEvent(NamedTuple):
    """One event of the log, as its packet holds it."""

    subject: str
    sort: str
    id: str
    said: Json
    change: int


class Step(NamedTuple):
    """A decided mail or alert, as the commit that decided it listed it."""

    at: int
    change: int
    effect: Json

    @property
    def row(self) -> tuple[str, str]:
        kind = {"mail": "mail", "alert": "alert", "hook": "hook"}[self.effect["kind"]]
        return f"person#{self.effect['person']}", f"{kind}#{self.effect['id']}"


def path_of(event: Json) -> str:
    """The path of the page that the event is about."""
    return str((event["context"].get("page") or {}).get("path", ""))


def earns(event: Json, kind: str, what: str) -> bool:
    """Whether an event of the log earns by a rule of the workspace."""
    match kind:
        case "page":
            path = path_of(event)
            matches = path.startswith(what[:-2]) if what.endswith("**") else path == what
            return event["type"] == "page" and matches
        case "form":
            return event.get("name") == "Form Submitted" and event.get("properties", {}).get("form") == what
        case _:
            return event["type"] == "track" and event.get("name") == what


class Sight:
    """`repair`: what an operator did after the world was as `before`; from then on nothing may lag behind the log."""

    def __init__(self, world: World, story: Story, repair: Repair | None = None, before: "Sight | None" = None) -> None:
        self.world = world
        self.story = story
        self.repair = repair
        self.before = before
        self.end = world.time.now
        self.writes = world.evidence.writes
        self.mails: list[Accepted] = world.ses.accepted
        self.given_up = {
            change.number for mapping in world.mappings for passed in mapping.given_up for change in passed.changes
        }
        """Changes whose stream record ended in the dead letters."""
        self.lost = {change.number for mapping in world.mappings for change in mapping.lost}
        """Changes whose stream record nobody ever read."""

    @cached_property
    def log(self) -> list[LoggedEvent]:
        """Every event of every packet that was ever stored, less what we noted of our own decisions."""
        return [event for event in self.whole_log if not event.subject.startswith("o:")]

    @cached_property
    def noted(self) -> list[LoggedEvent]:
        """What the log says of our decisions and what came of them."""
        return [event for event in self.whole_log if event.subject.startswith("o:")]

    @cached_property
    def whole_log(self) -> list[LoggedEvent]:
        found = []
        for write in self._of(self.world.event_table):
            item = write.change.after
            if item is None or write.change.before is not None:
                continue  # an erasure takes packets, or events of them
            packed = from_json(text_of(item["events"]["B"]))
            for event in packed["e"]:
                context = packed["c"][event["c"]] if "c" in event else {}
                said = {**event, "context": context}
                found.append(LoggedEvent(write.change.pk, write.change.sk, event["id"], said, write.change.number))
        return found

    @cached_property
    def unfolded_subjects(self) -> set[str]:
        """Subjects of which a packet ended in the dead letters or was never read: not yet folded."""
        if self.repair:
            return set()
        gone = self.given_up | self.lost
        return {write.change.pk for write in self._of(self.world.event_table) if write.change.number in gone}

    def _of(self, table: str) -> list[Wrote]:
        return [write for write in self.writes if write.change.table == table]

    @cached_property
    def state(self) -> dict[tuple[str, str], Json]:
        """Every item of the state table at rest."""
        table = self.world.dynamodb.tables[self.world.state_table]
        return {(item["pk"]["S"], item["sk"]["S"]): item for item in table.all()}

    @cached_property
    def people(self) -> dict[str, Json]:
        """The folded state of every person at rest, by id."""
        return {
            pk.removeprefix("person#"): state_of(item)
            for (pk, sk), item in self.state.items()
            if sk == "person" and "state" in item
        }

    @cached_property
    def aliases(self) -> dict[str, str]:
        return {
            pk.removeprefix("person#"): item["alias_of"]["S"]
            for (pk, sk), item in self.state.items()
            if sk == "person" and "alias_of" in item
        }

    @cached_property
    def person_writes(self) -> list[tuple[Wrote, Json]]:
        """Every commit of a person, with the state that it wrote."""
        return [
            (write, state_of(write.change.after))
            for write in self._of(self.world.state_table)
            if write.change.sk == "person" and write.change.after and "state" in write.change.after
        ]

    @cached_property
    def decided(self) -> list[Step]:
        """Every mail, alert and suppression that a commit carried, in order; the same one decided again is one."""
        return [step for step in self.effects if step.effect["kind"] not in ("note", "company")]

    @cached_property
    def notes(self) -> list[Step]:
        """What commits asked to be noted in the log."""
        return [step for step in self.effects if step.effect["kind"] == "note"]

    @cached_property
    def effects(self) -> list[Step]:
        """Every effect that a commit carried, in order; the same one decided again is one. (A newer release's own are
        nobody's here.)"""
        found: dict[tuple[str, str], Step] = {}
        for write in self._of(self.world.state_table):
            after = write.change.after or {}
            if "effects" in after and write.change.sk == "person":
                ours = ({**NOT_SAID, **one} for one in from_json(after["effects"]["S"]) if one["kind"] != KIND)
                for effect in ours:
                    found.setdefault((effect["person"], effect["id"]), Step(write.at, write.change.number, effect))
        return list(found.values())

    @cached_property
    def rows(self) -> dict[tuple[str, str], list[Wrote]]:
        """What became of each mail's and alert's row, in order."""
        found: dict[tuple[str, str], list[Wrote]] = {}
        for write in self._of(self.world.state_table):
            if write.change.sk.startswith(("mail#", "alert#")) or write.change.pk.startswith("digest#"):
                found.setdefault((write.change.pk, write.change.sk), []).append(write)
        return found

    @cached_property
    def addresses(self) -> dict[str, list[Wrote]]:
        """What became of each address's row, in order, by its key."""
        found: dict[str, list[Wrote]] = {}
        for write in self._of(self.world.state_table):
            if write.change.pk.startswith("address#"):
                found.setdefault(write.change.pk, []).append(write)
        return found

    @cached_property
    def sent(self) -> list[tuple[Accepted, tuple[str, str]]]:
        """Every accepted mail with the row that its tags name."""
        return [(mail, mail.row) for mail in self.mails]

    @cached_property
    def step_mails(self) -> list[tuple[Accepted, tuple[str, str], Json]]:
        """Mails of steps, with their row and the effect that they carry out."""
        effects = {step.row: step.effect for step in self.decided if step.effect["kind"] == "mail"}
        return [(mail, row, effects.get(row, {})) for mail, row in self.sent if row[1].startswith("mail#")]

    @cached_property
    def plans(self) -> dict[int, Json]:
        """The bodies of all plan versions."""
        bucket = self.world.environment["MIKOMI_PLAN_BUCKET"]
        return {
            int(key.removeprefix("plans/").removesuffix(".json")): json.loads(body)
            for (held, key), body in self.world.s3.objects.items()
            if held == bucket and key.startswith("plans/")
        }

    @cached_property
    def activated(self) -> list[tuple[int, int]]:
        """(moment, version) of each move of the pointer; a mark at it is none."""
        return [
            (write.at, int(after["version"]["N"]))
            for write in self.writes
            if write.change.pk == "plan#active" and (after := write.change.after) and "confirmed" not in after
        ]

    @cached_property
    def earning(self) -> list[tuple[LoggedEvent, str]]:
        """Each event of the log, once however often it was sent, with each rule without a cap by which it earns."""
        first: dict[tuple[str, str], LoggedEvent] = {}
        for event in self.log:
            first.setdefault((event.subject, event.id), event)
        return [
            (event, rule)
            for event in first.values()
            for rule, (kind, what, _) in RULES.items()
            if earns(event.said, kind, what)
        ]

    def may_stay_claimed(self, row: Json) -> bool:
        """Whether a claim may stay open for good: only while nothing tells what became of it (no feedback of SES)."""
        return row["status"]["S"] == "claimed" and "FeedbackFunction" not in self.world.lambdas.handlers

    def has_ended(self, step: Step) -> bool:
        """Whether the step's row says how it ended, or waits for a moment that has not come."""
        row = self.state.get(step.row)
        if row is None:
            return False
        return row["status"]["S"] in ENDED or (row["status"]["S"] == "held" and int(row["due_at"]["N"]) >= self.end)

    def resolved(self, person: str) -> str:
        """The person that this id leads to at rest."""
        return self.aliases.get(person, person)
