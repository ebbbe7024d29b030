"""A siege: to each of many proven leads comes a stranger who says to be that lead, in every way that the API has.

Rules
1. A stranger knows the lead's address, its user id, its id at ours, and the ids of its messages; not its anonymousId,
   no key but the public one, no mail of the lead's. It has an address of its own, and reads the mails that come there.
2. Each stranger's moves are drawn from the seed. The lead itself does nothing meanwhile; its mail scanner looks at
   every link of every mail that comes.
3. Nothing fails here: what is different in the end was changed by strangers.
"""

import json
import re
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from mikomi import keys, tokens

from functions.console import app as console
from simulation.engine.expressions import Item
from simulation.engine.services import Accepted
from simulation.time import HOUR, MINUTE
from simulation.workload import takeovers, tricks
from simulation.workload.people import Browser, links_of
from simulation.workload.story import Story
from simulation.workload.strangers import LASTS, Lead, Move, Newcomer, Stranger
from simulation.workload.workspace import Files, files
from simulation.world import ROOT, SECRET_KEY, START, World

PAGE = {"accept": "text/html", "content-type": "application/x-www-form-urlencoded"}
BEGINS = 3 * HOUR
ASKED_OF_ALL = 'name="company"'
"""What the form's page asks of everybody whose company we do not know."""
ASKS_LESS = "a form asks less"
FOR_VIPS = "VIP-ONLY"
CONSOLE = "ConsoleFunction"
_WHOM = b'<p>{{ lead.firstName | default("") }}'
"""Shown by each mail: what a stranger can say of somebody new, and what our forms do not ask for anew."""
_HIDDEN = re.compile(r'type="hidden" name="([^"]+)" value="([^"]*)"')
COUNTERS = ("claims", "transactional", "confirmations", "revision", "first_mail_at")
"""What an address's row counts; a stranger may use up the day's mails, and nothing else."""


def workspace() -> Files:
    """Forms with and without double opt-in that thank at once, and a place that shows a lead's own offer."""
    made = files(1, Random("siege"))
    thanks = json.loads(made["scenarios/request.json"])
    thanks = {**thanks, "reentry": "after_exit", "steps": thanks["steps"][:1]}
    form = json.loads(made["forms/download.json"])
    for field in form["fields"][1:]:
        field["unless_known"] = True
    asking = {**form, "id": "news", "consent": {"text": "配信に同意します", "confirm": "mail"}}
    slot = {
        "version": 1,
        "id": "offer",
        "name": "offer",
        "choices": [{"id": "vip", "when": {"trait": "vip", "is": "yes"}, "title": FOR_VIPS, "text": FOR_VIPS}],
        "otherwise": {"title": "どなたにも", "text": "どなたにも"},
    }
    company = json.loads(made["settings.json"])
    company["company"]["site"] = f"https://{tricks.SITE}"  # the only host to which a mail's reader is told
    written = {"scenarios/request.json": thanks, "forms/download.json": form, "forms/news.json": asking}
    written["settings.json"] = company
    kept = {name: body for name, body in made.items() if not name.startswith("scenarios/")}
    mails = {name: body.replace(b"<p>", _WHOM, 1) for name, body in kept.items() if name.startswith("mails/")}
    return (
        kept
        | mails
        | {
            name: json.dumps(said, ensure_ascii=False).encode()
            for name, said in {**written, "slots/offer.json": slot}.items()
        }
    )


