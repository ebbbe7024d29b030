"""One seed of the archive's siege.

Rules
1. The handlers are the real ones, with DuckDB and all. Behind `mikomi.aws.api` stands the S3 of the simulation, and any
   call may be refused, answered too late to be heard, or be the process's last; a put may land when everybody has long
   gone on.
2. The stream brings records at least once: a batch that was not acknowledged comes again under another cut.
3. Between any two calls somebody else may act: the stream goes on, a second night begins, somebody asks.
4. P1: whatever was acknowledged is in each answer, once; in the end the archive is the log, and no raw file is left.
"""

from base64 import b64encode
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from random import Random
from typing import Any

from botocore import xform_name
from mikomi import clock, observe, packing
from mikomi.aws import api, archive, places, secrets
from mikomi.aws.refusals import AwsRefusal, Silence, refusal
from mikomi.core.archive import row
from mikomi.model.archive import day_of
from mikomi.model.events import Event, Packet
from mikomi.settings import settings
from mikomi.shell.archive import compaction, shelf, tables

from functions.archive import app as archive_app
from functions.compact import app as compact_app
from simulation.engine.services import S3, Denied
from simulation.seam import Died

START = 1_795_996_800_000
"""2026-11-30T00:00Z."""
HOUR = 3_600_000
BUCKET = "archive"
Params = dict[str, Any]
Marks = Counter[tuple[str, str, int]]
"""Events by subject, sort key and place, and how often each is there."""


@dataclass
class Besieged:
    """What one seed came to: `broken` says what was seen of P1, `met` which faults there were."""

    broken: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    asked: int = 0


def besiege(seed: int) -> Besieged:
    """Play one seed from its beginning to its end."""
    return _Siege(seed).play()


