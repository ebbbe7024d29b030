"""Two weeks in order of time: who comes when, what they read in their mails, and one rep who answers."""

import random
import re
from collections.abc import Callable
from urllib.parse import parse_qs, urlsplit

from mikomi import clock

from local import browser, movable
from local.stack import ROOT, Stack
from local.story import hours, visits
from local.story.casts import cast_of
from local.story.people import ANONYMOUS, ANSWERED, JOURNEYS, MAILS_READ, PATHS, Lead

DAY = 86_400_000
DAYS = 14
SEED = 20260401
_LINK = re.compile(r'href="([^"]*/c/[^"]+)"')
_PIXEL = re.compile(r'src="([^"]*/o/[^"]+)"')
_ANSWER = re.compile(r'href="([^"]*/a/[^"]+)"')

Act = Callable[[], None]
Progress = Callable[[int, int], None]
"""Is told how many days of how many have been played."""


def publish(stack: Stack) -> None:
    """Put the example workspace of the stack's language into the bucket and publish it."""
    with stack.lock:
        stack.upload(ROOT / cast_of(stack).workspace)
        stack.settle()
        if stack.quiet:
            stack.advance(10_000)


def play(stack: Stack, *, seed: int = SEED, told: Progress | None = None) -> None:
    """Publish the examples two weeks ago, let everybody come and go, and end at the now of the beginning."""
    chance = random.Random(seed)  # noqa: S311 (a story, not a secret)
    with stack.lock:
        now, shift = clock.now(), clock.shifted()
        movable.set_to(now - DAYS * DAY)
        stack.schedules.pace = DAY
        publish(stack)
        begun = 0
        for moment, act in sorted(acts_of(stack, chance, now), key=lambda each: each[0]):
            if clock.now() < moment < now:
                stack.advance(moment - clock.now())
                act()
                day = DAYS - (now - moment) // DAY
                if told and day != begun:
                    told(begun := day, DAYS)
        stack.advance(now - clock.now())
        movable.resume(shift)
        stack.schedules.pace = 0
        stack.settle()


def acts_of(stack: Stack, chance: random.Random, now: int) -> list[tuple[int, Act]]:
    """Everything that happens in the two weeks before `now` (ms), each with its moment, in no order."""
    acts: list[tuple[int, Act]] = []
    cast = cast_of(stack)
    for number in range(ANONYMOUS):
        visitor, own = f"anon-{number:02d}-{chance.getrandbits(32):08x}", _own(chance)
        for _ in range(own.choice((1, 1, 1, 2, 2, 4))):
            kind = own.choice([name for name in PATHS if name != "job" or own.random() < 0.3])
            moment = hours.about(now, own.randrange(DAYS), cast.zone, own)
            acts.append((moment, lambda who=visitor, how=kind, c=own: visits.visit(stack, c, who, how)))  # type: ignore[misc]
    for number, lead in enumerate(cast.leads):
        acts += _journey(stack, lead, f"lead-{number:02d}-{chance.getrandbits(32):08x}", _own(chance), now)
    return acts


def _journey(stack: Stack, lead: Lead, visitor: str, chance: random.Random, now: int) -> list[tuple[int, Act]]:
    zone = cast_of(stack).zone
    first = hours.at_work(now, lead.begins, zone, chance)
    acts: list[tuple[int, Act]] = []
    for days, after, what in JOURNEYS[lead.interest]:
        moment = hours.later(first, days, after, zone)
        if what in ("download", "contact"):
            acts.append((moment, lambda w=what: visits.form(stack, chance, visitor, w, _fields(stack, lead, w))))  # type: ignore[misc]
        else:
            acts.append((moment, lambda w=what: visits.visit(stack, chance, visitor, w)))  # type: ignore[misc]
    if lead.reads_mail:
        acts += [
            (hours.later(first, days, after, zone), lambda: _read_mail(stack, lead, visitor, chance))
            for days, after in MAILS_READ
        ]
    if lead.interest == "hot":
        acts.append((hours.later(first, *ANSWERED, zone), lambda: _answer_alert(stack, lead)))
    return acts


def _own(chance: random.Random) -> random.Random:
    """Chances of one's own, so that one visitor's story does not change another's."""
    return random.Random(chance.getrandbits(32))  # noqa: S311 (a story, not a secret)


def _fields(stack: Stack, lead: Lead, form: str) -> dict[str, str]:
    if form == "download":
        return dict(lead.traits)
    asked = ("email", "lastName", "firstName", "company", "phone")
    known = {name: lead.traits[name] for name in asked if name in lead.traits}
    return known | {"inquiry": cast_of(stack).question}


def _read_mail(stack: Stack, lead: Lead, visitor: str, chance: random.Random) -> None:
    """The newest mail is opened; its first link is followed, and the page that it leads to is read."""
    mail = next((each.as_read() for each in reversed(stack.mailbox) if each.to == lead.traits["email"]), None)
    if not mail:
        return
    if pixel := _PIXEL.search(mail["html"]):
        stack.request("GET", urlsplit(pixel[1]).path, headers=browser.HEADERS)
    if link := _LINK.search(mail["html"]):
        answer = stack.request("GET", urlsplit(link[1]).path, headers=browser.HEADERS)
        target = urlsplit(answer.header("location") or "")
        proof = parse_qs(target.query).get("mk", [None])[0]
        movable.set_to(clock.now() + 3 * visits.MINUTE)
        kind = "offer" if target.path == "/offer" else "read"
        visits.visit(stack, chance, visitor, kind, proof)


def _answer_alert(stack: Stack, lead: Lead) -> None:
    """The rep who was told of this lead says how it went."""
    name = lead.traits["lastName"]
    alert = next(
        (each for each in reversed(stack.mails()) if name in each["subject"] and _ANSWER.search(each["html"])), None
    )
    if alert and (link := _ANSWER.search(alert["html"])):
        headers = {"content-type": "application/x-www-form-urlencoded"}
        stack.request("POST", urlsplit(link[1].replace("&amp;", "&")).path, headers=headers)
