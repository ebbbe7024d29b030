"""Visitors and leads: browsers that send, forms that are filled in, mails that are read, and who means no good.

Rules
1. Everything goes through the HTTP API, as from outside; a client that hears no answer sends again.
2. Each person's data carries a word of its own (`TK3K`), so that it is seen where it does not belong.
3. Client clocks may be days off, and two browsers of one person may act in the same second.
"""

import json
import re
from base64 import b64encode
from datetime import UTC, datetime
from typing import Any

from local.browser import HEADERS
from simulation.engine.services import Accepted
from simulation.time import DAY, HOUR, MINUTE, SECOND
from simulation.workload.topics import wish
from simulation.world import API_URL, PUBLIC_KEY, SECRET_KEY, World

Event = dict[str, Any]
PAGES = ("/price", "/price", "/price", "/products/a", "/products/b", "/cases", "/about", "/news/1", "/")
EVIL = "EVIL"
_LINK = re.compile(re.escape(API_URL) + r"/([a-z])/([^\s\"'<>&?]+)")


def links_of(mail: Accepted) -> dict[str, str]:
    """The paths of our own links in a mail, the first of each kind: the letter that they begin with."""
    return {kind: f"/{kind}/{token}" for kind, token in reversed(all_links_of(mail))}


def all_links_of(mail: Accepted) -> list[tuple[str, str]]:
    """Our own links in a mail as they stand in it, the picture and the hidden one among them: kind and token."""
    return _LINK.findall(mail.part("html"))


