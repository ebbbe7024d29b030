"""The channels of alerts: how each does, why it takes nothing, and a button that tests it."""

from collections.abc import Callable, Sequence
from typing import Any

from mikomi import http
from mikomi.aws.ledger import Row
from mikomi.console.views import Screen, clipped
from mikomi.console.words import say
from mikomi.core.channels.table import CHANNELS
from mikomi.core.words import moments
from mikomi.http import Request, Response
from mikomi.model.base import Json, Millis
from mikomi.model.channel import Channel
from mikomi.model.words import in_language
from mikomi.shell.operator import channel_trials
from mikomi.shell.operator.channel_trials import ChannelSeen, NoSuchChannel

HERE = "/console/attention/channels"


def respond(
    request: Request, of: Sequence[str], screen: Screen, shown: Callable[[str, dict[str, Any]], Response]
) -> Response | None:
    match request.method, of:
        case "GET", []:
            return shown("channels.html", {"channels": [_card(each, screen) for each in channel_trials.listed()]})
        case "POST", [channel, "test"]:
            try:
                channel_trials.begin(channel)
            except NoSuchChannel:
                return http.redirect(HERE)
            return http.redirect(f"{HERE}#{channel}")
        case _:
            return None


def failing(screen: Screen) -> list[Json]:
    """Those that take nothing, for the page of what needs attention."""
    return [card for each in channel_trials.listed() if (card := _card(each, screen))["failing"]]


def _card(seen: ChannelSeen, screen: Screen) -> Json:
    channel, state, language = seen.channel, seen.state, screen.language
    failing = ""
    if state.failing_since is not None:
        why = say(f"reason.{state.how}", language)
        failing = say("channels.failing", language, since=_moment(state.failing_since, screen), why=why)
    return {
        "id": channel.id,
        "kind": CHANNELS[channel.kind].name,
        "failing": failing,
        "detail": clipped(state.detail) if failing else "",
        "taken": say("channels.taken", language, at=_moment(state.taken_at, screen)) if state.taken_at else "",
        "whose": _whose(channel, screen),
        "which": _which(channel, language),
        "mail": say(f"channels.mail.{channel.mail}", language),
        "trial": _trial(seen.trial, screen) if seen.trial else None,
    }


def _whose(channel: Channel, screen: Screen) -> str:
    if channel.reps is None:
        return say("channels.everybody", screen.language)
    names = {rep.id: in_language(rep.name, screen.language) for rep in screen.plan.settings.reps}
    return ("、" if screen.language == "ja" else ", ").join(names.get(rep, rep) for rep in channel.reps)


def _which(channel: Channel, language: str) -> str:
    if channel.alerts is None:
        return say("channels.all", language)
    return ("、" if language == "ja" else ", ").join(say(f"channels.alert.{kind}", language) for kind in channel.alerts)


def _trial(row: Row, screen: Screen) -> Json:
    """How the latest test went; `waits`: it has not ended."""
    how = {"sent": "taken", "skipped": "failed"}.get(row.status, "waits")
    why = say(f"reason.{row.reason}", screen.language) if how == "failed" else ""
    told = say(f"channels.trial.{how}", screen.language, at=_moment(row.at, screen), why=why)
    return {
        "told": told,
        "waits": how == "waits",
        "bad": how == "failed",
        "detail": clipped(row.detail),
    }


def _moment(moment: Millis | None, screen: Screen) -> str:
    return moments.full(moment, screen.zone, screen.language, screen.now) if moment is not None else ""