class Siege(Story):
    def __init__(self, world: World, leads: int) -> None:
        self.world = world
        self.revision = 1
        self.leads = [
            Lead(n, f"p{n}@mail.example", f"U{n}", f"TK{n}K", Browser(world, f"b{n}")) for n in range(1, leads + 1)
        ]
        self.newcomers = [Newcomer(f"n{n}@mail.example", f"NEW{n}", f"N{n}") for n in range(1, leads + 1)]
        self.strangers = [Stranger(world, *both) for both in zip(self.leads, self.newcomers, strict=True)]
        self.begins = START + BEGINS
        self.before: dict[int, list[Item]] = {}

    def happen(self) -> None:
        """Leads become known and proven; all comes to rest; the strangers come; all comes to rest again."""
        world, time = self.world, self.world.time
        world.delivered = self._deliver
        self._begin_with(workspace())
        for sweep in world.sweeps:
            sweep.start()
        for lead in self.leads:
            time.begin(lambda lead=lead: self._become_known(lead), 10 * MINUTE)  # type: ignore[misc]
        time.run(START + BEGINS - 1)
        self.before = {lead.number: self.of(lead) for lead in self.leads}
        for stranger in self.strangers:
            time.begin(lambda stranger=stranger: stranger.come(MOVES))  # type: ignore[misc]
            time.begin(lambda newcomer=stranger.newcomer: tricks.come(newcomer, world))  # type: ignore[misc]
            time.begin(lambda newcomer=stranger.newcomer: takeovers.be_named_by_the_server(newcomer, world))  # type: ignore[misc]
        time.run(START + BEGINS + LASTS + 3 * HOUR)
        time.begin(self._look_at_everybody)
        time.run(START + BEGINS + LASTS + 4 * HOUR)

    def of(self, lead: Lead) -> list[Item]:
        """Everything that is the lead's, as it stands: the person, its mails, its aliases, its address without what is
        counted there."""
        address = keys.address_pk(tokens.keyed_hash(ROOT, lead.email))
        places = [keys.person_pk(lead.id(self.world)), keys.email_alias(lead.email), keys.user_alias(lead.user_id)]
        rows = [{n: said for n, said in item.items() if n not in COUNTERS} for item in self.world.partition(address)]
        # a row that only counts is as good as none
        said = [row for row in rows if row.keys() - {"pk", "sk"}]
        return [item for place in places for item in self.world.partition(place)] + said

    def mails_to(self, lead: Lead) -> list[Accepted]:
        return [mail for mail in self.world.ses.accepted if mail.to == lead.email and mail.at >= self.begins]

    def _look_at_everybody(self) -> None:
        """Of a task: sales open the page of every lead there is, and of every fourth its timeline, through the read
        API."""
        lambdas, key = self.world.lambdas, {"authorization": f"Bearer {SECRET_KEY}"}
        lambdas.handlers = {**lambdas.handlers, CONSOLE: console.handler}
        lambdas.timeouts = {**lambdas.timeouts, CONSOLE: MINUTE}
        everybody = [pk for pk in self.world.dynamodb.tables[self.world.state_table].items if pk.startswith("person#")]
        for number, pk in enumerate(everybody):
            for more in ("", "/timeline")[: 1 + (number % 4 == 0)]:
                self.world.http("GET", f"/v1/leads/{keys.person_of(pk)}{more}", headers=key)

    def _become_known(self, lead: Lead) -> None:
        """The company's server says who it is; some agreed to mail, some have unsubscribed, some complained."""
        browser, kind = lead.browser, lead.number % 4
        consent = {"consent": {"marketing": True, "text": "はい", "source": "shop"}}
        traits = {"email": lead.email, "lastName": lead.token, "company": f"{lead.token}社", "vip": "yes"}
        known = browser.event("identify", userId=lead.user_id, traits=traits, context=consent if kind else {})
        browser.send([browser.view("/price"), known, browser.view("/about")], secret=True)
        if lead.forwards:  # a mail of the lead's own, to be passed on
            browser.send([browser.event("track", event="Form Submitted", properties={"form": "download"})], secret=True)
        self.world.time.sleep(20 * MINUTE)
        if kind == 2:
            link = {"p": lead.id(self.world), "a": lead.email, "m": "m"}
            self.world.http("POST", f"/u/{tokens.seal(ROOT, 'unsubscribe', link)}", "List-Unsubscribe=One-Click", PAGE)

    def _deliver(self, mail: Accepted) -> None:
        """A lead's scanner looks at every link; a stranger reads its own mail and follows one."""
        for stranger in self.strangers:
            if mail.to == stranger.email:
                stranger.inbox.append(links_of(mail))
            if mail.to == stranger.lead.email and stranger.lead.forwards:
                stranger.forwarded.append(links_of(mail))
            if mail.to in (stranger.lead.email, stranger.newcomer.email):
                for link in links_of(mail).values():
                    self.world.time.begin(lambda link=link: self.world.http("GET", link), MINUTE)  # type: ignore[misc]


