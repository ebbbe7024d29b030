"""The stories in which a mail's three variants are dealt by weights that follow what is known, night after night.

Rules
1. They are stories of their own (`seed.play(seed, of=Followed)`), so that no other seed is another one for them; what
   is drawn is drawn from a stream of their own.
2. The judge is the product's: what is known is drawn, the entry worked out of it and written under the night's name.
   He may die or come twice, as any function; the workspace says the same of this mail in every revision.
3. In the end, when everything is quiet, everybody's log is told anew (`retold`), and an operator folds them again.
"""

import json
from typing import Any

from mikomi import clock
from mikomi.aws import lots, people, plans
from mikomi.core import replay
from mikomi.core.figures import winner
from mikomi.core.figures.rates import Rate
from mikomi.core.results import winners
from mikomi.core.results.winners import LotsSpan
from mikomi.model.effects import SendMail
from mikomi.shell.archive.winners import places_of
from mikomi.shell.people import footprints

from simulation.time import DAY, HOUR
from simulation.workload.story import DAYS, Story
from simulation.workload.workspace import Files
from simulation.world import World

JUDGE, READER = "Judge", "Reader of all logs"
SCENARIO, STEP, TEMPLATE = "followed", "dealt", "arm"
ARMS = ("A", "B", "C")
PEOPLE = 3
"""So many at least: by one alone nobody sees what weights do."""
A_STRETCH = 600
"""People of whom is known, in each stretch of the same weights."""


class Followed(Story):
    follows = True

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.people = max(PEOPLE, self.people)
        self.ends_with_an_operator = True
        self._draws = world.chance.of("weights")

    def _files(self, revision: int, drawn_by: str) -> Files:
        made = super()._files(revision, drawn_by)
        variants = [{"id": arm, "template": f"{TEMPLATE}-{arm.lower()}"} for arm in ARMS]
        mail = {
            "id": STEP,
            "mail": {"template": f"{TEMPLATE}-a", "subject": "dealt always", "winner": True, "variants": variants},
        }
        scenario = {
            "version": 1,
            "id": SCENARIO,
            "name": SCENARIO,
            "status": "active",
            "trigger": {"when": {"visited": "/**"}},
            "reentry": {"after": "1d"},
            "steps": [{"wait": "2d"}, mail, {"wait": "1d"}],
        }
        body = made["mails/faq.html"].replace(f"rev-{revision}".encode(), b"always")
        return {
            **made,
            **{f"mails/{TEMPLATE}-{arm.lower()}.html": body for arm in ARMS},
            f"scenarios/{SCENARIO}.json": json.dumps(scenario, ensure_ascii=False).encode(),
        }

    def happen(self) -> None:
        super().happen()
        world = self.world
        world.lambdas.handlers = {**world.lambdas.handlers, READER: self._tell_anew}
        world.lambdas.timeouts[READER] = HOUR
        world.lambdas.invoke(READER, {}, lambda _done: None)
        world.time.run(world.time.now + HOUR)

    def _plan(self) -> None:
        super()._plan()
        world = self.world
        world.lambdas.handlers = {**world.lambdas.handlers, JUDGE: self._judge}
        world.lambdas.timeouts[JUDGE] = HOUR
        for night in range(1, DAYS):
            for _ in range(self._draws.choice([1, 1, 2])):
                moment = night * DAY + int(self._draws.random() * 6 * HOUR)
                world.time.begin(lambda: world.lambdas.invoke(JUDGE, {}, lambda _done: None), moment)

    def _judge(self, _event: Any, _context: Any) -> None:
        now = clock.now()
        for place in places_of(plans.active()):
            seen = lots.standing(place)
            night = str(now // DAY)
            if seen.judged < night:
                rows = winners.rows_of(*place, seen.history)
                parts = [self._known(each) for each in winners.spans(ARMS, rows, {})]
                lots.judged(place, seen, night, winners.entry(ARMS, parts, seen.history, now))

    def _tell_anew(self, _event: Any, _context: Any) -> None:
        for person in filter(None, map(people.load, self._leads())):
            for decided in replay.retell(person, footprints.of(person), footprints.under_version, clock.now()):
                for effect in decided.effects:
                    if isinstance(effect, SendMail) and (effect.scenario, effect.step) == (SCENARIO, STEP):
                        self.retold.append((effect.id, (effect.variant, effect.lots)))

    def _leads(self) -> list[str]:
        items = self.world.dynamodb.tables[self.world.state_table].all()
        of_people = (item["pk"]["S"] for item in items if item["sk"]["S"] == "person" and "state" in item)
        return sorted(each.removeprefix("person#") for each in of_people)

    def _known(self, span: LotsSpan) -> LotsSpan:
        """One of the arms does better in this stretch, another one in the next."""
        people = [round(A_STRETCH * weight) for weight in span.weights]
        best = (span.number // 2) % len(ARMS)
        reached = [of * (5 if arm == best else 1) // 10 for arm, of in enumerate(people)]
        return span._replace(rates=tuple(map(Rate, reached, people)))


assert A_STRETCH / len(ARMS) > winner.FEWEST
