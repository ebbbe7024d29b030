"""The siege of publishing where what runs asks for approval.

Rules
1. As in `siege`: several push, somebody uploads by hand, calls fail, notices come late and twice. Beside them somebody
   looks at what waits, and says yes or no; their console dies and is pressed again as everything else.
2. W4: nothing runs but what was approved, over the version over which it was (the first version, which switched it on,
   needed nobody).
   W5: what was approved runs in the end, unless another version came between, or its push was given up.
"""

import json
from itertools import pairwise
from random import Random
from typing import Any

from mikomi.model.push import FOLDER
from mikomi.shell import approval
from mikomi.shell.approval import DecidedAlready, NoSuchCandidate

from simulation import faults
from simulation.installation import installed
from simulation.pushes import siege
from simulation.pushes.siege import RATES, TROUBLE, Besieged
from simulation.time import MINUTE
from simulation.workload.workspace import Files
from simulation.world import START, World

APPROVER = "Approver"


def besiege(seed: int) -> Besieged:
    """Play one seed from its beginning to its end."""
    world = World(seed)
    world.environment["MIKOMI_QUIET_SECONDS"] = "08"[seed % 2]
    with installed(world):
        return _Approved(world).play()


class _Approved(siege._Siege):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.decides: Random = world.chance.of("approver")
        world.lambdas.handlers = {**world.lambdas.handlers, APPROVER: self._decide}
        world.lambdas.timeouts[APPROVER] = 29_000

    def play(self) -> Besieged:
        world, random = self.world, self.random
        world.time.begin(lambda: self._push(0))
        world.time.run(START + 5 * MINUTE)
        world.wire.rates, world.lambdas.skew = RATES, 400
        for _ in range(random.randint(2, 6)):
            number = random.randrange(siege.MARKS)
            world.time.begin(lambda number=number: self._push(number), self._moment())  # type: ignore[misc]
        for _ in range(random.randint(0, 3)):
            world.time.begin(self._by_hand, self._moment())
        for _ in range(self.decides.randint(2, 8)):
            wait = int(5 * MINUTE + self.decides.random() * 20 * MINUTE)
            world.time.begin(lambda: world.lambdas.invoke(APPROVER, {}, lambda _done: None), wait)
        world.time.run(START + TROUBLE)
        world.wire.rates = faults.NONE
        world.time.run(START + 4 * TROUBLE)
        return self._told()

    def _files_of(self, number: int) -> Files:
        there = super()._files_of(number)
        there["settings.json"] = json.dumps({**json.loads(there["settings.json"]), "approval": True}).encode()
        return there

    def _decide(self, _event: Any, _context: Any) -> None:
        """The last that waits: mostly yes, over what runs."""
        number = max((int(item["sk"]["S"]) for item in self.world.partition("candidates")), default=0)
        try:
            if self.decides.random() < 0.7:
                approval.approve(number, self._version(), "suzuki")
            else:
                approval.refuse(number, "suzuki", "no")
        except (DecidedAlready, NoSuchCandidate):
            return

    def _told(self) -> Besieged:
        told = Besieged()
        rows = {int(item["sk"]["S"]): item for item in self.world.partition("candidates")}
        yes = {number: row for number, row in rows.items() if row["state"]["S"] == "approved"}
        said = [(int(row["over"]["N"]), self._said(self._candidate(row))) for row in yes.values()]
        kept = [number for number in range(1, self._version() + 1) if self._kept(number)]
        told.versions, told.published = len(kept), len(yes)
        for before, number in pairwise(kept):
            # of a version whose publisher died before its record only the next one tells
            if not any(before <= over < number and of == self._said(self._plan(number)) for over, of in said):
                told.broken.append(f"W4: version {number} runs unapproved")
        given_up = {*self.world.notices.given_up, *self._dead()}
        for number, row in yes.items():
            over, key = int(row["over"]["N"]), f"{FOLDER}candidate-{number}-over-{row['over']['N']}.zip"
            sent = (self.world.workspace_bucket, key) in self.world.s3.objects
            if sent and self._version() == over and key not in given_up:
                told.broken.append(f"W5: candidate {number} was approved and does not run")
        return told

    def _candidate(self, row: dict[str, Any]) -> dict[str, Any] | None:
        body = self.world.s3.objects.get((self.world.environment["MIKOMI_PLAN_BUCKET"], f"{row['files']['S']}.json"))
        return json.loads(body) if body else None

    def _said(self, plan: dict[str, Any] | None) -> str:
        """What a plan says, as far as this story changes it."""
        return json.dumps([plan["mails"], plan["settings"], plan["assets"]], sort_keys=True) if plan else ""
