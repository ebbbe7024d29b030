"""S5 over HTTP: requests of any shape to every route of template.yaml, on the whole local stack.

None is a 5xx, none takes longer than its bound, what is answered as accepted is stored, no header or page holds what a
stranger put there; and afterwards every page of everybody opens, and nothing waits in a dead-letter queue. The gate
plays the first requests of one seed, `make proof` many.
"""

import json
import re
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

import boto3
import pytest
from mikomi.aws import everybody, people, plans
from mikomi.aws.people import Alias
from mikomi.console import visitors
from moto.core.botocore_stubber import BotocoreStubber

from local import queues, recorder, story
from local.routes import Answer
from local.stack import SENDER_DOMAIN, Stack
from tests.effort import effort
from tests.local import honest
from tests.local.shapes import PAGE, SCRIPT, Ask, bent

SEED = 1
REQUESTS = effort(2_000) if effort(1) > 1 else 800
BOUND = 1.5
"""Seconds of CPU that one request may cost, moto's share aside (moto sorts a whole partition for each query, DynamoDB
does not); a slow one is asked again before it counts."""
SECRET = {"authorization": "Bearer sk_local"}
HERE = "http://127.0.0.1:8000"
HOSTS = ("", "127.0.0.1:8000")
COOKIES = ("mikomi_id", "mikomi_mk", "mikomi-language", "__Host-mikomi", "__Host-mikomi-login")
PEOPLE = 40
"""How many browsers and addresses the honest ones among the requests share."""


class Met(NamedTuple):
    """An answer, what it cost, and what was raised on the way."""

    answer: Answer
    seconds: float
    calls: list[recorder.Call]
    raised: str


