"""The stories in which people ask to be erased, while everything goes wrong that may, and what they did comes late.

Rules
1. They are stories of their own (`seed.play(seed, of=Erased)`), so that no other seed is another one for them. Of
   whoever is erased most promises say nothing any more, so these stories are judged by those that hold all the same.
2. Whoever leaves is a person of their own, beside those who stay: nobody else names their address, but a stranger who
   does so an hour before at the latest, or whose word of before comes late.
3. An hour before they ask they stop; what comes afterwards is what was under way, old mails' links, and what a phone
   that was offline sends days later, with the moments at which it happened.
4. Each leaver's words (name, address, user id) stand nowhere else, so that they are found wherever they are left.
5. The end is when nobody looks after late things any more: three months later.
"""

from random import Random
from typing import Any

from mikomi.shell.erasure import looks, namesakes
from mikomi.shell.people import directory

from simulation.engine.services import Accepted
from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.workload.dealt import Dealt
from simulation.workload.people import EVIL, Browser, Event, Visitor
from simulation.workload.story import DAYS, QUIET
from simulation.world import START, World

ERASE, DPO = "Erase", "dpo"
TRIES = 8
FIRST = 901
"""The number of the first who leaves."""
MONTHS = 93 * DAY
JUDGED = frozenset(("I2", "I3", "I12", "I16", "I20", "I27", "I28", "I29", "I34"))
"""All that says something of who is gone, too. An erasure makes as many calls as there is to take (I30)."""


class Leaver(Visitor):
    """`leaves`: when they ask to be erased, counted from the beginning of the world."""

    leaves = 0

    def visit(self, browser: Browser) -> None:
        if self.world.time.now < self.leaves - HOUR:
            super().visit(browser)

    def click(self, link: str, browser: Browser, page: str) -> None:
        """Afterwards an old mail's link is followed, and the site's tag is not there to tell of it."""
        if self.world.time.now < self.leaves - HOUR:
            super().click(link, browser, page)
        else:
            self.world.http("GET", link)

    @property
    def words(self) -> tuple[str, ...]:
        return (self.token, self.email, f"U{self.number}")


class Erased(Dealt):
    judged: frozenset[str] | None = JUDGED

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self._random_of_leavers = random = world.chance.of("leavers")
        self.leavers = [Leaver(world, FIRST + number) for number in range(random.randint(1, 3))]
        self.answered: dict[str, list[str]] = {}
        """By address, the erasures that the command was answered with."""
        self.shared: list[tuple[Visitor, Browser]] = []
        """Browsers that somebody who stays used too, with whom."""

    def happen(self) -> None:
        super().happen()
        self.world.time.run(START + DAYS * DAY + QUIET + MONTHS)

    def _deliver(self, mail: Accepted) -> None:
        super()._deliver(mail)
        for leaver in self.leavers:
            if mail.to == leaver.email:
                leaver.read(mail)

    def _plan(self) -> None:
        super()._plan()
        for leaver in self.leavers:
            self._plan_leaver(leaver)

    def _plan_leaver(self, leaver: Leaver) -> None:
        random, time = self.world.chance.of("leaver", leaver.number), self.world.time
        begun, lasts = self._when(random)
        leaver.leaves = time.now + begun + lasts
        for _ in range(random.randint(2, 6)):
            time.begin(leaver.session, begun + int(random.random() * (lasts - 2 * HOUR)))
        time.begin(lambda: leaver.fill_in(leaver.browsers[0], consent=True), begun)
        for number in range(random.randint(0, 4)):
            moment = begun + int(random.random() * lasts)
            time.begin(lambda number=number: self._act(leaver, number), moment)  # type: ignore[misc]
        if random.random() < 0.5:
            self._share(leaver, begun + int(random.random() * (lasts - 3 * HOUR)))
        if random.random() < 0.5:
            self._claim(leaver, begun + int(random.random() * (lasts - 2 * HOUR)), 0)
        for _ in range(random.randint(1, 4)):
            made = begun + lasts - int((1 + 5 * random.random()) * HOUR)
            self._send_late(leaver, max(0, made), int(random.random() ** 2 * 20 * DAY))
        if random.random() < 0.4:
            self._claim(leaver, begun + lasts - 2 * HOUR, 3 * HOUR + int(random.random() * 8 * DAY))
        time.begin(lambda: self._ask(leaver), begun + lasts)
        if random.random() < 0.3:
            time.begin(lambda: self._ask(leaver), begun + lasts + int(random.random() * 2 * DAY))

    def _when(self, random: Random) -> tuple[int, int]:
        """When a leaver begins, and how long afterwards they ask."""
        begun = int(random.random() * (DAYS - 12) * DAY)
        return begun, int((0.3 + random.random()) * 6 * DAY)

    def _share(self, leaver: Leaver, moment: int) -> None:
        """A browser at which somebody who stays says who they are, hours apart."""
        random, time = self.world.chance.of("shared", leaver.number), self.world.time
        tablet, other = Browser(self.world, f"s{leaver.number}"), Visitor(self.world, leaver.number - 600)
        self.visitors.append(other)
        self.shared.append((other, tablet))
        first, second = random.sample([leaver, other], 2)
        time.begin(lambda: first.fill_in(tablet, consent=True), moment)
        time.begin(lambda: tablet.send([tablet.view("/price")]), moment + 30 * MINUTE)
        time.begin(lambda: second.fill_in(tablet, consent=True), moment + HOUR)

    def _send_late(self, leaver: Leaver, made: int, later: int) -> None:
        """Something is done at a moment before the erasure, and heard of that much later."""
        random, time = self.world.chance.of("late", leaver.number, made), self.world.time
        browser = random.choice(leaver.browsers)

        def act() -> None:
            kind = random.random()
            who = {"userId": leaver.user_id} if leaver.user_id and random.random() < 0.5 else {}
            events: list[Event] = [browser.view("/price")]
            if kind < 0.7:
                events.append(browser.event("identify", traits=leaver.traits, **who))
            time.sleep(later)
            browser.send(events, secret=0.4 < kind < 0.7)

        time.begin(act, made)

    def _claim(self, leaver: Leaver, made: int, later: int) -> None:
        """A stranger says to be the leaver."""
        stranger = Browser(self.world, f"stranger-{leaver.number}-{made}")

        def act() -> None:
            said = stranger.event("identify", traits={"email": leaver.email, "lastName": EVIL})
            self.world.time.sleep(later)
            stranger.send([said])

        self.world.time.begin(act, made)

    def _ask(self, leaver: Leaver) -> None:
        """Of a task: the command, until it is answered that somebody is erased, or was."""
        lambdas, begun = self.world.lambdas, bool(self.answered.get(leaver.email))
        lambdas.handlers.setdefault(ERASE, _erase)
        lambdas.timeouts.setdefault(ERASE, MINUTE)
        for _ in range(TRIES):
            outcome = lambdas.invoke_and_wait(ERASE, {"email": leaver.email, "by": DPO})
            if outcome.how == "answered":
                self.answered.setdefault(leaver.email, []).extend(outcome.answer["erasures"])
                if outcome.answer["erasures"] or begun:
                    return
                self.world.time.sleep(6 * HOUR)
            self.world.time.sleep(20 * SECOND)


def _erase(event: dict[str, Any], _context: Any) -> dict[str, Any]:
    """What the command does, which is a process of its own each time."""
    directory.forget()
    return {"erasures": [looks.ask(each, event["by"]).id for each in namesakes.find_all(event["email"])]}
