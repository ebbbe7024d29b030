"""One week in which everything happens once, always the same: what a single fault at a single AWS call is measured by.

Rules
1. It draws nothing: with a fault or without, the same people do the same things at the same moments.
2. Every function is in it, and every way on which a function calls AWS that a company's week takes: packets, forms,
   links, merges, a stranger's claim, mails that are opened, clicked, returned and complained about, a limit, a busy
   SES, a timer that is lost, alerts now and in a digest, a rep's answer, uploads good and bad.
3. Moments lie hours from the edges of windows, and scores well above the threshold, so that a fault's delay decides
   nothing.
"""

from random import Random
from typing import Any

from local.browser import HEADERS
from simulation.engine.services import Accepted, Denied
from simulation.faults import Rates
from simulation.seam import THROTTLED
from simulation.time import DAY, HOUR, MINUTE
from simulation.workload.people import EVIL, Attacker, Browser, Rep, Visitor, links_of
from simulation.workload.quiet import Quiet
from simulation.workload.readers import Readers
from simulation.workload.story import QUIET, Story
from simulation.workload.workspace import REPS, broken, files
from simulation.world import START, World

DAYS = 9
LOST_TIMER = 2
BUSY_AT = 3
"""Which schedule never fires, and which mail SES refuses for its rate, both counted from 1."""


class Week(Story):
    def __init__(self, world: World) -> None:
        self.world = world
        self.revision = 1
        self.rates = Rates()  # one call is struck, and nothing else
        self.readers = Readers(world)
        self.readers.are_there = False
        self.quiet = Quiet(world)
        self.quiet.are_there = False
        self.is_new = False
        self.visitors = [_customer(world, number, browsers=2) for number in (1, 2, 3)]
        self.people = len(self.visitors)
        world.bouncing = {self.visitors[2].email}
        world.schedules.losing = {LOST_TIMER}
        accept, asked = world.ses.accept, 0

        def accept_unless_busy(to: str, raw: bytes, tags: dict[str, str]) -> Accepted:
            nonlocal asked
            asked += 1
            if asked == BUSY_AT:
                raise Denied(*THROTTLED["sesv2"])
            return accept(to, raw, tags)

        world.ses.accept = accept_unless_busy

    def happen(self) -> None:
        world = self.world
        world.delivered = self._deliver
        for sweep in world.sweeps:
            sweep.start()
        for moment, act in self._program():
            world.time.begin(act, moment)
        world.time.run(START + DAYS * DAY + QUIET)

    def _program(self) -> list[tuple[int, Any]]:
        world = self.world
        one, two, three = self.visitors
        desk, phone = one.browsers
        stranger = Attacker(world, "evil-0")
        views = Browser.view
        return [
            (0, lambda: self._begin_with(files(1, Random("week 1")))),
            (20 * MINUTE, lambda: desk.send([views(desk, page) for page in ("/price", "/price", "/cases", "/about")])),
            (40 * MINUTE, lambda: one.fill_in(desk, consent=True)),
            (100 * MINUTE, lambda: phone.send([views(phone, "/price"), views(phone, "/products/a")])),
            (110 * MINUTE, lambda: self._told_by_the_server(one, phone)),
            (120 * MINUTE, lambda: desk.send([views(desk, "/price"), {"type": "nonsense", "messageId": "bad"}])),
            (3 * HOUR, lambda: self._told_by_the_server(two, two.browsers[0])),
            (190 * MINUTE, lambda: two.browsers[0].send([views(two.browsers[0], "/price") for _ in range(2)])),
            (4 * HOUR, lambda: three.fill_in(three.browsers[0], consent=True)),
            (5 * HOUR, lambda: stranger.send([stranger.event("identify", traits={**one.traits, "lastName": EVIL})])),
            (6 * HOUR, lambda: self._publish_wrongly(2)),
            (6 * HOUR + 20 * MINUTE, lambda: self._publish(2)),
            (DAY + 2 * HOUR, lambda: phone.send([views(phone, "/about"), views(phone, "/news/1")])),
            (DAY + 3 * HOUR, lambda: desk.send([desk.event("track", event="Trial Started", properties={})])),
            (3 * DAY + HOUR, lambda: desk.send([views(desk, "/price") for _ in range(2)])),
        ]

    def _told_by_the_server(self, visitor: Visitor, browser: Browser) -> None:
        consent = {"consent": {"marketing": True, "text": "はい", "source": "shop"}}
        who: Any = {"traits": visitor.traits, "userId": visitor.user_id, "context": consent}
        browser.send([browser.event("identify", **who)], secret=True)

    def _publish(self, revision: int) -> None:
        self._upload(files(revision, Random(f"week {revision}")), at_once=True)

    def _publish_wrongly(self, revision: int) -> None:
        self._put(*broken(files(revision, Random(f"week {revision}")), Random("half")))

    def _deliver(self, mail: Accepted) -> None:
        """Who reads it, and what follows: the second customer unsubscribes, and complains the first time."""
        one, two, _ = self.visitors
        step = str(mail.message["Subject"]).split()[0]
        links = links_of(mail)
        begin, http = self.world.time.begin, self.world.http
        if mail.to == one.email and step == "faq":
            begin(lambda: http("GET", links["o"], headers=HEADERS))
            begin(lambda: one.click(links["c"], one.browsers[1], "/price"), HOUR)
        elif mail.to == two.email and step == "watch":
            begin(lambda: http("GET", links["u"]))
            begin(lambda: two.unsubscribe(links["u"]), MINUTE)
            self.world.mail_events.complained(mail)
        elif mail.to.partition("@")[0] in REPS and "a" in links:
            begin(lambda: Rep(self.world, mail.to).answer(links["a"]), MINUTE)


def _customer(world: World, number: int, browsers: int) -> Visitor:
    """A visitor of whom nothing is left to chance."""
    visitor = Visitor(world, number)
    visitor.user_id = f"U{number}"
    visitor.browsers = [Browser(world, f"b{number}-{n}") for n in range(browsers)]
    return visitor
