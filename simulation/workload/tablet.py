"""Several people at one browser (a family's PC, a tablet at a fair), and one address in many browsers.

Rules
1. Each guest sends the form under an address of its own, seconds or hours after the one before; some come again, some
   are known to the company's server, before or later, or have a browser of their own.
2. It draws nothing of the world's, so that a story without a tablet is what it was.
"""

from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.workload.people import Browser, Visitor
from simulation.world import World

SHARE = 0.07
"""Of the stories in which there is one."""
FIRST = 101
"""The number of its first guest."""
MANY = 5
"""In how many browsers somebody sends forms with one guest's address."""


class Tablet:
    def __init__(self, world: World) -> None:
        self._world = world
        self._random = random = world.chance.of("tablet")
        self._guests = random.randint(2, 3) if random.random() < SHARE else 0

    def guests(self) -> list[Visitor]:
        return [Visitor(self._world, FIRST + number) for number in range(self._guests)]

    def plan(self, guests: list[Visitor], days: int) -> None:
        """When who comes."""
        if not guests:
            return
        random, time = self._random, self._world.time
        tablet = Browser(self._world, "t0")
        day = int(random.random() * days * DAY)
        apart = random.choice([3 * SECOND, 5 * MINUTE, 2 * HOUR])
        if random.random() < 0.3:  # the tablet is one guest's own
            time.begin(lambda: guests[0].tell_from_server(tablet), max(0, day - HOUR))
        for number, guest in enumerate(random.sample(guests, len(guests))):
            self._sends(guest, tablet, day + int((number + random.random()) * apart))
            if random.random() < 0.4:
                self._sends(guest, tablet, day + int(random.random() * 2 * DAY))
            if random.random() < 0.4:
                self._sends(guest, guest.browsers[0], int(random.random() * days * DAY))
        for _ in range(random.randint(0, 2)):
            moment = day + int(random.random() * len(guests) * apart)
            time.begin(lambda: tablet.send([tablet.view("/price"), tablet.view("/cases")]), moment)
        if random.random() < 0.3:
            self._is_named_by_many(guests[-1], day + DAY)
        if random.random() < 0.4:
            known = random.choice(guests)
            time.begin(lambda: known.tell_from_server(known.browsers[0]), max(0, day - HOUR))
        if random.random() < 0.4:
            self._gets_to_be_known(random.choice(guests), tablet, day)

    def _gets_to_be_known(self, guest: Visitor, tablet: Browser, moment: int) -> None:
        """Forms before and after the server tells who has their address, and after the guest logs in at the tablet."""
        time, apart = self._world.time, sorted(int(self._random.random() * 2 * DAY) for _ in range(5))
        sent, known, sent_again, logs_in, sends_as_known = (moment + each for each in apart)
        time.begin(lambda: guest.tell_from_server(guest.browsers[0]), known)
        time.begin(lambda: guest.tell_from_server(tablet), logs_in)
        for each in (sent, sent_again, sends_as_known):
            self._sends(guest, tablet, each)

    def _is_named_by_many(self, guest: Visitor, moment: int) -> None:
        """Whom the server has told of, so that nobody else's word counts."""
        time = self._world.time
        time.begin(lambda: guest.tell_from_server(guest.browsers[0]), moment)
        browsers = [Browser(self._world, f"x{number}") for number in range(MANY)]
        moments = []
        for browser in browsers:
            moments.append(moment + HOUR + int(self._random.random() * 3 * HOUR))
            self._sends(guest, browser, moments[-1])
        if (
            self._random.random() < 0.5
        ):  # mail no longer arrives there; then the first browser turns out to be the guest's
            first = browsers[moments.index(min(moments))]
            time.begin(lambda: self._world.bouncing.add(guest.email), moment)
            time.begin(lambda: guest.tell_from_server(first), moment + 12 * HOUR)

    def _sends(self, guest: Visitor, browser: Browser, moment: int) -> None:
        consent = self._random.random() < 0.85
        self._world.time.begin(lambda: guest.fill_in(browser, consent), moment)
