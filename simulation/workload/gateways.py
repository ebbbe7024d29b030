"""The stories in which mail systems look at mails before, beside and instead of their readers, and readers click once.

Rules
1. They are stories of their own (`seed.play(seed, of=Guarded)`), so that no other seed is another one for them.
2. Each address has one mail system, each mail of it one reader; what either does is drawn from streams of their own,
   and kept (`deeds`) as what it was: nobody but the story knows who did it.
3. A mail system never presses a button. A page that it runs is shown, and nothing moves on it.
"""

import json
from typing import Any, NamedTuple

from mikomi import tokens

from local.browser import HEADERS
from simulation.engine.services import Accepted
from simulation.evidence import Request
from simulation.time import DAY, MINUTE, SECOND
from simulation.workload.people import PAGES, Browser, Visitor, all_links_of
from simulation.workload.story import Story
from simulation.workload.workspace import Files
from simulation.world import ROOT, World

PROGRAM = {"user-agent": "Go-http-client/2.0", "accept": "*/*"}
APPLE = {"user-agent": "Mozilla/5.0", "accept": "*/*"}
GMAIL = {"user-agent": "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)"}
ANYWHERE, PROTECTION = "203.0.113.9", "104.47.20.7"
"""A network of anybody, and one of a mail filter."""
SCENARIO, STEP = "guarded", "look"
CAME, SILENT = "came", "silent"
WAITS = 3 * DAY
POINTS = 10.0
LIBRARY = {"name": "mikomi-tag", "version": "1.2.0"}
FORM, SCORING, SETTINGS = "forms/download.json", "scoring.json", "settings.json"
SITE = "https://shop.example.co.jp"


class Deed(NamedTuple):
    """Something that was asked for of a mail. `mail`, `link`: as its signed link names them; `click`: by which id the
    page that it leads to may know it ("" if it led nowhere). `moved`: from when on the page had told of a hand."""

    human: bool
    kind: str
    token: str
    at: int
    mail: str
    link: str
    hidden: bool
    click: str
    age: int
    moved: int | None = None


class Guarded(Story):
    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.deeds: list[Deed] = []
        self._systems: dict[str, str] = {}
        self._looked_at: set[tuple[str, str]] = set()
        random = world.chance.of("gateways")
        self.confirms = random.random() < 0.5
        self.waits = random.random() < 0.5

    def _files(self, revision: int, drawn_by: str) -> Files:
        """Two links a mail; a scenario that waits for a click, or one whose goal it is; a rule that pays for it."""
        made = super()._files(revision, drawn_by)
        more = f'<p><a href="{SITE}/more">more</a></p></body>'
        mails = {
            name: body.replace(b"</body>", more.encode()) for name, body in made.items() if name.startswith("mails/")
        }
        mail = {"id": STEP, "mail": {"template": "faq", "kind": "marketing", "subject": f"look rev-{revision}"}}
        branch = {
            "id": "b",
            "if": {"clicked": STEP},
            "wait_up_to": "3d",
            "then": [{"add_tag": CAME}],
            "else": [{"add_tag": SILENT}],
        }
        goal = {"name": "-", "when": {"clicked": STEP}, "within": "3d"}
        scoring = json.loads(made[SCORING])
        scoring["rules"].append({"id": "click", "name": "click", "when": {"clicked": "*"}, "points": POINTS})
        form = json.loads(made[FORM])
        form["consent"] |= {"confirm": "mail"} if self.confirms else {}
        settings = json.loads(made[SETTINGS])
        settings["company"]["site"] = SITE
        said = {
            SETTINGS: settings,
            SCORING: scoring,
            FORM: form,
            f"scenarios/{SCENARIO}.json": _scenario(SCENARIO, [mail, branch])
            if self.waits
            else _scenario(SCENARIO, [mail, {"wait": "5d"}], goal=goal),
        }
        return {**made, **mails} | {name: json.dumps(each, ensure_ascii=False).encode() for name, each in said.items()}

    def system_of(self, visitor: Visitor) -> str:
        if visitor.email not in self._systems:
            self._systems[visitor.email] = self.world.chance.of("mail system", visitor.email).choice(SYSTEMS)
        return self._systems[visitor.email]

    def _deliver(self, mail: Accepted) -> None:
        for visitor in self.visitors:
            if mail.to == visitor.email:
                copy = mail.to, mail.tags["row"]
                if copy not in self._looked_at:  # one that came twice is looked at once
                    self._looked_at.add(copy)
                    read = Mailbox(self, mail, visitor)
                    read.system()
                    read.person()
                return
        super()._deliver(mail)


def _scenario(name: str, steps: list[dict[str, Any]], **more: Any) -> dict[str, Any]:
    trigger = {"when": {"submitted": "download"}}
    return {"version": 1, "id": name, "name": name, "status": "active", "trigger": trigger, **more, "steps": steps}


