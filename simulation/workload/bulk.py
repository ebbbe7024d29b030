"""A stranger who says more of somebody than one item may hold.

It draws nothing of the world's, so that a story without one is what it was.
"""

from string import ascii_letters, digits

from simulation.time import DAY, HOUR
from simulation.workload.people import Browser, Visitor
from simulation.world import World

SHARE = 0.04
"""Of the stories in which there is one."""
TIMES, TRAITS, LENGTH = 8, 12, 2_000
"""How often it speaks, of how many traits each time, and how long each is: twice of what an item may hold."""


class Bulk:
    def __init__(self, world: World) -> None:
        self._world = world
        self._random = random = world.chance.of("bulk")
        self.is_there = random.random() < SHARE

    def plan(self, visitors: list[Visitor], days: int) -> None:
        """Within a day, of one of the visitors or of nobody whom there is."""
        if not self.is_there:
            return
        random = self._random
        browser = Browser(self._world, "f0")
        address = random.choice([visitors[0].email, "nobody@mail.example"])
        day = int(random.random() * days * DAY)
        for number in range(TIMES):
            traits = {f"t{number}-{n}": self._text() for n in range(TRAITS)}
            self._says(browser, {"email": address, **traits}, day + number * HOUR)

    def _says(self, browser: Browser, traits: dict[str, str], moment: int) -> None:
        self._world.time.begin(lambda: browser.send([browser.event("identify", traits=traits)]), moment)

    def _text(self) -> str:
        return "".join(self._random.choices(ascii_letters + digits, k=LENGTH))
