"""The whole of Mikomi in one process: what AWS does around the handlers, on moto and a movable clock.

Rules
1. One lock. Whoever touches the stack (a request, a delivery, a move of the clock, a save) holds it: moto loses racing
   writes.
2. Settled means: streams read to their end, no message that could be received, nothing due. Only time can make more
   happen.
   Whoever counts what came (`schedules.ON_NEWS`) does so before anybody reads it: most who settle never ask.
3. The clock moves from due moment to due moment, and the stack settles at each, so things happen in the order of their
   time.
4. One stack a process: moto, the environment and the handlers' caches are the process's own.
"""

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TextIO

from mikomi import clock
from moto import mock_aws

from local import (
    aws,
    mails,
    movable,
    persistence,
    queues,
    recorder,
    resources,
    schedules,
    ses_events,
    streams,
    uploads,
    webhooks,
    workspace,
)
from local import template as templates
from local.lambdas import Lambdas, cold_start
from local.routes import Answer, Api
from local.template import Body

ROOT = Path(__file__).parent.parent
WORKSPACE = "mikomi-workspace"
WRITE_KEY = "wk_local"
SENDER_DOMAIN = "example.co.jp"
REPLY_DOMAIN = "reply.example.co.jp"
TABLES = "AWS_ENDPOINT_URL_DYNAMODB"
"""Where the tables are, if not in moto. DynamoDB Local serves the streams at the same address."""
ARCHIVE = "ArchiveFunction"
"""Who writes down what came."""
READ_COUNTS = ("/v1/results", "/v1/scenarios", "/console")
"""Where what was counted is shown."""
REPORT = '"pk":"report#'
"""In the message that wakes a weekly report, which tells what was counted."""
_ROUNDS = 20_000
COUNTER = "ScheduleStepFunction"
"""Counts the segments when it is asked to; by itself every night."""


class NeverSettles(RuntimeError):
    """The functions keep each other busy without end."""


