"""What a triggered mail costs, from the event that triggers it to the row that says that it was sent: through `track`,
`score` and `schedule_step`; beside the same with every call made by boto3, and beside the floor (`bare_mail`).
"""

from base64 import b64encode
from collections.abc import Callable
from typing import Any
from unittest.mock import patch

from mikomi import clock, keys
from mikomi.aws import api, clients, people
from mikomi.model.company import Limits
from mikomi.model.plan import MailTemplate, Plan

from bench import plans, traffic
from bench.bare_mail import BareMails
from bench.measure import Prepare, Row, Spread, Work, in_turns, ratios
from bench.world import SECRET_KEY, STATE, World, record
from functions.schedule_step import app as schedule_step
from functions.score import app as score
from functions.track import app as track

Json = dict[str, Any]
Exchange = Callable[[str, str, Json], Json]

CALLS = 12
BOTO3 = 0.6
"""Of what the same takes with boto3's calls."""
HTML = (
    "<html><body><p>{{ lead.honorific }}、<a href='https://www.example.co.jp/faq'>ご質問</a></p>"
    "<p>{{ sender.name }} {{ company.postal_address }} {{ company.contact }}"
    " <a href='{{ unsubscribe_url }}'>停止</a></p></body></html>"
)


def plan() -> Plan:
    usual = plans.usual(2)
    mails = {name: MailTemplate(id=name, html=HTML, text="", subject="ご案内") for name in ("thanks", "faq")}
    limits = Limits.model_validate({"marketing_mails": 1_000, "per": "1d"})
    settings = usual.settings.model_copy(update={"limits": limits})
    return usual.model_copy(update={"mails": mails, "settings": settings})


class Customers:
    """Leads who agreed to mail take the download: their server tells, the log is folded, the mail goes out; a round of
    so many at a time. `by`: what makes the calls (`api.exchange`, or boto3's).
    """

    def __init__(self, world: World, first: str, number: int, by: Exchange) -> None:
        self.world, self.first, self.number, self.by = world, first, number, by
        self.known = 0
        self.people: list[str] = []

    def tells(self) -> Work:
        users = [f"{self.first}{self.known + number}" for number in range(self.number)]
        self.known += self.number
        for user in users:
            assert track.handler(_became_known(user), None)["statusCode"] == 200
        assert not score.handler({"Records": self.world.records()}, None)["batchItemFailures"]
        self.people = [people.find_alias(keys.user_alias(user)) or "" for user in users]
        requests = [_took_the_download(user) for user in users]

        def work() -> int:
            for request in requests:
                assert track.handler(request, None)["statusCode"] == 200
            return len(requests)

        return self._made(work)

    def folds(self) -> Work:
        records = self.world.records()
        assert len(records) == self.number

        def work() -> int:
            for each in records:
                assert not score.handler({"Records": [each]}, None)["batchItemFailures"]
            return len(records)

        return self._made(work)

    def sends(self) -> Work:
        items = [api.call("dynamodb", "GetItem", TableName=STATE, Key=_place(lead))["Item"] for lead in self.people]

        def work() -> int:
            for item in items:
                event = {"Records": [record(_in_json(item))]}
                assert not schedule_step.handler(event, None)["batchItemFailures"]
            return len(items)

        return self._made(work)

    def _made(self, work: Work) -> Work:
        def by_whom() -> int:
            with patch.object(api, "exchange", self.by):
                return work()

        return by_whom


def rows(world: World, rounds: int, number: int) -> list[Row]:
    world.publish(plan())
    ways = {"ours": Customers(world, "u", number, api.exchange), "boto3": Customers(world, "b", number, by_boto3)}
    works: dict[str, Prepare] = {}
    for name, customers in ways.items():
        works |= {f"{name} track": customers.tells, f"{name} score": customers.folds, f"{name} send": customers.sends}
    works["floor"] = BareMails(HTML, number).sends
    seconds = in_turns(works, rounds)

    def whole(name: str) -> list[float]:
        stages = (seconds[f"{name} {stage}"] for stage in ("track", "score", "send"))
        return [sum(taken) for taken in zip(*stages, strict=True)]

    ours, boto3 = Spread.of(whole("ours"), 1e3), Spread.of(whole("boto3"), 1e3)
    ratio = Spread.of(ratios(whole("ours"), whole("boto3")))
    floor = Spread.of(seconds["floor"], 1e3)
    beside_floor = Spread.of(ratios(whole("ours"), seconds["floor"]))
    made = way(world)
    calls = float(len(made))
    return [
        Row("a triggered mail, from event to sent", "ms", ours, f"with boto3's calls {boto3.middle:.2g} ms"),
        Row("the same, beside boto3's calls", "x", ratio, budget=BOTO3),
        Row("the same, beside the floor", "x", beside_floor, f"floor {floor.middle:.2g} ms"),
        Row("a triggered mail: AWS calls", "a mail", Spread(calls, calls, calls), ", ".join(made), budget=CALLS),
    ]


def way(world: World) -> list[str]:
    """The calls of one triggered mail, in order."""
    one = Customers(world, f"way{clock.now()}-", 1, api.exchange)
    works = (one.tells, one.folds, one.sends)
    told = []
    for prepare in works:
        work = prepare()
        with world.recorded() as calls:
            work()
        told += [operation for operation, _ in calls]
    return told


def _became_known(user: str) -> Json:
    """A server says who somebody is, and that mail is welcome."""
    traits = {"email": f"{user}@example.com", "lastName": "山田", "company": "株式会社サンプル"}
    context = {"consent": {"marketing": True, "text": "はい", "source": "signup"}}
    said = {"type": "identify", "userId": user, "traits": traits, "context": context, "messageId": f"i-{user}"}
    return traffic.envelope("/v1/batch", {"batch": [said]}, SECRET_KEY)


def _took_the_download(user: str) -> Json:
    took = {"type": "track", "userId": user, "event": "Form Submitted", "properties": {"form": "download"}}
    return traffic.envelope("/v1/track", {**took, "messageId": f"m-{user}"}, SECRET_KEY)


def by_boto3(service: str, operation: str, params: Json) -> Json:
    return clients.exchange(service, operation, params)


def _place(lead: str) -> Json:
    return {"pk": {"S": keys.person_pk(lead)}, "sk": {"S": keys.PERSON}}


def _in_json(item: Json) -> Json:
    """An item as a stream's record carries it: bytes as base64."""
    return {name: {"B": b64encode(value["B"]).decode()} if "B" in value else value for name, value in item.items()}
