"""One seed of the siege of publishing.

Rules
1. The handler is the real one, in the simulation's AWS: any call may be the process's last, be refused, be answered
   too late or land when everybody has gone on; notices come late, twice and in any order.
2. Several people push, over the version that they see; meanwhile somebody uploads one file by hand, again and again.
   Each push marks all its mails, and the file by hand none of them.
3. W1: no version that ever ran holds the marks of two pushes. W2: a push that is told to be published is that version,
   and follows the one that its maker saw.
   W3: in the end the bucket holds what runs, every push was told what became of it, and the last report is that of
   what runs.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from random import Random
from typing import Any

from mikomi.core.checking import workspace as checking
from mikomi.model.push import FOLDER, Manifest, Push, mark, packed

from simulation import faults
from simulation.faults import Rates
from simulation.installation import installed, read_once
from simulation.time import HOUR, MINUTE
from simulation.workload.workspace import Files, files
from simulation.world import START, World

TROUBLE = HOUR
MARKS = 4
"""Workspaces that are pushed: few, because each is read and checked in full once a process."""
BY_HAND = "assets/by-hand.pdf"
RATES = Rates(
    die=0.03,
    throttle=0.03,
    error=0.02,
    error_applied=0.03,
    lost_answer=0.03,
    late=0.03,
    slow=0.5,
    skew=1,
    queue_again=0.3,
    notices=0.6,
)


@dataclass
class Besieged:
    """What one seed came to."""

    broken: list[str] = field(default_factory=list)
    met: Counter[str] = field(default_factory=Counter)
    versions: int = 0
    published: int = 0


def besiege(seed: int) -> Besieged:
    """Play one seed from its beginning to its end."""
    world = World(seed)
    world.environment["MIKOMI_QUIET_SECONDS"] = "08"[seed % 2]
    with installed(world):
        return _Siege(world).play()


class _Siege:
    def __init__(self, world: World) -> None:
        self.world = world
        self.random: Random = world.chance.of("siege")
        self.over: dict[str, int] = {}
        self.pushed: dict[str, str] = {}
        """Key of a push → the mark of its files."""

    def play(self) -> Besieged:
        world, random = self.world, self.random
        world.time.begin(lambda: self._push(0))
        world.time.run(START + 5 * MINUTE)
        world.wire.rates, world.lambdas.skew = RATES, 400
        for _ in range(random.randint(2, 6)):
            number = random.randrange(MARKS)
            world.time.begin(lambda number=number: self._push(number), self._moment())  # type: ignore[misc]
        for _ in range(random.randint(0, 4)):
            world.time.begin(self._by_hand, self._moment())
        world.time.run(START + TROUBLE)
        world.wire.rates = faults.NONE
        world.time.run(START + 3 * TROUBLE)
        # whatever was given up is shown, and whoever uploads is told to do it again
        world.time.begin(self._by_hand)
        world.time.run(START + 4 * TROUBLE)
        return self._judged()

    def _moment(self) -> int:
        """Most meet in the same minutes."""
        return int(self.random.choice([5, 5, 5, 20]) * MINUTE + self.random.random() ** 2 * 6 * MINUTE)

    def _push(self, number: int) -> None:
        """Somebody looks at the bucket, and a while later pushes what they made of it."""
        over = self._version()
        self.world.time.sleep(int(self.random.random() ** 3 * MINUTE))
        there = self._files_of(number)
        if BY_HAND in self._plain():
            there[BY_HAND] = self._plain()[BY_HAND]
        marks = {name: mark(body) for name, body in there.items()}
        body = packed(Push(manifest=Manifest(over=over, files=marks, by=f"p{len(self.pushed)}"), contents=there))
        key = f"{FOLDER}{len(self.pushed):03d}.zip"
        self.pushed[key], self.over[key] = f"rev-{number}", over
        self._put(key, body)

    def _files_of(self, number: int) -> Files:
        return files(number, Random(f"push {number}"))

    def _by_hand(self) -> None:
        self._put(BY_HAND, b"%PDF" + str(self.random.randrange(3)).encode())

    def _put(self, key: str, body: bytes) -> None:
        self.world.s3.put_object({"Bucket": self.world.workspace_bucket, "Key": key, "Body": body})

    def _version(self) -> int:
        held = next(iter(self.world.partition("plan#active")), {})
        rows = {item["sk"]["S"]: item for item in self.world.partition("plan#active")}
        return int(rows["plan"]["version"]["N"]) if held and "plan" in rows else 0

    def _plain(self) -> Files:
        bucket = self.world.workspace_bucket
        return {k: body for (b, k), body in self.world.s3.objects.items() if b == bucket and checking.belongs(k)}

    def _report(self, name: str) -> dict[str, Any] | None:
        body = self.world.s3.objects.get((self.world.workspace_bucket, f"reports/{name}.json"))
        return json.loads(body) if body else None

    def _judged(self) -> Besieged:
        told = Besieged(met=Counter(fault for (fault, _, _), n in self.world.wire.met.items() for _ in range(n)))
        plans = {number: self._plan(number) for number in range(1, self._version() + 1)}
        marks = {number: self._marks(plan) for number, plan in plans.items() if plan}
        told.versions = len(marks)
        told.broken += [
            f"W1: version {number} holds {sorted(held)}" for number, held in marks.items() if len(held) != 1
        ]
        reports = {key: report for key in self.pushed if (report := self._report(key))}
        won = {key: report["version"] for key, report in reports.items() if report["outcome"] == "published"}
        told.published = len(won)
        for key, number in won.items():
            if marks.get(number, set()) != {self.pushed[key]}:
                told.broken.append(f"W2: {key} is told to be version {number}")
            # what says the same as the version before it takes nothing back
            between = [n for n in range(self.over[key] + 1, number) if self._kept(n) and marks[n] != marks[number]]
            if between:
                told.broken.append(f"W2: {key} took back the versions {between} unseen")
        rows = {item["sk"]["S"]: item for item in self.world.partition("plan#active")}
        if "pushed" in rows["plan"]:
            told.broken.append("W3: a push is still being laid out")
        running = plans[self._version()]
        now, _ = read_once({name: b"" if checking.is_asset(name) else body for name, body in self._plain().items()})
        if running and (now is None or self._marks(now.model_dump(mode="json", by_alias=True)) != self._marks(running)):
            told.broken.append("W3: the bucket does not hold what runs")
        latest = self._report("latest")
        if not latest or (latest["outcome"], latest["version"]) != ("published", self._version()):
            told.broken.append(f"W3: the last report is {latest and (latest['outcome'], latest['version'])}")
        given_up = {*self.world.notices.given_up, *self._dead()}
        told.broken += [f"W3: {key} was told nothing" for key in self.pushed.keys() - reports.keys() - given_up]
        return told

    def _dead(self) -> set[str]:
        letters = [json.loads(each.body) for each in self.world.queue("mikomi-publishdeadletters").messages]
        return {letter["push"] for letter in letters if "push" in letter}

    def _plan(self, number: int) -> dict[str, Any] | None:
        bucket = self.world.environment["MIKOMI_PLAN_BUCKET"]
        body = self.world.s3.objects.get((bucket, f"plans/{number}.json"))
        return json.loads(body) if body else None

    def _kept(self, number: int) -> bool:
        return (self.world.environment["MIKOMI_PLAN_BUCKET"], f"versions/{number}.json") in self.world.s3.objects

    def _marks(self, plan: dict[str, Any]) -> set[str]:
        return {mail["subject"].split()[-1] for mail in plan["mails"].values()}
