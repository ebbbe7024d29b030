"""An Adaptive Card for a workflow of Microsoft Teams. (Office's connectors, with cards of their own, have ended.)

Rules
1. What comes out of a lead stands in text runs: a text block would read Markdown in it, and make links.
2. Teams shows six actions.
"""

from urllib.parse import urlsplit

from mikomi.core.channels.brief import Brief
from mikomi.core.channels.parcel import Consignment, Credential, Parcel, json_parcel
from mikomi.model.base import Json
from mikomi.model.channel import Channel

PLACES = (".logic.azure.com", ".powerplatform.com", ".powerautomate.com", ".logic.azure.us", ".powerplatform.us")
_ACTIONS = 6


def parcel(consignment: Consignment, _channel: Channel, opens: Credential) -> Parcel:
    return json_parcel(opens.value, message(consignment.brief))


def accepts(secret: str) -> bool:
    try:
        parts = urlsplit(secret)
    except ValueError:
        return False
    return parts.scheme == "https" and (parts.hostname or "").endswith(PLACES)


def message(brief: Brief) -> Json:
    body = [_run(brief.title, weight="Bolder", size="Medium"), *(_run(line) for line in brief.lines)]
    actions = [{"type": "Action.OpenUrl", "title": each.label, "url": each.url} for each in brief.buttons]
    card = {
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "type": "AdaptiveCard",
        "version": "1.4",
        "body": body,
        "actions": actions[:_ACTIONS],
    }
    attachment = {"contentType": "application/vnd.microsoft.card.adaptive", "contentUrl": None, "content": card}
    return {"type": "message", "attachments": [attachment]}


def _run(text: str, **looks: str) -> Json:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": text, **looks}]}
