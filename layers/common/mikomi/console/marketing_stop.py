"""The page of marketing mail as a whole: does it go out, how much of it comes back, and the button that stops it."""

from collections.abc import Callable, Sequence

from mikomi import http
from mikomi.aws.waiting_mails import WaitingMails
from mikomi.console.views import Screen
from mikomi.console.words import say
from mikomi.core.mails import breaker as rule
from mikomi.core.pictures.table import Table
from mikomi.core.session import Session
from mikomi.core.words import moments
from mikomi.http import Request, Response
from mikomi.model.base import Json, Millis
from mikomi.model.breaker import EchoReading, MarketingStop, Measured
from mikomi.shell import breaker
from mikomi.shell.warm_up import WarmUpState

HERE = "/console/sending"


def seen(screen: Screen) -> Json:
    """What the template prints."""
    stands = breaker.look()
    return {
        "warm_up": warm_up_lines(stands.warm_up, screen.language) if stands.warm_up else [],
        "stopped": lines(stands.stop, stands.ends_at, screen) if stands.stop else [],
        "waiting": waiting_line(breaker.waiting(stands), screen.language),
        "table": Table(
            tuple(say(f"sending.{name}", screen.language) for name in ("measure", "share", "of", "stops", "review")),
            tuple(_row(each, read, screen) for each, read in stands.readings.items()),
        ),
    }


def lines(stop: MarketingStop, until: Millis | None, screen: Screen) -> list[str]:
    """Why it is stopped, and what to do; for the start page too."""
    language = screen.language
    since = moments.full(stop.at, screen.zone, language, screen.now)
    numbers = {"share": percent(stop.reading.share), "bad": f"{stop.reading.bad:,}", "of": f"{stop.reading.of:,}"}
    by = stop.by or say("sending.somebody", language)
    written = [say(f"sending.{stop.cause}", language, since=since, by=by, **numbers)]
    if stop.cause != "by_hand":
        written.append(say(f"sending.{stop.cause}.do", language))
    if until is not None:
        written.append(say("sending.until", language, at=moments.full(until, screen.zone, language, screen.now)))
    return written


def waiting_line(waiting: WaitingMails | None, language: str) -> str:
    """How many wait; "" where none has to."""
    if waiting is None:
        return ""
    return say("sending.waiting_most" if waiting.is_more else "sending.waiting", language, n=f"{waiting.number:,}")


def warm_up_lines(warm: WarmUpState, language: str) -> list[str]:
    """How far the new domain is."""
    numbers = {"day": warm.day, "days": warm.days, "sent": f"{warm.sent:,}", "ceiling": f"{warm.ceiling:,}"}
    written = [say("sending.warm", language, **numbers)]
    if warm.waits:
        written.append(say("sending.warm.waits", language))
    if warm.tomorrow is None:
        return [*written, say("sending.warm.last", language)]
    return [*written, say("sending.warm.tomorrow", language, n=f"{warm.tomorrow:,}")]


def respond(
    request: Request, who: Session, of: Sequence[str], screen: Screen, shown: Callable[[str, Json], Response]
) -> Response | None:
    """The page, or what its button says: the page shows how it stands then, whoever was faster."""
    match request.method, of:
        case "GET", []:
            return shown("sending.html", seen(screen))
        case "POST", ["stop"]:
            breaker.stop(who.email or who.user)
        case "POST", ["resume"]:
            breaker.resume()
        case _:
            return None
    return http.redirect(HERE)


def percent(share: float) -> str:
    """`4.2%`, `0.083%`: as many places as SES's own numbers have."""
    return f"{share * 100:.2g}%" if 0 < share < 0.01 else f"{share * 100:.1f}%"


def _row(measured: Measured, read: EchoReading, screen: Screen) -> tuple[str, ...]:
    measure, language = rule.MEASURES[measured], screen.language
    return (
        say(f"sending.of_{measured}", language),
        percent(read.share) if read.of else "–",
        say("sending.count", language, bad=f"{read.bad:,}", of=f"{read.of:,}"),
        say("sending.from", language, share=percent(measure.share), least=measure.least),
        percent(measure.review),
    )
