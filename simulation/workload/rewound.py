"""The stories in which tables are restored while people ask to be erased and releases come and go (docs/moving.md).

Rules
1. They are stories of their own (`seed.play(seed, of=Rewound)`): the restores of `Restored`, the leavers of `Erased`.
2. People ask before the moment to which the tables are restored, after it, at it, and in the new deployment. Whoever
   would ask while it moves waits until it works.
3. The log is restored to ten seconds after the state, as the document says; AWS takes each table at its own second.
4. In most seeds a newer release runs beside ours around the moment, so that what it wrote is restored, dumped and
   loaded by either of them, and is met after it was rolled back.
5. Of whoever is erased the promises say what they say of an erasure (`Erased.judged`, I49), of all others everything.
"""

import json
from collections.abc import Container, Iterator
from functools import cached_property
from random import Random

from simulation.evidence import Wrote, state_of
from simulation.restoration import Restoration
from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.workload.erased import ERASE, JUDGED, Erased, Leaver
from simulation.workload.restored import Restored
from simulation.world import START, World

AHEAD = 10 * SECOND
"""By how much the log is restored to a later moment than the state."""


class Rewound(Restored, Erased):
    judged = None

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._random_of_moments = random = world.chance.of("rewound")
        self.moves = False
        """Whether the deployment moves at this moment."""
        if random.random() < 0.6:
            begin = START + self.sound - int(random.random() * 3 * DAY)
            world.newer_release = (begin, begin + int(random.random() * (self.noticed - self.sound + 4 * DAY)))

    def _plan(self) -> None:
        super()._plan()
        for leaver in self.leavers:
            self._plan_leaver(leaver)

    def _when(self, random: Random) -> tuple[int, int]:
        kind, early = random.random(), random.random() ** 3
        if kind < 0.3:
            leaves = self.sound - int(early * DAY)
        elif kind < 0.5:
            leaves = self.sound + int(random.random() * 2 * MINUTE)
        elif kind < 0.85:
            leaves = self.sound + int(random.random() * (self.noticed - self.sound))
        else:
            leaves = self.noticed + int(early * DAY)
        lasts = min(leaves, int((0.3 + random.random()) * 6 * DAY))
        return leaves - lasts, lasts

    def _remember(self) -> None:
        random, time = self._random_of_moments, self.world.time
        time.sleep(int(random.random() * SECOND))
        ahead = AHEAD + int((random.random() - 0.5) * SECOND)
        restored = Restoration(self.world)
        time.sleep(abs(ahead))
        if ahead >= 0:
            restored.take_log_later()
        else:
            restored.take_state_later()
        self.restored = restored

    def _begin_to_move(self) -> None:
        self.moves = True
        self.world.time.sleep(2 * MINUTE)

    def _restore(self) -> None:
        super()._restore()
        assert self.restored, "the moment has come before somebody notices"
        self.restored.delete_tables()
        self.moves = False

    def leaves_out(self, promise: str, seen: str) -> bool:
        if promise == "I30":  # an erasure makes as many calls as there is to take
            return seen.startswith(("ScheduleStepFunction", ERASE))
        return promise not in JUDGED and any(name in seen for name in self._erased)

    @cached_property
    def _erased(self) -> list[str]:
        """What those are called who were erased, those who only named their address, the browsers of all of them, and
        what was decided for them."""
        names = {word for leaver in self.leavers for word in leaver.words}
        kinds = ("a:b", "a:s", "a:stranger-", "press-")
        names |= {f"{kind}{leaver.number}" for leaver in self.leavers for kind in kinds}
        for write in self.world.evidence.writes:
            item = write.change.after or {}
            if write.change.pk.startswith("erasure#") and "known" in item:
                known = json.loads(item["known"]["S"])
                names |= {*known["ids"], *known["subjects"], *known["shared"]}
        decided = {each for write in self.world.evidence.writes for each in _decided(write, names)}
        return sorted(names | decided)

    def _ask(self, leaver: Leaver) -> None:
        while self.moves:
            self.world.time.sleep(HOUR)
        super()._ask(leaver)


def _decided(write: Wrote, people: Container[str]) -> Iterator[str]:
    """The runs and effects that this write gave one of these people."""
    item = write.change.after or {}
    if "state" in item and write.change.pk.partition("#")[2] in people:
        state = state_of(item)
        yield from (each["id"] for name in ("enrolments", "effects") for each in state.get(name, ()))
