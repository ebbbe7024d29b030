"""What a month costs at list prices, out of counted calls: a million events by how many come in a request, ten thousand
mails, and a month in which nothing happens. README tells these figures.

Rules
1. A request is a call of `track`, and one of `score` (on a quiet site nothing shares its batch); commits that say
   something to the stream's readers call those too. The archive writes every five minutes at most: `bench.archive`.
2. A call's time is its processor's time, and for each call that it makes of AWS the time that it waits for the answer.
"""

import time
from math import ceil

from mikomi import clock
from mikomi.aws import api
from mikomi.core.prices import MAIL

from bench import mail, plans, prices, traffic
from bench.measure import Row, Spread
from bench.price import Meter
from bench.traffic import Visitor
from bench.world import World
from local import template as templates
from local.stack import ROOT

SIZES = (1, 2, 10)
MILLION = 1_000_000
MAILS = 10_000
WAIT, MEMORY = 0.005, 0.5
"""Seconds that DynamoDB takes for an answer, and GB of a function (the template's `MemorySize`)."""
POLLS = 648_000
"""So often AWS asks a queue in a month for a function: five at once, twenty seconds each."""
MONTH = 30 * 24 * 60
_MINUTES = {"rate(5 minutes)": 5, "rate(1 hour)": 60}
_DAY = 24 * 60


class Bill(Meter):
    """A meter that knows what everything costs."""

    cpu = 0.0
    requests = 0

    def send(self, request: traffic.Json, events: int) -> None:
        begun = time.process_time()
        super().send(request, events)
        self.cpu += time.process_time() - begun
        self.requests += 1

    @property
    def dollars(self) -> float:
        return (
            self.requests * (prices.REQUEST + 2 * prices.CALL)
            + self.told * prices.CALL
            + self.units * prices.WRITE
            + self.reads * prices.READ
            + self.cpu * prices.SECOND
            + self.calls * WAIT * MEMORY * prices.MEMORY_SECOND
        )

    def of_million(self) -> float:
        return self.dollars / self.events * MILLION


def rows(world: World, packets: int) -> list[Row]:
    world.publish(plans.usual())
    told = [_events(world, size, who, packets) for who in ("visitor", "lead") for size in SIZES]
    return [*told, *_mails(world), *idle()]


def _events(world: World, size: int, who: str, packets: int) -> Row:
    visitor, bill = Visitor(), Bill(world)
    if who == "lead":
        before = Meter(world)
        before.send(traffic.request(visitor.events(10)), 10)
        before.send(traffic.lead(visitor), 2)
        bill.held = before.held
    for _ in range(packets):
        bill.send(traffic.request(visitor.events(size)), size)
    beside = f"{bill.calls / bill.events:.2g} AWS calls, {bill.units / bill.events:.2g} write units an event"
    return _row(f"1,000,000 events of a {who}, {size} a request", bill.of_million(), beside)


def _mails(world: World) -> list[Row]:
    """From the event that triggers it to the row that says that it was sent; without what it was triggered by."""
    world.publish(mail.plan())
    one = mail.Customers(world, f"bill{clock.now()}-", 1, api.exchange)
    one.tells()()
    work = one.folds()
    with world.recorded() as folded:
        work()
    work = one.sends()
    with world.recorded() as sent:
        work()
    writes = [each for each in (*folded, *sent) if each[0] in ("PutItem", "UpdateItem")]
    reads = len(folded) + len(sent) - len(writes)
    bill = Bill(world)
    for operation, asked in writes:
        if operation == "PutItem":
            bill.put(asked)
        else:
            bill.units += 2  # the row, and its place in the index
    around = bill.units * prices.WRITE + reads * prices.READ + 4 * prices.CALL + 6 * prices.MESSAGE + prices.TIMER
    return [
        _row(f"{MAILS:,} mails: SES", MAIL * MAILS, "by size and region up to 1.60"),
        _row(f"{MAILS:,} mails: everything around them", around * MAILS, f"{bill.units} write units a mail"),
    ]


def idle() -> list[Row]:
    template = templates.read(ROOT / "template.yaml", parameters={"SenderDomain": "example.co.jp"})
    alarms = template.of_type("AWS::CloudWatch::Alarm").values()
    metrics = sum(len([m for m in alarm.get("Metrics", [{}]) if "Expression" not in m]) for alarm in alarms)
    sources = [
        event
        for function in template.of_type("AWS::Serverless::Function").values()
        for event in function.get("Events", {}).values()
    ]
    queues = sum(event["Type"] == "SQS" for event in sources)
    wakes = sum(
        _wakes(template.resolve(event["Properties"]["Schedule"])) for event in sources if event["Type"] == "Schedule"
    )
    boards = len(template.of_type("AWS::CloudWatch::Dashboard"))
    looks = wakes * (prices.CALL + 0.2 * MEMORY * prices.MEMORY_SECOND + 4 * prices.READ)
    return [
        _row(
            f"a month in which nothing happens: {metrics} metrics of {len(alarms)} alarms",
            metrics * prices.METRIC,
            "10 of an account are free",
        ),
        _row("… its dashboard", boards * prices.DASHBOARD, "3 of an account are free"),
        _row("… its secret", prices.SECRET),
        _row(
            f"… {queues} queues that functions wait at",
            queues * POLLS * prices.MESSAGE,
            "a million requests of an account are free",
        ),
        _row(f"… {wakes:,} looks by the clock", looks),
    ]


def _wakes(schedule: str) -> int:
    return ceil(MONTH / _MINUTES.get(schedule, _DAY))


def _row(what: str, dollars: float, beside: str = "") -> Row:
    return Row(what, "USD", Spread(dollars, dollars, dollars), beside)
