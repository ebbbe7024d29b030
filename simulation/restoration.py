"""Tables restored to a moment, and a new deployment that carries on from them (docs/moving.md, "Restore to a moment").

Rules
1. AWS gives both tables as they stood at that moment, under other names; or the log as it stood somewhat later. All
   else of the old deployment stays with it: its streams, queues and schedules, what SES says of its mails, and whatever
   was done to its tables since.
2. The world goes on in place: its tables are empty, its buckets too, and nobody's process remembers anything. What lay
   there stands in the restored tables, and in the dump that is made of them.
3. What was seen since that moment was seen of another deployment: it is taken out of the evidence. Its mails remain
   sent (`since`).
"""

from typing import NamedTuple

from mikomi.keys import NOTED

from simulation.engine.dynamodb import Change, Table
from simulation.engine.expressions import Item
from simulation.engine.services import Accepted
from simulation.evidence import Request, Wrote
from simulation.time import SECOND
from simulation.world import World

THEN = "-then"
"""What the restored tables are called besides."""
_WAKES = {"due_shard", "due_at", "arm_at"}
Items = dict[tuple[str, str], Item]


class _Seen(NamedTuple):
    """How much had been seen by then."""

    at: int
    change: int
    writes: int
    reads: int
    mails: int

    @classmethod
    def by_now(cls, world: World) -> "_Seen":
        seen = (len(world.evidence.writes), len(world.evidence.reads), len(world.ses.accepted))
        return cls(world.time.now, world.dynamodb.changes, *seen)


class Restoration:
    """`ended_at`: since when the new deployment works; None: it does not yet. `since`: what the old one had sent after
    the moment; `stopped`: addresses to which no mail went any more in the old one, with why."""

    def __init__(self, world: World) -> None:
        """To this moment the tables will be restored."""
        self.world = world
        self.then = self.log_then = _Seen.by_now(world)
        self.tables: dict[str, Items] = {name: _items(table) for name, table in world.dynamodb.tables.items()}
        self.since: list[Accepted] = []
        self.stopped: dict[str, str] = {}
        self.ended_at: int | None = None

    def take_log_later(self) -> None:
        """The log is restored to this moment, later than the state."""
        self.log_then = self._taken_anew(self.world.event_table)

    def take_state_later(self) -> None:
        """The other way round."""
        self.then = self._taken_anew(self.world.state_table)

    def _taken_anew(self, table: str) -> _Seen:
        self.tables[table] = _items(self.world.dynamodb.tables[table])
        return _Seen.by_now(self.world)

    def stays_behind(self, pk: str, item: Item | None) -> bool:
        """Whether it is a note of a decision of which the restored state knows nothing."""
        if not pk.startswith(NOTED) or item is None:
            return False
        return int(item["received_at"]["N"]) >= self.then.at // SECOND * SECOND

    def _then_of(self, table: str) -> _Seen:
        return self.log_then if table == self.world.event_table else self.then

    def give_tables(self) -> None:
        """AWS has restored them: they lie beside those that are in use."""
        tables = self.world.dynamodb.tables
        for name, items in self.tables.items():
            restored = tables[name + THEN] = Table(name + THEN, {})
            for (pk, sk), item in items.items():
                restored.put(pk, sk, item)
            restored.restored_to = self._then_of(name).at

    def delete_tables(self) -> None:
        """Nobody needs any more what AWS restored."""
        for name in self.tables:
            del self.world.dynamodb.tables[name + THEN]

    def begin_anew(self) -> None:
        """The world is a new, empty deployment from here on."""
        world = self.world
        for name in self.tables:
            world.dynamodb.tables[name] = Table(name, world.dynamodb.tables[name].indexes)
        buckets = (world.workspace_bucket, world.environment["MIKOMI_PLAN_BUCKET"])
        for place in [place for place in world.s3.objects if place[0] in buckets]:
            del world.s3.objects[place]
        for mapping in world.mappings:
            mapping.begin_anew(self._then_of(mapping.table).change)
        for queue in world.queues.values():
            queue.begin_anew()
        world.scheduler.schedules.clear()
        world.schedules.begin_anew()
        world.lambdas.begin_anew()
        world.is_laid = self._is_laid
        self._forget()

    def _forget(self) -> None:
        world, then = self.world, self.then
        evidence, mails = world.evidence, world.ses.accepted
        evidence.writes[:] = [each for number, each in enumerate(evidence.writes) if self._is_seen(number, each)]
        del evidence.reads[then.reads :]
        evidence.requests[:] = [
            each if each.ended <= self._end_of(each) else each._replace(status=503, heard=False, answer="")
            for each in evidence.requests
            if each.at <= self._end_of(each)
        ]
        evidence.uploads[:] = [each for each in evidence.uploads if each[0] <= then.at]
        self.since += mails[then.mails :]
        del mails[then.mails :]
        world.mail_events.hears_from = max((mail.number for mail in (*mails, *self.since)), default=0) + 1
        # whatever SES would still have said of them, it says to the old deployment
        world.mail_events.unheard |= {mail.number for mail in mails if not self._is_known(mail)}

    def _is_seen(self, number: int, write: Wrote) -> bool:
        change = write.change
        return number < self._then_of(change.table).writes and not self.stays_behind(change.pk, change.after)

    def _end_of(self, request: Request) -> int:
        """Until when such a request was seen: what a reader wishes stands in the state, all else in the log."""
        return self.then.at if request.path.startswith("/u/") else self.log_then.at

    def _is_known(self, mail: Accepted) -> bool:
        """Whether the restored tables know that the mail went out."""
        row = self.tables[self.world.state_table].get(mail.row, {})
        return row.get("status", {}).get("S") in ("sent", "digest")

    def _is_laid(self, change: Change) -> bool:
        """Whether a load puts it where it stood, or wakes it there: nobody did that in the new deployment."""
        place, after = (change.pk, change.sk), change.after or {}
        if place == ("load", "load"):
            return True
        if change.before is None:
            then = self.tables[change.table].get(place)
            return then is not None and not self.stays_behind(change.pk, then)
        return (
            change.after is not None
            and {name for name in {*change.before, *after} if change.before.get(name) != after.get(name)} <= _WAKES
        )


def _items(table: Table) -> Items:
    return {(item["pk"]["S"], item["sk"]["S"]): item for item in table.all()}
