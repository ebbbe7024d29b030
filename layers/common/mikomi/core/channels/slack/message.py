"""A message for an incoming webhook of Slack.

Rules
1. What comes out of a lead stands in `plain_text`, in which Slack reads no mark, no mention and no emoji; in `text`,
   which a notification shows, `&`, `<` and `>` are written as Slack asks for it.
2. Lengths are Slack's: a header of 150 characters, a text of 3,000, a button of 75, its address of 3,000.
"""

from mikomi.core.channels.brief import Brief, cut
from mikomi.core.channels.parcel import Consignment, Credential, Parcel, json_parcel
from mikomi.model.base import Json
from mikomi.model.channel import Channel

PLACES = ("https://hooks.slack.com/", "https://hooks.slack-gov.com/")
_HEADER, _TEXT, _BUTTON, _BUTTONS = 150, 3_000, 75, 5


def parcel(consignment: Consignment, _channel: Channel, opens: Credential) -> Parcel:
    return json_parcel(opens.value, message(consignment.brief))


def accepts(secret: str) -> bool:
    return secret.startswith(PLACES)


def message(brief: Brief) -> Json:
    buttons = [{"type": "button", "text": _plain(each.label, _BUTTON), "url": each.url} for each in brief.buttons]
    blocks: list[Json] = [{"type": "header", "text": _plain(brief.title, _HEADER)}]
    blocks += [{"type": "section", "text": _plain(brief.text, _TEXT)}] if brief.lines else []
    blocks += [{"type": "actions", "elements": buttons[:_BUTTONS]}] if buttons else []
    return {"text": _escaped(brief.title), "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def _plain(text: str, longest: int) -> Json:
    return {"type": "plain_text", "text": cut(text, longest), "emoji": False}


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
