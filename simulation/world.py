"""One deployment in memory, wired as template.yaml says, with everything that happened in it kept as evidence."""

import importlib
import json
from base64 import b64decode
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from mikomi.aws import api

from local.routes import Api
from local.template import Template, read
from simulation.chance import Chance
from simulation.delivery.mail_events import MailEvents
from simulation.delivery.notices import Notices
from simulation.delivery.queues import Queue, Reader
from simulation.delivery.schedules import Schedules, Sweeps
from simulation.delivery.streams import Mapping
from simulation.engine.dynamodb import FARTHEST, Change, DynamoDB, Index, Table
from simulation.engine.expressions import Item
from simulation.engine.services import S3, Accepted, Scheduler, SecretsManager, Ses, Sqs
from simulation.evidence import Evidence, Recorded, Request, Wrote
from simulation.lambdas import Invocation, Lambdas, Outcome
from simulation.seam import Trace, Wire
from simulation.time import HOUR, MINUTE, SECOND, Time

ROOT = "root-of-all-keys"
SECRET_KEY = "sk_simulated"
PUBLIC_KEY = "wk_simulated"
API_URL = "https://ma.example.co.jp"
START = 1_793_577_600_000
"""2026-11-02T00:00Z, a Monday."""
ELSEWHERE = (
    "functions.console",
    "functions.archive",
    "functions.compact",
    "functions.backtest",
    "functions.results",
    "functions.lists",
)
"""Functions that are not played here: nobody in these stories asks the console, brings a list or tries a plan; and the
archive, which nobody waits for either, has a siege of its own (`simulation.archive`)."""

Body = dict[str, Any]
_carry = api.carry


@cache
def template() -> Template:
    found = read(Path(__file__).parent.parent / "template.yaml")
    for table in found.of_type("AWS::DynamoDB::Table"):
        found.physical[table, "StreamArn"] = f"stream/{found.name(table)}"
    return found


@cache
def _handlers() -> dict[str, Callable[[Body, Any], Any]]:
    """Function (logical id) → its handler, where its code is here."""
    found = {}
    for logical, properties in template().of_type("AWS::Serverless::Function").items():
        folder = str(properties["CodeUri"]).strip("/").replace("/", ".")
        if folder not in ELSEWHERE:
            found[logical] = importlib.import_module(f"{folder}.app").handler
    return found


