"""The stories in which everybody is of one company, and sales are told when some of them looked at the prices.

Rules
1. They are stories of their own (`seed.play(seed, of=OfOneCompany)`), so that no other seed is another one for them.
2. The workspace says the same of the alert in every revision.
3. They write their company as people do: with what kind of company it is, before it, short, or not at all.
"""

import json

from simulation.workload.story import Story
from simulation.workload.workspace import Files
from simulation.world import World

KEY = "c:青空"
WRITTEN = ("株式会社青空", "㈱青空", "青空", "（株）青空")
ALERT = "prices"
ENOUGH, WITHIN = 2, 3
"""So many people, within so many days."""
PEOPLE = 4


class OfOneCompany(Story):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.people = max(PEOPLE, self.people)

    def _plan(self) -> None:
        super()._plan()
        for visitor in self.visitors:
            visitor.company = WRITTEN[visitor.number % len(WRITTEN)]

    def _files(self, revision: int, drawn_by: str) -> Files:
        asked = {"id": ALERT, "name": "prices", "people": ENOUGH, "when": {"visited": "/price"}, "within": f"{WITHIN}d"}
        sales = {"version": 1, "company_alerts": [{**asked, "urgency": "now"}]}
        return {**super()._files(revision, drawn_by), "sales.json": json.dumps(sales).encode()}
