"""A message for an incoming webhook of LINE WORKS.

Rules
1. There is one button: it leads to the lead's page, on which the alert can be answered.
"""

from mikomi.core.channels.brief import Brief, cut
from mikomi.core.channels.parcel import Consignment, Credential, Parcel, json_parcel
from mikomi.model.base import Json
from mikomi.model.channel import Channel

PLACE = "https://webhook.worksmobile.com/"
_TITLE, _TEXT, _LABEL = 100, 1_000, 20


def parcel(consignment: Consignment, _channel: Channel, opens: Credential) -> Parcel:
    return json_parcel(opens.value, message(consignment.brief))


def accepts(secret: str) -> bool:
    return secret.startswith(PLACE)


def message(brief: Brief) -> Json:
    said: Json = {"title": cut(brief.title, _TITLE), "body": {"text": cut(brief.text, _TEXT)}}
    if brief.buttons:
        said["button"] = {"label": cut(brief.buttons[0].label, _LABEL), "url": brief.buttons[0].url}
    return said
