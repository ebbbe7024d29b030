"""Mails and alerts that need somebody's attention: unknown whether they went out, or failed. Send again, or leave."""

from mikomi import http, keys
from mikomi.aws.ledger import Key
from mikomi.console.views import Screen, clipped, iso
from mikomi.console.words import say
from mikomi.core.channels.table import CHANNELS
from mikomi.core.mails.honorific import full_name
from mikomi.core.words import moments
from mikomi.core.words.wording import mail_name
from mikomi.http import Request, Response
from mikomi.model.base import Json
from mikomi.model.effects import SendMail, SendWebhook, UnknownEffect, row_kind
from mikomi.shell.operator import unsettled
from mikomi.shell.operator.names_then import names_then
from mikomi.shell.operator.unsettled import OpenRow

HERE = "/console/attention/mails"
SHOWN = 50


def listed(screen: Screen) -> Json:
    """The cases as the template prints them."""
    return {"cases": [_case(case, screen) for case in unsettled.open_rows(SHOWN)], "most": SHOWN}


def act(request: Request) -> Response:
    """Do what the button says. Whatever came to pass, the page shows it: what is gone was dealt with."""
    form = request.form()
    pk, sk = keys.of_tag(form.get("owner", "")), keys.of_tag(form.get("row", ""))
    if pk and sk and pk.startswith(("person#", "digest#", "report#")):
        (unsettled.set_aside if form.get("verb") == "leave" else unsettled.again)(Key(pk, sk))
    return http.redirect(HERE)


def _case(case: OpenRow, screen: Screen) -> Json:
    row, person, language = case.row, case.person, screen.language
    name = (full_name(person.traits_plain, language) or person.email or "") if person else ""
    return {
        "owner": keys.as_tag(row.key.pk),
        "row": keys.as_tag(row.key.sk),
        "id": keys.short(*row.key),
        "status": say(f"status.{row.status}", language),
        "unknown": row.status == "unknown",
        "title": _title(case, screen),
        "at": iso(row.at),
        "moment": moments.full(row.at, screen.zone, language, screen.now),
        "person": person.id if person and person.is_lead and person.id.startswith("l_") else None,
        "name": clipped(name) or say("nameless", language),
        "reason": _reason(row.reason, language),
        "detail": clipped(row.detail),
        "attempts": row.attempt,
        "advice": say("unsettled.unknown" if row.status == "unknown" else "unsettled.failed", language),
    }


def _by_channel(sk: str, screen: Screen) -> str:
    name = keys.channel_of(sk)
    channel = screen.plan.sales.channel(name)
    kind = CHANNELS[channel.kind].name if channel else say("channel", screen.language)
    return say("unsettled.channel", screen.language, kind=kind, channel=clipped(name))


def _reason(code: str | None, language: str) -> str:
    if code is None:
        return ""
    skipped = say(f"skip.{code}", language)
    return skipped if skipped != code else say(f"reason.{code}", language)


def _title(case: OpenRow, screen: Screen) -> str:
    effect, language = case.effect, screen.language
    if isinstance(effect, SendMail):
        scenario = screen.names.get(f"scenario:{effect.scenario}", effect.scenario)
        names = names_then(effect, screen.plan, language)
        mail = mail_name(names, effect.scenario, effect.step, effect.variant)
        return say("unsettled.mail", language, mail=clipped(mail), scenario=clipped(scenario))
    if isinstance(effect, SendWebhook):
        return say("story.webhook", language, step=clipped(effect.step))
    if isinstance(effect, UnknownEffect):
        return say("story.unknown", language)
    if case.row.key.pk.startswith("report#"):
        return say("report", language)
    if case.row.key.pk.startswith("announcement#"):
        return say("announcement", language)
    if row_kind(case.row.key.sk) == "channel":
        return _by_channel(case.row.key.sk, screen)
    return say("story.alert" if effect else "unsettled.digest", language)
