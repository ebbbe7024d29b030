"""The stories in which both tables are restored to a moment, while everything goes wrong that may (docs/moving.md).

Rules
1. They are stories of their own (`seed.play(seed, of=Restored)`), of people and their mails alone: what marketers,
   sales and operators do to many would have to be asked for again, and no promise says by whom.
2. The steps are those of the document, in its order: the old deployment is paused, the tables are restored, a new one
   that is paused too is loaded, whoever unsubscribed since is stopped there, and only then it works.
3. A command that is cut off is given again. While the new one is loaded nobody reaches any of the two.
4. The world is judged as if the time between the moment and the new deployment had never been; what then was known and
   what was sent meanwhile is judged by a promise of its own (I49).
"""

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from mikomi import clock
from mikomi.core.checking import workspace
from mikomi.shell.dump import arrival, departure
from mikomi.shell.dump.arrival import Occupied
from mikomi.shell.dump.departure import OtherDump, RestoredTables
from mikomi.shell.operator import suppression

from simulation.engine.services import Accepted
from simulation.restoration import THEN, Restoration
from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.workload.operator import OPERATOR
from simulation.workload.people import Attacker, Visitor, links_of
from simulation.workload.story import DAYS, Story
from simulation.world import World

TRIES = 300
BY, BECAUSE = "dpo", "unsubscribed from the deployment before"
WAIT = 15 * MINUTE
"""In which SES says of every mail whether it went out."""


class Restored(Story):
    """`sound`: the moment to which it is restored, `noticed`: when somebody begins to; both from the beginning on."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        random = world.chance.of("restored")
        self.sound = int((2 + random.random() * (DAYS - 8)) * DAY)
        self.noticed = self.sound + int((0.05 + random.random() ** 2 * 3) * DAY)
        self.ends_with_an_operator = False
        self._folder = TemporaryDirectory()
        self._ways_out: dict[str, str] = {}

    def happen(self) -> None:
        with self._folder:
            super().happen()

    def _plan(self) -> None:
        world, random, time = self.world, self._random, self.world.time
        self.visitors = [Visitor(world, number) for number in range(1, self.people + 1)]
        # much happens on the days around the moment, and the rest is spread
        busy = [self.sound - DAY, self.sound - HOUR, self.sound, self.noticed, *(random.randrange(DAYS * DAY),) * 2]
        for visitor in self.visitors:
            if random.random() < 0.7:  # what is under way at the moment itself
                time.begin(visitor.session, self.sound - int(random.random() ** 2 * 2 * MINUTE))
            for _ in range(random.randint(2, 6)):
                moment = max(0, random.choice(busy)) + int(random.random() ** 2 * 3 * HOUR)
                time.begin(visitor.session, min(moment, (DAYS - 1) * DAY))
        if random.random() < 0.5:
            attacker = Attacker(world, "evil")
            time.begin(lambda: attacker.attack(self.visitors), random.randrange((DAYS - 1) * DAY))
        for _ in range(random.choice([0, 1, 2])):
            moment = random.randrange((DAYS - 1) * DAY)
            if abs(moment - self.noticed) > 4 * HOUR:
                time.begin(self._edit, moment)
        for visitor in self.visitors:
            if random.random() < 0.6:
                moment = self.sound + int(random.random() * (self.noticed - self.sound))
                time.begin(lambda visitor=visitor: self._leave(visitor), moment)  # type: ignore[misc]
        time.begin(self._remember, self.sound)
        time.begin(self._restore, self.noticed)

    def _deliver(self, mail: Accepted) -> None:
        super()._deliver(mail)
        if link := links_of(mail).get("u"):
            self._ways_out[mail.to] = link

    def _leave(self, visitor: Visitor) -> None:
        """Whoever wants no mail any more says so in the time that will be lost."""
        if link := self._ways_out.get(visitor.email):
            visitor.unsubscribe(link)

    def _remember(self) -> None:
        self.restored = Restoration(self.world)

    def _restore(self) -> None:
        world, restored = self.world, self.restored
        assert restored, "the moment has come before somebody notices"
        world.lambdas.handlers = {**world.lambdas.handlers, OPERATOR: lambda asked, _context: asked["does"]()}
        world.lambdas.timeouts[OPERATOR] = HOUR
        readers: list[Any] = [*world.mappings, *world.sweeps, *(q.reader for q in world.queues.values() if q.reader)]
        for reader in readers:
            reader.paused = True
        world.time.sleep(WAIT)
        self._begin_to_move()
        restored.give_tables()
        self._command(self._dump)
        world.lambdas.closed = lambda function: function not in (OPERATOR, "PublishFunction")
        world.time.sleep(5 * MINUTE)
        restored.stopped = self._stopped(restored)
        restored.begin_anew()
        self._command(self._load)
        world.is_laid = lambda _change: False
        world.time.sleep(2 * MINUTE)
        self._note_workspace()
        for address, reason in sorted(restored.stopped.items()):
            self._command(lambda address=address, reason=reason: _stop(address, reason))
        restored.ended_at = world.time.now
        world.lambdas.closed = lambda _function: False
        for reader in readers:
            reader.resume()

    def _begin_to_move(self) -> None:
        """From here on until the new one works nobody asks anything of any of the two."""

    def _command(self, does: Any) -> None:
        for _ in range(TRIES):
            if self.world.lambdas.invoke_and_wait(OPERATOR, {"does": does}).how == "answered":
                return
            self.world.time.sleep(20 * SECOND)
        raise AssertionError(f"the operator's command never came to its end: {does}")

    def _dump(self) -> None:
        world = self.world
        tables = RestoredTables(world.event_table + THEN, world.state_table + THEN)
        try:
            departure.take(self._path, archive=False, secret=False, progress=lambda _file: None, tables=tables)
        except OtherDump:
            return  # it was whole, and the answer was lost

    def _load(self) -> None:
        try:
            arrival.load(self._path, secret=False, progress=lambda _name, _done, _of: None)
        except Occupied as occupied:
            if not occupied.is_done:
                raise

    @property
    def _path(self) -> Path:
        return Path(self._folder.name) / "dump"

    def _stopped(self, restored: Restoration) -> dict[str, str]:
        """Whom nothing is written to in the old deployment, and the restored tables do not know it of."""
        table = self.world.state_table
        found = {}
        for item in self.world.dynamodb.tables[table].all():
            place = item["pk"]["S"], item["sk"]["S"]
            known = restored.tables[table].get(place, {})
            is_new = "suppressed" in item and "suppressed" not in known
            if place[0].startswith("address#") and is_new and "address" in item:  # of who was erased it says none
                found[item["address"]["S"]] = item["suppressed"]["S"]
        return found

    def _note_workspace(self) -> None:
        world = self.world
        there = {
            key: held
            for (bucket, key), held in world.s3.objects.items()
            if bucket == world.workspace_bucket and workspace.belongs(key)
        }
        world.evidence.uploads.append((world.time.now, there))


def _stop(address: str, reason: str) -> None:
    suppression.add(address, BY, BECAUSE, clock.now(), reason)
