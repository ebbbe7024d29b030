"""The stories in which leads are said to be one and two again, a list is brought in twice, and a CRM repeats itself.

Rules
1. They are stories of their own (`seed.play(seed, of=Kin)`), so that no other seed is another one for them.
2. Two who are merged stay a pair: nobody else is merged with either of them. Whoever gets no answer says it again,
   sometimes twice though there was one.
3. The list names everybody by their address; two people may bring it in, at the same time or days apart.
4. The CRM sends each thing several times, and what it was told itself as if it were its own.
"""

from typing import Any, NamedTuple

from mikomi import keys
from mikomi.aws import people
from mikomi.core.imports.list_row import ListRow
from mikomi.model.person import Person
from mikomi.shell.operator import crm, kinship, list_import
from mikomi.shell.operator.by_hand import NotPossible
from mikomi.shell.operator.list_import import ListWish
from mikomi.shell.people import separation

from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.workload.people import Visitor, iso
from simulation.workload.story import Story
from simulation.world import World

MERGE, PART, IMPORT, CRM = "KinMerge", "KinPart", "ListImport", "CrmSays"
SYSTEM = "books"
TRIES = 8
PEOPLE = 4
FILE, TAG = "fair.csv", "listed"
STAGES = ("mql", "accepted", "opportunity")
BY = "sato"
JUDGED = frozenset((
    "I1", "I2", "I3", "I4", "I5", "I7", "I9", "I11", "I12", "I13", "I14", "I15", "I16", "I18", "I20",
    "I24", "I28", "I29", "I34", "I36", "I43", "I47",
))  # fmt: skip
"""Others say of whom something is by their address, that a lead, once there, stays, and how often somebody earns (two
who become one had each their caps): not of who is one and two."""


class Pair(NamedTuple):
    """Two who may be said to be one."""

    one: Visitor
    two: Visitor


class Kin(Story):
    judged = JUDGED

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.people = max(PEOPLE, self.people)
        self.pairs: list[Pair] = []
        self.said: dict[str, list[str]] = {}
        """By the first of a pair: what was done last to an answer, `merged` or `parted`."""
        self.unsure: set[str] = set()
        """Those of whom something was said that nobody heard an answer to."""
        self.listed: list[dict[str, Any]] = []
        """What each bringing in of the list was answered with."""
        self.crm_said: list[tuple[str, str, str]] = []
        """What the CRM was heard with: its `id`, the lead's address, the act."""

    def _plan(self) -> None:
        super()._plan()
        random, time = self.world.chance.of("kin"), self.world.time
        for visitor in self.visitors[:12]:  # known early, so that there is somebody to be merged
            moment = int(random.random() * 3 * DAY)
            time.begin(lambda who=visitor: who.fill_in(who.browsers[0], consent=True), moment)  # type: ignore[misc]
        for number in range(0, min(8, self.people) - 1, 2):
            pair = Pair(self.visitors[number], self.visitors[number + 1])
            self.pairs.append(pair)
            time.begin(lambda pair=pair: self._live(pair), int((4 + random.random() * 14) * DAY))  # type: ignore[misc]
        first = int((3 + random.random() * 10) * DAY)
        again = random.choice([0, 5 * SECOND, int(random.random() * 9 * DAY)])
        for moment in (first, first + again):
            time.begin(self._bring_in, moment)
        for number in range(random.randint(2, 6)):
            moment = int((4 + random.random() * 22) * DAY)
            time.begin(lambda number=number: self._crm(number), moment)  # type: ignore[misc]

    def _live(self, pair: Pair) -> None:
        """Of a task: one, two, one again …"""
        random = self.world.chance.of("pair", pair.one.number)
        for act in random.choice(
            [[MERGE], [MERGE, PART], [MERGE, PART], [MERGE, PART, MERGE], [MERGE, PART, MERGE, PART]]
        ):
            for _ in range(random.choice([1, 1, 2])):
                asked = {"one": pair.one.email, "two": pair.two.email, "since": self.world.time.now}
                answer = self._asked(act, asked)
                if answer is None:
                    self.unsure.add(pair.one.email)
                elif answer["done"]:
                    self.said.setdefault(pair.one.email, []).append(act)
            self.world.time.sleep(int((0.2 + random.random() * 2) * DAY))

    def _bring_in(self) -> None:
        rows = [[each.email, each.number] for each in self.visitors]
        answer = self._asked(IMPORT, {"rows": rows})
        if answer is not None:
            self.listed.append(answer)

    def _crm(self, number: int) -> None:
        random = self.world.chance.of("crm", number)
        whom = random.choice(self.visitors)
        act = random.choice(["stage", "note", "stage"])
        what = {"stage": random.choice(STAGES)} if act == "stage" else {"note": f"crm-{number}"}
        said = {"external_id": f"B{whom.number}", "id": f"say-{number}", "at": iso(self.world.time.now), **what}
        for _ in range(random.choice([1, 2, 3])):
            answer = self._asked(CRM, {"entries": [said]})
            if answer is not None and not answer["refused"]:
                self.crm_said.append((f"say-{number}", whom.email, act))
            self.world.time.sleep(int(random.random() ** 2 * 12 * HOUR))

    def _asked(self, function: str, event: dict[str, Any]) -> dict[str, Any] | None:
        lambdas = self.world.lambdas
        lambdas.handlers.setdefault(function, _DOES[function])
        lambdas.timeouts.setdefault(function, 5 * MINUTE)
        for attempt in range(TRIES):
            outcome = lambdas.invoke_and_wait(function, event)
            if outcome.how == "answered":
                return dict(outcome.answer)
            self.world.time.sleep(min(6 * HOUR, 20 * SECOND * 3**attempt))
        return None


def _lead(email: str) -> Person | None:
    lead = people.find_alias(keys.email_alias(email))
    return people.load(lead) if lead else None


def _merge(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    one, two = _lead(event["one"]), _lead(event["two"])
    if one is None or two is None:
        return {"done": False}
    if one.id == two.id:
        return {"done": True}
    try:
        kinship.merge(one.id, two.id, BY)
    except NotPossible:
        return {"done": False}
    return {"done": True}


def _part(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    one, two = _lead(event["one"]), _lead(event["two"])
    if one is None or two is None:
        return {"done": False}
    # cut off, it is said again: of who stands in its own place already, and is a part all the same
    half = next((each.id for each in (one, two) if one.id != two.id and separation.entry_of(each.id)), "")
    if not half and one.id != two.id and one.apart.get(two.id, -1) >= event["since"]:
        return {"done": True}  # nobody heard the answer, or whoever looks after leads has completed it
    other = half or next((each.id for each in one.merged if each.email in (event["one"], event["two"])), "")
    try:
        kinship.part(other, BY)
    except NotPossible:
        return {"done": False}
    return {"done": True}


def _import(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    rows = [
        ListRow(line, email, None, {f"external_id_{SYSTEM}": f"B{number}", "department": f"D{number}"}, (TAG,))
        for line, (email, number) in enumerate(event["rows"], start=2)
    ]
    wish = ListWish(FILE, "digest", None, (), "", BY)
    return list_import.carry_out(list_import.look(rows, wish, _quietly), wish, _quietly)


def _quietly(_what: str, _done: int, _of: int) -> None: ...


def _crm_says(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    return {"refused": [each.code for each in crm.take(SYSTEM, event["entries"])]}


_DOES = {MERGE: _merge, PART: _part, IMPORT: _import, CRM: _crm_says}
