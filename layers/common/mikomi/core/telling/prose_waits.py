"""When a scenario goes on, in words: spans, hours, days, moments, and what a mailing's schedule says."""

import re
from collections.abc import Iterator

from mikomi.core.scenarios.schedule import is_cron
from mikomi.core.scenarios.waiting import when_late
from mikomi.core.telling.tale import Tale
from mikomi.core.words import moments
from mikomi.model.duration import Span, parse
from mikomi.model.scenario import WaitFor

_UNTIL = re.compile(r"\s*(?P<what>\S+?)\s*(?:(?P<sign>[+-])\s+(?P<span>\S+)\s*)?")
_TIME = re.compile(r"([0-9]{1,2}) ([0-9]{1,2}) (\*|[0-9,]+) \* (\*|[0-7,]+|1-5)")
"""Cron that people write for mailings: at one time of certain days of the month or of the week."""
_WEEK = (("日", "月", "火", "水", "木", "金", "土"), ("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"))


def sentences(wait: Span | WaitFor, tale: Tale) -> Iterator[str]:
    """What a wait waits for; then what becomes of who comes late to it."""
    if isinstance(wait, Span):
        yield tale.say("wait", span=tale.span(wait))
    elif wait.until is not None:
        yield from _until(wait, wait.until, tale)
    elif wait.at or wait.on:
        when = _when(wait, tale)
        yield (
            tale.say("wait.then", span=tale.span(wait.for_), when=when)
            if wait.for_
            else tale.say("wait.next", when=when)
        )
    elif wait.for_:
        yield tale.say("wait", span=tale.span(wait.for_))


def brief(wait: Span | WaitFor, tale: Tale) -> str:
    """The same in the few words that fit in a picture."""
    if isinstance(wait, Span):
        return tale.span(wait)
    if wait.until is not None:
        past = tale.say(f"brief.{wait.past}") if wait.past else ""
        return tale.say("brief.until", what=_end(wait, wait.until, tale).rstrip()) + past
    when = _when(wait, tale).strip() if wait.at or wait.on else ""
    return " → ".join(filter(None, (tale.span(wait.for_) if wait.for_ else "", when)))


def scheduled(schedule: str, tale: Tale) -> str:
    """When a mailing is due: a moment, or the cron that most people write; any other as it is."""
    if not is_cron(schedule):
        return moments.dated(schedule, tale.language)
    read = _TIME.fullmatch(" ".join(schedule.split()))
    if read is None or (read[3] != "*" and read[4] != "*"):
        return tale.say("cron", cron=schedule)
    hour = f"{int(read[2]):02d}:{int(read[1]):02d}"
    if read[4] != "*":
        numbers = range(1, 6) if read[4] == "1-5" else (int(day) % 7 for day in read[4].split(",") if day)
        return tale.say(
            "cron.weekly", days=tale.listed(_WEEK[tale.language != "ja"][day] for day in numbers), hour=hour
        )
    if read[3] != "*":
        return tale.say("cron.monthly", days=tale.listed(day for day in read[3].split(",") if day), hour=hour)
    return tale.say("cron.daily", hour=hour)


def _when(wait: WaitFor, tale: Tale) -> str:
    """`平日 10:00`: the hour and the day that are waited for."""
    days = tale.say(f"days.{wait.on}") if wait.on and wait.on != "all" else ""
    if not wait.at:
        return tale.say("day", days=days or tale.say("days.all"))
    return tale.say("day.at", days=days, hour=_hour(wait, tale)) if days else tale.say("hour", hour=_hour(wait, tale))


def _hour(wait: WaitFor, tale: Tale) -> str:
    return tale.say("hour.best") if wait.at == "best" else wait.at or ""


def _until(wait: WaitFor, until: str, tale: Tale) -> Iterator[str]:
    trait = _trait(until, tale)
    yield tale.say("wait.until", what=_end(wait, until, tale))
    if wait.on and wait.on != "all":
        yield tale.say("wait.until.on", days=tale.say(f"days.{wait.on}"))
    yield tale.say(f"wait.late.{when_late(wait, tale.plan.edition)}")
    if trait:
        yield tale.say("wait.trait", trait=trait)


def _parts(until: str) -> tuple[str, str | None, str | None]:
    read = _UNTIL.fullmatch(until)
    return (read["what"], read["sign"], read["span"]) if read else (until, None, None)


def _trait(until: str, tale: Tale) -> str:
    """What the trait is called that says until when; "" where none does."""
    what, _, _ = _parts(until)
    return "" if what.startswith("offer.") or what[:4].isdigit() else tale.named("trait", what.removeprefix("trait."))


def _end(wait: WaitFor, until: str, tale: Tale) -> str:
    """Until when: `オファー「setup-free」の期限の1日前の 10:00`."""
    what, sign, span = _parts(until)
    if what.startswith("offer."):
        end = tale.say("until.offer", offer=what.removeprefix("offer."))
    else:
        end = _trait(until, tale) or moments.dated(what, tale.language)
    if span:
        end = tale.say(f"until.{sign}", what=end, span=tale.span(parse(span)))
    if wait.at:
        end = tale.say("until.at" if span else "until.at.day", what=end, hour=_hour(wait, tale))
    return end