class Emulator:
    """How many seconds of CPU moto has taken for its answers."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self._answer = BotocoreStubber.process_request

    def __enter__(self) -> "Emulator":
        emulator = self

        def answer(stubber: BotocoreStubber, *args: Any, **named: Any) -> Any:
            began = time.process_time()
            try:
                return emulator._answer(stubber, *args, **named)
            finally:
                emulator.seconds += time.process_time() - began

        BotocoreStubber.process_request = answer
        return self

    def __exit__(self, *_: object) -> None:
        BotocoreStubber.process_request = self._answer


class Fuzz:
    """A running stack, the honest requests that are bent, and what came of them."""

    def __init__(self, stack: Stack, emulator: Emulator, seed: int) -> None:
        self.stack, self.emulator, self.seed = stack, emulator, seed
        self.statuses: Counter[int] = Counter()
        self.routes: Counter[str] = Counter()
        self.found: list[str] = []
        self.stored = 0
        story.publish(stack)
        stack.settle()
        self.honest = honest.requests(stack, lambda ask: self.send(ask).answer)
        self.sites = {*HOSTS, *_sites(stack)}

    def play(self, first: int, last: int) -> None:
        """Send these requests, and judge each answer; what they set in motion happens now and then."""
        for number in range(first, last):
            random = Random(f"{self.seed} {number}")
            ask = bent(self._named(self.honest[number % len(self.honest)], random), random)
            for problem in self._problems(ask):
                self.found.append(f"request {number} of seed {self.seed}: {problem}\n{ask.method} {ask.target[:300]}")
            if number % 100 == 99:
                self.stack.settle()
        self.stack.settle()

    def send(self, ask: Ask) -> Met:
        raised = ""

        def invoke(function: str, event: Any) -> Any:
            nonlocal raised
            try:
                return self.stack.invoke(function, event)
            except Exception:
                raised = traceback.format_exc(limit=-6)
                raise

        headers = list({"host": "127.0.0.1:8000", **ask.headers}.items())
        body = ask.bytes
        with self.stack.lock, recorder.recording() as calls:
            began = time.process_time() - self.emulator.seconds
            answer = self.stack.api.request(invoke, ask.method, ask.target, headers, body)
            return Met(answer, time.process_time() - self.emulator.seconds - began, calls, raised)

    def _problems(self, ask: Ask) -> Iterator[str]:
        met = self.send(ask)
        answer = met.answer
        self.statuses[answer.status] += 1
        route = self.stack.api.find(ask.method, unquote(ask.path))
        self.routes[route[0] if route else "none"] += 1
        if answer.status >= 500:
            yield f"{answer.status}\n{met.raised}"
        if met.seconds > BOUND and self.send(ask).seconds > BOUND:
            yield f"{met.seconds:.1f} s of CPU"
        yield from self._unsound(answer)
        if route and answer.status < 300:
            yield from self._lost(ask, met)

    def _unsound(self, answer: Answer) -> Iterator[str]:
        """What no answer may hold: a line's end in a header, a cookie or a host of others, a stranger's script."""
        for name, value in answer.headers:
            if re.search(r"[\x00-\x1f\x7f]", name + value) or not value.isascii():
                yield f"a header that is no line of ASCII: {name}: {value!r}"
            if name == "set-cookie" and value.partition("=")[0] not in COOKIES:
                yield f"a cookie of others: {value[:80]}"
            if name == "location" and urlsplit(value).netloc not in self.sites:
                yield f"a way to others: {value[:120]}"
        kind = answer.header("content-type") or ""
        if "html" in kind and SCRIPT[:8] in answer.body.decode("utf-8", "replace"):
            yield "a stranger's script in a page"
        if "json" in kind and answer.body:
            json.loads(answer.body, parse_constant=lambda constant: pytest.fail(f"{constant} in JSON"))

    def _lost(self, ask: Ask, met: Met) -> Iterator[str]:
        """Accepted is stored: every event that was answered for lies in the log, under a key that was written."""
        table = self.stack.template.name("EventTable")
        written = [c.params["Item"] for c in met.calls if c.operation == "PutItem" and c.resource == table]
        there = [item for item in written if _is_there(table, item)]
        if len(there) < len(written):
            yield f"{len(written) - len(there)} packets were written and are not there"
        events = sum(int(item["count"]["N"]) for item in there)
        self.stored += events
        kind = met.answer.header("content-type") or ""
        told = json.loads(met.answer.body) if "application/json" in kind and met.answer.body else {}
        if "accepted" in told and not told.get("dry_run") and told["accepted"] != events:
            yield f"accepted {told['accepted']}, stored {events}"
        if ask.path.endswith("/p.gif") and met.answer.status == 200 and events != 1:
            yield f"a picture with {events} events"

    def open_everything(self) -> tuple[int, list[str]]:
        """Every page of everybody, of the read API too: how many were opened, and what was wrong with any."""
        pages = [Ask("GET", "/console", headers=PAGE), Ask("GET", "/console/attention", headers=PAGE)]
        pages.append(Ask("GET", "/v1/leads", (("limit", "100"),), SECRET))
        for person in list(everybody.ids()):
            held = people.look(person)
            assert held is not None and not isinstance(held, Alias)
            for subject in held.members:
                if subject.startswith("a:"):
                    pages.append(Ask("GET", f"/console/visitors/{visitors.place_of(subject[2:])}", headers=PAGE))
            if held.is_lead:
                pages.append(Ask("GET", f"/console/leads/{person}", headers=PAGE))
                pages += [Ask("GET", f"/v1/leads/{person}{more}", headers=SECRET) for more in ("", "/timeline")]
        wrong = []
        for page in pages:
            met = self.send(page)
            problems = list(self._unsound(met.answer))
            if met.answer.status != 200 or problems:
                wrong.append(f"{page.target}: {met.answer.status} {problems}\n{met.raised}")
        return len(pages), wrong

    def left_over(self) -> list[str]:
        """What waits in a dead-letter queue."""
        logical = [name for name in self.stack.template.of_type("AWS::SQS::Queue") if "DeadLetters" in name]
        return [m.body[:300] for name in logical for m in queues.waiting(self.stack.template.name(name))]

    def _named(self, ask: Ask, random: Random) -> Ask:
        """The same of one of a few browsers and people, with a messageId of its own."""
        who, number = random.randrange(PEOPLE), random.getrandbits(40)
        if not isinstance(ask.body, dict):
            return ask
        text = json.dumps(ask.body).replace("@who", f"b{who}").replace("@new", f"m{number}")
        return ask._replace(body=json.loads(text))


def _sites(stack: Stack) -> set[str]:
    """The company's own hosts: where a mail's link or a form's thanks may lead; S3's, where files lie; Cognito's."""
    site = plans.active().settings.company.site or ""
    bucket, login = stack.template.name("WorkspaceBucket"), stack.environment()["MIKOMI_COGNITO_DOMAIN"]
    files = {f"{bucket}.s3.ap-northeast-1.amazonaws.com", f"{bucket}.s3.amazonaws.com"}
    return {urlsplit(site).netloc, f"www.{SENDER_DOMAIN}", urlsplit(login).netloc or login, *files}


def _is_there(table: str, item: dict[str, Any]) -> bool:
    key = {"pk": item["pk"], "sk": item["sk"]}
    return "Item" in boto3.client("dynamodb").get_item(TableName=table, Key=key)


@pytest.fixture(scope="module")
def fuzz() -> Iterator[Fuzz]:
    with Stack(copies=1) as stack, Emulator() as emulator, open("/dev/null", "w") as nowhere:
        stack.output = stack.lambdas.output = nowhere
        yield Fuzz(stack, emulator, SEED)


def test_no_request_of_any_shape_fells_anything(fuzz: Fuzz) -> None:
    """Every route met, no 5xx, nothing slow, nothing lost, nothing of a stranger's in an answer; every page opens."""
    began = time.process_time()
    fuzz.play(0, REQUESTS)
    assert fuzz.found == [], f"{len(fuzz.found)} of {REQUESTS}:\n" + "\n".join(fuzz.found[:12])
    opened, wrong = fuzz.open_everything()
    assert wrong == [], f"{len(wrong)} of {opened} pages:\n" + "\n".join(wrong[:8])
    assert fuzz.left_over() == []
    assert {key for key, *_ in fuzz.stack.api.routes} <= set(fuzz.routes)
    assert (
        fuzz.statuses[200] > REQUESTS / 6 and sum(fuzz.statuses[each] for each in (400, 401, 404, 413)) > REQUESTS / 6
    )
    assert fuzz.stored > REQUESTS / 4 and opened > 50
    print(f"{REQUESTS} requests, {fuzz.stored} events stored, {opened} pages, {time.process_time() - began:.0f} s CPU")