def evil(stranger: Stranger) -> dict[str, Any]:
    return {"lastName": "EVIL", "company": "EVIL", "email": stranger.lead.email}


def say_to_be_the_lead(stranger: Stranger, random: Random) -> None:
    """By address, by user id, by both; with a consent, a tag and a proof of its own making beside it."""
    who = {"userId": stranger.lead.user_id} if random.random() < 0.5 else {}
    if random.random() < 0.3:
        who["userId"] = stranger.lead.id(stranger.world)
    context = {"consent": {"marketing": True, "text": "x"}, "recognised": stranger.lead.id(stranger.world)}
    traits = {**evil(stranger), "tags": ["vip"], **({} if random.random() < 0.8 else {"email": stranger.email})}
    told = stranger.event("identify", traits=traits, context=context, proof=2, origin="server", **who)
    stranger.ask("POST", "/v1/identify", {**told, "writeKey": "wk_simulated"})


def say_so_without_a_browser(stranger: Stranger, random: Random) -> None:
    """Events of the lead's user id alone."""
    lead = stranger.lead
    stranger.tell(
        {"type": "identify", "userId": lead.user_id, "messageId": f"s{random.random()}", "traits": evil(stranger)},
        {"type": "track", "userId": lead.user_id, "event": "Unsubscribed", "messageId": f"s{random.random()}"},
    )


def join_the_lead(stranger: Stranger, random: Random) -> None:
    """Alias and group calls, in either direction."""
    lead = stranger.lead
    previous = random.choice([lead.user_id, lead.id(stranger.world), f"p:{lead.id(stranger.world)}", stranger.name])
    stranger.tell(
        stranger.event("alias", previousId=previous, userId=lead.user_id),
        stranger.event("group", groupId="g", userId=lead.user_id, traits={"name": "EVIL"}),
    )


def fill_in_a_form(stranger: Stranger, random: Random) -> None:
    """In the lead's name, agreeing to everything, hidden fields and all; as a program, as a page, as a captured one."""
    form = random.choice(["download", "news", "news", "no-such-form"])
    said = {**evil(stranger), "consent": True, "anonymousId": stranger.name, "recognised": "x", "proof": 2}
    kind = random.random()
    if kind < 0.5:
        stranger.ask("POST", f"/v1/forms/{form}", {**said, "messageId": f"f{random.random()}"})
    elif kind < 0.7:
        stranger.ask("POST", f"/v1/forms/{form}", {"captured": True, "fields": said, "anonymousId": stranger.name})
    else:
        page = stranger.ask("GET", f"/f/{form}?" + urlencode({"anonymousId": stranger.name}), headers=PAGE)
        hidden = dict(_HIDDEN.findall(page))
        stranger.world.time.sleep(5_000)
        stranger.ask("POST", f"/f/{form}", urlencode({**said, "consent": "on", **hidden}), PAGE)


def look_around(stranger: Stranger, random: Random) -> None:
    """What a lead would be shown: its offer, a form that asks less; by its own id and with a cookie of its own."""
    del random
    stranger.ask("GET", "/v1/slots/offer?" + urlencode({"a": stranger.name}))
    page = stranger.ask("GET", "/f/news?" + urlencode({"anonymousId": stranger.name}), headers=PAGE)
    if ASKED_OF_ALL not in page and become_somebody_first.__name__ not in stranger.moved:
        stranger.heard.append(ASKS_LESS)  # who is proven to be itself is not asked what it told of itself
    stranger.ask("GET", "/v1/id.gif?" + urlencode({"a": stranger.name, "d": "example.co.jp"}))