class _Siege:
    def __init__(self, seed: int) -> None:
        self.random = Random(f"archive {seed}")
        self.seen = Besieged()
        self.s3 = S3(lambda _bucket, _key: None)
        self.packets = [self._packet(number) for number in range(self.random.randint(4, 10))]
        self.acknowledged = 0
        self.rate = self.random.choice([0.0, 0.1, 0.4])
        self.landing: list[Callable[[], None]] = []
        """Puts that are still on their way."""
        self.depth = self.away = 0

    def play(self) -> Besieged:
        with self._installed():
            while self.acknowledged < len(self.packets):
                self._act()
            self._come_to_rest()
        return self.seen

    # what happens

    def _packet(self, number: int) -> Packet:
        subject = self.random.choice(["a:b1", "a:b2", "o:l_1"])
        at = START + int(self.random.random() * 1.3) * 24 * HOUR + number * 1000
        events = tuple(
            Event(subject=subject, id=f"e{number}-{n}", type="track", name="X", at=at, received_at=at)
            for n in range(self.random.randint(1, 2))
        )
        return Packet(
            subject=subject, sort=packing.sort_of(at, [each.id for each in events]), received_at=at, events=events
        )

    def _act(self) -> None:
        drawn = self.random.random()
        if drawn < 0.70:
            self._bring()
        elif drawn < 0.88:
            self._night()
        else:
            self._ask()

    def _bring(self) -> None:
        """A batch from the checkpoint on; it moves only where the handler answered."""
        first = self.acknowledged
        batch = self.packets[first : first + self.random.randint(1, 6)]
        if not batch:
            return
        event = {"Records": [_record(number, packet) for number, packet in enumerate(batch, first)]}
        if self._runs(lambda: archive_app.handler(event, None)) and self.random.random() < 0.8:
            self.acknowledged = max(self.acknowledged, first + len(batch))

    def _night(self) -> bool:
        return self._runs(lambda: compact_app.handler({}, None))

    def _ask(self) -> None:
        """What was acknowledged when the question began is in the answer, each event once."""
        known = Counter(_marks(self.packets[: self.acknowledged]))
        answer: list[Marks] = []
        if self._runs(lambda: answer.append(_archived())):
            self.seen.asked += 1
            self._judge(known, answer[0], "an answer")

    def _runs(self, act: Callable[[], Any]) -> bool:
        """Whether it came to its end. Its dying or failing is nothing but one more thing that happens."""
        self.depth += 1
        try:
            act()
        except (Died, AwsRefusal, Silence, compaction.NotCompacted):
            return False
        finally:
            self.depth -= 1
        return True

    def _come_to_rest(self) -> None:
        """Nothing fails any more; what was on its way has landed."""
        self.rate = 0.0
        while self.landing:
            self.landing.pop()()
        for _ in range(2):
            self._night()
        log = Counter(_marks(self.packets))
        kept = _archived()
        self._judge(log, kept, "the archive")
        if extra := kept.keys() - log.keys():
            self.seen.broken.append(f"the archive holds what the log does not: {sorted(extra)[:3]}")
        if left := [key for _, key in self.s3.objects if key.startswith("raw/")]:
            self.seen.broken.append(f"raw files are left: {left[:3]}")
        wrong = {
            day for _, key in self.s3.objects if (day := _wrong_day(key, {day_of(p.received_at) for p in self.packets}))
        }
        if wrong:
            self.seen.broken.append(f"days that nothing arrived on: {wrong}")

    def _judge(self, known: Marks, answer: Marks, what: str) -> None:
        if lost := known.keys() - answer.keys():
            self.seen.broken.append(f"{what} lacks {len(lost)} of {len(known)} events: {sorted(lost)[:3]}")
        if twice := {mark for mark, times in answer.items() if times > 1}:
            self.seen.broken.append(f"{what} holds {len(twice)} events more than once: {sorted(twice)[:3]}")

    # what AWS does

    def _exchange(self, service: str, operation: str, params: Params) -> Params:
        if self.depth < 3 and self.random.random() < 0.08:
            self._act()
        if service == "dynamodb":  # nobody is in this story's state table
            return {"Items": []}
        fault = self.random.choice(FAULTS) if self.rate and self.random.random() < self.rate else None
        if fault == "outage":
            self.away = OUTAGE
        if self.away and self.rate:
            self.away, fault = self.away - 1, "outage"
        if fault:
            self.seen.met[fault] += 1
        if fault == "die_before":
            raise Died
        if fault == "late":
            self.landing.append(lambda: self._apply_late(operation, params))
            raise Silence("TimeoutError")
        if fault in ("throttled", "outage"):
            raise refusal("SlowDown", 503)
        answer = self._apply(operation, params)
        if fault == "die_after":
            raise Died
        if fault == "lost_answer":
            raise Silence("TimeoutError")
        if self.landing and self.random.random() < 0.2:
            self.landing.pop(0)()
        return answer

    def _apply(self, operation: str, params: Params) -> Params:
        try:
            answer: Params = getattr(self.s3, xform_name(operation))(params)
        except Denied as denied:
            raise refusal(denied.code, denied.status) from None
        return answer

    def _apply_late(self, operation: str, params: Params) -> None:
        with suppress(AwsRefusal):  # nobody hears of it
            self._apply(operation, params)

    @contextmanager
    def _installed(self) -> Iterator[None]:
        now = iter(range(START + 72 * HOUR, START + 10_000 * HOUR, 1000))
        replaced: list[tuple[Any, str, Any]] = [
            (api, "exchange", self._exchange),
            (api, "pause", lambda _attempt: None),
            (clock, "now", lambda: next(now)),
            (archive, "settings", lambda: _Settings),
            (places, "settings", lambda: _Settings),
            (observe, "log", lambda *_args, **_more: None),
            (observe, "count", lambda *_args: None),
        ]
        kept = [(place, name, getattr(place, name)) for place, name, _ in replaced]
        for place, name, value in replaced:
            setattr(place, name, value)
        try:
            yield
        finally:
            for place, name, was in kept:
                setattr(place, name, was)
            settings.cache_clear()
            secrets.forget()


class _Settings:
    archive_bucket = BUCKET
    state_table = "state"


FAULTS = ("die_before", "die_after", "late", "throttled", "lost_answer", "outage")
OUTAGE = 5
"""Calls for which S3 is away: more than anybody tries one."""


def _record(number: int, packet: Packet) -> Params:
    packed = packing.pack_models(packet)
    image = {
        "pk": {"S": packed.subject},
        "sk": {"S": packed.sort},
        "received_at": {"N": str(packed.received_at)},
        "events": {"B": b64encode(packed.events).decode()},
    }
    return {"eventName": "INSERT", "dynamodb": {"SequenceNumber": f"{number:06d}", "NewImage": image}}


def _marks(packets: list[Packet]) -> Iterator[tuple[str, str, int]]:
    return ((each.subject, each.sort, each.place) for packet in packets for each in row.rows_of(packet))


def _archived() -> Marks:
    with tables.opened() as base:
        shelf.fill(base)
        base.gather()
        return Counter((each["subject"], each["sort"], each["place"]) for each in base.ask(_ALL))


_ALL = "SELECT subject, sort, place FROM events"


def _wrong_day(key: str, days: set[str]) -> str:
    _, _, rest = key.partition("events/dt=")
    day = rest.partition("/")[0]
    return "" if day in days else day