class World:
    """`keep`: the trace's lines are kept for somebody who reads them."""

    def __init__(self, seed: int, keep: bool = False) -> None:
        self.seed = seed
        self.chance = Chance(seed)
        self.time = Time(START, self.chance)
        self.trace = Trace(keep)
        self.evidence = Evidence()
        self.template = template()
        self.api = Api(self.template)
        resolve = self.template.resolve
        functions = {
            name: resolve(
                {key: properties[key] for key in ("Events", "Timeout", "EventInvokeConfig") if key in properties}
            )
            for name, properties in self.template.of_type("AWS::Serverless::Function").items()
            if name in _handlers()
        }
        shared = self.template.body.get("Globals", {}).get("Function", {})
        self.lambdas = Lambdas(
            self.time,
            _handlers(),
            {name: int(each.get("Timeout", shared.get("Timeout", 3))) * SECOND for name, each in functions.items()},
        )
        self.queues = {
            self.template.name(name): Queue(self.template.name(name), resolve(properties), self.time)
            for name, properties in self.template.of_type("AWS::SQS::Queue").items()
        }
        self.wire = Wire(self.time, {}, self.trace)
        self.replicas = self.chance.of("replicas")
        self.dynamodb = DynamoDB(
            self._tables(),
            lag=self._lag,
            later=self.time.after,
            changed=self._changed,
            as_of=self._replica,
            now=lambda: self.time.now,
            puts_off=self._puts_off,
        )
        self.ses = Ses(self._accept)
        self._taken = 0
        self.s3 = S3(self._uploaded)
        self.schedules = Schedules(self.time, self.wire, self.send, self._forget_schedule)
        self.scheduler = Scheduler(self.schedules.made)
        self.wire.services.update(
            dynamodb=Recorded(self.dynamodb, self.evidence, lambda: self.wire.acting),
            sesv2=self.ses,
            s3=self.s3,
            scheduler=self.scheduler,
            sqs=Sqs(lambda url, body, delay: self.queue(url).send(body, delay)),
            secretsmanager=SecretsManager(json.dumps({"root": ROOT, "secret_key": SECRET_KEY})),
        )
        self.bouncing: set[str] = set()
        """Addresses whose mail comes back for good."""
        self.mail_events = MailEvents(self.time, self.wire, self._send_mail_event, lambda to: to in self.bouncing)
        self.is_laid: Callable[[Change], bool] = lambda _change: False
        """What is put where it stood in another deployment: nobody did it here."""
        self.newer_release: tuple[int, int] | None = None
        """From when to when a newer release runs beside ours, where a story says so."""
        self.mappings: list[Mapping] = []
        self.sweeps: list[Sweeps] = []
        self.notices = Notices(self.time, self.wire, self.lambdas, self.send)
        self.delivered: Callable[[Accepted], None] = lambda _mail: None
        """Who gets the mails that SES accepted."""
        self.environment = _environment(self.template)
        self.state_table = self.environment["MIKOMI_STATE_TABLE"]
        self.event_table = self.environment["MIKOMI_EVENT_TABLE"]
        self.workspace_bucket = self.environment["MIKOMI_WORKSPACE_BUCKET"]
        for queue in self.queues.values():
            redrive = resolve(self._queue_properties(queue.name)).get("RedrivePolicy")
            queue.dead_letters = self.queue(redrive["deadLetterTargetArn"]) if redrive else None
        for name, each in functions.items():
            for event in each.get("Events", {}).values():
                self._connect(name, event)

    def _queue_properties(self, name: str) -> Body:
        queues = self.template.of_type("AWS::SQS::Queue")
        return next(queues[logical] for logical in queues if self.template.name(logical) == name)

    def _tables(self) -> list[Table]:
        made = []
        for logical, properties in self.template.of_type("AWS::DynamoDB::Table").items():
            indexes = properties.get("GlobalSecondaryIndexes", [])
            made.append(Table(self.template.name(logical), {each["IndexName"]: Index.of(each) for each in indexes}))
        return made

    def _connect(self, function: str, event: Body) -> None:
        properties = event["Properties"]
        match event["Type"]:
            case "DynamoDB":
                mapping = Mapping(function, properties, self.time, self.lambdas, self.wire)
                if mapping.table == self.state_table:
                    mapping.loses = "stream_lost"
                self.mappings.append(mapping)
            case "SQS":
                Reader(function, properties, self.queue(properties["Queue"]), self.time, self.lambdas, self.wire)
            case "Schedule":
                payload = json.loads(properties.get("Input", "{}"))
                number, unit = properties["Schedule"].removeprefix("rate(").rstrip(")").split()
                period = int(number) * (MINUTE if unit.startswith("minute") else HOUR)
                self.sweeps.append(Sweeps(function, payload, period, self.time, self.lambdas, self._next_due))
            case "S3":
                prefix = properties["Filter"]["S3Key"]["Rules"][0]["Value"]
                self.notices.connect(function, prefix)
            case _:
                pass  # HTTP, which `http` finds by its route

    # What the engine tells.

    def _changed(self, change: Change) -> None:
        if not self.is_laid(change):
            self.evidence.writes.append(Wrote(self.time.now, self.wire.acting, change))
        for mapping in self.mappings:
            if mapping.table == change.table:
                mapping.take(change, self.send)
        if change.after and "due_at" in change.after:
            due = int(change.after["due_at"]["N"])
            for sweep in self.sweeps:
                sweep.expect(max(due + 2 * MINUTE, self.time.now))

    def partition(self, pk: str) -> list[Item]:
        """The items of one partition of the state table, in their order."""
        held = self.dynamodb.tables[self.state_table].items.get(pk, {})
        return [held[sk] for sk in sorted(held)]

    def _next_due(self) -> int | None:
        """The earliest moment at which a sweep finds something: in the table, or in an index that lags behind it."""
        table = self.dynamodb.tables[self.state_table]
        indexed = [item for partition in table.projected["due"].values() for item in partition.values()]
        waiting = [item for item in (*table.all(), *indexed) if item.get("due_shard", {}).get("S", "").startswith("d")]
        return min((int(item["due_at"]["N"]) for item in waiting), default=None)

    def _lag(self) -> int:
        rate, random = self.wire.rates.lagging_index, self.chance.of("index")
        if rate and random.random() < rate:
            return int(random.random() ** 3 * 3 * MINUTE)
        return 0

    def _puts_off(self) -> bool:
        """Whether a busy table takes an item of a batch another time."""
        rate = self.wire.rates.throttle
        return rate > 0 and self.chance.of("batches").random() < rate

    def _replica(self) -> int | None:
        """The moment at which a replica stands that is read without asking for consistency; None: now."""
        rate, random = self.wire.rates.stale_read, self.replicas.random
        if rate and random() < rate:
            caller = self.lambdas.current
            self.wire.met_by("stale_read", caller.function if caller else "", "read")
            return self.time.now - int(random() ** 3 * FARTHEST)
        return None

    def _accept(self, to: str, raw: bytes, tags: dict[str, str]) -> Accepted:
        self._taken += 1
        mail = Accepted(self._taken, self.time.now, to, raw, tags, self.wire.acting, self.dynamodb.changes)
        self.mail_events.accepted(mail)
        if to not in self.bouncing:
            delay = int(self.chance.of("delivery", mail.to).random() * MINUTE)
            self.time.after(delay, lambda: self.delivered(mail))
        return mail

    def _uploaded(self, bucket: str, key: str) -> None:
        if bucket == self.workspace_bucket:
            self.notices.written(key, (bucket, key) in self.s3.objects)

    def _send_mail_event(self, body: str) -> None:
        for subscription in self.template.of_type("AWS::SNS::Subscription").values():
            self.send(self.template.resolve(subscription["Endpoint"]), body)

    def _forget_schedule(self, name: str) -> None:
        self.scheduler.schedules.pop(name, None)

    # What the world does.

    def queue(self, named: str) -> Queue:
        """By its ARN or its address."""
        return self.queues[named.replace("/", ":").rpartition(":")[2]]

    def send(self, queue: str, body: str) -> None:
        self.queue(queue).send(body)

    def carry(self, service: str, operation: str, params: Body) -> Body:
        """A call, with the product's own repetitions of it."""
        self.wire.begin(self._caller, operation)
        return _carry(service, operation, params)

    def exchange(self, service: str, operation: str, params: Body) -> Body:
        return self.wire.attempt(self._caller, service, operation, params)

    def pause(self, attempt: int) -> None:
        self.wire.pause(self._caller, attempt)

    @property
    def _caller(self) -> Invocation:
        assert self.lambdas.current is not None, "only invocations call AWS"
        return self.lambdas.current

    def http(
        self,
        method: str,
        target: str,
        body: str = "",
        headers: dict[str, str] | None = None,
        source_ip: str = "203.0.113.9",
    ) -> Request:
        """Of a task: a request of a client. 500 for a function that failed, 503 for one that died."""
        path, _, query = target.partition("?")
        found = self.api.find(method, path)
        assert found, f"template.yaml has no route for {method} {path}"
        event = {
            "version": "2.0",
            "rawPath": path,
            "rawQueryString": query,
            "headers": {"content-type": "application/json", **(headers or {})},
            "requestContext": {"http": {"method": method, "path": path, "sourceIp": source_ip}},
            "body": body,
            "isBase64Encoded": False,
        }
        began = self.time.now
        outcome: Outcome = self.lambdas.invoke_and_wait(found[1], event)
        status, answer, told = 503, "", Body()
        if outcome.how == "raised":
            status = 500
        elif outcome.how == "answered":
            told = outcome.answer
            status, answer = told["statusCode"], told.get("body", "")
            if outcome.answer.get("isBase64Encoded"):
                answer = b64decode(answer).decode("utf-8", "replace")
        rate = self.wire.rates.client_retries
        heard = not (rate and self.chance.of("answers", found[1]).random() < rate / 3)
        if not heard:
            self.wire.met_by("client_retries", found[1], "HTTP")
        headers, cookies = told.get("headers", {}), tuple(told.get("cookies", ()))
        way = headers.get("location", "")
        request = Request(began, self.time.now, method, path, body, status, answer, heard, way, headers, cookies)
        self.evidence.requests.append(request)
        self.trace.note(self.time.now, method, path[:40], status)
        return request

    def at_rest(self) -> bool:
        return not any(mapping.waiting for mapping in self.mappings)


def _environment(found: Template) -> dict[str, str]:
    """The environment of all functions together, as the template tells it."""
    told: dict[str, str] = {}
    for properties in found.of_type("AWS::Serverless::Function").values():
        for name, value in properties.get("Environment", {}).get("Variables", {}).items():
            told[name] = str(found.resolve(value))
    told |= {
        "MIKOMI_WRITE_KEY": PUBLIC_KEY,
        "MIKOMI_API_URL": API_URL,
        "MIKOMI_QUIET_SECONDS": "0",
        "AWS_DEFAULT_REGION": "ap-northeast-1",
    }
    return told