def make_up_events(stranger: Stranger, random: Random) -> None:
    """What only mails, reps and servers may say."""
    lead, who = stranger.lead, stranger.lead.id(stranger.world)
    names = ["Unsubscribed", "Mail Clicked", "Mail Bounced", "Mail Complained", "Rep Answered", "Enter Scenario"]
    properties = {"address": lead.email, "answer": "good", "scenario": "request", "mail": "m", "person": who}
    stranger.tell(
        *(
            {**stranger.event("track", event=name, properties=properties), "origin": "mail", "proof": 2}
            for name in random.sample(names, 3)
        ),
        {**stranger.event("track", event="Form Submitted", properties={"form": "download"}), "origin": "form"},
    )


def take_ids_of_the_lead(stranger: Stranger, random: Random) -> None:
    """The lead's messageIds, and places of the log that are named like ours."""
    lead, who = stranger.lead, stranger.lead.id(stranger.world)
    name = random.choice([f"p:{who}", who, f"u:{lead.user_id}", lead.user_id, f"person#{who}", lead.email])
    copied = [{**stranger.view("/"), "messageId": f"{lead.browser.ids}-{n}"} for n in range(1, 4)]
    stranger.tell(*copied, {**stranger.event("identify", traits=evil(stranger)), "anonymousId": name})


def forge_links(stranger: Stranger, random: Random) -> None:
    """Tokens that nobody of ours made, and tokens of its own mails with the lead in them."""
    lead, who = stranger.lead, stranger.lead.id(stranger.world)
    payload = {"p": who, "a": lead.email, "m": "m", "f": "news", "l": "ja", "v": 1, "x": 9e15, "u": "https://x.example"}
    purpose, letter = random.choice(
        [("unsubscribe", "u"), ("confirm", "k"), ("click", "c"), ("answer", "a"), ("answer", "f"), ("view", "v")]
    )
    token = tokens.seal("a root of its own", purpose, payload)
    for mail in stranger.inbox[-1:]:
        own = mail.get(letter, "").rpartition("/")[2].partition(".")[2]
        token = random.choice([token, f"{token.partition('.')[0]}.{own}"])
    for method in ("GET", "POST"):
        if stranger.world.api.find(method, f"/{letter}/{token}"):
            stranger.ask(method, f"/{letter}/{token}", "confirm=1", PAGE)
    stranger.tell(stranger.event("page", context={"mikomi": tokens.seal("x", "recognise", {"p": who, "x": 9e15})}))


def become_somebody_first(stranger: Stranger, random: Random) -> None:
    """Known and proven under its own address, by its own mail's link; then the lead, in one and the same packet."""
    own = {"email": stranger.email, "anonymousId": stranger.name, "consent": True, "messageId": f"o{random.random()}"}
    stranger.ask("POST", "/v1/forms/download", own)
    stranger.world.time.sleep(10 * MINUTE)
    for mail in stranger.inbox[-1:]:
        stranger.ask("GET", mail.get("o", "/o/x"))
        location = stranger.world.http("GET", mail.get("c", "/c/x"), source_ip=stranger.ip).location
        if "mk=" in location:
            token = location.partition("mk=")[2].partition("#")[0]
            stranger.ask("GET", f"/f/news?mk={quote(token)}", headers=PAGE)
            stranger.tell(
                stranger.event("page", context={"mikomi": token}, userId=stranger.lead.user_id),
                stranger.event("track", event="Trial Started", context={"mikomi": token}, userId=stranger.lead.user_id),
                stranger.event("identify", traits=evil(stranger), context={"mikomi": token}),
            )


MOVES: list[Move] = [
    say_to_be_the_lead,
    say_so_without_a_browser,
    join_the_lead,
    fill_in_a_form,
    fill_in_a_form,
    look_around,
    make_up_events,
    take_ids_of_the_lead,
    forge_links,
    become_somebody_first,
    become_somebody_first,
    *tricks.TRICKS,
    *takeovers.TAKEOVERS,
]
