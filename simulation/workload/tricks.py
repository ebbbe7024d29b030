"""What strangers do with texts: a name that is a link, a token in another spelling, addresses that are one mailbox,
values that nobody can read. Whom it harms is judged from outside, by mails, ways on, cookies and answers.
"""

import json
import re
from random import Random
from urllib.parse import quote, urlsplit

from simulation.evidence import Request
from simulation.time import HOUR, MINUTE
from simulation.workload.strangers import Newcomer, Sides, Stranger
from simulation.world import API_URL, World

EVIL_SITE = "evil.example"
SITE = "shop.example.co.jp"
"""The company's own, to which its mails lead."""
NAMES = [
    *(f"https://{EVIL_SITE}/x", f"{EVIL_SITE}/gift", f"www.{EVIL_SITE}", f"Click //{EVIL_SITE} now", f"a@{EVIL_SITE}"),
    *(f"山田\r\nBcc: a@{EVIL_SITE}", f'<a href="https://{EVIL_SITE}">here</a>', f"\u202ehttps://{EVIL_SITE}"),
]
"""Names that would be a stranger's own word in a mail of the company's."""
SPELT = ["==", "=", "\r\nSet-Cookie: mikomi_id=stolen", "%0d%0aSet-Cookie:a=b", "\n", " ", "!", ";", "; Domain=x", "~"]
NUMBERS = ["9" * 4_000, "9" * 5_000, "NaN", "-Infinity", "1e999", '"\\ud83d"', "[" * 900 + "]" * 900, "true"]
OWN_HOSTS = (urlsplit(API_URL).netloc, SITE, "")
"""Where our answers may lead: to us, and to the site that the mails' templates name."""
_COOKIE = re.compile(
    r"mikomi_(id|mk)=[\w.~:-]+(; (Path=/(f/)?|Max-Age=\d+|HttpOnly|Secure|SameSite=Lax|Domain=[\w.-]+))+"
)


def come(newcomer: Newcomer, world: World) -> None:
    """Of a task: the newcomer fills in the form, after whatever was said of the address before."""
    world.time.sleep(int(world.chance.of("newcomer", newcomer.name).random() * 10 * HOUR) + 4 * HOUR)
    said = {"email": newcomer.email, "lastName": newcomer.name, "company": f"{newcomer.name}社", "consent": True}
    body = {**said, "anonymousId": f"browser-{newcomer.name}", "messageId": f"form-{newcomer.name}"}
    world.http("POST", "/v1/forms/download", _json(body), {"content-type": "application/json"})


def name_somebody_new(stranger: Stranger, random: Random) -> None:
    """The newcomer's address with a name that is a link, before the newcomer comes."""
    traits = {"email": stranger.newcomer.email, "firstName": random.choice(NAMES), "lastName": random.choice(NAMES)}
    told = stranger.event("identify", traits={**traits, "company": random.choice(NAMES)})
    stranger.tell(told, stranger.event("track", event="Form Submitted", properties={"form": "download"}))


def write_the_address_otherwise(stranger: Stranger, random: Random) -> None:
    """The lead's mailbox in other letters, in full width; forms and claims in that name."""
    local, _, domain = stranger.lead.email.partition("@")
    full_width = "".join(chr(ord(letter) + 0xFEE0) for letter in local)
    written = random.choice([f"{local.upper()}@{domain}", f" {local}@{domain} ", f"{full_width}@{domain}"])
    traits = {"email": written, "lastName": "EVIL", "company": "EVIL"}
    stranger.tell(stranger.event("identify", traits=traits, userId=random.choice([None, stranger.lead.user_id])))
    more = {"consent": True, "anonymousId": stranger.name, "messageId": f"w{random.random()}"}
    stranger.ask("POST", f"/v1/forms/{random.choice(['download', 'news'])}", {**traits, **more})


def spell_a_token(stranger: Stranger, random: Random) -> None:
    """A token of the stranger's own mail with something about it, wherever a token is read."""
    if not stranger.inbox:
        own = {"email": stranger.email, "anonymousId": stranger.name, "messageId": f"s{random.random()}"}
        stranger.ask("POST", "/v1/forms/download", {**own, "consent": True})
        stranger.world.time.sleep(20 * MINUTE)
    for mail in stranger.inbox[-1:]:
        location = stranger.world.http("GET", mail.get("c", "/c/x"), source_ip=stranger.ip).location
        token = location.partition("mk=")[2].partition("#")[0]
        added = random.choice(SPELT)
        spelt = random.choice([token + added, added + token, token[:7] + added + token[7:]])
        written = spelt if "%" in added else quote(spelt, safe="")
        stranger.ask("GET", f"/f/news?mk={written}", headers={"accept": "text/html"})
        stranger.ask("GET", f"/v1/forms/news?mk={written}&lang=en", headers={"accept": "text/html"})
        stranger.tell(stranger.event("page", context={"mikomi": spelt}))
        link = mail.get("u", "/u/x")
        if "\n" not in added and " " not in added and "%" not in added and ";" not in added:
            stranger.ask("GET", link + added, headers={"accept": "text/html"})


def send_what_nobody_can_read(stranger: Stranger, random: Random) -> None:
    """Numbers of thousands of digits, NaN, deep nesting, in a batch beside what is good."""
    good = stranger.event("page", context={"page": {"path": "/price"}})
    bad = stranger.event("track", event="Page Engaged", properties={"engaged_ms": "@", "path": "/price"})
    claim = stranger.event("identify", traits={"email": stranger.lead.email, "lastName": "@", "company": "EVIL"})
    body = _json({"batch": [good, bad, claim], "writeKey": "wk_simulated"})
    stranger.ask("POST", "/v1/batch", body.replace('"@"', random.choice(NUMBERS)))


def unsound(siege: Sides) -> list[str]:
    """What anybody outside can see that should not be: an answer that fails, that sets what is not ours or leads to
    others, and a mail with a stranger's words in it."""
    found = [problem for request in siege.world.evidence.requests for problem in _of(request)]
    known = {newcomer.email for newcomer in siege.newcomers} | {lead.email for lead in siege.leads}
    for mail in siege.world.ses.accepted:
        words = f"{mail.message['Subject']} {mail.part('plain')} {mail.part('html')}"
        if mail.to in known and (EVIL_SITE in words or mail.message["Bcc"]):
            found.append(f"a stranger's words in a mail to {mail.to}")
    return found


def _of(request: Request) -> list[str]:
    found = [f"{request.status} {request.method} {request.path[:40]}"] if request.status >= 500 else []
    if urlsplit(request.location).netloc not in OWN_HOSTS:
        found.append(f"a way to {request.location[:60]}")
    for cookie in request.cookies:
        if not _COOKIE.fullmatch(cookie):
            found.append(f"a cookie that is not ours: {cookie[:60]!r}")
    if any(not text.isprintable() for text in (request.location, *request.headers.values())):
        found.append(f"a line's end in a header of {request.path[:40]}")
    return found


def _json(said: object) -> str:
    return json.dumps(said, ensure_ascii=False)


TRICKS = [
    name_somebody_new,
    write_the_address_otherwise,
    spell_a_token,
    send_what_nobody_can_read,
]