class Stack:
    """Start it (`with Stack() as stack`), then `request`, `settle`, `advance`, `mails`.

    `address` is what links in mails begin with, `keep` the file that holds the state over restarts (None: nothing is
    kept), `copies` how often everything is delivered, `language` (ja, en) whose examples and demo site it shows.
    `quiet`: uploads wait for a quiet moment, as they do on AWS. `hooks` keeps webhooks, or has them sent on.
    """

    def __init__(
        self,
        *,
        address: str = "http://127.0.0.1:8000",
        keep: Path | None = None,
        copies: int = 2,
        description: Path = ROOT / "template.yaml",
        language: str = "ja",
        quiet: bool = False,
    ) -> None:
        self.address, self.keep, self.copies, self.description = address, keep, copies, description
        self.language, self.quiet = language, quiet
        self.lock = threading.RLock()
        self.changed = threading.Event()
        self.unsaved = False
        self.output: TextIO | None = None
        self._writes_read = -1
        self._writes_counted = -1
        self._news = True
        """Something came, or time passed, since those were run that count what came."""
        self.endpoint = ""
        """Where AWS's own APIs are served (`local.server`)."""
        self._mailbox: list[mails.Mail] = []
        self.hooks = webhooks.Hooks()
        self._mock = mock_aws()

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> bool:
        """Build everything. True if a kept state was taken up, False if this is a fresh start."""
        if address := os.environ.get(TABLES):
            os.environ.setdefault(f"{TABLES}_STREAMS", address)
        self._mock.start()
        aws.begin()
        movable.follow()
        uploads.complete_notices()
        mails.verify_every_sender()
        self.hooks.take_the_place()
        kept = persistence.load(self.keep) if self.keep else None
        if kept:
            movable.resume(kept["shift"])
            self._mailbox = kept["mailbox"]
        self._build()
        if kept:
            self.schedules.ticked = kept["ticked"]
            for mapping in self.mappings:
                mapping.checkpoints = kept["checkpoints"].get(mapping.id, {})
        return kept is not None

    def stop(self) -> None:
        with self.lock:
            self.save()
            self._mock.stop()
            webhooks.give_back()
            cold_start()
            movable.resume(0)

    def reset(self) -> None:
        """Forget everything: tables, files, mails, schedules; the clock shows real time again."""
        with self.lock:
            self._mock.reset()
            self._mailbox = []
            movable.resume(0)
            self._build()

    def reached_at(self, endpoint: str) -> None:
        """Where tools, and a browser that sends a file, find this stack's AWS."""
        self.endpoint = endpoint
        if "lambdas" in vars(self):  # it was started before
            self.lambdas.tell({"MIKOMI_UPLOADS_URL": f"{endpoint}/{WORKSPACE}"})

    def _build(self) -> None:
        cold_start()
        self.template = templates.read(
            self.description,
            parameters={
                "PublicAddress": self.address,
                "WorkspaceBucketName": WORKSPACE,
                "SenderDomain": SENDER_DOMAIN,
                "ReplyDomain": REPLY_DOMAIN,
            },
        )
        resources.make(self.template)
        local = {
            "MIKOMI_WRITE_KEY": WRITE_KEY,
            "MIKOMI_PLAN_CACHE_SECONDS": "0",
            "MIKOMI_SENDER_DOMAIN": "",  # no mail leaves this machine, whoever it comes from
            "MIKOMI_CONSOLE_OPEN": "1",
            "MIKOMI_WRITERS": "1",
            **({"MIKOMI_UPLOADS_URL": f"{self.endpoint}/{WORKSPACE}"} if self.endpoint else {}),
            **({} if self.quiet else {"MIKOMI_QUIET_SECONDS": "0"}),
        }
        self.lambdas = Lambdas(self.template, local)
        self.lambdas.output = self.output
        self.api = Api(self.template)
        self.mappings = streams.mappings(self.template, self.copies)
        self.consumers = queues.consumers(self.template, self.copies)
        self.mail_events = ses_events.queue(self.template)
        self.uploads = uploads.Uploads(self.template, self.copies)
        self.schedules = schedules.Schedules(self.template)

    def save(self) -> None:
        """Write the state to the file, if there is one to keep it in."""
        if not self.keep:
            return
        with self.lock:
            checkpoints = {mapping.id: mapping.checkpoints for mapping in self.mappings}
            own = {
                "shift": clock.shifted(),
                "mailbox": self._mailbox,
                "ticked": self.schedules.ticked,
                "checkpoints": checkpoints,
            }
            persistence.save(self.keep, own)
            self.unsaved = False

    def invoke(self, function: str, event: Body) -> Any:
        """Run one function by its logical id; mails that it sent reach the mailbox."""
        with self.lock:
            self.touch()
            self._news |= function == ARCHIVE
            if any(REPORT in record.get("body", "") for record in event.get("Records", ())):
                self._news = True  # time has passed: perhaps a week began
                self.count()
            try:
                return self.lambdas.invoke(function, event)
            finally:
                for mail in mails.collect(self._mailbox):
                    if self.mail_events:
                        ses_events.publish(self.mail_events, mail)

    def touch(self) -> None:
        """Something changed: there may be something to deliver, and there is something to save."""
        self.unsaved = True
        self.changed.set()

    def environment(self) -> dict[str, str]:
        """What all functions together are told, and where the tables are if not in moto."""
        told = [self.lambdas.environment(function) for function in self.lambdas.names]
        elsewhere = {name: os.environ[name] for name in (TABLES, f"{TABLES}_STREAMS") if name in os.environ}
        return {name: value for each in (*told, elsewhere) for name, value in each.items()}

    def read_streams(self) -> None:
        """The tables may have been written from outside this process's clients."""
        self._writes_read = -1
        self.touch()

    def request(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | list[tuple[str, str]] | None = None,
        body: bytes | str = b"",
    ) -> Answer:
        """Send one request to the HTTP API. `path` may carry a query; it is taken as it would stand in an address."""
        pairs = list(headers.items()) if isinstance(headers, dict) else headers or []
        raw = body.encode() if isinstance(body, str) else body
        with self.lock:
            if path.startswith(READ_COUNTS):
                self.count()
            return self.api.request(self.invoke, method, path, pairs, raw)

    def upload(self, folder: Path) -> None:
        """A folder comes to the workspace whole, and is looked at once, as after a quiet moment."""
        with self.lock:
            workspace.upload(folder, WORKSPACE)
            self.uploads.only_the_last()

    def settle(self) -> None:
        """Deliver until nothing more happens without time passing, and what is made of it from time to time is made
        anew. NeverSettles if it goes on without end.
        """
        with self.lock:
            self._come_to_rest()
            is_new = self._writes_counted != recorder.writes() or TABLES in os.environ
            if is_new and COUNTER in self.lambdas.names:
                self.invoke(COUNTER, {"count": True})
                self._come_to_rest()
                self._writes_counted = recorder.writes()

    def _come_to_rest(self) -> None:
        for _ in range(_ROUNDS):
            if not self.deliver():
                return
        raise NeverSettles(
            "終わりません。関数が互いに起こし合っていないか確かめてください / the functions keep waking each other"
        )

    def deliver(self) -> bool:
        """One round of everything that can be delivered now. True if there was anything."""
        with self.lock:
            fired = self.schedules.fire(self.invoke)
            delivered = []
            if self._writes_read != (writes := recorder.writes()) or TABLES in os.environ:
                self._writes_read = writes
                delivered += [mapping.deliver(self.invoke) for mapping in self.mappings]
            delivered += [consumer.deliver(self.invoke) for consumer in self.consumers]
            delivered.append(self.uploads.deliver(self.invoke))
            return fired > 0 or any(delivered)

    def count(self) -> None:
        """Let those run that count what came, if anything came: before anybody reads what they counted."""
        with self.lock:
            if self._news:
                self._news = False
                for function in schedules.ON_NEWS:
                    if function in self.lambdas.names:
                        schedules.quietly(self.invoke, function, {})

    def next_due(self) -> int | None:
        """When time alone makes something happen next (ms)."""
        moments = [self.schedules.next_due(), self.uploads.next_due(), *(queue.next_due() for queue in self.consumers)]
        return min((moment for moment in moments if moment is not None), default=None)

    def advance(self, by: str | int) -> Body:
        """Move the clock (`"3d"`, or ms): everything due in between happens in the order of its time.

        Returns `{"now": ISO time, "fired": how many schedules fired}`. A span that cannot be read: `movable.BadMove`.
        """
        length = movable.distance({"advance": by}) if isinstance(by, str) else by
        with self.lock:
            self._come_to_rest()
            # Timers know whole seconds: what falls due by the end has been woken when its second is over.
            end, fired = clock.now() + length + 1000, 0
            self.touch()
            before = self.schedules.pace
            self.schedules.pace = max(before, schedules.HOUR, length // 48)
            self._news = True
            try:
                while (moment := self.next_due()) is not None and moment <= end:
                    movable.set_to(max(moment, clock.now()))
                    fired += self.schedules.fire(self.invoke)
                    self._come_to_rest()
            finally:
                self.schedules.pace = before
            movable.set_to(max(end, clock.now()))
            self._come_to_rest()
            return {"now": movable.iso(clock.now()), "fired": fired}

    def schedules_waiting(self) -> list[Body]:
        """One-time schedules that wait for their time, the next first."""
        with self.lock:
            return [{**each, "at": movable.iso(each["at"])} for each in self.schedules.pending()]

    @property
    def mailbox(self) -> list[mails.Mail]:
        """Every mail that SES took by now: also what no function sent, but a command by itself."""
        with self.lock:
            mails.collect(self._mailbox)
            return self._mailbox

    def mails(self, to: str | None = None) -> list[Body]:
        """All mails that were sent (`to` one reader), the oldest first."""
        with self.lock:
            return [mail.as_read() for mail in self.mailbox if to in (None, mail.to)]