def iso(moment: int) -> str:
    return datetime.fromtimestamp(moment / 1000, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def basic(key: str) -> str:
    return "Basic " + b64encode(f"{key}:".encode()).decode()


class Browser:
    """One anonymousId. `clock` is how far (ms) its clock is off; `token` what it learned from a link in a mail."""

    def __init__(self, world: World, name: str) -> None:
        self.world = world
        self.name = name
        self.random = random = world.chance.of("browser", name)
        self.clock = int(random.gauss(0, 1) * DAY) if world.wire.rates.skew and random.random() < 0.3 else 0
        self.token: str | None = None
        self.made = 0
        self.ids = name
        """What its messageIds begin with. Some clients merely count, so that two browsers have the same ones."""

    def event(self, kind: str, **more: Any) -> Event:
        self.made += 1
        context: Event = {"mikomi": self.token} if self.token else {}
        self.token = None
        return {
            "type": kind,
            "messageId": f"{self.ids}-{self.made}",
            "anonymousId": self.name,
            "timestamp": iso(self.world.time.now + self.clock),
            **more,
            "context": {**context, **more.get("context", {})},
        }

    def view(self, path: str) -> Event:
        return self.event("page", context={"page": {"path": path}})

    def send(self, events: list[Event], *, secret: bool = False, tries: int = 6) -> None:
        """Of a task: send until an answer is heard. On the way events may be batched anew."""
        random, time = self.random, self.world.time
        parts = [events]
        for attempt in range(tries):
            left = []
            for part in parts:
                body = json.dumps({"batch": part, "sentAt": iso(time.now + self.clock)}, ensure_ascii=False)
                headers = {"authorization": basic(SECRET_KEY if secret else PUBLIC_KEY)}
                answer = self.world.http("POST", "/v1/batch", body, headers)
                if not answer.heard or answer.status >= 500 or answer.status == 429:
                    left.append(part)
            if not left:
                return
            parts = left
            if self.world.wire.rates.client_retries and random.random() < 0.5:
                whole = [event for part in left for event in part]
                cut = random.randrange(len(whole) + 1)
                parts = [part for part in (whole[:cut], whole[cut:]) if part]
                self.world.wire.met_by("client_retries", "TrackFunction", "batched anew")
            offline = bool(self.world.wire.rates.client_retries) and random.random() < 0.15
            time.sleep(int(random.random() * (20 * HOUR if offline else SECOND * 4**attempt)))


class Visitor:
    """A person with an address, perhaps a user id, and one to three browsers."""

    def __init__(self, world: World, number: int) -> None:
        self.world = world
        self.number = number
        self.email = f"p{number}@mail.example"
        self.token = f"TK{number}K"
        self.company = f"{self.token}社"
        self.random = random = world.chance.of("visitor", number)
        self.user_id = f"U{number}" if random.random() < 0.4 else None
        if random.random() < 0.05:
            world.bouncing.add(self.email)
        self.browsers = [Browser(world, f"b{number}-{n}") for n in range(random.choice([1, 1, 2, 3]))]
        if random.random() < 0.3:
            for browser in self.browsers:
                browser.ids = "n"

    @property
    def traits(self) -> Event:
        title = {"title": "部長"} if self.number % 3 == 0 else {}
        return {"email": self.email, "lastName": self.token, "company": self.company, **title}

    def session(self) -> None:
        """Of a task: one visit, in one browser or in two at once."""
        random = self.random
        browsers = self.browsers if random.random() < 0.3 else [random.choice(self.browsers)]
        for browser in browsers:
            self.world.time.begin(lambda browser=browser: self.visit(browser), int(random.random() ** 2 * 30 * SECOND))  # type: ignore[misc]

    def visit(self, browser: Browser) -> None:
        random, time = self.random, self.world.time
        kind = random.random()
        views = [browser.view(random.choice(PAGES)) for _ in range(random.randint(1, 5))]
        if kind < 0.45:
            browser.send(views)
        elif kind < 0.65:
            time.begin(lambda: browser.send(views))
            self.fill_in(browser, consent=random.random() < 0.85)
        elif kind < 0.8:
            who = {"userId": self.user_id} if self.user_id and random.random() < 0.6 else {}
            identify = browser.event("identify", traits=self.traits, **who)
            cut = random.randrange(len(views) + 1)
            browser.send([*views[:cut], identify, *views[cut:]])
        elif kind < 0.88:
            browser.send([*views, browser.event("track", event="Trial Started", properties={"plan": "A"})])
        elif kind < 0.96:
            time.begin(lambda: browser.send(views))
            self.tell_from_server(browser)
        else:
            browser.send([*views, {"type": "nonsense", "messageId": f"bad-{browser.made}"}])

    def fill_in(self, browser: Browser, consent: bool) -> None:
        """The form, sent until somebody thanks for it."""
        random, time = self.random, self.world.time
        browser.made += 1
        said = {
            **self.traits,
            "consent": consent,
            "anonymousId": browser.name,
            "messageId": f"{browser.ids}-{browser.made}",
            "timestamp": iso(time.now + browser.clock),
            "sentAt": iso(time.now + browser.clock),
        }
        for attempt in range(6):
            answer = self.world.http("POST", "/v1/forms/download", json.dumps(said, ensure_ascii=False))
            if answer.heard and answer.status < 500 and answer.status != 429:
                return
            time.sleep(int(random.random() * SECOND * 4**attempt))

    def tell_from_server(self, browser: Browser) -> None:
        """The company's own server knows who it is."""
        who = {"userId": self.user_id} if self.user_id else {}
        consent = {"consent": {"marketing": True, "text": "はい", "source": "shop"}}
        random = self.random
        told = browser.event("identify", traits=self.traits, context=consent if random.random() < 0.7 else {}, **who)
        if random.random() < 0.3 and self.user_id:
            told = {**told, "anonymousId": None}
        browser.send([told], secret=True)

    def read(self, mail: Accepted) -> None:
        """A mail arrived: opened, clicked, unsubscribed from, or looked at by a scanner, some time later."""
        random, time = self.random, self.world.time
        links = links_of(mail)

        def some_day(chance: float, act: Any, longest: int = 2 * DAY) -> None:
            if random.random() < chance:
                time.begin(act, int(random.random() ** 3 * longest))

        if "o" in links:
            some_day(0.5, lambda: self.world.http("GET", links["o"], headers=HEADERS))
        if "c" in links:
            some_day(0.5, lambda: self._click_somewhere(links["c"]))
        some_day(0.02, lambda: self.world.mail_events.complained(mail))
        if "u" in links:
            some_day(0.2, lambda: self.world.http("GET", links["u"]))
            some_day(0.12, lambda: self.unsubscribe(links["u"]))

    def _click_somewhere(self, link: str) -> None:
        random = self.random
        for _ in range(random.choice([0, 0, 1])):
            self.world.http("GET", link, headers=HEADERS)
        self.click(link, random.choice(self.browsers), random.choice(PAGES))

    def click(self, link: str, browser: Browser, page: str) -> None:
        """Follow the link of a mail in this browser: what it carries makes the browser known."""
        for _ in range(4):
            answer = self.world.http("GET", link, headers=HEADERS)
            if answer.status < 500:
                break
        found = re.search(r"mk=([^\s\"&#]+)", str(answer.location))
        if found and answer.heard:
            browser.token = found[1]
            browser.send([browser.view(page)])

    def unsubscribe(self, link: str) -> None:
        said = wish(self.world.chance, link)
        for attempt in range(8):
            answer = self.world.http(
                "POST",
                link,
                said,
                {"content-type": "application/x-www-form-urlencoded"},
            )
            if answer.heard and answer.status < 500:
                return
            self.world.time.sleep(int(self.random.random() * MINUTE * 2**attempt))


class Rep:
    """A sales rep, who sometimes answers an alert, and some day opens the same mail again."""

    def __init__(self, world: World, address: str) -> None:
        self.world = world
        self.random = world.chance.of("rep", address)

    def read(self, mail: Accepted) -> None:
        random = self.random
        answers = [f"/a/{token}" for kind, token in _LINK.findall(mail.part("html")) if kind == "a"]
        if answers and random.random() < 0.4:
            link = random.choice(answers)
            first = int(random.random() ** 2 * DAY)
            self.world.time.begin(lambda: self.answer(link), first)
            if random.random() < 0.3:
                self.world.time.begin(lambda: self.answer(link), first + DAY + int(random.random() * 2 * DAY))

    def answer(self, link: str) -> None:
        """Look at the choice, then press the button: once or twice, and again where an error comes back."""
        self.world.http("GET", link)
        presses = self.random.choice([1, 1, 2])
        for _ in range(4):
            answer = self.world.http("POST", link, "", {"content-type": "application/x-www-form-urlencoded"})
            presses -= answer.status < 500
            if presses <= 0:
                return


class Attacker(Browser):
    """A browser that claims to be somebody else, and sends other clients' messageIds as its own."""

    def attack(self, victims: list[Visitor]) -> None:
        random = self.random
        victim = random.choice(victims)
        if random.random() < 0.5:
            claimed = {**victim.traits, "lastName": EVIL, "company": EVIL}
            who = {"userId": victim.user_id} if victim.user_id and random.random() < 0.5 else {}
            self.send([self.event("identify", traits=claimed, **who)])
        else:
            other = random.choice(victim.browsers)
            copied = [{**self.view("/"), "messageId": f"{other.ids}-{n}"} for n in range(1, 5)]
            self.send(copied)
        self.world.time.sleep(int(random.random() * HOUR))