class Mailbox:
    """One mail at its address: what the mail system does with it (`system`), and what its reader does (`person`)."""

    def __init__(self, story: Guarded, mail: Accepted, visitor: Visitor) -> None:
        self._story, self._world, self._visitor = story, story.world, visitor
        self._written = mail.at
        self._links = all_links_of(mail)
        chance = self._world.chance
        self._system, self._random = chance.of("gateway", visitor.email), chance.of("reader", visitor.email)
        self._kind = story.system_of(visitor)
        self._looked = 0.0
        """The mail is held back until then: nobody reads it before."""

    # the mail system

    def system(self) -> None:
        random = self._system
        match self._kind:
            case "follows all":
                headers = random.choice([HEADERS, HEADERS, PROGRAM])
                after = random.random() * MINUTE
                for kind, token in [(kind, token) for kind, token in self._links if kind != "o"]:
                    for method in random.choice([("GET",), ("HEAD",), ("HEAD", "GET")]):
                        after += 50 + random.random() * 900
                        self._later(after, kind, token, False, headers, method)
                self._looked = after
            case "samples one" | "runs scripts":
                links = [token for kind, token in self._links if kind == "c" and not _said("click", token).get("h")]
                if links:
                    self._looked = moment = random.random() ** 2 * 25 * MINUTE
                    self._later(moment, "c", random.choice(links), False, HEADERS, shown=self._kind == "runs scripts")
            case "apple":
                for token in [token for kind, token in self._links if kind == "o"]:
                    self._later(random.random() * MINUTE, "o", token, False, APPLE)
            case _:
                pass

    # the reader

    def person(self) -> None:
        random = self._random
        opened = self._looked + random.choice([2 * MINUTE, 20 * MINUTE, 2 * DAY, 4 * DAY]) * random.random()
        moment = opened + random.random() * MINUTE
        links = {kind: token for kind, token in reversed(self._links) if not _said("click", token).get("h")}
        if "o" in links and self._kind != "apple" and random.random() < 0.7:
            self._later(opened, "o", links["o"], True, GMAIL if self._kind == "gmail" else HEADERS)
        if "c" in links and random.random() < 0.6:
            if self._kind == "at a click":
                first = max(0, moment - 400)
                self._later(first, "c", links["c"], False, PROGRAM, "HEAD", PROTECTION)
            self._later(moment, "c", links["c"], True, HEADERS, shown=random.random() < 0.7)
        if "k" in links and self._story.confirms and random.random() < 0.5:
            self._later(moment, "k", links["k"], True, HEADERS, "POST")
        # who agrees by the other button takes back what they wished by this one: nobody presses both
        if "u" in links and not self._story.confirms and random.random() < 0.08:
            self._later(moment + MINUTE, "u", links["u"], True, HEADERS, "POST")

    # what both do

    def _later(
        self,
        after: float,
        kind: str,
        token: str,
        human: bool,
        headers: dict[str, str],
        method: str = "GET",
        ip: str = ANYWHERE,
        shown: bool = False,
    ) -> None:
        def act() -> None:
            for attempt in range(4 if human else 1):
                answer = self._ask(kind, token, human, headers, method, ip)
                if answer.status < 500:
                    break
                self._world.time.sleep(int(SECOND * 4**attempt))
            if shown and answer.status == 302:
                self._look(answer, human)

        self._world.time.begin(act, int(after))

    def _ask(self, kind: str, token: str, human: bool, headers: dict[str, str], method: str, ip: str) -> Request:
        """Of a task: one request, kept as a deed."""
        said = _said({"c": "click", "o": "open"}.get(kind, ""), token)
        at = self._world.time.now
        place = len(self._story.deeds)
        age = at - said.get("w", 0) * 1_000
        deed = Deed(human, f"{method} {kind}", token, at, said.get("m", ""), said.get("u", ""), "h" in said, "", age)
        self._story.deeds.append(deed)
        answer = self._world.http(method, f"/{kind}/{token}", "", headers, ip)
        known = _said("recognise", answer.location.partition("mk=")[2].partition("&")[0])
        self._story.deeds[place] = deed._replace(click=known.get("c", ""))
        return answer

    def _look(self, answer: Request, human: bool) -> None:
        """Of a task: the page's tag tells that it is shown, and on leaving whether a hand was seen."""
        random, time = self._random if human else self._system, self._world.time
        token = answer.location.partition("mk=")[2].partition("&")[0]
        if not token:
            return
        browser = random.choice(self._visitor.browsers) if human else Browser(self._world, f"sandbox-{token[-12:]}")
        path = random.choice(PAGES[-3:])
        context = {"mikomi": token, "library": LIBRARY, "page": {"path": path}}
        time.sleep(int(random.random() * 2 * SECOND))
        browser.send([browser.event("page", context=context)])
        time.sleep(int(4 * SECOND + random.random() * MINUTE))
        hand = int(human and random.random() < 0.9)
        told = {"engaged_ms": 4_000, "hand": hand}
        browser.send([browser.event("track", event="Page Engaged", properties=told, context=context)])
        if hand:
            click = _said("recognise", token).get("c", "")
            self._story.deeds[:] = [
                deed._replace(moved=time.now) if deed.human and deed.click == click else deed
                for deed in self._story.deeds
            ]


SYSTEMS = ("none", "follows all", "samples one", "runs scripts", "apple", "gmail", "at a click")
"""Of one address."""


def _said(purpose: str, token: str) -> dict[str, Any]:
    return (tokens.unseal(ROOT, purpose, token) if purpose and token else None) or {}
